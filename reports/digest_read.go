package reports

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// DigestOptions says which day to read and carries what the marts cannot know.
type DigestOptions struct {
	Company  string
	Currency string
	// AsOf is the business date; its location is the reporting time zone.
	AsOf  time.Time
	RunID string
	// At is the instant of the run; the age of the sources is measured from it.
	At time.Time
	// StaleAfter marks a source as late; 0 means 24 hours.
	StaleAfter time.Duration
	// RenewalWindowDays is printed with the renewals; 0 means 90.
	RenewalWindowDays int
	QBRs              QBRDelivery
	Files             string
	Pack              string
	NextRun           time.Time
}

const (
	defaultStaleAfter    = 24 * time.Hour
	defaultRenewalWindow = 90
)

// ReadDigest reads the day's facts from the published marts. Lists are complete
// and ordered by money, so the same database always gives the same digest; how
// many of them are shown is the renderer's affair.
func ReadDigest(ctx context.Context, db *sql.DB, opts DigestOptions) (*Digest, error) {
	if opts.AsOf.IsZero() {
		return nil, errors.New("read digest: no as-of date")
	}
	if opts.StaleAfter == 0 {
		opts.StaleAfter = defaultStaleAfter
	}
	if opts.RenewalWindowDays == 0 {
		opts.RenewalWindowDays = defaultRenewalWindow
	}
	d := &Digest{
		Company: opts.Company, Currency: opts.Currency, AsOf: opts.AsOf, RunID: opts.RunID,
		QBRs: opts.QBRs, Files: opts.Files, Pack: opts.Pack, NextRun: opts.NextRun,
		Renewals: Renewals{WindowDays: opts.RenewalWindowDays},
	}
	r := digestReader{db: db, asOf: opts.AsOf, opts: opts}
	for _, step := range []struct {
		what string
		read func(context.Context, *Digest) error
	}{
		{"source freshness", r.sources},
		{"data checks", r.checks},
		{"scorecard", r.kpis},
		{"nps margin", r.npsMargin},
		{"revenue", r.revenue},
		{"health at risk", r.atRisk},
		{"decisions", r.decisions},
		{"health movers", r.movers},
		{"renewals", r.renewals},
		{"expansion", r.expansion},
		{"alerts", r.alerts},
		{"segments", r.segments},
		{"changes", r.changes},
	} {
		if err := step.read(ctx, d); err != nil {
			return nil, fmt.Errorf("read digest %s: %w", step.what, err)
		}
	}
	return d, nil
}

type digestReader struct {
	db   *sql.DB
	asOf time.Time
	opts DigestOptions
}

// eachToday runs a query whose one argument is the business date.
func (r digestReader) eachToday(ctx context.Context, query string, scan func(*sql.Rows) error) error {
	return r.each(ctx, query, scan, r.asOf.Format(time.DateOnly))
}

// each runs query and hands every row to scan.
func (r digestReader) each(ctx context.Context, query string, scan func(*sql.Rows) error, args ...any) (err error) {
	rows, err := r.db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func optional(v sql.NullFloat64) *float64 {
	if !v.Valid {
		return nil
	}
	return &v.Float64
}
