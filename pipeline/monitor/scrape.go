package monitor

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"quarterdeck/pipeline"
	"quarterdeck/pipeline/state"
)

// scrape sends the metrics of one scrape.
type scrape struct {
	*collector
	out chan<- prometheus.Metric
}

func (s scrape) gauge(name string, value float64, labels ...string) {
	s.out <- prometheus.MustNewConstMetric(s.desc[name], prometheus.GaugeValue, value, labels...)
}

func (s scrape) counter(name string, value int64, labels ...string) {
	s.out <- prometheus.MustNewConstMetric(s.desc[name], prometheus.CounterValue, float64(value), labels...)
}

func (s scrape) counts(name string, counts []state.Count) {
	for _, c := range counts {
		s.gauge(name, float64(c.N), c.Of, c.State)
	}
}

// runs are the jobs and how they went.
func (s scrape) runs(m pipeline.Measures) {
	s.counts("quarterdeck_runs", m.Runs)
	s.counts("quarterdeck_ticks", m.Ticks)
	s.gauge("quarterdeck_ticks_late", float64(len(m.Late())))
	for _, j := range m.Jobs {
		late := 0.0
		if !j.LateSince.IsZero() {
			late = m.At.Sub(j.LateSince).Seconds()
		}
		s.gauge("quarterdeck_job_late_seconds", late, j.Job)
		if j.LastGood != nil {
			s.instant("quarterdeck_job_last_success_timestamp_seconds", j.LastGood.FinishedAt, j.Job)
		}
		if j.Last != nil {
			s.instant("quarterdeck_job_last_start_timestamp_seconds", j.Last.StartedAt, j.Job)
		}
		s.instant("quarterdeck_job_next_start_timestamp_seconds", j.Next, j.Job)
	}
	for _, step := range m.Steps {
		s.gauge("quarterdeck_step_duration_seconds", step.Duration.Seconds(), step.Job, step.Step)
	}
	problems := map[pipeline.ProblemKind]int{}
	for _, p := range m.Problems {
		problems[p.Kind]++
	}
	for _, kind := range pipeline.ProblemKinds() {
		s.gauge("quarterdeck_problems", float64(problems[kind]), string(kind))
	}
}

// instant leaves out one that is not known.
func (s scrape) instant(name string, at time.Time, labels ...string) {
	if !at.IsZero() {
		s.gauge(name, float64(at.UnixMilli())/1000, labels...)
	}
}

// data are the sources and the disk.
func (s scrape) data(m pipeline.Measures) {
	for _, source := range m.Pulled {
		s.counter("quarterdeck_pulled_rows_total", source.Rows, source.Name)
		s.counter("quarterdeck_pull_attempts_total", source.Attempts, source.Name)
		s.counter("quarterdeck_pull_failures_total", source.Failures, source.Name)
	}
	for _, source := range m.Sources {
		if !source.OldestLoad.IsZero() {
			s.gauge("quarterdeck_source_lag_seconds", float64(source.LagSeconds), source.Name)
		}
		s.gauge("quarterdeck_source_stale_streams", float64(len(source.Stale)), source.Name)
		s.gauge("quarterdeck_source_failing_streams", float64(len(source.Failing)), source.Name)
	}
	if m.Disk.TotalBytes > 0 {
		s.gauge("quarterdeck_disk_free_bytes", float64(m.Disk.FreeBytes))
		s.gauge("quarterdeck_disk_needed_bytes", float64(m.Disk.NeededBytes))
	}
}

// results are what was published, written and delivered.
func (s scrape) results(m pipeline.Measures) {
	if p := m.Marts; p != nil {
		s.gauge("quarterdeck_publication_age_seconds", float64(p.AgeSeconds))
		s.gauge("quarterdeck_publication_checks", float64(p.Checks))
		for _, severity := range []string{"error", "warn"} {
			s.gauge("quarterdeck_checks_failing", float64(p.Findings[severity]), severity)
		}
		s.gauge("quarterdeck_held_customers", float64(p.HeldCustomers))
	}
	if r := m.Reviews; r != nil {
		s.gauge("quarterdeck_reviews", float64(r.Written), "written")
		s.gauge("quarterdeck_reviews", float64(r.Held), "held")
		s.gauge("quarterdeck_reviews", float64(r.Internal), "internal")
		s.gauge("quarterdeck_reviews", float64(r.Failed), "failed")
	}
	s.counts("quarterdeck_deliveries", m.Outbox)
}
