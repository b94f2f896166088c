package reports

import (
	"context"
	"database/sql"
	"sort"
)

// proofHorizon is how many days before a decision the score is judged: the window in
// which a renewal can still be saved.
const proofHorizon = 90

// readDifferences fills what two systems tell differently, the most money first.
func (b *companionBatch) readDifferences(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, cause, systems, detail, CAST(amount AS DOUBLE)
FROM marts.reconciliation
WHERE customer_id IN `+idList+`
ORDER BY customer_id, abs(amount) DESC NULLS LAST, cause`, func(rows *sql.Rows) error {
		var id string
		var d Mismatch
		if err := rows.Scan(&id, &d.Cause, &d.Systems, &d.Detail, figure{&d.MRR}); err != nil {
			return err
		}
		b.byID[id].Differences = append(b.byID[id].Differences, d)
		return nil
	}, b.ids)
}

// readFindings fills the customer's rows that failed a check, and the checks that
// hold its review. Differences between systems have a list of their own.
func (b *companionBatch) readFindings(ctx context.Context) error {
	err := b.each(ctx, `
SELECT customer_id, check_name FROM marts.held_customers
WHERE customer_id IN `+idList+`
ORDER BY customer_id, check_name`, func(rows *sql.Rows) error {
		var id, check string
		if err := rows.Scan(&id, &check); err != nil {
			return err
		}
		b.byID[id].Held = append(b.byID[id].Held, check)
		return nil
	}, b.ids)
	if err != nil {
		return err
	}
	return b.each(ctx, `
SELECT f.customer_id, f.check_name, q.meaning, f.key, f.detail, f.severity = 'error', h.customer_id IS NOT NULL
FROM marts.failing_rows f
LEFT JOIN marts.data_quality q ON q.check_name = f.check_name
LEFT JOIN marts.held_customers h ON h.customer_id = f.customer_id AND h.check_name = f.check_name
WHERE f.customer_id IN `+idList+` AND f.check_name <> 'unreconciled'
ORDER BY f.customer_id, h.customer_id IS NULL, f.severity, f.check_name, f.position`, func(rows *sql.Rows) error {
		var id string
		var f FailedRow
		if err := rows.Scan(&id, &f.Check, text{&f.Meaning}, text{&f.Key}, text{&f.Detail}, &f.Grave, &f.Holds); err != nil {
			return err
		}
		b.byID[id].Findings = append(b.byID[id].Findings, f)
		return nil
	}, b.ids)
}

// readCoverage fills what each source has of the customer, area by area.
func (b *companionBatch) readCoverage(ctx context.Context) error {
	err := b.each(ctx, `
SELECT customer_id, area, source, is_known, has_data, is_fresh, newest, records
FROM marts.data_coverage
WHERE customer_id IN `+idList+`
ORDER BY customer_id, source`, func(rows *sql.Rows) error {
		var id string
		var c Coverage
		if err := rows.Scan(&id, &c.Area, &c.Source, &c.Known, &c.HasData, &c.IsFresh, dayOf{&c.Newest}, &c.Records); err != nil {
			return err
		}
		b.byID[id].Coverage = append(b.byID[id].Coverage, c)
		return nil
	}, b.ids)
	order := map[string]int{"crm": 0, "billing": 1, "usage": 2, "helpdesk": 3, "survey": 4}
	for _, c := range b.byID {
		sort.SliceStable(c.Coverage, func(i, j int) bool { return order[c.Coverage[i].Area] < order[c.Coverage[j].Area] })
	}
	return err
}

// readProofs reads the back-test once. What was known at the time counts; only where
// no night was recorded then, nights that were computed later.
func (r *companionReader) readProofs(ctx context.Context) error {
	r.proof = Proof{Horizon: proofHorizon}
	err := r.each(ctx, `
SELECT knowledge = 'hindsight', auc, low, high, events, others, coalesce(reason, '')
FROM marts.backtest
WHERE horizon = ? AND kind = 'all' AND accounts = 'all' AND predictor = 'score'
ORDER BY events + others > 0 DESC, knowledge
LIMIT 1`, func(rows *sql.Rows) error {
		p := &r.proof
		return rows.Scan(&p.Hindsight, figure{&p.AUC}, figure{&p.Low}, figure{&p.High}, &p.Lost, &p.Stayed, &p.Reason)
	}, proofHorizon)
	if err != nil {
		return err
	}
	knowledge := "as_known"
	if r.proof.Hindsight {
		knowledge = "hindsight"
	}
	r.bands = map[string][]ProofBand{}
	return r.each(ctx, `
SELECT profile, band, customers, lost, low, high
FROM marts.backtest_profiles
WHERE horizon = ? AND knowledge = ?
ORDER BY profile, CASE band WHEN 'green' THEN 0 WHEN 'yellow' THEN 1 WHEN 'red' THEN 2 ELSE 3 END`, func(rows *sql.Rows) error {
		var profile string
		var b ProofBand
		if err := rows.Scan(&profile, &b.Band, &b.Accounts, &b.Lost, &b.Low, &b.High); err != nil {
			return err
		}
		r.bands[profile] = append(r.bands[profile], b)
		return nil
	}, proofHorizon, knowledge)
}

// setProofs gives each customer who is scored the lines of its profile.
func (b *companionBatch) setProofs(context.Context) error {
	for _, c := range b.byID {
		c.Proof = b.proof
		if c.Health != nil {
			c.Proof.Bands = b.bands[c.Health.Profile]
		}
	}
	return nil
}
