package window_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"quarterdeck/connectors"
	"quarterdeck/connectors/window"
)

var (
	start  = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	errBig = errors.New("too much")
)

func way(ask func(connectors.Window) (int, error), waits *[]time.Duration) window.Way {
	return window.Way{
		Ask:     ask,
		TooMuch: func(err error) bool { return errors.Is(err, errBig) },
		Sleep: func(ctx context.Context, d time.Duration) error {
			*waits = append(*waits, d)
			return ctx.Err()
		},
	}
}

// TestTiles: whatever the vendor finds too large, the windows that went well
// cover the stretch without a gap and without an overlap.
func TestTiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := time.Hour
		end := start.Add(time.Duration(rapid.Int64Range(0, 500*60).Draw(t, "minutes")) * time.Minute)
		bearable := rapid.SliceOfN(rapid.Int64Range(1, 40), 1, 8).Draw(t, "bearable hours by day")
		first := rapid.Int64Range(1, 24).Draw(t, "first")
		w := window.New(start, end, unit, first, rapid.Int64Range(first, 200).Draw(t, "longest"))
		at, asked := start, 0
		var waits []time.Duration
		err := w.Run(context.Background(), way(func(win connectors.Window) (int, error) {
			asked++
			if !win.From.Equal(at) || !win.To.After(win.From) || win.To.After(end) {
				t.Fatalf("asked for %v to %v after %v", win.From, win.To, at)
			}
			day := int(win.From.Sub(start)/(24*time.Hour)) % len(bearable)
			if win.To.Sub(win.From) > time.Duration(bearable[day])*unit {
				return 1, errBig
			}
			at = win.To
			return rapid.IntRange(0, 5).Draw(t, "pages"), nil
		}, &waits))
		if err != nil || !at.Equal(end) || len(waits) > 0 {
			t.Fatalf("stopped at %v of %v: %v, waits %v", at, end, err, waits)
		}
		if hours := int(end.Sub(start).Hours()) + 1; asked > 2*hours {
			t.Fatalf("%d requests for %d hours", asked, hours)
		}
	})
}

// TestGrowsAgain: one busy day does not make the walk timid for ever.
func TestGrowsAgain(t *testing.T) {
	w := window.New(start, start.AddDate(0, 0, 60), 24*time.Hour, 1, 30)
	var lengths []int
	err := w.Run(t.Context(), way(func(win connectors.Window) (int, error) {
		days := int(win.To.Sub(win.From).Hours() / 24)
		if win.From.Day() == 4 && win.From.Month() == time.March && days > 1 {
			return 1, errBig
		}
		lengths = append(lengths, days)
		return 1, nil
	}, new([]time.Duration)))
	if err != nil {
		t.Fatal(err)
	}
	if got := lengths[len(lengths)-2]; got < 8 {
		t.Errorf("windows of %v days: the walk did not grow again", lengths)
	}
}

// TestGivesUp: a unit that is too much is tried again after pauses, and then
// the error says which.
func TestGivesUp(t *testing.T) {
	w := window.New(start, start.Add(10*time.Hour), time.Hour, 4, 4)
	var waits []time.Duration
	err := w.Run(t.Context(), way(func(win connectors.Window) (int, error) { return 1, errBig }, &waits))
	if !errors.Is(err, errBig) || !strings.Contains(err.Error(), "1h0m0s from 2026-03-01 00:00") {
		t.Errorf("got %v", err)
	}
	if len(waits) != 3 || waits[2] != time.Minute {
		t.Errorf("waited %v", waits)
	}
	other := errors.New("no such project")
	if err := w.Run(t.Context(), way(func(connectors.Window) (int, error) { return 1, other }, &waits)); !errors.Is(err, other) {
		t.Errorf("got %v, want %v", err, other)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.Run(ctx, way(func(connectors.Window) (int, error) { return 1, errBig }, &waits)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

// TestPages: windows settle where one or two pages hold them.
func TestPages(t *testing.T) {
	w := window.New(start, start.AddDate(0, 0, 100), time.Hour, 24, 24*30)
	var hours []int
	err := w.Run(t.Context(), way(func(win connectors.Window) (int, error) {
		n := int(win.To.Sub(win.From).Hours())
		hours = append(hours, n)
		return (n + 2) / 3, nil // a page holds three hours
	}, new([]time.Duration)))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range hours[8 : len(hours)-1] {
		if n < 3 || n > 12 {
			t.Fatalf("windows of %v hours", hours)
		}
	}
}
