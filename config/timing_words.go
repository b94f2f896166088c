package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Words says when the timing rings, as it was understood; a cron line that is too
// intricate for words stands for itself.
func (t Timing) Words() string {
	f := strings.Fields(t.Cron)
	if len(f) != 5 {
		return "cron " + t.Cron
	}
	when, ok1 := clockWords(f[0], f[1])
	days, ok2 := dayWords(f[2], f[4], t.Nth)
	months, ok3 := monthWords(f[3])
	if !ok1 || !ok2 || !ok3 || f[2] != "*" && f[4] != "*" {
		return "cron " + t.Cron
	}
	if strings.HasPrefix(when, "every") {
		if days == "every day" && months == "" {
			return when
		}
		return when + ", " + days + months
	}
	return days + months + " at " + when
}

// clockWords is a time of day, or "every 15 minutes".
func clockWords(minute, hour string) (string, bool) {
	if hour == "*" {
		if step, found := strings.CutPrefix(minute, "*/"); found {
			return "every " + step + " minutes", true
		}
		switch minute {
		case "*":
			return "every minute", true
		case "0":
			return "every hour", true
		}
		return "", false
	}
	if step, found := strings.CutPrefix(hour, "*/"); found && minute == "0" {
		return "every " + step + " hours", true
	}
	m, err := strconv.Atoi(minute)
	if err != nil {
		return "", false
	}
	return list(hour, func(h int) string { return fmt.Sprintf("%02d:%02d", h, m) })
}

func dayWords(day, weekday string, nth int) (string, bool) {
	ordinals := map[int]string{-1: "last", 1: "first", 2: "second", 3: "third", 4: "fourth"}
	name := func(n int) string { return time.Weekday(n % 7).String() }
	switch {
	case nth == -1 && weekday == "*":
		return "on the last day of the month", true
	case nth != 0:
		names, ok := list(weekday, name)
		return "on the " + ordinals[nth] + " " + names + " of the month", ok
	case day == "*" && weekday == "*":
		return "every day", true
	case weekday == "1-5":
		return "every weekday", true
	case weekday != "*":
		names, ok := list(weekday, name)
		return "every " + names, ok
	}
	names, ok := list(day, func(n int) string { return strconv.Itoa(n) + ordinalEnd(n) })
	return "on the " + names, ok
}

func monthWords(month string) (string, bool) {
	if month == "*" {
		return "", true
	}
	names, ok := list(month, func(n int) string { return time.Month(n).String() })
	return " of " + names, ok
}

func ordinalEnd(n int) string {
	if n >= 11 && n <= 13 {
		return "th"
	}
	switch n % 10 {
	case 1:
		return "st"
	case 2:
		return "nd"
	case 3:
		return "rd"
	}
	return "th"
}

// list names the numbers of a cron field; false when it is more than numbers.
func list(field string, name func(int) string) (string, bool) {
	var names []string
	for _, one := range strings.Split(field, ",") {
		n, err := strconv.Atoi(one)
		if err != nil || n < 0 || n > 59 {
			return "", false
		}
		names = append(names, name(n))
	}
	if len(names) == 1 {
		return names[0], true
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1], true
}
