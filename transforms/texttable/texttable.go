// Package texttable lets tests write tables as people read them: a line per row,
// fields separated by blanks, 'quotes' around a field with blanks, - for null.
package texttable

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Null stands for null in the fields of Rows; it cannot be typed by mistake, as -
// can in quotes.
const Null = "\x00"

// Rows splits a text table into fields; empty lines are no rows.
func Rows(text string) [][]string {
	var rows [][]string
	for line := range strings.Lines(text) {
		if fields := fields(line); len(fields) > 0 {
			rows = append(rows, fields)
		}
	}
	return rows
}

func fields(line string) []string {
	var fields []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		if line[0] == '\'' {
			field, rest, _ := strings.Cut(line[1:], "'")
			fields, line = append(fields, field), rest
			continue
		}
		end := strings.IndexAny(line, " \t")
		if end < 0 {
			end = len(line)
		}
		field := line[:end]
		if field == "-" {
			field = Null
		}
		fields, line = append(fields, field), line[end:]
	}
	return fields
}

// Lines is a text table as Show prints it.
func Lines(text string) []string {
	out := []string{}
	for _, row := range Rows(text) {
		out = append(out, strings.ReplaceAll(strings.Join(row, "  "), Null, "-"))
	}
	return out
}

// Querier is what Show can ask: a connection or a pool.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Show runs a query and prints each row as its fields separated by two blanks, null
// as -, every value as DuckDB casts it to text.
func Show(ctx context.Context, db Querier, query string) ([]string, error) {
	rows, err := db.QueryContext(ctx, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ("+query+")")
	if err != nil {
		return nil, fmt.Errorf("show %s: %w", query, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, fmt.Errorf("show %s: %w", query, err)
	}
	out := []string{}
	for rows.Next() {
		values, into := make([]sql.NullString, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("show %s: %w", query, err)
		}
		out = append(out, joined(values))
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("show %s: %w", query, err)
	}
	return out, nil
}

func joined(values []sql.NullString) string {
	printed := make([]string, len(values))
	for i, v := range values {
		printed[i] = "-"
		if v.Valid {
			printed[i] = v.String
		}
	}
	return strings.Join(printed, "  ")
}
