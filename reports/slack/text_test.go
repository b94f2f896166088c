package slack

import (
	"strings"
	"testing"
	"time"

	"quarterdeck/reports"
)

func TestValue(t *testing.T) {
	for _, tc := range []struct {
		name, raw string
		limit     int
		want      string
	}{
		{"plain", "Acme", 10, "Acme"},
		{"exactly full", "Acme", 4, "Acme"},
		{"one too many", "Acmes", 4, "Acm…"},
		{"space before the cut", "Ac es and more", 5, "Ac e…"},
		{"no space at the cut", "Acm es", 5, "Acm…"},
		{"escape", "R&D <b>", 40, "R&amp;D &lt;b&gt;"},
		{"escapes count in full", "&&&", 11, "&amp;&amp;…"},
		{"escaped twice stays visible", "&lt;!here&gt;", 60, "&amp;lt;!here&amp;gt;"},
		{"one line", " a\r\n\tb\u2028c ", 20, "a b c"},
		{"no control", "a\x00b\x1b[31m", 20, "ab[31m"},
		{"no reversal", "a\u202ecod.exe\u202c", 20, "acod.exe"},
		{"formatting", "*a* ~b~ `c`", 20, "∗a∗ ∼b∼ ˋcˋ"},
		{"underscore in a word", "not_null_id _x_", 30, "not_null_id ＿x＿"},
		{"broken UTF-8", "a\xffb", 10, "a\uFFFDb"},
		{"family is one character", "x👩‍👩‍👧y", 80, "x👩‍👩‍👧y"},
		{"family is never split", "x👩‍👩‍👧y", 60, "x…"},
		{"flags are pairs", "🇺🇸🇩🇪", 50, "🇺🇸…"},
		{"accent stays on its letter", "abe\u0301f", 3, "ab…"},
		{"empty", "", 5, ""},
	} {
		if got := value(tc.raw, tc.limit); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
	if got := plain("A<b>&c", 20); got != "A‹b›&c" {
		t.Errorf("plain text: got %q", got)
	}
}

func TestValueReadsNoFurtherThanItShows(t *testing.T) {
	got := value(strings.Repeat("e\u0301", 1_000_000), 10)
	if want := strings.Repeat("e\u0301", 4) + "…"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMoney(t *testing.T) {
	for v, want := range map[float64]string{
		0: "$0", 0.4: "$0", 842: "$842", 999.4: "$999", 999.5: "$1 k", 1000: "$1 k", 12_345: "$12.3 k", 99_949: "$99.9 k", 99_951: "$100 k",
		999_499: "$999 k", 999_999: "$1 M", 1_243_400: "$1.24 M", 5e9: "$5 B", 7.2e12: "$7.2 T", 1.234e16: "$12,340 T",
		-1_243_400: "−$1.24 M", -0.3: "$0",
	} {
		if got := strings.ReplaceAll(money(v, "usd"), nbsp, " "); got != want {
			t.Errorf("%v: got %q, want %q", v, got, want)
		}
	}
	for currency, want := range map[string]string{"EUR": "€5", "GBP": "£5", "JPY": "¥5", "CHF": "CHF 5", "": "5", "<!x>": "&lt;!X&gt; 5"} {
		if got := strings.ReplaceAll(money(5, currency), nbsp, " "); currency != "<!x>" && got != want {
			t.Errorf("%s: got %q, want %q", currency, got, want)
		} else if strings.ContainsAny(got, "<>") {
			t.Errorf("%s: got markup %q", currency, got)
		}
	}
}

func TestNumbers(t *testing.T) {
	plainSpaces := func(s string) string { return strings.ReplaceAll(s, nbsp, " ") }
	for got, want := range map[string]string{
		percent(0.982): "98.2 %", percent(1): "100 %", percent(-0.0451): "−4.5 %", percent(-0.0001): "0 %", percent(12.5): "1,250 %",
		signed(percent(0.031)): "+3.1 %", signed(percent(-0.031)): "−3.1 %", signed(percent(0)): "+0 %",
		duration(0): "0 min", duration(59.4): "59 min", duration(59.6): "1 h", duration(210): "3.5 h", duration(2880): "2 d", duration(-7): "−7 min",
		counted(1, "customer"): "1 customer", counted(0, "customer"): "0 customers", counted(12_000, "row"): "12,000 rows",
		decimal(2.5, 0): "3", decimal(-2.5, 0): "−3", decimal(0.125, 2): "0.13",
		ageInHours(26*time.Hour + 50*time.Minute): "26 h", ageInHours(73 * time.Hour): "3 days",
		change(1.042, 1.031, 0, "ratio", "USD", true):     "▲ +1.1 pts better",
		change(0.112, 0.109, 0, "ratio", "USD", false):    "▲ +0.3 pts worse",
		change(74, 81, 0, "minutes", "USD", false):        "▼ −7 min better",
		change(38, 35, 0, "score", "USD", true):           "▲ +3 pts better",
		change(19, 18, 10, "score", "USD", true):          "▲ +1 pt within the margin",
		change(19, 29, 9.9, "score", "USD", true):         "▼ −10 pts worse",
		change(0.91, 0.92, 0, "ratio", "USD", true):       "▼ −1 pt worse",
		change(84_200, 79_900, 0, "money", "USD", false):  "▲ +$4.3 k worse",
		change(0.9310004, 0.931, 0, "ratio", "USD", true): "▬ same",
		change(0.93, 0.9301, 0, "ratio", "USD", true):     "▬ same",
	} {
		if plainSpaces(got) != want {
			t.Errorf("got %q, want %q", plainSpaces(got), want)
		}
	}
}

func TestDriverPhrase(t *testing.T) {
	for _, tc := range []struct {
		measure string
		value   float64
		want    string
	}{
		{"usage_trend", -0.41, "usage −41 % in 28 days"}, {"usage_trend", 0.18, "usage +18 % in 28 days"},
		{"seat_utilisation", 0.34, "34 % of seats used"}, {"open_tickets_over_7_days", 1, "1 ticket open over 7 days"},
		{"open_tickets_over_7_days", 0, "no ticket open over 7 days"}, {"days_past_due", 14, "invoice 14 days past due"},
		{"days_past_due", 0, "invoices paid on time"}, {"nps", 100, "promoters in the survey"}, {"nps", 0, "detractors in the survey"},
		{"nps", 50, "mixed survey answers"}, {"own_measure", 1.5, "own measure 1.5"},
	} {
		v := tc.value
		if got := strings.ReplaceAll(driverPhrase(reports.Driver{Measure: tc.measure, Value: &v}, 60), nbsp, " "); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.measure, got, tc.want)
		}
	}
	if got := driverPhrase(reports.Driver{Measure: "usage_trend"}, 60); got != "" {
		t.Errorf("no value: got %q", got)
	}
}

func TestUnitsAreNeverLessThanUTF16(t *testing.T) {
	for _, s := range []string{"abc", "é", "日本", "👩‍👩‍👧", "🟥🔶", "𝒳", "\uFFFD"} {
		if units(s) < utf16Len(s) {
			t.Errorf("%q: %d units, %d in UTF-16", s, units(s), utf16Len(s))
		}
	}
}
