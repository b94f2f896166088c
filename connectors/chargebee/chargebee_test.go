package chargebee_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

// site keeps customers the way the vendor lists them.
type site struct {
	t       *testing.T
	records []customer
	size    int // of a page
	queries []string
	// paged is called before a page is answered, with its number from 0.
	paged func(n int)
}

type customer struct {
	id      string
	updated int64 // unix seconds; 0: none
	more    string
}

func (c customer) json() string {
	updated := ""
	if c.updated > 0 {
		updated = fmt.Sprintf(`"updated_at":%d,"resource_version":%d`, c.updated, c.updated*1000)
	}
	return "{" + connectortest.Members(fmt.Sprintf(`"id":%q,"object":"customer"`, c.id), updated, c.more) + "}"
}

func (s *site) open() connectors.Source {
	s.t.Helper()
	return connectortest.Open(s.t, vendor(), s, &connectortest.Clock{})
}

// ServeHTTP answers a page. Offsets name the place behind the last row, as the
// vendor's do, in characters that must be escaped.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if s.paged != nil {
		s.paged(len(s.queries))
	}
	s.queries = append(s.queries, r.URL.Path+"?"+q.Encode())
	list := slices.Clone(s.records)
	if after, err := strconv.ParseInt(q.Get("updated_at[after]"), 10, 64); err == nil {
		list = slices.DeleteFunc(list, func(c customer) bool { return c.updated <= after })
	}
	key := func(c customer) string { return c.id }
	if q.Get("sort_by[asc]") == "updated_at" {
		key = func(c customer) string { return fmt.Sprintf("%012d %s", c.updated, c.id) }
	}
	slices.SortFunc(list, func(a, b customer) int { return strings.Compare(key(a), key(b)) })
	if offset := q.Get("offset"); offset != "" {
		var at []string
		if json.Unmarshal([]byte(offset), &at) != nil || len(at) != 2 || at[1] != "&+" {
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, `{"message":"offset : invalid value","type":"invalid_request","api_error_code":"param_wrong_value","param":"offset"}`)
			return
		}
		list = slices.DeleteFunc(list, func(c customer) bool { return key(c) <= at[0] })
	}
	next := ""
	if len(list) > s.size {
		list = list[:s.size]
		next = fmt.Sprintf(`[%q,"&+"]`, key(list[s.size-1]))
	}
	records := make([]string, len(list))
	for i, c := range list {
		records[i] = c.json()
	}
	writeKind(w, "customer", records, next)
}

func at(d time.Duration) int64 { return connectortest.Now().Add(-d).Unix() }

func updatedCursor(d time.Duration) []byte { return fmt.Appendf(nil, `{"updated":%d}`, at(d)) }

func newest(loads ...connectortest.Loaded) map[string]string {
	versions, names := map[string]string{}, map[string]string{}
	for _, load := range loads {
		for _, row := range load.Rows {
			if row["resource_version"] >= versions[row["id"]] {
				versions[row["id"]] = row["resource_version"]
				names[row["id"]] = row["_deleted"] + " " + row["company"]
			}
		}
	}
	return names
}

func TestFirstLoadAsksForEverything(t *testing.T) {
	s := &site{t: t, size: 2, records: []customer{{"a", 0, ""}, {"b", at(time.Hour), ""}, {"c", at(9 * time.Hour), `"deleted":true`}, {"d", at(time.Minute), ""}, {"e", at(-time.Minute), ""}}}
	got := connectortest.MustPull(t, s.open(), "customers", nil)
	if got.Mode != connectors.Full || len(got.Rows) != 5 || got.Rows[2]["_deleted"] != "true" {
		t.Errorf("%s, %v", got.Mode, got.Rows)
	}
	want := []string{"/api/v2/customers?include_deleted=true&limit=100",
		"/api/v2/customers?include_deleted=true&limit=100&offset=%5B%22b%22%2C%22%26%2B%22%5D",
		"/api/v2/customers?include_deleted=true&limit=100&offset=%5B%22d%22%2C%22%26%2B%22%5D"}
	if diff := cmp.Diff(want, s.queries); diff != "" {
		t.Error(diff)
	}
	// e was updated after the pull began: what changed then may hide what was
	// read before, so the cursor stays at the beginning.
	if string(got.Cursor) != string(updatedCursor(0)) {
		t.Errorf("cursor %s", got.Cursor)
	}
}

func TestIncrementLooksBack(t *testing.T) {
	cursor := updatedCursor(time.Hour)
	s := &site{t: t, size: 2, records: []customer{
		{"long ago", at(2 * time.Hour), ""},
		{"the second left out", at(time.Hour + 120*time.Second), ""},
		{"committed late", at(time.Hour + 119*time.Second), ""},
		{"tie 1", at(time.Hour), ""}, {"tie 2", at(time.Hour), ""}, {"tie 3", at(time.Hour), ""},
		{"new", at(time.Minute), ""}}}
	got := connectortest.MustPull(t, s.open(), "customers", cursor)
	want := []string{"committed late", "tie 1", "tie 2", "tie 3", "new"}
	if diff := cmp.Diff(want, got.Column("id")); diff != "" || got.Mode != connectors.Increment {
		t.Errorf("%s %s", got.Mode, diff)
	}
	if string(got.Cursor) != string(updatedCursor(time.Minute)) {
		t.Errorf("cursor %s", got.Cursor)
	}
	if want := fmt.Sprintf("/api/v2/customers?include_deleted=true&limit=100&sort_by%%5Basc%%5D=updated_at&updated_at%%5Bafter%%5D=%d", at(time.Hour)-120); s.queries[0] != want {
		t.Errorf("asked %s, want %s", s.queries[0], want)
	}
	s.records = s.records[:1]
	if again := connectortest.MustPull(t, s.open(), "customers", got.Cursor); string(again.Cursor) != string(got.Cursor) {
		t.Errorf("a quiet night moved the cursor to %s", again.Cursor)
	}
}

// TestRowsMoveWhilePaging: a record changed between two pages goes to the end of
// the list. It comes twice and the greater version counts; nobody is skipped.
func TestRowsMoveWhilePaging(t *testing.T) {
	s := &site{t: t, size: 2}
	for i := range 6 {
		s.records = append(s.records, customer{fmt.Sprint("c", i), at(time.Hour) + int64(i), `"company":"old"`})
	}
	s.paged = func(n int) {
		if n == 1 {
			s.records[0] = customer{"c0", at(time.Minute), `"company":"new"`}
			s.records[5] = customer{"c5", at(time.Second), `"deleted":true,"company":"gone"`}
		}
	}
	got := connectortest.MustPull(t, s.open(), "customers", updatedCursor(2*time.Hour))
	want := map[string]string{"c0": "false new", "c1": "false old", "c2": "false old", "c3": "false old", "c4": "false old", "c5": "true gone"}
	if diff := cmp.Diff(want, newest(got)); diff != "" {
		t.Error(diff)
	}
	if len(got.Rows) != 7 {
		t.Errorf("%d rows, want c0 twice", len(got.Rows))
	}
}

// TestFirstLoadIsTakenUp kills a first load after each of its checkpoints and
// goes on from there.
func TestFirstLoadIsTakenUp(t *testing.T) {
	s := &site{t: t, size: 2}
	for i := range 7 {
		s.records = append(s.records, customer{fmt.Sprint("c", i), at(time.Hour) + int64(i), ""})
	}
	for stop := 1; stop <= 3; stop++ {
		var cursor json.RawMessage
		var part connectortest.Loaded
		killed, left := errors.New("killed"), stop
		req := connectors.Request{Stream: "customers", LoadID: "01LOAD", LoadedAt: connectortest.Now()}
		req.Checkpoint = func(r connectors.Result) (connectors.Load, error) {
			cursor = r.Cursor
			if left--; left == 0 {
				return connectors.Load{}, killed
			}
			return connectors.Load{ID: "01NEXT", At: connectortest.Now()}, nil
		}
		_, err := s.open().Pull(t.Context(), req, func(batch arrow.Record) error {
			part.Rows = append(part.Rows, connectortest.Texts(batch)...)
			return nil
		})
		if !errors.Is(err, killed) {
			t.Fatal(err)
		}
		rest := connectortest.MustPull(t, s.open(), "customers", cursor)
		if rest.Mode != connectors.Increment || len(part.Rows)+len(rest.Rows) != 7 || len(newest(part, rest)) != 7 {
			t.Errorf("%s, %d rows before and %d after", rest.Mode, len(part.Rows), len(rest.Rows))
		}
		if want := fmt.Sprintf(`{"updated":%d}`, at(time.Hour)+6); string(rest.Cursor) != want {
			t.Errorf("cursor %s, want %s", rest.Cursor, want)
		}
	}
}

func TestForgottenOffsetBeginsAnew(t *testing.T) {
	s := &site{t: t, size: 2, records: []customer{{"a", at(time.Hour), ""}, {"b", at(time.Hour), ""}, {"c", at(time.Hour), ""}}}
	got := connectortest.MustPull(t, s.open(), "customers", []byte(`{"offset":"forgotten","began":1767225600}`))
	if got.Mode != connectors.Full || len(got.Rows) != 3 {
		t.Errorf("%s, %d rows", got.Mode, len(got.Rows))
	}
}

func TestListsThatCannotBeSortedByUpdates(t *testing.T) {
	for stream, want := range map[string]string{"coupons": "created_at", "credit_notes": "date", "invoices": "updated_at"} {
		var query string
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			query = r.URL.Query().Get("sort_by[asc]") + " " + r.URL.Query().Get("include_deleted")
			io.WriteString(w, `{"list":[]}`)
		})
		connectortest.MustPull(t, connectortest.Open(t, vendor(), handler, &connectortest.Clock{}), stream, updatedCursor(time.Hour))
		if stream != "coupons" {
			want += " true"
		} else {
			want += " "
		}
		if query != want {
			t.Errorf("%s: %q, want %q", stream, query, want)
		}
	}
}
