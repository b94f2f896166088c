package pipeline

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
)

// trialCustomer is a customer in one of the two builds. Its band is the plain one:
// hysteresis would only delay what follows.
type trialCustomer struct {
	id, name, owner, band string
	mrr, score            *float64
}

// trialAlert is an alert whose rule is true: one that is over closes some nights later.
type trialAlert struct {
	id, name, rule, kind, reason string
	mrr                          *float64
}

// tonight is what a build says of the night.
type tonight struct {
	customers []trialCustomer
	alerts    []trialAlert
}

func readTonight(ctx context.Context, path string) (all tonight, err error) {
	err = reading(ctx, path, func(db *sql.DB) (err error) {
		all.customers, err = readRows(ctx, db, `SELECT h.customer_id, coalesce(c.name, h.customer_id), coalesce(c.owner, ''), h.plain_band, CAST(c.mrr AS DOUBLE), h.score
			FROM marts.health h LEFT JOIN marts.customers c ON c.customer_id = h.customer_id ORDER BY h.customer_id`,
			func(c *trialCustomer) []any { return []any{&c.id, &c.name, &c.owner, &c.band, &c.mrr, &c.score} })
		if err != nil {
			return err
		}
		all.alerts, err = readRows(ctx, db, `SELECT a.customer_id, coalesce(c.name, a.customer_id), a.rule, a.kind, a.reason, CAST(a.mrr AS DOUBLE)
			FROM marts.alerts a LEFT JOIN marts.customers c ON c.customer_id = a.customer_id
			WHERE a.state NOT IN ('closed', 'cooling') AND a.is_true ORDER BY a.customer_id, a.rule`,
			func(a *trialAlert) []any { return []any{&a.id, &a.name, &a.rule, &a.kind, &a.reason, &a.mrr} })
		return err
	})
	return all, err
}

func (r *WhatIfReport) compare(before, after tonight) {
	r.Customers, r.Alerts = []CustomerChange{}, []AlertChange{}
	was := map[string]trialCustomer{}
	bands := map[string]*BandChange{}
	for _, name := range []string{"green", "yellow", "red", "grey"} {
		bands[name] = &BandChange{Band: name}
	}
	for _, c := range before.customers {
		was[c.id] = c
		bands[c.band].CustomersBefore++
		bands[c.band].MRRBefore += valueOr0(c.mrr)
	}
	for _, c := range after.customers {
		bands[c.band].CustomersAfter++
		bands[c.band].MRRAfter += valueOr0(c.mrr)
		old := was[c.id]
		if (old.score == nil) != (c.score == nil) || c.score != nil && *c.score != *old.score {
			r.Scores++
		}
		if c.band != old.band {
			r.Customers = append(r.Customers, CustomerChange{CustomerID: c.id, Name: c.name, Owner: c.owner, MRR: c.mrr,
				BandBefore: old.band, BandAfter: c.band, ScoreBefore: old.score, ScoreAfter: c.score})
		}
	}
	for _, name := range []string{"green", "yellow", "red", "grey"} {
		r.Bands = append(r.Bands, *bands[name])
	}
	slices.SortStableFunc(r.Customers, func(a, b CustomerChange) int { return cmp.Compare(valueOr0(b.MRR), valueOr0(a.MRR)) })
	r.addAlerts("opens", after.alerts, before.alerts)
	r.addAlerts("closes", before.alerts, after.alerts)
	slices.SortStableFunc(r.Alerts, func(a, b AlertChange) int { return cmp.Compare(valueOr0(b.MRR), valueOr0(a.MRR)) })
}

// addAlerts adds the alerts that are there on one side only.
func (r *WhatIfReport) addAlerts(change string, there, elsewhere []trialAlert) {
	type key struct{ id, rule string }
	known := map[key]bool{}
	for _, a := range elsewhere {
		known[key{a.id, a.rule}] = true
	}
	for _, a := range there {
		if !known[key{a.id, a.rule}] {
			r.Alerts = append(r.Alerts, AlertChange{CustomerID: a.id, Name: a.name, Rule: a.rule, Kind: a.kind, Change: change, Reason: a.reason, MRR: a.mrr})
		}
	}
}

func valueOr0(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}

// rescored is the back-test of one of the two builds.
type rescored struct {
	nights, without int
	tests           []BacktestRow
	bands           []BacktestBand
}

func readNights(ctx context.Context, path string) (all rescored, err error) {
	err = reading(ctx, path, func(db *sql.DB) (err error) {
		err = db.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE NOT told) FROM
			(SELECT as_of, bool_or(is_told) AS told FROM marts.health_nights GROUP BY as_of)`).Scan(&all.nights, &all.without)
		if err != nil {
			return err
		}
		if all.tests, err = readTests(ctx, db); err != nil {
			return err
		}
		all.bands, err = readBands(ctx, db)
		return err
	})
	return all, err
}

// compareBacktests sets the lines of the score side by side, of all accounts and
// outcomes, where there is an outcome.
func (r *WhatIfReport) compareBacktests(before, after rescored) {
	r.Backtest = []BacktestChange{}
	for _, old := range before.tests {
		if old.Predictor != "score" || old.Kind != "all" || old.Accounts != "all" || old.Reason == "no_recorded_night" {
			continue
		}
		i := slices.IndexFunc(after.tests, func(t BacktestRow) bool { return t.BacktestGroup == old.BacktestGroup && t.Predictor == old.Predictor })
		if i < 0 {
			continue
		}
		r.Backtest = append(r.Backtest, BacktestChange{BacktestGroup: old.BacktestGroup, Before: old, After: after.tests[i],
			OrderedBefore: orderOf(before.bands, old.BacktestGroup), OrderedAfter: orderOf(after.bands, old.BacktestGroup)})
	}
}

// orderOf tells whether the bands of a group are in order; nil where that is not known.
func orderOf(bands []BacktestBand, of BacktestGroup) *bool {
	for _, b := range bands {
		if b.BacktestGroup == of {
			return b.IsOrdered
		}
	}
	return nil
}
