package pipeline

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"quarterdeck/pipeline/batch"
	"quarterdeck/pipeline/logs"
	"quarterdeck/reports"
	"quarterdeck/reports/charts/png"
)

// qbrWorkers is how many reviews are drawn at once, and qbrAhead how many may be
// read while they are: memory is bounded by both.
const (
	qbrWorkers = 4
	qbrAhead   = 64
)

// reviewBatch takes every customer's review from its facts to its file.
type reviewBatch struct {
	pipeline  *Pipeline
	log       *slog.Logger
	db        *sql.DB
	renderer  reviewRenderer
	inspector inspector
	painter   *png.Painter // of the pictures
	standings map[string]reports.Standing
	// decisions are those of persons about reviews of the quarter, by customer.
	decisions map[string]*batch.Decision
	decided   string // the hash of their file
	// previous is the batch of the quarter before.
	previous batch.Manifest
	dir      string
	current  Publication
	// earlier is what the folder holds already.
	earlier batch.Manifest
	made    batch.Provenance
	tracker Tracker
	journal *journalFile
	hands   hands

	mu     sync.Mutex
	done   []Review
	placed []string          // files that are not durable yet
	names  map[string]string // lower-case file name to customer id
}

// newReviewBatch prepares what all reviews share. Its journal is the caller's to close.
func (p *Pipeline) newReviewBatch(ctx context.Context, marts *Marts, period reports.Period, dir string, tracker Tracker) (*reviewBatch, error) {
	b := &reviewBatch{pipeline: p, log: logs.Bind(ctx, p.deps.Log), db: marts.DB, dir: dir, current: marts.Publication, tracker: tracker, names: map[string]string{},
		hands: hands{now: p.deps.Now}, decisions: decisionsOf(p.cfg.Reviews.Decided, period.String())}
	defer b.hands.on(&b.hands.prepare)()
	var err error
	if b.renderer, err = p.stages.newRenderer(); err != nil {
		return nil, err
	}
	fonts, err := p.pictureFonts()
	if err != nil {
		return nil, err
	}
	b.painter = png.NewPainter(fonts)
	if b.inspector, err = p.stages.newInspector(ctx, marts.DB); err != nil {
		return nil, err
	}
	if b.standings, err = p.stages.readStandings(ctx, marts.DB); err != nil {
		return nil, err
	}
	if b.earlier, err = batch.Read(dir); err != nil {
		return nil, err
	}
	if b.previous, err = batch.Read(p.path("reports", period.Previous().String())); err != nil {
		return nil, err
	}
	if b.made, err = p.provenance(marts); err != nil {
		return nil, err
	}
	if file := p.cfg.Reviews.Decisions; file != "" {
		if b.decided, err = hashFile(file); err != nil {
			return nil, err
		}
	}
	if b.journal, err = openJournal(filepath.Join(dir, batch.JournalFile)); err != nil {
		return nil, err
	}
	b.journal.note(batch.Entry{Made: &b.made})
	return b, nil
}

// reviews reads one review after the other and draws several at once.
func (b *reviewBatch) reviews(ctx context.Context, opts reports.QBROptions, missing bool) error {
	opts.Failed = func(c reports.Customer, err error) {
		if !missing || !b.there(c.ID) {
			b.add(Review{CustomerID: c.ID, Customer: c.Name, State: ReviewFailed, Reason: err.Error(), Edition: batch.Edition{RunID: b.current.RunID}, Older: b.earlier.Of(c.ID).Editions()})
		}
	}
	return pool(func(yield func(*reports.QBR)) error {
		done := b.hands.on(&b.hands.read)
		defer func() { done() }()
		return b.pipeline.stages.readReviews(ctx, b.db, opts, func(q *reports.QBR) error {
			if missing && b.there(q.Customer.ID) {
				return ctx.Err()
			}
			q.Previous = b.predecessor(q)
			done() // what waits for a worker reads nothing
			yield(q)
			done = b.hands.on(&b.hands.read)
			return ctx.Err()
		})
	}, func(q *reports.QBR) { b.add(b.review(q)) })
}

// there says whether the customer's review is written. Of a batch that broke off its
// files must be there too.
func (b *reviewBatch) there(customer string) bool {
	before := b.earlier.Of(customer)
	return before != nil && before.State == ReviewWritten && (!before.Unsettled || b.intact(before.Edition))
}

// predecessor is the customer's newest review of the quarter before; nil without one.
func (b *reviewBatch) predecessor(q *reports.QBR) *reports.Predecessor {
	editions := b.previous.Of(q.Customer.ID).Editions()
	if len(editions) == 0 {
		return nil
	}
	return &reports.Predecessor{Period: q.Period.Previous(), DocumentID: editions[len(editions)-1].DocumentID}
}

// pool does the work for everything that read hands over, several at once. It waits
// for all of it, also when reading ends with an error, which it returns.
func pool[T any](read func(yield func(T)) error, work func(T)) error {
	queue := make(chan T, qbrAhead)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer close(queue)
	for range qbrWorkers {
		wg.Go(func() {
			for one := range queue {
				work(one)
			}
		})
	}
	return read(func(one T) { queue <- one })
}

// add takes a finished review in and notes it, so that a batch that breaks off need
// not draw it again.
func (b *reviewBatch) add(r Review) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if r.State == ReviewWritten {
		b.journal.note(batch.Entry{Review: &r})
	}
	b.done = append(b.done, r)
	b.tracker.Update(int64(len(b.done)), 0)
}

// reserve keeps two customers from sharing a file, also where case does not count.
func (b *reviewBatch) reserve(name, customer string) error {
	if name != filepath.Base(name) || strings.HasPrefix(name, ".") {
		return fmt.Errorf("file name %q would leave the folder", name)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	key := strings.ToLower(name)
	if other, taken := b.names[key]; taken && other != customer {
		return fmt.Errorf("file name %q is that of customer %s", name, other)
	}
	b.names[key] = customer
	return nil
}

func (b *reviewBatch) sorted() []Review {
	slices.SortFunc(b.done, func(x, y Review) int { return cmp.Compare(x.CustomerID, y.CustomerID) })
	return b.done
}

// finish writes the manifest, after all files; the journal has then done its work. It
// returns the file the batch is packed into, where that is wanted.
func (b *reviewBatch) finish(m batch.Manifest, opts QBROptions) (packed string, err error) {
	defer b.hands.on(&b.hands.settle)()
	// A whole batch replaces the earlier one, but for what is not drawn again.
	whole := m.After(b.earlier, func(old Review) bool {
		return opts.Customers != nil || opts.missing && old.State == ReviewWritten
	})
	companions, err := batch.Read(filepath.Join(b.dir, internalDir))
	if err != nil {
		return "", err
	}
	index, err := batch.Index(whole, companions, internalDir)
	if err != nil {
		return "", err
	}
	file, err := b.put("index", batch.IndexFile, index)
	if err != nil {
		return "", err
	}
	whole.Files = []batch.File{file}
	if err := b.settle(); err != nil {
		return "", err
	}
	if err := writeJSONFile(filepath.Join(b.dir, batch.ManifestFile), whole); err != nil {
		return "", err
	}
	if err := b.journal.remove(); err != nil || !opts.Zip {
		return "", err
	}
	return b.pack(whole)
}

// failures is an error that names every review that could not be drawn.
func (b *reviewBatch) failures() error {
	var errs []error
	for _, r := range b.done {
		if r.State == ReviewFailed {
			errs = append(errs, fmt.Errorf("write review of %s: %s", r.CustomerID, r.Reason))
		}
	}
	return errors.Join(errs...)
}
