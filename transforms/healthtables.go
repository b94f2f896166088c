package transforms

import "strconv"

// healthCanon are the runner's tables of how customers are judged.
func healthCanon() []CanonicalTable {
	return []CanonicalTable{
		{Name: "health_profiles", Key: []string{"profile"}, Columns: columns("place BIGINT, profile VARCHAR, model VARCHAR")},
		{Name: "health_dimensions", Key: []string{"profile", "dimension"}, Columns: columns(
			"profile VARCHAR, place BIGINT, dimension VARCHAR, dimension_group VARCHAR, weight DOUBLE")},
		{Name: "health_measures", Key: []string{"profile", "measure"}, Columns: columns(
			"profile VARCHAR, dimension VARCHAR, measure VARCHAR, weight DOUBLE, max_age_days BIGINT")},
		// For customers that have paid for from_month to before to_month months.
		{Name: "health_anchors", Key: []string{"profile", "measure", "from_month"}, Columns: columns(
			"profile VARCHAR, measure VARCHAR, from_month BIGINT, to_month BIGINT, worst DOUBLE, best DOUBLE")},
		// For values from from_value to before to_value; null is without a bound.
		{Name: "health_steps", Key: []string{"profile", "measure", "place"}, Columns: columns(
			"profile VARCHAR, measure VARCHAR, place BIGINT, from_value DOUBLE, to_value DOUBLE, score DOUBLE")},
		{Name: "health_gates", Key: []string{"profile", "place"}, Columns: columns(
			"profile VARCHAR, place BIGINT, measure VARCHAR, above DOUBLE, below DOUBLE, cap DOUBLE, reason VARCHAR")},
		{Name: "health_pulse", Key: []string{"max_weight"}, Columns: columns(
			"max_weight DOUBLE, max_age_days BIGINT, worst DOUBLE, best DOUBLE")},
	}
}

// healthRows fills the tables of healthCanon.
func (s Settings) healthRows() map[string][][]string {
	h := s.health()
	rows := map[string][][]string{"health_pulse": {{number(h.Pulse.MaxWeight), strconv.Itoa(h.Pulse.MaxAgeDays), number(h.Pulse.Worst), number(h.Pulse.Best)}}}
	add := func(table string, values ...string) { rows[table] = append(rows[table], values) }
	for place, p := range h.Profiles {
		name, model := literal(p.Name), "weighted"
		if p.Simple {
			model = "simple"
		}
		add("health_profiles", strconv.Itoa(place+1), name, literal(model))
		for i, d := range p.Dimensions {
			add("health_dimensions", name, strconv.Itoa(i+1), literal(d.Name), literal(d.Group), number(d.Weight))
			for _, m := range d.Measures {
				age := "NULL"
				if m.MaxAgeDays > 0 {
					age = strconv.Itoa(m.MaxAgeDays)
				}
				add("health_measures", name, literal(d.Name), literal(m.Measure), number(m.Weight), age)
				m.addScales(name, add)
			}
		}
		for i, g := range p.Gates {
			add("health_gates", name, strconv.Itoa(i+1), literal(g.Measure), numberOrNull(g.Above), numberOrNull(g.Below), number(g.Cap), literal(g.Reason))
		}
	}
	return rows
}

// addScales adds what a measure is scored by.
func (m HealthMeasure) addScales(profile string, add func(table string, values ...string)) {
	for i, a := range m.Anchors {
		to := "NULL"
		if i+1 < len(m.Anchors) {
			to = strconv.Itoa(m.Anchors[i+1].FromMonth)
		}
		add("health_anchors", profile, literal(m.Measure), strconv.Itoa(a.FromMonth), to, number(a.Worst), number(a.Best))
	}
	for i, step := range m.Steps {
		from, to := "NULL", "NULL"
		if i > 0 {
			from = number(step.At)
		}
		if i+1 < len(m.Steps) {
			to = number(m.Steps[i+1].At)
		}
		add("health_steps", profile, literal(m.Measure), strconv.Itoa(i+1), from, to, number(step.Score))
	}
}
