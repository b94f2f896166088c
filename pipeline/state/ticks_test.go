package state

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var lease = Lease{Holder: "one", Span: time.Minute}

func tickAt(at time.Time) Tick {
	return Tick{Schedule: "nightly", Job: "nightly", ScheduledAt: at, LocalTime: at.Format("2006-01-02T15:04")}
}

// Many processes, one tick: one of them runs it.
func TestTickIsClaimedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	const processes, ticks = 4, 50
	won := make([]int, processes)
	var wg sync.WaitGroup
	for p := range processes {
		db := open(t, path)
		mine := Lease{Holder: fmt.Sprint(p), Span: time.Minute}
		wg.Go(func() {
			for i := range ticks {
				tick := tickAt(epoch.Add(time.Duration(i) * time.Hour))
				tick.Schedule = fmt.Sprint("schedule", i) // of one schedule only one tick is under way
				got, err := db.ClaimTick(t.Context(), tick, mine)
				if err != nil {
					t.Error(err)
				}
				if got {
					won[p]++
				}
			}
		})
	}
	wg.Wait()
	total := 0
	for _, w := range won {
		total += w
	}
	if total != ticks {
		t.Errorf("%d claims won, want %d", total, ticks)
	}
}

func TestTickOfTheRepeatedHourIsTheSame(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "state.db"))
	first := time.Date(2026, 11, 1, 5, 30, 0, 0, time.UTC) // 01:30 in New York, twice
	for i, test := range []struct {
		schedule string
		at       time.Time
		want     bool
	}{{"nightly", first, true}, {"nightly", first.Add(time.Hour), false}, {"digest", first.Add(time.Hour), true}, {"nightly", first, false}} {
		tick := Tick{Schedule: test.schedule, Job: "nightly", ScheduledAt: test.at, LocalTime: "2026-11-01T01:30"}
		got, err := db.ClaimTick(t.Context(), tick, lease)
		if got != test.want || err != nil {
			t.Errorf("claim %d: got %v, %v, want %v", i, got, err, test.want)
		}
		if got {
			end(t, db, tick, TickDone)
		}
	}
}

func end(t *testing.T, db *DB, tick Tick, as TickState) {
	t.Helper()
	if mine, err := db.EndTick(t.Context(), tick, lease.Holder, as, "run", ""); err != nil || !mine {
		t.Fatalf("end: %v, %v", mine, err)
	}
}

// While a tick of a schedule is under way no other one is claimed, and none before it.
func TestTicksOfAScheduleDoNotOverlap(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "state.db"))
	claim := func(tick Tick) bool {
		mine, err := db.ClaimTick(t.Context(), tick, lease)
		if err != nil {
			t.Fatal(err)
		}
		return mine
	}
	before, first, second := tickAt(epoch.Add(-time.Hour)), tickAt(epoch), tickAt(epoch.Add(time.Hour))
	got := []bool{claim(first), claim(second)}
	end(t, db, first, TickFailed)
	got = append(got, claim(before), claim(second))
	if diff := cmp.Diff([]bool{true, false, false, true}, got); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
}

// A holder that gives no sign of life loses its tick to the first who asks, and can
// say nothing of it any more.
func TestTickIsTakenOver(t *testing.T) {
	now := epoch
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "state.db"), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tick, other, third := tickAt(epoch), Lease{Holder: "other", Span: time.Minute}, Lease{Holder: "third", Span: time.Minute}
	var got []bool
	did := func(mine bool, err error) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, mine)
	}
	did(db.ClaimTick(t.Context(), tick, lease)) // true
	did(db.TakeTick(t.Context(), tick, other))  // false: it lives
	now = now.Add(50 * time.Second)
	did(db.RenewTick(t.Context(), tick, lease)) // true
	now = now.Add(50 * time.Second)
	did(db.TakeTick(t.Context(), tick, other)) // false: it was renewed
	now = now.Add(10 * time.Second)
	did(db.TakeTick(t.Context(), tick, other))                             // true
	did(db.TakeTick(t.Context(), tick, third))                             // false: somebody was quicker
	did(db.RenewTick(t.Context(), tick, lease))                            // false
	did(db.BeginAttempt(t.Context(), tick, lease.Holder))                  // false
	did(db.EndTick(t.Context(), tick, lease.Holder, TickFailed, "r", "x")) // false
	did(db.ReleaseTick(t.Context(), tick, other.Holder))                   // true
	did(db.TakeTick(t.Context(), tick, third))                             // true, at once
	did(db.EndTick(t.Context(), tick, third.Holder, TickDone, "r", ""))    // true
	want := []bool{true, false, true, false, true, false, false, false, false, true, true, true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestTicksAreRemembered(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "state.db"))
	if _, found, err := db.LastTick(t.Context(), "nightly"); found || err != nil {
		t.Errorf("got %v, %v, want none", found, err)
	}
	first, second := tickAt(epoch), tickAt(epoch.Add(time.Hour))
	if err := db.SkipTicks(t.Context(), []Tick{tickAt(epoch.Add(-time.Hour)), first}, "missed"); err != nil {
		t.Fatal(err)
	}
	if mine, err := db.ClaimTick(t.Context(), first, lease); mine || err != nil {
		t.Errorf("a skipped tick was claimed: %v, %v", mine, err)
	}
	if mine, err := db.ClaimTick(t.Context(), second, lease); !mine || err != nil {
		t.Fatalf("claim: %v, %v", mine, err)
	}
	if mine, err := db.BeginAttempt(t.Context(), second, lease.Holder); !mine || err != nil {
		t.Fatalf("begin: %v, %v", mine, err)
	}
	if mine, err := db.PostponeTick(t.Context(), second, lease.Holder, epoch.Add(2*time.Hour), "no network"); !mine || err != nil {
		t.Fatalf("postpone: %v, %v", mine, err)
	}
	want := second
	want.State, want.Attempts, want.RetryAt, want.Reason = TickClaimed, 1, epoch.Add(2*time.Hour), "no network"
	want.Holder, want.LeaseUntil = lease.Holder, epoch.Add(time.Minute)
	last, found, err := db.LastTick(t.Context(), "nightly")
	if diff := cmp.Diff(want, last); diff != "" || !found || err != nil {
		t.Errorf("last (-want +got):\n%s, found %v, error %v", diff, found, err)
	}
	claimed, err := db.ClaimedTicks(t.Context(), "nightly")
	if diff := cmp.Diff([]Tick{want}, claimed); diff != "" || err != nil {
		t.Errorf("claimed (-want +got):\n%s, error %v", diff, err)
	}
	end(t, db, second, TickFailed)
	if err := db.MendTicks(t.Context(), "nightly", second.ScheduledAt, "by hand"); err != nil {
		t.Fatal(err)
	}
	all, err := db.Ticks(t.Context(), 2)
	var got []string
	for _, one := range all {
		got = append(got, fmt.Sprint(one.LocalTime, " ", one.State, " ", one.RunID, one.Reason))
	}
	if diff := cmp.Diff([]string{"2026-11-21T03:00 done by hand", "2026-11-21T02:00 skipped missed"}, got); diff != "" || err != nil {
		t.Errorf("ticks (-want +got):\n%s, error %v", diff, err)
	}
}

// A schedule is as old as it has been what it is.
func TestScheduleIsKnownSince(t *testing.T) {
	now := epoch
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "state.db"), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.SkipTicks(t.Context(), []Tick{{Schedule: "old", Job: "nightly", ScheduledAt: epoch.Add(-time.Hour)}}, ""); err != nil {
		t.Fatal(err)
	}
	for i, test := range []struct {
		name, timing string
		want         time.Time
	}{
		{"nightly", "a", epoch},
		{"nightly", "a", epoch},
		{"nightly", "b", epoch.Add(2 * time.Hour)},
		{"nightly", "b", epoch.Add(2 * time.Hour)},
		{"old", "a", epoch.Add(-time.Hour)}, // an earlier version ran it
	} {
		since, err := db.Schedule(t.Context(), test.name, test.timing)
		if !since.Equal(test.want) || err != nil {
			t.Errorf("%d: got %s, %v, want %s", i, since, err, test.want)
		}
		now = now.Add(time.Hour)
	}
}

// What an earlier version had on record is kept.
func TestTicksOfAnEarlierVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	db := open(t, path)
	old, err := migrations.ReadFile("migrations/0001_runs.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"DROP TABLE ticks", "DROP TABLE schedules", "DROP TABLE steps", "DROP TABLE runs", string(old),
		"DELETE FROM migrations WHERE name LIKE '%schedules.sql'",
		"INSERT INTO ticks VALUES ('nightly', '2026-11-20T07:00:00.000000Z', '2026-11-20T02:00', '2026-11-20T07:00:01.000000Z', 'done', 'R1')",
	} {
		if _, err := db.SQL().Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	db = open(t, path)
	last, found, err := db.LastTick(t.Context(), "nightly")
	want := Tick{Schedule: "nightly", Job: "nightly", ScheduledAt: time.Date(2026, 11, 20, 7, 0, 0, 0, time.UTC), LocalTime: "2026-11-20T02:00", State: TickDone, RunID: "R1"}
	if diff := cmp.Diff(want, last); diff != "" || !found || err != nil {
		t.Errorf("last (-want +got):\n%s, found %v, error %v", diff, found, err)
	}
}
