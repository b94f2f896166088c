package config

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWeek(t *testing.T) {
	cases := []struct {
		name  string
		hours map[string]string
		want  string // of each day that has shifts
	}{
		{"nothing said", nil, "Monday 540-1020, Tuesday 540-1020, Wednesday 540-1020, Thursday 540-1020, Friday 540-1020"},
		{"a break", map[string]string{"tue": "09:00-12:30, 13:15-17:00"}, "Tuesday 540-750 795-1020"},
		{"over the weekend", map[string]string{"sat-mon": "08:00-08:01"}, "Sunday 480-481, Monday 480-481, Saturday 480-481"},
		{"a list", map[string]string{"wed, sun": "00:00-24:00"}, "Sunday 0-1440, Wednesday 0-1440"},
		{"a night shift", map[string]string{"fri": "22:00-06:00"}, "Friday 1320-1800"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			week, err := BusinessHours{Hours: c.hours}.Week()
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for d, shifts := range week {
				text := time.Weekday(d).String()
				for _, s := range shifts {
					text += fmt.Sprintf(" %d-%d", s.From, s.To)
				}
				if len(shifts) > 0 {
					got = append(got, text)
				}
			}
			if d := cmp.Diff(c.want, strings.Join(got, ", ")); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// TestClosed: days as the countries' governments publish them.
func TestClosed(t *testing.T) {
	cases := []struct {
		name     string
		hours    BusinessHours
		from, to string
		want     string
	}{
		{"Independence Day on a Saturday", BusinessHours{Holidays: []string{"us"}}, "2026-07-01", "2026-07-10", "2026-07-03"},
		{"Easter in Bavaria", BusinessHours{Holidays: []string{"de-by"}}, "2026-04-01", "2026-04-10", "2026-04-03 2026-04-06"},
		{"Epiphany in Bavaria only", BusinessHours{Holidays: []string{"de"}}, "2026-01-02", "2026-01-10", ""},
		{"a new year observed in the old one", BusinessHours{Holidays: []string{"us"}}, "2021-12-27", "2022-01-03", "2021-12-31"},
		{"two countries and a day off", BusinessHours{Holidays: []string{"us", "gb"}, DaysOff: []string{"2026-12-24"}}, "2026-12-20", "2026-12-31",
			"2026-12-24 2026-12-25 2026-12-28"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			from, _ := time.Parse(time.DateOnly, c.from)
			to, _ := time.Parse(time.DateOnly, c.to)
			var got []string
			for _, day := range c.hours.Closed(from, to) {
				got = append(got, day.Format(time.DateOnly))
			}
			if d := cmp.Diff(c.want, strings.Join(got, " ")); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

func TestScheduleErrors(t *testing.T) {
	const head = "company: {name: A}\nsources: [{name: s, type: files, tables: {tickets: {path: t.csv}}}]\nmetrics:\n"
	for text, want := range map[string]string{
		"  schedule: {hours: {monday: 09:00-17:00}}":                        `4:21: "monday" names no weekdays`,
		"  schedule: {hours: {mon: 9-17}}":                                  `4:21: "9-17" is no stretch of hours`,
		"  schedule: {hours: {mon: 09:00-09:00}}":                           `4:21: "09:00-09:00" is no stretch of hours`,
		"  schedule: {timezone: Mars}":                                      `4:24: timezone "Mars" is not a time zone`,
		"  schedule: {holidays: [xx]}":                                      `4:24: no holidays are known of "xx"; use one of ar, at, be`,
		"  schedule: {holidays: [DE-BY]}":                                   `no holidays are known of "DE-BY"; write de-by; single`,
		"  schedule: {holidays: [au]}":                                      `no holidays are known of "au"; use one of au-act, au-nsw`,
		"  schedule: {holidays: [de-xx]}":                                   `no holidays are known of "de-xx"; use one of de, de-bb`,
		"  schedule: {days_off: [24.12.2026]}":                              `4:24: day off "24.12.2026" is not a date`,
		"  schedule: {name: a}":                                             `metrics.schedule is for all tickets and has no name`,
		"  schedules: [{name: a}]":                                          `metrics.schedules needs metrics.schedule`,
		"  schedule: {}\n  schedules: [{name: default}]":                    `schedule "default" is taken`,
		"  schedule: {}\n  schedules: [{name: A}]":                          `schedule name "A" is not usable`,
		"  schedule: {}\n  schedules: [{name: a, tickets: {Tier: [x]}}]":    `tickets cannot be told by "Tier"`,
		"  schedule: {}\n  schedules: [{name: a, tickets: {priority: []}}]": `tickets cannot be told by "priority"`,
		"  schedule_changes: first":                                         `metrics.schedule_changes "first" is not known`,
	} {
		t.Run(text, func(t *testing.T) {
			_, err := Parse("q.yml", []byte(head+text), func(string) (string, bool) { return "", false })
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("want %q, got %v", want, err)
			}
		})
	}
}
