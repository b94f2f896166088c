package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/go-co-op/gocron/v2"

	"quarterdeck/pipeline/state"
)

// stopGrace is what running jobs get to stop after the context ended.
const stopGrace = 30 * time.Second

// Serve runs the schedules until ctx ends, then stops the job under way and
// returns nil; that job is taken up at the next start.
//
// gocron is only the alarm clock. Which tick it is, and whether it is still to be
// run, is decided here: a tick is claimed under a unique key, so that two
// processes or a clock set back run it once. Of the ticks missed while no
// process was up, the latest of each job is run at the start.
func (p *Pipeline) Serve(ctx context.Context) (err error) {
	schedules, err := p.schedules()
	if err != nil {
		return err
	}
	if _, _, err := p.open(ctx); err != nil {
		return err
	}
	scheduler, err := gocron.NewScheduler(gocron.WithLocation(p.location), gocron.WithClock(p.clock),
		gocron.WithLogger(p.deps.Log.With("part", "scheduler")), gocron.WithStopTimeout(stopGrace))
	if err != nil {
		return fmt.Errorf("start scheduler: %w", err)
	}
	var jobs sync.WaitGroup
	for _, s := range schedules {
		rung := make(chan struct{}, 1)
		if err := addAlarm(scheduler, s, rung); err != nil {
			return errors.Join(fmt.Errorf("schedule %s: %w", s.job, err), scheduler.Shutdown())
		}
		jobs.Go(func() { p.answer(ctx, s, rung) })
	}
	jobs.Go(func() { p.catchUp(ctx, schedules) })
	scheduler.Start()
	p.logNext(ctx, schedules)
	<-ctx.Done()
	p.deps.Log.InfoContext(ctx, "stopping", "grace", stopGrace)
	jobs.Wait()
	if err := scheduler.Shutdown(); err != nil {
		return fmt.Errorf("stop scheduler: %w", err)
	}
	return nil
}

// schedule is one job with its cron line.
type schedule struct {
	job  string
	text string
	cron *wallCron
}

func (p *Pipeline) schedules() ([]schedule, error) {
	if len(p.cfg.Schedules) == 0 {
		return nil, &UsageError{errors.New("the configuration has no schedules: there is nothing to serve")}
	}
	var all []schedule
	for _, s := range p.cfg.Schedules {
		if jobSteps(s.Job) == nil {
			return nil, &UsageError{fmt.Errorf("schedule: there is no job %q", s.Job)}
		}
		cron, err := parseCron(s.Cron, p.location, p.deps.Now())
		if err != nil {
			return nil, &UsageError{fmt.Errorf("schedule of %s: %w", s.Job, err)}
		}
		all = append(all, schedule{job: s.Job, text: s.Cron, cron: cron})
	}
	return all, nil
}

// addAlarm lets rung be rung at every tick. An alarm that finds it rung already
// is part of that one: whoever answers takes the latest tick.
func addAlarm(scheduler gocron.Scheduler, s schedule, rung chan<- struct{}) error {
	_, err := scheduler.NewJob(
		gocron.CronJob(s.text, false),
		gocron.NewTask(func() {
			select {
			case rung <- struct{}{}:
			default:
			}
		}),
		gocron.WithName(s.job),
		// Our own reading of the line: gocron's leaves out what the clock skips.
		gocron.WithCronImplementation(&wallCron{}),
	)
	return err
}

// answer runs the latest tick of a job whenever its alarm rang, until ctx ends. A
// tick that comes while the one before is under way is not lost: it is run after it.
func (p *Pipeline) answer(ctx context.Context, s schedule, rung <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-rung:
		}
		_, err := guarded(ctx, p, s.job, func(ctx context.Context) (int64, error) { return 0, p.tick(ctx, s) })
		if err != nil {
			p.deps.Log.ErrorContext(ctx, "job failed", "job", s.job, "error", err)
		}
	}
}

// tick runs the latest tick that has come.
func (p *Pipeline) tick(ctx context.Context, s schedule) error {
	at := s.cron.Latest(p.deps.Now())
	if at.IsZero() || ctx.Err() != nil {
		return nil
	}
	return p.claimAndRun(ctx, s.job, at)
}

func (p *Pipeline) claimAndRun(ctx context.Context, job string, at time.Time) error {
	_, db, err := p.open(ctx)
	if err != nil {
		return err
	}
	mine, err := db.ClaimTick(ctx, job, at, localTime(at, p.location))
	if err != nil {
		return err
	}
	if !mine {
		p.deps.Log.InfoContext(ctx, "tick was run already", "job", job, "at", at)
		return nil
	}
	return p.runTick(ctx, db, state.Tick{Job: job, ScheduledAt: at})
}

// runTick runs a claimed tick as soon as the data folder is free, unless another
// process ended it meanwhile. A tick that is stopped stays claimed, and is taken
// up at the next start.
func (p *Pipeline) runTick(ctx context.Context, db *state.DB, tick state.Tick) error {
	ran := false
	report, runErr := p.runLocked(ctx, RunOptions{Job: tick.Job, ScheduledAt: tick.ScheduledAt}, true, func() (bool, error) {
		claimed, err := db.ClaimedTicks(ctx)
		for _, c := range claimed {
			if c.Job == tick.Job && c.ScheduledAt.Equal(tick.ScheduledAt) {
				ran = true
			}
		}
		return ran, err
	})
	if ctx.Err() != nil {
		return nil //nolint:nilerr // stopping is no failure; the tick is taken up again
	}
	if runErr == nil && !ran {
		return nil
	}
	as := state.TickDone
	var held *HeldError
	switch {
	case errors.As(runErr, &held):
		as = state.TickHeld
	case runErr != nil:
		as = state.TickFailed
	}
	return errors.Join(runErr, db.EndTick(context.WithoutCancel(ctx), tick.Job, tick.ScheduledAt, as, report.RunID))
}

// catchUp runs what an earlier process left or nobody was there for: of every
// job only its latest tick, because a night computes everything up to its day.
func (p *Pipeline) catchUp(ctx context.Context, schedules []schedule) {
	_, db, err := p.open(ctx)
	if err != nil {
		p.deps.Log.ErrorContext(ctx, "could not look for missed ticks", "error", err)
		return
	}
	now := p.deps.Now()
	for _, s := range schedules {
		_, err := guarded(ctx, p, s.job, func(ctx context.Context) (int64, error) { return 0, p.catchUpJob(ctx, db, s, now) })
		if err != nil && ctx.Err() == nil {
			p.deps.Log.ErrorContext(ctx, "missed run failed", "job", s.job, "error", err)
		}
	}
}

func (p *Pipeline) catchUpJob(ctx context.Context, db *state.DB, s schedule, now time.Time) error {
	last, found, err := db.LastTick(ctx, s.job)
	if err != nil || !found {
		return err // a job that never ran has missed nothing
	}
	missed := s.cron.Latest(now)
	claimed, err := db.ClaimedTicks(ctx)
	if err != nil {
		return err
	}
	for _, tick := range claimed {
		if tick.Job != s.job {
			continue
		}
		if tick.ScheduledAt.Before(missed) {
			if err := db.EndTick(ctx, tick.Job, tick.ScheduledAt, state.TickSkipped, ""); err != nil {
				return err
			}
			continue
		}
		p.deps.Log.InfoContext(ctx, "taking up a run that was broken off", "job", s.job, "at", tick.ScheduledAt)
		return p.runTick(ctx, db, tick)
	}
	if !missed.After(last.ScheduledAt) {
		return nil
	}
	p.deps.Log.InfoContext(ctx, "running a missed tick", "job", s.job, "at", missed)
	return p.claimAndRun(ctx, s.job, missed)
}

func (p *Pipeline) logNext(ctx context.Context, schedules []schedule) {
	for _, s := range schedules {
		p.deps.Log.InfoContext(ctx, "scheduled", "job", s.job, "cron", s.text, "next", s.cron.Next(p.deps.Now()).In(p.location))
	}
}
