package config

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Schedule says when a job runs, in the company's time zone, and what becomes of a
// run that was missed, fails or takes too much.
type Schedule struct {
	// Name tells schedules of the same job apart; left out, it is the job.
	Name string `yaml:"name"`
	Job  string `yaml:"job"`
	// Cron is a line of five fields: minute, hour, day, month, weekday.
	Cron string `yaml:"cron"`
	// At says the same in words, such as "every weekday at 07:00".
	At string `yaml:"at"`
	// On is a day of the fiscal calendar, such as "fiscal quarter start + 5 days"; At
	// is then the time of day.
	On string `yaml:"on"`
	// CatchUp says which runs are made up for that were missed while no process was
	// up: latest, all or none. Left out, it is latest.
	CatchUp string `yaml:"catch_up"`
	// CatchUpWindow is how old a missed run may be, as 48h or 7 days.
	CatchUpWindow string `yaml:"catch_up_window"`
	// Retries is how often a failed run is tried again; nil means DefaultRetries.
	Retries *int `yaml:"retries"`
	// RetryWait is how long before the first of them; each later one waits twice as long.
	RetryWait string `yaml:"retry_wait"`
	// Timeout is how long a run may take.
	Timeout string `yaml:"timeout"`
	// Memory is how much a run may hold, as 6GB; left out, as much as it needs.
	Memory string `yaml:"memory"`
	// Place is where it stands in the file.
	Place string `yaml:"-"`
}

// Jobs are the names a schedule may give.
func Jobs() []string { return []string{"nightly", "digest", "qbr"} }

// Which missed runs are made up for.
const (
	CatchUpLatest = "latest"
	CatchUpAll    = "all"
	CatchUpNone   = "none"
)

// What holds for a schedule that does not say it.
const (
	DefaultRetries   = 2
	DefaultRetryWait = 5 * time.Minute
	DefaultTimeout   = 12 * time.Hour
	// DefaultCatchUpWindow is that of the policy all; latest has none, because its one
	// run is never older than the schedule's own period.
	DefaultCatchUpWindow = 48 * time.Hour
)

// leastMemory is below what any run needs.
const leastMemory = 256_000_000

// Plan is a schedule as it is followed.
type Plan struct {
	Name, Job string
	Timing    Timing
	CatchUp   string
	// Window is how old a missed run may be; 0 is as old as it likes.
	Window    time.Duration
	Retries   int
	RetryWait time.Duration
	Timeout   time.Duration
	// Memory is in bytes; 0 is no cap.
	Memory int64
}

// PlanError says which key of a schedule is wrong, why, and how to mend it.
type PlanError struct{ Key, Message, Mend string }

// Error is message and mend.
func (e *PlanError) Error() string { return e.Message + "; " + e.Mend }

// Plan reads the schedule; a wrong one is a *PlanError. fiscalYearStart is the first
// month of the fiscal year.
func (s Schedule) Plan(fiscalYearStart int) (Plan, error) {
	if !slices.Contains(Jobs(), s.Job) {
		return Plan{}, &PlanError{"job", fmt.Sprintf("unknown job %q", s.Job), "use one of " + strings.Join(Jobs(), ", ")}
	}
	plan := Plan{Name: cmp.Or(s.Name, s.Job), Job: s.Job, CatchUp: cmp.Or(s.CatchUp, CatchUpLatest), Retries: DefaultRetries,
		RetryWait: DefaultRetryWait, Timeout: DefaultTimeout}
	if !identifier.MatchString(plan.Name) {
		return plan, &PlanError{"name", fmt.Sprintf("schedule name %q is not usable", s.Name), "use lower-case letters, digits and _"}
	}
	timing, err := s.timing(fiscalYearStart)
	if err != nil {
		return plan, err
	}
	plan.Timing = timing
	if !slices.Contains([]string{CatchUpLatest, CatchUpAll, CatchUpNone}, plan.CatchUp) {
		return plan, &PlanError{"catch_up", fmt.Sprintf("catch_up %q is unknown", s.CatchUp), "use latest, all or none"}
	}
	if plan.CatchUp == CatchUpAll {
		plan.Window = DefaultCatchUpWindow
	}
	if s.CatchUpWindow != "" && plan.CatchUp == CatchUpNone {
		return plan, &PlanError{"catch_up_window", "catch_up_window has no use with catch_up: none", "remove one of them"}
	}
	if s.Retries != nil {
		plan.Retries = *s.Retries
	}
	if plan.Retries < 0 || plan.Retries > 20 {
		return plan, &PlanError{"retries", fmt.Sprintf("retries %d is out of bounds", plan.Retries), "write 0 to 20"}
	}
	return plan, s.limits(&plan)
}

// limits reads the spans of time and the memory.
func (s Schedule) limits(plan *Plan) error {
	for _, span := range []struct {
		key, text string
		into      *time.Duration
	}{{"catch_up_window", s.CatchUpWindow, &plan.Window}, {"retry_wait", s.RetryWait, &plan.RetryWait}, {"timeout", s.Timeout, &plan.Timeout}} {
		if span.text == "" {
			continue
		}
		d, err := parseSpan(span.text)
		if err != nil {
			return &PlanError{span.key, fmt.Sprintf("%s %q is no span of time", span.key, span.text), "write it as 5m, 3h or 2 days"}
		}
		*span.into = d
	}
	if s.Memory == "" {
		return nil
	}
	size, err := ParseBytes(s.Memory)
	if err != nil {
		return &PlanError{"memory", fmt.Sprintf("memory %q is no size", s.Memory), "write it as 6GB or 800MB"}
	}
	if size < leastMemory {
		return &PlanError{"memory", fmt.Sprintf("memory %s is less than any run needs", s.Memory), "write 256MB or more; 4GB is a good cap for most companies"}
	}
	plan.Memory = size
	return nil
}

// timing reads whichever of cron, at and on is there.
func (s Schedule) timing(fiscalYearStart int) (Timing, error) {
	switch {
	case s.Cron != "" && (s.At != "" || s.On != ""):
		return Timing{}, &PlanError{"cron", "schedule has cron and words", "keep one of them"}
	case s.Cron != "":
		if len(strings.Fields(s.Cron)) != 5 {
			return Timing{}, &PlanError{"cron", fmt.Sprintf("cron %q does not have five fields", s.Cron), "write minute hour day month weekday, such as '0 2 * * *', or say it in words, such as at: every day at 02:00"}
		}
		return Timing{Cron: s.Cron}, nil
	case s.On != "":
		return fiscalTiming(s.On, s.At, fiscalYearStart)
	case s.At != "":
		return wordsTiming(s.At)
	}
	return Timing{}, &PlanError{"at", "schedule of " + s.Job + " does not say when", "add at: every day at 02:00, or a cron line"}
}

func (c *Config) checkSchedules(v *validator) error {
	seen := map[string]bool{}
	for i, s := range c.Schedules {
		path := fmt.Sprintf("$.schedules[%d]", i)
		plan, err := s.Plan(c.Company.FiscalYearStart)
		if wrong, ok := err.(*PlanError); ok { //nolint:errorlint // Plan returns it bare
			return v.fail(path+"."+wrong.Key, wrong.Message, wrong.Mend)
		}
		if seen[plan.Name] {
			return v.fail(path, fmt.Sprintf("two schedules are called %s", plan.Name), "give one of them a name of its own, such as name: "+plan.Name+"_monthly")
		}
		seen[plan.Name] = true
		c.Schedules[i].Place = v.place(path)
	}
	return nil
}

// parseSpan reads 90s, 5m, 1h30m, 48h, "2 days" or "1 week".
func parseSpan(text string) (time.Duration, error) {
	fields := strings.Fields(strings.ToLower(text))
	if len(fields) == 2 {
		n, err := strconv.Atoi(fields[0])
		unit, known := map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour,
			"day": 24 * time.Hour, "week": 7 * 24 * time.Hour}[strings.TrimSuffix(fields[1], "s")]
		if err != nil || !known || n < 1 || n > 10_000 {
			return 0, fmt.Errorf("read span %q", text)
		}
		return time.Duration(n) * unit, nil
	}
	d, err := time.ParseDuration(strings.Join(fields, ""))
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("read span %q", text)
	}
	return d, nil
}

// ParseBytes reads a size such as 800MB, 6GB or 4GiB.
func ParseBytes(text string) (int64, error) {
	text = strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	for _, unit := range []struct {
		name string
		size float64
	}{{"KIB", 1 << 10}, {"MIB", 1 << 20}, {"GIB", 1 << 30}, {"TIB", 1 << 40}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12},
		{"K", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30}, {"T", 1 << 40}} {
		number, found := strings.CutSuffix(text, unit.name)
		if !found {
			continue
		}
		n, err := strconv.ParseFloat(number, 64)
		if err != nil || !(n > 0 && n*unit.size < 1e15) {
			break
		}
		return int64(n * unit.size), nil
	}
	return 0, fmt.Errorf("read size %q: write it as 6GB or 800MB", text)
}
