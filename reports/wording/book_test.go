package wording

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/reports"
	"quarterdeck/templates"
)

func english(t testing.TB) *Book {
	t.Helper()
	b, err := Load(templates.Files, "en")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// keyLike finds string literals that look like a key or the start of one.
var keyLike = regexp.MustCompile(`"([a-z][a-z_]*\.[a-z_]*)"`)

// TestEveryKeyIsThereAndUsed reads the source: each key it names is in the
// book, and each text of the book is named, whole or by its section.
func TestEveryKeyIsThereAndUsed(t *testing.T) {
	book := english(t)
	used := map[string]bool{}
	var prefixes []string
	for _, dir := range []string{"..", "../pdf", "."} {
		files, err := fs.Glob(os.DirFS(dir), "*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "digest") {
				continue
			}
			raw, err := os.ReadFile(dir + "/" + name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range keyLike.FindAllStringSubmatch(string(raw), -1) {
				switch key := m[1]; {
				case strings.HasSuffix(key, ".") || strings.HasSuffix(key, "_"):
					prefixes = append(prefixes, key)
				case book.Has(key):
					used[key] = true
				case strings.HasSuffix(key, ".yml") || strings.HasSuffix(key, ".json") || strings.HasSuffix(key, ".ttf"):
				case strings.HasPrefix(key, "marts.") || strings.HasPrefix(key, "core."): // a table
				default:
					t.Errorf("%s/%s says %q, which the book lacks", dir, name, key)
				}
			}
		}
	}
	for _, key := range book.Keys() {
		found := used[key]
		for _, p := range prefixes {
			found = found || strings.HasPrefix(key, p)
		}
		if !found {
			t.Errorf("the text %q is used nowhere", key)
		}
	}
}

func TestSay(t *testing.T) {
	b := english(t)
	for _, tc := range []struct {
		say  reports.Sentence
		want string
	}{
		{reports.Say("seats.free", reports.Args{"n": reports.Count(1)}), "1 seat is free"},
		{reports.Say("seats.free", reports.Args{"n": reports.Count(1240)}), "1,240 seats are free"},
		{reports.Say("plan.us", reports.Args{"us": reports.Count(1), "period": reports.Period{Year: 2026, Quarter: 4}}), "1 commitment of ours for Q4 2026"},
		{reports.Say("ask.goal", reports.Args{"goal": "{n} {goal} %s"}), "“{n} {goal} %s”: is the target still right, and what stands in its way?"},
		{reports.Say("voice.nps", reports.Args{"score": reports.Points(-7.4), "n": reports.Count(12)}), "Your NPS is −7, from 12 answers"},
		{reports.Say("no.such", nil), "⟦no.such⟧"},
		{reports.Sentence{}, ""},
	} {
		if got := b.Say(tc.say); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	b := english(t)
	for _, tc := range []struct{ got, want string }{
		{b.Count(0), "0"}, {b.Count(3.46), "3.5"}, {b.Count(3), "3"}, {b.Count(999.6), "1,000"}, {b.Count(1284310), "1,284,310"}, {b.Count(-1250), "−1,250"},
		{b.Count(9999999), "9,999,999"}, {b.Count(44.2e6), "44.2M"}, {b.Count(999.96e6), "1B"}, {b.Count(3.4e12), "3.4T"}, {b.Count(5e16), "50,000T"},
		{b.Percent(0), "0%"}, {b.Percent(0.004), "0.4%"}, {b.Percent(0.184), "18%"}, {b.Percent(0.996), "99.6%"}, {b.Percent(0.99999), "99.9%"}, {b.Percent(1), "100%"}, {b.Percent(1.334), "133%"}, {b.Rate(0.9139), "91.4%"}, {b.Rate(1.02), "102%"},
		{b.Signed(0.2), "0"}, {b.Signed(47.8), "+48"}, {b.Signed(-0.4), "0"}, {b.Signed(4440), "+4,440"},
		{b.Duration(0), "0 min"}, {b.Duration(59.6), "1 h"}, {b.Duration(96), "1 h 36 min"}, {b.Duration(480), "8 h"}, {b.Duration(1130), "19 h"}, {b.Duration(2880), "2 days"}, {b.Duration(5000), "3.5 days"},
		{b.Number(18.4, 1), "18.4"}, {b.Number(-0.04, 1), "0"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
}

func TestDates(t *testing.T) {
	b := english(t)
	at := time.Date(2026, 3, 9, 22, 5, 0, 0, time.FixedZone("", -5*3600))
	for _, tc := range []struct{ got, want string }{
		{b.Day(at), "9 Mar 2026"}, {b.DayShort(at), "9 Mar"}, {b.Month(at), "March"}, {b.MonthShort(at), "Mar"},
		{b.Instant(at), "10 Mar 2026, 03:05 UTC"}, {b.Day(time.Time{}), "–"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
}

// TestAnotherLanguage: forms and plural rules come from the file alone.
func TestAnotherLanguage(t *testing.T) {
	file := `language: de
forms: {decimal: ",", thousands: ".", minus: "−", percent: "{n} %", compact: ["{n} Mio.", "{n} Mrd."], day: "{d}. {Mmm} {yyyy}", day_short: "{d}. {Mmm}", month: "{Month}", month_short: "{Mmm}",
  instant: "{dd}.{MM}.{yyyy}, {hh}:{mm} UTC", period: "Q{q} {yyyy}", minutes: "{n} Min.", hours: "{n} Std.", hours_minutes: "{h} Std. {m} Min.", days: "{n} Tage", months: [a,b,c,d,e,f,g,h,i,j,k,l], months_short: [Jan,Feb,März,d,e,f,g,h,i,j,k,l]}
texts: {seats: {free: {one: "{n} Platz ist frei", other: "{n} Plätze sind frei"}}}
`
	b, err := Load(fstest.MapFS{"wording/de.yml": {Data: []byte(file)}}, "de")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ got, want string }{
		{b.Count(1284310), "1.284.310"}, {b.Percent(0.18), "18 %"}, {b.Count(44.2e6), "44,2 Mio."}, {b.Day(time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)), "9. März 2026"},
		{b.Instant(time.Date(2026, 3, 9, 7, 5, 0, 0, time.UTC)), "09.03.2026, 07:05 UTC"},
		{b.Say(reports.Say("seats.free", reports.Args{"n": reports.Count(2)})), "2 Plätze sind frei"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
}

func TestLoadRefusesMistakes(t *testing.T) {
	for name, file := range map[string]string{
		"unknown key": "languag: en", "few months": "language: en\nforms: {months: [a]}", "a number for a text": "forms: {months: [a,b,c,d,e,f,g,h,i,j,k,l], months_short: [a,b,c,d,e,f,g,h,i,j,k,l]}\ntexts: {a: 3}",
	} {
		if _, err := Load(fstest.MapFS{"wording/en.yml": {Data: []byte(file)}}, "en"); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := Load(fstest.MapFS{}, "xx"); err == nil {
		t.Error("a missing language is no error")
	}
}
