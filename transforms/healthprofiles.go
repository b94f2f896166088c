package transforms

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// profileColumns are what the condition of a profile may read beside the customer's
// own columns, attributes and segments. Nothing else can be called so.
func profileColumns() []Column { return columns("mrr DOUBLE, tenure_months BIGINT") }

// profileScope is what the condition of a profile may read: an attribute goes before
// a segment of its name, and either before a column of the customer.
func (s Settings) profileScope() scope {
	reads := scope{columns: profileColumns(), mend: "add another under the source's attributes, or as a segment"}
	add := func(name, typ string) {
		if !slices.Contains(reads.names(), name) {
			reads.columns = append(reads.columns, Column{Name: name, Type: typ})
		}
	}
	types := s.expressionAttributes()
	for _, name := range sortedKeys(types) {
		add(name, attributeColumn(types[name]).Type)
	}
	for _, d := range s.Segments {
		add(d.Name, "VARCHAR")
	}
	for _, c := range expressionColumns() {
		add(c.Name, c.Type)
	}
	return reads
}

// profileExpressions are the conditions of the health profiles.
func (s Settings) profileExpressions() []expression {
	var all []expression
	for _, p := range s.Health.Profiles {
		if p.When == "" {
			continue
		}
		all = append(all, expression{
			at: p.At, subject: "health profile " + p.Name, text: p.When, scope: s.profileScope(),
			gives: "BOOLEAN", example: "plan = 'Enterprise' AND tenure_months < 6",
			drop: func(s *Settings) {
				s.Health.Profiles = slices.DeleteFunc(slices.Clone(s.Health.Profiles), func(one HealthProfile) bool { return one.Name == p.Name })
			},
		})
	}
	return all
}

// profilesModel is the model that gives every customer its health profile.
func (s Settings) profilesModel() (*model, error) {
	text := `-- grain: one row per reference day and customer paying at its end
-- key: day, customer_id
-- sorted: no
-- meaning: profile is the first that fits, by the customer's values of that day;
--   fitting_profiles are all whose condition is true, in their order.
` + s.profilesSQL()
	m, err := parseModel("metrics", "profiles of the config/health_assignments.sql", text)
	if err != nil {
		return nil, fmt.Errorf("read health profiles: %w", err)
	}
	return m, nil
}

func (s Settings) profilesSQL() string {
	var fits, names, first []string
	otherwise := ""
	for i, p := range s.health().Profiles {
		if p.When == "" {
			otherwise = literal(p.Name)
			break // what comes after fits nobody
		}
		fits = append(fits, fmt.Sprintf(",\n    coalesce(TRY(CAST((\n%s\n) AS BOOLEAN)), FALSE) AS fits%d", p.When, i))
		names = append(names, fmt.Sprintf(", CASE WHEN fits%d THEN %s END", i, literal(p.Name)))
		first = append(first, fmt.Sprintf("WHEN fits%d THEN %s", i, literal(p.Name)))
	}
	profile := otherwise
	if len(first) > 0 {
		profile = "CASE " + strings.Join(first, " ") + " ELSE " + otherwise + " END"
	}
	return "WITH inputs AS (\n" + s.profileInputs() + "\n),\nfitting AS (\n  SELECT " + assignedDay + " AS day, customer_id, tenure_months" + strings.Join(fits, "") +
		"\n  FROM inputs\n)\nSELECT\n  day, customer_id, tenure_months,\n  " + profile + " AS profile,\n  concat_ws(', ', NULL" +
		strings.Join(names, "") + ") AS fitting_profiles\nFROM fitting"
}

// assignedDay is the column of the day a profile is given for; no attribute can be
// called so.
const assignedDay = `"day of health"`

// profileInputs gives what conditions may read, with the values of each day.
func (s Settings) profileInputs() string {
	selected := []string{"p.day AS " + assignedDay, "p.customer_id", "CAST(p.mrr AS DOUBLE) AS mrr", "CAST(whole_months(p.first_paid_on, p.day) AS BIGINT) AS tenure_months"}
	taken := []string{"customer_id", "mrr", "tenure_months"}
	types, words := s.expressionAttributes(), s.profileWords()
	var joins strings.Builder
	join := func(table, key, name, value string) {
		if slices.Contains(taken, name) || !slices.Contains(words, name) {
			return
		}
		alias := fmt.Sprintf("v%d", len(taken))
		taken = append(taken, name)
		selected = append(selected, fmt.Sprintf("%s.%s AS %q", alias, value, name))
		fmt.Fprintf(&joins, "\n  LEFT JOIN %[1]s %[2]s\n    ON %[2]s.customer_id = p.customer_id AND %[2]s.%[3]s = %[4]s AND %[2]s.valid_from <= p.day AND coalesce(%[2]s.valid_to, DATE '9999-12-31') > p.day",
			table, alias, key, literal(name))
	}
	for _, name := range sortedKeys(types) {
		join("core.customer_attributes", "attribute", name, attributeColumn(types[name]).Name)
	}
	for _, d := range s.Segments {
		join("metrics.segment_spans", "dimension", d.Name, "segment")
	}
	for _, c := range expressionColumns() {
		if !slices.Contains(taken, c.Name) {
			selected = append(selected, "c."+c.Name)
		}
	}
	return "  SELECT " + strings.Join(selected, ", ") + "\n  FROM metrics.customer_states p\n  LEFT JOIN core.customers c ON c.customer_id = p.customer_id" + joins.String()
}

// profileWords are the words of the conditions.
func (s Settings) profileWords() []string {
	var all strings.Builder
	for _, p := range s.Health.Profiles {
		all.WriteString(" " + strings.ToLower(blankLiterals(p.When)))
	}
	return regexp.MustCompile(`[a-z_][a-z0-9_]*`).FindAllString(all.String(), -1)
}
