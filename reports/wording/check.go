package wording

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"

	"quarterdeck/reports"
)

// check refuses forms that leave out what they print, or name what they have not.
func (f *forms) check(file string) error {
	date := []string{"d", "dd", "MM", "Mmm", "Month", "yyyy"}
	var wrong []error
	for _, form := range []struct {
		key, pattern string
		needs, may   []string
	}{
		{"percent", f.Percent, []string{"n"}, nil},
		{"minutes", f.Minutes, []string{"n"}, nil},
		{"hours", f.Hours, []string{"n"}, nil},
		{"hours_minutes", f.HoursMinutes, []string{"h", "m"}, nil},
		{"days", f.Days, []string{"n"}, nil},
		{"period", f.Period, []string{"q", "yyyy"}, nil},
		{"day", f.Day, []string{"yyyy"}, date},
		{"day_short", f.DayShort, nil, date},
		{"month", f.Month, nil, date},
		{"month_short", f.MonthShort, nil, date},
		{"instant", f.Instant, []string{"yyyy", "hh", "mm"}, date},
	} {
		if form.pattern == "" {
			wrong = append(wrong, &reports.Mistake{File: file, What: "form " + form.key + " is missing", Mend: "templates/wording/en.yml shows all forms"})
			continue
		}
		names := text{forms: map[plural.Form]string{plural.Other: form.pattern}}.names()
		for _, need := range form.needs {
			if !names[need] {
				wrong = append(wrong, &reports.Mistake{File: file, What: fmt.Sprintf("form %s does not print {%s}", form.key, need), Mend: "put it where it belongs in " + form.pattern})
			}
		}
		for _, name := range slices.Sorted(maps.Keys(names)) {
			if !slices.Contains(form.needs, name) && !slices.Contains(form.may, name) {
				wrong = append(wrong, &reports.Mistake{File: file, What: fmt.Sprintf("form %s has no {%s}", form.key, name), Mend: "it knows {" + strings.Join(slices.Concat(form.needs, form.may), "}, {") + "}"})
			}
		}
	}
	if f.Decimal == "" || f.Decimal == f.Thousands {
		wrong = append(wrong, &reports.Mistake{File: file, What: fmt.Sprintf("decimal sign %q and thousands sign %q cannot be told apart", f.Decimal, f.Thousands), Mend: "give two signs, as under forms of templates/wording/en.yml"})
	}
	return errors.Join(wrong...)
}
