package generic

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

// walk goes over the pages of one table.
type walk struct {
	client *rest.Client
	ctx    context.Context
	log    *slog.Logger
	source string
	table  table
	// land takes one record, end is told the end of each page.
	land   func(*record) error
	end    func()
	buffer rest.Page
	pages  int
	number int // of the page or offset, where they are counted
}

// page is one answer.
type page struct {
	root    *fastjson.Value
	records []*fastjson.Value
}

// page asks for one page and finds its records.
func (w *walk) page(req rest.Request) (page, error) {
	root, err := w.client.JSON(w.ctx, req, &w.buffer)
	if err != nil {
		return page{}, err
	}
	found := at(root, w.table.records)
	where := "at " + joined(w.table.records)
	if len(w.table.records) == 0 {
		where = "the answer itself"
	}
	switch {
	case found == nil:
		return page{}, w.client.Fail(req, fmt.Errorf("the answer has nothing %s; records says where the records are, and %s", where, around(root, w.table.records)))
	case found.Type() == fastjson.TypeNull:
		return page{root: root}, nil
	case found.Type() != fastjson.TypeArray:
		return page{}, w.client.Fail(req, fmt.Errorf("%s is no array of records; records says where they are, and %s", where, around(root, w.table.records)))
	}
	return page{root: root, records: found.GetArray()}, nil
}

// take lands the records of a page.
func (w *walk) take(p page) error {
	w.pages++
	if err := w.each(p); err != nil {
		return err
	}
	if w.end != nil {
		w.end()
	}
	return nil
}

func (w *walk) each(p page) error {
	for i, v := range p.records {
		if err := w.land(&record{came: v, place: fmt.Sprintf("page %d, record %d", w.pages, i+1)}); err != nil {
			return err
		}
	}
	return nil
}

// mostWalks is how often a list is begun that moves too much while it is read.
const mostWalks = 25

var errMoving = errors.New("whole pages of records left the list while it was read, each time it was; ask for less with a filter, or for what changed with a cursor")

// run walks from req to the end.
func (w *walk) run(req rest.Request) error {
	for range mostWalks {
		moved, err := w.once(req)
		if err != nil || !moved {
			return err
		}
	}
	failure := w.client.Fail(req, errMoving)
	failure.Permanent = false // a quieter hour may do
	return failure
}

// once walks to the end, or to where it finds that too much has moved.
func (w *walk) once(req rest.Request) (moved bool, err error) {
	tokens := w.client.NewCursors(req)
	var same repeats
	var before *turned
	w.number = w.table.start()
	for pages := 0; ; pages++ {
		p, err := w.page(req)
		if err != nil {
			return false, err
		}
		next, err := w.following(req, p)
		if err != nil {
			return false, err
		}
		if same.again(p.records) {
			return false, w.client.Fail(req, w.repeated())
		}
		alone, size := pages == 0 && w.untold(p), len(p.records)
		here := &turned{req: req, keys: w.keys(p)}
		// The page's memory is used again by what is asked for below.
		if err := w.take(p); err != nil {
			return false, err
		}
		if before != nil {
			if moved, err = w.edge(before); err != nil || moved {
				return moved, err
			}
		}
		switch {
		case alone:
			return false, w.probe(req, size)
		case next.token == "" && !next.promised:
			return w.close(before, here)
		}
		if err := tokens.Next(next.token); err != nil {
			return false, err
		}
		before = nil
		if next.counted {
			before = here
		}
		req = next.req
	}
}

// repeats counts how often the same page came in a row. An API that does not know
// the parameter which should tell the pages apart goes on for ever; but a short page
// at the end can come again because new records push it on.
type repeats struct {
	sum     [sha256.Size]byte
	times   int
	longest int
}

const mostRepeats, mostRepeatsOfShort, short = 3, 20, 2

// again says that the page came too often.
func (r *repeats) again(records []*fastjson.Value) bool {
	sum := checksum(records)
	if sum != r.sum || len(records) == 0 {
		r.times = 0
	}
	r.sum = sum
	r.times++
	r.longest = max(r.longest, len(records))
	full := len(records) == r.longest && len(records) > short
	return r.times == mostRepeatsOfShort || r.times == mostRepeats && full
}

func checksum(records []*fastjson.Value) (sum [sha256.Size]byte) {
	h := sha256.New()
	var text []byte
	for _, r := range records {
		text = append(r.MarshalTo(text[:0]), '\n')
		h.Write(text)
	}
	h.Sum(sum[:0])
	return sum
}

// turned is a page that was read, and which records it had.
type turned struct {
	req  rest.Request
	keys map[string]bool
}

func (w *walk) keys(p page) map[string]bool {
	keys := make(map[string]bool, len(p.records))
	for _, v := range p.records {
		keys[w.table.keyOf(v)] = true
	}
	return keys
}

// edge asks once more for a page after the one behind it was read. Records that
// have moved up into it meanwhile were in neither; they land now. When nothing
// is left of what the page had, more has moved than can be told.
func (w *walk) edge(before *turned) (moved bool, err error) {
	p, err := w.page(before.req)
	if err != nil {
		return false, err
	}
	common := len(before.keys) == 0
	fresh := page{root: p.root}
	for _, v := range p.records {
		if before.keys[w.table.keyOf(v)] {
			common = true
		} else {
			fresh.records = append(fresh.records, v)
		}
	}
	return !common, w.each(fresh)
}

// close looks once more at the last page of several that are counted: what has
// come back into it since its own edge was looked at would be seen nowhere else.
func (w *walk) close(before, last *turned) (moved bool, err error) {
	if before == nil || len(last.keys) == 0 {
		return false, nil
	}
	return w.edge(last)
}

// keyOf is the text of a record's key.
func (t *table) keyOf(v *fastjson.Value) string {
	key := ""
	for _, f := range t.fields {
		if f.constant == nil && slices.Contains(t.stream.Key, f.name) {
			key += "\x00" + text(at(v, f.path))
		}
	}
	return key
}
