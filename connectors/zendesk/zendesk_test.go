package zendesk_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/zendesk"
)

// script answers requests for one path in order and notes their queries.
type script struct {
	answers []string
	queries []string
}

func (s *script) open(t *testing.T, path string) connectors.Source {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
		s.queries = append(s.queries, r.URL.Query().Encode())
		if len(s.queries) > len(s.answers) {
			http.Error(w, "one request too many", http.StatusBadRequest)
			return
		}
		io.WriteString(w, s.answers[len(s.queries)-1])
	})
	return connectortest.Open(t, vendor(), mux, &connectortest.Clock{})
}

func TestTicketsGoOnAtTheirCursor(t *testing.T) {
	s := &script{answers: []string{
		`{"tickets":[{"id":1,"status":"open","generated_timestamp":1772300000,"fields":[{"id":5}],"custom_fields":[{"id":5}]}],"after_cursor":"c1","end_of_stream":false}`,
		`{"tickets":[{"id":2,"status":"deleted","subject":"SCRUBBED","generated_timestamp":1772300100}],"after_cursor":"c2","end_of_stream":true}`,
		`{"tickets":[],"after_cursor":null,"end_of_stream":true}`,
	}}
	source := s.open(t, "/api/v2/incremental/tickets/cursor.json")
	first := connectortest.MustPull(t, source, "tickets", nil)
	if diff := cmp.Diff([]string{"false", "true"}, first.Column("_deleted")); diff != "" {
		t.Errorf("tombstones %s", diff)
	}
	if extra := first.Rows[0]["_extra"]; extra != `{"custom_fields":[{"id":5}]}` {
		t.Errorf("_extra = %s", extra)
	}
	second := connectortest.MustPull(t, source, "tickets", first.Cursor)
	if string(first.Cursor) != `{"after":"c2"}` || string(second.Cursor) != `{"after":"c2"}` {
		t.Errorf("cursors %s, then %s", first.Cursor, second.Cursor)
	}
	if first.Mode != connectors.Full || second.Mode != connectors.Increment {
		t.Errorf("modes %s, %s", first.Mode, second.Mode)
	}
	if diff := cmp.Diff([]string{
		"exclude_deleted=false&include=metric_sets&per_page=1000&start_time=0",
		"cursor=c1&exclude_deleted=false&include=metric_sets&per_page=1000",
		"cursor=c2&exclude_deleted=false&include=metric_sets&per_page=1000",
	}, s.queries); diff != "" {
		t.Error(diff)
	}
}

func TestTicketMetrics(t *testing.T) {
	s := &script{answers: []string{`{"tickets":[{"id":1,"metric_set":{"reopens":2,"solved_at":"2026-02-01T10:00:00Z",
		"reply_time_in_minutes":{"calendar":61,"business":12},"first_resolution_time_in_minutes":{"calendar":100,"business":null},
		"full_resolution_time_in_minutes":{"calendar":200,"business":50},"requester_wait_time_in_minutes":{"calendar":3,"business":4}},
		"satisfaction_rating":{"score":"good","id":9},"via":{"channel":"email"}}],"after_cursor":"c","end_of_stream":true}`}}
	got := connectortest.MustPull(t, s.open(t, "/api/v2/incremental/tickets/cursor.json"), "tickets", nil).Rows[0]
	for column, want := range map[string]string{"reopens": "2", "first_reply_minutes": "61", "first_reply_minutes_business": "12",
		"first_resolution_minutes": "100", "first_resolution_minutes_business": "", "full_resolution_minutes": "200",
		"full_resolution_minutes_business": "50", "requester_wait_minutes": "3", "requester_wait_minutes_business": "4",
		"satisfaction_score": "good", "channel": "email", "_extra": `{"satisfaction_rating":{"id":9}}`} {
		if got[column] != want {
			t.Errorf("%s = %q, want %q", column, got[column], want)
		}
	}
}

func TestOrganizationsOverlapWithoutRepeating(t *testing.T) {
	org := func(id int, at string) string {
		return fmt.Sprintf(`{"id":%d,"updated_at":"2026-02-01T10:00:%sZ"}`, id, at)
	}
	s := &script{answers: []string{
		`{"organizations":[` + org(1, "00") + "," + org(2, "01") + `],"end_time":1769940001,"end_of_stream":false}`,
		`{"organizations":[` + org(2, "01") + "," + org(3, "01") + "," + org(1, "02") + `],"end_time":1769940002,"end_of_stream":false}`,
		`{"organizations":[` + org(1, "02") + `,{"id":4,"updated_at":"2026-02-01T10:00:02Z","deleted_at":"2026-02-01T10:00:02Z"}],"end_time":1769940005,"count":2}`,
		`{"organizations":[],"end_time":null,"end_of_stream":true}`,
	}}
	source := s.open(t, "/api/v2/incremental/organizations.json")
	first := connectortest.MustPull(t, source, "organizations", nil)
	if diff := cmp.Diff([]string{"1", "2", "3", "1", "4"}, first.Column("id")); diff != "" {
		t.Error(diff)
	}
	if first.Rows[4]["_deleted"] != "true" || string(first.Cursor) != `{"since":1769940005}` {
		t.Errorf("cursor %s, last row %v", first.Cursor, first.Rows[4])
	}
	second := connectortest.MustPull(t, source, "organizations", first.Cursor)
	if string(second.Cursor) != string(first.Cursor) {
		t.Errorf("an empty export moved the cursor to %s", second.Cursor)
	}
	if want := "per_page=1000&start_time=1769939945"; s.queries[3] != want {
		t.Errorf("the next load asked %s, want %s", s.queries[3], want)
	}
}

func TestExportThatDoesNotMoveOnIsAnError(t *testing.T) {
	page := `{"organizations":[{"id":1}],"end_time":1769940001,"end_of_stream":false}`
	s := &script{answers: []string{page, page, page, page}}
	_, err := connectortest.Pull(t.Context(), t, s.open(t, "/api/v2/incremental/organizations.json"), "organizations", nil)
	if err == nil || !strings.Contains(err.Error(), "twice") || len(s.queries) != 2 {
		t.Errorf("after %d requests: %v", len(s.queries), err)
	}
}

func TestCursorNeverPassesTheClock(t *testing.T) {
	s := &script{answers: []string{`{"organizations":[],"end_time":4102444800,"end_of_stream":true}`}}
	got := connectortest.MustPull(t, s.open(t, "/api/v2/incremental/organizations.json"), "organizations", nil)
	if want := fmt.Sprintf(`{"since":%d}`, connectortest.Now().Unix()); string(got.Cursor) != want {
		t.Errorf("cursor %s, want %s", got.Cursor, want)
	}
}

func TestRatings(t *testing.T) {
	s := &script{answers: []string{
		`{"satisfaction_ratings":[{"id":1,"ticket_id":5,"score":"good","updated_at":"2026-02-20T10:00:00Z"}],"meta":{"has_more":true,"after_cursor":"a1"}}`,
		`{"satisfaction_ratings":[{"id":2,"ticket_id":6,"score":"bad","updated_at":"2026-02-10T10:00:00Z"}],"meta":{"has_more":false}}`,
		`{"satisfaction_ratings":[],"meta":{"has_more":false}}`,
	}}
	source := s.open(t, "/api/v2/satisfaction_ratings.json")
	first := connectortest.MustPull(t, source, "satisfaction_ratings", nil)
	connectortest.MustPull(t, source, "satisfaction_ratings", first.Cursor)
	if diff := cmp.Diff([]string{"page%5Bsize%5D=100", "page%5Bafter%5D=a1&page%5Bsize%5D=100", "page%5Bsize%5D=100&start_time=1771495200"}, s.queries); diff != "" {
		t.Error(diff)
	}
	if len(first.Rows) != 2 || string(first.Cursor) != `{"since":1771581600}` {
		t.Errorf("%d rows, cursor %s", len(first.Rows), first.Cursor)
	}
}

func TestDeletions(t *testing.T) {
	cases := []struct{ stream, path, record string }{
		{"users", "/api/v2/incremental/users/cursor.json", `{"id":1,"active":false}`},
		{"ticket_metric_events", "/api/v2/incremental/ticket_metric_events.json", `{"id":1,"deleted":true}`},
	}
	for _, c := range cases {
		s := &script{answers: []string{`{"` + c.stream + `":[` + c.record + `,{"id":2}],"after_cursor":"x","end_time":1769940001,"end_of_stream":true}`}}
		got := connectortest.MustPull(t, s.open(t, c.path), c.stream, nil)
		if diff := cmp.Diff([]string{"true", "false"}, got.Column("_deleted")); diff != "" {
			t.Errorf("%s: %s", c.stream, diff)
		}
	}
}

func TestCredentials(t *testing.T) {
	var got string
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization")
		io.WriteString(w, `{"user":{"id":null,"name":"Anonymous user"}}`)
	})
	err := connectortest.Open(t, vendor(), handler, &connectortest.Clock{}).Check(t.Context(), "")
	if err == nil || !strings.Contains(err.Error(), "check token of source suite") {
		t.Errorf("an anonymous answer passed the check: %v", err)
	}
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte("ops@northwind.example/token:"+connectortest.Secret))
	if got != want {
		t.Errorf("Authorization %s", got)
	}
}

func TestStart(t *testing.T) {
	src := config.Source{Name: "helpdesk", Subdomain: "x", Start: "2025/01/01"}
	if _, err := zendesk.New(src, (&connectortest.Clock{}).Deps()); err == nil || !strings.Contains(err.Error(), "2025/01/01") {
		t.Errorf("got %v", err)
	}
}
