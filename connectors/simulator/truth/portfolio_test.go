package truth

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quarterdeck/connectors/simulator/world"
)

// The portfolio of the metric definitions, December 31 to January 31, told as
// subscriptions: the expected numbers are worked out there by hand.

func at(month time.Month, day int) time.Time {
	year := 2026
	if month > time.June {
		year = 2025
	}
	return time.Date(year, month, day, 15, 0, 0, 0, time.UTC)
}

// teller writes accounts by hand.
type teller struct{ w *world.World }

func (b *teller) account(name string, subs ...*world.Subscription) *world.Account {
	a := &world.Account{Name: name, Index: len(b.w.Accounts)}
	plan := world.History[string]{{At: at(time.July, 1), Value: "SMB"}}
	a.Company = &world.Company{ID: name, Account: a, Created: at(time.July, 1), Props: map[string]*world.History[string]{"plan": &plan}}
	a.Subs = subs
	b.w.Accounts = append(b.w.Accounts, a)
	return a
}

// sub is a monthly subscription of so many units a month; a zero end is open.
func sub(units int, from, to time.Time) *world.Subscription {
	price := &world.Price{Interval: "month", Count: 1, Unit: 100, Currency: "usd"}
	s := &world.Subscription{ID: "s", Currency: "usd", Created: from, Ended: to, CancelAsked: to,
		States: world.History[world.State]{{At: from, Value: world.State{Price: price, Quantity: units}}}}
	for t := from; t.Before(at(time.June, 1)); t = t.AddDate(0, 1, 0) {
		s.Turns = append(s.Turns, world.Turn{Start: t, End: t.AddDate(0, 1, 0)})
	}
	return s
}

// grown changes a subscription's units at an instant.
func grown(s *world.Subscription, on time.Time, units int) *world.Subscription {
	price := s.States[0].Value.Price
	s.States = append(s.States, world.Change[world.State]{At: on, Value: world.State{Price: price, Quantity: units}})
	return s
}

func portfolio() *world.World {
	b := &teller{&world.World{}}
	open, oct := time.Time{}, at(time.October, 5)
	b.account("A", sub(100, oct, open))
	b.account("B", grown(sub(100, oct, open), at(time.January, 12), 150))
	b.account("C", sub(120, oct, open), sub(80, oct, at(time.January, 9)))
	b.account("D", sub(50, oct, at(time.January, 20)))
	b.account("E", sub(80, at(time.January, 7), open))
	b.account("F", sub(70, at(time.September, 5), at(time.October, 20)), sub(60, at(time.January, 15), open))
	free := sub(3, oct, open)
	free.States[0].Value.Price = &world.Price{Interval: "month", Count: 1, Currency: "usd"}
	b.account("G", free)
	b.account("H", sub(100, oct, at(time.January, 5)), sub(100, at(time.January, 20), open))
	b.account("J", sub(90, at(time.January, 3), at(time.January, 25)))
	return b.w
}

func night(asOf time.Time) Settings {
	return Settings{AsOf: asOf, Now: asOf.AddDate(0, 0, 2), Zone: time.UTC, FiscalYearStart: time.January, Attributes: []string{"plan"}}
}

func TestPortfolioBridge(t *testing.T) {
	b := Open(portfolio(), night(at(time.January, 31)))
	var january Bridge
	for _, r := range b.Bridge() {
		if r.Month.Equal(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) && r.Dimension == All {
			january = r
		}
	}
	want := Bridge{Month: january.Month, Dimension: All, Segment: All,
		StartMRR: 550e6, New: 80e6, Reactivation: 60e6, Expansion: 50e6, Contraction: 80e6, Churn: 50e6, EndMRR: 610e6,
		StartCustomers: 5, NewCustomers: 1, ReactivatedCustomers: 1, ChurnedCustomers: 1, EndCustomers: 6, ExpandedCustomers: 1, ContractedCustomers: 1}
	if diff := cmp.Diff(january, want); diff != "" {
		t.Errorf("January (-got +want):\n%s", diff)
	}
}

func TestPortfolioRetention(t *testing.T) {
	b := Open(portfolio(), night(at(time.January, 31)))
	var got Retention
	for _, r := range b.Retention() {
		if r.Span == "month" && r.PeriodStart.Equal(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) && r.Dimension == All {
			got = r
		}
	}
	f := func(x float64) *float64 { return &x }
	want := Retention{Period: got.Period, Dimension: All, Segment: All, StartCustomers: 5, LostCustomers: 1, StartMRR: 550e6,
		LogoChurn: f(0.2), LogoChurnLow: f(0.0362), LogoChurnHigh: f(0.6245), GRR: f(0.763636), NRR: f(0.854545), Reason: "small_sample"}
	if diff := cmp.Diff(got, want, cmpopts.EquateApprox(0, 1e-4)); diff != "" {
		t.Errorf("January (-got +want):\n%s", diff)
	}
}

// TestWhatIsNotYetKnown: told on an earlier date, the same history has no
// cancellation, no new customer and no growth of later days.
func TestWhatIsNotYetKnown(t *testing.T) {
	b := Open(portfolio(), night(at(time.January, 8)))
	got := map[string]Micros{}
	for _, m := range b.MRRMonthly() {
		if m.Month.Month() == time.January {
			got[m.CustomerID] = m.MRR
		}
	}
	want := map[string]Micros{"A": 100e6, "B": 100e6, "C": 200e6, "D": 50e6, "E": 80e6, "J": 90e6}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("MRR on January 8 (-got +want):\n%s", diff)
	}
	early := Open(portfolio(), Settings{AsOf: at(time.January, 7), Now: at(time.January, 7).Add(-time.Hour), Zone: time.UTC, FiscalYearStart: 1})
	for _, m := range early.MRRMonthly() {
		if m.CustomerID == "E" {
			t.Error("a subscription of 15:00 is known at 14:00")
		}
	}
}

// TestTransfers: a customer that moves to another plan takes its start MRR
// along, and what it grows is booked where it went.
func TestTransfers(t *testing.T) {
	b := &teller{&world.World{}}
	a := b.account("T", grown(sub(100, at(time.October, 5), time.Time{}), at(time.January, 12), 130))
	plans := append(*a.Company.Props["plan"], world.Change[string]{At: at(time.January, 13), Value: "Mid"})
	a.Company.Props["plan"] = &plans
	got := map[string]Bridge{}
	for _, r := range Open(b.w, night(at(time.January, 31))).Bridge() {
		if r.Month.Month() == time.January {
			r.Month = time.Time{}
			got[r.Segment] = r
		}
	}
	want := map[string]Bridge{
		All:   {Dimension: All, Segment: All, StartMRR: 100e6, Expansion: 30e6, EndMRR: 130e6, StartCustomers: 1, EndCustomers: 1, ExpandedCustomers: 1},
		"SMB": {Dimension: "plan", Segment: "SMB", StartMRR: 100e6, TransferOut: 100e6, StartCustomers: 1, TransferredOutCustomers: 1},
		"Mid": {Dimension: "plan", Segment: "Mid", TransferIn: 100e6, Expansion: 30e6, EndMRR: 130e6, TransferredInCustomers: 1, EndCustomers: 1, ExpandedCustomers: 1},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("January (-got +want):\n%s", diff)
	}
}

// TestArrears: unpaid since April 10, thirty days of grace: gone on May 10.
func TestArrears(t *testing.T) {
	b := &teller{&world.World{}}
	s := sub(100, at(time.October, 10), time.Time{})
	s.Invoices = []*world.Invoice{{Created: at(time.April, 10), Finalized: at(time.April, 10), Paid: at(time.May, 20),
		Lines: []world.Line{{Amount: 10000}}}}
	b.account("P", s)
	book := Open(b.w, night(at(time.May, 31)))
	for day, want := range map[time.Time]string{at(time.May, 9): "paid", at(time.May, 10): "past_due", at(time.May, 19): "past_due", at(time.May, 20): "paid"} {
		if got := book.customers[0].on(dayOf(day))[0].kind; got != want {
			t.Errorf("%s: got %s, want %s", day.Format(time.DateOnly), got, want)
		}
	}
	// On May 15 nobody knew it would be paid.
	open := Open(b.w, night(at(time.May, 15)))
	if got := open.pastDue(dayOf(at(time.May, 15)))["P"]; got != 35 {
		t.Errorf("days past due on May 15: got %d, want 35", got)
	}
}

func TestMonthlyPrice(t *testing.T) {
	for _, c := range []struct {
		name            string
		price           world.Price
		seats, discount int
		want            Micros
	}{
		{"MRR-01 yearly", world.Price{Interval: "year", Count: 1, Unit: 120000}, 1, 0, 100e6},
		{"MRR-02 four seats yearly", world.Price{Interval: "year", Count: 1, Unit: 50000}, 4, 0, 166_666667},
		{"MRR-03 by the quarter", world.Price{Interval: "month", Count: 3, Unit: 30000}, 1, 0, 100e6},
		{"MRR-04 every two years", world.Price{Interval: "year", Count: 2, Unit: 240000}, 1, 0, 100e6},
		{"MRR-07 seats", world.Price{Interval: "month", Count: 1, Unit: 1500}, 7, 0, 105e6},
		{"MRR-08 half off for ever", world.Price{Interval: "month", Count: 1, Unit: 1000}, 1, 50, 5e6},
		{"MRR-09 240 off 1,200 a year", world.Price{Interval: "year", Count: 1, Unit: 120000}, 1, 20, 80e6},
		{"one-off", world.Price{Unit: 50000}, 1, 0, 0},
	} {
		if got := monthly(world.State{Price: &c.price, Quantity: c.seats}, c.discount); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestRounding(t *testing.T) {
	for _, c := range []struct{ a, b, want int64 }{{5, 2, 3}, {-5, 2, -3}, {4, 3, 1}, {-4, 3, -1}, {0, 7, 0}, {7, 7, 1}} {
		if got := divide(c.a, c.b); got != c.want {
			t.Errorf("%d/%d: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
	if got := Micros(-1_250000).String(); got != "-1.250000" {
		t.Errorf("got %s, want -1.250000", got)
	}
}

func TestStatistics(t *testing.T) {
	near := func(name string, got *float64, want float64) {
		if got == nil || math.Abs(*got-want) > 5e-4 {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	near("SUP-15 median", quantile([]float64{100, 1, 3, 2}, 0.5), 2.5)
	near("90th percentile", quantile([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 0.9), 10)
	if quantile(nil, 0.5) != nil || ratio(1, 0) != nil {
		t.Error("nothing has a median or a rate")
	}
	_, high := wilson(0, 12)
	near("RET-16", high, 0.2425)
	low, high := wilson(1, 5)
	near("RET-17 low", low, 0.0362)
	near("RET-17 high", high, 0.6245)
}

func TestNPSCases(t *testing.T) {
	for _, c := range []struct {
		name                      string
		p, n, d                   int
		nps, margin, middle, half float64
		shown                     bool
		reason                    string
	}{
		{"NPS-02", 1, 0, 0, 100, 0, 25, 73.5, false, "min_sample"},
		{"NPS-05", 50, 30, 20, 30, 15.308, 29.126, 15.075, true, "low_confidence"},
		{"NPS-06", 5, 3, 2, 30, 48.41, 23.077, 43.2, true, "low_confidence"},
		{"NPS-07", 0, 5, 0, 0, 0, 0, 30.0, false, "min_sample"},
		{"NPS-08", 10, 0, 10, 0, 43.83, 0, 39.5, true, "low_confidence"},
	} {
		n := NPS{Responses: c.p + c.n + c.d, Promoters: c.p, Passives: c.n, Detractors: c.d}
		n.finish()
		if math.Abs(*n.NPS-c.nps) > 1e-9 || math.Abs(*n.Margin-c.margin) > 0.01 {
			t.Errorf("%s: got %.3f ± %.3f, want %.3f ± %.3f", c.name, *n.NPS, *n.Margin, c.nps, c.margin)
		}
		if n.Shown != c.shown || n.Reason != c.reason {
			t.Errorf("%s: got shown %v, %q, want %v, %q", c.name, n.Shown, n.Reason, c.shown, c.reason)
		}
		if middle := (*n.Low + *n.High) / 2; c.name == "NPS-05" && (math.Abs(middle-c.middle) > 0.01 || math.Abs((*n.High-*n.Low)/2-c.half) > 0.01) {
			t.Errorf("%s: got %.3f ± %.3f adjusted, want %.3f ± %.3f", c.name, middle, (*n.High-*n.Low)/2, c.middle, c.half)
		}
	}
}

func TestJudge(t *testing.T) {
	f := func(x float64) *float64 { return &x }
	zero := f(0)
	for _, c := range []struct {
		name   string
		values map[string]*float64
		score  *float64
		band   string
		gate   string
	}{
		{"everything best", map[string]*float64{"usage_trend": f(0.1), "seat_utilisation": f(0.9), "nps": f(100), "open_tickets_over_7_days": zero, "days_past_due": zero}, f(100), "green", ""},
		{"half way", map[string]*float64{"usage_trend": f(-0.2), "seat_utilisation": f(0.5), "nps": f(50), "open_tickets_over_7_days": f(1.5), "days_past_due": f(15)}, f(50), "yellow", ""},
		{"gate", map[string]*float64{"usage_trend": f(0.1), "seat_utilisation": f(0.9), "nps": f(100), "open_tickets_over_7_days": zero, "days_past_due": f(31)}, f(49), "red", "days_past_due"},
		{"notice before debt", map[string]*float64{"usage_trend": f(0.1), "nps": f(100), "notice_given": zero, "days_past_due": f(31)}, f(49), "red", "notice_given"},
		{"an urgent ticket", map[string]*float64{"usage_trend": f(0.1), "seat_utilisation": f(0.9), "days_past_due": zero, "oldest_urgent_ticket_days": f(15)}, f(74), "yellow", "oldest_urgent_ticket_days"},
		{"half a dimension", map[string]*float64{"usage_trend": f(-0.5), "nps": f(100), "days_past_due": zero}, f(100 * 0.35 / 0.85), "red", ""},
		{"too little", map[string]*float64{"open_tickets_over_7_days": zero, "days_past_due": zero}, nil, "grey", ""},
		{"half known", map[string]*float64{"nps": f(100), "open_tickets_over_7_days": zero, "days_past_due": zero}, f(100), "green", ""},
	} {
		h := judge("c", 0, c.values, nil)
		if diff := cmp.Diff(h.Score, c.score, cmpopts.EquateApprox(0, 1e-9)); diff != "" || h.Band != c.band || h.Gate != c.gate {
			t.Errorf("%s: got %v %s %q, want %v %s %q", c.name, h.Score, h.Band, h.Gate, c.score, c.band, c.gate)
		}
		felt := judge("c", 45, c.values, &pulse{value: 1})
		if h.Score != nil && h.Gate == "" && math.Abs(*felt.Score-0.9**h.Score) > 1e-9 {
			t.Errorf("%s: a worst pulse of 45 days ago makes %v of %v, want nine tenths", c.name, *felt.Score, *h.Score)
		}
	}
}
