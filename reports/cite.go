package reports

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// citations tell readers which figures the marts publish, so that a receipt names a
// figure where there is one and a query of one value where there is none.
type citations map[string]bool

// readCitations lists the figures of the batch's customers. It is read first.
func (b *batch) readCitations(ctx context.Context) error {
	b.published = citations{}
	return b.each(ctx, `SELECT figure_id FROM marts.figures WHERE customer_id IN `+idList, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		b.published[id] = true
		return err
	}, b.ids)
}

// of is the receipt of a metric of one customer: the figure of the span that begins
// on the day, else the query.
func (c citations) of(what Sentence, metric, span string, start time.Time, customer, query string) Receipt {
	id := fmt.Sprintf("%s@%s:%s/customer=%s", metric, span, start.Format(time.DateOnly), escapeFigure(customer))
	if c[id] {
		return Receipt{What: what, Figure: id}
	}
	return Receipt{What: what, SQL: query}
}

// escapeFigure is a value as the ids of marts.figures have it.
func escapeFigure(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "%", "%25"), "/", "%2F")
}

// cell is the query of one value of a customer's row.
func cell(value, table, customer, where string) string {
	query := "SELECT " + value + " FROM " + table + " WHERE customer_id = " + quote(customer)
	if where != "" {
		query += " AND " + where
	}
	return query
}

// quote is a text as SQL has it.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// date is a day as SQL has it.
func date(t time.Time) string { return "DATE '" + t.Format(time.DateOnly) + "'" }
