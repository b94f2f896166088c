package pipeline

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jonboulle/clockwork"

	"quarterdeck/config"
	"quarterdeck/pipeline/state"
)

func nightlyAtTwo(c *config.Config) {
	none := 0
	c.Schedules = []config.Schedule{{Job: "nightly", Cron: "0 2 * * *", Retries: &none}}
}

// beforeTwo is a minute before the tick.
var beforeTwo = twoInTheMorning.Add(-time.Minute)

// serve starts Serve and returns what stops it and gives its error.
func serve(t *testing.T, b *bench) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Serve(ctx) }()
	return func() error { cancel(); return <-ended }
}

// alarm waits until n schedulers have set their timers, and advances the clock.
func (b *bench) alarm(t *testing.T, n int, by time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := b.clock.BlockUntilContext(ctx, n); err != nil {
		t.Fatalf("waiting for %d timers: %v", n, err)
	}
	b.clock.Advance(by)
}

// tickStates lists the ticks recorded.
func (b *bench) tickStates(t *testing.T) []string {
	t.Helper()
	_, db, err := b.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.SQL().Query("SELECT local_time || ' ' || job || ' ' || state FROM ticks ORDER BY scheduled_at, job")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	return all
}

// eventually waits until the ticks are as wanted.
func (b *bench) eventually(t *testing.T, want ...string) {
	t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	end := time.After(20 * time.Second)
	for {
		got := b.tickStates(t)
		if cmp.Equal(want, got) {
			return
		}
		select {
		case <-look.C:
		case <-end:
			t.Fatalf("ticks (-want +got):\n%s", cmp.Diff(want, got))
		}
	}
}

// deadHolder is a process that gives no sign of life.
var deadHolder = state.Lease{Holder: "gone"}

// claimed puts a nightly tick on record that a process which died had claimed.
func (b *bench) claimed(t *testing.T, db *state.DB, at time.Time) {
	t.Helper()
	tick := state.Tick{Schedule: "nightly", Job: "nightly", ScheduledAt: at, LocalTime: localTime(at, b.location)}
	if mine, err := db.ClaimTick(t.Context(), tick, deadHolder); err != nil || !mine {
		t.Fatalf("claim: %v, %v", mine, err)
	}
}

func (b *bench) runDays(t *testing.T) []string {
	t.Helper()
	runs, err := b.Runs(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	var days []string
	for _, r := range runs {
		days = append([]string{r.AsOf + " " + r.State}, days...)
	}
	return days
}

func TestServeRunsEveryTickOnce(t *testing.T) {
	dir, world, clock := t.TempDir(), newOutside(), clockwork.NewFakeClockAt(beforeTwo)
	b := benchIn(t, dir, world, clock, nightlyAtTwo)
	stop := serve(t, b)
	b.alarm(t, 2, time.Minute)
	b.eventually(t, "2026-11-21T02:00 nightly done")
	b.alarm(t, 2, 24*time.Hour)
	b.eventually(t, "2026-11-21T02:00 nightly done", "2026-11-22T02:00 nightly done")
	if err := stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	if diff := cmp.Diff([]string{"2026-11-20 done", "2026-11-21 done"}, b.runDays(t)); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
}

// Several processes on one data folder: each tick is run by one of them.
func TestServeTwice(t *testing.T) {
	dir, world, clock := t.TempDir(), newOutside(), clockwork.NewFakeClockAt(beforeTwo)
	a, b := benchIn(t, dir, world, clock, nightlyAtTwo), benchIn(t, dir, world, clock, nightlyAtTwo)
	stopA, stopB := serve(t, a), serve(t, b)
	a.alarm(t, 4, time.Minute)
	a.eventually(t, "2026-11-21T02:00 nightly done")
	a.alarm(t, 4, 24*time.Hour)
	a.eventually(t, "2026-11-21T02:00 nightly done", "2026-11-22T02:00 nightly done")
	if err := errors.Join(stopA(), stopB()); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"2026-11-20 done", "2026-11-21 done"}, a.runDays(t)); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
}

// Stopping in the middle of a run is prompt, and the next start finishes it.
func TestServeStopsAndTakesUp(t *testing.T) {
	dir, world, clock := t.TempDir(), newOutside(), clockwork.NewFakeClockAt(beforeTwo)
	b := benchIn(t, dir, world, clock, nightlyAtTwo)
	hanging := make(chan struct{})
	world.block["desk.tickets"] = hanging
	stop := serve(t, b)
	b.alarm(t, 2, time.Minute)
	<-hanging
	if err := stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	if diff := cmp.Diff([]string{"2026-11-21T02:00 nightly claimed"}, b.tickStates(t)); diff != "" {
		t.Errorf("ticks (-want +got):\n%s", diff)
	}
	delete(world.block, "desk.tickets")
	clock.Advance(time.Hour)
	next := benchIn(t, dir, world, clock, nightlyAtTwo)
	stop = serve(t, next)
	next.eventually(t, "2026-11-21T02:00 nightly done")
	if err := stop(); err != nil {
		t.Error(err)
	}
	runs, err := next.Runs(t.Context(), 10)
	if err != nil || len(runs) != 1 || runs[0].Attempts != 2 || runs[0].State != "done" {
		t.Errorf("got %+v, %v, want one run in two attempts", runs, err)
	}
}

// A claimed tick that a later one has replaced is not run any more.
func TestServeSkipsWhatALaterTickReplaces(t *testing.T) {
	b := benchIn(t, t.TempDir(), newOutside(), clockwork.NewFakeClockAt(twoInTheMorning.Add(time.Hour)), nightlyAtTwo)
	_, db, err := b.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	old := twoInTheMorning.AddDate(0, 0, -2)
	b.claimed(t, db, old)
	stop := serve(t, b)
	b.eventually(t, "2026-11-19T02:00 nightly skipped", "2026-11-20T02:00 nightly skipped", "2026-11-21T02:00 nightly done")
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// panicky draws entropy that panics the first time, outside of every step of a run.
type panicky struct {
	once sync.Once
	from *rand.ChaCha8
}

func (p *panicky) Read(b []byte) (int, error) {
	p.once.Do(func() { panic("no entropy") })
	return p.from.Read(b)
}

// noticed closes seen when the message is logged.
type noticed struct {
	slog.Handler
	message string
	seen    chan struct{}
}

func (n noticed) Handle(ctx context.Context, r slog.Record) error {
	if r.Message == n.message {
		close(n.seen)
	}
	return n.Handler.Handle(ctx, r)
}

func TestServeSurvivesAPanic(t *testing.T) {
	dir, world, clock := t.TempDir(), newOutside(), clockwork.NewFakeClockAt(beforeTwo)
	b := benchIn(t, dir, world, clock, nightlyAtTwo)
	contained := noticed{Handler: b.deps.Log.Handler(), message: "panic in a step", seen: make(chan struct{})}
	b.deps.Log = slog.New(contained)
	stop := serve(t, b)
	b.alarm(t, 2, 0)
	b.entropy.from = &panicky{from: rand.NewChaCha8(randomSeed())}
	b.alarm(t, 2, time.Minute)
	select {
	case <-contained.seen:
	case <-time.After(20 * time.Second):
		t.Fatal("no panic was contained")
	}
	b.eventually(t, "2026-11-21T02:00 nightly failed")
	b.alarm(t, 2, 24*time.Hour)
	b.eventually(t, "2026-11-21T02:00 nightly failed", "2026-11-22T02:00 nightly done")
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestServeRefusesWhatItCannotSchedule(t *testing.T) {
	for want, schedules := range map[string][]config.Schedule{
		"no schedules":          nil,
		`unknown job "weekly"`:  {{Job: "weekly", Cron: "0 2 * * *"}},
		"schedule of nightly":   {{Job: "nightly", Cron: "tomorrow"}},
		"the company's applies": {{Job: "nightly", Cron: "TZ=UTC 2 * * *"}},
	} {
		b := newBench(t, func(c *config.Config) { c.Schedules = schedules })
		err := b.Serve(t.Context())
		var usage *UsageError
		if !errors.As(err, &usage) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want a usage error with %q", err, want)
		}
	}
}

func TestNextRuns(t *testing.T) {
	b := newBench(t, func(c *config.Config) {
		c.Schedules = []config.Schedule{{Job: "nightly", Cron: "0 2 * * *"}, {Job: "qbr", Cron: "0 6 5 1,4,7,10 *"}}
	})
	next, err := b.NextRuns()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range next {
		got = append(got, n.Job+" "+n.At.Format(time.RFC3339))
	}
	want := []string{"nightly 2026-11-22T02:00:00-05:00", "qbr 2027-01-05T06:00:00-05:00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("next (-want +got):\n%s", diff)
	}
}
