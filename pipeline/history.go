package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"quarterdeck/pipeline/state"
)

// RunStatus is one run of the history.
type RunStatus struct {
	RunID       string    `json:"run_id"`
	Job         string    `json:"job"`
	AsOf        string    `json:"as_of"`
	ScheduledAt time.Time `json:"scheduled_at,omitzero"`
	// State is running, done, failed, held, abandoned or interrupted.
	State string `json:"state"`
	// Inputs names what its numbers are a function of; empty until they are computed.
	Inputs     string       `json:"inputs,omitempty"`
	Attempts   int          `json:"attempts"`
	StartedAt  time.Time    `json:"started_at"`
	FinishedAt time.Time    `json:"finished_at,omitzero"`
	Error      string       `json:"error,omitempty"`
	Steps      []StepStatus `json:"steps"`
}

// StepStatus is one step of a run, or one stream of the step pull.
type StepStatus struct {
	Step     string        `json:"step"`
	Item     string        `json:"item,omitempty"`
	State    string        `json:"state"`
	Rows     int64         `json:"rows"`
	Duration time.Duration `json:"duration"`
	Error    string        `json:"error,omitempty"`
}

// stateInterrupted is a run recorded as running that no process works on.
const stateInterrupted = "interrupted"

// Runs lists the newest runs first, at most limit.
func (p *Pipeline) Runs(ctx context.Context, limit int) ([]RunStatus, error) {
	_, db, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	runs, err := db.Runs(ctx, limit)
	if err != nil {
		return nil, err
	}
	busy, err := p.busy(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]RunStatus, 0, len(runs))
	for _, run := range runs {
		status := RunStatus{RunID: run.ID, Job: run.Job, AsOf: run.AsOf, ScheduledAt: run.ScheduledAt, State: string(run.State),
			Attempts: run.Attempts, StartedAt: run.StartedAt, FinishedAt: run.FinishedAt, Error: run.Error, Steps: []StepStatus{}}
		if run.State == state.Running && !busy {
			status.State = stateInterrupted
		}
		steps, err := db.Steps(ctx, run.ID)
		if err != nil {
			return nil, err
		}
		for _, s := range steps {
			var kept transformDetail
			if s.Step == stepTransform && json.Unmarshal([]byte(s.Detail), &kept) == nil {
				status.Inputs = kept.Inputs
			}
			one := StepStatus{Step: s.Step, Item: s.Item, State: string(s.State), Rows: s.Rows, Error: s.Error}
			if !s.FinishedAt.IsZero() {
				one.Duration = s.FinishedAt.Sub(s.StartedAt)
			}
			status.Steps = append(status.Steps, one)
		}
		all = append(all, status)
	}
	return all, nil
}

// busy reports whether a process is writing to the data folder.
func (p *Pipeline) busy(ctx context.Context) (bool, error) {
	unlock, err := p.lock(ctx, "status", false)
	var locked *LockedError
	if errors.As(err, &locked) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, unlock()
}
