package transforms

import (
	"fmt"
	"path"
	"strings"
)

// plainCheck is a file of sql/checks: a query that returns the rows that fail.
//
// Of its columns the runner knows `key` (shown), `customer_id` (an error holds
// that customer instead of the whole publication), `amount` (summed up in the
// detail) and `detail` (shown after the key); it may return others.
type plainCheck struct {
	name     string
	file     string
	text     string
	severity Severity
	source   string
	meaning  string
	total    string // table whose rows are what could have failed, or table.column of their number
	refs     []reference
}

func parsePlainCheck(file, text string) (*plainCheck, error) {
	c := &plainCheck{
		name: strings.TrimSuffix(path.Base(file), ".sql"), file: file,
		text: strings.TrimRight(text, " \t\r\n;"), refs: findReferences(text),
	}
	header, err := parseHeader(file, text)
	if err != nil {
		return nil, err
	}
	for _, e := range header {
		switch e.name {
		case "severity":
			c.severity = Severity(e.value)
		case "source":
			c.source = e.value
		case "meaning":
			c.meaning = e.value
		case "total":
			c.total = e.value
		default:
			return nil, fmt.Errorf("%s:%d: unknown header line %q: have severity, source, meaning, total", file, e.line, e.name)
		}
	}
	if c.severity != SeverityError && c.severity != SeverityWarn {
		return nil, fmt.Errorf("%s:1: severity is %q: want error or warn", file, c.severity)
	}
	if c.meaning == "" {
		return nil, fmt.Errorf("%s:1: header has no meaning", file)
	}
	return c, nil
}

// totalTable is the table the total is taken from, empty without one.
func (c *plainCheck) totalTable() string {
	schema, rest, _ := strings.Cut(c.total, ".")
	table, _, _ := strings.Cut(rest, ".")
	return strings.Trim(schema+"."+table, ".")
}

// totalSQL counts what could have failed.
func (c *plainCheck) totalSQL() string {
	if column, isColumn := strings.CutPrefix(c.total, c.totalTable()+"."); isColumn {
		return fmt.Sprintf("SELECT CAST(coalesce(sum(%s), 0) AS BIGINT) FROM %s", column, c.totalTable())
	}
	return "SELECT count(*) FROM " + c.total
}
