package transforms

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// figuresHeader is the header of marts.figures.
const figuresHeader = `-- grain: one row per value of a metric that stands in a mart
-- key: figure_id
-- meaning: every number of the marts under a name of its own, by which its evidence
--   can be asked. Periods are half-open; an as-of mart's figure is of one day.
-- check: not_null(figure_id, metric, mart, span, period_start, period_end)
`

// figuresModel makes marts.figures of the given metrics, nil for all. Its text is
// only known when the marts are there, because it goes by their columns.
func (c *catalog) figuresModel(metrics []string) (*model, error) {
	m, err := parseModel("marts", "definitions/figures.sql", figuresHeader)
	if err != nil {
		return nil, err
	}
	wanted := sortedKeys(c.definitions)
	if metrics != nil {
		wanted = slices.DeleteFunc(wanted, func(name string) bool { return !slices.Contains(metrics, name) })
	}
	for _, name := range wanted {
		for _, f := range c.definitions[name].Figures {
			m.refs = append(m.refs, reference{name: "marts." + f.Mart, line: 1})
		}
	}
	m.generate = func(ctx context.Context, db *database) (string, error) { return c.figuresText(ctx, db, wanted) }
	m.blame = func(ctx context.Context, db *database) error { return c.figuresAtFault(ctx, db, wanted) }
	return m, nil
}

func (c *catalog) figuresText(ctx context.Context, db *database, metrics []string) (string, error) {
	var selects []string
	err := c.eachFigures(ctx, db, metrics, func(query string) error {
		selects = append(selects, query)
		return nil
	})
	if len(selects) == 0 {
		selects = []string{noFigures}
	}
	return figuresHeader + namedFigures + strings.Join(selects, "\nUNION ALL\n") + ")", err
}

// figuresAtFault names the definition whose figures cannot be selected; nil when
// each can. It is asked only when all together could not.
func (c *catalog) figuresAtFault(ctx context.Context, db *database, metrics []string) error {
	return c.eachFigures(ctx, db, metrics, func(query string) error { return db.prepares(ctx, query) })
}

// eachFigures hands over the query of every mart the metrics' figures stand in. The
// error names the definition.
func (c *catalog) eachFigures(ctx context.Context, db *database, metrics []string, use func(query string) error) error {
	columns, err := db.martColumns(ctx)
	if err != nil {
		return err
	}
	for _, name := range metrics {
		d := c.definitions[name]
		for _, f := range d.Figures {
			query, err := f.query(d.Metric, columns[f.Mart])
			if err == nil {
				err = use(query)
			}
			if err != nil {
				return &ModelError{Model: "figures of " + d.Metric, File: d.file, Err: err}
			}
		}
	}
	return nil
}

// namedFigures gives the figures of all marts, which follow it, their names. Once for
// all, because the text of a name is long and there are more than a hundred queries.
const namedFigures = `SELECT
  metric || '@' || span || ':' || CAST(period_start AS VARCHAR)
    || CASE WHEN dimension IS NULL OR dimension = 'all' THEN '' ELSE '/' || dimension || '=' || replace(replace(segment, '%', '%25'), '/', '%2F') END
    || CASE WHEN customer_id IS NULL THEN '' ELSE '/customer=' || replace(replace(customer_id, '%', '%25'), '/', '%2F') END AS figure_id,
  metric, mart, span, period_start, period_end, dimension, segment, customer_id, value, n, reason
FROM (`

const noFigures = `SELECT '' AS metric, '' AS mart, '' AS span, DATE '1900-01-01' AS period_start, DATE '1900-01-01' AS period_end,
  '' AS dimension, '' AS segment, '' AS customer_id, CAST(0 AS DOUBLE) AS value, 0 AS n, '' AS reason WHERE false`

// martColumns lists the columns of every mart.
func (db *database) martColumns(ctx context.Context) (map[string][]string, error) {
	rows, err := db.conn.QueryContext(ctx, "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'marts' ORDER BY ALL")
	if err != nil {
		return nil, fmt.Errorf("list marts: %w", err)
	}
	defer rows.Close()
	columns := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			return nil, fmt.Errorf("list marts: %w", err)
		}
		columns[table] = append(columns[table], column)
	}
	return columns, rows.Err()
}

// query selects the figures of one mart.
func (f FigureSource) query(metric string, columns []string) (string, error) {
	has := func(column string) bool { return slices.Contains(columns, column) }
	span, start, end, err := f.period(has)
	if err != nil {
		return "", err
	}
	dimension, segment, err := f.segment(has)
	if err != nil {
		return "", err
	}
	customer := "CAST(NULL AS VARCHAR)"
	if has("customer_id") {
		customer = "customer_id"
	}
	keys := fmt.Sprintf("%s AS span, CAST(%s AS DATE) AS period_start, CAST(%s AS DATE) AS period_end, %s AS dimension, %s AS segment, %s AS customer_id",
		span, start, end, dimension, segment, customer)
	values := fmt.Sprintf("CAST(%s AS DOUBLE) AS value, CAST(%s AS BIGINT) AS n, CAST(%s AS VARCHAR) AS reason",
		f.Value, sqlOrNull(f.N), sqlOrNull(f.Reason))
	where, group := "", ""
	if f.Where != "" {
		where = "\n  WHERE " + f.Where
	}
	if f.Group {
		group = "\n  GROUP BY 1, 2, 3, 4, 5, 6"
	}
	return fmt.Sprintf(`SELECT %s,
    %s, %s AS metric, %s AS mart
  FROM marts.%s%s%s`, keys, values, literal(metric), literal(f.Mart), f.Mart, where, group), nil
}

func sqlOrNull(expression string) string {
	if expression == "" {
		return "NULL"
	}
	return expression
}

// period finds which days a row of the mart speaks of.
func (f FigureSource) period(has func(string) bool) (span, start, end string, err error) {
	length := f.Span
	start = f.Period
	switch {
	case f.Span != "":
	case has("span") && has("period_start"):
		return "span", "period_start", "period_end", nil
	case has("month"):
		length, start = "month", "month"
	case has("as_of"):
		length, start = "day", "as_of"
	case has("day"):
		length, start = "day", "day"
	case has("week_start"):
		length, start = "week", "week_start"
	default:
		return "", "", "", fmt.Errorf("marts.%s has no span, month, as_of, day or week_start: give span and period", f.Mart)
	}
	ends := map[string]string{"day": "add_days(%s, 1)", "week": "add_days(%s, 7)", "month": "add_months(%s, 1)", "quarter": "add_months(%s, 3)"}
	return literal(length), "(" + start + ")", fmt.Sprintf(ends[length], "("+start+")"), nil
}

// segment finds for whom a row of the mart speaks, beside the customer.
func (f FigureSource) segment(has func(string) bool) (dimension, segment string, err error) {
	if len(f.By) == 0 {
		if has("dimension") && has("segment") {
			return "dimension", "segment", nil
		}
		return "CAST(NULL AS VARCHAR)", "CAST(NULL AS VARCHAR)", nil
	}
	if has("dimension") && has("segment") {
		return "", "", fmt.Errorf("marts.%s has segments of its own: by is for marts without", f.Mart)
	}
	parts := make([]string, len(f.By))
	for i, column := range f.By {
		parts[i] = "coalesce(CAST(" + column + " AS VARCHAR), '')"
	}
	return literal(strings.Join(f.By, "+")), strings.Join(parts, " || '+' || "), nil
}
