package transforms

// KPI is one line of the scorecard: the newest figure of all customers of a metric
// and span, held against a target.
type KPI struct {
	KPI          string
	Metric, Span string
	Perspective  string
	Objective    string
	Unit         string
	// Direction is up, down or range. The score is 0 at Floor and 1 at Target; in a
	// range 1 from Target to TargetTo, and 0 from Ceiling on.
	Direction         string
	Target, Floor     float64
	TargetTo, Ceiling *float64
	// Green and Yellow are the scores the status begins at; nil takes the setting.
	Green, Yellow     *float64
	Weight            float64
	Cadence, Kind     string
	Counter           string
	Owner, Department string
	ReviewBy          string // a day, or empty
	Benchmark         *Benchmark
	// At is where the configuration has the KPI.
	At string `json:"-"`
}

// Benchmark is what others reach, who says so, and as of which day.
type Benchmark struct {
	Value        float64
	Source, Date string
}

// Perspective is one of the scorecard's views, in the order they are shown.
type Perspective struct{ Perspective, Title string }

// Goal is what the company wants.
type Goal struct{ Goal, Title, Owner string }

// Objective is what a perspective is to reach for a goal.
type Objective struct{ Objective, Title, Perspective, Goal, Owner, ReviewBy string }

// scorecardCanon are the tables of the scorecard's settings.
func scorecardCanon() []CanonicalTable {
	return []CanonicalTable{
		{Name: "perspectives", Key: []string{"perspective"}, Columns: columns("perspective VARCHAR, title VARCHAR, place BIGINT")},
		{Name: "company_goals", Key: []string{"goal"}, Columns: columns("goal VARCHAR, title VARCHAR, owner VARCHAR, place BIGINT")},
		{Name: "objectives", Key: []string{"objective"}, Columns: columns(
			"objective VARCHAR, title VARCHAR, perspective VARCHAR, goal VARCHAR, owner VARCHAR, review_by DATE, place BIGINT")},
		// metric and span name the figure of all customers that is the KPI's value.
		// direction is up, down or range; green and yellow are scores.
		{Name: "scorecard_targets", Key: []string{"kpi"}, Columns: columns(
			"kpi VARCHAR, metric VARCHAR, span VARCHAR, perspective VARCHAR, objective VARCHAR, unit VARCHAR, direction VARCHAR, " +
				"target DOUBLE, target_to DOUBLE, floor DOUBLE, ceiling DOUBLE, green DOUBLE, yellow DOUBLE, weight DOUBLE, " +
				"cadence VARCHAR, kind VARCHAR, counter VARCHAR, owner VARCHAR, department VARCHAR, review_by DATE, " +
				"benchmark DOUBLE, benchmark_source VARCHAR, benchmark_date DATE, place BIGINT")},
		// Who of the owners of customers is in which team.
		{Name: "teams", Key: []string{"owner"}, Columns: columns("owner VARCHAR, team VARCHAR")},
	}
}

func (s Settings) scorecardTables() map[string][][]string {
	rows := map[string][][]string{}
	add := func(table string, values ...string) { rows[table] = append(rows[table], values) }
	for i, p := range s.perspectives() {
		add("perspectives", literal(p.Perspective), literal(p.Title), number(float64(i+1)))
	}
	for i, g := range s.Goals {
		add("company_goals", literal(g.Goal), literal(g.Title), literal(g.Owner), number(float64(i+1)))
	}
	for i, o := range s.Objectives {
		add("objectives", literal(o.Objective), literal(o.Title), literal(o.Perspective), literal(o.Goal), literal(o.Owner), dayOrNull(o.ReviewBy), number(float64(i+1)))
	}
	for i, k := range s.Scorecard {
		add("scorecard_targets", k.row(i+1)...)
	}
	for _, team := range sortedKeys(s.Teams) {
		for _, owner := range s.Teams[team] {
			add("teams", literal(owner), literal(team))
		}
	}
	return rows
}

// perspectives are those configured, or the four of Kaplan and Norton.
func (s Settings) perspectives() []Perspective {
	if len(s.Perspectives) > 0 {
		return s.Perspectives
	}
	return []Perspective{{"financial", "Financial"}, {"customer", "Customer"}, {"internal", "Internal process"}, {"learning", "Learning and growth"}}
}

func (k KPI) row(place int) []string {
	benchmark := []string{"NULL", "NULL", "NULL"}
	if b := k.Benchmark; b != nil {
		benchmark = []string{number(b.Value), literal(b.Source), dayOrNull(b.Date)}
	}
	row := []string{
		literal(k.KPI), literal(k.Metric), literal(k.Span), literal(k.Perspective), literal(k.Objective), literal(k.Unit), literal(k.Direction),
		number(k.Target), numberOrNull(k.TargetTo), number(k.Floor), numberOrNull(k.Ceiling), numberOrNull(k.Green), numberOrNull(k.Yellow), number(k.Weight),
		literal(k.Cadence), literal(k.Kind), literal(k.Counter), literal(k.Owner), literal(k.Department), dayOrNull(k.ReviewBy),
	}
	return append(append(row, benchmark...), number(float64(place)))
}

func numberOrNull(f *float64) string {
	if f == nil {
		return "NULL"
	}
	return number(*f)
}

func dayOrNull(day string) string {
	if day == "" {
		return "NULL"
	}
	return "DATE " + literal(day)
}
