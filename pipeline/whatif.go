package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"quarterdeck/config"
	"quarterdeck/transforms"
)

// WhatIfReport says what another configuration would change.
type WhatIfReport struct {
	AsOf string `json:"as_of"`
	// Bands are customers and MRR of each health band before and after.
	Bands []BandChange `json:"bands"`
	// Customers are those whose band changes, most money first.
	Customers []CustomerChange `json:"customers"`
	// Scores is how many scores change, with or without the band.
	Scores int `json:"scores"`
	// Alerts are those that would open or be closed.
	Alerts []AlertChange `json:"alerts"`
	// Backtest compares the back-test of the recorded nights, each scored anew by the
	// present settings and by the proposed ones; NightsWithout could not be, because
	// they did not record what they knew.
	Backtest      []BacktestChange `json:"backtest"`
	Nights        int              `json:"nights"`
	NightsWithout int              `json:"nights_without"`
}

// BandChange is one health band before and after.
type BandChange struct {
	Band            string  `json:"band"`
	CustomersBefore int     `json:"customers_before"`
	CustomersAfter  int     `json:"customers_after"`
	MRRBefore       float64 `json:"mrr_before"`
	MRRAfter        float64 `json:"mrr_after"`
}

// CustomerChange is a customer whose band changes.
type CustomerChange struct {
	CustomerID  string   `json:"customer_id"`
	Name        string   `json:"name"`
	Owner       string   `json:"owner,omitempty"`
	MRR         *float64 `json:"mrr"`
	BandBefore  string   `json:"band_before"`
	BandAfter   string   `json:"band_after"`
	ScoreBefore *float64 `json:"score_before"`
	ScoreAfter  *float64 `json:"score_after"`
}

// AlertChange is an alert that opens or closes.
type AlertChange struct {
	CustomerID string   `json:"customer_id"`
	Name       string   `json:"name"`
	Rule       string   `json:"rule"`
	Kind       string   `json:"kind"`
	Change     string   `json:"change"` // opens or closes
	Reason     string   `json:"reason"`
	MRR        *float64 `json:"mrr"`
}

// BacktestChange is one line of the back-test under both settings.
type BacktestChange struct {
	BacktestGroup
	Before BacktestRow `json:"before"`
	After  BacktestRow `json:"after"`
	// OrderedBefore and OrderedAfter: red lost more than yellow, yellow more than green.
	OrderedBefore *bool `json:"ordered_before"`
	OrderedAfter  *bool `json:"ordered_after"`
}

// WhatIf computes the night of the current publication with another configuration
// and says what differs. It works in a folder of the system's: nothing is published,
// recorded or changed.
func (p *Pipeline) WhatIf(ctx context.Context, proposed *config.Config) (report WhatIfReport, err error) {
	current, err := p.Current()
	if err != nil {
		return report, err
	}
	asOf, err := p.dayOf(current)
	if err != nil {
		return report, err
	}
	other, err := New(proposed, p.deps)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, other.Close()) }()
	after := other.settings(current.RunID, asOf, current.KnownAt)
	if err := refusedExpression(ctx, after); err != nil {
		return report, err
	}
	dir, err := os.MkdirTemp("", "quarterdeck-whatif-")
	if err != nil {
		return report, fmt.Errorf("try another configuration: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	trial, err := p.trial(ctx, dir, current.KnownAt)
	if err != nil {
		return report, err
	}
	files, err := trial.build(ctx, p.settings(current.RunID, asOf, current.KnownAt), after)
	if err != nil {
		return report, err
	}
	report.AsOf = current.AsOf
	return report, report.read(ctx, files)
}

// refusedExpression is the first expression of the settings that cannot be used.
func refusedExpression(ctx context.Context, s transforms.Settings) error {
	refused, err := transforms.RefusedExpressions(ctx, s)
	if err != nil || len(refused) == 0 {
		return err
	}
	return &UsageError{refused[0]}
}

// trial builds the same night twice.
type trial struct {
	opts    transforms.Options
	dir     string
	tracker Tracker
}

// trialFiles are what a trial built: the night, and the record scored anew.
type trialFiles struct{ before, after, nightsBefore, nightsAfter string }

func (p *Pipeline) trial(ctx context.Context, dir string, known time.Time) (trial, error) {
	store, _, err := p.open(ctx)
	if err != nil {
		return trial{}, err
	}
	from, err := p.landed(ctx, store, knownAt(known))
	if err != nil {
		return trial{}, err
	}
	return trial{dir: dir, tracker: p.deps.Progress.Stage("what if"),
		opts: transforms.Options{WorkDir: dir, Tables: from.tables, Overrides: p.overrides(), Now: p.deps.Now, Log: p.deps.Log}}, nil
}

func (t trial) build(ctx context.Context, before, after transforms.Settings) (files trialFiles, err error) {
	defer func() { t.tracker.Done(err) }()
	tonight := transforms.Only{Models: []string{"marts.health", "marts.customers", "marts.alerts"}}
	nights := transforms.Only{Models: []string{"marts.health_nights", "marts.backtest", "marts.backtest_bands"}}
	steps := []struct {
		to       *string
		name     string
		build    func(context.Context, transforms.Options, transforms.Only) (*transforms.Report, error)
		only     transforms.Only
		settings transforms.Settings
	}{
		{&files.before, "before", transforms.BuildOnly, tonight, before},
		{&files.after, "after", transforms.BuildOnly, tonight, after},
		{&files.nightsBefore, "nights-before", transforms.Rescore, nights, before},
		{&files.nightsAfter, "nights-after", transforms.Rescore, nights, after},
	}
	for i, s := range steps {
		*s.to = filepath.Join(t.dir, s.name+".duckdb")
		opts := t.opts
		opts.Path, opts.Settings = *s.to, s.settings
		result, err := s.build(ctx, opts, s.only)
		if err != nil {
			return files, err
		}
		if blocking := result.Blocking(); len(blocking) > 0 {
			return files, &HeldError{RunID: s.settings.RunID, Findings: findings(blocking)}
		}
		t.tracker.Update(int64(i+1), int64(len(steps)))
	}
	return files, nil
}

// read compares what was built.
func (r *WhatIfReport) read(ctx context.Context, files trialFiles) error {
	before, err := readTonight(ctx, files.before)
	if err != nil {
		return err
	}
	after, err := readTonight(ctx, files.after)
	if err != nil {
		return err
	}
	r.compare(before, after)
	nightsBefore, err := readNights(ctx, files.nightsBefore)
	if err != nil {
		return err
	}
	nightsAfter, err := readNights(ctx, files.nightsAfter)
	if err != nil {
		return err
	}
	r.Nights, r.NightsWithout = nightsBefore.nights, nightsBefore.without
	r.compareBacktests(nightsBefore, nightsAfter)
	return nil
}

// reading opens a file a trial built.
func reading(ctx context.Context, path string, read func(*sql.DB) error) error {
	db, err := transforms.OpenReadOnly(ctx, path)
	if err != nil {
		return err
	}
	if err := errors.Join(read(db), db.Close()); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(path), err)
	}
	return nil
}
