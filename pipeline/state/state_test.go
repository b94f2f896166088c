package state

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var epoch = time.Date(2026, 11, 21, 2, 0, 0, 123456000, time.UTC)

func open(t *testing.T, path string) *DB {
	t.Helper()
	db, err := Open(t.Context(), path, func() time.Time { return epoch })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder with ? and % and #", "state.db")
	if err := os.Mkdir(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	db := open(t, path)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "busy_timeout": "10000", "foreign_keys": "1"} {
		var got string
		if err := db.SQL().QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", pragma, got, err, want)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want the file with mode 0600", info, err)
	}
}

// Making a file and switching it to write-ahead logging is where SQLite does not
// wait for others by itself, so it is done often.
func TestManyOpenANewFileAtOnce(t *testing.T) {
	for range 50 {
		path := filepath.Join(t.TempDir(), "state.db")
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				db, err := Open(t.Context(), path, func() time.Time { return epoch })
				if err != nil {
					t.Error(err)
					return
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
}

func TestMigrationsRunOnceAndNewerFilesAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	var wg sync.WaitGroup
	for range 4 { // several processes starting at once
		wg.Go(func() {
			db, err := Open(t.Context(), path, func() time.Time { return epoch })
			if err != nil {
				t.Error(err)
				return
			}
			_ = db.Close()
		})
	}
	wg.Wait()
	db := open(t, path)
	names, err := db.applied(t.Context())
	want, globErr := filepath.Glob("migrations/*.sql")
	if diff := cmp.Diff(want, names); diff != "" || err != nil || globErr != nil {
		t.Errorf("applied (-want +got):\n%s, error %v", diff, err)
	}
	if _, err := db.SQL().Exec(`INSERT INTO migrations VALUES ('migrations/9999_later.sql', '')`); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), path, func() time.Time { return epoch })
	if err == nil || !strings.Contains(err.Error(), "newer quarterdeck (migrations/9999_later.sql)") {
		t.Errorf("got %v, want a refusal that names the later migration", err)
	}
}

func TestBeginRun(t *testing.T) {
	night := Identity{Job: "nightly", AsOf: "2026-11-20"}
	scheduled := night
	scheduled.ScheduledAt = epoch
	tests := map[string]struct {
		end         RunState // of the first run; "" leaves it running, as a crash does
		who         Identity
		hash        string
		wantID      string
		wantResumed bool
		wantFirst   RunState
	}{
		"a crashed run is resumed":             {"", night, "h", "one", true, Running},
		"a failed run is resumed":              {Failed, night, "h", "one", true, Running},
		"a done run is over":                   {Done, night, "h", "two", false, Done},
		"a held run is over":                   {Held, night, "h", "two", false, Held},
		"another config begins anew":           {Failed, night, "h2", "two", false, Abandoned},
		"another business date is another run": {Failed, Identity{Job: "nightly", AsOf: "2026-11-21"}, "h", "two", false, Failed},
		"another tick is another run":          {Failed, scheduled, "h", "two", false, Failed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			db := open(t, filepath.Join(t.TempDir(), "state.db"))
			if _, _, err := db.BeginRun(t.Context(), "one", night, "h"); err != nil {
				t.Fatal(err)
			}
			if test.end != "" {
				if err := db.EndRun(t.Context(), "one", test.end, "why"); err != nil {
					t.Fatal(err)
				}
			}
			run, resumed, err := db.BeginRun(t.Context(), "two", test.who, test.hash)
			if err != nil || run.ID != test.wantID || resumed != test.wantResumed {
				t.Errorf("got run %s, resumed %v, error %v, want %s, %v", run.ID, resumed, err, test.wantID, test.wantResumed)
			}
			runs, err := db.Runs(t.Context(), 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range runs {
				if r.ID == "one" && r.State != test.wantFirst {
					t.Errorf("the first run is %s, want %s", r.State, test.wantFirst)
				}
			}
		})
	}
}

func TestRunHistoryKeepsEverything(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "state.db"))
	who := Identity{Job: "nightly", AsOf: "2026-11-20", KnownAt: epoch.Add(-time.Hour), ScheduledAt: epoch}
	run, _, err := db.BeginRun(t.Context(), "one", who, "h")
	if err != nil {
		t.Fatal(err)
	}
	steps := []Step{
		{Step: "pull", Item: "crm.companies", State: StepDone, StartedAt: epoch, FinishedAt: epoch.Add(time.Second), Rows: 7, Detail: `{"a":1}`},
		{Step: "transform", State: StepFailed, StartedAt: epoch.Add(time.Minute), Error: "no such column"},
	}
	for _, s := range append([]Step{{Step: "pull", Item: "crm.companies", State: StepRunning, StartedAt: epoch}}, steps...) {
		if err := db.SaveStep(t.Context(), run.ID, s); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.EndRun(t.Context(), run.ID, Failed, "no such column"); err != nil {
		t.Fatal(err)
	}
	got, err := db.Steps(t.Context(), run.ID)
	if diff := cmp.Diff(steps, got); diff != "" || err != nil {
		t.Errorf("steps (-want +got):\n%s, error %v", diff, err)
	}
	runs, err := db.Runs(t.Context(), 10)
	want := []Run{{ID: "one", Identity: who, State: Failed, Attempts: 1, StartedAt: epoch, FinishedAt: epoch, Error: "no such column"}}
	if diff := cmp.Diff(want, runs); diff != "" || err != nil {
		t.Errorf("runs (-want +got):\n%s, error %v", diff, err)
	}
	if err := db.EndRun(t.Context(), "none", Done, ""); err == nil {
		t.Error("a run that does not exist was ended")
	}
	if err := db.SaveStep(t.Context(), "none", steps[0]); err == nil {
		t.Error("a step of a run that does not exist was saved")
	}
}

func TestTimeText(t *testing.T) {
	zone := time.FixedZone("", 5*3600)
	for _, at := range []time.Time{{}, epoch, epoch.In(zone), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)} {
		got, err := ParseTime(FormatTime(at))
		if err != nil || !got.Equal(at) {
			t.Errorf("got %s, %v, want %s", got, err, at)
		}
	}
	if a, b := FormatTime(epoch), FormatTime(epoch.Add(time.Microsecond)); a >= b {
		t.Errorf("%s is not before %s", a, b)
	}
}
