package world

import (
	"math"
	"time"
)

// run plays one subscription cycle by cycle.
type run struct {
	*life
	s      *Subscription
	state  State
	start  time.Time // of the cycle at hand
	anchor time.Time
	months int
	second bool      // a second subscription: its seats and plan stay
	limit  time.Time // a second subscription ends no later than the cycle holding this
	billed bool      // the cycle at hand is already paid for
	credit int64     // the customer's balance; below zero is credit
}

func (r *run) play() {
	if !r.s.TrialEnd.IsZero() && !r.trial() {
		return
	}
	for r.start.Before(r.w.end) {
		turn := Turn{r.start, r.next(r.start)}
		if !r.billed {
			r.s.Turns = append(r.s.Turns, turn)
			inv := r.bill(turn)
			if r.collect(inv) {
				return
			}
		}
		r.billed = false
		quiet := r.change(turn)
		if r.billed { // switched to yearly inside the cycle
			continue
		}
		if r.leaves(turn) {
			return
		}
		if !quiet {
			r.renewTerms(turn.End)
		}
		r.start = turn.End
	}
}

// trial bills nothing for the trial; false when the account leaves at its end.
func (r *run) trial() bool {
	turn := Turn{r.s.TrialStart, r.s.TrialEnd}
	r.s.Turns = append(r.s.Turns, turn)
	r.bill(turn)
	r.start, r.anchor = r.s.TrialEnd, r.s.TrialEnd
	if r.a.Quirk == TrialLeaves {
		r.notice(turn.End.Add(-r.d.span(day, 9*day)), turn.End)
		return false
	}
	return true
}

// next is the end of the cycle that starts at t.
func (r *run) next(t time.Time) time.Time {
	for k := 1; ; k++ {
		if end := addMonths(r.anchor, k*r.months); end.After(t) {
			return end
		}
	}
}

// notice records the account's decision to leave.
func (r *run) notice(asked, ends time.Time) {
	r.s.CancelAsked, r.s.CancelAt, r.s.Ended = asked, ends, ends
	r.s.Feedback = pick(r.d, []string{"too_expensive", "missing_features", "switched_service", "unused", "customer_service", "other", "low_quality"})
	if !r.second {
		r.a.leaving = append(r.a.leaving, asked)
	}
}

// leaves decides at the end of a cycle whether the subscription goes on.
func (r *run) leaves(turn Turn) bool {
	d := r.d
	hazard, draw, early := 0.0, d.Float64(), d.Float64()
	sour := (1 - r.a.Mood) * (1 - r.a.Mood)
	switch {
	case r.second:
		hazard = 0.02
		if !turn.End.Before(r.limit) && r.limit.Before(r.w.end) {
			hazard = 1
		}
	case r.months == 1:
		hazard = (0.004 + 0.075*sour) * season(turn.End)
	case r.months == 3:
		hazard = 0.012 + 0.16*sour
	default:
		hazard = 0.03 + 0.66*sour
	}
	if r.a.Quirk == ComesBack && !r.second && len(r.a.Subs) == 1 && len(r.s.Turns) >= 5+r.a.Index%4 {
		hazard = 1
	}
	if _, paused := r.s.PausedAt(turn.End); paused || len(r.s.Pauses) > 0 && turn.Start.Before(r.s.Pauses[len(r.s.Pauses)-1].Until) {
		return false
	}
	if r.keeps() || draw >= hazard {
		return false
	}
	length := turn.End.Sub(turn.Start)
	lead := time.Duration(early * float64(min(length*6/10, 75*day)))
	asked := turn.End.Add(-lead - 26*time.Hour).Truncate(time.Minute)
	if !asked.After(turn.Start) {
		asked = turn.Start.Add(length / 2).Truncate(time.Minute)
	}
	if last := r.s.States[len(r.s.States)-1].At; !asked.After(last) {
		asked = last.Add(time.Hour)
	}
	r.notice(asked, turn.End)
	return true
}

// keeps protects the accounts whose oddity needs time to show.
func (r *run) keeps() bool {
	switch r.a.Quirk {
	case Renamed, TwinRecord, MergedRecord, BillingOnly, SlowPayer, FreePlan, Metered, SwitchesYearly, ExpandsEarly, LegacyFeature:
		return len(r.s.Turns)*r.months < 24
	case ForeverDeal, RampDeal, Pauses, TrialConverts:
		return len(r.s.Turns)*r.months < 15
	}
	return false
}

// season makes monthly customers leave more at the turn of the year.
func season(t time.Time) float64 {
	return []float64{1.7, 1.2, 1, 1, 0.9, 0.8, 0.6, 0.7, 1, 1, 1, 1.3}[t.Month()-1]
}

// change draws what happens inside a cycle: seats, plan, pause. It reports
// whether the cycle must end as it is.
func (r *run) change(turn Turn) (quiet bool) {
	d, length := r.d, turn.End.Sub(turn.Start)
	at := midnight(turn.Start.Add(time.Duration(d.uniform(0.15, 0.85) * float64(length)))).Add(15*time.Hour + d.span(0, 5*time.Hour))
	up, down, better := d.Float64(), d.Float64(), d.Float64()
	size := d.uniform(0.08, 0.35)
	if r.plan == Free || r.second || length < 20*day || at.After(r.w.end) || r.late() {
		return true
	}
	if r.a.Quirk == Pauses && len(r.s.Pauses) == 0 && len(r.s.Turns) == 7+r.a.Index%5 || len(r.s.Pauses) == 0 && r.months == 1 && better > 0.9965 {
		r.s.Pauses = append(r.s.Pauses, Pause{at, addMonths(turn.Start, d.between(2, 4)).Add(10 * day)})
		return true
	}
	if _, paused := r.s.PausedAt(turn.Start); paused {
		return true
	}
	if r.a.Quirk == SwitchesYearly && r.months == 1 && len(r.s.Turns) == 9 {
		r.goYearly(at, turn)
		return true
	}
	if r.s.Discount != nil {
		return false
	}
	return r.grow(at, turn, up, down, better, size)
}

// grow changes seats or plan in the middle of a cycle, pro rata.
func (r *run) grow(at time.Time, turn Turn, up, down, better, size float64) bool {
	months := float64(r.months)
	likely := math.Min(0.75, 0.055*months) * (0.4 + r.a.Mood)
	if r.a.Quirk == ExpandsEarly {
		likely = math.Min(0.9, likely*3)
	}
	next := r.state
	switch {
	case better < math.Min(0.5, 0.012*months)*r.a.Mood && r.better() != "":
		r.plan = r.better()
		next.Price = r.w.Catalog.find(r.plan, r.s.Currency, r.months)
		r.a.Plans.add(at, r.plan)
	case up < likely && r.state.Quantity < 108:
		next.Quantity += max(1, int(math.Round(float64(next.Quantity)*size)))
		next.Quantity = min(next.Quantity, 112)
	case down < 0.012*months*(1.3-r.a.Mood):
		next.Quantity = max(3, next.Quantity-max(1, int(math.Round(float64(next.Quantity)*size*0.8))))
	}
	if next == r.state {
		return false
	}
	r.prorate(at, turn, next)
	r.state = next
	r.s.States.add(at, next)
	return false
}

// better is the next plan up the account has outgrown its own for.
func (r *run) better() string {
	switch {
	case r.plan == Starter && r.state.Quantity >= 12:
		return Growth
	case r.plan == Growth && r.state.Quantity >= 32 && r.w.Catalog.find(Enterprise, r.s.Currency, r.months) != nil:
		return Enterprise
	}
	return ""
}

// renewTerms draws what changes with the coming cycle: fewer seats, a smaller plan.
func (r *run) renewTerms(at time.Time) {
	d := r.d
	fewer, lower, size := d.Float64(), d.Float64(), d.uniform(0.1, 0.3)
	if r.plan == Free || r.second || !at.Before(r.w.end) {
		return
	}
	next := r.state
	switch months := float64(r.months); {
	case lower < 0.004*months*(1.2-r.a.Mood) && PlanRank(r.plan) > PlanRank(Starter) && r.s.Discount == nil:
		r.plan = []string{Free, Starter, Growth}[PlanRank(r.plan)-1]
		if r.months == 3 && r.plan == Starter {
			r.plan = Growth
			return
		}
		next.Price = r.w.Catalog.find(r.plan, r.s.Currency, r.months)
		r.a.Plans.add(at, r.plan)
	case fewer < 0.014*months*(1.25-r.a.Mood):
		next.Quantity = max(3, next.Quantity-max(1, int(math.Round(float64(next.Quantity)*size))))
	}
	if next != r.state {
		r.state = next
		r.s.States.add(at, next)
	}
}

// late reports whether the newest invoice is paid more than thirty days past
// its due day: such a cycle sees no changes.
func (r *run) late() bool {
	last := r.s.Invoices[len(r.s.Invoices)-1]
	return !last.Due.IsZero() && last.Paid.After(last.Due.Add(25*day))
}
