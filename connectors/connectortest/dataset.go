package connectortest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// Item is one record of a Dataset as it is now.
type Item struct {
	ID int64
	// Value is another one after every change. A landed row shows it in
	// Incremental.Value.
	Value     int64
	CreatedAt time.Time
	// UpdatedAt is what the vendor writes as the time of the last change. Many
	// items share one.
	UpdatedAt time.Time
	// CommittedAt is when the change could first be seen; it is later than
	// UpdatedAt where the vendor is slow.
	CommittedAt time.Time
	Deleted     bool
}

// Dataset is a vendor's store of records, changed at random between the pulls
// and while they run. Incremental.Serve shows it in the vendor's own way.
type Dataset struct {
	mu    sync.Mutex
	clock *Clock
	rules Incremental
	rng   *rand.Rand
	// busy is true while a pull has to put up with changes.
	busy    bool
	items   []Item
	history []Item
	story   []string
}

func newDataset(rules Incremental, clock *Clock, rng *rand.Rand) *Dataset {
	d := &Dataset{clock: clock, rules: rules, rng: rng}
	for range rng.IntN(40) {
		d.insert(clock.Now().Add(-time.Duration(1+rng.IntN(6)) * 24 * time.Hour).Truncate(rules.step()))
	}
	// What was there before the story begins was seen when it happened.
	for i := range d.items {
		d.items[i].CommittedAt = d.items[i].UpdatedAt
	}
	copy(d.history, d.items)
	slices.SortStableFunc(d.history, func(a, b Item) int { return a.CommittedAt.Compare(b.CommittedAt) })
	return d
}

// Now is the vendor's clock.
func (d *Dataset) Now() time.Time { return d.clock.Now() }

// Items are all records in the order of their ids, the deleted ones too.
func (d *Dataset) Items() []Item {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.items)
}

// Item is the record with this id.
func (d *Dataset) Item(id int64) (Item, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if id < 1 || id > int64(len(d.items)) {
		return Item{}, false
	}
	return d.items[id-1], true
}

// Changed are the records last changed at from or later, those of one instant in
// the order of their ids.
func (d *Dataset) Changed(from time.Time) []Item {
	items := slices.DeleteFunc(d.Items(), func(i Item) bool { return i.UpdatedAt.Before(from) })
	slices.SortFunc(items, func(a, b Item) int {
		return cmp.Or(a.UpdatedAt.Compare(b.UpdatedAt), cmp.Compare(a.ID, b.ID))
	})
	return items
}

// History are all changes in the order in which they were committed.
func (d *Dataset) History() []Item {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.history)
}

// Shuffle mixes items, for vendors that promise no order.
func (d *Dataset) Shuffle(items []Item) []Item {
	d.mu.Lock()
	defer d.mu.Unlock()
	mixed := slices.Clone(items)
	d.rng.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	return mixed
}

// DatasetPage is how many records a page of a Dataset has at most: few, so that
// there are many page ends.
const DatasetPage = 3

// Page is the first page of items and whether more follow.
func Page(items []Item) (page []Item, more bool) {
	return items[:min(len(items), DatasetPage)], len(items) > DatasetPage
}

// Live leaves out the deleted items.
func Live(items []Item) []Item {
	return slices.DeleteFunc(slices.Clone(items), func(i Item) bool { return i.Deleted })
}

// between is called before every request of a pull.
func (d *Dataset) between() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.busy && d.rng.IntN(3) > 0 {
		d.clock.advance(time.Duration(d.rng.IntN(3)) * d.rules.step())
		d.mutate()
	}
}

// change inserts, updates or deletes one record, now or a little while ago.
func (d *Dataset) change() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mutate()
}

// mutate is change for who holds mu.
func (d *Dataset) mutate() {
	at := d.clock.Now()
	if late := d.rules.Late; late > 0 && d.rng.IntN(4) == 0 {
		at = at.Add(-time.Duration(d.rng.Int64N(int64(late))))
	}
	at = at.Truncate(d.rules.step())
	n := d.rng.IntN(10)
	switch {
	case d.rules.AppendOnly || n < 3 || len(d.items) == 0:
		d.insert(at)
	case n < 8 || !d.rules.Deletes:
		d.update(at, false)
	default:
		d.update(at, true)
	}
}

func (d *Dataset) insert(at time.Time) {
	item := Item{ID: int64(len(d.items) + 1), Value: 1, CreatedAt: at, UpdatedAt: at, CommittedAt: d.clock.Now()}
	d.items = append(d.items, item)
	d.note(item)
}

// update changes a live record; the time of its change never goes back.
func (d *Dataset) update(at time.Time, remove bool) {
	item := &d.items[d.rng.IntN(len(d.items))]
	if item.Deleted || at.Before(item.UpdatedAt) {
		return
	}
	item.Value++
	item.UpdatedAt, item.CommittedAt, item.Deleted = at, d.clock.Now(), remove
	d.note(*item)
}

func (d *Dataset) note(item Item) {
	d.history = append(d.history, item)
	d.tell("record %d: value %d, changed %s, committed %s, deleted %t", item.ID, item.Value,
		item.UpdatedAt.Format(time.DateTime+".000"), item.CommittedAt.Format(time.DateTime+".000"), item.Deleted)
}

// tell keeps a line for the report of a failure.
func (d *Dataset) tell(format string, args ...any) {
	d.story = append(d.story, fmt.Sprintf(format, args...))
}

func (d *Dataset) tellAll() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.story, "\n")
}

func (d *Dataset) setBusy(busy bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.busy = busy
}
