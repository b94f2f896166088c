package config

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// checkSchedules checks the hours of metrics.schedule and metrics.schedules.
func (m Metrics) checkSchedules(v *validator) error {
	if m.Schedule != nil {
		if m.Schedule.Name != "" || len(m.Schedule.Tickets) > 0 {
			return v.fail("$.metrics.schedule", "metrics.schedule is for all tickets and has no name", "put schedules of some tickets under metrics.schedules")
		}
		if err := m.Schedule.check(v, "$.metrics.schedule"); err != nil {
			return err
		}
	}
	seen := map[string]bool{DefaultScheduleName: true}
	for i, s := range m.Schedules {
		path := fmt.Sprintf("$.metrics.schedules[%d]", i)
		switch {
		case m.Schedule == nil:
			return v.fail(path, "metrics.schedules needs metrics.schedule", "give the hours of all other tickets there")
		case !identifier.MatchString(s.Name):
			return v.fail(path, fmt.Sprintf("schedule name %q is not usable", s.Name), "use lower-case letters, digits and _")
		case seen[s.Name]:
			return v.fail(path, fmt.Sprintf("schedule %q is taken", s.Name), "give every schedule its own name; 'default' is metrics.schedule")
		}
		seen[s.Name] = true
		if err := s.check(v, path); err != nil {
			return err
		}
	}
	return nil
}

func (b BusinessHours) check(v *validator, path string) error {
	if _, err := time.LoadLocation(b.Timezone); err != nil || b.Timezone == "Local" {
		return v.fail(path+".timezone", fmt.Sprintf("timezone %q is not a time zone", b.Timezone), "write an IANA name such as Europe/Berlin")
	}
	if _, err := b.Week(); err != nil {
		return v.fail(path+".hours", err.Error(), `write weekdays and hours such as {mon-thu: "09:00-12:00, 13:00-17:30", fri: "09:00-15:00"}`)
	}
	known := holidays()
	for _, region := range b.Holidays {
		if known[region] == nil {
			return v.fail(path+".holidays", fmt.Sprintf("no holidays are known of %q", region), likelyRegions(region)+"; single days stand in days_off")
		}
	}
	for _, day := range b.DaysOff {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return v.fail(path+".days_off", fmt.Sprintf("day off %q is not a date", day), "write YYYY-MM-DD")
		}
	}
	for _, field := range slices.Sorted(maps.Keys(b.Tickets)) {
		if !identifier.MatchString(field) || len(b.Tickets[field]) == 0 {
			return v.fail(path+".tickets", fmt.Sprintf("tickets cannot be told by %q", field), "name priority, channel, source or an attribute of the customer, and its values")
		}
	}
	return nil
}
