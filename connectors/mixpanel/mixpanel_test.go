package mixpanel_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/mixpanel"
)

func openAt(t *testing.T, src config.Source, handler http.HandlerFunc) connectors.Source {
	t.Helper()
	v := vendor()
	v.Config = src
	return connectortest.Open(t, v, handler, &connectortest.Clock{})
}

func TestWindows(t *testing.T) {
	cases := []struct {
		name, start, cursor string
		mode                connectors.Mode
		want                []string
		from                string
	}{
		{"first load", "2025-12-20", "", connectors.Full, []string{"2025-12-20 2026-01-19", "2026-01-20 2026-02-19", "2026-02-20 2026-03-01"}, "2025-12-20"},
		{"a whole window", "2026-01-30", "", connectors.Full, []string{"2026-01-30 2026-03-01"}, "2026-01-30"},
		{"the next night", "2025-12-20", `{"day":"2026-02-28"}`, connectors.Increment, []string{"2026-02-23 2026-03-01"}, "2026-02-23"},
		{"again the same day", "2025-12-20", `{"day":"2026-03-01"}`, connectors.Increment, []string{"2026-02-24 2026-03-01"}, "2026-02-24"},
		{"another group key", "2026-02-28", `{"day":"2026-03-01","group_key":"org","start":"2026-02-28"}`, connectors.Full, []string{"2026-02-28 2026-03-01"}, "2026-02-28"},
		{"an earlier start", "2026-02-28", `{"day":"2026-03-01","group_key":"account_id","start":"2026-03-01"}`, connectors.Full, []string{"2026-02-28 2026-03-01"}, "2026-02-28"},
		{"a later start", "2026-02-28", `{"day":"2026-03-01","group_key":"account_id","start":"2025-01-01"}`, connectors.Increment, []string{"2026-02-28 2026-03-01"}, "2026-02-28"},
		{"nothing yet", "2026-03-02", "", connectors.Full, nil, "2026-03-02"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var asked []string
			source := openAt(t, config.Source{Start: c.start, ProjectID: "77"}, func(w http.ResponseWriter, r *http.Request) {
				q := r.URL.Query()
				asked = append(asked, q.Get("from_date")+" "+q.Get("to_date"))
				if q.Get("project_id") != "77" || q.Get("time_in_ms") != "true" {
					t.Errorf("query %s", q.Encode())
				}
			})
			got := connectortest.MustPull(t, source, "events", []byte(c.cursor))
			if diff := cmp.Diff(c.want, asked); diff != "" {
				t.Error(diff)
			}
			if got.Mode != c.mode || string(got.Cursor) != `{"day":"2026-03-01","group_key":"account_id","start":"`+c.start+`"}` || got.Window.From.Format(time.DateOnly) != c.from {
				t.Errorf("%s, cursor %s, window %v", got.Mode, got.Cursor, got.Window)
			}
		})
	}
}

func TestEvent(t *testing.T) {
	source := openAt(t, config.Source{Start: "2026-03-01", GroupKey: "company.id"}, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"event":"Report run","properties":{"time":1772323200123,"distinct_id":"u@x.test","$insert_id":"e1","company.id":"A-1","quantity":2.5,"mp_processing_time_ms":1772323201000,"plan":"pro"}}`+"\n")
	})
	row := connectortest.MustPull(t, source, "events", nil).Rows[0]
	for column, want := range map[string]string{"event": "Report run", "distinct_id": "u@x.test", "insert_id": "e1", "account_id": "A-1",
		"quantity": "2.5", "_extra": `{"properties":{"plan":"pro"}}`} {
		if row[column] != want {
			t.Errorf("%s = %q, want %q", column, row[column], want)
		}
	}
	if got := strings.Replace(row["occurred_at"], "T", " ", 1); !strings.HasPrefix(got, "2026-03-01 00:00:00.123") {
		t.Errorf("occurred_at = %s", got)
	}
}

// TestTooLargeExportIsHalved answers more than a line may hold unless few days
// are asked for.
func TestTooLargeExportIsHalved(t *testing.T) {
	var asked []string
	long := `{"event":"` + strings.Repeat("x", 17<<20) + `"}`
	source := openAt(t, config.Source{Start: "2026-02-24"}, func(w http.ResponseWriter, r *http.Request) {
		from, to := r.URL.Query().Get("from_date"), r.URL.Query().Get("to_date")
		asked = append(asked, from[8:]+"-"+to[8:])
		if from != to {
			io.WriteString(w, long)
			return
		}
		fmt.Fprintf(w, `{"event":"e","properties":{"distinct_id":"u","time":1772323200,"$insert_id":%q}}`, from[8:])
	})
	got := connectortest.MustPull(t, source, "events", nil)
	if diff := cmp.Diff([]string{"24", "25", "26", "27", "28", "01"}, got.Column("insert_id")); diff != "" {
		t.Errorf("%s after %v", diff, asked)
	}
}

// TestSlowDaysAreHalved: an export that takes too long is asked for in parts,
// and every part that is there is a checkpoint.
func TestSlowDaysAreHalved(t *testing.T) {
	source := openAt(t, config.Source{Start: "2026-02-22"}, func(w http.ResponseWriter, r *http.Request) {
		from, to := r.URL.Query().Get("from_date"), r.URL.Query().Get("to_date")
		if from[8:] <= "24" && to[8:] > from[8:] && from[5:7] == to[5:7] || from[5:7] != to[5:7] {
			w.WriteHeader(http.StatusGatewayTimeout)
			return
		}
		for day := from; day <= to; day = next(day) {
			fmt.Fprintf(w, `{"event":"e","properties":{"distinct_id":"u","time":1772323200,"$insert_id":%q}}`+"\n", day[8:])
		}
	})
	var marks []string
	rows := 0
	result, err := source.Pull(t.Context(), connectors.Request{Stream: "events", LoadID: "01", LoadedAt: connectortest.Now(),
		Checkpoint: func(r connectors.Result) (connectors.Load, error) {
			marks = append(marks, fmt.Sprintf("%s %s %d", r.Cursor[8:18], r.Mode, r.Rows))
			return connectors.Load{ID: "01", At: connectortest.Now()}, nil
		}}, func(batch arrow.Record) error { rows += int(batch.NumRows()); return nil })
	if err != nil || rows != 8 || result.Rows != 8 {
		t.Fatalf("%d rows: %v", rows, err)
	}
	want := []string{"2026-02-22 full 1", "2026-02-23 full 2", "2026-02-24 full 3", "2026-02-25 full 4", "2026-02-26 full 5", "2026-02-27 full 6", "2026-02-28 full 7", "2026-03-01 full 8"}
	if diff := cmp.Diff(want, marks); diff != "" {
		t.Errorf("checkpoints (-want +got)\n%s", diff)
	}
}

func next(day string) string {
	at, _ := time.Parse(time.DateOnly, day) // the connector's own spelling
	return at.AddDate(0, 0, 1).Format(time.DateOnly)
}

// TestOddEvents: what has no user or insert id is kept with an empty one, and
// what is no event is rejected and does not fail the rest.
func TestOddEvents(t *testing.T) {
	source := openAt(t, config.Source{Start: "2026-03-01"}, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"event":"old","properties":{"time":1772323200}}`+"\n[1]\n"+`{"event":`+"\n"+
			`{"event":"new","properties":{"time":1772323200,"distinct_id":"u","$insert_id":"i"}}`+"\n")
	})
	var rejects []string
	got := []map[string]string{}
	result, err := source.Pull(t.Context(), connectors.Request{Stream: "events", LoadID: "01", LoadedAt: connectortest.Now(),
		Reject: func(r connectors.Reject) error {
			rejects = append(rejects, r.Place+": "+r.Reason+": "+string(r.Record))
			return nil
		}}, func(batch arrow.Record) error { got = append(got, connectortest.Texts(batch)...); return nil })
	if err != nil || len(got) != 2 || result.Rejected != 2 || result.Invalid != 0 {
		t.Fatalf("%d rows, %d rejected, %d invalid: %v", len(got), result.Rejected, result.Invalid, err)
	}
	if id, ok := got[0]["insert_id"]; !ok || id != "" {
		t.Errorf("insert_id = %q, %v", id, ok)
	}
	want := []string{"export of 2026-03-01 to 2026-03-01, line 2: the line is not a JSON object: [1]",
		`export of 2026-03-01 to 2026-03-01, line 3: the line is not a JSON object: {"event":`}
	if diff := cmp.Diff(want, rejects); diff != "" {
		t.Errorf("rejects (-want +got)\n%s", diff)
	}
}

// TestProjectBehindUTC: where today has not begun for the project, the other
// days are read all the same.
func TestProjectBehindUTC(t *testing.T) {
	var asked []string
	source := openAt(t, config.Source{Start: "2026-02-27"}, func(w http.ResponseWriter, r *http.Request) {
		to := r.URL.Query().Get("to_date")
		asked = append(asked, r.URL.Query().Get("from_date")[8:]+"-"+to[8:])
		if to == "2026-03-01" {
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, `{"error":"to_date cannot be later than today","status":"error"}`)
		}
	})
	connectortest.MustPull(t, source, "events", nil)
	connectortest.MustPull(t, source, "events", []byte(`{"day":"2026-03-06"}`)) // from the 1st: nothing to ask but today
	if diff := cmp.Diff([]string{"27-01", "27-28", "01-01"}, asked); diff != "" {
		t.Error(diff)
	}
}

func TestRegions(t *testing.T) {
	for _, region := range []string{"", "us", "eu", "in"} {
		if _, err := mixpanel.New(config.Source{Name: "usage", Start: "2026-01-01", Region: region}, (&connectortest.Clock{}).Deps()); err != nil {
			t.Errorf("region %q: %v", region, err)
		}
	}
	if _, err := mixpanel.New(config.Source{Name: "usage", Start: "2026-01-01", Region: "mars"}, (&connectortest.Clock{}).Deps()); err == nil || !strings.Contains(err.Error(), "us, eu, in") {
		t.Errorf("got %v", err)
	}
}

func TestStart(t *testing.T) {
	for _, start := range []string{"", "yesterday", "2026-13-01"} {
		if _, err := mixpanel.New(config.Source{Name: "usage", Start: start}, (&connectortest.Clock{}).Deps()); err == nil || !strings.Contains(err.Error(), "start of source usage") {
			t.Errorf("start %q: %v", start, err)
		}
	}
}
