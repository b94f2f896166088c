package reports

import "slices"

// levelWeeks is how many weeks at each end of the quarter make its level.
const levelWeeks = 4

// levels are the mean weekly active people of the last and the first weeks.
func (u *Usage) levels() (now, then Number) {
	if u == nil || len(u.Weeks) < 2*levelWeeks {
		return Number{}, Number{}
	}
	n := len(u.Weeks)
	return mean(u.Weeks[n-levelWeeks:]), mean(u.Weeks[:levelWeeks])
}

func (u *Usage) trend() (direction, Number) { return compare(u.levels()) }

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
	return mean(u.LastYear[len(u.LastYear)-levelWeeks:])
}

// Events is the number of actions in the quarter's weeks and in those before.
func (u *Usage) Events() (now, before Number) {
	if u == nil {
		return Number{}, Number{}
	}
	events := func(w Week) Number { return w.Events }
	return SumOf(each(u.Weeks, events)), SumOf(each(u.Before, events))
}

// UsageTitle is the message of the weekly chart.
func (q *QBR) UsageTitle() Sentence {
	now, then := q.Usage.levels()
	way, change := compare(now, then)
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
	return Say("usage.year_"+string(way), Args{"change": change.Rise()})
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
	return Say("value."+string(way), Args{"n": now.Count(), "change": change.Rise()})
}

// Totals are the uses of features in the window and in the one before it.
func (f *Features) Totals() (now, before Number) {
	if f == nil {
		return Number{}, Number{}
	}
	now, before = Num(0), Num(0)
	for _, item := range f.Items {
		if !item.Uses.OK() {
			continue
		}
		now.V += item.Uses.V
		before.V += item.Previous.V
		if !item.Previous.OK() {
			before = Number{}
		}
	}
	return now, before
}

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

// FeaturesTitle is the message of the feature bars.
func (q *QBR) FeaturesTitle() Sentence {
	used, idle := len(q.Features.Used()), len(q.Features.Idle())
	args := Args{"used": Count(used), "n": Count(used + idle)}
	switch {
	case !q.Features.Planned():
		return Say("features.used", args)
	case idle == 0:
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
	best, by := "", 0.0
	rising := now.V >= before.V
	for _, item := range q.Features.Items {
		d := item.Uses.V - item.Previous.V
		if (rising && d > by) || (!rising && d < by) {
			best, by = item.Name, d
		}
	}
	switch {
	case best == "" || now.V == before.V:
		return Say("drivers.plain", nil)
	case rising:
		return Say("drivers.up", Args{"feature": best, "n": Count(by)})
	}
	return Say("drivers.down", Args{"feature": best, "n": Count(-by)})
}

// Use is the share of seats with an active person.
func (s *Seats) Use() Number {
	if s == nil {
		return Number{}
	}
	return s.Active.Over(s.Bought)
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
