package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) queryCommand() *cobra.Command {
	var format string
	var clocks clockFlags
	cmd := &cobra.Command{
		Use:   "query SQL",
		Short: "Ask the published marts with SQL, read-only",
		Example: `  quarterdeck query "SELECT month, end_mrr FROM marts.mrr_bridge WHERE dimension = 'all' ORDER BY month"
  quarterdeck query --format csv "FROM marts.health" > health.csv`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			past, err := clocks.clocks()
			if err != nil {
				return err
			}
			return a.query(cmd.Context(), args[0], format, past)
		},
	}
	clocks.addPast(cmd)
	cmd.Flags().StringVar(&format, "format", "table", "table, csv or json")
	return cmd
}

func (a *app) query(ctx context.Context, statement, format string, clocks pipeline.Clocks) error {
	write, known := map[string]func(io.Writer, []string, [][]any) error{
		"table": writeTable, "csv": writeCSV, "json": writeJSON,
	}[format]
	if !known {
		return usagef("--format %q is unknown; use table, csv or json", format)
	}
	return a.with(func(p *pipeline.Pipeline) error {
		marts, err := p.Marts(ctx, clocks)
		if err != nil {
			return err
		}
		defer marts.Close() // read-only: nothing can be lost
		columns, rows, err := readAll(ctx, marts.DB, statement)
		if err != nil {
			return fmt.Errorf("query marts: %w", err)
		}
		return write(a.stdout, columns, rows)
	})
}

func readAll(ctx context.Context, db *sql.DB, statement string, args ...any) (columns []string, all [][]any, err error) {
	rows, err := db.QueryContext(ctx, statement, args...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	if columns, err = rows.Columns(); err != nil {
		return nil, nil, err
	}
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, nil, err
		}
		all = append(all, values)
	}
	return columns, all, rows.Err()
}

func writeTable(w io.Writer, columns []string, rows [][]any) error {
	return printTable(w, columns, printed(rows))
}

func writeCSV(w io.Writer, columns []string, rows [][]any) error {
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return err
	}
	for _, row := range rows {
		if err := out.Write(texts(row)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// writeJSON writes one object a row; decimals stay numbers with all their digits.
func writeJSON(w io.Writer, columns []string, rows [][]any) error {
	objects := make([]map[string]any, len(rows))
	for i, row := range rows {
		objects[i] = make(map[string]any, len(columns))
		for j, value := range row {
			objects[i][columns[j]] = jsonValue(value)
		}
	}
	return printJSON(w, objects)
}

func jsonValue(value any) any {
	switch v := value.(type) {
	case nil, bool, string, float64, float32, int32, int64:
		return v
	case fmt.Stringer:
		if number := json.Number(text(v)); isNumber(number) {
			return number
		}
	}
	return text(value)
}

func isNumber(n json.Number) bool {
	_, err := n.Float64()
	return err == nil
}

// printed is every cell of a table as it is shown.
func printed(rows [][]any) [][]string {
	out := make([][]string, len(rows))
	for i, row := range rows {
		out[i] = texts(row)
	}
	return out
}

func texts(row []any) []string {
	cells := make([]string, len(row))
	for i, value := range row {
		cells[i] = text(value)
	}
	return cells
}

// text prints a value as the table and CSV show it: null is empty, a day has no clock.
func text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []byte:
		return string(v)
	case time.Time:
		if v.Equal(v.Truncate(24 * time.Hour)) {
			return v.Format(time.DateOnly)
		}
		return v.UTC().Format("2006-01-02 15:04:05")
	default:
		return fmt.Sprint(v)
	}
}
