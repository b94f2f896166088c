package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// BacktestReport says whether the health score told who would stay and who would go.
type BacktestReport struct {
	AsOf string `json:"as_of"`
	// Kept and Lost count the outcomes decided by then, Nights the recorded nights
	// and Hindsight those of them that were made with later knowledge.
	Kept       int    `json:"kept"`
	Lost       int    `json:"lost"`
	Nights     int    `json:"nights"`
	Hindsight  int    `json:"hindsight"`
	FirstNight string `json:"first_night,omitempty"`
	MinEvents  int    `json:"min_events"`

	// Proofs are recorded nights computed again, where that was asked for.
	Proofs []NightProof `json:"proofs,omitempty"`

	Tests []BacktestRow  `json:"tests"`
	Bands []BacktestBand `json:"bands"`
	Bins  []BacktestBin  `json:"calibration"`
	Leads []WarningLead  `json:"lead"`
}

// BacktestGroup is which outcomes are judged from how far before.
type BacktestGroup struct {
	Horizon int `json:"horizon"`
	// Kind is renewal, quarter (customers without a term) or all.
	Kind string `json:"kind"`
	// Accounts is all, or untouched: those the team did nothing about in between.
	Accounts string `json:"accounts"`
	// Knowledge is as_known, or hindsight where the night was made later.
	Knowledge string `json:"knowledge"`
}

// BacktestRow is how one predictor did in one group.
type BacktestRow struct {
	BacktestGroup
	Predictor    string   `json:"predictor"`
	Events       int      `json:"events"`
	Others       int      `json:"others"`
	AUC          *float64 `json:"auc"`
	Low          *float64 `json:"low"`
	High         *float64 `json:"high"`
	Interval     string   `json:"interval,omitempty"`
	Reason       string   `json:"reason,omitempty"`
	PrecisionRed *float64 `json:"precision_red,omitempty"`
	PrecisionLow *float64 `json:"precision_low,omitempty"`
	PrecisionTop *float64 `json:"precision_high,omitempty"`
	RecallRed    *float64 `json:"recall_red,omitempty"`
	RecallLow    *float64 `json:"recall_low,omitempty"`
	RecallTop    *float64 `json:"recall_high,omitempty"`
	Unsaid       int      `json:"unsaid"`
	AlreadyKnown int      `json:"already_known"`
}

// BacktestBand is what became of the customers of one health band.
type BacktestBand struct {
	BacktestGroup
	Band      string   `json:"band"`
	Customers int      `json:"customers"`
	Lost      int      `json:"lost"`
	LostShare *float64 `json:"lost_share"`
	Low       *float64 `json:"low"`
	High      *float64 `json:"high"`
	// IsOrdered: red lost more than yellow and yellow more than green.
	IsOrdered *bool  `json:"is_ordered"`
	Reason    string `json:"reason,omitempty"`
}

// BacktestBin is what became of the customers whose score was from one number to another.
type BacktestBin struct {
	BacktestGroup
	From      int      `json:"score_from"`
	To        int      `json:"score_to"`
	Customers int      `json:"customers"`
	Lost      int      `json:"lost"`
	LostShare *float64 `json:"lost_share"`
	Low       *float64 `json:"low"`
	High      *float64 `json:"high"`
	Forecasts int      `json:"forecasts"`
	// Expected is the share the nights expected to lose of those they forecast,
	// ExpectedActual what was lost of them.
	Expected       *float64 `json:"expected"`
	ExpectedActual *float64 `json:"expected_actual"`
}

// WarningLead is how long before customers gave notice their score was red.
type WarningLead struct {
	Span        string   `json:"span"`
	PeriodStart string   `json:"period_start"`
	PeriodEnd   string   `json:"period_end"`
	Lost        int      `json:"lost"`
	Seen        int      `json:"seen"`
	Warned      int      `json:"warned"`
	LeadDays    *float64 `json:"lead_days_p50"`
	Reason      string   `json:"reason,omitempty"`
}

// Backtest reads how well recorded nights told what became of the customers.
func (p *Pipeline) Backtest(ctx context.Context, clocks Clocks) (report BacktestReport, err error) {
	marts, err := p.Marts(ctx, clocks)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	report, err = readBacktest(ctx, marts.DB)
	if err != nil {
		return report, fmt.Errorf("read the back-test: %w", err)
	}
	return report, nil
}

func readBacktest(ctx context.Context, db *sql.DB) (r BacktestReport, err error) {
	var first sql.NullString
	err = db.QueryRowContext(ctx, `SELECT CAST(s.as_of AS VARCHAR), s.backtest_min_events,
		(SELECT count(*) FROM marts.outcomes WHERE due_on <= s.as_of AND outcome = 'kept'),
		(SELECT count(*) FROM marts.outcomes WHERE due_on <= s.as_of AND outcome = 'lost'),
		(SELECT count(DISTINCT as_of) FROM marts.health_nights),
		(SELECT count(DISTINCT as_of) FROM marts.health_nights WHERE hindsight),
		(SELECT CAST(min(as_of) AS VARCHAR) FROM marts.health_nights)
		FROM core.settings s`).Scan(&r.AsOf, &r.MinEvents, &r.Kept, &r.Lost, &r.Nights, &r.Hindsight, &first)
	if err != nil {
		return r, err
	}
	r.FirstNight = first.String
	if r.Tests, err = readTests(ctx, db); err != nil {
		return r, err
	}
	if r.Bands, err = readBands(ctx, db); err != nil {
		return r, err
	}
	if r.Bins, err = readBins(ctx, db); err != nil {
		return r, err
	}
	r.Leads, err = readLeads(ctx, db)
	return r, err
}

// inOrder sorts the groups as they are read: near horizons and all outcomes first.
const inOrder = ` ORDER BY knowledge, horizon, list_position(['all', 'renewal', 'quarter'], kind), accounts, `

func (g *BacktestGroup) into() []any { return []any{&g.Horizon, &g.Kind, &g.Accounts, &g.Knowledge} }

func readTests(ctx context.Context, db *sql.DB) ([]BacktestRow, error) {
	return readRows(ctx, db, `SELECT horizon, kind, accounts, knowledge, predictor, events, others, auc, low, high, coalesce(interval_method, ''), coalesce(reason, ''),
		precision_red, precision_low, precision_high, recall_red, recall_low, recall_high, unsaid, already_known
		FROM marts.backtest`+inOrder+`list_position(['score', 'usage', 'last_quarter', 'pulse'], predictor)`,
		func(t *BacktestRow) []any {
			return append(t.into(), &t.Predictor, &t.Events, &t.Others, &t.AUC, &t.Low, &t.High, &t.Interval, &t.Reason,
				&t.PrecisionRed, &t.PrecisionLow, &t.PrecisionTop, &t.RecallRed, &t.RecallLow, &t.RecallTop, &t.Unsaid, &t.AlreadyKnown)
		})
}

func readBands(ctx context.Context, db *sql.DB) ([]BacktestBand, error) {
	return readRows(ctx, db, `SELECT horizon, kind, accounts, knowledge, band, customers, lost, lost_share, low, high, is_ordered, coalesce(reason, '')
		FROM marts.backtest_bands`+inOrder+`list_position(['red', 'yellow', 'green', 'grey'], band)`,
		func(b *BacktestBand) []any {
			return append(b.into(), &b.Band, &b.Customers, &b.Lost, &b.LostShare, &b.Low, &b.High, &b.IsOrdered, &b.Reason)
		})
}

func readBins(ctx context.Context, db *sql.DB) ([]BacktestBin, error) {
	return readRows(ctx, db, `SELECT horizon, kind, accounts, knowledge, score_from, score_to, customers, lost, lost_share, low, high, forecasts, expected, expected_actual
		FROM marts.backtest_calibration`+inOrder+`score_from`,
		func(b *BacktestBin) []any {
			return append(b.into(), &b.From, &b.To, &b.Customers, &b.Lost, &b.LostShare, &b.Low, &b.High, &b.Forecasts, &b.Expected, &b.ExpectedActual)
		})
}

func readLeads(ctx context.Context, db *sql.DB) ([]WarningLead, error) {
	return readRows(ctx, db, `SELECT span, CAST(period_start AS VARCHAR), CAST(period_end AS VARCHAR), lost, seen, warned, lead_days_p50, coalesce(reason, '')
		FROM marts.warning_lead ORDER BY span DESC, period_start DESC`,
		func(l *WarningLead) []any {
			return []any{&l.Span, &l.PeriodStart, &l.PeriodEnd, &l.Lost, &l.Seen, &l.Warned, &l.LeadDays, &l.Reason}
		})
}

// readRows reads the rows of a query, each where into says.
func readRows[T any](ctx context.Context, db *sql.DB, query string, into func(*T) []any, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []T{}
	for rows.Next() {
		var one T
		if err := rows.Scan(into(&one)...); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
