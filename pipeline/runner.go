package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"quarterdeck/pipeline/outbox"
	"quarterdeck/pipeline/state"
)

// runner carries one run through its steps.
type runner struct {
	pipeline *Pipeline
	db       *state.DB
	run      state.Run
	asOf     time.Time
	opts     RunOptions
	report   RunReport
}

// all does the steps in order. Later steps go on after an error that leaves them
// something to work with; the joined errors are returned at the end.
func (r *runner) all(ctx context.Context, steps []string) error {
	var errs []error
	for _, name := range steps {
		err := r.step(ctx, name, r.work(name))
		if err == nil {
			continue
		}
		var pulls *PullError
		if !errors.As(err, &pulls) { // which names the step itself, with every stream
			err = fmt.Errorf("%s: %w", name, err)
		}
		errs = append(errs, err)
		if ctx.Err() != nil {
			break // stopped: to be resumed, and nothing to tell anybody
		}
		if !r.survivable(name, err) {
			r.announce(ctx, name, err)
			break
		}
		if name == stepDigest || name == stepDeliver {
			r.announce(ctx, name, err)
		}
	}
	return errors.Join(errs...)
}

// survivable reports whether the steps after the failed one still make sense:
// after some sources failed while others were pulled, and after some reviews or the
// leadership pack could not be drawn, and after something did not arrive.
func (r *runner) survivable(name string, err error) bool {
	switch name {
	case stepPull:
		var partial *PullError
		return errors.As(err, &partial) && r.report.Pull != nil &&
			slices.ContainsFunc(r.report.Pull.Streams, func(s StreamReport) bool { return s.Error == "" })
	case stepQBR, stepPack, stepDigest, stepDeliver:
		return true
	}
	return false
}

// work is what a step does. It returns how many rows or files it made.
func (r *runner) work(name string) func(ctx context.Context) (int64, error) {
	p := r.pipeline
	switch name {
	case stepPull:
		return r.pull
	case stepTransform:
		return func(ctx context.Context) (int64, error) {
			report, err := p.transform(ctx, r.run.ID, r.asOf, r.opts.KnownAt)
			r.report.Transform = &report
			return int64(len(report.Models)), err
		}
	case stepQBR:
		return func(ctx context.Context) (int64, error) {
			report, err := r.reviews(ctx)
			r.report.QBRs = &report
			return int64(report.Count(ReviewWritten)), err
		}
	case stepPack:
		return func(ctx context.Context) (int64, error) {
			report, err := p.pack(ctx, PackOptions{})
			r.report.Pack = &report
			return int64(report.Pages), err
		}
	case stepDeliver:
		return func(ctx context.Context) (int64, error) {
			report, err := p.deliverAll(ctx, DeliverOptions{})
			r.report.Deliver = &report
			return int64(report.Count(string(outbox.Sent))), err
		}
	case stepCompact:
		return r.compact
	default:
		return func(ctx context.Context) (int64, error) {
			report, err := p.digest(ctx, DigestOptions{})
			r.report.Digest = &report
			return 1, err
		}
	}
}

// step runs one step and records how it went. A panic ends the step, not the program.
func (r *runner) step(ctx context.Context, name string, work func(context.Context) (int64, error)) (err error) {
	p := r.pipeline
	row := state.Step{Step: name, State: state.StepRunning, StartedAt: p.deps.Now()}
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	if err := r.db.SaveStep(ctx, r.run.ID, row); err != nil {
		return err
	}
	p.deps.Log.InfoContext(ctx, "step begins", "step", name)
	row.Rows, err = guarded(ctx, p, name, work)
	row.FinishedAt, row.State, row.Detail = p.deps.Now(), state.StepDone, r.detail(name)
	if err != nil {
		row.State, row.Error = state.StepFailed, err.Error()
	}
	p.deps.Log.InfoContext(ctx, "step ended", "step", name, "state", string(row.State), "rows", row.Rows, "duration", row.FinishedAt.Sub(row.StartedAt))
	r.report.Steps = append(r.report.Steps, StepReport{Name: name, State: row.State, Duration: row.FinishedAt.Sub(row.StartedAt), Error: row.Error})
	return errors.Join(err, r.db.SaveStep(context.WithoutCancel(ctx), r.run.ID, row))
}

// detail is what the history keeps of a step besides how it went.
func (r *runner) detail(name string) string {
	if name != stepTransform || r.report.Transform == nil {
		return ""
	}
	kept, err := json.Marshal(transformDetail{r.report.Transform.Inputs})
	if err != nil {
		return "" // a text can always be written
	}
	return string(kept)
}

// transformDetail is kept of the step transform.
type transformDetail struct {
	Inputs string `json:"inputs"`
}

func guarded(ctx context.Context, p *Pipeline, name string, work func(context.Context) (int64, error)) (n int64, err error) {
	defer func() {
		if v := recover(); v != nil {
			p.deps.Log.ErrorContext(ctx, "panic in a step", "step", name, "stack", string(debug.Stack()))
			err = fmt.Errorf("it panicked: %v", v)
		}
	}()
	return work(ctx)
}

// pull pulls what earlier attempts of the run did not.
func (r *runner) pull(ctx context.Context) (int64, error) {
	sources, err := r.pipeline.selection(nil)
	if err != nil {
		return 0, err
	}
	steps, err := r.db.Steps(ctx, r.run.ID)
	if err != nil {
		return 0, err
	}
	done := &pullJournal{db: r.db, runID: r.run.ID, earlier: map[Selector]StreamReport{}}
	for _, s := range steps {
		var report StreamReport
		if s.Step == stepPull && s.Item != "" && s.State == state.StepDone && json.Unmarshal([]byte(s.Detail), &report) == nil {
			done.earlier[Selector{report.Source, report.Stream}] = report
		}
	}
	report, err := r.pipeline.pull(ctx, sources, done)
	r.report.Pull = &report
	return report.Rows(), err
}

// compact keeps streams of many nights quick to read. It returns how many loads
// it made.
func (r *runner) compact(ctx context.Context) (int64, error) {
	sources, err := r.pipeline.compactable(nil)
	if err != nil {
		return 0, err
	}
	report, err := r.pipeline.compact(ctx, sources, CompactOptions{MoreThan: nightlyLoads})
	r.report.Compact = &report
	return int64(report.Made()), err
}

// pullJournal keeps the streams of a run's pull in the state database.
type pullJournal struct {
	db      *state.DB
	runID   string
	earlier map[Selector]StreamReport
}

var _ journal = (*pullJournal)(nil)

func (j *pullJournal) pulled(source, stream string) (StreamReport, bool) {
	report, ok := j.earlier[Selector{source, stream}]
	return report, ok
}

func (j *pullJournal) record(ctx context.Context, s StreamReport, startedAt time.Time) error {
	detail, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("record pull of %s.%s: %w", s.Source, s.Stream, err)
	}
	row := state.Step{Step: stepPull, Item: s.Source + "." + s.Stream, State: state.StepDone, StartedAt: startedAt,
		FinishedAt: startedAt.Add(s.Duration), Rows: s.Rows, Detail: string(detail), Error: s.Error}
	if s.Error != "" {
		row.State = state.StepFailed
	}
	return j.db.SaveStep(ctx, j.runID, row)
}

// reviews writes what is due: the job qbr writes the whole quarter anew, the
// night only what is not written yet, because a review that was sent must not change.
// What the team should know is of the day, and written every night.
func (r *runner) reviews(ctx context.Context) (QBRReport, error) {
	if r.opts.Job == "qbr" {
		return r.pipeline.qbrs(ctx, QBROptions{Audience: ForBoth})
	}
	due, err := r.pipeline.dueBatch()
	if err != nil {
		return due, err
	}
	if !due.Complete() {
		return r.pipeline.qbrs(ctx, QBROptions{Audience: ForBoth, missing: true})
	}
	internal, err := r.pipeline.qbrs(ctx, QBROptions{Audience: ForUs, missing: true})
	due.Skipped, due.Companions = true, internal.Companions
	return due, err
}
