package slack

import (
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// nbsp keeps a number and its unit on one line.
const nbsp = "\u00a0"

// minus is the sign typographers use; a hyphen would break lines.
const minus = "−"

// symbol is what stands before an amount. A code without a sign of its own is
// written out; no ISO code is longer than three letters.
func symbol(currency string) string {
	code := strings.ToUpper(currency)
	switch code {
	case "USD":
		return "$"
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	case "JPY":
		return "¥"
	case "":
		return ""
	}
	return value(code, 8) + nbsp
}

// money writes an amount short: $842, $12.3 k, $1.24 M, with three digits.
func money(v float64, currency string) string {
	sign := ""
	if v < 0 {
		sign, v = minus, -v
	}
	amount, unit := scaled(v)
	if amount == "0" {
		sign = ""
	}
	return sign + symbol(currency) + amount + unit
}

// scaled picks the unit after rounding, so that 999,999 is 1 M and not 1000 k.
func scaled(v float64) (amount, unit string) {
	if v < 999.5 {
		return decimal(v, 0), ""
	}
	units := []string{"k", "M", "B", "T"}
	for i, u := range units {
		v /= 1000
		if v < 999.5 || i == len(units)-1 {
			return decimal(v, digitsAfterPoint(v)), nbsp + u
		}
	}
	return "", ""
}

// digitsAfterPoint keeps three significant digits.
func digitsAfterPoint(v float64) int {
	switch {
	case v < 9.995:
		return 2
	case v < 99.95:
		return 1
	}
	return 0
}

// decimal rounds half away from zero, groups thousands the English way and
// drops zeros at the end.
func decimal(v float64, digits int) string {
	scale := math.Pow10(digits)
	rounded := math.Round(v*scale) / scale
	if rounded == 0 {
		rounded = 0 // not −0
	}
	text := message.NewPrinter(language.English).Sprint(number.Decimal(rounded, number.MaxFractionDigits(digits)))
	return strings.ReplaceAll(text, "-", minus)
}

// percent writes a fraction: 0.982 is 98.2 %.
func percent(fraction float64) string { return decimal(fraction*100, 1) + nbsp + "%" }

// signed puts a plus before what is not negative.
func signed(text string) string {
	if strings.HasPrefix(text, minus) {
		return text
	}
	return "+" + text
}

func count(n int64) string { return decimal(float64(n), 0) }

// counted writes a number with its noun: 1 customer, 3 customers.
func counted(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(n) + " " + noun + "s"
}

// duration writes minutes as the largest units that matter: 45 min, 3.5 h, 2 d.
func duration(minutes float64) string {
	switch abs := math.Abs(minutes); {
	case abs < 59.5:
		return decimal(minutes, 0) + nbsp + "min"
	case abs < 48*60:
		return decimal(minutes/60, 1) + nbsp + "h"
	}
	return decimal(minutes/60/24, 1) + nbsp + "d"
}

func longDay(t time.Time) string  { return t.Format("Mon 2 Jan 2006") }
func shortDay(t time.Time) string { return t.Format("2 Jan") }

// ageInHours rounds down: data 26 hours and 50 minutes old is 26 h old.
func ageInHours(d time.Duration) string {
	if d >= 72*time.Hour {
		return strconv.Itoa(int(d/(24*time.Hour))) + nbsp + "days"
	}
	return strconv.Itoa(int(d/time.Hour)) + nbsp + "h"
}
