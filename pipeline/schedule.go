package pipeline

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-co-op/gocron/v2"

	"quarterdeck/config"
)

// wallCron is a cron line read on the wall clock of a time zone. Every
// wall-clock time the line names happens exactly once: one that the clock skips
// in spring comes right after the skip, and of the two that autumn has the first
// counts.
type wallCron struct {
	line  gocron.Cron // steps through wall-clock times written as if they were UTC
	zone  *time.Location
	keeps func(wall time.Time) bool // nil keeps every time the line names
}

var _ gocron.Cron = (*wallCron)(nil)

// parseCron reads a line of five fields, or a descriptor as @daily. now is only
// used to refuse a line that names no time at all.
func parseCron(text string, zone *time.Location, now time.Time) (*wallCron, error) {
	c := &wallCron{}
	if err := c.IsValid(text, zone, now); err != nil {
		return nil, fmt.Errorf("cron %q: %w", text, err)
	}
	return c, nil
}

// newCalendar reads a schedule's timing.
func newCalendar(timing config.Timing, zone *time.Location, now time.Time) (*wallCron, error) {
	c, err := parseCron(timing.Cron, zone, now)
	if err != nil {
		return nil, err
	}
	if timing.Nth != 0 {
		c.keeps = timing.Keeps
	}
	return c, nil
}

// IsValid implements gocron.Cron: it also takes the line in.
func (c *wallCron) IsValid(text string, zone *time.Location, now time.Time) error {
	if strings.Contains(text, "TZ=") {
		return errors.New("it cannot have a time zone of its own: the company's applies")
	}
	if strings.HasPrefix(strings.TrimSpace(text), "@every") {
		return errors.New("@every names no wall-clock time; write it as fields, such as */30 * * * *")
	}
	line := gocron.NewDefaultCron(false)
	if err := line.IsValid(text, time.UTC, now.UTC()); err != nil {
		reasons := unjoin(err)
		return reasons[len(reasons)-1] // the first only says that it is wrong
	}
	c.line, c.zone = line, zone
	return nil
}

// Next is the first instant after t that the line names.
func (c *wallCron) Next(t time.Time) time.Time {
	wall := asUTC(t.In(c.zone))
	for {
		wall = c.line.Next(wall)
		if wall.IsZero() {
			return time.Time{}
		}
		if c.keeps != nil && !c.keeps(wall) {
			continue
		}
		if at := instantAt(wall, c.zone); at.After(t) {
			return at
		}
	}
}

// Latest is the last instant at or before t that the line names; zero when it
// names none in the five years before.
func (c *wallCron) Latest(t time.Time) time.Time {
	const day = 24 * time.Hour
	for _, back := range []time.Duration{2 * time.Hour, 2 * day, 9 * day, 63 * day, 367 * day, 5 * 366 * day} {
		latest := time.Time{}
		for at := c.Next(t.Add(-back)); !at.IsZero() && !at.After(t); at = c.Next(at) {
			latest = at
		}
		if !latest.IsZero() {
			return latest
		}
	}
	return time.Time{}
}

// asUTC writes the wall clock of t as a UTC time.
func asUTC(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// instantAt is when the clock of the zone shows wall (written as UTC): the first
// time of two, and for a time that is skipped the same span after the skip began.
func instantAt(wall time.Time, zone *time.Location) time.Time {
	_, before := wall.Add(-24 * time.Hour).In(zone).Zone()
	first := wall.Add(-time.Duration(before) * time.Second)
	if asUTC(first.In(zone)).Equal(wall) {
		return first
	}
	_, after := wall.Add(24 * time.Hour).In(zone).Zone()
	second := wall.Add(-time.Duration(after) * time.Second)
	if asUTC(second.In(zone)).Equal(wall) {
		return second
	}
	return first
}

// localTime names a tick by its wall clock.
func localTime(at time.Time, zone *time.Location) string {
	return at.In(zone).Format("2006-01-02T15:04")
}

// schedule is a schedule of the configuration with its calendar.
type schedule struct {
	config.Plan
	cron *wallCron
	from time.Time // since when it is as it is; only of those status looks at
}

// schedules reads all of them; a wrong one is a *UsageError that says where it stands.
func (p *Pipeline) schedules() ([]schedule, error) {
	var all []schedule
	for _, s := range p.cfg.Schedules {
		where := cmp.Or(s.Place, "schedule of "+s.Job)
		plan, err := s.Plan(p.cfg.Company.FiscalYearStart)
		if err != nil {
			return nil, &UsageError{fmt.Errorf("%s: %w", where, err)}
		}
		cron, err := newCalendar(plan.Timing, p.location, p.deps.Now())
		if err != nil {
			return nil, &UsageError{fmt.Errorf("%s: schedule of %s: %w", where, s.Job, err)}
		}
		all = append(all, schedule{Plan: plan, cron: cron})
	}
	return all, nil
}

// nextRun is the first nightly tick after t, in the company's time zone; zero
// when none is scheduled.
func (p *Pipeline) nextRun(t time.Time) time.Time {
	var first time.Time
	all, err := p.schedules()
	if err != nil {
		return first // a wrong line is refused where it is used
	}
	for _, s := range all {
		if s.Job != "nightly" {
			continue
		}
		if at := s.cron.Next(t); first.IsZero() || at.Before(first) {
			first = at.In(p.location)
		}
	}
	return first
}
