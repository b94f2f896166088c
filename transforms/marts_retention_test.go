package transforms

import "testing"

// retention prints one row of marts.retention for a segment.
func retention(t *testing.T, db querier, span, start, segment, columns string) []string {
	t.Helper()
	return show(t, db, "SELECT "+columns+" FROM marts.retention WHERE span = "+literal(span)+" AND period_start = DATE "+literal(start)+
		" AND segment = "+literal(segment))
}

const rates6 = "start_customers, lost_customers, round(logo_churn, 6), round(grr, 6), round(nrr, 6)"

func TestRetentionOfOneMonth(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, portfolio(t, "2025-06-01", "2026-01-31", everybodyIsOnGrowth, decemberToJanuary), "marts.retention", "marts.mrr_bridge")
	t.Run("RET-01 RET-02 RET-03", func(t *testing.T) {
		diff(t, retention(t, db, "month", "2026-01-01", "all", rates6+", reason"), lines("5 1 0.2 0.763636 0.854545 small_sample"))
	})
	t.Run("RET-04", func(t *testing.T) {
		diff(t, show(t, db, `SELECT round((churn + contraction - expansion - reactivation) / start_mrr, 6)
			FROM marts.mrr_bridge WHERE dimension = 'all' AND month = DATE '2026-01-01'`), lines("0.036364"))
	})
	t.Run("RET-17", func(t *testing.T) {
		diff(t, retention(t, db, "month", "2026-01-01", "all", "round(100 * logo_churn_low, 2), round(100 * logo_churn_high, 2), reason"),
			lines("3.62 62.45 small_sample"))
	})
}

func TestRetentionCases(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, portfolio(t, "2025-01-01", "2026-01-31", `
		X     RET-05
		Y     RET-05
		Z     RET-06
		V     RET-07
		R8a   RET-08
		R8b   RET-08
		R8c   RET-08
		R9a   RET-09
		R9b   RET-09
		G     RET-10
		K     RET-11
		K2    RET-11
		SMB   SMB 2025-09-15 Mid
		F     RET-19
		N1    CNV-04
		N2    CNV-04
		N3    CNV-04
		N4    CNV-04
		N5    CNV-04
		N6    CNV-04
		N7    CNV-04
		N8    CNV-04
		N9    CNV-04
		N10   CNV-04
		N11   CNV-04
		N12   CNV-04
		L     joined-last-month`, `
		X.1   2025-01-01 2025-08-10   50 USD
		X.2   2025-08-10 -           100 USD
		Y.1   2025-01-01 2025-08-10  125 USD
		Y.2   2025-08-10 -           100 USD
		Z.1   2025-01-01 2025-06-10  100 USD
		Z.2   2025-09-10 -           100 USD
		V.1   2025-01-01 2025-06-10  100 USD
		V.2   2025-06-10 2025-09-10   60 USD
		V.3   2025-09-10 -           100 USD
		R8a   2025-01-01 2025-06-10   10 USD
		R8b.1 2025-01-01 2025-06-10   20 USD
		R8b.2 2025-06-10 -            10 USD
		R8c.1 2025-01-01 2025-06-10   70 USD
		R8c.2 2025-06-10 -            80 USD
		R9a   2025-01-01 2025-06-10  100 USD
		R9b.1 2025-01-01 2025-06-10  900 USD
		R9b.2 2025-06-10 -          1100 USD
		G.1   2025-01-01 2025-06-10  100 USD
		G.2   2025-06-10 -           180 USD
		K     2025-03-10 2025-08-10  100 USD
		K2    2025-01-01 -            10 USD
		SMB   2025-01-01 2025-10-10   40 USD
		F     2025-01-01 -           100 EUR
		N1    2025-01-01 -            10 USD
		N2    2025-01-01 -            10 USD
		N3    2025-01-01 -            10 USD
		N4    2025-01-01 -            10 USD
		N5    2025-01-01 -            10 USD
		N6    2025-01-01 -            10 USD
		N7    2025-01-01 -            10 USD
		N8    2025-01-01 -            10 USD
		N9    2025-01-01 -            10 USD
		N10   2025-01-01 -            10 USD
		N11   2025-01-01 -            10 USD
		N12   2025-01-01 -            10 USD
		L     2026-01-10 -            10 USD`,
		"EUR 2025-01-01 1.10", "EUR 2025-02-01 1.11", "EUR 2025-03-01 1.12", "EUR 2025-04-01 1.13", "EUR 2025-05-01 1.14", "EUR 2025-06-01 1.15",
		"EUR 2025-07-01 1.16", "EUR 2025-08-01 1.17", "EUR 2025-09-01 1.18", "EUR 2025-10-01 1.19", "EUR 2025-11-01 1.20", "EUR 2025-12-01 1.20",
		"EUR 2026-01-01 1.20"), "marts.retention")
	cases := []struct{ id, segment, want string }{
		{"RET-05", "RET-05", "2 0 0.0 0.857143 1.142857"},
		{"RET-06", "RET-06", "1 0 0.0 1.0 1.0"},
		{"RET-07", "RET-07", "1 0 0.0 1.0 1.0"},
		{"RET-08", "RET-08", "3 1 0.333333 0.8 0.9"},
		{"RET-09", "RET-09", "2 1 0.5 0.9 1.1"},
		{"RET-10", "RET-10", "1 0 0.0 1.0 1.8"},
		{"RET-11", "RET-11", "1 0 0.0 1.0 1.0"},
		{"RET-12 CNV-03", "joined-last-month", "0 0 - - -"},
		{"RET-18 start segment", "SMB", "1 1 1.0 0.0 0.0"},
		{"RET-18 end segment", "Mid", "0 0 - - -"},
		{"RET-19", "RET-19", "1 0 0.0 1.0 1.0"},
		{"CNV-04", "CNV-04", "12 0 0.0 1.0 1.0"},
	}
	for _, c := range cases {
		t.Run(c.id, func(t *testing.T) {
			diff(t, retention(t, db, "ttm", "2025-02-01", c.segment, rates6), lines(c.want))
		})
	}
	t.Run("RET-16", func(t *testing.T) {
		diff(t, retention(t, db, "ttm", "2025-02-01", "CNV-04", "logo_churn_low, round(100 * logo_churn_high, 2)"), lines("0.0 24.25"))
	})
	t.Run("RET-12 reason", func(t *testing.T) {
		diff(t, retention(t, db, "ttm", "2025-02-01", "joined-last-month", "reason, logo_churn_low, logo_churn_high"), lines("no_start_customers - -"))
	})
	t.Run("twelve months need a month end before them", func(t *testing.T) {
		diff(t, show(t, db, "SELECT period_start, period_end FROM marts.retention WHERE span = 'ttm' AND dimension = 'all'"), lines("2025-02-01 2026-02-01"))
	})
}

func TestFiscalQuarters(t *testing.T) {
	t.Parallel()
	s := portfolio(t, "2025-01-01", "2025-09-15", "A Growth", "A 2025-01-10 2025-06-20 100 USD")
	s.settings = func(s *Settings) { onlyPlan(s); s.FiscalYearStart = 2 }
	db := buildFrom(t, s, "marts.retention")
	diff(t, show(t, db, "SELECT period_start, period_end, start_customers, lost_customers FROM marts.retention WHERE span = 'quarter' AND dimension = 'all' ORDER BY 1"), lines(`
		2024-11-01 2025-02-01 0 0
		2025-02-01 2025-05-01 1 0
		2025-05-01 2025-08-01 1 1`))
}
