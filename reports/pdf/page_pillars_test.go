package pdf

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"quarterdeck/config"
	"quarterdeck/reports"
)

// sampleMaturity has two assessments of most pillars, suggestions and their facts.
func sampleMaturity(t testing.TB) *reports.Maturity {
	t.Helper()
	cfg, err := config.Parse("quarterdeck.yml", []byte("company: {name: A}\nsources: [{name: f, type: files, tables: {goals: {path: g.csv}}}]\n"), os.LookupEnv)
	if err != nil {
		t.Fatal(err)
	}
	day := func(text string) time.Time { d, _ := time.Parse(time.DateOnly, text); return d }
	m := &reports.Maturity{
		Company: "Northwind Cloud", AsOf: day("2026-11-21"), KnownAt: day("2026-11-22"),
		Score: reports.Num(0.5), Previous: reports.Num(0.42), Coverage: reports.Num(9.0 / 11), Assessed: 9, Stale: 1, Weakest: []string{"Advocacy"},
	}
	for i, p := range cfg.Pillars.List {
		one := reports.Pillar{Name: p.Pillar, Title: p.Title, Basic: p.Basic, Intermediate: p.Intermediate, Advanced: p.Advanced,
			Level: []int{2, 1, 3, 2, 2, 1, -1, 0, 2, 1, -1}[i], Before: []int{1, 1, 2, 2, 3, -1, -1, 0, 1, -1, -1}[i], Suggested: []int{3, -1, 2, 3, 2, 2, 0, 1, 1, 2, 1}[i]}
		if one.Level >= 0 {
			one.JudgedOn, one.By, one.Evidence = day("2026-09-30"), "Ann Lee", "Seen in the playbooks and in the recordings of five calls"
		}
		if one.Before >= 0 {
			one.BeforeOn = day("2026-06-30")
		}
		if one.Suggested >= 0 {
			one.Facts = []reports.PillarFact{
				{Level: 1, Fact: "customers with a health score", Unit: "count", Value: reports.Num(118), Least: 1, Met: true},
				{Level: 2, Fact: "customers with a health score", Unit: "share", Value: reports.Num(0.93), Least: 0.7, Met: true},
				{Level: 3, Fact: "alerts of three months answered in time", Unit: "share", Least: 0.8},
			}
		}
		m.Pillars = append(m.Pillars, one)
	}
	m.Pillars[5].Stale, m.Pillars[5].JudgedOn = true, day("2025-09-30")
	return m
}

// TestPillarPages prints the sample; with -samples the file is kept to be looked at.
func TestPillarPages(t *testing.T) {
	r, m := newRenderer(t), sampleMaturity(t)
	doc, err := r.layoutPillars(m)
	if err != nil {
		t.Fatal(err)
	}
	if bad := misplaced(doc, 841.89, 595.28); len(bad) > 0 {
		t.Errorf("%s", strings.Join(bad, "\n"))
	}
	printed := strings.Join(texts(doc), "\n")
	for _, want := range []string{
		"50% of the way, up from 42%", "Customer 360", "+1 since 30 Jun 2026", "−1 since 30 Jun 2026", "Judged 30 Sep 2025, over a year ago", "Not judged yet", "A relationship survey once a year",
		"Seen in the playbooks", "customers with a health score: 93%", "Nothing to measure it by", "For internal use",
	} {
		if !strings.Contains(printed, want) {
			t.Errorf("%q is not printed:\n%s", want, printed)
		}
	}
	var out bytes.Buffer
	if result, err := r.Pillars(&out, m); err != nil || result.Pages != 2 || len(result.Warnings) > 0 {
		t.Fatalf("got %+v, %v", result, err)
	}
	if *samplesDir != "" {
		if err := os.WriteFile(filepath.Join(*samplesDir, "pillars.pdf"), out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Any list of pillars makes tidy pages.
func TestAnyPillarsAreTidy(t *testing.T) {
	r, words := newRenderer(t), rapid.StringMatching(`[A-Za-z]{1,14}( [a-z]{1,12}){0,16}`)
	rapid.Check(t, func(t *rapid.T) {
		m := &reports.Maturity{Company: words.Draw(t, "company"), Assessed: 1}
		for i := range rapid.IntRange(0, 24).Draw(t, "pillars") {
			level := func(name string) int { return rapid.IntRange(-1, 3).Draw(t, name) }
			m.Pillars = append(m.Pillars, reports.Pillar{
				Name: fmt.Sprint(i), Title: words.Draw(t, "title"), Basic: words.Draw(t, "basic"), Intermediate: words.Draw(t, "intermediate"), Advanced: words.Draw(t, "advanced"),
				Level: level("level"), Before: level("before"), Suggested: level("suggested"), By: words.Draw(t, "by"), Evidence: words.Draw(t, "evidence"),
				Facts: []reports.PillarFact{{Fact: words.Draw(t, "fact"), Unit: "proof", Value: reports.Num(1)}},
			})
		}
		doc, err := r.layoutPillars(m)
		if err != nil {
			t.Fatal(err)
		}
		if bad := misplaced(doc, 841.89, 595.28); len(bad) > 0 {
			t.Fatalf("%s", strings.Join(bad, "\n"))
		}
	})
}
