package config

import (
	"fmt"
	"strings"
)

// DateLayout turns a date format such as DD.MM.YYYY into a layout of package
// time. It is the form for days; a time of day may follow the day in the value
// of an instant without being part of the format.
func DateLayout(format string) (string, error) {
	var layout strings.Builder
	var year, month, day int
	for rest := format; rest != ""; {
		token, replacement, counter := "", "", (*int)(nil)
		switch {
		case strings.HasPrefix(rest, "YYYY"):
			token, replacement, counter = "YYYY", "2006", &year
		case strings.HasPrefix(rest, "YY"):
			token, replacement, counter = "YY", "06", &year
		case strings.HasPrefix(rest, "MMM"):
			token, replacement, counter = "MMM", "Jan", &month
		case strings.HasPrefix(rest, "MM"):
			token, replacement, counter = "MM", "01", &month
		case strings.HasPrefix(rest, "M"):
			token, replacement, counter = "M", "1", &month
		case strings.HasPrefix(rest, "DD"):
			token, replacement, counter = "DD", "02", &day
		case strings.HasPrefix(rest, "D"):
			token, replacement, counter = "D", "2", &day
		case strings.ContainsAny(rest[:1], "./- ,"):
			token, replacement = rest[:1], rest[:1]
		default:
			return "", fmt.Errorf("parse date format %q: it cannot hold %q", format, rest[:1])
		}
		if counter != nil {
			*counter++
		}
		layout.WriteString(replacement)
		rest = rest[len(token):]
	}
	if year != 1 || month != 1 || day != 1 {
		return "", fmt.Errorf("parse date format %q: it needs one year, one month and one day", format)
	}
	return layout.String(), nil
}
