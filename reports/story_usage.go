package reports

import (
	"slices"
	"time"
)

// levelWeeks is how many weeks at each end of the quarter make its level.
const levelWeeks = 4

// levels are the mean weekly active people of the last and the first weeks.
func (u *Usage) levels() (now, then Number) {
	if u == nil || len(u.Weeks) < 2*levelWeeks {
		return Number{}, Number{}
	}
	n := len(u.Weeks)
	now, then = mean(u.Weeks[n-levelWeeks:]), mean(u.Weeks[:levelWeeks])
	return now.Named(Say("receipt.level_now", nil)), then.Named(Say("receipt.level_then", nil))
}

// trend is how the level went through the quarter.
func (u *Usage) trend() (direction, Number) {
	way, change := compare(u.levels())
	return way, change.Named(Say("receipt.level_change", nil))
}

// mean is the mean of active people, missing when a week is.
func mean(weeks []Week) Number {
	return MeanOf(each(weeks, func(w Week) Number { return w.Active }))
}

// each picks one number of every item.
func each[T any](items []T, pick func(T) Number) []Number {
	out := make([]Number, len(items))
	for i, item := range items {
		out[i] = pick(item)
	}
	return out
}

// Level is the mean weekly active people of the quarter's last four weeks.
func (u *Usage) Level() Number {
	now, _ := u.levels()
	return now
}

// LastYearLevel is the same for the same weeks a year before.
func (u *Usage) LastYearLevel() Number {
	if u == nil || len(u.LastYear) < levelWeeks {
		return Number{}
	}
	return mean(u.LastYear[len(u.LastYear)-levelWeeks:]).Named(Say("receipt.level_year", nil))
}

// Events is the number of actions in the quarter's weeks and in those before.
func (u *Usage) Events() (now, before Number) {
	if u == nil {
		return Number{}, Number{}
	}
	return sumOfWeeks(u.Weeks, "actions_sum", pickEvents), sumOfWeeks(u.Before, "actions_sum", pickEvents)
}

// sumOfWeeks adds up one number of weeks; it is missing when a week is.
func sumOfWeeks(weeks []Week, what string, pick func(Week) Number) Number {
	sum := SumOf(each(weeks, pick))
	if !sum.OK() {
		return sum
	}
	return sum.Named(Say("receipt."+what, Args{"from": weeks[0].Start, "to": weeks[len(weeks)-1].Start.AddDate(0, 0, 6)}))
}

// ActiveDays is how many days of the quarter's weeks had activity, as far as they
// are known.
func (u *Usage) ActiveDays() Number { return sumOfWeeks(tracked(u.Weeks), "days_sum", pickDays) }

// Peak is the week with the most active people.
func (u *Usage) Peak() Week {
	peak := u.Weeks[0]
	for _, w := range u.Weeks {
		if w.Active.OK() && (!peak.Active.OK() || w.Active.V > peak.Active.V) {
			peak = w
		}
	}
	return peak
}

// PerPerson is how many actions fall on each active person and week.
func (u *Usage) PerPerson() Number {
	now, _ := u.Events()
	people := sumOfWeeks(tracked(u.Weeks), "active_sum", func(w Week) Number { return w.Active })
	if !people.OK() || people.V == 0 {
		return Number{}
	}
	return now.Over(people).Named(Say("receipt.per_person", nil))
}

// tracked are the weeks with data.
func tracked(weeks []Week) []Week {
	return slices.DeleteFunc(slices.Clone(weeks), func(w Week) bool { return !w.Active.OK() })
}

// TrackedWeeks counts the weeks with data.
func TrackedWeeks(weeks []Week) Number {
	return TallyOf(each(tracked(weeks), func(w Week) Number { return w.Active })).Named(Say("receipt.weeks", nil))
}

func pickEvents(w Week) Number { return w.Events }

func pickDays(w Week) Number { return w.Days }

// UsageTitle is the message of the weekly chart.
func (q *QBR) UsageTitle() Sentence {
	now, then := q.Usage.levels()
	way, change := q.Usage.trend()
	args := Args{"now": now.Count(), "then": then.Count(), "change": change.Rise(), "month": Month(q.Period.Start)}
	switch {
	case now.OK() && now.V == 0 && then.V == 0:
		return Say("usage.none", args)
	case way == alone && now.OK():
		return Say("usage.alone", args)
	case way == alone:
		return Say("usage.plain", args)
	}
	return Say("usage."+string(way), args)
}

// UsageNote compares with the same weeks of the year before.
func (q *QBR) UsageNote() Sentence {
	way, change := compare(q.Usage.Level(), q.Usage.LastYearLevel())
	if way == alone || way == few {
		return Sentence{}
	}
	return Say("usage.year_"+string(way), Args{"change": change.Named(Say("receipt.year_change", nil)).Rise()})
}

// ValueTitle is the message of the value page: how much was done.
func (q *QBR) ValueTitle() Sentence {
	now, before := q.Usage.Events()
	way, change := compare(now, before)
	if !now.OK() {
		return Say("value.plain", nil)
	}
	if way == few {
		way = alone
	}
	return Say("value."+string(way), Args{"n": now.Count(), "change": change.Named(Say("receipt.actions_change", nil)).Rise()})
}

// Totals are the uses of features in the window and in the one before it.
func (f *Features) Totals() (now, before Number) {
	if f == nil {
		return Number{}, Number{}
	}
	var uses, previous []Number
	for _, item := range f.Items {
		if item.Uses.OK() {
			uses, previous = append(uses, item.Uses), append(previous, item.Previous)
		}
	}
	back := f.From.Sub(f.To) - day
	name := func(n Number, from, to time.Time) Number {
		return n.Named(Say("receipt.uses_sum", Args{"from": from, "to": to}))
	}
	return name(SumOf(uses), f.From, f.To), name(SumOf(previous), f.From.Add(back), f.To.Add(back))
}

const day = 24 * time.Hour

// Used and Idle part the features of the plan by whether they were used.
func (f *Features) Used() []Feature { return f.pick(true) }

// Idle are the features of the plan nobody used in the window.
func (f *Features) Idle() []Feature { return f.pick(false) }

// Planned says whether it is known which features the plan holds; it is not
// for a customer without a plan. Then what was used is told, and nothing is idle.
func (f *Features) Planned() bool {
	return f != nil && slices.ContainsFunc(f.Items, func(item Feature) bool { return item.InPlan })
}

func (f *Features) pick(used bool) []Feature {
	if f == nil {
		return nil
	}
	var out []Feature
	for _, item := range f.Items {
		if (item.InPlan || used && !f.Planned()) && item.Uses.OK() && (item.Uses.V > 0) == used {
			out = append(out, item)
		}
	}
	return out
}

// Counts are how many features are in use, and how many there are in the plan.
func (f *Features) Counts() (used, all Number) {
	uses := func(item Feature) Number { return item.Uses }
	with, without := each(f.Used(), uses), each(f.Idle(), uses)
	return TallyOf(with).Named(Say("receipt.features_used", nil)), TallyOf(slices.Concat(with, without)).Named(Say("receipt.features_all", nil))
}

// Listed counts the features whose uses are known.
func (f *Features) Listed() Number {
	uses := slices.DeleteFunc(each(f.Items, func(item Feature) Number { return item.Uses }), func(n Number) bool { return !n.OK() })
	return TallyOf(uses).Named(Say("receipt.features_listed", nil))
}

// FeaturesTitle is the message of the feature bars.
func (q *QBR) FeaturesTitle() Sentence {
	used, all := q.Features.Counts()
	args := Args{"used": used.Count(), "n": all.Count()}
	switch {
	case !q.Features.Planned():
		return Say("features.used", args)
	case used.V == all.V:
		return Say("features.all", args)
	}
	return Say("features.some", args)
}

// DriversTitle names the feature that moved the total most.
func (q *QBR) DriversTitle() Sentence {
	now, before := q.Features.Totals()
	if !before.OK() || !now.OK() {
		return Say("drivers.plain", nil)
	}
	var best Feature
	most := 0.0
	rising := now.V >= before.V
	for _, item := range q.Features.Items {
		d := item.Uses.V - item.Previous.V
		if (rising && d > most) || (!rising && d < most) {
			best, most = item, d
		}
	}
	switch {
	case most == 0 || now.V == before.V:
		return Say("drivers.plain", nil)
	case rising:
		return Say("drivers.up", Args{"feature": best.Name, "n": best.moved(best.Uses, best.Previous).Count()})
	}
	return Say("drivers.down", Args{"feature": best.Name, "n": best.moved(best.Previous, best.Uses).Count()})
}

// moved is how many uses there are more of one window than of another.
func (f Feature) moved(more, than Number) Number {
	return more.Less(than).Named(Say("receipt.uses_change", Args{"feature": f.Name}))
}

// Use is the share of seats with an active person.
func (s *Seats) Use() Number {
	if s == nil {
		return Number{}
	}
	return s.Active.Over(s.Bought).Named(Say("receipt.seats_use", nil))
}

// Free is how many seats nobody was active on.
func (s *Seats) Free() Number {
	return s.Bought.Less(s.Active).Named(Say("receipt.seats_free", nil))
}

// SeatsTitle is the message of the seat bar.
func (q *QBR) SeatsTitle() Sentence {
	use := q.Seats.Use()
	args := Args{"used": q.Seats.Active.Count(), "n": q.Seats.Bought.Count(), "share": use.Share()}
	if use.V > 1 {
		return Say("seats.over", args)
	}
	return Say("seats.some", args)
}
