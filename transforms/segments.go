package transforms

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Segment is one dimension of the numbers. Exactly one of Attribute, Bands and
// Expression is set, but bands may split a numeric attribute; a bare name is an
// attribute of the same name.
type Segment struct {
	Name      string `json:"name"`
	Attribute string `json:"attribute,omitempty"`
	// Bands split customers by the attribute, without one by MRR; the lower bound
	// belongs to the band.
	Bands []Band `json:"bands,omitempty"`
	// Expression is SQL that gives the segment, of expressionColumns and the
	// attributes by their names; see checkExpressions for what it may say. Where an
	// attribute has a history, so has the segment.
	Expression string `json:"expression,omitempty"`
	// At is where the configuration has it, for messages. It is no part of what a
	// segment means: a line more above it must not make a new definition.
	At string `json:"-"`
}

// Band is one value of a band dimension.
type Band struct {
	Name       string  `json:"name"`
	LowerBound float64 `json:"from"`
}

func (s Settings) dimensionRows() [][]string {
	var rows [][]string
	for _, d := range s.Segments {
		kind, attribute := "attribute", d.Attribute
		switch {
		case len(d.Bands) > 0 && attribute != "":
			kind = "attribute_band"
		case len(d.Bands) > 0:
			kind = "band"
		case d.Expression != "":
			kind = "expression"
		case attribute == "":
			attribute = d.Name
		}
		rows = append(rows, []string{literal(d.Name), literal(kind), "nullif(" + literal(attribute) + ", '')"})
	}
	return rows
}

func (s Settings) bandRows() [][]string {
	var rows [][]string
	for _, d := range s.Segments {
		for _, b := range d.Bands {
			rows = append(rows, []string{literal(d.Name), literal(b.Name), number(b.LowerBound)})
		}
	}
	return rows
}

// expressionColumns are the columns of core.customers an expression may read. An
// attribute of the same name is read instead, but for the id.
func expressionColumns() []Column {
	return columns("customer_id VARCHAR, name VARCHAR, domain VARCHAR, parent_id VARCHAR, owner VARCHAR, owner_email VARCHAR, " +
		"lifecycle_stage VARCHAR, created_on DATE, source VARCHAR")
}

// expressionAttributes are the attributes an expression may read, by name, with
// their types: those a source declares and those that are dimensions themselves.
func (s Settings) expressionAttributes() map[string]string {
	types := map[string]string{}
	for _, d := range s.Segments {
		switch {
		case d.Expression != "" || len(d.Bands) > 0 && d.Attribute == "":
		case d.Attribute != "":
			types[d.Attribute] = "text"
		default:
			types[d.Name] = "text"
		}
	}
	for _, a := range s.Attributes {
		types[a.Name] = a.Type
	}
	delete(types, "customer_id")
	return types
}

// segmentExpressions are the expressions of the dimensions.
func (s Settings) segmentExpressions() []expression {
	types := s.expressionAttributes()
	reads := scope{mend: "add another under the source's attributes"}
	for _, name := range sortedKeys(types) {
		reads.columns = append(reads.columns, Column{Name: name, Type: attributeColumn(types[name]).Type})
	}
	for _, c := range expressionColumns() {
		if _, shadowed := types[c.Name]; !shadowed {
			reads.columns = append(reads.columns, c)
		}
	}
	var all []expression
	for _, d := range s.Segments {
		if d.Expression == "" {
			continue
		}
		all = append(all, expression{
			at: d.At, subject: "segment " + d.Name, text: d.Expression, scope: reads,
			gives: "VARCHAR", example: "CASE WHEN plan = 'Enterprise' THEN 'high touch' ELSE 'tech touch' END",
			drop: func(s *Settings) {
				s.Segments = slices.DeleteFunc(slices.Clone(s.Segments), func(one Segment) bool { return one.Name == d.Name })
			},
		})
	}
	return all
}

// attributeColumn is the column of core.customer_attributes that holds values of a
// type, and its DuckDB type.
func attributeColumn(valueType string) Column {
	switch valueType {
	case "number":
		return Column{Name: "value_number", Type: "DOUBLE"}
	case "date":
		return Column{Name: "value_date", Type: "DATE"}
	case "flag":
		return Column{Name: "value_flag", Type: "BOOLEAN"}
	default:
		return Column{Name: "value", Type: "VARCHAR"}
	}
}

// segmentModel is the model of the dimensions the config gives as expressions. It
// computes each expression on every day an attribute it may read has changed.
func (s Settings) segmentModel() (*model, error) {
	text := `-- grain: one row per customer, expression dimension and stretch of days in one segment
-- key: customer_id, dimension, valid_from
-- meaning: half-open, null valid_to = now; '(none)' where the expression is null,
--   empty or cannot be computed of the values. Columns of core.customers are today's.
` + s.segmentSQL()
	m, err := parseModel("core", "segments of the config/segment_expressions.sql", text)
	if err != nil {
		return nil, fmt.Errorf("read segment expressions: %w", err)
	}
	return m, nil
}

func (s Settings) segmentSQL() string {
	var given []string
	for _, d := range s.Segments {
		if d.Expression != "" {
			given = append(given, fmt.Sprintf("  SELECT customer_id, %s AS dimension, %s AS valid_from,\n    coalesce(nullif(TRY(CAST((\n%s\n) AS VARCHAR)), ''), '(none)') AS segment\n  FROM inputs",
				literal(d.Name), changeDay, d.Expression))
		}
	}
	if len(given) == 0 {
		return "SELECT customer_id, '' AS dimension, '' AS segment, created_on AS valid_from, created_on AS valid_to FROM core.customers WHERE false"
	}
	points, inputs := s.inputsSQL()
	return "WITH points AS (\n" + points + "\n),\ninputs AS (\n" + inputs + "\n),\ngiven AS (\n" + strings.Join(given, "\n  UNION ALL\n") + `
),
entered AS (
  SELECT *, lag(segment) OVER (PARTITION BY customer_id, dimension ORDER BY valid_from) AS segment_before
  FROM given
)
SELECT
  customer_id, dimension, segment, valid_from,
  lead(valid_from) OVER (PARTITION BY customer_id, dimension ORDER BY valid_from) AS valid_to
FROM entered
WHERE segment_before IS DISTINCT FROM segment`
}

// changeDay is the column of the day a customer's values are of; no attribute can
// be called so.
const changeDay = `"day of change"`

// inputsSQL gives the days on which something an expression reads has changed, each
// with the day the value then valid began, and the values of each such day.
func (s Settings) inputsSQL() (points, inputs string) {
	types := s.expressionAttributes()
	names := s.mentioned(types)
	changes := "SELECT customer_id, '' AS attribute, DATE '1900-01-01' AS day FROM core.customers"
	if len(names) > 0 {
		changes += fmt.Sprintf(`
      UNION ALL
      SELECT customer_id, attribute, valid_from FROM core.customer_attributes WHERE attribute IN (%[1]s)
      UNION ALL
      SELECT customer_id, attribute, valid_to FROM core.customer_attributes WHERE attribute IN (%[1]s) AND valid_to IS NOT NULL`, sqlList(names))
	}
	selected := []string{"p.day AS " + changeDay}
	for _, c := range expressionColumns() {
		if !slices.Contains(names, c.Name) {
			selected = append(selected, "c."+c.Name)
		}
	}
	var changed, since, joins strings.Builder
	for i, name := range names {
		selected = append(selected, fmt.Sprintf("a%d.%s AS %q", i, attributeColumn(types[name]).Name, name))
		fmt.Fprintf(&changed, ", max(CASE WHEN attribute = %s THEN day END) AS changed%d", literal(name), i)
		fmt.Fprintf(&since, ", max(changed%[1]d) OVER (PARTITION BY customer_id ORDER BY day) AS since%[1]d", i)
		fmt.Fprintf(&joins, "\n  LEFT JOIN core.customer_attributes a%[1]d\n    ON a%[1]d.customer_id = p.customer_id AND a%[1]d.attribute = %[2]s AND a%[1]d.valid_from = p.since%[1]d",
			i, literal(name))
	}
	points = "  SELECT customer_id, day" + since.String() + "\n  FROM (\n    SELECT customer_id, day" + changed.String() + "\n    FROM (\n      " +
		changes + "\n    ) changes\n    GROUP BY customer_id, day\n  ) days"
	return points, "  SELECT " + strings.Join(selected, ", ") + "\n  FROM points p\n  JOIN core.customers c ON c.customer_id = p.customer_id" + joins.String()
}

// mentioned are the attributes whose name stands anywhere in an expression, sorted.
func (s Settings) mentioned(types map[string]string) []string {
	var all strings.Builder
	for _, d := range s.Segments {
		all.WriteString(" " + strings.ToLower(blankLiterals(d.Expression)))
	}
	words := regexp.MustCompile(`[a-z_][a-z0-9_]*`).FindAllString(all.String(), -1)
	return slices.DeleteFunc(sortedKeys(types), func(name string) bool { return !slices.Contains(words, name) })
}
