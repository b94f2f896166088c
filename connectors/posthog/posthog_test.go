package posthog_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	gocmp "github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/posthog"
)

func openAt(t *testing.T, src config.Source, handler http.HandlerFunc) connectors.Source {
	t.Helper()
	v := vendor()
	v.Config = src
	v.Config.ProjectID = "77"
	return connectortest.Open(t, v, handler, &connectortest.Clock{})
}

// table is a project's events: what it answers is computed here from the text
// of the query alone.
type table struct {
	events []event
	// cap is the most rows an answer has, whatever the limit says; 0 is none.
	cap int
	// tooMuch is the answer to windows of more than so many hours; 0 is none.
	tooMuch, hours int
	asked          []said
	// properties are those of every event; empty means none.
	properties string
}

type event struct {
	uuid              string
	happened, created string
}

func (e event) at(order string) string {
	if order == "created_at" {
		return e.created
	}
	return e.happened
}

func (p *table) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := asked(r)
	p.asked = append(p.asked, q)
	if from, _ := time.Parse(time.RFC3339Nano, q.from); p.tooMuch != 0 && q.to != "" {
		if to, _ := time.Parse(time.RFC3339Nano, q.to); to.Sub(from) > time.Duration(p.hours)*time.Hour {
			w.WriteHeader(p.tooMuch)
			fmt.Fprint(w, `{"type":"server_error","detail":"Query has hit the max execution time before completing."}`)
			return
		}
	}
	var found []event
	for _, e := range p.events {
		if p.has(q, e) {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b event) int {
		return strings.Compare(a.at(q.order)+a.uuid, b.at(q.order)+b.uuid)
	})
	limit := 100
	if _, text, said := strings.Cut(q.text, " LIMIT "); said {
		limit, _ = strconv.Atoi(text)
	}
	if p.cap > 0 {
		limit = min(limit, p.cap)
	}
	var rows []string
	for _, e := range found[:min(limit, len(found))] {
		rows = append(rows, fmt.Sprintf(`[%q,"e","u",%q,%q,`, e.uuid, e.happened, e.created)+`"`+cmp.Or(p.properties, "{}")+`"]`)
	}
	writeRows(w, rows, len(found) > limit)
}

// has evaluates the conditions of a query one by one.
func (p *table) has(q said, e event) bool {
	where := q.text[strings.Index(q.text, " WHERE ")+7 : strings.Index(q.text, " ORDER BY ")]
	if i := strings.Index(where, " AND ("); i >= 0 {
		at := e.at(q.order)
		quoted := strings.Split(where[i:], "'")
		if !(at > quoted[1] || at == quoted[3] && e.uuid > quoted[5]) {
			return false
		}
		where = where[:i]
	}
	for _, condition := range strings.Split(where, " AND ") {
		words := strings.SplitN(condition, " ", 3)
		value := strings.TrimSuffix(strings.TrimPrefix(words[2], "toDateTime('"), "')")
		if at := e.at(words[0]); words[1] == ">=" && at < value || words[1] == "<" && at >= value {
			return false
		}
	}
	return true
}

func spell(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// many are events half a minute apart, every fourth one of an instant shared by
// four, taken in when they happened.
func many(n int, from time.Time) []event {
	var all []event
	for i := range n {
		at := spell(from.Add(time.Duration(i/4) * 2 * time.Minute))
		all = append(all, event{fmt.Sprintf("u-%06d", (i*7919)%n), at, at})
	}
	return all
}

// TestEveryEventOnce: pages that end among events of one instant, windows that
// shrink and a server that gives less than asked for lose and double nothing.
func TestEveryEventOnce(t *testing.T) {
	from := time.Date(2026, 2, 20, 0, 0, 0, 0, time.UTC)
	for name, p := range map[string]*table{
		"whole":               {},
		"pages of seven":      {cap: 7},
		"time-outs":           {tooMuch: 504, hours: 5},
		"estimated too long":  {tooMuch: 512, hours: 1},
		"pages and time-outs": {cap: 33, tooMuch: 504, hours: 2},
	} {
		t.Run(name, func(t *testing.T) {
			p.events = many(900, from)
			source := openAt(t, config.Source{Start: "2026-02-18"}, p.ServeHTTP)
			got := connectortest.MustPull(t, source, "events", nil)
			want := map[string]int{}
			for _, e := range p.events {
				want[e.uuid] = 1
			}
			have := map[string]int{}
			for _, u := range got.Column("uuid") {
				have[u]++
			}
			if diff := gocmp.Diff(want, have); diff != "" {
				t.Errorf("events (-want +got)\n%.1000s", diff)
			}
			for _, q := range p.asked {
				if !strings.HasSuffix(q.text, " LIMIT 50000") {
					t.Fatalf("a query without the limit: %s", q.text)
				}
			}
		})
	}
}

// TestBackdatedAndLate: the second load finds what is dated back, what became
// visible late and what is dated ahead, and nothing from before the start.
func TestBackdatedAndLate(t *testing.T) {
	p := &table{events: []event{
		{"u1", "2026-02-28T10:00:00.000000Z", "2026-02-28T10:00:01.000000Z"},
		{"ahead", "2026-03-09T10:00:00.000000Z", "2026-02-28T10:00:01.000000Z"},
	}}
	source := openAt(t, config.Source{Start: "2026-02-01"}, p.ServeHTTP)
	first := connectortest.MustPull(t, source, "events", nil)
	if diff := gocmp.Diff([]string{"u1", "ahead"}, first.Column("uuid")); diff != "" {
		t.Fatal(diff)
	}
	if first.Mode != connectors.Full || string(first.Cursor) != `{"received":"2026-03-01T02:00:00Z","group_key":"account_id","start":"2026-02-01"}` {
		t.Errorf("%s, cursor %s", first.Mode, first.Cursor)
	}
	p.events = append(p.events,
		event{"late", "2026-02-28T03:00:00.000000Z", "2026-02-28T03:00:00.000000Z"},
		event{"back", "2026-02-03T03:00:00.000000Z", "2026-03-01T03:00:00.000000Z"},
		event{"old", "2026-01-31T03:00:00.000000Z", "2026-03-01T03:00:00.000000Z"},
	)
	v := vendor()
	v.Config = config.Source{ProjectID: "77", Start: "2026-02-01"}
	clock := &connectortest.Clock{}
	if err := clock.Sleep(t.Context(), 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	next := connectortest.MustPull(t, connectortest.Open(t, v, p, clock), "events", first.Cursor)
	if diff := gocmp.Diff([]string{"late", "ahead", "u1", "back"}, next.Column("uuid")); diff != "" {
		t.Error(diff)
	}
	if next.Mode != connectors.Increment || !strings.HasPrefix(string(next.Cursor), `{"received":"2026-03-02T02:00:00Z","group_key"`) {
		t.Errorf("%s, cursor %s", next.Mode, next.Cursor)
	}
}

// TestTakenUpAgain kills the first load at each of its checkpoints in turn and
// takes it up there: together the loads hold every event.
func TestTakenUpAgain(t *testing.T) {
	events := many(120, time.Date(2026, 2, 27, 12, 0, 0, 0, time.UTC))
	for kill := 1; ; kill++ {
		p := &table{events: events, cap: 25, tooMuch: 504, hours: 7}
		source := openAt(t, config.Source{Start: "2026-02-26"}, p.ServeHTTP)
		have, pending := map[string]bool{}, []string{}
		var cursor json.RawMessage
		marks := 0
		killed := fmt.Errorf("killed")
		_, err := source.Pull(t.Context(), connectors.Request{Stream: "events", LoadID: "01", LoadedAt: connectortest.Now(),
			Checkpoint: func(r connectors.Result) (connectors.Load, error) {
				for _, u := range pending {
					have[u] = true
				}
				pending, cursor = nil, r.Cursor
				if marks++; marks == kill {
					return connectors.Load{}, killed
				}
				return connectors.Load{ID: "01", At: connectortest.Now()}, nil
			}}, func(batch arrow.Record) error {
			for _, row := range connectortest.Texts(batch) {
				pending = append(pending, row["uuid"])
			}
			return nil
		})
		if err == nil {
			if kill < 8 {
				t.Errorf("only %d checkpoints", marks)
			}
			return
		}
		again := connectortest.MustPull(t, source, "events", cursor)
		if again.Mode != connectors.Increment || strings.Contains(string(again.Cursor), "happened") {
			t.Errorf("taken up as %s, cursor %s", again.Mode, again.Cursor)
		}
		for _, u := range again.Column("uuid") {
			have[u] = true
		}
		if len(have) != len(events) {
			t.Errorf("killed at checkpoint %d (%s): %d of %d events", kill, cursor, len(have), len(events))
		}
	}
}

// TestEvent: the account of a group or a property, zones, and what is left out.
func TestEvent(t *testing.T) {
	source := openAt(t, config.Source{Start: "2026-02-28", GroupKey: "company"}, func(w http.ResponseWriter, r *http.Request) {
		if q := asked(r); q.from > of {
			writeRows(w, nil, false)
			return
		}
		writeRows(w, []string{
			`["0192a000-0000-7000-8000-000000000001","Report Run","u@x.test","2026-02-27T21:00:00.123456-08:00","2026-02-28T05:00:01Z","{\"$groups\":{\"company\":\"A-1\"},\"company\":\"no\",\"quantity\":2.5,\"$ip\":\"203.0.113.9\",\"$session_id\":\"s1\",\"plan\":\"pro\"}"]`,
			`["0192a000-0000-7000-8000-000000000002","login","u@x.test","2026-02-28T05:00:00Z","2026-02-28T05:00:01Z","{\"company\":17}"]`,
			`["0192a000-0000-7000-8000-000000000003","login","u@x.test","2026-02-28 05:00:00","2026-02-28T05:00:01Z",{"$groups":null}]`,
			`["0192a000-0000-7000-8000-000000000004","login","u@x.test","2026-02-28T05:00:02Z","2026-02-28T05:00:01Z","not JSON"]`,
		}, false)
	})
	got := connectortest.MustPull(t, source, "events", nil)
	if diff := gocmp.Diff([]string{"A-1", "17", "", ""}, got.Column("account_id")); diff != "" {
		t.Errorf("accounts (-want +got)\n%s", diff)
	}
	for column, want := range map[string]string{"event": "Report Run", "distinct_id": "u@x.test", "quantity": "2.5", "session_id": "s1",
		"_extra": `{"properties":{"$groups":{"company":"A-1"},"company":"no","plan":"pro"}}`} {
		if have := got.Rows[0][column]; have != want {
			t.Errorf("%s = %q, want %q", column, have, want)
		}
	}
	if at := strings.Replace(got.Rows[0]["occurred_at"], "T", " ", 1); !strings.HasPrefix(at, "2026-02-28 05:00:00.123456") {
		t.Errorf("occurred at %s", at)
	}
	if !strings.Contains(got.Rows[3]["_extra"], "not JSON") {
		t.Errorf("_extra = %s", got.Rows[3]["_extra"])
	}
}

// TestHostileID: an id that would say more than itself in the next query is
// rejected, and a page of nothing else ends the load.
func TestHostileID(t *testing.T) {
	source := openAt(t, config.Source{Start: "2026-02-28"}, func(w http.ResponseWriter, r *http.Request) {
		if q := asked(r); q.after != "" {
			t.Errorf("asked for what is behind %s", q.after)
		}
		writeRows(w, []string{`["x') OR 1=1 --","e","u","2026-02-28T05:00:00Z","2026-02-28T05:00:00Z","{}"]`}, true)
	})
	if _, err := connectortest.Pull(t.Context(), t, source, "events", nil); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("got %v", err)
	}
}

// TestOddAnswers end in errors, not in loads that look whole.
func TestOddAnswers(t *testing.T) {
	for want, body := range map[string]string{
		"the query failed":           `{"error":"Unknown field","hasMore":false,"results":[]}`,
		"more rows are promised":     `{"results":[],"hasMore":true}`,
		"found '[' where '{' should": `[]`,
		"unexpected EOF":             `{"results":[["a","e","u","2026-02-28T05:00:00Z"`,
		"a value of more than":       `{"results":[["` + strings.Repeat("x", 17<<20) + `"]]}`,
	} {
		source := openAt(t, config.Source{Start: "2026-02-28"}, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		if _, err := connectortest.Pull(t.Context(), t, source, "events", nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %.300v, want %s", err, want)
		}
	}
}

func TestSettings(t *testing.T) {
	p := &table{events: []event{{"u1", "2026-02-28T10:00:00.000000Z", "2026-02-28T10:00:01.000000Z"}}}
	for _, c := range []struct {
		cursor string
		mode   connectors.Mode
	}{
		{`{"received":"2026-03-01T01:00:00Z","group_key":"account_id","start":"2026-02-01"}`, connectors.Increment},
		{`{"received":"2026-03-01T01:00:00Z","group_key":"company","start":"2026-02-01"}`, connectors.Full},
		{`{"received":"2026-03-01T01:00:00Z","group_key":"account_id","start":"2026-02-20"}`, connectors.Full},
	} {
		source := openAt(t, config.Source{Start: "2026-02-01"}, p.ServeHTTP)
		if got := connectortest.MustPull(t, source, "events", []byte(c.cursor)); got.Mode != c.mode || len(got.Rows) != 1 {
			t.Errorf("%s: %s, %d rows", c.cursor, got.Mode, len(got.Rows))
		}
	}
	deps := (&connectortest.Clock{}).Deps()
	for want, src := range map[string]config.Source{"start of source usage": {Start: "soon"}, "not one of us, eu": {Start: "2026-01-01", Region: "mars"}} {
		src.Name = "usage"
		if _, err := posthog.New(src, deps); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := posthog.New(config.Source{Name: "usage", Start: "2026-01-01", Region: "eu"}, deps); err != nil {
		t.Error(err)
	}
}

func TestCheckStream(t *testing.T) {
	p := &table{}
	source := openAt(t, config.Source{Start: "2026-02-01"}, p.ServeHTTP)
	if err := source.Check(t.Context(), "events"); err != nil || len(p.asked) != 1 || !strings.HasSuffix(p.asked[0].text, " LIMIT 1") {
		t.Errorf("%v, asked %v", err, p.asked)
	}
	denied := openAt(t, config.Source{Start: "2026-02-01"}, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	if err := denied.Check(t.Context(), "events"); err == nil || !strings.Contains(err.Error(), "query:read") {
		t.Errorf("got %v", err)
	}
}
