package transforms

import "time"

// Schedule is when a support team works. Settings' first is that of every ticket
// no other claims; without one the helpdesks' own business minutes stand.
type Schedule struct {
	Name     string
	Timezone string // IANA name
	// Week has the shifts that begin on each weekday, Sunday first.
	Week [7][]Shift
	// Closed are the days no shift begins on, whatever the week says.
	Closed []time.Time
	// Tickets begin in the schedule whose priority, channel, source or customer's
	// attribute of that name is one of the values: all names must fit.
	Tickets map[string][]string
}

// Shift is a stretch of work: minutes after the midnight it begins on. To is more
// than a day's 1440 where it runs into the next day.
type Shift struct{ From, To int }

// minutesOfDay are the minutes a day of UTC has.
const minutesOfDay = 24 * 60

// firstScheduleDay is where schedules begin; business minutes of anything before
// are unknown.
func firstScheduleDay() time.Time { return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) }

// wallClock tells which minutes of local days a schedule is open.
type wallClock struct {
	week   [7][]Shift
	closed map[string]bool
}

func (s Schedule) wallClock() wallClock {
	w := wallClock{week: s.Week, closed: map[string]bool{}}
	for _, day := range s.Closed {
		w.closed[day.Format(time.DateOnly)] = true
	}
	return w
}

// open are the stretches of a local day with work, in minutes after its midnight:
// its own shifts and what is left of the day before's. They may overlap.
func (w wallClock) open(day time.Time) []Shift {
	var out []Shift
	for _, s := range w.shifts(day) {
		out = append(out, Shift{s.From, min(s.To, minutesOfDay)})
	}
	for _, s := range w.shifts(day.AddDate(0, 0, -1)) {
		if s.To > minutesOfDay {
			out = append(out, Shift{0, s.To - minutesOfDay})
		}
	}
	return out
}

func (w wallClock) shifts(day time.Time) []Shift {
	if w.closed[day.Format(time.DateOnly)] {
		return nil
	}
	return w.week[day.Weekday()]
}

func within(shifts []Shift, minute int) bool {
	for _, s := range shifts {
		if minute >= s.From && minute < s.To {
			return true
		}
	}
	return false
}
