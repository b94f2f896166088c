package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Scorecard is what one night says of the company's targets.
type Scorecard struct {
	AsOf         string             `json:"as_of"`
	Perspectives []PerspectiveScore `json:"perspectives"`
	KPIs         []KPIScore         `json:"kpis"`
	Drivers      []Driver           `json:"drivers"`
}

// PerspectiveScore is the score of a perspective, or of all ("all").
type PerspectiveScore struct {
	Perspective string   `json:"perspective"`
	Title       string   `json:"title"`
	KPIs        int64    `json:"kpis"`
	Score       *float64 `json:"score"`
	Coverage    float64  `json:"coverage"`
	Status      string   `json:"status"`
	// Reason says why there is no score.
	Reason string `json:"reason,omitempty"`
}

// KPIScore is one line of the scorecard.
type KPIScore struct {
	KPI         string   `json:"kpi"`
	Perspective string   `json:"perspective"`
	Objective   string   `json:"objective"`
	Unit        string   `json:"unit"`
	Actual      *float64 `json:"actual"`
	Previous    *float64 `json:"previous"`
	Target      *float64 `json:"target"`
	Score       *float64 `json:"score"`
	Status      string   `json:"status"`
	Trusted     bool     `json:"trusted"`
	// Reason says why there is no value, or none to trust; StaleStreams and
	// FailedChecks name the sources' streams and the checks.
	Reason       string `json:"reason,omitempty"`
	StaleStreams string `json:"stale_streams,omitempty"`
	FailedChecks string `json:"failed_checks,omitempty"`
	Owner        string `json:"owner,omitempty"`
	// FigureID is what 'quarterdeck explain' takes.
	FigureID      string   `json:"figure_id,omitempty"`
	Kind          string   `json:"kind,omitempty"`
	Cadence       string   `json:"cadence,omitempty"`
	Counter       string   `json:"counter,omitempty"`
	CounterActual *float64 `json:"counter_actual,omitempty"`
	CounterStatus string   `json:"counter_status,omitempty"`
	CounterUnit   string   `json:"-"`
	ReviewBy      string   `json:"review_by,omitempty"`
	Overdue       bool     `json:"overdue,omitempty"`
	Benchmark     *float64 `json:"benchmark,omitempty"`
	// BenchmarkBy is who says so, and as of when.
	BenchmarkBy string `json:"benchmark_by,omitempty"`
}

// Driver is a part of what moved a KPI since the value before.
type Driver struct {
	KPI      string  `json:"kpi"`
	Driver   string  `json:"driver"`
	Value    float64 `json:"value"`
	Previous float64 `json:"previous"`
	Change   float64 `json:"change"`
	Unit     string  `json:"unit"`
}

// Scorecard reads the scorecard of a night.
func (p *Pipeline) Scorecard(ctx context.Context, clocks Clocks) (card *Scorecard, err error) {
	marts, err := p.Marts(ctx, clocks)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	card = &Scorecard{AsOf: marts.Publication.AsOf}
	if card.Perspectives, err = readRows(ctx, marts.DB, perspectivesSQL, func(one *PerspectiveScore) []any {
		return []any{&one.Perspective, &one.Title, &one.KPIs, &one.Score, &one.Coverage, &one.Status, &one.Reason}
	}); err != nil {
		return nil, fmt.Errorf("read marts.scorecard_perspectives: %w", err)
	}
	if card.KPIs, err = readRows(ctx, marts.DB, kpiScoresSQL, func(one *KPIScore) []any {
		return []any{&one.KPI, &one.Perspective, &one.Objective, &one.Unit, &one.Actual, &one.Previous, &one.Target, &one.Score, &one.Status, &one.Trusted,
			&one.Reason, &one.StaleStreams, &one.FailedChecks, &one.Owner, &one.FigureID, &one.Kind, &one.Cadence,
			&one.Counter, &one.CounterActual, &one.CounterStatus, &one.CounterUnit, &one.ReviewBy, &one.Overdue, &one.Benchmark, &one.BenchmarkBy}
	}); err != nil {
		return nil, fmt.Errorf("read marts.scorecard: %w", err)
	}
	if card.Drivers, err = readRows(ctx, marts.DB, driversSQL, func(one *Driver) []any {
		return []any{&one.KPI, &one.Driver, &one.Value, &one.Previous, &one.Change, &one.Unit}
	}); err != nil {
		return nil, fmt.Errorf("read marts.scorecard_drivers: %w", err)
	}
	return card, nil
}

const perspectivesSQL = `
SELECT perspective, title, kpis, score, coverage, status, coalesce(reason, '')
FROM marts.scorecard_perspectives ORDER BY place`

const kpiScoresSQL = `
SELECT k.kpi, k.perspective, k.objective, k.unit, k.actual, k.previous, k.target, k.score, k.status, k.trusted,
  coalesce(k.reason, ''), coalesce(k.stale_streams, ''), coalesce(k.failed_checks, ''), coalesce(k.owner, ''), coalesce(k.figure_id, ''),
  coalesce(k.kind, ''), coalesce(k.cadence, ''), coalesce(k.counter, ''), k.counter_actual, coalesce(k.counter_status, ''), coalesce(c.unit, ''),
  coalesce(CAST(k.review_by AS VARCHAR), ''), k.is_overdue, k.benchmark,
  coalesce(k.benchmark_source || ', ' || CAST(k.benchmark_date AS VARCHAR), '')
FROM marts.scorecard k
LEFT JOIN marts.scorecard c ON c.kpi = k.counter
ORDER BY k.perspective_place, k.place`

const driversSQL = `
SELECT d.kpi, d.driver, d.value, d.previous, d.change, d.unit
FROM marts.scorecard_drivers d
JOIN marts.scorecard k ON k.kpi = d.kpi
ORDER BY k.perspective_place, k.place, abs(d.change) DESC, d.driver`

// CascadeOptions say which part of the cascade is wanted.
type CascadeOptions struct {
	// Level is company, team or csm.
	Level string
	// Dimension splits by its segments; all for none.
	Dimension string
	// KPI is one of the scorecard; empty for all that add up.
	KPI    string
	Clocks Clocks
}

// CascadeRow is one KPI of a team, a CSM or a segment.
type CascadeRow struct {
	KPI         string   `json:"kpi"`
	Unit        string   `json:"unit"`
	Level       string   `json:"level"`
	Team        string   `json:"team"`
	Owner       string   `json:"owner"`
	Dimension   string   `json:"dimension"`
	Segment     string   `json:"segment"`
	Customers   *int64   `json:"customers"`
	Numerator   *float64 `json:"numerator"`
	Denominator *float64 `json:"denominator"`
	Value       *float64 `json:"value"`
	Score       *float64 `json:"score"`
	Status      string   `json:"status"`
	Reason      string   `json:"reason,omitempty"`
}

// Cascade reads the scorecards below the company's.
func (p *Pipeline) Cascade(ctx context.Context, opts CascadeOptions) (found []CascadeRow, err error) {
	marts, err := p.Marts(ctx, opts.Clocks)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	found, err = readRows(ctx, marts.DB, `
SELECT c.kpi, c.unit, c.level, c.team, c.owner, c.dimension, c.segment, c.customers, CAST(c.numerator AS DOUBLE), CAST(c.denominator AS DOUBLE),
  c.value, c.score, c.status, coalesce(c.reason, '')
FROM marts.scorecard_cascade c
JOIN marts.scorecard k ON k.kpi = c.kpi
WHERE c.level = ? AND c.dimension = ? AND (? = '' OR c.kpi = ?)
ORDER BY k.perspective_place, k.place, c.team, c.owner, c.segment`, func(one *CascadeRow) []any {
		return []any{&one.KPI, &one.Unit, &one.Level, &one.Team, &one.Owner, &one.Dimension, &one.Segment, &one.Customers, &one.Numerator, &one.Denominator,
			&one.Value, &one.Score, &one.Status, &one.Reason}
	}, opts.Level, opts.Dimension, opts.KPI, opts.KPI)
	if err == nil && len(found) == 0 {
		err = nothingBelow(ctx, marts.DB, opts)
	}
	if err != nil {
		return nil, fmt.Errorf("read marts.scorecard_cascade: %w", err)
	}
	return found, nil
}

// nothingBelow says what there is instead.
func nothingBelow(ctx context.Context, db *sql.DB, opts CascadeOptions) error {
	var has, kpis, dimensions string
	err := db.QueryRowContext(ctx, `SELECT coalesce(string_agg(DISTINCT kpi, ', ' ORDER BY kpi) FILTER (WHERE adds_up), ''), coalesce(string_agg(DISTINCT kpi, ', ' ORDER BY kpi), ''),
  coalesce(string_agg(DISTINCT dimension, ', ' ORDER BY dimension), '') FROM marts.scorecard_cascade`).Scan(&has, &kpis, &dimensions)
	switch {
	case err != nil:
		return err
	case opts.KPI != "" && !slices.Contains(strings.Split(kpis, ", "), opts.KPI):
		return &UsageError{fmt.Errorf("%q is no KPI of the scorecard; use one of %s", opts.KPI, kpis)}
	case !slices.Contains(strings.Split(dimensions, ", "), opts.Dimension):
		return &UsageError{fmt.Errorf("%q is no dimension; use one of %s", opts.Dimension, dimensions)}
	default:
		return &UsageError{fmt.Errorf("%s does not add up over customers; of the others there are %s", opts.KPI, has)}
	}
}
