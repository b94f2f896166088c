package transforms

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Figure is one row of marts.figures.
type Figure struct {
	ID          string    `json:"figure_id"`
	Metric      string    `json:"metric"`
	Mart        string    `json:"mart"`
	Span        string    `json:"span"`
	PeriodStart time.Time `json:"period_start"`
	PeriodEnd   time.Time `json:"period_end"` // exclusive
	Dimension   string    `json:"dimension,omitempty"`
	Segment     string    `json:"segment,omitempty"`
	CustomerID  string    `json:"customer_id,omitempty"`
	// Value is nil where there is none; Reason says why.
	Value  *float64 `json:"value"`
	N      *int64   `json:"n"`
	Reason string   `json:"reason,omitempty"`
}

// Querier is a database with marts: a pool or a connection.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// ReadFigures reads the rows of marts.figures a clause of SQL, from WHERE on, picks
// and orders.
func ReadFigures(ctx context.Context, db Querier, clause string, args ...any) ([]Figure, error) {
	rows, err := db.QueryContext(ctx, `SELECT figure_id, metric, mart, span, period_start, period_end,
    coalesce(dimension, ''), coalesce(segment, ''), coalesce(customer_id, ''), value, n, coalesce(reason, '')
FROM marts.figures `+clause, args...)
	if err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	defer rows.Close()
	all := []Figure{}
	for rows.Next() {
		var f Figure
		err := rows.Scan(&f.ID, &f.Metric, &f.Mart, &f.Span, &f.PeriodStart, &f.PeriodEnd, &f.Dimension, &f.Segment, &f.CustomerID, &f.Value, &f.N, &f.Reason)
		if err != nil {
			return nil, fmt.Errorf("read figures: %w", err)
		}
		all = append(all, f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	return all, nil
}
