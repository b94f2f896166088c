package transforms

// Pillar is one side of Customer Success, and what each level of it looks like.
type Pillar struct{ Pillar, Title, Basic, Intermediate, Advanced string }

// PillarAssessment is what somebody judged of a pillar on a day (YYYY-MM-DD).
type PillarAssessment struct{ Pillar, AssessedOn, Level, Evidence, By string }

// pillarCanon are the tables of the pillars, from the configuration.
func pillarCanon() []CanonicalTable {
	return []CanonicalTable{
		{Name: "pillars", Key: []string{"pillar"}, Columns: columns(
			"place INTEGER, pillar VARCHAR, title VARCHAR, basic VARCHAR, intermediate VARCHAR, advanced VARCHAR")},
		// level is none, basic, intermediate or advanced. All days are here; marts only
		// take those up to the as-of day.
		{Name: "pillar_assessments", Key: []string{"pillar", "assessed_on"}, Columns: columns(
			"pillar VARCHAR, assessed_on DATE, level VARCHAR, evidence VARCHAR, assessed_by VARCHAR")},
	}
}

// pillarTables fills them.
func (s Settings) pillarTables() map[string][][]string {
	rows := map[string][][]string{}
	for i, p := range s.Pillars {
		rows["pillars"] = append(rows["pillars"], []string{
			number(float64(i + 1)), literal(p.Pillar), literal(p.Title), literal(p.Basic), literal(p.Intermediate), literal(p.Advanced),
		})
	}
	for _, a := range s.Assessments {
		rows["pillar_assessments"] = append(rows["pillar_assessments"], []string{
			literal(a.Pillar), "DATE " + literal(a.AssessedOn), literal(a.Level), literal(a.Evidence), literal(a.By),
		})
	}
	return rows
}
