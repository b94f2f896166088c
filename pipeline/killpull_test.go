package pipeline

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"quarterdeck/config"
)

const killedPuller = "QUARTERDECK_TEST_PULL"

// TestMain runs the programs that TestKilledPull and TestKilledCompaction kill, and
// those that serve starts, when it is asked to.
func TestMain(m *testing.M) {
	if dir := os.Getenv(killedCompactor); dir != "" {
		fmt.Fprintln(os.Stderr, compactForever(dir))
		os.Exit(1)
	}
	if dir := os.Getenv(killedPuller); dir != "" {
		fmt.Fprintln(os.Stderr, pullLong(dir))
		os.Exit(1)
	}
	if how := os.Getenv(childOfServe); how != "" {
		os.Exit(beChild(how))
	}
	os.Exit(m.Run())
}

func openDuckDB(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// longPull is a source of so many deals, in pages of 50, of which a checkpoint
// keeps at least 200.
const longPull = 6000

// pullLong pulls the long stream and tells of every page on its standard output.
func pullLong(dir string) error {
	world := newOutside()
	world.things, world.page = map[string]int{"crm.deals": longPull}, map[string]int{"crm.deals": 50}
	world.onPage = func(_ string, at int) error { fmt.Println("page", at); return nil }
	cfg := &config.Config{Company: config.Company{Timezone: "UTC"}, Data: dir, Sources: []config.Source{{Name: "crm", Type: "alpha"}}}
	p, err := New(cfg, Deps{Now: clockwork.NewFakeClockAt(twoInTheMorning).Now, Entropy: rand.NewChaCha8(randomSeed()), Connectors: world,
		Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	p.checkpointRows = 200
	if _, err := p.Pull(context.Background(), []Selector{{"crm", "deals"}}); err != nil {
		return err
	}
	fmt.Println("done")
	return p.Close()
}

// kill -9 in the middle of a long pull, again and again: each pull goes on from
// the last checkpoint, and in the end every deal is there once.
func TestKilledPull(t *testing.T) {
	dir := t.TempDir()
	b := benchIn(t, dir, newOutside(), clockwork.NewFakeClockAt(twoInTheMorning))
	if _, _, err := b.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(3, 4))
	kills, pages := 0, 0
	for done := false; !done; {
		saved := 0
		newest, err := b.lake.Newest("crm", "deals")
		if err != nil {
			t.Fatal(err)
		}
		if newest != nil {
			if err := json.Unmarshal(newest.Cursor, &saved); err != nil {
				t.Fatal(err)
			}
		}
		var first, last int
		first, last, done = pullUntil(t, b.cfg.Data, 1+dice.IntN(25), time.Duration(dice.IntN(3000))*time.Microsecond)
		if first != saved+50 {
			t.Errorf("pull %d began with page %d, want to go on after %d", kills+1, first, saved)
		}
		if last < saved {
			t.Errorf("pull %d ended at %d, before %d", kills+1, last, saved)
		}
		if !done {
			kills++
		}
		pages += (last - first) / 50
	}
	if kills < 5 {
		t.Errorf("the pull was killed %d times only", kills)
	}
	if most := longPull/50 + (kills+1)*5; pages > most {
		t.Errorf("%d pages were asked for after %d kills, want at most %d", pages, kills, most)
	}
	view, _ := loadsOf(t, b)
	rows, deals := dealsInLake(t, b, time.Time{})
	if rows != longPull || deals != longPull || !view.Complete() || view.Pending != nil {
		t.Errorf("after %d kills there are %d rows of %d deals, want %d", kills, rows, deals, longPull)
	}
}

// pullUntil starts the program and kills it some time after so many pages. It
// returns the first and the last page seen.
func pullUntil(t *testing.T, dir string, after int, delay time.Duration) (first, last int, done bool) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), killedPuller+"="+dir)
	var errors strings.Builder
	child.Stderr = &errors
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	seen := 0
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		page, found := strings.CutPrefix(lines.Text(), "page ")
		if !found {
			done = lines.Text() == "done"
			continue
		}
		if last, err = strconv.Atoi(page); err != nil {
			t.Fatal(err)
		}
		if first == 0 {
			first = last
		}
		if seen++; seen == after {
			<-time.After(delay)
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = child.Wait()
	if seen < after && !done {
		t.Fatalf("the pull failed: %s", errors.String())
	}
	return first, last, done
}
