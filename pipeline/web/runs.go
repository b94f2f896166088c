package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"quarterdeck/pipeline"
	"quarterdeck/pipeline/access"
	"quarterdeck/pipeline/state"
	"quarterdeck/reports/web"
)

// shownRuns is how many runs the history shows.
const shownRuns = 100

// runs is the history.
func (s *Site) runs(ctx context.Context, v *visit) (web.Page, error) {
	db, err := s.opts.Pipeline.State(ctx)
	if err != nil {
		return nil, err
	}
	all, err := db.Runs(ctx, shownRuns)
	if err != nil {
		return nil, err
	}
	page := web.Runs{Frame: v.frame, Jobs: s.opts.Jobs}
	page.Title = "Runs"
	for _, run := range all {
		page.Rows = append(page.Rows, s.runLine(run))
	}
	page.Next, err = s.nextRuns()
	return page, err
}

func (s *Site) findRun(ctx context.Context, id string) (state.Run, *state.DB, error) {
	db, err := s.opts.Pipeline.State(ctx)
	if err != nil {
		return state.Run{}, nil, err
	}
	run, found, err := db.Run(ctx, id)
	if err == nil && !found {
		err = notFound("There is no such run.")
	}
	return run, db, err
}

// run is one run with its stages and its log.
func (s *Site) run(ctx context.Context, v *visit) (web.Page, error) {
	run, db, err := s.findRun(ctx, v.request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	page := web.RunPage{Frame: v.frame, Run: s.runLine(run)}
	page.Title = web.Sentence(run.Job) + " of " + run.AsOf
	page.Retry = page.Run.State == "failed" || page.Run.State == "interrupted" || page.Run.State == "held"
	steps, err := db.Steps(ctx, run.ID)
	if err != nil {
		return nil, err
	}
	page.Steps = stages(steps)
	page.Log, page.LogCut, err = s.runLog(run.ID)
	return page, err
}

// stages puts the parts of every step under it.
func stages(steps []state.Step) []web.Step {
	var out []web.Step
	at := map[string]int{}
	for _, s := range steps {
		one := web.Step{Name: s.Step, State: string(s.State), Error: s.Error, Started: s.StartedAt, Rows: s.Rows}
		if !s.FinishedAt.IsZero() {
			one.Took = s.FinishedAt.Sub(s.StartedAt)
		}
		i, known := at[s.Step]
		switch {
		case s.Item == "" && known:
			one.Items = out[i].Items
			out[i] = one
		case s.Item == "":
			at[s.Step] = len(out)
			out = append(out, one)
		default:
			if !known {
				i = len(out)
				at[s.Step] = i
				out = append(out, web.Step{Name: s.Step, State: one.State, Started: s.StartedAt})
			}
			one.Name = s.Item
			out[i].Items = append(out[i].Items, one)
		}
	}
	return out
}

// logTail is how much of a run's log is shown.
const logTail = 64 << 10

// runLog is the end of what a run wrote.
func (s *Site) runLog(id string) (lines []string, cut bool, err error) {
	path, err := s.opts.Pipeline.RunLog(id)
	if err != nil {
		return nil, false, asRefusal(err)
	}
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read log of run: %w", err)
	}
	defer file.Close() // read-only: nothing can be lost
	size, err := file.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = file.Seek(max(0, size-logTail), io.SeekStart)
	}
	if err != nil {
		return nil, false, fmt.Errorf("read log of run: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(file, logTail))
	if err != nil {
		return nil, false, fmt.Errorf("read log of run: %w", err)
	}
	if size > logTail {
		_, data, _ = bytes.Cut(data, []byte("\n"))
		cut = true
	}
	for line := range strings.Lines(string(data)) {
		lines = append(lines, strings.TrimRight(line, "\r\n"))
	}
	return lines, cut, nil
}

// startRun begins a run of a job for yesterday.
func (s *Site) startRun(ctx context.Context, v *visit) (string, error) {
	return s.begin(ctx, v, access.Retried, pipeline.RunOptions{Job: v.request.PostFormValue("job")})
}

// retryRun takes a run up again that did not end well.
func (s *Site) retryRun(ctx context.Context, v *visit) (string, error) {
	run, _, err := s.findRun(ctx, v.request.PathValue("id"))
	if err != nil {
		return "", err
	}
	opts := pipeline.RunOptions{Job: run.Job, KnownAt: run.KnownAt, ScheduledAt: run.ScheduledAt}
	if opts.AsOf, err = time.ParseInLocation(time.DateOnly, run.AsOf, s.opts.Pipeline.Zone()); err != nil {
		return "", fmt.Errorf("read day of run %s: %w", run.ID, err)
	}
	return s.begin(ctx, v, access.Retried, opts)
}

func (s *Site) begin(ctx context.Context, v *visit, did access.Action, opts pipeline.RunOptions) (string, error) {
	if err := s.record(ctx, v, did, strings.TrimSpace("run "+opts.Job+" "+v.request.PathValue("id"))); err != nil {
		return "", err
	}
	started, err := s.opts.Pipeline.StartRun(ctx, opts)
	if err != nil {
		return "", err
	}
	return "/runs/" + url.PathEscape(started.RunID) + "?done=started", nil
}
