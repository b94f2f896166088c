package wording

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quarterdeck/reports"
	"quarterdeck/templates"
)

// own writes a user's wording file and returns its folder.
func own(t *testing.T, language, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "wording"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "wording", language+".yml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestOwnWordsReplaceShippedOnes: what the user's file says is said, all else is as shipped.
func TestOwnWordsReplaceShippedOnes(t *testing.T) {
	dir := own(t, "en", `language: en
forms: {day: "{Mmm} {d}, {yyyy}", decimal: ","}
texts:
  seats:
    free: {one: "{n} licence is free", other: "{n} licences are free"}
`)
	_, err := Over(templates.Files, dir, "en")
	if err == nil || !strings.Contains(err.Error(), `decimal sign "," and thousands sign "," cannot be told apart`) {
		t.Errorf("got %v, want the two signs refused", err)
	}
	dir = own(t, "en", strings.ReplaceAll(`language: en
forms: {day: "{Mmm} {d}, {yyyy}"}
texts:
  seats:
    free: {one: "{n} licence is free", other: "{n} licences are free"}
`, "\t", ""))
	b, err := Over(templates.Files, dir, "en")
	if err != nil {
		t.Fatal(err)
	}
	for got, want := range map[string]string{
		b.Say(reports.Say("seats.free", reports.Args{"n": reports.Count(1)})): "1 licence is free",
		b.Say(reports.Say("seats.free", reports.Args{"n": reports.Count(2)})): "2 licences are free",
		b.Day(time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)):                    "Mar 9, 2026",
		b.Text("page.summary"): english(t).Text("page.summary"),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestOwnWordsAreChecked: a mistake is told with file, line and column.
func TestOwnWordsAreChecked(t *testing.T) {
	for _, tc := range []struct{ name, language, text, want string }{
		{"unknown key", "en", "language: en\ntexts:\n  seats:\n    fre: Free\n", "en.yml:4:5: no page prints a text seats.fre; templates/wording/en.yml has all there are"},
		{"unknown name", "en", "language: en\ntexts:\n  seats:\n    free: \"{m} seats\"\n", "en.yml:4:5: text seats.free has no {m}; it knows {n}"},
		{"an internal name", "en", "language: en\ntexts:\n  seats:\n    free: \"{health_score} seats\"\n", "en.yml:4:5: text seats.free names {health_score}, which is internal: no customer may read it; it knows {n}"},
		{"a name where none is", "en", "language: en\ntexts: {page: {summary: \"{customer}\"}}\n", "en.yml:2:16: text page.summary has no {customer}; it knows no names"},
		{"plural of nothing", "en", "language: en\ntexts: {page: {summary: {one: a, other: b}}}\n", "text page.summary counts nothing named n"},
		{"not a plural form", "en", "language: en\ntexts: {seats: {free: {single: a, other: b}}}\n", "en.yml:2:24: text seats.free has an unknown form single"},
		{"a number", "en", "language: en\ntexts:\n  page: {summary: 3}\n", "en.yml:3:10: text page.summary is neither a pattern nor a section"},
		{"unknown form", "en", "language: en\nforms:\n  dya: x\n", "en.yml:3:3: unknown field"},
		{"form without its number", "en", "language: en\nforms: {percent: \"%\"}\n", "form percent does not print {n}"},
		{"form with another name", "en", "language: en\nforms: {day: \"{day} {yyyy}\"}\n", "form day has no {day}"},
		{"top key", "en", "language: en\ntext: {}\n", "en.yml:2:1: unknown key text"},
		{"syntax", "en", "language: en\ntexts: {a: [\n", "en.yml:2:"},
		{"empty", "en", "", "en.yml: the file is empty"},
		{"other language inside", "en", "language: de\n", `en.yml: its language is "de"`},
		{"half a language", "nl", "language: nl\ntexts: {page: {summary: Samenvatting}}\n", "texts are missing, the first of them"},
		{"no language", "zz", "", "zz.yml: the file is empty"},
	} {
		_, err := Over(templates.Files, own(t, tc.language, tc.text), tc.language)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %q", tc.name, err, tc.want)
		}
	}
}

// TestOwnLanguage: a language that is not shipped is whole in its own file.
func TestOwnLanguage(t *testing.T) {
	raw, err := templates.Files.ReadFile("wording/en.yml")
	if err != nil {
		t.Fatal(err)
	}
	dir := own(t, "pl", strings.Replace(strings.Replace(string(raw), "language: en", "language: pl", 1),
		`free: {one: "{n} seat is free", other: "{n} seats are free"}`,
		`free: {one: "{n} miejsce jest wolne", few: "{n} miejsca są wolne", many: "{n} miejsc jest wolnych", other: "{n} miejsca jest wolne"}`, 1))
	b, err := Over(templates.Files, dir, "pl")
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[reports.Count]string{1: "1 miejsce jest wolne", 3: "3 miejsca są wolne", 5: "5 miejsc jest wolnych", 12: "12 miejsc jest wolnych",
		22: "22 miejsca są wolne", 1.5: "1.5 miejsca jest wolne", 1000000: "1,000,000 miejsc jest wolnych", 0: "0 miejsc jest wolnych"} {
		if got := b.Say(reports.Say("seats.free", reports.Args{"n": n})); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	languages, err := Languages(templates.Files, dir)
	if err != nil || !strings.Contains(strings.Join(languages, " "), "en") || !strings.Contains(strings.Join(languages, " "), "pl") {
		t.Errorf("languages %v, %v", languages, err)
	}
}

// TestPluralFollowsWhatIsPrinted: 1.04 is printed 1 and counts as one.
func TestPluralFollowsWhatIsPrinted(t *testing.T) {
	b := english(t)
	for n, want := range map[reports.Count]string{1.04: "1 seat is free", 1.06: "1.1 seats are free", 0.96: "1 seat is free", 0: "0 seats are free", -1: "−1 seat is free"} {
		if got := b.Say(reports.Say("seats.free", reports.Args{"n": n})); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
