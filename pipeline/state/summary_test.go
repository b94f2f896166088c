package state

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPullsRememberTheirNewestAttempt(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "state.db"))
	for i, one := range []struct {
		rows    int64
		failure string
	}{{5, ""}, {0, "401"}, {2, "503"}} {
		if err := db.SavePull(t.Context(), "crm", "companies", epoch.Add(time.Duration(i)*time.Hour), one.rows, one.failure); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.SavePull(t.Context(), "desk", "tickets", epoch, 1, ""); err != nil {
		t.Fatal(err)
	}
	check := func(want ...Pull) {
		t.Helper()
		got, err := db.Pulls(t.Context())
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("(-want +got):\n%s, error %v", diff, err)
		}
	}
	desk := Pull{Source: "desk", Stream: "tickets", AttemptedAt: epoch, Attempts: 1, Rows: 1}
	check(Pull{Source: "crm", Stream: "companies", AttemptedAt: epoch.Add(2 * time.Hour), Error: "503", FailedSince: epoch.Add(time.Hour),
		Attempts: 3, Failures: 2, Rows: 7}, desk)
	if err := db.SavePull(t.Context(), "crm", "companies", epoch.Add(3*time.Hour), 0, ""); err != nil {
		t.Fatal(err)
	}
	check(Pull{Source: "crm", Stream: "companies", AttemptedAt: epoch.Add(3 * time.Hour), Attempts: 4, Failures: 2, Rows: 7}, desk)
}

func TestLastRunAndCounts(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "state.db"))
	for i, end := range []RunState{Done, Failed, Held} {
		id := string(rune('a' + i))
		if _, _, err := db.BeginRun(t.Context(), id, Identity{Job: "nightly", AsOf: "2026-11-2" + id}, "h"); err != nil {
			t.Fatal(err)
		}
		if err := db.EndRun(t.Context(), id, end, ""); err != nil {
			t.Fatal(err)
		}
	}
	for want, states := range map[string][]RunState{"c": nil, "a": {Done}, "b": {Done, Failed}} {
		if run, found, err := db.LastRun(t.Context(), "nightly", states...); run.ID != want || !found || err != nil {
			t.Errorf("%v: got %s, %v, %v, want %s", states, run.ID, found, err, want)
		}
	}
	if _, found, err := db.LastRun(t.Context(), "digest"); found || err != nil {
		t.Errorf("got %v, %v, want none", found, err)
	}
	counts, err := db.CountRuns(t.Context())
	if diff := cmp.Diff([]Count{{"nightly", "done", 1}, {"nightly", "failed", 1}, {"nightly", "held", 1}}, counts); diff != "" || err != nil {
		t.Errorf("(-want +got):\n%s, error %v", diff, err)
	}
	born, err := db.Born(t.Context())
	if !born.Equal(epoch) || err != nil {
		t.Errorf("born %s, %v", born, err)
	}
}
