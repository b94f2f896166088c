package world

import "time"

const day = 24 * time.Hour

// addMonths moves an anchor by whole months; a day the month lacks becomes its
// last one, as billing systems do.
func addMonths(anchor time.Time, months int) time.Time {
	y, m, d := anchor.Date()
	first := time.Date(y, m+time.Month(months), 1, anchor.Hour(), anchor.Minute(), anchor.Second(), 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(d, last)-1)
}

func midnight(t time.Time) time.Time {
	y, m, d := t.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func monthStart(t time.Time) time.Time {
	y, m, _ := t.UTC().Date()
	return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
}

// workday moves a weekend to the Monday after.
func workday(t time.Time) time.Time {
	switch t.Weekday() {
	case time.Saturday:
		return t.Add(2 * day)
	case time.Sunday:
		return t.Add(day)
	default:
		return t
	}
}

// officeHour draws an instant of the day between 13:00 and 21:00 UTC.
func officeHour(d dice, on time.Time) time.Time {
	return midnight(on).Add(13*time.Hour + time.Duration(d.IntN(8*3600))*time.Second)
}

// Schedule is the support team's week: Monday to Friday, from Open to Close
// minutes after local midnight.
type Schedule struct {
	Zone        *time.Location
	Open, Close int
}

// Minutes counts the whole minutes of [from, to) that lie inside the schedule.
func (s Schedule) Minutes(from, to time.Time) int {
	total := time.Duration(0)
	for local := from.In(s.Zone); ; {
		y, m, d := local.Date()
		if w := local.Weekday(); w != time.Saturday && w != time.Sunday {
			opens := time.Date(y, m, d, 0, s.Open, 0, 0, s.Zone)
			closes := time.Date(y, m, d, 0, s.Close, 0, 0, s.Zone)
			total += overlap(from, to, opens, closes)
		}
		local = time.Date(y, m, d+1, 0, 0, 0, 0, s.Zone)
		if !local.Before(to) {
			return int(total / time.Minute)
		}
	}
}

func overlap(a0, a1, b0, b1 time.Time) time.Duration {
	if b0.After(a0) {
		a0 = b0
	}
	if b1.Before(a1) {
		a1 = b1
	}
	return max(0, a1.Sub(a0))
}
