package pipeline

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jonboulle/clockwork"

	"quarterdeck/config"
	"quarterdeck/pipeline/state"
)

// served is a process that runs schedules; every run only notes that it was.
type served struct {
	*server
	bench *bench
	ran   *notes
	// during is what happens while a run is under way; nil is nothing.
	during func(c childRun) outcome
}

// notes are the runs of all processes, in the order they began.
type notes struct {
	mu      sync.Mutex
	all     []string
	now     int // so many are under way
	most    int
	claimed map[time.Time]int
}

func (n *notes) begin(c childRun, zone *time.Location) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, c.opts.Job+" "+c.opts.ScheduledAt.In(zone).Format("2006-01-02 15:04"))
	n.claimed[c.opts.ScheduledAt.UTC()]++
	n.now++
	n.most = max(n.most, n.now)
}

func (n *notes) end() { n.mu.Lock(); n.now--; n.mu.Unlock() }

func (n *notes) take() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := n.all
	n.all = nil
	return all
}

func newNotes() *notes { return &notes{claimed: map[time.Time]int{}} }

// serving opens a process on the data folder, as serve does.
func serving(t *testing.T, dir string, clock *clockwork.FakeClock, ran *notes, change ...func(*config.Config)) *served {
	t.Helper()
	b := benchIn(t, dir, newOutside(), clock, change...)
	s, err := b.newServer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	one := &served{server: s, bench: b, ran: ran}
	b.inChild = func(_ context.Context, c childRun) (outcome, error) {
		ran.begin(c, b.location)
		defer ran.end()
		if one.during != nil {
			return one.during(c), nil
		}
		return outcome{as: state.TickDone}, nil
	}
	return one
}

// look lets the process see to all its schedules once.
func (s *served) look(t *testing.T) {
	t.Helper()
	for _, one := range s.schedules {
		if err := s.tend(t.Context(), one); err != nil {
			t.Fatal(err)
		}
	}
}

func only(schedules ...config.Schedule) func(*config.Config) {
	return func(c *config.Config) { c.Schedules = schedules }
}

// skippedTicks lists what was left out, oldest first.
func (s *served) skippedTicks(t *testing.T) []string {
	t.Helper()
	ticks, err := s.db.Ticks(t.Context(), 10_000)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, tick := range slices.Backward(ticks) {
		if tick.State == state.TickSkipped {
			out = append(out, tick.ScheduledAt.In(s.location).Format("01-02"))
		}
	}
	return out
}

// What is made up for after an absence: three policies, three absences, exact lists.
func TestCatchUp(t *testing.T) {
	month := func(days int) (out []string) {
		for d := range days {
			out = append(out, time.Date(2026, 10, 23+d, 0, 0, 0, 0, time.UTC).Format("01-02"))
		}
		return out
	}
	for _, test := range []struct {
		policy string
		down   time.Duration // until three in the morning of 21 November
		want   []string
		skip   []string
	}{
		{"latest", 90 * time.Minute, []string{"nightly 2026-11-21 02:00"}, nil},
		{"latest", 72 * time.Hour, []string{"nightly 2026-11-21 02:00"}, []string{"11-19", "11-20"}},
		{"latest", 30 * 24 * time.Hour, []string{"nightly 2026-11-21 02:00"}, month(29)},
		{"all", 90 * time.Minute, []string{"nightly 2026-11-21 02:00"}, nil},
		{"all", 72 * time.Hour, []string{"nightly 2026-11-20 02:00", "nightly 2026-11-21 02:00"}, []string{"11-19"}},
		{"all", 30 * 24 * time.Hour, []string{"nightly 2026-11-20 02:00", "nightly 2026-11-21 02:00"}, month(28)},
		{"none", 90 * time.Minute, nil, []string{"11-21"}},
		{"none", 72 * time.Hour, nil, []string{"11-19", "11-20", "11-21"}},
		{"none", 30 * 24 * time.Hour, nil, month(30)},
	} {
		t.Run(fmt.Sprint(test.policy, " ", test.down), func(t *testing.T) {
			dir, ran := t.TempDir(), newNotes()
			back := twoInTheMorning.Add(time.Hour)
			clock := clockwork.NewFakeClockAt(back.Add(-test.down))
			schedule := only(config.Schedule{Job: "nightly", At: "every day at 02:00", CatchUp: test.policy})
			before := serving(t, dir, clock, ran, schedule) // sees the schedule, and goes
			before.look(t)
			if err := before.bench.Close(); err != nil {
				t.Fatal(err)
			}
			clock.Advance(test.down)
			after := serving(t, dir, clock, ran, schedule)
			after.look(t)
			if diff := cmp.Diff(test.want, ran.take()); diff != "" {
				t.Errorf("runs (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.skip, after.skippedTicks(t)); diff != "" {
				t.Errorf("skipped (-want +got):\n%s", diff)
			}
			after.look(t)
			clock.Advance(23 * time.Hour)
			after.look(t)
			if diff := cmp.Diff([]string{"nightly 2026-11-22 02:00"}, ran.take()); diff != "" {
				t.Errorf("the next night (-want +got):\n%s", diff)
			}
		})
	}
}

// A window narrows what the latest is, too; and what a schedule would have named
// before it was changed was never meant.
func TestCatchUpOfAChangedSchedule(t *testing.T) {
	dir, ran := t.TempDir(), newNotes()
	clock := clockwork.NewFakeClockAt(twoInTheMorning.Add(-time.Hour))
	process := func(at, window string) *served {
		s := serving(t, dir, clock, ran, only(config.Schedule{Job: "nightly", At: at, CatchUpWindow: window}))
		s.look(t)
		return s
	}
	process("every day at 02:00", "")
	clock.Advance(12 * time.Hour) // it is one in the afternoon
	process("every day at 05:00", "")
	if got := ran.take(); got != nil {
		t.Errorf("got %v, want no run at a time that was not said when it came", got)
	}
	clock.Advance(24 * time.Hour)
	s := process("every day at 05:00", "6 hours")
	if got := ran.take(); got != nil {
		t.Errorf("got %v, want none that is older than its window", got)
	}
	clock.Advance(17 * time.Hour)
	s.look(t)
	if diff := cmp.Diff([]string{"nightly 2026-11-23 05:00"}, ran.take()); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
}

// A job that takes five times its period runs every fifth time, and the times between
// are on record as skipped.
func TestNoOverlap(t *testing.T) {
	dir, ran, clock := t.TempDir(), newNotes(), clockwork.NewFakeClockAt(twoInTheMorning)
	s := serving(t, dir, clock, ran, only(config.Schedule{Job: "nightly", At: "every minute"}))
	s.during = func(c childRun) outcome {
		if c.opts.ScheduledAt.Before(twoInTheMorning.Add(time.Hour)) {
			clock.Advance(5 * time.Minute)
		}
		return outcome{as: state.TickDone}
	}
	clock.Advance(time.Minute)
	s.look(t) // until nothing is due any more
	ticks, err := s.db.Ticks(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	states := map[state.TickState]int{}
	for _, tick := range ticks {
		states[tick.State]++
	}
	if ran.most != 1 || states[state.TickDone] != 13 || states[state.TickSkipped] != 48 || len(ticks) != 61 {
		t.Errorf("at once %d, ticks %v; want 1, and of 61 ticks 13 done and 48 skipped", ran.most, states)
	}
}

// A failure is tried again after a wait that grows, and only as often as was said.
func TestRetries(t *testing.T) {
	three := 3
	for name, test := range map[string]struct {
		outcomes []outcome // one after the other, the last again and again
		waits    []time.Duration
		want     string
	}{
		"helps":        {[]outcome{{as: state.TickFailed, again: true, reason: "no network"}, {as: state.TickDone}}, []time.Duration{5 * time.Minute}, "done 2 "},
		"does not":     {[]outcome{{as: state.TickFailed, again: true, reason: "no network"}}, []time.Duration{5 * time.Minute, 10 * time.Minute, 20 * time.Minute}, "failed 4 no network"},
		"held":         {[]outcome{{as: state.TickHeld, reason: "a check failed"}}, nil, "held 1 a check failed"},
		"wrong config": {[]outcome{{as: state.TickFailed, reason: "no such key"}}, nil, "failed 1 no such key"},
	} {
		t.Run(name, func(t *testing.T) {
			clock := clockwork.NewFakeClockAt(twoInTheMorning.Add(-time.Minute))
			ran := newNotes()
			s := serving(t, t.TempDir(), clock, ran, only(config.Schedule{Job: "nightly", At: "every day at 02:00", Retries: &three}))
			var retried []bool
			s.during = func(c childRun) outcome {
				retried = append(retried, c.opts.WillRetry)
				return test.outcomes[min(len(retried), len(test.outcomes))-1]
			}
			clock.Advance(time.Minute)
			done := make(chan error, 1)
			go func() { done <- s.tend(t.Context(), s.schedules[0]) }()
			for _, wait := range test.waits {
				if err := clock.BlockUntilContext(t.Context(), 2); err != nil { // the lease and the wait
					t.Fatal(err)
				}
				clock.Advance(wait - time.Second)
				if tick, _, err := s.db.LastTick(t.Context(), "nightly"); err != nil || tick.State != state.TickClaimed || tick.RetryAt.IsZero() {
					t.Errorf("while waiting: %+v, %v", tick, err)
				}
				clock.Advance(time.Second)
			}
			<-done
			tick, _, err := s.db.LastTick(t.Context(), "nightly")
			if got := fmt.Sprint(tick.State, " ", tick.Attempts, " ", tick.Reason); got != test.want || err != nil {
				t.Errorf("got %s, %v; want %s", got, err, test.want)
			}
			if last := retried[len(retried)-1]; last != (len(retried) < 4) {
				t.Errorf("attempt %d was told %v about another one", len(retried), last)
			}
		})
	}
}

// What would make the next tick wait is not tried again.
func TestNoRetryIntoTheNextTick(t *testing.T) {
	clock := clockwork.NewFakeClockAt(twoInTheMorning)
	s := serving(t, t.TempDir(), clock, newNotes(), only(config.Schedule{Job: "digest", At: "every 5 minutes"}))
	s.during = func(childRun) outcome { return outcome{as: state.TickFailed, again: true, reason: "no network"} }
	clock.Advance(5 * time.Minute)
	if err := s.tend(t.Context(), s.schedules[0]); err == nil {
		t.Errorf("got %v, want the failure", err)
	}
	if tick, _, err := s.db.LastTick(t.Context(), "digest"); err != nil || tick.State != state.TickFailed || tick.Attempts != 1 {
		t.Errorf("got %+v, %v, want a failure after one attempt", tick, err)
	}
}
