package pipeline

import (
	"context"
	"os"
	"runtime"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/pipeline/state"
)

// weight is what a process holds.
type weight struct {
	goroutines, descriptors int
	heap                    uint64
}

func weigh(t *testing.T) weight {
	t.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil && runtime.GOOS == "linux" {
		t.Fatal(err)
	}
	return weight{goroutines: runtime.NumGoroutine(), descriptors: len(open), heap: m.HeapAlloc}
}

// A day of a job that runs every minute: what serve holds after it is what it held
// after the first hours. The job leaves a run and a step in state.db, as the process of
// a run does, and a monitor looks in every half hour.
func TestADayOfMinutesLeavesNothingBehind(t *testing.T) {
	const minutes, warm = 24 * 60, 4 * 60
	none := 0
	b := newBench(t, func(c *config.Config) {
		c.Schedules = []config.Schedule{{Job: "digest", Cron: "* * * * *", Retries: &none}}
	})
	pullAndTransform(t, b, TransformOptions{})
	ran := make(chan struct{})
	b.inChild = func(ctx context.Context, c childRun) (outcome, error) {
		defer func() { ran <- struct{}{} }()
		id, err := b.newRunID()
		if err != nil {
			return outcome{}, err
		}
		who := state.Identity{Job: c.opts.Job, AsOf: "2026-11-20", ScheduledAt: c.opts.ScheduledAt}
		if _, _, err := b.state.BeginRun(ctx, id, who, "h"); err != nil {
			return outcome{}, err
		}
		if err := b.state.SaveStep(ctx, id, state.Step{Step: stepDigest, State: state.StepDone, StartedAt: b.clock.Now(), FinishedAt: b.clock.Now()}); err != nil {
			return outcome{}, err
		}
		return outcome{runID: id, as: state.TickDone}, b.state.EndRun(ctx, id, state.Done, "")
	}
	stop := serve(t, b)
	var early weight
	for minute := range minutes {
		b.alarm(t, 2, time.Minute)
		select {
		case <-ran:
		case <-time.After(time.Minute):
			t.Fatalf("the run of minute %d never came", minute)
		}
		if minute%30 == 0 {
			if _, err := b.Measures(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := b.Readable(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if minute == warm {
			early = weigh(t)
		}
	}
	late := weigh(t)
	t.Logf("after %d runs %+v, after %d runs %+v", warm, early, minutes, late)
	if late.goroutines > early.goroutines+5 || late.descriptors > early.descriptors+5 || late.heap > early.heap+early.heap/10+1<<20 {
		t.Errorf("it grew from %+v to %+v", early, late)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	counts, err := b.state.CountTicks(t.Context())
	if err != nil || len(counts) != 1 || counts[0].State != "done" || counts[0].N < minutes {
		t.Errorf("ticks on record: %v, %v", counts, err)
	}
}
