package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"quarterdeck/config"
	"quarterdeck/pipeline/child"
	"quarterdeck/pipeline/state"
)

// childRun is a run in a process of its own, with how far it may go.
type childRun struct {
	opts    RunOptions
	timeout time.Duration
	memory  int64
	// begun, where it is set, is told the run's id once its process is there.
	begun func(runID string)
}

// outcome is how a run in a process of its own ended.
type outcome struct {
	runID  string
	as     state.TickState // done, held or failed
	reason string          // why it failed or was held
	again  bool            // trying again may help
	dead   bool            // its process did not come to an end of its own
}

const (
	logFolder = "runs"
	// mostLog bounds what is kept of the log of a run, and keptLogs of how many runs.
	mostLog  = 4_000_000
	keptLogs = 1000
)

// RunLog is the file with what a run wrote to its log. It is there for runs that
// serve started; the newest lines of a long one are kept.
func (p *Pipeline) RunLog(runID string) (string, error) {
	if !runName.MatchString(runID) {
		return "", &UsageError{fmt.Errorf("%q is no run", runID)}
	}
	return p.path(logFolder, runID+".log"), nil
}

// StartedRun is a run that has begun in a process of its own.
type StartedRun struct {
	RunID string `json:"run_id"`
	// Log is the file its log is written to.
	Log string `json:"log"`
}

// StartRun starts a job in a process of its own and returns once it is there; how it
// ends is told by Runs. It goes on when ctx ends, and is stopped when the pipeline is
// closed. While another process writes to the data folder it is a *LockedError.
func (p *Pipeline) StartRun(ctx context.Context, opts RunOptions) (StartedRun, error) {
	if opts.Job == "" {
		opts.Job = "nightly"
	}
	if jobSteps(opts.Job) == nil {
		return StartedRun{}, &UsageError{fmt.Errorf("there is no job %q; use one of %s", opts.Job, strings.Join(config.Jobs(), ", "))}
	}
	unlock, err := p.lock(ctx, "start of "+opts.Job, false)
	if err != nil {
		return StartedRun{}, err
	}
	if err := unlock(); err != nil {
		return StartedRun{}, err
	}
	begun, ended := make(chan string, 1), make(chan error, 1)
	p.children.Go(func(ctx context.Context) {
		out, err := p.inChild(ctx, childRun{opts: opts, timeout: config.DefaultTimeout, begun: func(id string) { begun <- id }})
		ended <- err
		if err == nil && out.as == state.TickDone && !opts.ScheduledAt.IsZero() {
			err = p.mended(ctx, opts, out.runID)
		}
		if err != nil {
			p.deps.Log.ErrorContext(ctx, "started run failed", "job", opts.Job, "run", out.runID, "error", err)
		}
	})
	select {
	case id := <-begun:
		path, err := p.RunLog(id)
		return StartedRun{RunID: id, Log: path}, err
	case err := <-ended:
		return StartedRun{}, errors.Join(err, ctx.Err())
	}
}

// mended takes note that the job of a scheduled tick was done outside of its schedule.
func (p *Pipeline) mended(ctx context.Context, opts RunOptions, runID string) error {
	_, db, err := p.open(ctx)
	if err != nil {
		return err
	}
	return db.MendTicks(context.WithoutCancel(ctx), opts.Job, opts.ScheduledAt, runID)
}

// runChild runs a job as a child process of the same program. An error means that
// none was started, or that what it left could not be read.
func (p *Pipeline) runChild(ctx context.Context, c childRun) (outcome, error) {
	if len(p.deps.Command) == 0 {
		return outcome{}, errors.New("start run: it is not known how to start the program again")
	}
	_, db, err := p.open(ctx)
	if err != nil {
		return outcome{}, err
	}
	newID, err := p.newRunID()
	if err != nil {
		return outcome{}, err
	}
	expected := newID
	who, err := p.identity(c.opts)
	if err != nil {
		return outcome{}, err
	}
	if open, found, err := db.OpenRun(ctx, who); err != nil {
		return outcome{}, err
	} else if found {
		expected = open.ID
	}
	kept, err := p.keepLog(expected)
	if err != nil {
		return outcome{}, err
	}
	p.underWay.Add(1)
	end, err := child.Run(ctx, child.Command{
		Args: append(slices.Clone(p.deps.Command), childArgs(c, newID)...), Stderr: kept, Clock: p.clock,
		Timeout: c.timeout, Memory: c.memory,
		Started: func(pid int) {
			p.deps.Log.InfoContext(ctx, "started a run", "job", c.opts.Job, "run", expected, "pid", pid)
			if c.begun != nil {
				c.begun(expected)
			}
		},
	})
	p.underWay.Add(-1)
	err = errors.Join(err, kept.Close())
	if err != nil {
		return outcome{runID: expected}, err
	}
	return p.outcomeOf(context.WithoutCancel(ctx), c, end, expected, newID, kept.last())
}

// Children is how many runs are child processes of this one just now.
func (p *Pipeline) Children() int { return int(p.underWay.Load()) }

// childArgs are the arguments of the verb run.
func childArgs(c childRun, runID string) []string {
	args := []string{"run", c.opts.Job, "--run-id", runID}
	if !c.opts.ScheduledAt.IsZero() {
		args = append(args, "--scheduled-at", c.opts.ScheduledAt.UTC().Format(time.RFC3339Nano))
	}
	if !c.opts.AsOf.IsZero() {
		args = append(args, "--as-of", c.opts.AsOf.Format(time.DateOnly))
	}
	if !c.opts.KnownAt.IsZero() {
		args = append(args, "--known-at", c.opts.KnownAt.UTC().Format(time.RFC3339Nano))
	}
	if c.memory > 0 {
		args = append(args, "--memory", strconv.FormatInt(c.memory/1e6, 10)+"MB")
	}
	if c.opts.WillRetry {
		args = append(args, "--will-retry")
	}
	return args
}

// outcomeOf reads what the child left: its row in the history knows how the run went,
// unless the child died before it could say so.
func (p *Pipeline) outcomeOf(ctx context.Context, c childRun, end child.End, expected, newID, lastLine string) (outcome, error) {
	_, db, err := p.open(ctx)
	if err != nil {
		return outcome{}, err
	}
	run, found, err := db.Run(ctx, newID) // the open one was not taken up, or there was none
	if err == nil && !found {
		run, found, err = db.Run(ctx, expected)
	}
	if err != nil {
		return outcome{}, err
	}
	out := outcome{runID: expected, as: state.TickFailed, reason: end.Reason, dead: end.Why != child.Exited, again: end.Why != child.Stopped}
	if found && run.ID != expected {
		out.runID = run.ID
		_ = os.Rename(p.path(logFolder, expected+".log"), p.path(logFolder, run.ID+".log")) // only its name would be wrong
	}
	switch {
	case out.dead:
		return out, p.bury(ctx, db, c, run, found, out)
	case end.Code == 0:
		out.as, out.reason = state.TickDone, ""
	case found && run.State == state.Held:
		out.as, out.reason, out.again = state.TickHeld, run.Error, false
	case found && run.Error != "":
		out.reason = run.Error
	default:
		out.reason = lastLine
	}
	if end.Code == exitUsage {
		out.again = false
	}
	return out, nil
}

// exitUsage is the exit code of a child whose arguments or configuration are wrong.
const exitUsage = 2

// bury records the end of a run whose process is gone, and tells the channel, which
// the run could not.
func (p *Pipeline) bury(ctx context.Context, db *state.DB, c childRun, run state.Run, found bool, out outcome) error {
	if !found || run.State != state.Running || !out.again {
		return nil // it ended, or was stopped and is to be taken up again
	}
	steps, err := db.Steps(ctx, run.ID)
	if err != nil {
		return err
	}
	stage := "start"
	for _, s := range steps {
		if s.State != state.StepRunning {
			continue
		}
		if s.Item == "" {
			stage = s.Step
		}
		s.State, s.Error, s.FinishedAt = state.StepFailed, out.reason, p.deps.Now()
		if err := db.SaveStep(ctx, run.ID, s); err != nil {
			return err
		}
	}
	if err := db.EndRun(ctx, run.ID, state.Failed, out.reason); err != nil {
		return err
	}
	asOf, err := time.ParseInLocation(time.DateOnly, run.AsOf, p.location)
	if err != nil {
		return fmt.Errorf("read day of run %s: %w", run.ID, err)
	}
	r := &runner{pipeline: p, db: db, run: run, asOf: asOf, opts: c.opts, report: RunReport{RunID: run.ID, Job: run.Job, AsOf: run.AsOf}}
	r.announce(ctx, stage, errors.New(out.reason))
	return nil
}

// pruneLogs lets the logs of the oldest runs go; their names sort by time.
func (p *Pipeline) pruneLogs() error {
	names, err := filepath.Glob(p.path(logFolder, "*.log"))
	if err != nil {
		return fmt.Errorf("list run logs: %w", err)
	}
	slices.Sort(names)
	for _, name := range names[:max(0, len(names)-keptLogs)] {
		if err := os.Remove(name); err != nil {
			return fmt.Errorf("remove run log: %w", err)
		}
	}
	return nil
}
