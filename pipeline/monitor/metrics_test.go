package monitor

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"quarterdeck/pipeline"
	"quarterdeck/pipeline/state"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// fake is a program with one of everything.
type fake struct {
	measures pipeline.Measures
	broken   error
	unread   error
}

func (f fake) Measures(context.Context) (pipeline.Measures, error) { return f.measures, f.broken }
func (f fake) Status(context.Context) (pipeline.Status, error)     { return f.measures.Status, f.broken }
func (f fake) Readable(context.Context) error                      { return f.unread }

func everything() pipeline.Measures {
	return pipeline.Measures{
		Status: pipeline.Status{
			At:       now,
			Problems: []pipeline.Problem{{Kind: pipeline.ProblemLate, Of: "digest"}},
			Jobs: []pipeline.JobStatus{
				{Job: "nightly", Last: &pipeline.RunInfo{StartedAt: now.Add(-6 * time.Hour)}, LastGood: &pipeline.RunInfo{FinishedAt: now.Add(-5 * time.Hour)}, Next: now.Add(18 * time.Hour)},
				{Job: "digest", LateSince: now.Add(-2 * time.Hour)},
			},
			Marts:   &pipeline.PublicationInfo{AgeSeconds: 18000, Checks: 800, HeldCustomers: 2, Findings: map[string]int{"warn": 3}},
			Reviews: &pipeline.ReviewsInfo{Quarter: "2026Q3", Written: 90, Held: 4, Internal: 3, Failed: 1},
			Sources: []pipeline.SourceAge{{Name: "crm", OldestLoad: now.Add(-6 * time.Hour), LagSeconds: 21600, Failing: make([]pipeline.FailingStream, 2)}},
			Disk:    pipeline.DiskInfo{FreeBytes: 5e9, TotalBytes: 9e9, NeededBytes: 1e9},
		},
		Runs:   []state.Count{{Of: "nightly", State: "done", N: 40}, {Of: "nightly", State: "failed", N: 2}},
		Ticks:  []state.Count{{Of: "nightly", State: "done", N: 38}},
		Outbox: []state.Count{{Of: "digest", State: "sent", N: 37}, {Of: "digest", State: "unknown", N: 1}},
		Pulled: []pipeline.SourceMeasure{{Name: "crm", Rows: 12345, Attempts: 80, Failures: 2}},
		Steps:  []pipeline.StepMeasure{{Job: "nightly", Step: "pull", Duration: 1500 * time.Millisecond}},
	}
}

func scrapeOf(t *testing.T, f fake) (families map[string]*dto.MetricFamily, text string) {
	t.Helper()
	handler, err := Metrics(Options{Subject: f, Version: "v1.2.3", Children: func() int { return 1 }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	if answer.Code != http.StatusOK {
		t.Fatalf("answered %d: %s", answer.Code, answer.Body)
	}
	text = answer.Body.String()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err = parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatalf("Prometheus' own parser: %v\n%s", err, text)
	}
	return families, text
}

// Every metric of the catalogue is there, with its name, labels and value as
// Prometheus' own parser and linter want them.
func TestMetricsAreWhatPrometheusWants(t *testing.T) {
	families, text := scrapeOf(t, fake{measures: everything()})
	for _, m := range catalogue() {
		family := families[m.Name]
		if family == nil {
			t.Errorf("%s is missing", m.Name)
			continue
		}
		for _, one := range family.GetMetric() {
			if got := len(one.GetLabel()); got != len(m.Labels) {
				t.Errorf("%s has %d labels, want %v", m.Name, got, m.Labels)
			}
		}
	}
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("promlint: %s: %s", p.Metric, p.Text)
	}
	err = testutil.CollectAndCompare(newCollector(Options{Subject: fake{measures: everything()}, Log: slog.New(slog.DiscardHandler)}), strings.NewReader(`
# HELP quarterdeck_job_late_seconds How long ago a late job was first to run; 0 while it is on time.
# TYPE quarterdeck_job_late_seconds gauge
quarterdeck_job_late_seconds{job="digest"} 7200
quarterdeck_job_late_seconds{job="nightly"} 0
# HELP quarterdeck_pulled_rows_total Rows pulled from the source.
# TYPE quarterdeck_pulled_rows_total counter
quarterdeck_pulled_rows_total{source="crm"} 12345
# HELP quarterdeck_reviews Reviews of the last complete quarter.
# TYPE quarterdeck_reviews gauge
quarterdeck_reviews{state="failed"} 1
quarterdeck_reviews{state="held"} 4
quarterdeck_reviews{state="internal"} 3
quarterdeck_reviews{state="written"} 90
# HELP quarterdeck_step_duration_seconds How long the step of the job's last run took.
# TYPE quarterdeck_step_duration_seconds gauge
quarterdeck_step_duration_seconds{job="nightly",step="pull"} 1.5
`), "quarterdeck_job_late_seconds", "quarterdeck_pulled_rows_total", "quarterdeck_reviews", "quarterdeck_step_duration_seconds")
	if err != nil {
		t.Error(err)
	}
}

func TestMetricsSayWhenTheyCannotBeRead(t *testing.T) {
	families, _ := scrapeOf(t, fake{broken: errors.New("state.db is damaged")})
	if v := families["quarterdeck_readable"].GetMetric()[0].GetGauge().GetValue(); v != 0 {
		t.Errorf("readable is %v", v)
	}
	if families["quarterdeck_build_info"] == nil || families["process_open_fds"] == nil || families["quarterdeck_runs"] != nil {
		t.Errorf("got %d families", len(families))
	}
}

// The README names every metric there is, and none besides.
func TestReadmeNamesEveryMetric(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range catalogue() {
		names = append(names, m.Name)
		if !strings.Contains(string(readme), "`"+m.Name+"`") {
			t.Errorf("the README does not name %s", m.Name)
		}
	}
	for word := range strings.SplitSeq(string(readme), "`") {
		word, _, _ = strings.Cut(word, " ")
		if strings.HasPrefix(word, "quarterdeck_") && !slices.Contains(names, word) {
			t.Errorf("the README names %s, which there is not", word)
		}
	}
}

func TestAliveAndReady(t *testing.T) {
	silent := slog.New(slog.DiscardHandler)
	well := everything()
	well.Jobs = well.Jobs[:1]
	for _, test := range []struct {
		name    string
		handler http.Handler
		code    int
		says    string
	}{
		{"alive", Alive(), 200, "ok\n"},
		{"ready", Ready(fake{measures: well}, silent), 200, "ready\n"},
		{"late", Ready(fake{measures: everything()}, silent), 503, "not ready\ndigest is late since 2026-11-22T10:00:00Z\n"},
		{"nothing published", Ready(fake{measures: well, unread: pipeline.ErrNothingPublished}, silent), 503, "not ready\nnothing is published yet\n"},
		{"no state", Ready(fake{broken: errors.New("open /srv/state.db: damaged")}, silent), 503, "not ready\nthe data folder cannot be read\n"},
	} {
		answer := httptest.NewRecorder()
		test.handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
		if answer.Code != test.code || answer.Body.String() != test.says {
			t.Errorf("%s: %d %q, want %d %q", test.name, answer.Code, answer.Body, test.code, test.says)
		}
	}
}
