package transforms

import (
	"fmt"
	"regexp"
	"strings"
)

// Severity says what a failing check does.
type Severity string

const (
	// SeverityError stops the publication, or holds the customers it names.
	SeverityError Severity = "error"
	// SeverityWarn is shown and stops nothing.
	SeverityWarn Severity = "warn"
)

// columnCheck is one `-- check:` line of a model.
type columnCheck struct {
	kind     string // not_null, unique, accepted, references, expression
	severity Severity
	columns  []string // not_null, unique; the one column of accepted and references
	values   []string // accepted
	target   string   // references: schema.table.column
	sql      string   // expression: true where the row is good
	text     string   // as written
}

func parseCheck(severity, text string) (columnCheck, error) {
	c := columnCheck{severity: SeverityError, text: text}
	switch severity {
	case "", "error":
	case "warn":
		c.severity = SeverityWarn
	default:
		return c, fmt.Errorf("check: unknown severity %q: have error, warn", severity)
	}
	m := regexp.MustCompile(`(?s)^([a-z_]+)\s*\((.*)\)$`).FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return c, fmt.Errorf("check %q: want name(arguments)", text)
	}
	c.kind = m[1]
	return c, c.arguments(m[2])
}

func (c *columnCheck) arguments(list string) error {
	args := splitTop(list)
	switch c.kind {
	case "not_null", "unique":
		c.columns = args
	case "accepted":
		c.columns, c.values = args[:1], args[1:]
		if len(c.values) == 0 {
			return fmt.Errorf("check %q: no accepted values", c.text)
		}
	case "references":
		if len(args) != 2 || strings.Count(args[1], ".") != 2 {
			return fmt.Errorf("check %q: want references(column, schema.table.column)", c.text)
		}
		c.columns, c.target = args[:1], args[1]
	case "expression":
		c.sql = strings.TrimSpace(list)
		if c.sql == "" {
			return fmt.Errorf("check %q: empty expression", c.text)
		}
	default:
		return fmt.Errorf("unknown check %q: have not_null, unique, accepted, references, expression", c.kind)
	}
	for _, column := range c.columns {
		if !identifier(column) {
			return fmt.Errorf("check %q: %q is not a column name", c.text, column)
		}
	}
	return nil
}

// failing is a condition that is true for the rows of table which break the
// check. A null never breaks accepted, references or expression: that is
// not_null's business.
func (c columnCheck) failing(table string) string {
	switch c.kind {
	case "not_null":
		return strings.Join(c.columns, " IS NULL OR ") + " IS NULL"
	case "accepted":
		quoted := make([]string, len(c.values))
		for i, v := range c.values {
			quoted[i] = literal(strings.Trim(v, "'"))
		}
		return fmt.Sprintf("CAST(%s AS VARCHAR) NOT IN (%s)", c.columns[0], strings.Join(quoted, ", "))
	case "references":
		at := strings.LastIndex(c.target, ".")
		return fmt.Sprintf("%[1]s IS NOT NULL AND %[1]s NOT IN (SELECT %[2]s FROM %[3]s WHERE %[2]s IS NOT NULL)",
			c.columns[0], c.target[at+1:], c.target[:at])
	case "unique":
		list := strings.Join(c.columns, ", ")
		return fmt.Sprintf("(%[1]s) IN (SELECT (%[1]s) FROM (SELECT %[1]s FROM %[2]s GROUP BY %[1]s HAVING count(*) > 1))", list, table)
	default:
		return "NOT (" + c.sql + ")"
	}
}

// literal is s as an SQL string.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
