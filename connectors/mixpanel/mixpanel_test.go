package mixpanel_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

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
			if got.Mode != c.mode || string(got.Cursor) != `{"day":"2026-03-01"}` || got.Window.From.Format(time.DateOnly) != c.from {
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
	long := `{"event":"` + strings.Repeat("x", 9<<20) + `"}`
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

func TestStart(t *testing.T) {
	for _, start := range []string{"", "yesterday", "2026-13-01"} {
		if _, err := mixpanel.New(config.Source{Name: "usage", Start: start}, (&connectortest.Clock{}).Deps()); err == nil || !strings.Contains(err.Error(), "start of source usage") {
			t.Errorf("start %q: %v", start, err)
		}
	}
}
