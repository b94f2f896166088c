package pipeline

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"quarterdeck/config"
	"quarterdeck/pipeline/state"
)

const childOfServe = "QUARTERDECK_TEST_RUN"

// beChild is the program that a run is, with its verb and flags: how is what it does,
// a colon and its data folder.
func beChild(how string) int {
	how, data, _ := strings.Cut(how, ":")
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	id, at := flags.String("run-id", "", ""), flags.String("scheduled-at", "", "")
	flags.String("memory", "", "")
	flags.Bool("will-retry", false, "")
	if err := flags.Parse(os.Args[3:]); err != nil || os.Args[1] != "run" {
		return 2
	}
	scheduledAt, err := time.Parse(time.RFC3339, *at)
	if *at != "" && err != nil {
		return 2
	}
	if how == "misconfigured" {
		fmt.Fprintln(os.Stderr, "quarterdeck: quarterdeck.yml:3:1: unknown key \"slak\"")
		return 2
	}
	ctx := context.Background()
	db, err := state.Open(ctx, filepath.Join(data, "state.db"), time.Now)
	if err != nil {
		return 1
	}
	who := state.Identity{Job: os.Args[2], AsOf: "2026-11-20", ScheduledAt: scheduledAt}
	run, _, err := db.BeginRun(ctx, *id, who, "h")
	if err == nil {
		err = db.SaveStep(ctx, run.ID, state.Step{Step: stepPull, State: state.StepRunning, StartedAt: scheduledAt})
	}
	if err != nil {
		return 1
	}
	fmt.Fprintln(os.Stderr, "run begins "+run.ID)
	switch how {
	case "hang":
		select {}
	case "eat":
		for all := [][]byte{}; ; {
			all = append(all, bytes.Repeat([]byte{1}, 8<<20))
		}
	case "held":
		_ = db.EndRun(ctx, run.ID, state.Held, "a check failed")
		return 3
	}
	_ = db.EndRun(ctx, run.ID, state.Done, "")
	return 0
}

// childBench is a pipeline whose runs are real processes that do as told.
func childBench(t *testing.T, how string, change ...func(*config.Config)) (*bench, *bytes.Buffer) {
	t.Helper()
	b := newBench(t, change...)
	var out bytes.Buffer
	b.deps.Command, b.output, b.inChild = []string{os.Args[0]}, &sharedWriter{to: &out}, b.runChild
	t.Setenv(childOfServe, how+":"+b.cfg.Data)
	return b, &out
}

// However a run's process ends, its tick and its row say so, and its log is kept.
func TestRunsAsProcesses(t *testing.T) {
	none := 0
	for how, test := range map[string]struct{ tick, run, reason string }{
		"work":          {"done", "done", ""},
		"held":          {"held", "held", "a check failed"},
		"eat":           {"failed", "failed", "out of memory: it held"},
		"hang":          {"failed", "failed", "it took longer than the 1h0m0s it may"},
		"misconfigured": {"failed", "", `quarterdeck.yml:3:1: unknown key "slak"`},
	} {
		t.Run(how, func(t *testing.T) {
			b, out := childBench(t, how, only(config.Schedule{Job: "digest", At: "every day at 02:01", Retries: &none, Timeout: "1h", Memory: "300MB"}))
			s, err := b.newServer(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			b.clock.Advance(time.Minute)
			if how == "hang" {
				go hangs(b.clock, b.path("runs"))
			}
			_ = s.tend(t.Context(), s.schedules[0])
			tick, _, err := s.db.LastTick(t.Context(), "digest")
			if err != nil || string(tick.State) != test.tick || !strings.HasPrefix(tick.Reason, test.reason) {
				t.Errorf("tick: got %s (%s), %v; want %s (%s)", tick.State, tick.Reason, err, test.tick, test.reason)
			}
			run, found, err := s.db.Run(t.Context(), tick.RunID)
			if err != nil || string(run.State) != test.run || found && !strings.HasPrefix(run.Error, test.reason) {
				t.Errorf("run: got %s (%s), %v; want %s (%s)", run.State, run.Error, err, test.run, test.reason)
			}
			path, err := b.RunLog(tick.RunID)
			log, err2 := os.ReadFile(path)
			if err := errors.Join(err, err2); err != nil || len(log) == 0 || !strings.Contains(out.String(), string(log)) {
				t.Errorf("log %q, %v; passed on %q", log, err, out)
			}
			if steps, err := s.db.Steps(t.Context(), tick.RunID); test.run == "failed" && (err != nil || steps[0].State != state.StepFailed) {
				t.Errorf("steps: %+v, %v, want the one under way failed", steps, err)
			}
		})
	}
}

// hangs lets an hour pass once the run has said something.
func hangs(clock *clockwork.FakeClock, folder string) {
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for range look.C {
		logs, _ := filepath.Glob(filepath.Join(folder, "*.log"))
		if len(logs) == 0 {
			continue
		}
		if text, err := os.ReadFile(logs[0]); err == nil && len(text) > 0 {
			clock.Advance(time.Hour)
			return
		}
	}
}

// A run that is started by hand has its tick mended when it is done.
func TestStartRun(t *testing.T) {
	b, _ := childBench(t, "work")
	_, db, err := b.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.claimed(t, db, twoInTheMorning)
	tick := state.Tick{Schedule: "nightly", ScheduledAt: twoInTheMorning}
	if _, err := db.EndTick(t.Context(), tick, deadHolder.Holder, state.TickFailed, "", "no network"); err != nil {
		t.Fatal(err)
	}
	started, err := b.StartRun(t.Context(), RunOptions{Job: "nightly", ScheduledAt: twoInTheMorning})
	if err != nil || started.Log != b.path("runs", started.RunID+".log") {
		t.Fatalf("got %+v, %v", started, err)
	}
	b.eventually(t, "2026-11-21T02:00 nightly done")
	if run, found, err := db.Run(t.Context(), started.RunID); !found || err != nil || run.State != state.Done {
		t.Errorf("got %+v, %v, want the run done", run, err)
	}
	unlock, err := b.lock(t.Context(), "test", false)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	var locked *LockedError
	if _, err := b.StartRun(t.Context(), RunOptions{}); !errors.As(err, &locked) {
		t.Errorf("got %v while the data folder is in use, want who uses it", err)
	}
	if _, err := b.RunLog("../state.db"); err == nil {
		t.Error("a run's log may be anywhere")
	}
}

// Closing the pipeline ends what it started, which is taken up later.
func TestCloseStopsRuns(t *testing.T) {
	b, _ := childBench(t, "hang")
	started, err := b.StartRun(t.Context(), RunOptions{Job: "digest"})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(started.Log); err != nil {
		t.Error(err)
	}
}
