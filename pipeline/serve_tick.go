package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"quarterdeck/config"
	"quarterdeck/pipeline/state"
)

// errLostLease ends a run whose tick another process has taken over, because this
// one seemed dead: it may have been suspended.
var errLostLease = errors.New("another process has taken the run over")

const (
	// mostAttempts is how often a tick that breaks off with its process is begun
	// besides its retries: a run that takes the whole machine down must end some time.
	mostAttempts = 10
	// longestWait bounds how long the wait before a retry may grow.
	longestWait = 6 * time.Hour
)

// takeUp goes on with a claimed tick whose process is gone. It leaves alone what
// another process is at, and gives up what a later tick stands for.
func (s *server) takeUp(ctx context.Context, one schedule, tick state.Tick, later bool) (more bool, err error) {
	if tick.LeaseUntil.After(s.deps.Now()) && tick.Holder != s.lease.Holder {
		return false, nil
	}
	if tick.Holder != s.lease.Holder {
		mine, err := s.db.TakeTick(ctx, tick, s.lease)
		if err != nil || !mine {
			return false, err
		}
	}
	if later && one.CatchUp != config.CatchUpAll {
		_, err := s.db.EndTick(ctx, tick, s.lease.Holder, state.TickSkipped, tick.RunID, "it broke off, and a later run stands for it")
		return true, err
	}
	s.deps.Log.InfoContext(ctx, "taking up a run that was broken off", "schedule", one.Name, "at", tick.ScheduledAt)
	return true, s.run(ctx, one, tick)
}

// run runs a tick that is ours, as often as its schedule says, and records what came
// of it. One that is stopped stays claimed, for whoever serves next.
func (s *server) run(ctx context.Context, one schedule, tick state.Tick) error {
	held, letGo := s.hold(ctx, tick)
	defer letGo()
	for {
		out, err := s.settled(held, one, tick)
		if err == nil && out == nil {
			out, err = s.attempt(held, one, &tick)
		}
		switch {
		case errors.Is(context.Cause(held), errLostLease):
			return fmt.Errorf("run of %s at %s: %w", one.Name, tick.ScheduledAt.Format(time.RFC3339), errLostLease)
		case ctx.Err() != nil:
			_, err := s.db.ReleaseTick(context.WithoutCancel(ctx), tick, s.lease.Holder)
			return err
		case err != nil:
			out = &outcome{as: state.TickFailed, reason: err.Error(), again: true}
		}
		wait, again := s.retry(one, tick, *out)
		if !again {
			return s.end(ctx, one, tick, *out)
		}
		s.deps.Log.WarnContext(ctx, "run failed and is tried again", "schedule", one.Name, "run", out.runID, "attempt", tick.Attempts, "in", wait, "error", out.reason)
		if _, err := s.db.PostponeTick(ctx, tick, s.lease.Holder, s.deps.Now().Add(wait), out.reason); err != nil {
			return err
		}
		tick.RetryAt = s.deps.Now().Add(wait)
	}
}

// settled is the outcome of a tick whose job ended without anybody taking note, or that
// was begun too often; nil when it is to be run. It waits until a retry is due.
func (s *server) settled(ctx context.Context, one schedule, tick state.Tick) (*outcome, error) {
	run, found, err := s.db.EndedRun(ctx, one.Job, tick.ScheduledAt)
	switch {
	case err != nil:
		return nil, err
	case found && run.State == state.Done:
		return &outcome{runID: run.ID, as: state.TickDone}, nil
	case found:
		return &outcome{runID: run.ID, as: state.TickHeld, reason: run.Error}, nil
	case tick.Attempts > one.Retries+mostAttempts:
		return &outcome{runID: tick.RunID, as: state.TickFailed, reason: fmt.Sprintf("it broke off %d times", tick.Attempts)}, nil
	}
	if wait := tick.RetryAt.Sub(s.deps.Now()); wait > 0 {
		timer := s.clock.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-timer.Chan():
		}
	}
	return nil, nil
}

// attempt runs the job once. A panic is its failure.
func (s *server) attempt(ctx context.Context, one schedule, tick *state.Tick) (*outcome, error) {
	tick.Attempts++
	mine, err := s.db.BeginAttempt(ctx, *tick, s.lease.Holder)
	if err != nil {
		return nil, err
	}
	if !mine {
		return nil, errLostLease
	}
	run := childRun{timeout: one.Timeout, memory: one.Memory,
		opts: RunOptions{Job: one.Job, ScheduledAt: tick.ScheduledAt, WillRetry: tick.Attempts <= one.Retries}}
	var out outcome
	_, err = guarded(ctx, s.Pipeline, one.Name, func(ctx context.Context) (_ int64, err error) {
		out, err = s.inChild(ctx, run)
		return 0, err
	})
	return &out, err
}

// retry says whether a tick is tried again, and after how long: twice as long every
// time. It is not where the next tick would have to wait for it.
func (s *server) retry(one schedule, tick state.Tick, out outcome) (wait time.Duration, again bool) {
	if out.as != state.TickFailed || !out.again || tick.Attempts > one.Retries {
		return 0, false
	}
	wait = min(longestWait, one.RetryWait<<min(tick.Attempts-1, 20))
	next := one.cron.Next(tick.ScheduledAt)
	return wait, one.CatchUp == config.CatchUpAll || next.IsZero() || next.After(s.deps.Now().Add(wait))
}

// end records what became of a tick.
func (s *server) end(ctx context.Context, one schedule, tick state.Tick, out outcome) error {
	mine, err := s.db.EndTick(context.WithoutCancel(ctx), tick, s.lease.Holder, out.as, out.runID, out.reason)
	if err == nil && !mine {
		err = errLostLease
	}
	if out.as == state.TickFailed {
		err = errors.Join(fmt.Errorf("run %s of %s failed: %s", out.runID, one.Job, out.reason), err)
	}
	return err
}

// hold keeps the lease on a tick until it is let go. The context it returns ends when
// the lease is lost.
func (s *server) hold(ctx context.Context, tick state.Tick) (held context.Context, letGo func()) {
	held, lose := context.WithCancelCause(ctx)
	beat := s.clock.NewTicker(leaseBeat)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-beat.Chan():
			}
			mine, err := s.db.RenewTick(context.WithoutCancel(ctx), tick, s.lease)
			if err != nil {
				s.deps.Log.WarnContext(ctx, "could not renew the lease of a run", "schedule", tick.Schedule, "error", err)
			} else if !mine {
				lose(errLostLease)
				return
			}
		}
	}()
	return held, func() {
		close(done)
		<-ended
		beat.Stop()
		lose(nil)
	}
}
