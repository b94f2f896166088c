package config

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Timing is when a schedule rings: a cron line on the wall clock, of whose days
// possibly only some count.
type Timing struct {
	Cron string
	// Nth keeps of the days the line names the first to fourth of its weekday in the
	// month (1 to 4), or the last (-1), which for a line of no weekday is the month's
	// last day. 0 keeps all.
	Nth int
}

// Keeps says whether the timing's day counts, of a time on the wall clock.
func (t Timing) Keeps(wall time.Time) bool {
	switch {
	case t.Nth > 0:
		return (wall.Day()-1)/7 == t.Nth-1
	case t.Nth < 0 && strings.HasSuffix(t.Cron, " *"):
		return wall.AddDate(0, 0, 1).Month() != wall.Month()
	case t.Nth < 0:
		return wall.AddDate(0, 0, 7).Month() != wall.Month()
	}
	return true
}

// forms are the words a schedule is said in.
const forms = `say it as "every day at 02:00", "every weekday at 07:00", "every Monday and Thursday at 7:30", "every 15 minutes", "every hour", ` +
	`"on the 5th of the month at 06:00", "on the first Monday of the month at 07:00" or "on the last day of the month at 18:00"`

var (
	everySpan  = regexp.MustCompile(`^every (?:(\d+) )?(minute|hour)s?$`)
	everyDay   = regexp.MustCompile(`^every (.+?) at (.+)$`)
	dayOfMonth = regexp.MustCompile(`^on the (.+?) of (?:the|every|each) month at (.+)$`)
	ordinalDay = regexp.MustCompile(`^(\d{1,2})(st|nd|rd|th)$`)
	clockTime  = regexp.MustCompile(`^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$`)
	fiscalDay  = regexp.MustCompile(`^fiscal (quarter|year) start(?: ?\+ ?(\d{1,3}) days?)?$`)
)

// wordsTiming reads words such as "every weekday at 07:00".
func wordsTiming(text string) (Timing, error) {
	words := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(text, ",", " and ")), " "))
	words = strings.ReplaceAll(words, " and and ", " and ")
	words = strings.NewReplacer("daily at ", "every day at ", "hourly", "every hour", "weekdays at", "every weekday at").Replace(words)
	words = strings.ReplaceAll(words, "every every", "every")
	if m := everySpan.FindStringSubmatch(words); m != nil {
		return spanTiming(text, m[1], m[2])
	}
	if m := dayOfMonth.FindStringSubmatch(words); m != nil {
		return monthTiming(text, m[1], m[2])
	}
	if m := everyDay.FindStringSubmatch(words); m != nil {
		days, ok := daysField(m[1])
		if !ok {
			return Timing{}, notUnderstood(text, fmt.Sprintf("%q is no day", m[1]))
		}
		at, err := times(text, m[2])
		return Timing{Cron: at + " * * " + days}, err
	}
	return Timing{}, notUnderstood(text, "")
}

func notUnderstood(text, why string) error {
	message := fmt.Sprintf("at %q is not understood", text)
	if why != "" {
		message += ": " + why
	}
	return &PlanError{"at", message, forms}
}

// spanTiming is every so many minutes or hours, which must divide the hour or the
// day: else the wall clock would not show when the next one comes.
func spanTiming(text, number, unit string) (Timing, error) {
	n, err := strconv.Atoi(cmp.Or(number, "1"))
	whole := map[string]int{"minute": 60, "hour": 24}[unit]
	if unit == "minute" && n == whole || unit == "hour" && n == whole {
		n, unit, whole = 1, map[string]string{"minute": "hour", "hour": "day"}[unit], 24
	}
	if err != nil || n < 1 || whole%n != 0 {
		return Timing{}, &PlanError{"at", fmt.Sprintf("at %q names no fixed times: %s does not divide %d %ss", text, number, whole, unit),
			"use 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30 minutes, or 1, 2, 3, 4, 6, 8 or 12 hours"}
	}
	switch {
	case unit == "day":
		return Timing{Cron: "0 0 * * *"}, nil
	case unit == "minute" && n == 1:
		return Timing{Cron: "* * * * *"}, nil
	case unit == "minute":
		return Timing{Cron: fmt.Sprintf("*/%d * * * *", n)}, nil
	case n == 1:
		return Timing{Cron: "0 * * * *"}, nil
	}
	return Timing{Cron: fmt.Sprintf("0 */%d * * *", n)}, nil
}

// monthTiming is a day of every month: the 5th, the first Monday, the last day.
func monthTiming(text, day, clock string) (Timing, error) {
	at, err := times(text, clock)
	if err != nil {
		return Timing{}, err
	}
	var days []string
	for _, one := range strings.Split(day, " and ") {
		m := ordinalDay.FindStringSubmatch(strings.TrimPrefix(one, "the "))
		if m == nil {
			break
		}
		n, _ := strconv.Atoi(m[1]) // two digits
		if n < 1 || n > 28 {
			return Timing{}, notUnderstood(text, fmt.Sprintf("not every month has a %s; for its end say the last day", one))
		}
		days = append(days, strconv.Itoa(n))
	}
	if len(days) == strings.Count(day, " and ")+1 {
		return Timing{Cron: at + " " + strings.Join(days, ",") + " * *"}, nil
	}
	which, name, _ := strings.Cut(day, " ")
	nth := slices.Index([]string{"last", "", "first", "second", "third", "fourth"}, which) - 1
	if nth == 0 || nth < -1 || nth > 4 {
		return Timing{}, notUnderstood(text, fmt.Sprintf("%q is no day of the month", day))
	}
	if name == "day" && nth == -1 {
		return Timing{Cron: at + " 28-31 * *", Nth: -1}, nil
	}
	if weekday := weekdayNumber(name); weekday >= 0 {
		return Timing{Cron: fmt.Sprintf("%s * * %d", at, weekday), Nth: nth}, nil
	}
	return Timing{}, notUnderstood(text, fmt.Sprintf("%q is no day of the month", day))
}

// daysField reads "day", "weekday", "weekend day" or weekdays joined by and.
func daysField(text string) (field string, ok bool) {
	switch text {
	case "day", "night", "morning", "evening":
		return "*", true
	case "weekday", "working day", "workday", "business day":
		return "1-5", true
	case "weekend day":
		return "0,6", true
	}
	var days []string
	for _, one := range strings.Split(text, " and ") {
		n := weekdayNumber(strings.TrimPrefix(one, "every "))
		if n < 0 {
			return "", false
		}
		days = append(days, strconv.Itoa(n))
	}
	return strings.Join(days, ","), true
}

func weekdayNumber(name string) int {
	for day := time.Sunday; day <= time.Saturday; day++ {
		full := strings.ToLower(day.String())
		if name == full || name == full+"s" || len(name) >= 3 && strings.HasPrefix(full, strings.TrimSuffix(name, ".")) {
			return int(day)
		}
	}
	return -1
}

// times reads "7:00", "7pm", "noon" or several of them joined by and, which must
// share the minute: a cron line has one.
func times(text, clocks string) (fields string, err error) {
	minute, hours := -1, []string(nil)
	for _, clock := range strings.Split(clocks, " and ") {
		h, m, ok := clockOf(strings.TrimPrefix(clock, "at "))
		if !ok {
			return "", notUnderstood(text, fmt.Sprintf("%q is no time of day", clock))
		}
		if minute >= 0 && m != minute {
			return "", &PlanError{"at", fmt.Sprintf("at %q names times of different minutes", text), "make two schedules of it, each with a name"}
		}
		minute = m
		hours = append(hours, strconv.Itoa(h))
	}
	return fmt.Sprintf("%d %s", minute, strings.Join(hours, ",")), nil
}

func clockOf(text string) (hour, minute int, ok bool) {
	switch text {
	case "noon":
		return 12, 0, true
	case "midnight":
		return 0, 0, true
	}
	m := clockTime.FindStringSubmatch(text)
	if m == nil {
		return 0, 0, false
	}
	if m[2] == "" && m[3] == "" { // 7 alone could be either half of the day
		return 0, 0, false
	}
	hour, _ = strconv.Atoi(m[1]) // two digits
	minute, _ = strconv.Atoi(cmp.Or(m[2], "0"))
	if m[3] != "" {
		if hour < 1 || hour > 12 {
			return 0, 0, false
		}
		hour %= 12
		if m[3] == "pm" {
			hour += 12
		}
	}
	return hour, minute, hour < 24 && minute < 60
}

// fiscalTiming is so many days after a fiscal quarter or year begins.
func fiscalTiming(on, at string, fiscalYearStart int) (Timing, error) {
	m := fiscalDay.FindStringSubmatch(strings.ToLower(strings.Join(strings.Fields(on), " ")))
	if m == nil {
		return Timing{}, &PlanError{"on", fmt.Sprintf("on %q is not understood", on), `write "fiscal quarter start + 5 days" or "fiscal year start + 10 days"`}
	}
	if at == "" {
		return Timing{}, &PlanError{"on", fmt.Sprintf("on %q comes without a time of day", on), "add at: 06:00"}
	}
	clock, err := times(at, strings.ToLower(at))
	if err != nil {
		return Timing{}, &PlanError{"at", fmt.Sprintf("at %q is no time of day", at), "with on, write the time alone, such as at: 06:00"}
	}
	days, _ := strconv.Atoi(cmp.Or(m[2], "0")) // three digits
	if days > 27 {
		return Timing{}, &PlanError{"on", fmt.Sprintf("on %q is not in the month the %s begins in", on, m[1]), "write at most 27 days"}
	}
	step := map[string]int{"quarter": 3, "year": 12}[m[1]]
	var months []int
	for k := 0; k < 12; k += step {
		months = append(months, (fiscalYearStart-1+k)%12+1)
	}
	slices.Sort(months)
	names := make([]string, len(months))
	for i, month := range months {
		names[i] = strconv.Itoa(month)
	}
	return Timing{Cron: fmt.Sprintf("%s %d %s *", clock, days+1, strings.Join(names, ","))}, nil
}
