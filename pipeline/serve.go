package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/go-co-op/gocron/v2"

	"quarterdeck/pipeline/child"
	"quarterdeck/pipeline/state"
)

const (
	// leaseSpan is how long a tick stays with a process that gives no more sign of
	// life, and leaseBeat how often a living one does.
	leaseSpan = 30 * time.Second
	leaseBeat = leaseSpan / 3
	// stopGrace is what the alarm clock gets to stop; the runs have that of child.
	stopGrace = 5 * time.Second
)

// Serve runs the schedules until ctx ends, then stops the runs under way and returns
// nil; they are taken up at the next start. It returns within child.Grace and a bit.
//
// gocron is only the alarm clock. Which tick it is, and whether it is still to be
// run, is decided by what is on record: a tick is claimed under a unique key, so
// that several processes, or a clock set back, run it once. Each run is a process
// of its own, so that whatever happens to it happens to it alone.
func (p *Pipeline) Serve(ctx context.Context) (err error) {
	s, err := p.newServer(ctx)
	if err != nil {
		return err
	}
	scheduler, err := gocron.NewScheduler(gocron.WithLocation(p.location), gocron.WithClock(p.clock),
		gocron.WithLogger(p.deps.Log.With("part", "scheduler")), gocron.WithStopTimeout(stopGrace))
	if err != nil {
		return fmt.Errorf("start scheduler: %w", err)
	}
	var jobs sync.WaitGroup
	for _, one := range s.schedules {
		rung := make(chan struct{}, 1)
		if err := addAlarm(scheduler, one, rung); err != nil {
			return errors.Join(fmt.Errorf("schedule %s: %w", one.Name, err), scheduler.Shutdown())
		}
		jobs.Go(func() { s.attend(ctx, one, rung) })
		p.deps.Log.InfoContext(ctx, "scheduled", "schedule", one.Name, "job", one.Job, "when", one.Timing.Words(),
			"next", one.cron.Next(p.deps.Now()).In(p.location))
	}
	scheduler.Start()
	<-ctx.Done()
	p.deps.Log.InfoContext(ctx, "stopping", "grace", child.Grace)
	jobs.Wait()
	if err := scheduler.Shutdown(); err != nil {
		return fmt.Errorf("stop scheduler: %w", err)
	}
	return nil
}

// server is a process that runs the schedules.
type server struct {
	*Pipeline
	db        *state.DB
	schedules []schedule
	lease     state.Lease
	started   time.Time
	since     map[string]time.Time // of a schedule: what it named before is no concern
}

func (p *Pipeline) newServer(ctx context.Context) (*server, error) {
	schedules, err := p.schedules()
	if err != nil {
		return nil, err
	}
	if len(schedules) == 0 {
		return nil, &UsageError{errors.New("the configuration has no schedules: there is nothing to serve")}
	}
	_, db, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	id, err := p.newRunID()
	if err != nil {
		return nil, err
	}
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host" // it is only told to people
	}
	s := &server{Pipeline: p, db: db, schedules: schedules, started: p.deps.Now(), since: map[string]time.Time{},
		lease: state.Lease{Holder: fmt.Sprintf("%s PID %d %s", host, os.Getpid(), id), Span: leaseSpan}}
	for _, one := range schedules {
		timing := fmt.Sprintf("%s %d %s", one.Timing.Cron, one.Timing.Nth, p.location)
		if s.since[one.Name], err = db.Schedule(ctx, one.Name, timing); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// addAlarm lets rung be rung at every tick. An alarm that finds it rung already
// is part of that one: whoever answers looks what is due.
func addAlarm(scheduler gocron.Scheduler, s schedule, rung chan<- struct{}) error {
	_, err := scheduler.NewJob(
		gocron.CronJob(s.Timing.Cron, false),
		gocron.NewTask(func() {
			select {
			case rung <- struct{}{}:
			default:
			}
		}),
		gocron.WithName(s.Name),
		// Our own reading of the line: gocron's leaves out what the clock skips.
		gocron.WithCronImplementation(&wallCron{keeps: s.cron.keeps}),
	)
	return err
}

// attend sees to a schedule whenever its alarm rings, and now and then besides: a
// process that died may have left a run. It is the only one here that does, so that
// the schedule's runs never overlap.
func (s *server) attend(ctx context.Context, one schedule, rung <-chan struct{}) {
	look := s.clock.NewTicker(leaseBeat)
	defer look.Stop()
	for ctx.Err() == nil {
		_, err := guarded(ctx, s.Pipeline, one.Name, func(ctx context.Context) (int64, error) { return 0, s.tend(ctx, one) })
		if err != nil && ctx.Err() == nil {
			s.deps.Log.ErrorContext(ctx, "schedule failed", "schedule", one.Name, "error", err)
		}
		select {
		case <-ctx.Done():
		case <-rung:
		case <-look.Chan():
		}
	}
}

// tend runs what is due of a schedule, until nothing is.
func (s *server) tend(ctx context.Context, one schedule) error {
	var errs []error
	for ctx.Err() == nil {
		more, err := s.next(ctx, one)
		errs = append(errs, err)
		if !more {
			break
		}
	}
	return errors.Join(errs...)
}

// next does one thing that is due of a schedule, and reports whether there may be more.
func (s *server) next(ctx context.Context, one schedule) (more bool, err error) {
	claimed, err := s.db.ClaimedTicks(ctx, one.Name)
	if err != nil {
		return false, err
	}
	last, err := s.lastTick(ctx, one)
	if err != nil {
		return false, err
	}
	m := one.due(last, s.deps.Now(), s.started)
	if len(claimed) > 0 {
		return s.takeUp(ctx, one, claimed[0], len(m.run) > 0 || len(claimed) > 1)
	}
	for _, left := range []struct {
		ticks  []time.Time
		reason string
	}{{m.tooOld, fmt.Sprintf("missed for longer than the %s that are caught up", one.Window)},
		{m.unmet, "missed, and this schedule does not catch up"}, {m.outrun, "a later run stands for it"}} {
		if err := s.skip(ctx, one, left.ticks, left.reason); err != nil {
			return false, err
		}
	}
	if len(m.run) == 0 {
		return false, nil
	}
	tick := s.tickAt(one, m.run[0])
	mine, err := s.db.ClaimTick(ctx, tick, s.lease)
	if err != nil || !mine {
		return false, err // another process has it
	}
	if late := s.deps.Now().Sub(tick.ScheduledAt); late > startGrace {
		s.deps.Log.InfoContext(ctx, "running a missed tick", "schedule", one.Name, "at", tick.ScheduledAt, "late", late)
	}
	return true, s.run(ctx, one, tick)
}

// lastTick is the instant up to which the schedule's ticks are settled.
func (s *server) lastTick(ctx context.Context, one schedule) (time.Time, error) {
	last, _, err := s.db.LastTick(ctx, one.Name)
	if err != nil || last.ScheduledAt.After(s.since[one.Name]) {
		return last.ScheduledAt, err
	}
	return s.since[one.Name], nil
}

func (s *server) tickAt(one schedule, at time.Time) state.Tick {
	return state.Tick{Schedule: one.Name, Job: one.Job, ScheduledAt: at, LocalTime: localTime(at, s.location)}
}

// skip records ticks that are not run: the newest of them, when they are many.
func (s *server) skip(ctx context.Context, one schedule, at []time.Time, reason string) error {
	if len(at) == 0 {
		return nil
	}
	s.deps.Log.WarnContext(ctx, "left ticks out", "schedule", one.Name, "ticks", len(at), "from", at[0], "to", at[len(at)-1], "reason", reason)
	var ticks []state.Tick
	for _, each := range at[max(0, len(at)-mostSkipped):] {
		ticks = append(ticks, s.tickAt(one, each))
	}
	return s.db.SkipTicks(ctx, ticks, reason)
}
