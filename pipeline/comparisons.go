package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Comparison is one metric of one period under one rule.
type Comparison struct {
	Metric      string   `json:"metric"`
	Rule        string   `json:"rule"`
	IsOurs      bool     `json:"is_ours"`
	Span        string   `json:"span"`
	PeriodStart string   `json:"period_start"`
	PeriodEnd   string   `json:"period_end"`
	Value       *float64 `json:"value"`
	Numerator   *float64 `json:"numerator"`
	Denominator *float64 `json:"denominator"`
	Words       string   `json:"words"`
	UsedBy      string   `json:"used_by"`
}

// ComparisonOptions are which period, as of which night.
type ComparisonOptions struct {
	Span   string    // month, quarter or ttm
	Start  time.Time // zero: the newest period
	Clocks Clocks
}

// Comparisons gives retention and churn of one period under every written rule; none
// where the marts have no such period.
func (p *Pipeline) Comparisons(ctx context.Context, opts ComparisonOptions) (found []Comparison, err error) {
	marts, err := p.Marts(ctx, opts.Clocks)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	found, err = readComparisons(ctx, marts.DB, opts.Span, opts.Start)
	if err != nil {
		return nil, fmt.Errorf("read marts.definition_comparison: %w", err)
	}
	return found, nil
}

// readComparisons reads one period, the newest when start is zero.
func readComparisons(ctx context.Context, db *sql.DB, span string, start time.Time) ([]Comparison, error) {
	rows, err := db.QueryContext(ctx, `
		WITH chosen AS (
		  SELECT max(period_start) AS period_start
		  FROM marts.definition_comparison
		  WHERE span = $1 AND ($2 OR period_start = $3)
		)
		SELECT c.metric, c.rule, c.is_ours, c.span, CAST(c.period_start AS VARCHAR), CAST(c.period_end AS VARCHAR),
		  c.value, c.numerator, c.denominator, c.words, c.used_by
		FROM marts.definition_comparison c
		JOIN chosen h ON h.period_start = c.period_start
		WHERE c.span = $1
		ORDER BY list_position(['nrr', 'grr', 'logo_churn', 'mrr_churn'], c.metric), c.place`, span, start.IsZero(), start)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []Comparison
	for rows.Next() {
		var c Comparison
		if err := rows.Scan(&c.Metric, &c.Rule, &c.IsOurs, &c.Span, &c.PeriodStart, &c.PeriodEnd,
			&c.Value, &c.Numerator, &c.Denominator, &c.Words, &c.UsedBy); err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	return found, rows.Err()
}
