package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/config"
)

const pillarsConfig = "company: {name: A}\nsources: [{name: f, type: files, tables: {goals: {path: g.csv}}}]\n"

// loadPillars loads a configuration beside a file of assessments.
func loadPillars(t *testing.T, pillars, assessments string) (*config.Config, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"quarterdeck.yml": pillarsConfig + pillars, "assessments.yml": assessments} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return config.Load(filepath.Join(dir, "quarterdeck.yml"), env)
}

func TestPillarsHaveDefaults(t *testing.T) {
	cfg, err := loadPillars(t, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if len(cfg.Pillars.List) != 11 {
		t.Errorf("%d pillars, want the usual eleven", len(cfg.Pillars.List))
	}
	for _, p := range cfg.Pillars.List {
		if p.Title == "" || p.Basic == "" || p.Intermediate == "" || p.Advanced == "" {
			t.Errorf("pillar %s lacks a text: %+v", p.Pillar, p)
		}
	}
}

// A list replaces the default one; what it leaves out of a usual pillar is kept.
func TestPillarsOfOurOwn(t *testing.T) {
	cfg, err := loadPillars(t, `pillars:
  list: [renewals, {pillar: onboarding, title: The first ninety days}, {pillar: segmentation, title: Coverage model, basic: One motion}]
  assessments: assessments.yml
`, "- {date: 2026-06-30, by: Ann Lee, levels: {segmentation: {level: basic, evidence: all alike}, renewals: {level: none}}}\n")
	if err != nil {
		t.Fatal(err)
	}
	list := cfg.Pillars.List
	if len(list) != 3 || list[0].Title != "Renewals" || list[1].Title != "The first ninety days" || list[1].Basic == "" || list[2].Basic != "One motion" {
		t.Errorf("got %+v", list)
	}
	if got := cfg.Pillars.Judged; len(got) != 1 || got[0].By != "Ann Lee" || got[0].Levels["segmentation"].Level != "basic" {
		t.Errorf("got %+v", got)
	}
}

func TestAssessmentsRefuseMistakes(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"PIL-03 unknown level", "- date: 2026-06-30\n  by: Ann\n  levels:\n    onboarding: {level: expert, evidence: x}\n",
			"assessments.yml:4:17: pillar onboarding has unknown level \"expert\"; use one of none, basic, intermediate, advanced, or leave the pillar out when nobody judged it"},
		{"unknown pillar", "- {date: 2026-06-30, by: Ann, levels: {happiness: {level: basic, evidence: x}}}\n", "there is no pillar \"happiness\"; use one of onboarding, training"},
		{"no evidence", "- {date: 2026-06-30, by: Ann, levels: {renewals: {level: basic}}}\n", "pillar renewals is basic without evidence"},
		{"no day", "- {date: June, by: Ann, levels: {}}\n", "date \"June\" is not a day; write YYYY-MM-DD"},
		{"nobody", "- {date: 2026-06-30, levels: {}}\n", "nobody signed the assessment of 2026-06-30"},
		{"twice", "- {date: 2026-06-30, by: A, levels: {renewals: {level: none}}}\n- {date: 2026-06-30, by: B, levels: {renewals: {level: none}}}\n", "pillar renewals is judged twice on 2026-06-30"},
		{"unknown key", "- {date: 2026-06-30, who: A}\n", "assessments.yml:1:22: unknown key \"who\""},
		{"no list", "date: 2026-06-30\n", "assessments.yml:1:5: mapping was used where sequence is expected"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := loadPillars(t, "pillars: {assessments: assessments.yml}\n", c.text); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant …%s…", err, c.want)
			}
		})
	}
	if _, err := loadPillars(t, "pillars: {assessments: none.yml}\n", ""); err == nil || !strings.Contains(err.Error(), "none.yml: no such file") {
		t.Errorf("a missing file: %v", err)
	}
}
