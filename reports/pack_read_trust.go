package reports

import (
	"context"
	"slices"
)

func (r packReader) sources(ctx context.Context) error {
	const query = `
SELECT f.source, min(f.last_loaded_at), CAST(coalesce(sum(f.rows), 0) AS BIGINT),
  max(CASE WHEN f.last_loaded_at IS NULL OR f.last_loaded_at < s.known_at - to_hours(s.stale_hours) THEN 1 ELSE 0 END) = 1
FROM core.source_freshness f
CROSS JOIN core.settings s
GROUP BY f.source ORDER BY f.source`
	return r.each(ctx, query, func(scan fields) error {
		var v PackSource
		err := scan(&v.Name, onDay(&v.Loaded), &v.Rows, &v.Late)
		r.p.Trust.Sources = append(r.p.Trust.Sources, v)
		return err
	})
}

func (r packReader) areas(ctx context.Context) error {
	const query = `
SELECT area, share, with_data, customers, coalesce(reason = 'no_source', FALSE)
FROM marts.data_maturity WHERE dimension = 'all' AND source = 'all'
ORDER BY CASE area WHEN 'crm' THEN 1 WHEN 'billing' THEN 2 WHEN 'usage' THEN 3 WHEN 'helpdesk' THEN 4 WHEN 'survey' THEN 5 ELSE 6 END`
	return r.each(ctx, query, func(scan fields) error {
		var a PackArea
		err := scan(&a.Name, into(&a.Share), into(&a.WithData), into(&a.Paying), &a.NoSource)
		r.p.Trust.Areas = append(r.p.Trust.Areas, a)
		return err
	})
}

func (r packReader) checks(ctx context.Context) error {
	const query = `
SELECT check_name, severity, coalesce(source, ''), CAST(coalesce(failed, 0) AS BIGINT), CAST(coalesce(total, 0) AS BIGINT), CAST(coalesce(holds, 0) AS BIGINT),
  coalesce(nullif(meaning, ''), detail, '')
FROM marts.data_quality
ORDER BY CASE severity WHEN 'error' THEN 0 ELSE 1 END, failed DESC, check_name`
	t := &r.p.Trust
	return r.each(ctx, query, func(scan fields) error {
		var f Finding
		err := scan(&f.Check, &f.Severity, &f.Source, &f.Failed, &f.Total, &f.Holds, &f.Detail)
		t.Checks.Total++
		switch {
		case f.Failed == 0:
			t.Checks.Passed++
			return err
		case f.Severity == "error":
			t.Checks.Failed++
		default:
			t.Checks.Warned++
		}
		t.Failing = append(t.Failing, f)
		return err
	})
}

func (r packReader) trust(ctx context.Context) error {
	t := &r.p.Trust
	for _, one := range []struct {
		query string
		into  []any
	}{
		{"SELECT customers FROM marts.portfolio_health", []any{into(&t.Customers)}},
		{"SELECT match_rate, records FROM marts.matching", []any{into(&t.Matched), into(&t.Records)}},
		{"SELECT count(*) FROM marts.restatements r CROSS JOIN core.settings s WHERE r.restated_on > s.as_of - INTERVAL 90 DAY", []any{into(&t.Restated)}},
	} {
		if err := r.each(ctx, one.query, func(scan fields) error { return scan(one.into...) }); err != nil {
			return err
		}
	}
	return nil
}

func (r packReader) disputes(ctx context.Context) error {
	const query = `
SELECT cause, count(DISTINCT customer_id), CAST(sum(amount) AS DOUBLE)
FROM marts.reconciliation GROUP BY cause ORDER BY 3 DESC NULLS LAST, cause`
	return r.each(ctx, query, func(scan fields) error {
		var d Dispute
		err := scan(&d.Cause, into(&d.Customers), into(&d.Amount))
		r.p.Trust.Disputes = append(r.p.Trust.Disputes, d)
		return err
	})
}

// packMetrics are the figures the pages print beside those of the scorecard.
func packMetrics() []string {
	return []string{"mrr", "arr", "new_mrr", "expansion_mrr", "contraction_mrr", "churned_mrr", "reactivation_mrr", "nrr", "grr", "logo_churn", "cohort_retention",
		"nps", "first_reply_time", "full_resolution_time", "sla_attainment", "reopen_rate", "backlog", "renewal_forecast", "health_auc", "red_precision", "red_recall",
		"warning_lead", "alert_precision", "alerts_answered_in_time", "match_rate"}
}

// definitions reads how the figures of the pack are computed, and since when so.
func (r packReader) definitions(ctx context.Context) error {
	const query = `
WITH newest AS (
  SELECT metric, version, valid_from, row_number() OVER (PARTITION BY metric ORDER BY version DESC) AS place FROM marts.definition_versions
)
SELECT d.metric, d.name, d.definition, d.formula, coalesce(v.version, 1), v.valid_from, EXISTS (SELECT 1 FROM core.scorecard_targets t WHERE t.metric = d.metric)
FROM marts.definitions d
LEFT JOIN newest v ON v.metric = d.metric AND v.place = 1
ORDER BY d.name`
	wanted := packMetrics()
	return r.each(ctx, query, func(scan fields) error {
		var d PackDefinition
		metric, scored := "", false
		err := scan(&metric, &d.Name, &d.Text, &d.Formula, &d.Version, onDay(&d.Since), &scored)
		if scored || slices.Contains(wanted, metric) {
			r.p.Definitions = append(r.p.Definitions, d)
		}
		return err
	})
}
