package hubspot_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

const merged = "hs_merged_object_ids"

var errKilled = errors.New("killed")

// lake keeps what a real one would: rows up to the last checkpoint, of each key
// the newest version.
type lake struct {
	rows   map[string]map[string]string
	cursor json.RawMessage
	modes  []connectors.Mode
}

// pull pulls once and is killed at the given checkpoint, counted from 1; 0 lets
// it end. It tells whether it ended.
func (l *lake) pull(t *testing.T, source connectors.Source, stream string, killAt int) bool {
	t.Helper()
	var landed []map[string]string
	checkpoints := 0
	commit := func(r connectors.Result) {
		if r.Mode == connectors.Full && checkpoints == 1 {
			l.rows = map[string]map[string]string{}
		}
		for _, row := range landed {
			if old := l.rows[row["id"]]; old == nil || row["updated_at"] >= old["updated_at"] {
				l.rows[row["id"]] = row
			}
		}
		landed, l.cursor, l.modes = nil, r.Cursor, append(l.modes, r.Mode)
	}
	req := connectors.Request{Stream: stream, Cursor: l.cursor, LoadID: "01LOAD", LoadedAt: connectortest.Now(),
		Checkpoint: func(r connectors.Result) (connectors.Load, error) {
			checkpoints++
			if checkpoints == killAt {
				return connectors.Load{}, errKilled
			}
			commit(r)
			return connectors.Load{ID: "01MORE", At: connectortest.Now()}, nil
		}}
	result, err := source.Pull(t.Context(), req, func(batch arrow.Record) error {
		landed = append(landed, connectortest.Texts(batch)...)
		return nil
	})
	if err != nil {
		if !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		return false
	}
	checkpoints++
	commit(result)
	return true
}

// live are the ids the lake holds with the instant each was modified.
func (l *lake) live() map[string]string {
	out := map[string]string{}
	for id, row := range l.rows {
		if row["_deleted"] != "true" {
			out[id] = row["updated_at"]
		}
	}
	return out
}

// truth is what the portal would show.
func (p *portal) truth() map[string]string {
	out := map[string]string{}
	for id, r := range p.records {
		if r.archivedAt.IsZero() {
			out[fmt.Sprint(id)] = r.modified.UTC().Format("2006-01-02 15:04:05.999999Z")
		}
	}
	return out
}

// live changes some records of the portal: new ones, modified, archived and
// merged ones.
func (p *portal) live(r *rand.Rand) {
	now := p.clock.Now()
	for range 30 {
		id := 1 + r.IntN(700)
		other := 1 + r.IntN(700)
		switch old := p.records[id]; {
		case old == nil && id%3 == 0:
			// The id of a merged record is never given again.
		case old == nil:
			p.records[id] = &thing{modified: now, properties: map[string]string{"name": "new"}}
		case !old.archivedAt.IsZero():
		case r.IntN(4) == 0:
			old.archivedAt = now
		case r.IntN(6) == 0 && other != id && other%3 == 0 && p.records[other] != nil && p.records[other].archivedAt.IsZero():
			swallowed := fmt.Sprint(other)
			for _, past := range []string{p.records[other].properties[merged], old.properties[merged]} {
				if past != "" {
					swallowed += ";" + past
				}
			}
			delete(p.records, other)
			old.modified = now
			old.properties[merged] = swallowed
		default:
			old.modified = now
		}
	}
}

// TestKilledAnywhereNothingIsLost kills pulls at any checkpoint while records
// change between and during them; in the end the lake holds what the portal does.
func TestKilledAnywhereNothingIsLost(t *testing.T) {
	for seed := range uint64(25) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			p := newPortal()
			for id := 1; id <= 600; id++ {
				p.records[id] = &thing{modified: ago(time.Duration(10+r.IntN(5000)) * time.Minute), properties: map[string]string{"name": "C"}}
			}
			attributes := map[string]config.Attribute{}
			if seed%2 == 0 {
				attributes["plan"] = config.Attribute{Field: "name"}
			}
			source := p.open(t, attributes)
			p.beforeSearch = func(int) {
				if r.IntN(3) == 0 {
					p.live(r)
				}
			}
			l := &lake{rows: map[string]map[string]string{}}
			for range 12 {
				l.pull(t, source, "companies", 1+r.IntN(6))
				p.clock.Sleep(t.Context(), time.Duration(1+r.IntN(120))*time.Minute)
				p.live(r)
			}
			p.beforeSearch = nil
			p.clock.Sleep(t.Context(), time.Minute)
			if !l.pull(t, source, "companies", 0) {
				t.Fatal("the last pull did not end")
			}
			if diff := cmp.Diff(p.truth(), l.live()); diff != "" {
				t.Errorf("(-portal +lake)\n%s", diff)
			}
		})
	}
}

// TestAFirstLoadGoesOnWhereItStood: the second pull asks for no page twice.
func TestAFirstLoadGoesOnWhereItStood(t *testing.T) {
	p := newPortal()
	for id := 1; id <= 450; id++ {
		p.records[id] = &thing{modified: ago(48 * time.Hour)}
	}
	source, l := p.open(t, nil), &lake{rows: map[string]map[string]string{}}
	l.pull(t, source, "contacts", 4)
	want := `{"part":{"after":"300","seen":"2026-02-27T02:00:00Z","began":"2026-03-01T02:00:00Z"}}`
	if string(l.cursor) != want || len(l.rows) != 300 {
		t.Fatalf("%d rows up to %s", len(l.rows), l.cursor)
	}
	p.clock.Sleep(t.Context(), 23*time.Hour)
	l.modes = nil
	if l.pull(t, source, "contacts", 0); len(l.rows) != 450 || l.modes[0] != connectors.Increment {
		t.Errorf("%d rows, modes %v", len(l.rows), l.modes)
	}
	if want := `{"modified":"2026-02-27T02:00:00Z"}`; string(l.cursor) != want {
		t.Errorf("cursor %s", l.cursor)
	}
}

// TestCursorsThatAreOfNoUseBeginAnew: a token HubSpot does not know any more,
// one of another day, and a cursor older than the recycle bin.
func TestCursorsThatAreOfNoUseBeginAnew(t *testing.T) {
	for name, cursor := range map[string]string{
		"unknown token": `{"part":{"after":"refused","began":"2026-03-01T01:00:00Z"}}`,
		"old token":     `{"part":{"after":"100","began":"2026-02-28T01:00:00Z"}}`,
		"old cursor":    `{"modified":"2025-12-01T00:00:00Z"}`,
		"old search":    `{"modified":"2025-12-01T00:00:00Z","part":{"id":100,"began":"2025-12-02T00:00:00Z"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			p := newPortal()
			for id := 1; id <= 150; id++ {
				p.records[id] = &thing{modified: ago(48 * time.Hour)}
			}
			got := connectortest.MustPull(t, p.open(t, nil), "contacts", []byte(cursor))
			if got.Mode != connectors.Full || len(got.Rows) != 150 || string(got.Cursor) != `{"modified":"2026-02-27T02:00:00Z"}` {
				t.Errorf("%s load of %d rows, cursor %s", got.Mode, len(got.Rows), got.Cursor)
			}
		})
	}
}

// TestManyAttributesFitIntoNoURL: their names go into the body of a batch read.
func TestManyAttributesFitIntoNoURL(t *testing.T) {
	p := newPortal()
	p.longestURL = 8000
	attributes, values := map[string]config.Attribute{}, map[string]string{}
	for i := range 400 {
		field := fmt.Sprintf("a_custom_property_of_the_company_no_%03d", i)
		attributes[fmt.Sprintf("a%03d", i)] = config.Attribute{Field: field}
		values[field] = fmt.Sprint(i)
	}
	for id := 1; id <= 120; id++ {
		p.records[id] = &thing{modified: ago(48 * time.Hour), properties: values}
	}
	source := p.open(t, attributes)
	first := connectortest.MustPull(t, source, "companies", nil)
	for id := range p.records {
		p.records[id].modified = ago(time.Hour)
	}
	for name, got := range map[string]connectortest.Loaded{"list": first, "search": connectortest.MustPull(t, source, "companies", first.Cursor)} {
		if len(got.Rows) != 120 {
			t.Errorf("%s: %d rows", name, len(got.Rows))
		}
		for _, row := range got.Rows {
			if !strings.Contains(row["attributes"], `"a000":"0"`) || !strings.Contains(row["attributes"], `"a399":"399"`) ||
				strings.Count(row["attribute_history"], "timestamp") != 400 {
				t.Fatalf("%s: attributes %.200s", name, row["attributes"])
			}
		}
	}
}
