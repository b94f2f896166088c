package transforms

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"
)

// made is a model that was made, or why it could not be.
type made struct {
	at      int // in the list of models
	rows    int64
	took    time.Duration
	blocked error
}

// makeTables makes the models, several at once where neither reads the other. They
// are reported in the order of the list, whichever was ready first.
func (b *builder) makeTables(ctx context.Context, models []*model) error {
	waits := newWaitList(models)
	done := make(chan made)
	idle := append([]*database{b.db}, b.db.others...)
	serves := make([]*database, len(models)) // the connection a model is made on
	results := make([]ModelResult, len(models))
	var failed []made
	for running := 0; ; {
		for len(idle) > 0 && len(failed) == 0 {
			at := waits.next()
			if at < 0 {
				break
			}
			serves[at], idle = idle[len(idle)-1], idle[:len(idle)-1]
			running++
			go func() { done <- b.makeTable(ctx, serves[at], models[at], at) }()
		}
		if running == 0 {
			break
		}
		result := <-done
		running--
		idle = append(idle, serves[result.at])
		if result.blocked != nil {
			failed = append(failed, result)
			continue
		}
		waits.made(result.at)
		results[result.at] = ModelResult{Name: models[result.at].name, Rows: result.rows, Duration: result.took}
		b.finished(ctx, results[result.at])
	}
	if len(failed) > 0 {
		first := slices.MinFunc(failed, func(x, y made) int { return cmp.Compare(x.at, y.at) })
		return b.explainModel(ctx, models[first.at], first.blocked)
	}
	if b.rows == nil {
		b.rows = map[string]int64{}
	}
	for _, result := range results {
		b.rows[result.Name] = result.Rows
	}
	b.report.Models = append(b.report.Models, results...)
	return nil
}

// makeTable makes one model on a connection that nobody else uses meanwhile.
func (b *builder) makeTable(ctx context.Context, db *database, m *model, at int) (result made) {
	result.at = at
	started := b.now()
	defer func() { result.took = b.now().Sub(started) }()
	if result.blocked = m.complete(ctx, db); result.blocked != nil {
		return result
	}
	statement, before := m.createSQL()
	if m.view {
		result.blocked = db.exec(ctx, statement)
	} else {
		result.rows, result.blocked = db.createTableAs(ctx, statement)
	}
	if result.blocked != nil {
		result.blocked = m.atFault(ctx, db, newModelError(m.name, m.file, before, result.blocked))
	}
	return result
}

// createTableAs runs a CREATE TABLE AS, which answers with the rows it made. One
// transaction holds from planning to running it: else what another connection makes
// meanwhile would have it planned again.
func (db *database) createTableAs(ctx context.Context, statement string) (rows int64, err error) {
	if err := db.exec(ctx, "BEGIN"); err != nil {
		return 0, err
	}
	if err := db.scan(ctx, statement, &rows); err != nil {
		return 0, errors.Join(err, db.exec(context.WithoutCancel(ctx), "ROLLBACK"))
	}
	return rows, db.exec(ctx, "COMMIT")
}

// atFault is the error of a failed model, by the file that is to be mended.
func (m *model) atFault(ctx context.Context, db *database, failed error) error {
	if m.blame == nil {
		return failed
	}
	return cmp.Or(m.blame(ctx, db), failed)
}

// waitList gives out models whose inputs are made, the first of the list first.
type waitList struct {
	missing []int   // inputs a model still waits for; -1 once it is given out
	readers [][]int // who reads a model
}

func newWaitList(models []*model) *waitList {
	at := map[string]int{}
	for i, m := range models {
		at[m.name] = i
	}
	w := &waitList{missing: make([]int, len(models)), readers: make([][]int, len(models))}
	for i, m := range models {
		for _, ref := range m.refs {
			if input, among := at[ref.name]; among {
				w.missing[i]++
				w.readers[input] = append(w.readers[input], i)
			}
		}
	}
	return w
}

// next gives out a model, or -1 while none is ready.
func (w *waitList) next() int {
	at := slices.Index(w.missing, 0)
	if at >= 0 {
		w.missing[at] = -1
	}
	return at
}

// made tells that a model is there.
func (w *waitList) made(at int) {
	for _, reader := range w.readers[at] {
		w.missing[reader]--
	}
}
