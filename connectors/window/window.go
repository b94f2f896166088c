// Package window walks through a stretch of time in windows that shrink where a
// vendor finds them too large and grow again behind that place.
//
// Exports that are asked for by time have no pages: a busy week can be more than
// the vendor prepares in time, a quiet year hardly worth its own request. So the
// length of the next window is learnt from the last one.
package window

import (
	"context"
	"fmt"
	"time"

	"quarterdeck/connectors"
)

// Walk is one way through [from, to).
type Walk struct {
	at, end time.Time
	unit    time.Duration
	// length and longest count units.
	length, longest int64
	// calm is how many windows went well since the length last changed; the walk
	// only dares a longer one after patience of them.
	calm, patience int64
	shrinking      bool
}

// New starts a walk in windows of first units, at most longest of them.
func New(from, to time.Time, unit time.Duration, first, longest int64) *Walk {
	return &Walk{at: from, end: to, unit: unit, length: first, longest: longest, patience: 1}
}

// Next is the window to ask for now; false when the end is reached.
func (w *Walk) Next() (connectors.Window, bool) {
	if !w.at.Before(w.end) {
		return connectors.Window{}, false
	}
	to := w.end
	if w.length < w.left() {
		to = w.at.Add(time.Duration(w.length) * w.unit)
	}
	return connectors.Window{From: w.at, To: to}, true
}

// left is how many units, the last perhaps not a whole one, are still to go.
func (w *Walk) left() int64 {
	return int64((w.end.Sub(w.at) + w.unit - 1) / w.unit)
}

// Done goes on behind the window last given, which came in so many pages: a
// window of more than two makes the next one shorter, one of two is just right,
// and after one of fewer the next may be longer.
func (w *Walk) Done(pages int) {
	next, more := w.Next()
	if !more {
		return
	}
	w.at, w.shrinking = next.To, false
	switch {
	case pages > 2:
		w.calm, w.length = 0, max(1, w.length/2)
	case pages < 2:
		if w.calm++; w.calm >= w.patience {
			w.calm, w.length = 0, min(2*w.length, w.longest)
		}
	}
}

// Shrink halves the window; false when it is a unit already. At every new place
// where that is needed the walk becomes more patient with short windows.
func (w *Walk) Shrink() bool {
	n := min(w.length, w.left())
	if n <= 1 {
		return false
	}
	w.length, w.calm = n/2, 0
	if !w.shrinking {
		w.shrinking, w.patience = true, min(2*w.patience, maxPatience)
	}
	return true
}

const (
	maxPatience = 32
	// tries is how often a window of one unit is asked for before the walk gives up.
	tries = 4
	// firstPause doubles from one try to the next.
	firstPause = 15 * time.Second
)

// Way is how Run asks a vendor.
type Way struct {
	// Ask reads one window and says in how many pages it came; 1 where a vendor
	// knows none. After an error that TooMuch recognises it is asked for a
	// window that begins at the same place, and goes on behind what it has landed.
	Ask func(connectors.Window) (pages int, err error)
	// TooMuch says whether a smaller window may mend the error.
	TooMuch func(error) bool
	// Sleep waits before a window that cannot shrink is asked for again.
	Sleep func(context.Context, time.Duration) error
}

// Run asks for every window in turn.
func (w *Walk) Run(ctx context.Context, way Way) error {
	failures := 0
	for {
		next, more := w.Next()
		if !more {
			return nil
		}
		pages, err := way.Ask(next)
		switch {
		case err == nil:
			failures = 0
			w.Done(pages)
			continue
		case !way.TooMuch(err):
			return err
		case w.Shrink():
			continue
		}
		if failures++; failures == tries {
			return fmt.Errorf("the smallest window that can be asked for, %s from %s, is still too much for the vendor: %w",
				w.unit, next.From.UTC().Format("2006-01-02 15:04"), err)
		}
		if err := way.Sleep(ctx, firstPause<<(failures-1)); err != nil {
			return err
		}
	}
}
