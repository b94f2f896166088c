package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// KPIChange is what became of a KPI since the last review of the scorecard.
type KPIChange struct {
	AsOf        string   `json:"as_of"`
	ReviewedOn  string   `json:"reviewed_on"`
	NightThen   string   `json:"night_then,omitempty"`
	Perspective string   `json:"perspective"`
	KPI         string   `json:"kpi"`
	Unit        string   `json:"unit"`
	ActualThen  *float64 `json:"actual_then"`
	Actual      *float64 `json:"actual"`
	StatusThen  string   `json:"status_then,omitempty"`
	Status      string   `json:"status"`
	// Move is better, worse, same, new, gone, redefined, or unknown where no night of
	// the review is on record.
	Move    string `json:"move"`
	Owner   string `json:"owner"`
	Overdue bool   `json:"is_overdue"`
}

// Review says what changed on the scorecard since it was last reviewed.
func (p *Pipeline) Review(ctx context.Context, clocks Clocks) (all []KPIChange, err error) {
	marts, err := p.Marts(ctx, clocks)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	if all, err = readReview(ctx, marts.DB); err != nil {
		return nil, fmt.Errorf("read marts.scorecard_changes: %w", err)
	}
	return all, nil
}

func readReview(ctx context.Context, db *sql.DB) (all []KPIChange, err error) {
	rows, err := db.QueryContext(ctx, `
		SELECT CAST(as_of AS VARCHAR), CAST(reviewed_on AS VARCHAR), coalesce(CAST(night_then AS VARCHAR), ''), perspective, kpi, unit,
		  actual_then, actual, coalesce(status_then, ''), status, move, coalesce(owner, ''), is_overdue
		FROM marts.scorecard_changes
		ORDER BY perspective_place, place`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c KPIChange
		if err := rows.Scan(&c.AsOf, &c.ReviewedOn, &c.NightThen, &c.Perspective, &c.KPI, &c.Unit,
			&c.ActualThen, &c.Actual, &c.StatusThen, &c.Status, &c.Move, &c.Owner, &c.Overdue); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}
