package transforms

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The oracle of business minutes: it looks at the wall clock every minute of the
// world's time, one after the other, and knows no table, pattern or difference.
type minuteCounter struct {
	schedule Schedule
	zone     *time.Location
}

func newMinuteCounter(t testing.TB, s Schedule) minuteCounter {
	t.Helper()
	zone, err := time.LoadLocation(s.Timezone)
	if err != nil {
		t.Fatal(err)
	}
	return minuteCounter{s, zone}
}

// worksAt tells whether the team works in the minute that begins at an instant.
func (c minuteCounter) worksAt(at time.Time) bool {
	local := at.In(c.zone)
	minute := local.Hour()*60 + local.Minute()
	return c.inShift(local, minute) || c.inShift(local.AddDate(0, 0, -1), minute+24*60)
}

func (c minuteCounter) inShift(day time.Time, minute int) bool {
	for _, closed := range c.schedule.Closed {
		if closed.Format(time.DateOnly) == day.Format(time.DateOnly) {
			return false
		}
	}
	for _, s := range c.schedule.Week[day.Weekday()] {
		if s.From <= minute && minute < s.To {
			return true
		}
	}
	return false
}

// minutes counts the minutes of [from, to), both whole minutes.
func (c minuteCounter) minutes(from, to time.Time) int {
	n := 0
	for at := from; at.Before(to); at = at.Add(time.Minute) {
		if c.worksAt(at) {
			n++
		}
	}
	return n
}

func shifts(pairs ...int) []Shift {
	var out []Shift
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, Shift{pairs[i], pairs[i+1]})
	}
	return out
}

func everyDay(pairs ...int) (week [7][]Shift) {
	for d := range week {
		week[d] = shifts(pairs...)
	}
	return week
}

// drawSchedule draws a week in a zone that changes its clocks, or does not.
func drawSchedule(r *rapid.T, closed []time.Time) Schedule {
	s := Schedule{Name: "drawn", Timezone: rapid.SampledFrom([]string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Kathmandu",
		"Pacific/Apia", "America/St_Johns", "UTC"}).Draw(r, "zone")}
	for d := range s.Week {
		for range rapid.IntRange(0, 3).Draw(r, "shifts") {
			from := rapid.IntRange(0, 1439).Draw(r, "from")
			s.Week[d] = append(s.Week[d], Shift{from, from + rapid.IntRange(1, 1440).Draw(r, "length")})
		}
	}
	for _, day := range closed {
		if rapid.Bool().Draw(r, "closed") {
			s.Closed = append(s.Closed, day)
		}
	}
	return s
}

// TestBusinessMinutesAgainstACounter: minutes between any two instants around both
// changes of the clocks, with holidays and shifts of any kind, through the tables
// and the SQL, equal to a count minute by minute, and never above the calendar's.
func TestBusinessMinutesAgainstACounter(t *testing.T) {
	t.Parallel()
	first := time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)
	starts := []time.Time{first, time.Date(2026, 3, 27, 0, 0, 0, 0, time.UTC), time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 10, 23, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 30, 0, 0, 0, 0, time.UTC), time.Date(2025, 12, 30, 0, 0, 0, 0, time.UTC)}
	var closed []time.Time
	for _, s := range starts {
		for d := range 6 {
			closed = append(closed, s.AddDate(0, 0, d))
		}
	}
	checks := 12
	if testing.Short() {
		checks = 2
	}
	var drawn []Schedule
	var spans [][3]time.Time
	rapid.Check(t, func(r *rapid.T) {
		if len(drawn) >= checks {
			return
		}
		drawn = append(drawn, drawSchedule(r, closed))
	})
	r := rand.New(rand.NewSource(1))
	for i := range 60 {
		from := starts[i%len(starts)].Add(time.Duration(r.Intn(3*24*60)) * time.Minute)
		spans = append(spans, [3]time.Time{from, from.Add(time.Duration(r.Intn(4*24*60)) * time.Minute)})
	}
	for i := range drawn {
		drawn[i].Name = fmt.Sprintf("s%d", i)
		compareMinutes(t, drawn[i], spans)
	}
	compareMinutes(t, Schedule{Name: "always", Timezone: "Europe/Berlin", Week: everyDay(0, 1440)}, spans)
	compareMinutes(t, Schedule{Name: "nights", Timezone: "Europe/Berlin", Week: everyDay(22*60, 30*60), Closed: closed[7:9]}, spans)
}

// compareMinutes measures first replies of tickets in a schedule.
func compareMinutes(t *testing.T, s Schedule, spans [][3]time.Time) {
	t.Helper()
	counter := newMinuteCounter(t, s)
	var tickets strings.Builder
	tickets.WriteString("ticket_id created_at first_replied_at\n")
	want := []string{}
	for i, span := range spans {
		fmt.Fprintf(&tickets, "t%03d '%s' '%s'\n", i, span[0].Format(time.DateTime), span[1].Format(time.DateTime))
		minutes := counter.minutes(span[0], span[1])
		want = append(want, fmt.Sprintf("t%03d  %d  true", i, minutes))
	}
	db := buildLanded(t, world{asOf: "2026-12-31", landed: map[string]string{"files_tickets": tickets.String()},
		settings: func(set *Settings) { set.Schedules = []Schedule{s} }}, "core.tickets")
	got := show(t, db.conn, `SELECT ticket_id, CAST(first_reply_minutes_business AS BIGINT), first_reply_minutes_business BETWEEN 0 AND first_reply_minutes
		FROM core.tickets ORDER BY ticket_id`)
	if !slices.Equal(got, want) {
		t.Errorf("schedule %+v", s)
	}
	diff(t, got, want)
}

// TestScheduleTablesAreSmall: a workday's pattern is stored once a season, however
// long the calendar is.
func TestScheduleTablesAreSmall(t *testing.T) {
	t.Parallel()
	s := testSettings(t, "2026-12-31")
	var week [7][]Shift
	for d := time.Monday; d <= time.Friday; d++ {
		week[d] = shifts(9*60, 12*60, 13*60, 17*60)
	}
	s.Schedules = []Schedule{{Name: "default", Timezone: "America/New_York", Week: week}}
	tables, err := s.scheduleTables()
	if err != nil {
		t.Fatal(err)
	}
	if len(tables.patterns) != 3 { // summer, winter, closed
		t.Errorf("%d patterns, want 3", len(tables.patterns))
	}
	if days := len(tables.days); days < 27*365 || days > 28*366 {
		t.Errorf("%d days", days)
	}
	s.Schedules[0].Timezone = "Mars"
	if _, err := s.scheduleTables(); err == nil || !strings.Contains(err.Error(), "schedule default") {
		t.Errorf("got %v", err)
	}
}
