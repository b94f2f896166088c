package web

import (
	"html/template"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// none stands where there is no value.
const none = "–"

// functions are what templates may call.
func (r *Renderer) functions() template.FuncMap {
	return template.FuncMap{
		"chart": r.draw, "spark": r.spark, "meter": r.meter,
		"money": Money, "count": countAny, "share": Share, "score": Score, "points": Points, "value": Value, "duration": Duration, "span": Span,
		"day": Day, "month": Month, "words": Words, "sentence": Sentence, "segment": url.PathEscape,
		"list": func(all ...string) []string { return all },
		"tone": tone, "plural": func(n any, one, many string) string { return Plural(whole64(n), one, many) }, "abs": math.Abs, "signed": signed, "first": first, "short": short, "amount": func(v float64) string { return Money(&v) }, "plus": func(a, b int) int { return a + b },
	}
}

// Count writes a whole number with its thousands apart.
func Count[N int | int64 | float64](n N) string {
	digits := strconv.FormatFloat(math.Abs(math.Round(float64(n))), 'f', 0, 64)
	var out strings.Builder
	if float64(n) < 0 && digits != "0" {
		out.WriteString("−")
	}
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out.WriteByte(',')
		}
		out.WriteRune(d)
	}
	return out.String()
}

// countAny is Count for templates; a nil number is none.
func countAny(n any) string {
	if p, ok := n.(*int64); ok && p == nil {
		return none
	}
	return Count(whole64(n))
}

// whole64 is a whole number of any size.
func whole64(n any) int64 {
	switch v := n.(type) {
	case int:
		return int64(v)
	case int64:
		return v
	case *int64:
		if v != nil {
			return *v
		}
	}
	return 0
}

// Money writes an amount without its cents; nil is none.
func Money(v *float64) string {
	if v == nil {
		return none
	}
	return Count(*v)
}

// Share writes a fraction in per cent.
func Share(v *float64) string {
	if v == nil {
		return none
	}
	return number(100**v, 1) + " %"
}

// Score writes a score of 0 to 100.
func Score(v *float64) string {
	if v == nil {
		return none
	}
	return number(*v, 0)
}

// Points writes an NPS.
func Points(v *float64) string {
	if v == nil {
		return none
	}
	return signedNumber(*v, 0)
}

func signed(v *float64, digits int) string {
	if v == nil {
		return none
	}
	return signedNumber(*v, digits)
}

func signedNumber(v float64, digits int) string {
	text := number(v, digits)
	if v > 0 && strings.Trim(text, "0.") != "" {
		return "+" + text
	}
	return text
}

// number writes v with thousands apart and so many decimals.
func number(v float64, digits int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return none
	}
	text := strconv.FormatFloat(math.Abs(v), 'f', digits, 64)
	whole, part, cut := strings.Cut(text, ".")
	w, err := strconv.ParseFloat(whole, 64)
	if err != nil {
		return none
	}
	out := Count(w)
	if cut {
		out += "." + part
	}
	if v < 0 && strings.Trim(text, "0.") != "" {
		out = "−" + out
	}
	return out
}

// Value writes a value by its unit.
func Value(v *float64, unit string) string {
	if v == nil {
		return none
	}
	switch unit {
	case "ratio", "fraction":
		return Share(v)
	case "minutes":
		return Duration(v)
	case "days":
		return number(*v, 0) + " d"
	case "score", "points", "rank":
		return number(*v, 1)
	case "hours":
		return number(*v, 1) + " h"
	}
	if math.Abs(*v) < 100 && *v != math.Trunc(*v) {
		return number(*v, 2)
	}
	return number(*v, 0)
}

// Duration writes minutes in the two largest units that are needed.
func Duration(minutes *float64) string {
	if minutes == nil {
		return none
	}
	return Span(time.Duration(*minutes * float64(time.Minute)))
}

// Span writes a length of time in its two largest units.
func Span(d time.Duration) string {
	switch {
	case d < 0:
		return "−" + Span(-d)
	case d < time.Second:
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	case d < time.Minute:
		return number(d.Seconds(), 1) + " s"
	}
	d = d.Round(time.Minute)
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case days > 0 && hours > 0:
		return Count(days) + " d " + strconv.Itoa(hours) + " h"
	case days > 0:
		return Count(days) + " d"
	case hours > 0 && minutes > 0:
		return strconv.Itoa(hours) + " h " + strconv.Itoa(minutes) + " min"
	case hours > 0:
		return strconv.Itoa(hours) + " h"
	default:
		return strconv.Itoa(minutes) + " min"
	}
}

// Day writes a calendar day; the zero time is none.
func Day(t time.Time) string {
	if t.IsZero() {
		return none
	}
	return t.Format("2 Jan 2006")
}

// Month writes the month of a day.
func Month(t time.Time) string {
	if t.IsZero() {
		return none
	}
	return t.Format("Jan 2006")
}

// Words writes a name of the marts as words, and what is short for several in capitals.
func Words(name string) string {
	words := strings.Split(name, "_")
	for i, word := range words {
		switch word {
		case "nrr", "grr", "mrr", "arr", "nps", "csat", "ces", "sla", "clv", "arpa", "dau", "wau", "mau", "crm", "qbr":
			words[i] = strings.ToUpper(word)
		}
	}
	return strings.Join(words, " ")
}

// Sentence is Words with a capital.
func Sentence(name string) string {
	words := Words(name)
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// Plural writes how many of something there are.
func Plural[N int | int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// first is the first line of a text.
func first(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// short cuts a text after so many signs.
func short(text string, limit int) string {
	signs := []rune(text)
	if len(signs) <= limit {
		return text
	}
	return strings.TrimRight(string(signs[:limit-1]), " ,.;:") + "…"
}

// tone is how a word of a state looks: each has its own sign beside its colour.
func tone(state string) string {
	switch state {
	case "green", "done", "sent", "written", "achieved", "met", "agrees", "expansion", "fresh", "completed", "right", "arithmetic":
		return "good"
	case "yellow", "warn", "held", "pending", "sending", "running", "claimed", "due", "late", "on_track", "behind", "notice", "stale", "opposite":
		return "near"
	case "red", "failed", "error", "unknown", "interrupted", "missed", "breached", "risk", "overdue", "churned":
		return "bad"
	}
	return "quiet"
}
