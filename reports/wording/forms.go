package wording

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"quarterdeck/reports"
)

// value prints an argument of a sentence by its type.
func (b *Book) value(v any) string {
	switch v := v.(type) {
	case string:
		return b.Quoted(v)
	case reports.Sentence:
		return b.Say(v)
	case reports.Told:
		return b.Tell(v)
	case reports.Count:
		return b.mark(Bare, b.Count(float64(v)), nil)
	case reports.Share:
		return b.mark(Bare, b.Percent(float64(v)), nil)
	case reports.Rise:
		return b.mark(Bare, b.Percent(float64(v)), nil)
	case reports.Points:
		return b.mark(Bare, b.Signed(float64(v)), nil)
	case reports.Minutes:
		return b.mark(Bare, b.Duration(float64(v)), nil)
	case reports.Month:
		return b.Month(time.Time(v))
	case reports.Period:
		return b.Period(v)
	case time.Time:
		return b.Day(v)
	}
	return fmt.Sprintf("⟦%T⟧", v)
}

// Number prints a value with at most so many decimals, without closing zeros.
func (b *Book) Number(v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return b.Text("value_state.missing")
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, frac, _ := strings.Cut(s, ".")
	frac = strings.TrimRight(frac, "0")
	s = b.group(whole)
	if frac != "" {
		s += b.forms.Decimal + frac
	}
	if v < 0 && strings.Trim(s, "0"+b.forms.Decimal) != "" {
		s = b.forms.Minus + s
	}
	return s
}

func (b *Book) group(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + b.forms.Thousands + digits[i:]
	}
	return digits
}

// Count prints a number of things: whole from ten on, with one decimal below
// when it has one (a mean of 3.5 people).
//
// From ten million on a number is shortened (44.2M), so that it is never cut
// for want of room.
func (b *Book) Count(v float64) string {
	size := math.Abs(v)
	if size < 10 {
		return b.Number(v, 1)
	}
	for i := len(b.forms.Compact) - 1; i >= 0 && size >= 1e7; i-- {
		if unit := math.Pow(1000, float64(i+2)); size >= unit*0.9995 {
			return strings.ReplaceAll(b.forms.Compact[i], "{n}", b.Number(v/unit, 1))
		}
	}
	return b.Number(v, 0)
}

// Percent prints a share: whole, but with one decimal where a whole number
// would claim nothing or everything.
func (b *Book) Percent(v float64) string {
	p, digits := v*100, 0
	switch {
	case p != 0 && math.Abs(p) < 1:
		digits = 1
	case p > 99 && p < 100:
		p, digits = math.Min(p, 99.9), 1
	}
	return strings.ReplaceAll(b.forms.Percent, "{n}", b.Number(p, digits))
}

// Rate prints a share with at most one decimal, for rates that are compared.
func (b *Book) Rate(v float64) string {
	return strings.ReplaceAll(b.forms.Percent, "{n}", b.Number(v*100, 1))
}

// Signed prints a whole score with its sign; zero has none.
func (b *Book) Signed(v float64) string {
	r := math.Round(v)
	if r > 0 {
		return "+" + b.Count(r)
	}
	return b.Count(r)
}

// Duration prints minutes in the unit a reader thinks in.
func (b *Book) Duration(minutes float64) string {
	m := math.Round(minutes)
	put := func(form string, v float64, decimals int) string {
		return strings.ReplaceAll(form, "{n}", b.Number(v, decimals))
	}
	switch {
	case m < 60:
		return put(b.forms.Minutes, m, 0)
	case m < 600 && math.Mod(m, 60) != 0:
		s := strings.ReplaceAll(b.forms.HoursMinutes, "{h}", b.Number(math.Floor(m/60), 0))
		return strings.ReplaceAll(s, "{m}", b.Number(math.Mod(m, 60), 0))
	case m < 2880:
		return put(b.forms.Hours, m/60, 0)
	}
	return put(b.forms.Days, m/1440, 1)
}

// Day is a day with its year.
func (b *Book) Day(t time.Time) string { return b.date(b.forms.Day, t) }

// DayShort is a day without its year.
func (b *Book) DayShort(t time.Time) string { return b.date(b.forms.DayShort, t) }

// Month is a month's name.
func (b *Book) Month(t time.Time) string { return b.date(b.forms.Month, t) }

// MonthShort is a month's short name.
func (b *Book) MonthShort(t time.Time) string { return b.date(b.forms.MonthShort, t) }

// Instant is a day and time in UTC.
func (b *Book) Instant(t time.Time) string { return b.date(b.forms.Instant, t.UTC()) }

// Period is a quarter.
func (b *Book) Period(p reports.Period) string {
	return b.mark(Time, fill(b.forms.Period, plainly, func(name string) (string, bool) {
		switch name {
		case "q":
			return strconv.Itoa(p.Quarter), true
		case "yyyy":
			return strconv.Itoa(p.Year), true
		}
		return "", false
	}), nil)
}

// plainly leaves a form's own words as they are.
func plainly(s string) string { return s }

func (b *Book) date(form string, t time.Time) string {
	if t.IsZero() {
		return b.Text("value_state.missing")
	}
	return b.mark(Time, fill(form, plainly, func(name string) (string, bool) {
		switch name {
		case "d":
			if t.Day() == 1 && b.forms.First != "" {
				return b.forms.First, true
			}
			return strconv.Itoa(t.Day()), true
		case "dd":
			return fmt.Sprintf("%02d", t.Day()), true
		case "MM":
			return fmt.Sprintf("%02d", t.Month()), true
		case "Mmm":
			return b.forms.MonthsShort[t.Month()-1], true
		case "Month":
			return b.forms.Months[t.Month()-1], true
		case "yyyy":
			return strconv.Itoa(t.Year()), true
		case "hh":
			return fmt.Sprintf("%02d", t.Hour()), true
		case "mm":
			return fmt.Sprintf("%02d", t.Minute()), true
		}
		return "", false
	}), nil)
}
