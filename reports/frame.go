package reports

import "time"

// quarterWeeks is how many weeks stand for a quarter.
const quarterWeeks = 13

// frame is the quarter's windows in days and weeks.
type frame struct {
	period Period
	asOf   time.Time
	// weeks start on these Mondays; the last week's Sunday is the last one that
	// lies in the quarter and is complete on the as-of day.
	firstWeek, lastWeek time.Time
	firstMonth          time.Time // of the six months shown
}

const monthsShown = 6

func newFrame(p Period, asOf time.Time) frame {
	last := p.Last()
	if asOf.Before(last) {
		last = asOf
	}
	sunday := last.AddDate(0, 0, -int(last.Weekday())) // Sunday is day 0
	lastWeek := sunday.AddDate(0, 0, -6)
	return frame{
		period: p, asOf: asOf,
		firstWeek: lastWeek.AddDate(0, 0, -7*(quarterWeeks-1)), lastWeek: lastWeek,
		firstMonth: p.End.AddDate(0, -monthsShown, 0),
	}
}

// hasFeatures tells whether marts.customer_feature_quarters has the quarter: it is
// the last complete one or the running one, for the one after it is not complete.
func (f frame) hasFeatures() bool { return f.asOf.Before(f.period.Next().Last()) }

// yearBack is 52 weeks: the same week a year before.
const yearBack = -364

// weekIndex is the place of a Monday among weeks that begin at first, or −1.
func weekIndex(monday, first time.Time) int {
	days := int(monday.Sub(first).Hours() / 24)
	if days < 0 || days%7 != 0 || days/7 >= quarterWeeks {
		return -1
	}
	return days / 7
}

// blankWeeks are weeks of which nothing is known yet.
func blankWeeks(first time.Time) []Week {
	weeks := make([]Week, quarterWeeks)
	for i := range weeks {
		weeks[i].Start = first.AddDate(0, 0, 7*i)
	}
	return weeks
}
