package pipeline

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"

	"quarterdeck/config"
)

// Two processes on one data folder: the second is refused, with the first's PID.
func TestConcurrentRunIsRefused(t *testing.T) {
	dir, world, clock := t.TempDir(), newOutside(), clockwork.NewFakeClockAt(twoInTheMorning)
	b, other := benchIn(t, dir, world, clock), benchIn(t, dir, world, clock)
	hanging := make(chan struct{})
	world.block["desk.tickets"] = hanging
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { _, err := b.Run(ctx, RunOptions{}); ended <- err }()
	<-hanging
	world.mu.Lock()
	delete(world.block, "desk.tickets")
	world.mu.Unlock()
	calls := map[string]func() error{
		"run":       func() error { _, err := other.Run(t.Context(), RunOptions{}); return err },
		"pull":      func() error { _, err := other.Pull(t.Context(), nil); return err },
		"transform": func() error { _, err := other.Transform(t.Context(), TransformOptions{}); return err },
		"qbr":       func() error { _, err := other.QBRs(t.Context(), QBROptions{}); return err },
		"digest":    func() error { _, err := other.Digest(t.Context(), DigestOptions{}); return err },
	}
	for name, call := range calls {
		err := call()
		var locked *LockedError
		if !errors.As(err, &locked) || !strings.Contains(err.Error(), "PID "+pid()+", run nightly since 2026-11-21T07:00:00Z") {
			t.Errorf("%s: got %v, want a LockedError with the PID", name, err)
		}
	}
	runs, err := other.Runs(t.Context(), 1)
	if err != nil || runs[0].State != "running" {
		t.Errorf("history: got %+v, %v, want a running run", runs, err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := other.Run(t.Context(), RunOptions{}); err != nil {
		t.Errorf("after the first ended: %v", err)
	}
}

// Changing the configuration ends the resuming: the steps done are those of the old one.
func TestChangedConfigBeginsANewRun(t *testing.T) {
	dir, world, clock := t.TempDir(), newOutside(), clockwork.NewFakeClockAt(twoInTheMorning)
	world.build = errors.New("out of memory")
	first, err := benchIn(t, dir, world, clock).Run(t.Context(), RunOptions{})
	if err == nil {
		t.Fatal("want a failing run")
	}
	world.build = nil
	changed := benchIn(t, dir, world, clock, func(c *config.Config) { c.Metrics.MAUDays = 30 })
	second, err := changed.Run(t.Context(), RunOptions{})
	if err != nil || second.RunID == first.RunID || second.Resumed {
		t.Errorf("got %v, run %s, want a new run", err, second.RunID)
	}
	runs, err := changed.Runs(t.Context(), 5)
	if err != nil || len(runs) != 2 || runs[0].State+runs[1].State != "doneabandoned" && runs[1].State+runs[0].State != "doneabandoned" {
		t.Errorf("history: got %+v, %v", runs, err)
	}
}

// Half-written files of a crash are gone after the next run.
func TestLeftoversAreSwept(t *testing.T) {
	b := newBench(t)
	if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
		t.Fatal(err)
	}
	left := []string{b.path("published", ".new-1"), b.path("reports", "2026Q3", ".new-2"), b.path("work", "x.duckdb"),
		b.path("lake", "crm", "deals", "load=01KAJ000000000000000000000", "part-00000.parquet")}
	for _, name := range left {
		if err := os.MkdirAll(name[:strings.LastIndex(name, "/")], 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, name := range left {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
}
