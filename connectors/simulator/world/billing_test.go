package world

import (
	"math"
	"testing"
	"time"
)

// someSubscriptions hands every subscription of several worlds to check.
func someSubscriptions(t *testing.T, check func(t *testing.T, w *World, s *Subscription)) {
	t.Helper()
	for seed := range uint64(3) {
		w := New(Options{Seed: 300 + seed, Start: start})
		for _, a := range w.Accounts {
			for _, s := range a.Subs {
				check(t, w, s)
			}
		}
	}
}

func TestCyclesFollowEachOther(t *testing.T) {
	someSubscriptions(t, func(t *testing.T, w *World, s *Subscription) {
		for i, turn := range s.Turns {
			if !turn.End.After(turn.Start) {
				t.Errorf("%s: cycle %d ends at %s before it starts at %s", s.ID, i, turn.End, turn.Start)
			}
			// A cycle ends where the next starts, but for a switch to yearly inside it.
			if i > 0 && s.Turns[i-1].End.Before(turn.Start) {
				t.Errorf("%s: a gap from %s to %s", s.ID, s.Turns[i-1].End, turn.Start)
			}
		}
		last := s.Turns[len(s.Turns)-1]
		if s.Ended.IsZero() && last.End.Before(w.End()) {
			t.Errorf("%s: still running, but its last cycle ended at %s", s.ID, last.End)
		}
		if !s.Ended.IsZero() && !s.Involuntary && !s.Ended.Equal(last.End) {
			t.Errorf("%s: ended at %s, want the end of the cycle %s", s.ID, s.Ended, last.End)
		}
		if !s.CancelAsked.IsZero() && !s.Involuntary && !s.CancelAsked.Before(s.Ended) {
			t.Errorf("%s: notice at %s is not before the end %s", s.ID, s.CancelAsked, s.Ended)
		}
		for i, state := range s.States {
			if state.At.Before(s.Created) || !s.Ended.IsZero() && !state.At.Before(s.Ended) || i > 0 && state.At.Before(s.States[i-1].At) {
				t.Errorf("%s: state %d at %s is out of its life", s.ID, i, state.At)
			}
			if state.Value.Quantity < 1 || state.Value.Price.Currency != s.Currency {
				t.Errorf("%s: state %d is %d × %s", s.ID, i, state.Value.Quantity, state.Value.Price.Currency)
			}
		}
	})
}

// TestEveryCycleIsBilledAtItsState recomputes what each cycle and change costs.
func TestEveryCycleIsBilledAtItsState(t *testing.T) {
	someSubscriptions(t, func(t *testing.T, _ *World, s *Subscription) {
		billed := map[time.Time]bool{}
		balance := int64(0)
		for _, inv := range s.Invoices {
			billed[inv.Created] = true
			if inv.StartBalance != balance || inv.EndBalance != min(0, inv.Total()+balance) && inv.Voided.IsZero() {
				t.Errorf("%s: balance %d to %d with total %d, want to start at %d", inv.ID, inv.StartBalance, inv.EndBalance, inv.Total(), balance)
			}
			balance = inv.EndBalance
			for _, l := range inv.Lines {
				checkLine(t, s, inv, l)
			}
		}
		for _, turn := range s.Turns {
			if !billed[turn.Start] {
				t.Errorf("%s: no invoice for the cycle of %s", s.ID, turn.Start)
			}
		}
		for _, c := range s.States {
			if !billed[c.At] {
				t.Errorf("%s: no invoice for the change of %s", s.ID, c.At)
			}
		}
	})
}

func checkLine(t *testing.T, s *Subscription, inv *Invoice, l Line) {
	t.Helper()
	full := l.Price.Unit * int64(l.Quantity)
	switch {
	case l.Item == nil || l.Price.Metered:
		if l.Amount != full {
			t.Errorf("%s: %s costs %d, want %d", inv.ID, l.Description, l.Amount, full)
		}
		return
	case l.From.Equal(s.TrialStart):
		full = 0
	case l.Proration:
		whole := addMonths(l.To, -l.Price.Months())
		share := float64(l.To.Sub(l.From)) / float64(l.To.Sub(whole))
		if got := math.Abs(float64(l.Amount)) / float64(full); math.Abs(got-share) > 0.04 {
			t.Errorf("%s: %s costs a share of %.3f, want about %.3f", inv.ID, l.Description, got, share)
		}
		return
	}
	if l.Amount != full {
		t.Errorf("%s: %s costs %d, want %d", inv.ID, l.Description, l.Amount, full)
	}
	state, _ := s.States.At(l.From)
	if state.Price != l.Price || state.Quantity != l.Quantity {
		t.Errorf("%s: billed %d × %s, but the state is %d × %s", inv.ID, l.Quantity, l.Price.Nickname, state.Quantity, state.Price.Nickname)
	}
}

// TestLateDiscountAndPausedCyclesStaySteady holds what keeps the plan history
// readable from invoices: no change of seats while discounted, paused or late.
func TestLateDiscountAndPausedCyclesStaySteady(t *testing.T) {
	someSubscriptions(t, func(t *testing.T, _ *World, s *Subscription) {
		for _, inv := range s.Invoices {
			if inv.Reason != "subscription_update" || s.States[0].At.Equal(inv.Created) {
				continue
			}
			if _, paused := s.PausedAt(inv.Created); paused || s.Discount != nil {
				t.Errorf("%s: changed at %s while paused or discounted", s.ID, inv.Created)
			}
			for _, other := range s.Invoices {
				if other != inv && !other.Due.IsZero() && other.Created.Before(inv.Created) && other.Paid.After(other.Due.Add(30*day)) &&
					inv.Created.Before(other.Paid) {
					t.Errorf("%s: changed at %s while %s was overdue", s.ID, inv.Created, other.ID)
				}
			}
		}
	})
}

func TestMonthsKeepTheirAnchor(t *testing.T) {
	anchor := time.Date(2024, 1, 31, 15, 4, 5, 0, time.UTC)
	for months, want := range map[int]string{1: "2024-02-29", 2: "2024-03-31", 3: "2024-04-30", 12: "2025-01-31", 13: "2025-02-28", -2: "2023-11-30"} {
		if got := addMonths(anchor, months).Format(time.DateOnly); got != want {
			t.Errorf("%d months after %s: got %s, want %s", months, anchor.Format(time.DateOnly), got, want)
		}
	}
}

// TestBusinessMinutes are the worked cases of the metric definitions.
func TestBusinessMinutes(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	utc := Schedule{Zone: time.UTC, Open: 9 * 60, Close: 17 * 60}
	local := Schedule{Zone: berlin, Open: 9 * 60, Close: 17 * 60}
	for _, c := range []struct {
		name     string
		schedule Schedule
		from, to time.Time
		want     int
	}{
		{"Friday to Monday", utc, time.Date(2026, 3, 6, 16, 30, 0, 0, time.UTC), time.Date(2026, 3, 9, 9, 45, 0, 0, time.UTC), 75},
		{"Saturday to Sunday", utc, time.Date(2026, 3, 7, 10, 0, 0, 0, time.UTC), time.Date(2026, 3, 8, 10, 0, 0, 0, time.UTC), 0},
		{"after hours", utc, time.Date(2026, 3, 6, 18, 0, 0, 0, time.UTC), time.Date(2026, 3, 9, 9, 10, 0, 0, time.UTC), 10},
		{"over the start of summer time", local, time.Date(2026, 3, 28, 12, 0, 0, 0, berlin), time.Date(2026, 3, 30, 12, 0, 0, 0, berlin), 180},
		{"inside one day", utc, time.Date(2026, 3, 6, 10, 0, 0, 0, time.UTC), time.Date(2026, 3, 6, 10, 7, 0, 0, time.UTC), 7},
	} {
		if got := c.schedule.Minutes(c.from, c.to); got != c.want {
			t.Errorf("%s: got %d minutes, want %d", c.name, got, c.want)
		}
	}
}

func TestTicketsAreOrderedAndWholeMinutes(t *testing.T) {
	w := New(Options{Seed: 5, Start: start})
	for i, x := range w.Tickets {
		if i > 0 && (x.ID <= w.Tickets[i-1].ID || x.Created.Before(w.Tickets[i-1].Created)) {
			t.Fatalf("ticket %d is out of order", x.ID)
		}
		for j, c := range x.States {
			if c.At.Sub(x.Created)%time.Minute != 0 || j > 0 && c.At.Before(x.States[j-1].At) {
				t.Errorf("ticket %d: state %s at %s", x.ID, c.Value, c.At)
			}
		}
		for _, r := range x.Replies {
			if r.Before(x.Created) || r.Sub(x.Created)%time.Minute != 0 {
				t.Errorf("ticket %d: reply at %s", x.ID, r)
			}
		}
		if x.Requester.Created.After(x.Created) && x.Requester.Org != nil && x.Requester.ID%100 != 0 {
			t.Errorf("ticket %d of %s, who is known only since %s", x.ID, x.Created, x.Requester.Created)
		}
	}
}
