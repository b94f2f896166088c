package transforms

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The business minutes between two instants are the difference of the minutes
// that passed in the schedule before each. Two small tables tell those of any
// instant by equality: one has each day of UTC with the minutes before it and the
// pattern of its opening, the other each pattern's openings. A year has a handful
// of patterns: workdays, their neighbours, and the same in summer time.

// scheduleTables are the rows of the runner tables about schedules.
type scheduleTables struct {
	schedules, rules, days, openings [][]string
	patterns                         map[string]int // the open minutes of a day of UTC → its number
}

// scheduleTables lays every schedule out from firstScheduleDay to the as-of day.
func (s Settings) scheduleTables() (*scheduleTables, error) {
	t := &scheduleTables{patterns: map[string]int{}}
	for place, one := range s.Schedules {
		t.schedules = append(t.schedules, []string{literal(one.Name), strconv.Itoa(place), strconv.Itoa(len(one.Tickets))})
		for _, field := range sortedKeys(one.Tickets) {
			for _, value := range one.Tickets[field] {
				t.rules = append(t.rules, []string{literal(one.Name), literal(field), literal(value)})
			}
		}
		// The as-of day ends, somewhere, more than a day after it began in UTC.
		if err := t.layOut(one, firstScheduleDay(), s.AsOf.AddDate(0, 0, 2)); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *scheduleTables) layOut(s Schedule, from, to time.Time) error {
	zone, err := time.LoadLocation(s.Timezone)
	if err != nil {
		return fmt.Errorf("read time zone of schedule %s: %w", s.Name, err)
	}
	clock, seen, before := s.wallClock(), map[string]string{}, 0
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		key := clock.likeness(day, zone)
		open, known := seen[key]
		if !known {
			open = clock.minutes(day, zone)
			seen[key] = open
		}
		t.days = append(t.days, []string{literal(s.Name), "DATE " + literal(day.Format(time.DateOnly)), strconv.Itoa(t.pattern(open)), strconv.Itoa(before)})
		before += strings.Count(open, "x")
	}
	return nil
}

// likeness is the same for days of UTC with the same open minutes: those whose
// two local days open alike, without or with the same change of the clocks.
func (w wallClock) likeness(day time.Time, zone *time.Location) string {
	first, last := day.In(zone), day.Add(24*time.Hour-time.Minute).In(zone)
	_, offset := first.Zone()
	_, later := last.Zone()
	if offset != later {
		return day.Format(time.DateOnly)
	}
	return fmt.Sprint(offset, w.open(first), w.open(last))
}

// minutes marks every minute of a day of UTC with x where the local wall clock
// stands inside an opening, else with a dot.
func (w wallClock) minutes(day time.Time, zone *time.Location) string {
	var marks strings.Builder
	var open []Shift
	date := 0
	for m := range minutesOfDay {
		local := day.Add(time.Duration(m) * time.Minute).In(zone)
		if local.YearDay() != date {
			date, open = local.YearDay(), w.open(local)
		}
		if within(open, local.Hour()*60+local.Minute()) {
			marks.WriteByte('x')
		} else {
			marks.WriteByte('.')
		}
	}
	return marks.String()
}

// pattern numbers the open minutes of a day; a new number's openings are listed.
func (t *scheduleTables) pattern(open string) int {
	if n, known := t.patterns[open]; known {
		return n
	}
	n := len(t.patterns) + 1
	t.patterns[open] = n
	for at := 0; at < len(open); {
		length := max(1, len(open[at:])-len(strings.TrimLeft(open[at:], open[at:at+1])))
		if open[at] == 'x' {
			t.openings = append(t.openings, []string{strconv.Itoa(n), strconv.Itoa(at), strconv.Itoa(at + length)})
		}
		at += length
	}
	return n
}

// scheduleCanon are the runner tables about schedules.
func scheduleCanon() []CanonicalTable {
	return []CanonicalTable{
		// The schedules of the support team in the order they are tried; place 0 is
		// that of all other tickets. fields is how many its rule must fit. Without a
		// configured schedule all these tables are empty.
		{Name: "schedules", Key: []string{"schedule"}, Columns: columns("schedule VARCHAR, place BIGINT, fields BIGINT")},
		{Name: "schedule_rules", Key: []string{"schedule", "field", "value"}, Columns: columns("schedule VARCHAR, field VARCHAR, value VARCHAR")},
		// day is a day of UTC; minutes_before are the schedule's minutes from
		// 2000-01-01 to its beginning.
		{Name: "schedule_days", Key: []string{"schedule", "day"}, Columns: columns("schedule VARCHAR, day DATE, pattern BIGINT, minutes_before BIGINT")},
		// Minutes of the day of UTC between which a pattern is open, half-open.
		{Name: "schedule_openings", Key: []string{"pattern", "opens"}, Columns: columns("pattern BIGINT, opens BIGINT, closes BIGINT")},
	}
}
