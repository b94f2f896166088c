package freshdesk_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/freshdesk"
)

// ticket is one of the desk's.
type ticket struct {
	id      int
	changed time.Time
	deleted bool
}

// desk answers for tickets as Freshdesk does: sorted by their change, a hundred
// a page, three hundred pages, and only the last thirty days' without a date.
type desk struct {
	tickets []ticket
	asked   []string
	// before is called ahead of every answer.
	before func(d *desk, q url.Values)
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	d.asked = append(d.asked, q.Get("filter")+" "+q.Get("updated_since")+" "+q.Get("page"))
	if d.before != nil {
		d.before(d, q)
	}
	since, err := time.Parse(time.RFC3339, q.Get("updated_since"))
	page, _ := strconv.Atoi(q.Get("page"))
	if err != nil || q.Get("order_by") != "updated_at" || q.Get("order_type") != "asc" || page > 300 {
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"description":"Validation failed","errors":[{"field":"page","code":"invalid_value"}]}`)
		return
	}
	byChange := func(a, b ticket) int { return a.changed.Compare(b.changed) }
	all := d.tickets
	if !slices.IsSortedFunc(all, byChange) {
		all = slices.SortedStableFunc(slices.Values(all), byChange)
	}
	var hits []ticket
	for _, t := range all {
		if !t.changed.Before(since) && t.deleted == (q.Get("filter") == "deleted") && q.Get("filter") != "spam" {
			hits = append(hits, t)
		}
	}
	if page*100 < len(hits) {
		link(w)
	}
	var rows []string
	for _, t := range hits[min(len(hits), (page-1)*100):min(len(hits), page*100)] {
		rows = append(rows, fmt.Sprintf(`{"id":%d,"status":2,"updated_at":%q}`, t.id, t.changed.Format(time.RFC3339)))
	}
	io.WriteString(w, connectortest.Array(rows))
}

func (d *desk) open(t *testing.T) connectors.Source {
	t.Helper()
	return connectortest.Open(t, vendor(), d, &connectortest.Clock{})
}

// at is a second of the day before the suite's night.
func at(second int) time.Time {
	return connectortest.Now().Add(-24 * time.Hour).Add(time.Duration(second) * time.Second)
}

// wantEach checks that tickets 1 to n came, each once.
func wantEach(t *testing.T, got connectortest.Loaded, n int) {
	t.Helper()
	times := map[string]int{}
	for _, id := range got.Column("id") {
		times[id]++
	}
	wrong := 0
	for i := 1; i <= n; i++ {
		if times[strconv.Itoa(i)] != 1 {
			wrong++
		}
	}
	if wrong > 0 || len(got.Rows) != n {
		t.Errorf("%d rows, want %d; %d tickets are missing or came twice", len(got.Rows), n, wrong)
	}
}

func TestTicketsWithoutEnd(t *testing.T) {
	for name, second := range map[string]func(i int) int{
		"one a second":                func(i int) int { return i },
		"seven a second":              func(i int) int { return i / 7 },
		"exactly a page a second":     func(i int) int { return i / 100 },
		"two and a half pages":        func(i int) int { return i / 250 },
		"all in one second":           func(int) int { return 0 },
		"a burst in the middle":       func(i int) int { return i/900 + min(1, i/1300) },
		"the last page a single row":  func(i int) int { return min(i, 1200) },
		"a page whose end is a burst": func(i int) int { return i / 99 },
	} {
		t.Run(name, func(t *testing.T) {
			d := &desk{}
			for i := range 2001 {
				d.tickets = append(d.tickets, ticket{id: i + 1, changed: at(second(i))})
			}
			wantEach(t, connectortest.MustPull(t, d.open(t), "tickets", nil), 2001)
		})
	}
}

// TestBeyondThreeHundredPages: a list of 300 pages is not the end of it.
func TestBeyondThreeHundredPages(t *testing.T) {
	d := &desk{}
	for i := range 30_500 {
		d.tickets = append(d.tickets, ticket{id: i + 1, changed: at(i / 2)})
	}
	wantEach(t, connectortest.MustPull(t, d.open(t), "tickets", nil), 30_500)
}

// TestMoreThanFreshdeskShowsInOneSecond must not be taken for the whole.
func TestMoreThanFreshdeskShowsInOneSecond(t *testing.T) {
	d := &desk{}
	for i := range 30_001 {
		d.tickets = append(d.tickets, ticket{id: i + 1, changed: at(0)})
	}
	_, err := connectortest.Pull(t.Context(), t, d.open(t), "tickets", nil)
	if err == nil || !strings.Contains(err.Error(), "more than 30000 tickets") {
		t.Errorf("got %v", err)
	}
}

// TestTicketsThatChangeMeanwhile: every few pages a ticket already read, and one
// still to come, change and move to the end. None is lost for it, and the next
// night has every change.
func TestTicketsThatChangeMeanwhile(t *testing.T) {
	for name, second := range map[string]func(i int) int{
		"spread":         func(i int) int { return i },
		"in few seconds": func(i int) int { return i / 450 },
	} {
		t.Run(name, func(t *testing.T) {
			d := &desk{}
			for i := range 1500 {
				d.tickets = append(d.tickets, ticket{id: i + 1, changed: at(second(i))})
			}
			moved := 0
			d.before = func(d *desk, _ url.Values) {
				if len(d.asked)%3 == 0 && moved < 40 {
					d.tickets[moved].changed = connectortest.Now().Add(time.Duration(moved) * time.Second)
					d.tickets[1499-moved].changed = connectortest.Now().Add(time.Duration(moved) * time.Second)
					moved++
				}
			}
			source := d.open(t)
			got := connectortest.MustPull(t, source, "tickets", nil)
			newest := map[string]string{}
			for _, row := range got.Rows {
				newest[row["id"]] = max(newest[row["id"]], row["updated_at"])
			}
			for _, x := range d.tickets {
				if newest[strconv.Itoa(x.id)] == "" && x.changed.Before(connectortest.Now()) {
					t.Errorf("ticket %d did not come", x.id)
				}
			}
			d.before = nil
			for _, row := range connectortest.MustPull(t, source, "tickets", got.Cursor).Rows {
				newest[row["id"]] = max(newest[row["id"]], row["updated_at"])
			}
			for _, x := range d.tickets {
				if want := x.changed.Format("2006-01-02 15:04:05Z"); newest[strconv.Itoa(x.id)] != want {
					t.Errorf("ticket %d changed at %s, landed as of %s", x.id, want, newest[strconv.Itoa(x.id)])
				}
			}
		})
	}
}

// TestOrderIsNotTakenOnTrust: a walk by the newest change would lose what comes late.
func TestOrderIsNotTakenOnTrust(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, connectortest.Array([]string{record(5, ""), record(4, "")}))
	})
	_, err := connectortest.Pull(t.Context(), t, connectortest.Open(t, vendor(), handler, &connectortest.Clock{}), "tickets", nil)
	if err == nil || !strings.Contains(err.Error(), "not in the order asked for") {
		t.Errorf("got %v", err)
	}
}

func TestLaterNightsBringChangesAndTombstones(t *testing.T) {
	d := &desk{tickets: []ticket{{id: 1, changed: at(0)}, {id: 2, changed: at(10)}, {id: 3, changed: at(5), deleted: true}}}
	source := d.open(t)
	first := connectortest.MustPull(t, source, "tickets", nil)
	if diff := cmp.Diff([]string{"1", "2"}, first.Column("id")); diff != "" || first.Mode != connectors.Full {
		t.Fatalf("mode %s: %s", first.Mode, diff)
	}
	night := connectortest.Now().Unix()
	if want := fmt.Sprintf(`{"since":%d,"deleted":%d,"spam":%[2]d}`, at(10).Unix(), night); string(first.Cursor) != want {
		t.Errorf("cursor %s, want %s", first.Cursor, want)
	}
	d.asked = nil
	d.tickets[0] = ticket{id: 1, changed: connectortest.Now(), deleted: true}
	second := connectortest.MustPull(t, source, "tickets", first.Cursor)
	if diff := cmp.Diff([]string{"2", "1"}, second.Column("id")); diff != "" || second.Mode != connectors.Increment {
		t.Errorf("mode %s: %s", second.Mode, diff)
	}
	if diff := cmp.Diff([]string{"false", "true"}, second.Column("_deleted")); diff != "" {
		t.Error(diff)
	}
	minute := func(t time.Time) string { return t.Add(-time.Minute).Format(time.RFC3339) }
	if diff := cmp.Diff([]string{" " + minute(at(10)) + " 1", "deleted " + minute(connectortest.Now()) + " 1", "spam " + minute(connectortest.Now()) + " 1"}, d.asked); diff != "" {
		t.Error(diff)
	}
}

// TestKilledBetweenTheWalks: a pull that has read what changed but not what was
// deleted must not skip the deletions when it is taken up.
func TestKilledBetweenTheWalks(t *testing.T) {
	d := &desk{tickets: []ticket{{id: 1, changed: at(0), deleted: true}, {id: 2, changed: at(5000)}}}
	source := d.open(t)
	d.before = func(d *desk, q url.Values) {
		if q.Get("filter") == "deleted" {
			q.Set("order_by", "nothing") // refused
		}
	}
	var last connectors.Result
	begun := fmt.Sprintf(`{"since":%d,"deleted":%[1]d,"spam":%[1]d}`, at(-1000).Unix())
	req := connectors.Request{Stream: "tickets", Cursor: json.RawMessage(begun), LoadID: "01LOAD", LoadedAt: connectortest.Now(),
		Checkpoint: func(r connectors.Result) (connectors.Load, error) {
			last = r
			return connectors.Load{ID: "01LOAD", At: connectortest.Now()}, nil
		}}
	if _, err := source.Pull(t.Context(), req, func(arrow.Record) error { return nil }); err == nil {
		t.Fatal("the walk of deleted tickets was refused, but the pull succeeded")
	}
	d.before = nil
	rest := connectortest.MustPull(t, source, "tickets", last.Cursor)
	if diff := cmp.Diff([]string{"2", "1"}, rest.Column("id")); diff != "" || rest.Rows[1]["_deleted"] != "true" {
		t.Errorf("after the checkpoint %s: %s", last.Cursor, diff)
	}
}

func TestFirstLoadAsksFromTheStart(t *testing.T) {
	for start, want := range map[string]string{"": "2010-01-01T00:00:00Z", "2025-02-03": "2025-02-03T00:00:00Z"} {
		d := &desk{}
		v := vendor()
		v.Config.Start = start
		connectortest.MustPull(t, connectortest.Open(t, v, d, &connectortest.Clock{}), "tickets", nil)
		if diff := cmp.Diff([]string{" " + want + " 1"}, d.asked); diff != "" {
			t.Error(diff)
		}
	}
	src := config.Source{Name: "helpdesk", Subdomain: "x", Start: "2025/01/01"}
	if _, err := freshdesk.New(src, (&connectortest.Clock{}).Deps()); err == nil || !strings.Contains(err.Error(), "2025/01/01") {
		t.Errorf("got %v", err)
	}
}

func TestMilestones(t *testing.T) {
	more := `"source":10,"stats":{"first_responded_at":"2026-01-28T10:00:00Z","resolved_at":"2026-02-01T09:59:00Z","closed_at":null,"reopened_at":"2026-01-30T09:59:00Z"},` +
		`"requester":{"id":5,"name":"Ann","email":"ann@acme.test"},"company":{"id":7,"name":"Acme"}`
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "["+strings.Replace(record(1, more), `"stats":{"resolved_at":null},`, "", 1)+"]")
	})
	got := connectortest.MustPull(t, connectortest.Open(t, vendor(), handler, &connectortest.Clock{}), "tickets", nil).Rows[0]
	for column, want := range map[string]string{"first_responded_at": "2026-01-28 10:00:00Z", "resolved_at": "2026-02-01 09:59:00Z", "closed_at": "",
		"reopened_at": "2026-01-30 09:59:00Z", "requester_email": "ann@acme.test", "company_name": "Acme", "source": "10"} {
		if got[column] != want {
			t.Errorf("%s = %q, want %q", column, got[column], want)
		}
	}
}
