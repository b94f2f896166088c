package pipeline

import (
	"context"
	"time"

	"quarterdeck/pipeline/state"
)

// Measures are what a monitor plots: the status, and what state.db has counted, also
// of runs that were other processes.
type Measures struct {
	Status
	// Runs and Ticks are by job and state, Outbox by kind and state.
	Runs, Ticks, Outbox []state.Count
	Pulled              []SourceMeasure
	Steps               []StepMeasure
}

// SourceMeasure is what the pulls of a source came to.
type SourceMeasure struct {
	Name                     string
	Rows, Attempts, Failures int64
}

// StepMeasure is how long a step of a job's last run took.
type StepMeasure struct {
	Job, Step string
	Duration  time.Duration
}

// Measures reads them. No customer is named in any.
func (p *Pipeline) Measures(ctx context.Context) (m Measures, err error) {
	if m.Status, err = p.Status(ctx); err != nil {
		return m, err
	}
	_, db, err := p.open(ctx)
	if err != nil {
		return m, err
	}
	if m.Runs, err = db.CountRuns(ctx); err != nil {
		return m, err
	}
	if m.Ticks, err = db.CountTicks(ctx); err != nil {
		return m, err
	}
	if m.Outbox, err = db.CountDeliveries(ctx); err != nil {
		return m, err
	}
	if m.Pulled, err = p.sourceMeasures(ctx, db); err != nil {
		return m, err
	}
	m.Steps, err = stepMeasures(ctx, db, m.Jobs)
	return m, err
}

// sourceMeasures adds the streams of each configured source up.
func (p *Pipeline) sourceMeasures(ctx context.Context, db *state.DB) ([]SourceMeasure, error) {
	pulls, err := db.Pulls(ctx)
	if err != nil {
		return nil, err
	}
	var all []SourceMeasure
	for _, source := range p.cfg.Sources {
		one := SourceMeasure{Name: source.Name}
		for _, pull := range pulls {
			if pull.Source == source.Name {
				one.Rows, one.Attempts, one.Failures = one.Rows+pull.Rows, one.Attempts+pull.Attempts, one.Failures+pull.Failures
			}
		}
		all = append(all, one)
	}
	return all, nil
}

// stepMeasures are the steps that ended of the newest run of each job.
func stepMeasures(ctx context.Context, db *state.DB, jobs []JobStatus) ([]StepMeasure, error) {
	var all []StepMeasure
	for _, job := range jobs {
		if job.Last == nil {
			continue
		}
		steps, err := db.Steps(ctx, job.Last.RunID)
		if err != nil {
			return nil, err
		}
		for _, s := range steps {
			if s.Item == "" && !s.FinishedAt.IsZero() {
				all = append(all, StepMeasure{Job: job.Job, Step: s.Step, Duration: s.FinishedAt.Sub(s.StartedAt)})
			}
		}
	}
	return all, nil
}

// Readable reports an error when readers cannot be served: when state.db or the
// published marts cannot be opened.
func (p *Pipeline) Readable(ctx context.Context) error {
	if _, _, err := p.open(ctx); err != nil {
		return err
	}
	db, err := p.OpenCurrent(ctx)
	if err != nil {
		return err
	}
	return db.Close()
}
