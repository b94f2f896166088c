package zendesk_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

func TestSurveyResponses(t *testing.T) {
	s := &script{answers: []string{
		`{"survey_responses":[{"id":"01A","responder_id":7,"survey":{"id":"01S","version":2},"subjects":[{"id":"35","type":"ticket"}],"answers":[{"type":"rating_scale","rating":5,"rating_category":"good"}],"expires_at":"2026-03-20T10:00:00Z"}],"meta":{"has_more":true,"after_cursor":"a1"}}`,
		`{"survey_responses":[{"id":"01B","responder_id":8,"answers":[]}],"meta":{"has_more":false}}`,
		`{"survey_responses":[],"meta":{"has_more":false}}`,
	}}
	source := s.open(t, "/api/v2/guide/survey_responses")
	first := connectortest.MustPull(t, source, "survey_responses", nil)
	if row := first.Rows[0]; row["id"] != "01A" || row["survey_version"] != "2" || row["subjects"] != `[{"id":"35","type":"ticket"}]` || !strings.Contains(row["answers"], `"rating":5`) {
		t.Errorf("row %v", row)
	}
	connectortest.MustPull(t, source, "survey_responses", first.Cursor)
	// The filter goes by when a survey was offered; it may be answered a month later.
	if diff := cmp.Diff([]string{"page%5Bsize%5D=100&sort=id", "page%5Bafter%5D=a1&page%5Bsize%5D=100&sort=id",
		"filter%5Bcreated_at_start%5D=1769738400&page%5Bsize%5D=100&sort=id"}, s.queries); diff != "" {
		t.Error(diff)
	}
}

// refusing answers every path with a status, and counts.
func refusing(t *testing.T, status int, body string) connectors.Source {
	t.Helper()
	return connectortest.Open(t, vendor(), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}), &connectortest.Clock{})
}

// TestTheOtherKindOfSurveyIsEmpty: an account has legacy ratings or the new
// surveys; the list of the other is refused, which is no failure.
func TestTheOtherKindOfSurveyIsEmpty(t *testing.T) {
	for _, stream := range []string{"satisfaction_ratings", "survey_responses"} {
		for _, status := range []int{403, 404} {
			source := refusing(t, status, `{"error":"Forbidden"}`)
			got := connectortest.MustPull(t, source, stream, nil)
			if len(got.Rows) != 0 || string(got.Cursor) != "{}" || got.Unfinished != "" {
				t.Errorf("%s %d: %d rows, cursor %s, unfinished %q", stream, status, len(got.Rows), got.Cursor, got.Unfinished)
			}
			if err := source.Check(t.Context(), stream); err != nil {
				t.Error(err)
			}
			// What an account had before it went over to the other stays.
			later := connectortest.MustPull(t, source, stream, json.RawMessage(`{"since":1769738400}`))
			if later.Mode != connectors.Increment || string(later.Cursor) != `{"since":1769738400}` {
				t.Errorf("%s: mode %s, cursor %s", stream, later.Mode, later.Cursor)
			}
		}
	}
}

// TestRefusedStreamsFail: every other stream that is refused is a failure of its
// own, with what to do about it.
func TestRefusedStreamsFail(t *testing.T) {
	for _, stream := range []string{"tickets", "users", "organizations", "ticket_metric_events"} {
		source := refusing(t, 403, `{"error":"Forbidden"}`)
		_, err := connectortest.Pull(t.Context(), t, source, stream, nil)
		for _, got := range []error{err, source.Check(t.Context(), stream)} {
			if got == nil || !strings.Contains(got.Error(), stream) || !strings.Contains(got.Error(), "must be an admin") {
				t.Errorf("%s: %v", stream, got)
			}
		}
	}
}

// TestCounts: Zendesk's own counts are only repeated where they are exact.
func TestCounts(t *testing.T) {
	two, hundred := int64(2), int64(99_999)
	for answer, want := range map[string]*int64{
		`{"count":{"value":2,"refreshed_at":"2026-03-01T01:59:00Z"}}`: &two,
		`{"count":{"value":99999}}`:                                   &hundred,
		`{"count":{"value":100000,"refreshed_at":null}}`:              nil,
		`{"count":{"value":"many"}}`:                                  nil,
		`not JSON`:                                                    nil,
	} {
		mux := http.NewServeMux()
		mux.HandleFunc("GET /api/v2/incremental/tickets/cursor.json", func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, `{"tickets":[{"id":1},{"id":2}],"after_cursor":"c","end_of_stream":true}`)
		})
		mux.HandleFunc("GET /api/v2/tickets/count.json", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, answer) })
		got := connectortest.MustPull(t, connectortest.Open(t, vendor(), mux, &connectortest.Clock{}), "tickets", nil)
		if diff := cmp.Diff(want, got.Live); diff != "" {
			t.Errorf("%s: %s", answer, diff)
		}
	}
}

// TestExportIsTakenUpAtItsCheckpoint: after every page the cursor says where to
// go on, and the pull that does adds to the load begun.
func TestExportIsTakenUpAtItsCheckpoint(t *testing.T) {
	s := &script{answers: []string{
		`{"tickets":[{"id":1}],"after_cursor":"c1","end_of_stream":false}`,
		`{"tickets":[{"id":2}],"after_cursor":"c2","end_of_stream":false}`,
	}}
	source := s.open(t, "/api/v2/incremental/tickets/cursor.json")
	var at []string
	req := connectors.Request{Stream: "tickets", LoadID: "01LOAD", LoadedAt: connectortest.Now(),
		Checkpoint: func(r connectors.Result) (connectors.Load, error) {
			at = append(at, string(r.Mode)+string(r.Cursor))
			return connectors.Load{ID: "01LOAD", At: connectortest.Now()}, nil
		}}
	if _, err := source.Pull(t.Context(), req, func(arrow.Record) error { return nil }); err == nil {
		t.Fatal("the third page was refused, but the pull succeeded")
	}
	if diff := cmp.Diff([]string{`full{"after":"c1"}`, `full{"after":"c2"}`}, at); diff != "" {
		t.Error(diff)
	}
	s.queries = s.queries[:2]
	s.answers = append(s.answers, `{"tickets":[{"id":3}],"after_cursor":"c3","end_of_stream":true}`)
	rest := connectortest.MustPull(t, source, "tickets", json.RawMessage(`{"after":"c2"}`))
	if rest.Mode != connectors.Increment || len(rest.Rows) != 1 || !strings.HasPrefix(s.queries[2], "cursor=c2&") {
		t.Errorf("mode %s, %d rows, asked %s", rest.Mode, len(rest.Rows), s.queries[2])
	}
}
