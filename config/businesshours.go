package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
)

// BusinessHours is when a support team works. Minutes outside of them are no
// business minutes.
type BusinessHours struct {
	// Name is how a further schedule is called; the one of metrics.schedule is 'default'.
	Name string `yaml:"name"`
	// Timezone is the IANA zone of the hours; empty means the company's.
	Timezone string `yaml:"timezone"`
	// Hours gives, for a weekday or several (mon, mon-fri, "sat,sun"), the hours of
	// work, such as "09:00-12:30, 13:30-17:00". Hours that end before they begin run
	// into the next day. Empty means Monday to Friday, 09:00-17:00.
	Hours map[string]string `yaml:"hours"`
	// Holidays are countries and regions, such as us or de-by, on whose holidays
	// nobody works.
	Holidays []string `yaml:"holidays"`
	// DaysOff are further days nobody works on, YYYY-MM-DD.
	DaysOff []string `yaml:"days_off"`
	// Tickets says which tickets begin in a further schedule: those whose priority,
	// channel, source or customer's attribute is one of the values given.
	Tickets map[string][]string `yaml:"tickets"`
}

// DefaultScheduleName is the name of metrics.schedule.
const DefaultScheduleName = "default"

// Shift is a stretch of work that begins on a day: minutes after its midnight. To
// is more than a day's 1440 where the shift runs into the next day.
type Shift struct{ From, To int }

// Week reads the hours, Sunday first.
func (b BusinessHours) Week() (week [7][]Shift, err error) {
	hours := b.Hours
	if len(hours) == 0 {
		hours = map[string]string{"mon-fri": "09:00-17:00"}
	}
	for _, key := range slices.Sorted(maps.Keys(hours)) {
		days, err := weekdays(key)
		if err != nil {
			return week, err
		}
		for part := range strings.SplitSeq(hours[key], ",") {
			shift, err := parseShift(strings.TrimSpace(part))
			if err != nil {
				return week, err
			}
			for _, d := range days {
				week[d] = append(week[d], shift)
			}
		}
	}
	return week, nil
}

// Closed lists the days from one to another, both included, on which nobody
// works because of a holiday or a day off. A holiday that a country keeps on
// another day, because it falls on a weekend, closes that day.
func (b BusinessHours) Closed(from, to time.Time) []time.Time {
	calendar := cal.NewBusinessCalendar()
	calendar.WorkdayFunc = func(time.Time) bool { return true }
	for _, region := range b.Holidays {
		calendar.AddHoliday(holidays()[region]...)
	}
	var closed []time.Time
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		if !calendar.IsWorkday(day) || slices.Contains(b.DaysOff, day.Format(time.DateOnly)) {
			closed = append(closed, day)
		}
	}
	return closed
}

// String is the schedule in one line, the same for the same hours.
func (b BusinessHours) String() string {
	hours := b.Hours
	if len(hours) == 0 {
		hours = map[string]string{"mon-fri": "09:00-17:00"}
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(hours)) {
		parts = append(parts, key+" "+hours[key])
	}
	if b.Timezone != "" {
		parts = append(parts, b.Timezone)
	}
	if len(b.Holidays) > 0 {
		parts = append(parts, "holidays "+strings.Join(b.Holidays, " "))
	}
	if len(b.DaysOff) > 0 {
		parts = append(parts, "off "+strings.Join(b.DaysOff, " "))
	}
	for _, field := range slices.Sorted(maps.Keys(b.Tickets)) {
		parts = append(parts, field+" = "+strings.Join(b.Tickets[field], " or "))
	}
	return strings.Join(parts, "; ")
}

// weekdays reads mon, mon-fri or "sat,sun".
func weekdays(text string) ([]time.Weekday, error) {
	names := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	var days []time.Weekday
	for part := range strings.SplitSeq(text, ",") {
		first, last, ranged := strings.Cut(strings.TrimSpace(part), "-")
		from, to := slices.Index(names, first), slices.Index(names, last)
		if !ranged {
			to = from
		}
		if from < 0 || to < 0 {
			return nil, fmt.Errorf("%q names no weekdays", text)
		}
		for d := from; ; d = (d + 1) % 7 {
			days = append(days, time.Weekday(d))
			if d == to {
				break
			}
		}
	}
	return days, nil
}

// parseShift reads 09:00-17:00.
func parseShift(text string) (Shift, error) {
	first, last, _ := strings.Cut(text, "-")
	from, err := minuteOfDay(strings.TrimSpace(first))
	if err != nil {
		return Shift{}, fmt.Errorf("%q is no stretch of hours", text)
	}
	to, err := minuteOfDay(strings.TrimSpace(last))
	if err != nil || from == to || from == 24*60 {
		return Shift{}, fmt.Errorf("%q is no stretch of hours", text)
	}
	if to < from {
		to += 24 * 60
	}
	return Shift{From: from, To: to}, nil
}

// minuteOfDay reads a time of day; 24:00 is the day's end.
func minuteOfDay(text string) (int, error) {
	if text == "24:00" {
		return 24 * 60, nil
	}
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0, err
	}
	return t.Hour()*60 + t.Minute(), nil
}
