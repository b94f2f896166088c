package truth

import "time"

// Days and months are counted so that arithmetic is plain: days since
// 1970-01-01, months since year 0.

func dayOf(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func date(day int) time.Time { return time.Unix(int64(day)*86400, 0).UTC() }

func monthOf(day int) int {
	y, m, _ := date(day).Date()
	return y*12 + int(m) - 1
}

// monthDay is the first day of a month.
func monthDay(month int) int {
	return dayOf(time.Date(month/12, time.Month(month%12+1), 1, 0, 0, 0, 0, time.UTC))
}

func monthDate(month int) time.Time { return date(monthDay(month)) }

// levelDay is the day whose end is a month's level.
func (b *Book) levelDay(month int) int { return min(monthDay(month+1)-1, b.asOf) }

func (b *Book) complete(month int) bool { return monthDay(month+1)-1 <= b.asOf }

// quarterStart is the first month of the fiscal quarter of a month.
func (b *Book) quarterStart(month int) int {
	return month - (month%12+1-int(b.set.FiscalYearStart)+12)%3
}

// Period is a reporting period: half-open dates and its span.
type Period struct {
	PeriodStart, PeriodEnd time.Time
	Span                   string
}

// window is a period as day numbers; last is its last known day.
type window struct {
	span           string
	from, to, last int
}

func (w window) period() Period { return Period{date(w.from), date(w.to), w.span} }

// windows lists the months and fiscal quarters from the first fact to the as-of
// day, and the trailing window of so many days.
func (b *Book) windows(firstMonth, trailing int) []window {
	var all []window
	add := func(span string, from, to int) {
		all = append(all, window{span, from, to, min(to-1, b.asOf)})
	}
	for m := firstMonth; m <= b.last; m++ {
		add("month", monthDay(m), monthDay(m+1))
	}
	for q := b.quarterStart(firstMonth); q <= b.last; q += 3 {
		add("quarter", monthDay(q), monthDay(q+3))
	}
	add("trailing", b.asOf+1-trailing, b.asOf+1)
	return all
}
