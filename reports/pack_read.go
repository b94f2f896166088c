package reports

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ReadPack reads the leadership pack from published marts. What the marts do not have
// yet stays empty; its page says what is lacking.
func ReadPack(ctx context.Context, db *sql.DB) (*Pack, error) {
	r := packReader{p: &Pack{}, rows: strategyReader{db: db}}
	for _, step := range []struct {
		what string
		read func(context.Context) error
	}{
		{"settings", r.settings}, {"perspectives", r.lanes}, {"KPIs", r.kpis}, {"trends", r.trends}, {"nightly trends", r.nights},
		{"changes since the review", r.moves}, {"drivers", r.drivers},
		{"MRR bridge", r.bridge}, {"movements", r.movements}, {"retention", r.retention}, {"definition changes", r.breaks},
		{"cohorts", r.cohorts}, {"tiers", r.tiers}, {"tier rates", r.tierRates}, {"tier moves", r.tierMoves}, {"churn by segment", r.churns},
		{"NPS", r.voice}, {"support", r.desk}, {"renewal sums", r.outlook}, {"renewals", r.renewals},
		{"back-test", r.backtest}, {"back-test bands", r.bands}, {"warning time", r.lead},
		{"alert months", r.warnings}, {"alert rules", r.rules}, {"alert rates", r.rates},
		{"sources", r.sources}, {"coverage", r.areas}, {"checks", r.checks}, {"trust", r.trust}, {"disputes", r.disputes}, {"definitions", r.definitions},
	} {
		if err := step.read(ctx); err != nil {
			return nil, fmt.Errorf("read pack: %s: %w", step.what, err)
		}
	}
	var errs [2]error
	r.p.Strategy, errs[0] = ReadStrategy(ctx, db)
	r.p.Maturity, errs[1] = ReadMaturity(ctx, db)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("read pack: %w", err)
	}
	return r.p, nil
}

// packReader fills a Pack. Every step reads one mart.
type packReader struct {
	p    *Pack
	rows strategyReader
}

// fields scans a row; the query's columns are its arguments.
type fields = func(...any) error

func (r packReader) each(ctx context.Context, query string, take func(fields) error) error {
	return r.rows.each(ctx, query, take)
}

func (r packReader) settings(ctx context.Context) error {
	const query = "SELECT company, currency, as_of, known_at, fiscal_year_start, nps_min_n, backtest_min_events, renewal_window_days, health_yellow, health_green FROM core.settings"
	p := r.p
	err := r.rows.db.QueryRowContext(ctx, query).Scan(
		&p.Company, &p.Currency, &p.AsOf, &p.KnownAt, &p.FiscalYearStart, &p.Voice.LeastN, &p.Backtest.Least, &p.Outlook.Days, &p.Outlook.Yellow, &p.Outlook.Green)
	p.AsOf, p.KnownAt = p.AsOf.UTC(), p.KnownAt.UTC()
	return err
}

// into scans a value that may be null.
func into(n *Number) sql.Scanner { return numberInto{n} }

type numberInto struct{ to *Number }

// Scan implements sql.Scanner.
func (s numberInto) Scan(v any) error {
	var f sql.NullFloat64
	if err := f.Scan(v); err != nil {
		return err
	}
	*s.to = NumFrom(optional(f))
	return nil
}

// onDay scans a day that may be null, which is the zero time.
func onDay(t *time.Time) sql.Scanner { return dayInto{t} }

type dayInto struct{ to *time.Time }

// Scan implements sql.Scanner.
func (s dayInto) Scan(v any) error {
	var t sql.NullTime
	if err := t.Scan(v); err != nil {
		return err
	}
	*s.to = dayOrZero(t)
	return nil
}
