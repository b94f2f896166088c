package connectortest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
)

// Incremental is how a vendor tells what has changed. With it the suite plays
// many nights: records are inserted, updated and deleted between the pulls and
// while they run, many at the same instant, some seen only later than they say.
// After a last pull in peace, the newest landed version of every key must be
// what the vendor has.
type Incremental struct {
	// Stream is the stream to pull; empty means Vendor.Stream.
	Stream string
	// Config replaces Vendor.Config; nil keeps it. The oldest record is a week
	// older than Now.
	Config *config.Source
	// Serve answers every request of the stream, first load and later ones, from
	// what d holds at that moment, DatasetPage records at a time. It must filter,
	// sort and page as the vendor does and keep no copy of d.
	Serve func(d *Dataset) http.Handler
	// Key gives the record's id out of a landed row; nil takes Vendor.KeyColumn.
	Key func(row map[string]string) string
	// Value is the column that shows Item.Value.
	Value string
	// AppendOnly says that records never change once they are there.
	AppendOnly bool
	// Deletes says that the vendor lets a deletion be seen.
	Deletes bool
	// Late is how much later than it says a record may be seen; the source's
	// look-back must cover it.
	Late time.Duration
	// Step is the resolution of the vendor's times; zero means a second.
	Step time.Duration
	// Settle is how long after a change the source is sure to ask for it; zero
	// means an hour.
	Settle time.Duration
}

func (i Incremental) step() time.Duration {
	if i.Step == 0 {
		return time.Second
	}
	return i.Step
}

func (i Incremental) settle() time.Duration {
	if i.Settle == 0 {
		return time.Hour
	}
	return i.Settle
}

// stories is how many data sets are played. Each has a seed of its own, which a
// failure names.
const stories = 60

func exerciseIncremental(t *testing.T, v Vendor) {
	if v.Incremental == nil {
		return
	}
	for seed := range uint64(stories) {
		if !t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) { newStory(t, v, seed).play() }) {
			return
		}
	}
}

// story is one data set and what landed of it.
type story struct {
	t      *testing.T
	v      Vendor
	rules  Incremental
	stream connectors.Stream
	source connectors.Source
	data   *Dataset
	clock  *Clock
	rng    *rand.Rand
	cursor []byte
	landed map[string]landedRow
}

// landedRow is the newest version of a key.
type landedRow struct {
	value   string
	version string
	deleted bool
}

func newStory(t *testing.T, v Vendor, seed uint64) *story {
	s := &story{t: t, v: v, rules: *v.Incremental, clock: &Clock{}, landed: map[string]landedRow{}}
	if s.rules.Stream == "" {
		s.rules.Stream = v.Stream
	}
	if s.rules.Key == nil {
		s.rules.Key = func(row map[string]string) string { return row[v.KeyColumn] }
	}
	s.rng = rand.New(rand.NewPCG(seed, 17))
	s.data = newDataset(s.rules, s.clock, s.rng)
	if s.rules.Config != nil {
		v.Config = *s.rules.Config
	}
	serve := s.rules.Serve(s.data)
	s.source = Open(t, v, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.data.between()
		serve.ServeHTTP(w, r)
	}), s.clock)
	var err error
	if s.stream, err = connectors.Find(s.source.Streams(), s.rules.Stream); err != nil {
		t.Fatal(err)
	}
	return s
}

// play is a few nights and a last one in peace.
func (s *story) play() {
	for range 1 + s.rng.IntN(4) {
		s.data.setBusy(true)
		s.pull()
		s.data.setBusy(false)
		for range s.rng.IntN(6) {
			s.clock.advance(time.Duration(s.rng.IntN(90)) * time.Minute)
			s.data.change()
		}
		s.clock.advance(time.Duration(s.rng.IntN(20)) * time.Hour)
	}
	s.clock.advance(s.rules.settle())
	s.pull()
	want, got := map[string]string{}, map[string]string{}
	for _, item := range s.data.Items() {
		if !item.Deleted {
			want[s.v.key(item.ID)] = strconv.FormatInt(item.Value, 10)
		}
	}
	for key, row := range s.landed {
		if !row.deleted {
			got[key] = row.value
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		s.t.Errorf("newest versions (-vendor +landed)\n%s\n%s", diff, s.data.tellAll())
	}
}

func (s *story) pull() {
	s.t.Helper()
	loaded, err := Pull(s.t.Context(), s.t, s.source, s.rules.Stream, s.cursor)
	if err != nil {
		s.t.Fatalf("pull from %s: %v\n%s", s.cursor, err, s.data.tellAll())
	}
	s.data.tell("pulled %d rows (%s) from cursor %s to %s at %s", len(loaded.Rows), loaded.Mode, s.cursor, loaded.Cursor, s.clock.Now().Format(time.DateTime))
	if loaded.Mode == connectors.Full {
		clear(s.landed)
	}
	for _, row := range loaded.Rows {
		s.land(row)
	}
	s.cursor = slices.Clone(loaded.Cursor)
}

// land keeps the newer of two versions, as the models do: the greater Version,
// and of equals the later row.
func (s *story) land(row map[string]string) {
	key := s.rules.Key(row)
	fresh := landedRow{value: row[s.rules.Value], deleted: row[connectors.ColumnDeleted] == "true"}
	if s.stream.Version != "" {
		fresh.version = sortable(row[s.stream.Version])
	}
	if before, known := s.landed[key]; !known || fresh.version >= before.version {
		s.landed[key] = fresh
	}
}

// sortable makes the text of a number or an instant compare as the value does.
func sortable(text string) string {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return fmt.Sprintf("%020d", n)
	}
	for _, layout := range []string{"2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999-0700"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC().Format("2006-01-02 15:04:05.000000000")
		}
	}
	return text
}
