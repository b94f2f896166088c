package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// RestatementOptions say which restatements are wanted.
type RestatementOptions struct {
	// Metric limits them to one; empty means all.
	Metric string
	// Since leaves out what was restated on earlier as-of days.
	Since time.Time
}

// Restatement is one published figure that is said otherwise since. What is nil is
// not known, or null in the marts.
type Restatement struct {
	FigureID       string   `json:"figure_id"`
	Metric         string   `json:"metric"`
	PublishedAsOf  string   `json:"published_as_of"`
	PublishedValue *float64 `json:"published_value"`
	Value          *float64 `json:"value"`
	Change         *float64 `json:"change"`
	LateData       *float64 `json:"late_data"`
	NewMapping     *float64 `json:"new_mapping"`
	LaterFacts     *float64 `json:"later_facts"`
	NewDefinition  *float64 `json:"new_definition"`
	Reason         string   `json:"reason,omitempty"`
	RestatedOn     string   `json:"restated_on"`
	RunID          string   `json:"run_id"`
}

// Restatements lists what was said otherwise of periods already published, the
// newest first.
func (p *Pipeline) Restatements(ctx context.Context, opts RestatementOptions) (all []Restatement, err error) {
	db, err := p.OpenCurrent(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if opts.Metric != "" {
		if _, err := readDefinitions(ctx, db, opts.Metric); err != nil {
			return nil, err
		}
	}
	rows, err := db.QueryContext(ctx, `SELECT figure_id, metric, published_as_of, restated_on, run_id, coalesce(reason, ''),
    CAST(published_value AS DOUBLE), CAST(value AS DOUBLE), CAST(change AS DOUBLE),
    CAST(late_data AS DOUBLE), CAST(new_mapping AS DOUBLE), CAST(later_facts AS DOUBLE), CAST(new_definition AS DOUBLE)
FROM marts.restatements
WHERE (? = '' OR metric = ?) AND restated_on >= CAST(? AS DATE)
ORDER BY restated_on DESC, metric, figure_id`, opts.Metric, opts.Metric, opts.Since.Format(time.DateOnly))
	if err != nil {
		return nil, fmt.Errorf("list restatements: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	all = []Restatement{}
	for rows.Next() {
		var one Restatement
		var published, restated time.Time
		numbers := make([]sql.NullFloat64, 7)
		into := []any{&one.FigureID, &one.Metric, &published, &restated, &one.RunID, &one.Reason}
		for i := range numbers {
			into = append(into, &numbers[i])
		}
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("list restatements: %w", err)
		}
		one.PublishedAsOf, one.RestatedOn = published.Format(time.DateOnly), restated.Format(time.DateOnly)
		for i, to := range []**float64{&one.PublishedValue, &one.Value, &one.Change, &one.LateData, &one.NewMapping, &one.LaterFacts, &one.NewDefinition} {
			if numbers[i].Valid {
				*to = &numbers[i].Float64
			}
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
