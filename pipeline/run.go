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
	// ScheduledAt is the tick the run belongs to; zero means started by hand. The run
	// of a tick waits until the data folder is free, and is done once.
	ScheduledAt time.Time
	// RunID is the id of the run, unless an earlier one is taken up; empty makes one.
	RunID string
	// WillRetry says that a failure is followed by another attempt, so that nobody has
	// to be told of it yet.
	WillRetry bool
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
	Deliver   *DeliverReport   `json:"deliver,omitempty"`
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
	stepDeliver   = "deliver"
	stepCompact   = "compact"
)

// jobSteps are the steps of a job in their order; nil for an unknown job.
func jobSteps(job string) []string {
	switch job {
	case "nightly":
		return []string{stepPull, stepTransform, stepQBR, stepPack, stepDigest, stepDeliver, stepCompact}
	case "qbr":
		return []string{stepQBR, stepDeliver}
	case "digest":
		return []string{stepDigest, stepDeliver}
	}
	return nil
}

// Run does a job, or takes up the run of the same job, day and tick that broke
// off. A source that cannot be pulled does not stop it: the marts are computed
// with what the lake has, which the digest says, and the error names the source.
func (p *Pipeline) Run(ctx context.Context, opts RunOptions) (report RunReport, err error) {
	if opts.Job == "" {
		opts.Job = "nightly"
	}
	steps := jobSteps(opts.Job)
	if steps == nil {
		return report, &UsageError{fmt.Errorf("there is no job %q; use one of %s", opts.Job, strings.Join(config.Jobs(), ", "))}
	}
	if opts.RunID != "" && !runName.MatchString(opts.RunID) {
		return report, &UsageError{fmt.Errorf("%q cannot be the id of a run", opts.RunID)}
	}
	if !opts.KnownAt.IsZero() {
		steps = slices.DeleteFunc(steps, func(s string) bool { return s == stepPull || s == stepCompact })
	}
	asOf, err := p.dayOfRun(opts)
	if err != nil {
		return report, err
	}
	scheduled := !opts.ScheduledAt.IsZero()
	err = p.writing(ctx, "run "+opts.Job, scheduled, func() error {
		if scheduled {
			done, err := p.doneAlready(ctx, opts)
			if done != nil || err != nil {
				report = RunReport{Steps: []StepReport{}}
				if done != nil {
					report.RunID, report.Job, report.AsOf, report.State = done.ID, done.Job, done.AsOf, done.State
				}
				return err
			}
		}
		report, err = p.run(ctx, opts, asOf, steps)
		return err
	})
	return report, err
}

// dayOfRun is the business date of a run.
func (p *Pipeline) dayOfRun(opts RunOptions) (time.Time, error) {
	if opts.AsOf.IsZero() && !opts.ScheduledAt.IsZero() {
		opts.AsOf = opts.ScheduledAt.In(p.location).AddDate(0, 0, -1)
	}
	return p.businessDay(opts.AsOf)
}

// identity says which run the options mean.
func (p *Pipeline) identity(opts RunOptions) (state.Identity, error) {
	asOf, err := p.dayOfRun(opts)
	return state.Identity{Job: opts.Job, AsOf: asOf.Format(time.DateOnly), KnownAt: opts.KnownAt, ScheduledAt: opts.ScheduledAt}, err
}

// doneAlready is the run that did the job of the tick; nil when none has.
func (p *Pipeline) doneAlready(ctx context.Context, opts RunOptions) (*state.Run, error) {
	_, db, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	run, found, err := db.EndedRun(ctx, opts.Job, opts.ScheduledAt)
	if err != nil || !found || run.State != state.Done {
		return nil, err
	}
	p.deps.Log.InfoContext(ctx, "the job of this time was done already", "job", opts.Job, "scheduled_at", opts.ScheduledAt, "run", run.ID)
	return &run, nil
}

func (p *Pipeline) run(ctx context.Context, opts RunOptions, asOf time.Time, steps []string) (RunReport, error) {
	started := p.deps.Now()
	_, db, err := p.open(ctx)
	if err != nil {
		return RunReport{}, err
	}
	if err := p.mend(ctx); err != nil {
		return RunReport{}, err
	}
	id := opts.RunID
	if id == "" {
		if id, err = p.newRunID(); err != nil {
			return RunReport{}, err
		}
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
	return errors.Join(r.db.EndRun(ctx, r.run.ID, r.report.State, message), r.noteGoodRun())
}
