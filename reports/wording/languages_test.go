package wording

import (
	"maps"
	"slices"
	"testing"
	"time"

	"golang.org/x/text/feature/plural"

	"quarterdeck/reports"
	"quarterdeck/templates"
)

// TestEveryLanguageSaysEverything: each shipped language has the texts of English, with
// the same facts in each, and all forms of a plural that its grammar has.
func TestEveryLanguageSaysEverything(t *testing.T) {
	languages, err := Languages(templates.Files, "")
	if err != nil || len(languages) < 3 {
		t.Fatalf("languages %v, %v", languages, err)
	}
	reference, err := readFile(templates.Files, "", source)
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range languages {
		f, err := readFile(templates.Files, "", language)
		if err != nil {
			t.Fatal(err)
		}
		if f.forms == nil {
			t.Errorf("%s has no forms", language)
		}
		for _, key := range slices.Sorted(maps.Keys(reference.texts)) {
			want, got := reference.texts[key], f.texts[key]
			switch {
			case got.forms == nil:
				t.Errorf("%s lacks the text %s", language, key)
			case got.by != want.by:
				t.Errorf("%s counts %q in %s, English %q", language, got.by, key, want.by)
			case !maps.Equal(got.names(), want.names()):
				t.Errorf("%s says %v in %s, English %v", language, braced(got.names()), key, braced(want.names()))
			case got.by != "" && got.forms[plural.One] == "":
				t.Errorf("%s has no singular of %s", language, key)
			}
		}
		for key := range f.texts {
			if _, ok := reference.texts[key]; !ok {
				t.Errorf("%s has a text %s that English lacks", language, key)
			}
		}
	}
}

// TestOneBelongsToTheGrammar: half a thing is one in French and not in German or English.
func TestOneBelongsToTheGrammar(t *testing.T) {
	for language, want := range map[string][3]string{
		"en": {"0 days", "1 day", "1.5 days"}, "de": {"0 Tage", "1 Tag", "1,5 Tage"}, "fr": {"0 jour", "1 jour", "1,5 jour"},
	} {
		b, err := Load(templates.Files, language)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range []float64{0, 1, 1.5} {
			if got := b.Say(days(n)); got != want[i] {
				t.Errorf("%s: got %q, want %q", language, got, want[i])
			}
		}
	}
}

// TestFormsOfLanguages compares with how the languages write numbers and days (CLDR,
// Duden and the Imprimerie nationale agree).
func TestFormsOfLanguages(t *testing.T) {
	const nb, thin = "\u00a0", "\u202f"
	for language, want := range map[string][]string{
		"de": {"1.284.310", "−12,5", "18" + nb + "%", "44,2" + nb + "Mio.", "1." + nb + "März" + nb + "2026", "Q3" + nb + "2026"},
		"fr": {"1" + thin + "284" + thin + "310", "−12,5", "18" + thin + "%", "44,2" + nb + "M", "1er" + nb + "mars" + nb + "2026", "T3" + nb + "2026"},
	} {
		b, err := Load(templates.Files, language)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{b.Count(1284310), b.Number(-12.5, 1), b.Percent(0.18), b.Count(44.2e6), b.Day(firstOfMarch()), b.Period(thirdQuarter())}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: got %q, want %q", language, got[i], want[i])
			}
		}
	}
}

func days(n float64) reports.Sentence {
	return reports.Say("contract.days", reports.Args{"n": reports.Count(n)})
}

func firstOfMarch() time.Time { return time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC) }

func thirdQuarter() reports.Period { return reports.Period{Year: 2026, Quarter: 3} }
