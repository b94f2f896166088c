package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// printJSON writes v for a program to read.
func printJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}

// printTable aligns rows under a header for a person to read.
func printTable(w io.Writer, header []string, rows [][]string) error {
	var text bytes.Buffer
	tw := tabwriter.NewWriter(&text, 0, 4, 2, ' ', 0)
	fmt.Fprintln(tw, strings.Join(header, "\t"))
	for _, row := range rows {
		fmt.Fprintln(tw, strings.Join(row, "\t"))
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(text.String()) {
		// Empty cells at the end leave nothing but blanks.
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

// count writes 1234567 as 1,234,567.
func count[N int | int64](n N) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// duration rounds to what a person cares about.
func duration(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(10 * time.Millisecond).String()
}

// atLeast refuses a number below the least a flag can mean.
func atLeast(flag string, n, least int) error {
	if n < least {
		return usagef("--%s %d is too few; write %d or more", flag, n, least)
	}
	return nil
}

// day parses a YYYY-MM-DD flag; empty gives the zero time.
func day(flag, value string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return time.Time{}, usagef("--%s %q is not a date; write YYYY-MM-DD", flag, value)
	}
	return t, nil
}

// instant parses an RFC 3339 flag; empty gives the zero time.
func instant(flag, value string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return time.Time{}, usagef("--%s %q is not an instant; write RFC 3339, such as 2026-03-01T02:00:00Z", flag, value)
	}
	return t, nil
}

// shorten cuts a text to at most n characters.
func shorten(text string, n int) string {
	if characters := []rune(text); len(characters) > n {
		return string(characters[:n-1]) + "…"
	}
	return text
}

// wrap breaks a text into lines of at most width characters.
func wrap(text string, width int) string {
	var b strings.Builder
	used := 0
	for _, word := range strings.Fields(text) {
		n := len([]rune(word))
		switch {
		case used == 0:
		case used+1+n > width:
			b.WriteByte('\n')
			used = 0
		default:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(word)
		used += n
	}
	return b.String()
}

func dayText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func instantText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return when(t)
}

// valueText writes a value with up to six decimals; none is a dash.
func valueText(v *float64) string {
	if v == nil {
		return "-"
	}
	rounded := math.Round(*v*1e6) / 1e6
	if rounded == 0 {
		return "0" // and never -0
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

func plural(n int, one, other string) string {
	if n == 1 {
		return one
	}
	return other
}

// counted is a number of things, such as 1 row or 1,200 rows.
func counted(n int, thing string) string { return count(n) + " " + plural(n, thing, thing+"s") }
