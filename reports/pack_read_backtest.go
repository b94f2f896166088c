package reports

import "context"

// backtestHorizon is how many days before the outcome the pack looks.
const backtestHorizon = 60

// backtest reads the nights as they were known, and where those cannot say anything
// the ones computed later.
func (r packReader) backtest(ctx context.Context) error {
	const query = `
SELECT knowledge, predictor, events, others, auc, low, high, coalesce(reason, ''), precision_red, precision_low, precision_high, red, recall_red, recall_low, recall_high, lost_all
FROM marts.backtest WHERE horizon = 60 AND kind = 'all' AND accounts = 'all'
ORDER BY knowledge, CASE predictor WHEN 'score' THEN 1 WHEN 'usage' THEN 2 WHEN 'last_quarter' THEN 3 ELSE 4 END`
	known := map[string][]Predictor{}
	red := map[string][2]Estimate{}
	err := r.each(ctx, query, func(scan fields) error {
		var p Predictor
		var precision, recall Estimate
		knowledge := ""
		err := scan(&knowledge, &p.Name, into(&p.Lost), into(&p.Kept), into(&p.AUC.Value), into(&p.AUC.Low), into(&p.AUC.High), &p.Reason,
			into(&precision.Value), into(&precision.Low), into(&precision.High), into(&precision.N), into(&recall.Value), into(&recall.Low), into(&recall.High), into(&recall.N))
		known[knowledge] = append(known[knowledge], p)
		if p.Name == "score" {
			red[knowledge] = [2]Estimate{precision, recall}
		}
		return err
	})
	b := &r.p.Backtest
	b.Horizon = backtestHorizon
	use := "as_known"
	if score := known[use]; len(score) == 0 || (!score[0].AUC.Value.OK() && has(known["hindsight"])) {
		use, b.Hindsight = "hindsight", true
	}
	b.Predictors, b.Precision, b.Recall = known[use], red[use][0], red[use][1]
	if p := b.Predictor("score"); p != nil {
		b.Lost, b.Kept, b.Reason = p.Lost, p.Kept, p.Reason
	}
	return err
}

// has says whether a score rests on any night at all.
func has(all []Predictor) bool { return len(all) > 0 && all[0].Reason != "no_recorded_night" }

func (r packReader) bands(ctx context.Context) error {
	const query = `
SELECT knowledge = 'hindsight', band, customers, lost_share, low, high, is_ordered
FROM marts.backtest_bands WHERE horizon = 60 AND kind = 'all' AND accounts = 'all'
ORDER BY CASE band WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'green' THEN 3 ELSE 4 END`
	b := &r.p.Backtest
	return r.each(ctx, query, func(scan fields) error {
		var o BandOutcome
		var ordered *bool
		later := false
		err := scan(&later, &o.Band, into(&o.Lost.N), into(&o.Lost.Value), into(&o.Lost.Low), into(&o.Lost.High), &ordered)
		if later == b.Hindsight {
			b.Bands, b.Ordered = append(b.Bands, o), ordered
		}
		return err
	})
}

func (r packReader) lead(ctx context.Context) error {
	l := &r.p.Backtest.Lead
	return r.each(ctx, "SELECT seen, warned, lead_days_p50 FROM marts.warning_lead WHERE span = 'trailing'", func(scan fields) error {
		return scan(into(&l.Seen), into(&l.Warned), into(&l.Days))
	})
}

// warningMonths is how many months of alerts are shown.
const warningMonths = 13

func (r packReader) warnings(ctx context.Context) error {
	const query = `
SELECT month, alerts, judged, right_alerts, losses, missed
FROM marts.alert_quality WHERE kind = 'risk' AND rule = 'all' ORDER BY month`
	w := &r.p.Warnings
	var losses, missed []Number
	err := r.each(ctx, query, func(scan fields) error {
		var m WarningMonth
		var lost, unseen Number
		err := scan(onDay(&m.Month), into(&m.Told), into(&m.Judged), into(&m.Right), into(&lost), into(&unseen))
		if r.p.AsOf.Before(m.Month.AddDate(0, warningMonths, 0)) {
			w.Months = append(w.Months, m)
			if lost.OK() && unseen.OK() {
				losses, missed = append(losses, lost), append(missed, unseen)
			}
		}
		return err
	})
	w.Losses, w.Missed = SumOf(losses), SumOf(missed)
	return err
}

func (r packReader) rules(ctx context.Context) error {
	const query = `
SELECT q.rule, q.kind, CAST(sum(q.alerts) AS BIGINT), CAST(sum(q.judged) AS BIGINT), CAST(sum(q.right_alerts) AS BIGINT), CAST(sum(q.due) AS BIGINT), CAST(sum(q.in_time) AS BIGINT)
FROM marts.alert_quality q
CROSS JOIN core.settings s
WHERE q.rule <> 'all' AND s.as_of < q.month + INTERVAL 13 MONTH
GROUP BY q.rule, q.kind
ORDER BY q.kind DESC, 3 DESC, q.rule`
	return r.each(ctx, query, func(scan fields) error {
		var v WarningRule
		err := scan(&v.Rule, &v.Kind, into(&v.Told), into(&v.Judged), into(&v.Right), into(&v.Due), into(&v.InTime))
		r.p.Warnings.Rules = append(r.p.Warnings.Rules, v)
		return err
	})
}

func (r packReader) rates(ctx context.Context) error {
	const query = `SELECT alerts, judged, right_alerts, due, in_time FROM marts.alert_rates WHERE dimension = 'kind' AND segment = 'risk'`
	w := &r.p.Warnings
	return r.each(ctx, query, func(scan fields) error {
		return scan(into(&w.Told), into(&w.Judged), into(&w.Right), into(&w.Due), into(&w.InTime))
	})
}
