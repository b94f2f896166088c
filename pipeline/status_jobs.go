package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"quarterdeck/config"
	"quarterdeck/pipeline/state"
)

// LateAfter is how long after its time a job may have ended well before it counts as
// late.
const LateAfter = time.Hour

// JobStatus is how a job stands.
type JobStatus struct {
	Job string `json:"job"`
	// LastGood is the newest run that ended well, Last the newest of all; nil without one.
	LastGood *RunInfo `json:"last_good,omitempty"`
	Last     *RunInfo `json:"last,omitempty"`
	// AgeSeconds is how long ago the last good run ended.
	AgeSeconds int64 `json:"age_seconds,omitempty"`
	// Next is when a schedule starts it again; zero without one.
	Next time.Time `json:"next,omitzero"`
	// LateSince is the first time it was to run and did not end well since; zero when
	// it is on time.
	LateSince time.Time `json:"late_since,omitzero"`
}

// RunInfo is one run.
type RunInfo struct {
	RunID      string         `json:"run_id"`
	AsOf       string         `json:"as_of"`
	State      state.RunState `json:"state"`
	StartedAt  time.Time      `json:"started_at"`
	FinishedAt time.Time      `json:"finished_at,omitzero"`
	Attempts   int            `json:"attempts"`
	Error      string         `json:"error,omitempty"`

	scheduledAt time.Time
}

// jobStatuses are of every job that has a schedule or ever ran.
func (p *Pipeline) jobStatuses(ctx context.Context, db *state.DB, now time.Time) ([]JobStatus, error) {
	born, err := db.Born(ctx)
	if err != nil {
		return nil, err
	}
	since, err := db.Schedules(ctx)
	if err != nil {
		return nil, err
	}
	schedules, err := p.schedules()
	if err != nil {
		return nil, err
	}
	for i, s := range schedules {
		schedules[i].from = since[s.Name]
		if schedules[i].from.Before(born) {
			schedules[i].from = born
		}
	}
	var all []JobStatus
	for _, job := range config.Jobs() {
		one := JobStatus{Job: job}
		if one.Last, err = runInfo(ctx, db, job); err != nil {
			return nil, err
		}
		if one.LastGood, err = runInfo(ctx, db, job, state.Done); err != nil {
			return nil, err
		}
		scheduled := p.timeliness(&one, schedules, now)
		if scheduled || one.Last != nil {
			all = append(all, one)
		}
	}
	return all, nil
}

// timeliness finds when the job comes next, and since when it is late: since the
// first time after its last good run that a schedule names and that is over by more
// than LateAfter. What a schedule would have named before it was there is not late.
func (p *Pipeline) timeliness(j *JobStatus, schedules []schedule, now time.Time) (scheduled bool) {
	var good time.Time
	if g := j.LastGood; g != nil {
		j.AgeSeconds = int64(now.Sub(g.FinishedAt).Seconds())
		if good = g.scheduledAt; good.IsZero() {
			good = g.StartedAt
		}
	}
	for _, s := range schedules {
		if s.Job != j.Job {
			continue
		}
		scheduled = true
		if next := s.cron.Next(now); j.Next.IsZero() || next.Before(j.Next) {
			j.Next = next.In(p.location)
		}
		if s.from.After(good) {
			good = s.from
		}
		if due := s.cron.Next(good); !due.IsZero() && now.After(due.Add(LateAfter)) && (j.LateSince.IsZero() || due.Before(j.LateSince)) {
			j.LateSince = due.In(p.location)
		}
	}
	return scheduled
}

func runInfo(ctx context.Context, db *state.DB, job string, states ...state.RunState) (*RunInfo, error) {
	run, found, err := db.LastRun(ctx, job, states...)
	if err != nil || !found {
		return nil, err
	}
	return &RunInfo{RunID: run.ID, AsOf: run.AsOf, State: run.State, StartedAt: run.StartedAt, FinishedAt: run.FinishedAt,
		Attempts: run.Attempts, Error: run.Error, scheduledAt: run.ScheduledAt}, nil
}

func (s *Status) judgeJob(j JobStatus) {
	if !j.LateSince.IsZero() {
		what := j.Job + " has not ended well since it was to run"
		if j.LastGood == nil {
			what = j.Job + " was to run and has never ended well"
		}
		s.find(ProblemLate, j.Job, what, j.LateSince.UTC(), "see that 'quarterdeck serve' is up; start it by hand with 'quarterdeck run "+j.Job+"'")
	}
	if j.Last == nil {
		return
	}
	first, _, _ := strings.Cut(j.Last.Error, "\n")
	again := fmt.Sprintf("'quarterdeck run %s --as-of %s' goes on where it stopped", j.Job, j.Last.AsOf)
	switch j.Last.State {
	case state.Failed:
		s.find(ProblemFailed, j.Job, fmt.Sprintf("run %s failed: %s", j.Last.RunID, first), j.Last.FinishedAt, "mend the cause; "+again)
	case state.Held:
		s.find(ProblemHeld, j.Job, first, j.Last.FinishedAt, "'quarterdeck checks' lists what holds it; mend that at its source and run again")
	}
}

// Late are the jobs that are.
func (s Status) Late() []JobStatus {
	return slices.DeleteFunc(slices.Clone(s.Jobs), func(j JobStatus) bool { return j.LateSince.IsZero() })
}
