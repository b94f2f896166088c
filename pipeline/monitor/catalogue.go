package monitor

// Metric is one family of metrics.
type Metric struct {
	Name, Help string
	Labels     []string
	Counter    bool // else a gauge
}

// catalogue is every metric of the program's own. The README lists the same.
func catalogue() []Metric {
	return []Metric{
		{Name: "quarterdeck_build_info", Help: "Always 1; what the program was built from.", Labels: []string{"version", "goversion"}},
		{Name: "quarterdeck_readable", Help: "1 while state.db and the data folder can be read; at 0 the metrics that come from them are missing."},
		{Name: "quarterdeck_child_processes", Help: "Runs that are child processes of this one just now."},

		{Name: "quarterdeck_runs", Help: "Runs on record.", Labels: []string{"job", "state"}},
		{Name: "quarterdeck_ticks", Help: "Times a schedule named, on record.", Labels: []string{"job", "state"}},
		{Name: "quarterdeck_ticks_late", Help: "Jobs that have not ended well since they were to run."},
		{Name: "quarterdeck_job_late_seconds", Help: "How long ago a late job was first to run; 0 while it is on time.", Labels: []string{"job"}},
		{Name: "quarterdeck_job_last_success_timestamp_seconds", Help: "When the job ended well last.", Labels: []string{"job"}},
		{Name: "quarterdeck_job_last_start_timestamp_seconds", Help: "When the job was begun last.", Labels: []string{"job"}},
		{Name: "quarterdeck_job_next_start_timestamp_seconds", Help: "When a schedule starts the job next.", Labels: []string{"job"}},
		{Name: "quarterdeck_step_duration_seconds", Help: "How long the step of the job's last run took.", Labels: []string{"job", "step"}},
		{Name: "quarterdeck_problems", Help: "What is late or failed, as the verb status tells it.", Labels: []string{"kind"}},

		{Name: "quarterdeck_pulled_rows_total", Help: "Rows pulled from the source.", Labels: []string{"source"}, Counter: true},
		{Name: "quarterdeck_pull_attempts_total", Help: "Attempts at streams of the source.", Labels: []string{"source"}, Counter: true},
		{Name: "quarterdeck_pull_failures_total", Help: "Attempts at streams of the source that failed.", Labels: []string{"source"}, Counter: true},
		{Name: "quarterdeck_source_lag_seconds", Help: "Age of the newest load of the source's stream that is furthest behind.", Labels: []string{"source"}},
		{Name: "quarterdeck_source_stale_streams", Help: "Streams that were older than their limit when the marts were computed.", Labels: []string{"source"}},
		{Name: "quarterdeck_source_failing_streams", Help: "Streams whose last attempt failed.", Labels: []string{"source"}},
		{Name: "quarterdeck_disk_free_bytes", Help: "Free bytes where the data folder is."},
		{Name: "quarterdeck_disk_needed_bytes", Help: "Bytes a night may need at most."},

		{Name: "quarterdeck_publication_age_seconds", Help: "Age of the published marts."},
		{Name: "quarterdeck_publication_checks", Help: "Checks the published marts went through."},
		{Name: "quarterdeck_checks_failing", Help: "Checks of the published marts that found something.", Labels: []string{"severity"}},
		{Name: "quarterdeck_held_customers", Help: "Customers whose reports a check holds."},
		{Name: "quarterdeck_reviews", Help: "Reviews of the last complete quarter.", Labels: []string{"state"}},
		{Name: "quarterdeck_deliveries", Help: "Messages and files of the outbox.", Labels: []string{"kind", "state"}},
	}
}
