package pipeline

import (
	"context"
	"fmt"
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

// wallTimes is what a schedule means, told from the calendar alone: the wall clock
// shows hour:minute on every day kept. Of a time the clock skips it is the time as
// late as the skip is long; of one it shows twice the first.
func wallTimes(zone *time.Location, from, to time.Time, hour, minute int, keep func(day time.Time) bool) (all []string) {
	seen := map[string]bool{}
	for at := from.Add(time.Minute); !at.After(to); at = at.Add(time.Minute) {
		wall := at.In(zone)
		day := wall.Format(time.DateOnly)
		if seen[day] || !keep(wall) {
			continue
		}
		_, offset := wall.Zone()
		_, before := at.Add(-3 * time.Hour).In(zone).Zone()
		late := time.Duration(max(0, offset-before)) * time.Second // of a clock put forward just now
		meant := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), 0, 0, time.UTC).Add(-late)
		if wall.Hour() == hour && wall.Minute() == minute || late > 0 && meant.Hour() == hour && meant.Minute() == minute && skipped(zone, wall, hour, minute) {
			seen[day] = true
			all = append(all, wall.Format("2006-01-02 15:04"))
		}
	}
	return all
}

// skipped says whether the zone's clock never shows the time on the day of wall.
func skipped(zone *time.Location, wall time.Time, hour, minute int) bool {
	midnight := time.Date(wall.Year(), wall.Month(), wall.Day(), 0, 0, 0, 0, zone)
	for at := midnight.Add(-2 * time.Hour); at.Before(midnight.Add(6 * time.Hour)); at = at.Add(time.Minute) {
		if w := at.In(zone); w.Day() == wall.Day() && w.Hour() == hour && w.Minute() == minute {
			return false
		}
	}
	return true
}

// A year of daily, weekly and monthly schedules at an hour both changes of the clock
// meet, with a process that is stopped, or dies in a run, and is back after hours or
// days: exactly the runs that were meant, in four zones.
func TestYearOfSchedules(t *testing.T) {
	for _, name := range []string{"America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			loc := zone(t, name)
			begin, end := time.Date(2026, 1, 1, 0, 0, 0, 0, loc), time.Date(2027, 1, 1, 0, 0, 0, 0, loc)
			hour, minute := 2, 15
			if name == "America/Santiago" {
				hour = 0 // its midnight is what is skipped
			}
			at := fmt.Sprintf("%02d:%02d", hour, minute)
			change := func(c *config.Config) {
				c.Company.Timezone = name
				for schedule, days := range map[string]string{"daily": "every day", "weekly": "every Sunday", "monthly": "on the first Sunday of the month", "last": "on the last day of the month"} {
					c.Schedules = append(c.Schedules, config.Schedule{Name: schedule, Job: "nightly", At: days + " at " + at, CatchUp: "all", CatchUpWindow: "30 days"})
				}
			}
			got := simulate(t, loc, begin, end, change)
			sunday := func(d time.Time) bool { return d.Weekday() == time.Sunday }
			want := map[string][]string{
				"daily":   wallTimes(loc, begin, end, hour, minute, func(time.Time) bool { return true }),
				"weekly":  wallTimes(loc, begin, end, hour, minute, sunday),
				"monthly": wallTimes(loc, begin, end, hour, minute, func(d time.Time) bool { return sunday(d) && d.Day() <= 7 }),
				"last":    wallTimes(loc, begin, end, hour, minute, func(d time.Time) bool { return d.AddDate(0, 0, 1).Day() == 1 }),
			}
			if len(want["daily"]) != 365 || len(want["weekly"]) != 52 || len(want["monthly"]) != 12 || len(want["last"]) != 12 {
				t.Fatalf("the calendar has %d days, %d Sundays, %d first and %d last ones", len(want["daily"]), len(want["weekly"]), len(want["monthly"]), len(want["last"]))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("runs (-want +got):\n%s", diff)
			}
		})
	}
}

// simulate runs schedules from begin to end, with a process that comes and goes, and
// returns when each of them ran.
func simulate(t *testing.T, loc *time.Location, begin, end time.Time, change func(*config.Config)) map[string][]string {
	t.Helper()
	dir, clock, dice := t.TempDir(), clockwork.NewFakeClockAt(begin), rand.New(rand.NewPCG(7, 1))
	ran, runs := newNotes(), map[string][]string{}
	start := func() *served { return serving(t, dir, clock, ran, change) }
	s := start()
	for clock.Now().Before(end) {
		ctx, die := context.WithCancel(t.Context())
		dying := dice.IntN(12) == 0
		for _, one := range s.schedules {
			s.during = func(c childRun) outcome {
				if dying { // in the middle of a run, which leaves nothing
					dying = false
					die()
					return outcome{as: state.TickFailed, again: true}
				}
				runs[one.Name] = append(runs[one.Name], c.opts.ScheduledAt.In(loc).Format("2006-01-02 15:04"))
				return outcome{as: state.TickDone}
			}
			if err := s.tend(ctx, one); err != nil {
				t.Fatal(err)
			}
		}
		step := end.Sub(clock.Now())
		for _, one := range s.schedules {
			step = min(step, one.cron.Next(clock.Now()).Sub(clock.Now()))
		}
		if ctx.Err() != nil || dice.IntN(20) == 0 { // away for a while
			_ = s.bench.Close()
			step = min(end.Sub(clock.Now()), time.Duration(dice.Int64N(int64(80*time.Hour))))
			clock.Advance(step)
			s = start()
		} else {
			clock.Advance(step)
		}
		die()
	}
	for _, one := range s.schedules { // what the last absence left
		s.during = func(c childRun) outcome {
			runs[one.Name] = append(runs[one.Name], c.opts.ScheduledAt.In(loc).Format("2006-01-02 15:04"))
			return outcome{as: state.TickDone}
		}
		if err := s.tend(t.Context(), one); err != nil {
			t.Fatal(err)
		}
	}
	return runs
}

// Every half-hour of the wall clock comes once, also on the days that have more or
// fewer of them.
func TestHalfHoursOfChangingDays(t *testing.T) {
	for _, test := range []struct {
		zone, day string
		want      int
	}{
		{"America/New_York", "2026-03-08", 46}, {"America/New_York", "2026-11-01", 48}, {"Europe/Berlin", "2026-03-29", 46}, {"Europe/Berlin", "2026-10-25", 48},
		{"Australia/Lord_Howe", "2026-10-04", 47}, {"Australia/Lord_Howe", "2026-04-05", 48}, {"America/Santiago", "2026-09-06", 46}, {"America/Santiago", "2026-04-04", 48},
	} {
		loc := zone(t, test.zone)
		day, err := time.Parse(time.DateOnly, test.day)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		seen := map[string]bool{}
		for _, tick := range ticks(t, "*/30 * * * *", loc, test.day, day.AddDate(0, 0, 1).Format(time.DateOnly)) {
			if strings.HasPrefix(tick, day.Format("02 ")) { // a day whose midnight is skipped begins late
				got = append(got, tick)
				seen[tick[:len("02 15:04")]] = true
			}
		}
		if len(got) != test.want || len(seen) != test.want {
			t.Errorf("%s on %s: %d ticks at %d wall-clock times, want %d", test.zone, test.day, len(got), len(seen), test.want)
		}
	}
}

// Three processes whose clocks differ by two seconds, 500 ticks, and every twentieth
// time the one that has the tick is killed, before its run or after it: 500 runs, none
// twice, and another takes over within two leases.
func TestManyProcesses(t *testing.T) {
	const count, ticks = 3, 500
	dir, ran, dice := t.TempDir(), newNotes(), rand.New(rand.NewPCG(3, 5))
	begin := time.Date(2026, 10, 31, 22, 0, 0, 0, time.UTC) // over the end of summer in New York
	skews := []time.Duration{-2 * time.Second, 0, 2 * time.Second}
	done := map[time.Time]int{}
	var mu sync.Mutex
	var kill bool        // the next that has a tick is killed
	var killed time.Time // when that was
	var longest time.Duration
	now := begin
	all := make([]*served, count)
	start := func(i int) {
		clock := clockwork.NewFakeClockAt(now.Add(skews[i]))
		all[i] = serving(t, dir, clock, ran, only(config.Schedule{Job: "digest", At: "every minute"}))
		me := all[i]
		me.during = func(c childRun) outcome {
			mu.Lock()
			defer mu.Unlock()
			at := c.opts.ScheduledAt.UTC()
			if kill {
				kill, killed = false, time.Time{}
				if dice.IntN(2) == 0 { // its run was done, and nobody took note
					done[at]++
					noteRun(t, me, at)
				} else {
					killed = now
				}
				_ = me.bench.Close() // whatever it does from here on, the file knows nothing of it
				return outcome{as: state.TickFailed}
			}
			done[at]++
			if !killed.IsZero() {
				longest, killed = max(longest, now.Sub(killed)), time.Time{}
			}
			return outcome{as: state.TickDone}
		}
	}
	for i := range count {
		start(i)
	}
	for step := 0; len(done) < ticks || !killed.IsZero(); step++ {
		if step > 6*2*ticks {
			t.Fatalf("%d ticks were run after %s", len(done), now.Sub(begin))
		}
		now = now.Add(10 * time.Second)
		mu.Lock()
		if step%(6*20) == 0 && step > 0 {
			kill = true
		}
		mu.Unlock()
		var wg sync.WaitGroup
		for _, s := range all {
			s.bench.clock.Advance(10 * time.Second)
			wg.Go(func() { _ = s.tend(context.Background(), s.schedules[0]) })
		}
		wg.Wait()
		for i, s := range all {
			if s.bench.state == nil { // it was killed, and is started again
				start(i)
			}
		}
	}
	doubles := 0
	for _, n := range done {
		doubles += n - 1
	}
	if len(done) != ticks || doubles != 0 || longest >= 2*leaseSpan {
		t.Errorf("%d ticks run, %d twice, taken over after at most %s", len(done), doubles, longest)
	}
	t.Logf("%d runs, taken over after at most %s", len(done), longest)
}

// noteRun puts a run that was done on record.
func noteRun(t *testing.T, s *served, at time.Time) {
	id, err := s.newRunID()
	if err == nil {
		_, _, err = s.db.BeginRun(t.Context(), id, state.Identity{Job: "digest", AsOf: "2026-10-31", ScheduledAt: at}, "h")
	}
	if err == nil {
		err = s.db.EndRun(t.Context(), id, state.Done, "")
	}
	if err != nil {
		t.Error(err)
	}
}
