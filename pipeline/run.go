package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"quarterdeck/config"
	"quarterdeck/pipeline/logs"
	"quarterdeck/pipeline/state"
)

// RunOptions say which job to run.
type RunOptions struct {
	// Job is nightly (the default), qbr or digest.
	Job string
	// AsOf is the business date; zero means yesterday in the company's time zone,
	// or the day before ScheduledAt.
	AsOf time.Time
	// KnownAt computes with the loads finished by then, and pulls nothing; zero
	// means pull, and use everything.
	KnownAt time.Time
	// ScheduledAt is the tick the run belongs to; zero means started by hand.
	ScheduledAt time.Time
}

// RunReport says what a run did. A part the job has not, or never came to, is nil.
type RunReport struct {
	RunID     string           `json:"run_id"`
	Job       string           `json:"job"`
	AsOf      string           `json:"as_of"`
	Resumed   bool             `json:"resumed"`
	State     state.RunState   `json:"state"`
	Steps     []StepReport     `json:"steps"`
	Pull      *PullReport      `json:"pull,omitempty"`
	Transform *TransformReport `json:"transform,omitempty"`
	QBRs      *QBRReport       `json:"qbrs,omitempty"`
	Pack      *PackReport      `json:"pack,omitempty"`
	Digest    *DigestReport    `json:"digest,omitempty"`
	Compact   *CompactReport   `json:"compact,omitempty"`
	Duration  time.Duration    `json:"duration"`
}

// StepReport is one step of a run.
type StepReport struct {
	Name     string          `json:"name"`
	State    state.StepState `json:"state"`
	Duration time.Duration   `json:"duration"`
	Error    string          `json:"error,omitempty"`
}

// The steps of a run, which are also the jobs' building blocks.
const (
	stepPull      = "pull"
	stepTransform = "transform"
	stepQBR       = "qbr"
	stepPack      = "pack"
	stepDigest    = "digest"
	stepCompact   = "compact"
)

// jobSteps are the steps of a job in their order; nil for an unknown job.
func jobSteps(job string) []string {
	switch job {
	case "nightly":
		return []string{stepPull, stepTransform, stepQBR, stepPack, stepDigest, stepCompact}
	case "qbr":
		return []string{stepQBR}
	case "digest":
		return []string{stepDigest}
	}
	return nil
}

// Run does a job, or takes up the run of the same job, day and tick that broke
// off. A source that cannot be pulled does not stop it: the marts are computed
// with what the lake has, which the digest says, and the error names the source.
func (p *Pipeline) Run(ctx context.Context, opts RunOptions) (RunReport, error) {
	return p.runLocked(ctx, opts, false, func() (bool, error) { return true, nil })
}

// runLocked is Run; ready is asked, as the one writer, whether the run is still wanted.
func (p *Pipeline) runLocked(ctx context.Context, opts RunOptions, wait bool, ready func() (bool, error)) (report RunReport, err error) {
	if opts.Job == "" {
		opts.Job = "nightly"
	}
	steps := jobSteps(opts.Job)
	if steps == nil {
		return report, &UsageError{fmt.Errorf("there is no job %q; use one of %s", opts.Job, strings.Join(config.Jobs(), ", "))}
	}
	if !opts.KnownAt.IsZero() {
		steps = slices.DeleteFunc(steps, func(s string) bool { return s == stepPull || s == stepCompact })
	}
	if opts.AsOf.IsZero() && !opts.ScheduledAt.IsZero() {
		opts.AsOf = opts.ScheduledAt.In(p.location).AddDate(0, 0, -1)
	}
	asOf, err := p.businessDay(opts.AsOf)
	if err != nil {
		return report, err
	}
	err = p.writing(ctx, "run "+opts.Job, wait, func() error {
		wanted, err := ready()
		if err != nil || !wanted {
			return err
		}
		report, err = p.run(ctx, opts, asOf, steps)
		return err
	})
	return report, err
}

func (p *Pipeline) run(ctx context.Context, opts RunOptions, asOf time.Time, steps []string) (RunReport, error) {
	started := p.deps.Now()
	_, db, err := p.open(ctx)
	if err != nil {
		return RunReport{}, err
	}
	id, err := p.newRunID()
	if err != nil {
		return RunReport{}, err
	}
	hash, err := p.configHash()
	if err != nil {
		return RunReport{}, err
	}
	who := state.Identity{Job: opts.Job, AsOf: asOf.Format(time.DateOnly), KnownAt: opts.KnownAt, ScheduledAt: opts.ScheduledAt}
	row, resumed, err := db.BeginRun(ctx, id, who, hash)
	if err != nil {
		return RunReport{}, err
	}
	ctx = logs.Run(ctx, row.ID)
	p.deps.Log.InfoContext(ctx, "run begins", "job", opts.Job, "as_of", who.AsOf, "resumed", resumed)
	r := &runner{
		pipeline: p, db: db, run: row, asOf: asOf, opts: opts,
		report: RunReport{RunID: row.ID, Job: opts.Job, AsOf: who.AsOf, Resumed: resumed, Steps: []StepReport{}},
	}
	runErr := r.all(ctx, steps)
	r.report.Duration = p.deps.Now().Sub(started)
	return r.report, errors.Join(runErr, r.end(context.WithoutCancel(ctx), runErr))
}

// end records how the run ended and, when it went wrong, says so in Slack.
func (r *runner) end(ctx context.Context, runErr error) error {
	message := ""
	r.report.State = state.Done
	var held *HeldError
	switch {
	case errors.As(runErr, &held):
		r.report.State, message = state.Held, runErr.Error()
	case runErr != nil:
		r.report.State, message = state.Failed, runErr.Error()
	}
	ended := []any{"state", string(r.report.State), "duration", r.report.Duration}
	if message != "" {
		ended = append(ended, "error", message)
	}
	r.pipeline.deps.Log.InfoContext(ctx, "run ended", ended...)
	return r.db.EndRun(ctx, r.run.ID, r.report.State, message)
}
