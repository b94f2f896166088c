package pipeline

import (
	"bufio"
	"context"
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

const killedCompactor = "QUARTERDECK_TEST_COMPACT"

// compactForever pulls ten more deals, compacts and prunes, again and again.
func compactForever(dir string) error {
	world := newOutside()
	clock := clockwork.NewFakeClockAt(twoInTheMorning)
	cfg := &config.Config{Company: config.Company{Timezone: "UTC"}, Data: dir, Sources: []config.Source{{Name: "crm", Type: "alpha"}}}
	p, err := New(cfg, Deps{Now: clock.Now, Entropy: rand.NewChaCha8(randomSeed()), Connectors: world, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	ctx, deals := context.Background(), []Selector{{"crm", "deals"}}
	store, _, err := p.open(ctx)
	if err != nil {
		return err
	}
	newest, err := store.Newest("crm", "deals")
	if err != nil {
		return err
	}
	count := 0
	if newest != nil {
		clock.Advance(newest.FinishedAt.Sub(clock.Now()))
		if err := json.Unmarshal(newest.Cursor, &count); err != nil {
			return err
		}
	}
	for {
		clock.Advance(time.Hour)
		count += 10
		world.mu.Lock()
		world.things["crm.deals"] = count
		world.mu.Unlock()
		if _, err := p.Pull(ctx, deals); err != nil {
			return err
		}
		if _, err := p.Compact(ctx, CompactOptions{Selectors: deals, Prune: true, Keep: 5 * time.Hour}); err != nil {
			return err
		}
		fmt.Println("round", count)
	}
}

// kill -9 at random instants of pulling, compacting and pruning: now, and at every
// instant that can be asked for, each deal up to the cursor is there once.
func TestKilledCompaction(t *testing.T) {
	dir := t.TempDir()
	b := benchIn(t, dir, newOutside(), clockwork.NewFakeClockAt(twoInTheMorning))
	if _, _, err := b.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(5, 6))
	rounds := 0
	for kill := range 12 {
		rounds = compactUntil(t, b.cfg.Data, 1+dice.IntN(3), time.Duration(dice.IntN(120_000))*time.Microsecond)
		view, _ := loadsOf(t, b)
		instants := []time.Time{{}}
		for _, m := range view.Loads {
			instants = append(instants, m.FinishedAt)
		}
		for _, at := range instants {
			want := strings.TrimSpace(cursorAt(t, b, at))
			rows, deals := dealsAt(t, b, at)
			if fmt.Sprint(rows) != want || fmt.Sprint(deals) != want {
				t.Fatalf("after kill %d, known at %s: %d rows of %d deals, want %s", kill+1, at, rows, deals, want)
			}
		}
	}
	if rounds < 12 {
		t.Errorf("only %d rounds were done", rounds)
	}
}

// cursorAt is the number of deals the loads known at an instant speak of.
func cursorAt(t *testing.T, b *bench, at time.Time) string {
	t.Helper()
	loads, err := b.lake.Loads("crm", "deals", at)
	if err != nil || len(loads) == 0 {
		t.Fatalf("known at %s: %d loads, %v", at, len(loads), err)
	}
	if err := b.lake.Verify(t.Context(), loads); err != nil {
		t.Fatal(err)
	}
	return string(loads[len(loads)-1].Cursor)
}

// compactUntil starts the program and kills it some time after so many rounds.
func compactUntil(t *testing.T, dir string, after int, delay time.Duration) (rounds int) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), killedCompactor+"="+dir)
	var errors strings.Builder
	child.Stderr = &errors
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for seen := 0; lines.Scan(); {
		text, found := strings.CutPrefix(lines.Text(), "round ")
		if !found {
			continue
		}
		if rounds, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
		if seen++; seen == after {
			<-time.After(delay)
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = child.Wait()
	if rounds == 0 {
		t.Fatalf("the program failed: %s", errors.String())
	}
	return rounds / 10
}
