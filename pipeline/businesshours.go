package pipeline

import (
	"cmp"
	"strings"
	"time"

	"quarterdeck/config"
	"quarterdeck/transforms"
)

// firstClosedDay is before every business minute the marts count.
func firstClosedDay() time.Time { return time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC) }

// supportSchedules are the configured business hours, the default first, with every day
// of theirs off up to the days around the as-of day.
func (p *Pipeline) supportSchedules(asOf time.Time) []transforms.Schedule {
	var all []transforms.Schedule
	for _, hours := range p.businessHours() {
		one := transforms.Schedule{
			Name: hours.Name, Timezone: cmp.Or(hours.Timezone, p.cfg.Company.Timezone),
			Closed: hours.Closed(firstClosedDay(), asOf.AddDate(0, 0, 3)), Tickets: hours.Tickets,
		}
		week, _ := hours.Week() // the configuration was checked when it was read
		for day, shifts := range week {
			for _, s := range shifts {
				one.Week[day] = append(one.Week[day], transforms.Shift(s))
			}
		}
		all = append(all, one)
	}
	return all
}

// businessHours are the configured schedules by name, the default first.
func (p *Pipeline) businessHours() []config.BusinessHours {
	m := p.cfg.Metrics
	if m.Schedule == nil {
		return nil
	}
	first := *m.Schedule
	first.Name = config.DefaultScheduleName
	return append([]config.BusinessHours{first}, m.Schedules...)
}

// scheduleText is the schedules in words, the same while they are.
func (p *Pipeline) scheduleText() string {
	var all []string
	for _, hours := range p.businessHours() {
		all = append(all, hours.Name+": "+hours.String())
	}
	return strings.Join(all, " | ")
}
