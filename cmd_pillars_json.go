package main

import "quarterdeck/reports"

// What pillars --json prints. A level nobody judged or measured is null.
type (
	pillarsJSON struct {
		Company  string       `json:"company"`
		AsOf     string       `json:"as_of"`
		Score    *float64     `json:"score"`
		Previous *float64     `json:"previous_score"`
		Coverage *float64     `json:"coverage"`
		Weakest  []string     `json:"weakest"`
		Pillars  []pillarJSON `json:"pillars"`
	}
	pillarJSON struct {
		Pillar     string     `json:"pillar"`
		Title      string     `json:"title"`
		Level      *string    `json:"level"`
		Previous   *string    `json:"previous_level"`
		AssessedOn string     `json:"assessed_on,omitempty"`
		By         string     `json:"by,omitempty"`
		Evidence   string     `json:"evidence,omitempty"`
		Stale      bool       `json:"stale"`
		Suggested  *string    `json:"suggested_level"`
		Facts      []factJSON `json:"facts"`
	}
	factJSON struct {
		Level string   `json:"level"`
		Fact  string   `json:"fact"`
		Unit  string   `json:"unit"`
		Value *float64 `json:"value"`
		Least float64  `json:"least"`
		Met   bool     `json:"met"`
	}
)

func maturityJSON(m *reports.Maturity) pillarsJSON {
	out := pillarsJSON{
		Company: m.Company, AsOf: dayText(m.AsOf), Score: valueOrNil(m.Score), Previous: valueOrNil(m.Previous), Coverage: valueOrNil(m.Coverage),
		Weakest: append([]string{}, m.Weakest...), Pillars: []pillarJSON{},
	}
	for _, p := range m.Pillars {
		one := pillarJSON{
			Pillar: p.Name, Title: p.Title, Level: levelOrNil(p.Level), Previous: levelOrNil(p.Before), AssessedOn: dayText(p.JudgedOn),
			By: p.By, Evidence: p.Evidence, Stale: p.Stale, Suggested: levelOrNil(p.Suggested), Facts: []factJSON{},
		}
		for _, f := range p.Facts {
			one.Facts = append(one.Facts, factJSON{levelName(f.Level), f.Fact, f.Unit, valueOrNil(f.Value), f.Least, f.Met})
		}
		out.Pillars = append(out.Pillars, one)
	}
	return out
}

func levelOrNil(level int) *string {
	if level == reports.NotJudged {
		return nil
	}
	name := levelName(level)
	return &name
}
