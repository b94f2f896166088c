package pipeline

import (
	"cmp"
	"context"
	"time"

	"quarterdeck/config"
	"quarterdeck/pipeline/state"
)

// NextRun is a coming run.
type NextRun struct {
	Schedule string    `json:"schedule"`
	Job      string    `json:"job"`
	At       time.Time `json:"at"`
}

// NextRuns are the next ticks of every schedule, in the order of the configuration.
func (p *Pipeline) NextRuns() ([]NextRun, error) {
	all, err := p.schedules()
	if err != nil {
		return nil, err
	}
	var next []NextRun
	for _, s := range all {
		next = append(next, NextRun{Schedule: s.Name, Job: s.Job, At: s.cron.Next(p.deps.Now()).In(p.location)})
	}
	return next, nil
}

// ScheduleStatus is a schedule as it was understood, and where it stands.
type ScheduleStatus struct {
	Name string `json:"name"`
	Job  string `json:"job"`
	// Words say when it runs, and Cron the same as a line; Nth narrows that line to
	// the first to fourth of its weekday in the month, or the last (-1).
	Words string `json:"words"`
	Cron  string `json:"cron"`
	Nth   int    `json:"nth,omitempty"`
	// CatchUp is latest, all or none; Window is how old a missed run may be, 0 is any age.
	CatchUp   string        `json:"catch_up"`
	Window    time.Duration `json:"catch_up_window,omitempty"`
	Retries   int           `json:"retries"`
	RetryWait time.Duration `json:"retry_wait"`
	Timeout   time.Duration `json:"timeout"`
	// Memory is in bytes; 0 is no cap.
	Memory int64       `json:"memory,omitempty"`
	Next   []time.Time `json:"next"`
	// Last is its newest tick on record; nil when it never ran.
	Last *TickStatus `json:"last,omitempty"`
}

// TickStatus is one time a schedule named, and what came of it.
type TickStatus struct {
	Schedule    string    `json:"schedule"`
	Job         string    `json:"job"`
	ScheduledAt time.Time `json:"scheduled_at"`
	// State is claimed (it runs, or is to be tried again at RetryAt), done, failed,
	// held or skipped.
	State    string    `json:"state"`
	RunID    string    `json:"run_id,omitempty"`
	Attempts int       `json:"attempts"`
	RetryAt  time.Time `json:"retry_at,omitzero"`
	Reason   string    `json:"reason,omitempty"`
	EndedAt  time.Time `json:"ended_at,omitzero"`
}

// Planned lists the schedules in the order of the configuration, as they were
// understood, each with its next times, as many as wanted. It reads no file.
func (p *Pipeline) Planned(times int) ([]ScheduleStatus, error) {
	all, err := p.schedules()
	if err != nil {
		return nil, err
	}
	list := make([]ScheduleStatus, 0, len(all))
	for _, s := range all {
		list = append(list, ScheduleStatus{Name: s.Name, Job: s.Job, Words: s.Timing.Words(), Cron: s.Timing.Cron, Nth: s.Timing.Nth, CatchUp: s.CatchUp,
			Window: s.Window, Retries: s.Retries, RetryWait: s.RetryWait, Timeout: s.Timeout, Memory: s.Memory, Next: p.coming(s, times)})
	}
	return list, nil
}

// Schedules is Planned with what became of the last time of each.
func (p *Pipeline) Schedules(ctx context.Context, times int) ([]ScheduleStatus, error) {
	list, err := p.Planned(times)
	if err != nil {
		return nil, err
	}
	_, db, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	for i := range list {
		last, found, err := db.LastTick(ctx, list[i].Name)
		if err != nil {
			return nil, err
		}
		if found {
			tick := p.tickStatus(last)
			list[i].Last = &tick
		}
	}
	return list, nil
}

// coming are the next times of a schedule, in the company's time zone.
func (p *Pipeline) coming(s schedule, times int) []time.Time {
	next := make([]time.Time, 0, times)
	for at := s.cron.Next(p.deps.Now()); len(next) < times && !at.IsZero(); at = s.cron.Next(at) {
		next = append(next, at.In(p.location))
	}
	return next
}

// Ticks lists what became of the newest times of all schedules, the newest first.
func (p *Pipeline) Ticks(ctx context.Context, limit int) ([]TickStatus, error) {
	_, db, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	ticks, err := db.Ticks(ctx, limit)
	if err != nil {
		return nil, err
	}
	list := make([]TickStatus, 0, len(ticks))
	for _, t := range ticks {
		list = append(list, p.tickStatus(t))
	}
	return list, nil
}

func (p *Pipeline) tickStatus(t state.Tick) TickStatus {
	return TickStatus{Schedule: t.Schedule, Job: t.Job, ScheduledAt: t.ScheduledAt.In(p.location), State: string(t.State), RunID: t.RunID,
		Attempts: t.Attempts, RetryAt: t.RetryAt, Reason: t.Reason, EndedAt: t.EndedAt}
}

// missed are the times of a schedule after the last one on record, as far as they
// have come: which of them are to be run, the oldest first, and which are not.
type missed struct {
	run    []time.Time
	tooOld []time.Time // older than the window
	unmet  []time.Time // no process was up, and the policy is none
	outrun []time.Time // a later one stands for them
}

// mostSkipped bounds how many skipped ticks of one absence are kept on record.
const mostSkipped = 1000

// startGrace is how late a tick may be met by a process that has just started, for
// one that is not to be made up for: clocks of several machines are not the same.
const startGrace = time.Minute

// due sorts what a schedule has named since its last tick. Of a long absence only
// the newest ticks are listed, which are those that can be run.
func (s schedule) due(last, now, started time.Time) missed {
	var m missed
	newest := s.cron.Latest(now)
	if newest.IsZero() || !newest.After(last) {
		return m
	}
	begin := last
	if lookBack := max(35*24*time.Hour, s.Window); now.Sub(begin) > lookBack {
		begin = newest.Add(-lookBack)
	}
	for at := s.cron.Next(begin); !at.IsZero() && !at.After(now); at = s.cron.Next(at) {
		switch {
		case s.CatchUp == config.CatchUpNone && at.Before(started.Add(-startGrace)):
			m.unmet = append(m.unmet, at)
		case s.Window > 0 && now.Sub(at) > s.Window:
			m.tooOld = append(m.tooOld, at)
		default:
			m.run = append(m.run, at)
			if s.CatchUp != config.CatchUpAll && len(m.run) > 1 {
				m.outrun = append(m.outrun, m.run[0])
				m.run = m.run[1:]
			}
		}
		if s.CatchUp == config.CatchUpAll && len(m.run) > 0 {
			break // the others follow when it is done
		}
	}
	return m
}

// checkSchedules looks whether every schedule names times at all.
func (p *Pipeline) checkSchedules(context.Context) []Finding {
	var found []Finding
	for _, s := range p.cfg.Schedules {
		plan, err := s.Plan(p.cfg.Company.FiscalYearStart)
		if err == nil {
			_, err = newCalendar(plan.Timing, p.location, p.deps.Now())
		}
		if err != nil {
			found = append(found, problem(cmp.Or(s.Place, "schedules: "+s.Job), err, `write five fields, such as "0 2 * * *", or words, such as at: every day at 02:00`))
		}
	}
	return found
}
