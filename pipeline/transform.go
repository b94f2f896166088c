package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"quarterdeck/pipeline/lake"
	"quarterdeck/pipeline/logs"
	"quarterdeck/transforms"
)

// TransformOptions say for which day and with which knowledge to compute.
type TransformOptions struct {
	// AsOf is the business date; zero means yesterday in the company's time zone.
	AsOf time.Time
	// KnownAt limits the loads to those finished by then; zero means all so far.
	KnownAt time.Time
	// Select names models, as marts.retention, to build with what they rest on and
	// nothing else. What is built is then not published: the report says where it is.
	Select []string
}

// TransformReport says what was built.
type TransformReport struct {
	RunID   string    `json:"run_id"`
	AsOf    string    `json:"as_of"`
	KnownAt time.Time `json:"known_at"`
	// Inputs names what the numbers are a function of: the same name, the same numbers.
	Inputs    string                   `json:"inputs"`
	Loads     int                      `json:"loads"`
	Models    []transforms.ModelResult `json:"models"`
	Checks    int                      `json:"checks"`
	Findings  []Finding                `json:"findings"`
	Held      []string                 `json:"held_customers"`
	Published bool                     `json:"published"`
	// Built is the file of selected models. The next run clears it away.
	Built string `json:"built,omitempty"`
	// Skipped is set when the current publication has the same inputs already.
	Skipped  bool          `json:"skipped,omitempty"`
	Duration time.Duration `json:"duration"`
}

// Finding is something that is not as it should be.
type Finding struct {
	// Where is a file with line and column, a check, a source or a template.
	Where string `json:"where"`
	What  string `json:"what"`
	// Mend says what to do about it, where that is known.
	Mend string `json:"mend,omitempty"`
	// Severity is error or warn.
	Severity string `json:"severity"`
}

// HeldError says that a check found something for which the marts must not be
// published. Readers go on seeing the former publication.
type HeldError struct {
	RunID    string
	Findings []Finding
	// Built is the file that was held back, to look into.
	Built string
}

// Error lists what the checks found.
func (e *HeldError) Error() string {
	var b strings.Builder
	held := "a check"
	if n := len(e.Findings); n != 1 {
		held = fmt.Sprintf("%d checks", n)
	}
	fmt.Fprintf(&b, "run %s is held by %s; the former publication stays", e.RunID, held)
	for _, f := range e.Findings {
		fmt.Fprintf(&b, "\n  %s: %s", f.Where, f.What)
	}
	return b.String()
}

// Transform computes the marts from the lake and publishes them, unless a check
// forbids it: then the error is a *HeldError.
func (p *Pipeline) Transform(ctx context.Context, opts TransformOptions) (report TransformReport, err error) {
	asOf, err := p.businessDay(opts.AsOf)
	if err != nil {
		return TransformReport{}, err
	}
	runID, err := p.newRunID()
	if err != nil {
		return TransformReport{}, err
	}
	ctx = logs.Run(ctx, runID)
	err = p.writing(ctx, "transform", false, func() error {
		report, err = p.transform(ctx, runID, asOf, opts.KnownAt, opts.Select...)
		return err
	})
	return report, err
}

func (p *Pipeline) transform(ctx context.Context, runID string, asOf, known time.Time, selected ...string) (report TransformReport, err error) {
	started := p.deps.Now()
	report = TransformReport{RunID: runID, AsOf: asOf.Format(time.DateOnly)}
	tracker := p.deps.Progress.Stage("transform")
	defer func() { report.Duration = p.deps.Now().Sub(started); tracker.Done(err) }()
	store, _, err := p.open(ctx)
	if err != nil {
		return report, err
	}
	if err := p.makeGood(ctx, store); err != nil {
		return report, err
	}
	report.KnownAt = known
	if known.IsZero() { // after what was made good, so that asking again for this instant gives the same
		report.KnownAt = p.deps.Now().UTC().Truncate(time.Microsecond)
	}
	from, err := p.landed(ctx, store, knownAt(known))
	if err != nil {
		return report, err
	}
	report.Loads = len(from.loads)
	inputs, err := p.inputs(asOf, known, slices.Concat(from.loads, from.pending))
	if err != nil {
		return report, err
	}
	report.Inputs = inputs
	if current, err := p.Current(); err == nil && current.RunID == runID && current.Inputs == inputs {
		report.KnownAt, report.Checks, report.Findings, report.Held = current.KnownAt, current.Checks, current.Findings, current.HeldCustomers
		report.Published, report.Skipped = true, true
		return report, p.clearWork()
	}
	now, err := p.moment(runID, asOf, report.KnownAt)
	if err != nil {
		return report, err
	}
	built, result, err := p.build(ctx, from.tables, now.settings, tracker, selected...)
	if err != nil {
		return report, err
	}
	report.Models, report.Checks = result.Models, len(result.Checks)
	report.Findings, report.Held = findings(result.Failing()), result.HeldCustomers()
	if blocking := result.Blocking(); len(blocking) > 0 {
		return report, &HeldError{RunID: runID, Findings: findings(blocking), Built: built}
	}
	if len(selected) > 0 {
		report.Built = built
		return report, nil
	}
	return report, p.publishBuilt(ctx, store, built, inputs, now, &report)
}

// landed lists what the models read. A damaged file must not become a wrong number.
func (p *Pipeline) landed(ctx context.Context, store *lake.Lake, known knowledge) (landing, error) {
	from, err := p.tables(store, known)
	if err != nil {
		return from, err
	}
	if len(from.loads) == 0 {
		return from, errors.New("the lake is empty: run 'quarterdeck pull' first")
	}
	return from, store.Verify(ctx, slices.Concat(from.loads, from.own))
}

// moment is what a publication of the configuration as it is now follows from.
func (p *Pipeline) moment(runID string, asOf, known time.Time) (now moment, err error) {
	now = moment{asOf: asOf, data: known, mapping: known, settings: p.settings(runID, asOf, known)}
	if now.models, err = p.ownModels(); err != nil {
		return now, err
	}
	now.program, err = program()
	return now, err
}

// publishBuilt makes a built file the one readers see, and records what it says.
func (p *Pipeline) publishBuilt(ctx context.Context, store *lake.Lake, built, inputs string, now moment, report *TransformReport) error {
	if err := p.stages.restate(ctx, store, built, now); err != nil {
		return err
	}
	settings, err := json.Marshal(now.settings)
	if err != nil {
		return fmt.Errorf("describe settings: %w", err)
	}
	publication := Publication{
		RunID: report.RunID, AsOf: report.AsOf, KnownAt: report.KnownAt, PublishedAt: p.deps.Now().UTC(),
		Inputs: inputs, Checks: report.Checks, Findings: report.Findings, HeldCustomers: report.Held,
		Settings: settings, Models: now.models, Program: now.program,
	}
	if err := p.publish(built, publication); err != nil {
		return err
	}
	report.Published = true
	if err := errors.Join(p.stages.record(ctx, store, publication), p.clearWork()); err != nil {
		return err
	}
	p.deps.Log.InfoContext(ctx, "published", "as_of", report.AsOf, "loads", report.Loads,
		"models", len(report.Models), "checks", report.Checks, "findings", len(report.Findings))
	return nil
}

// build makes the DuckDB file in a work folder that holds nothing else.
func (p *Pipeline) build(ctx context.Context, tables []transforms.Table, settings transforms.Settings, tracker Tracker, selected ...string) (string, *transforms.Report, error) {
	if err := p.clearWork(); err != nil {
		return "", nil, err
	}
	return p.buildIn(ctx, p.path("work"), tables, settings, tracker, selected...)
}

// buildIn makes it in the given folder, whole unless models are selected.
func (p *Pipeline) buildIn(ctx context.Context, dir string, tables []transforms.Table, settings transforms.Settings, tracker Tracker, selected ...string) (string, *transforms.Report, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", nil, fmt.Errorf("make work folder: %w", err)
	}
	built := filepath.Join(dir, settings.RunID+".duckdb")
	result, err := p.stages.build(ctx, transforms.Options{
		Path: built, WorkDir: dir, Tables: tables, Settings: settings, Overrides: p.overrides(), Select: selected,
		Now: p.deps.Now, Log: p.deps.Log, MemoryLimit: duckMemory(p.deps.Memory),
		Progress: func(_ string, done, total int) { tracker.Update(int64(done), int64(total)) },
	})
	return built, result, err
}

// duckMemory is DuckDB's part of what the process may hold: beside it are what the
// program itself holds and what DuckDB does not count. Empty leaves DuckDB its own
// limit, which is lower for a process that may hold much.
func duckMemory(most int64) string {
	const own, enough = 600_000_000, 4_000_000_000
	if most == 0 || most > enough {
		return ""
	}
	return fmt.Sprintf("%dMB", max(most/2, most-own)/1_000_000)
}

func findings(checks []transforms.CheckResult) []Finding {
	out := []Finding{}
	for _, c := range checks {
		what := fmt.Sprintf("%d of %d rows fail", c.Failed, c.Total)
		if c.Total == 0 { // a check of many tables at once
			what = fmt.Sprintf("%d rows fail", c.Failed)
		}
		for _, more := range []string{c.Meaning, c.Detail} {
			if more != "" {
				what += "; " + more
			}
		}
		out = append(out, Finding{Where: c.Name, What: what, Severity: string(c.Severity)})
	}
	return out
}
