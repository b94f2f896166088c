package cases

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// rates is what the retention cases read of one row of marts.retention.
const rates = "start_customers, lost_customers, round(logo_churn, 6), round(grr, 6), round(nrr, 6)"

// retained prints columns of the period that begins on a day, of one case.
func (b *book) retained(t *testing.T, span, start, id, columns string) []string {
	t.Helper()
	return b.show(t, fmt.Sprintf("SELECT %s FROM marts.retention WHERE span = '%s' AND period_start = DATE '%s' AND dimension = 'case' AND segment = '%s'",
		columns, span, start, id))
}

// portfolioFiles is one company between the end of December and that of January.
func portfolioFiles() map[string]string {
	return map[string]string{
		"customers": `
			customer_id  case
			A            RET-01
			B            RET-01
			C            RET-01
			D            RET-01
			E            RET-01
			F            RET-01
			G            RET-01
			H            RET-01
			J            RET-01`,
		"subscription_periods": `
			subscription_id  customer_id  start_date  end_date    mrr  kind
			a                A            2025-10-03  -           100  paid
			b                B            2025-10-03  2026-01-10  100  paid
			b                B            2026-01-10  -           150  paid
			c1               C            2025-10-03  -           120  paid
			c2               C            2025-10-03  2026-01-12  80   paid
			d                D            2025-10-03  2026-01-20  50   paid
			e                E            2026-01-08  -           80   paid
			f1               F            2025-09-03  2025-10-20  60   paid
			f2               F            2026-01-09  -           60   paid
			g                G            2025-10-03  -           0    free
			h1               H            2025-10-03  2026-01-05  100  paid
			h2               H            2026-01-20  -           100  paid
			j                J            2026-01-03  2026-01-25  70   paid`,
	}
}

func TestRetentionOfAMonth(t *testing.T) {
	b := build(t, world{asOf: "2026-01-31", files: portfolioFiles()}, "marts.definition_comparison", "marts.retention")
	january := func(columns string) []string { return b.retained(t, "month", "2026-01-01", "RET-01", columns) }
	t.Run("RET-01 logo churn", func(t *testing.T) {
		diff(t, january("start_customers, lost_customers, logo_churn"), lines("5 1 0.2"))
	})
	t.Run("RET-02 GRR", func(t *testing.T) {
		diff(t, january("start_mrr, kept_mrr, round(grr, 6)"), lines("550.000000 420.000000 0.763636"))
	})
	t.Run("RET-03 NRR", func(t *testing.T) {
		diff(t, january("end_mrr, round(nrr, 6)"), lines("470.000000 0.854545"))
	})
	t.Run("RET-04 net MRR churn is not 1 - NRR", func(t *testing.T) {
		diff(t, b.show(t, `SELECT rule, numerator, denominator, round(value, 6), is_ours FROM marts.definition_comparison
			WHERE span = 'month' AND period_start = DATE '2026-01-01' AND metric = 'mrr_churn' AND rule IN ('net', 'net_of_cohort', 'all_movements', 'cohort') ORDER BY place`),
			lines(`
				cohort         130.0  550.0  0.236364  true
				all_movements  130.0  550.0  0.236364  false
				net            20.0   550.0  0.036364  false
				net_of_cohort  80.0   550.0  0.145455  false`))
	})
	t.Run("RET-17 1 of 5 lost", func(t *testing.T) {
		diff(t, january("round(100 * logo_churn_low, 2), round(100 * logo_churn_high, 2), reason"), lines("3.62 62.45 small_sample"))
	})
	t.Run("one customer with a third of the MRR", func(t *testing.T) {
		diff(t, january("round(largest_share, 6), concentrated"), lines("0.363636 true"))
	})
	t.Run("logo churn under other rules", func(t *testing.T) {
		diff(t, b.show(t, `SELECT rule, numerator, denominator FROM marts.definition_comparison
			WHERE span = 'month' AND period_start = DATE '2026-01-01' AND metric = 'logo_churn' ORDER BY place`), lines(`
			cohort             1.0  5.0
			summed_movements   1.0  5.0
			all_departures     1.0  5.0
			with_short_stays   2.0  5.0
			average_customers  1.0  5.5
			start_and_new      1.0  7.0`))
	})
}

// yearFiles holds the cases of the year 2026; each customer is of its case.
func yearFiles() map[string]string {
	customers := strings.Builder{}
	periods := strings.Builder{}
	customers.WriteString(`customer_id case
		X    RET-05
		Y    RET-05
		Z    RET-06
		V    RET-07
		R8a  RET-08
		R8b  RET-08
		R8c  RET-08
		R9a  RET-09
		R9b  RET-09
		G    RET-10
		K    RET-11
		K2   RET-11
		L    RET-12
		M    RET-18-mid
		F    RET-19
	`)
	periods.WriteString(`subscription_id customer_id start_date end_date mrr currency
		x   X   2025-06-01 2026-08-10 50   USD
		x   X   2026-08-10 -          100  USD
		y   Y   2025-06-01 2026-08-10 125  USD
		y   Y   2026-08-10 -          100  USD
		z1  Z   2025-06-01 2026-06-10 100  USD
		z2  Z   2026-09-10 -          100  USD
		v   V   2025-06-01 2026-06-10 100  USD
		v   V   2026-06-10 2026-09-10 60   USD
		v   V   2026-09-10 -          100  USD
		r8a R8a 2025-06-01 2026-06-10 10   USD
		r8b R8b 2025-06-01 2026-06-10 20   USD
		r8b R8b 2026-06-10 -          10   USD
		r8c R8c 2025-06-01 2026-06-10 70   USD
		r8c R8c 2026-06-10 -          80   USD
		r9a R9a 2025-06-01 2026-06-10 100  USD
		r9b R9b 2025-06-01 2026-06-10 900  USD
		r9b R9b 2026-06-10 -          1100 USD
		g   G   2025-06-01 2026-06-10 100  USD
		g   G   2026-06-10 -          180  USD
		k   K   2026-03-10 2026-08-10 100  USD
		k2  K2  2025-06-01 -          10   USD
		l   L   2026-12-10 -          10   USD
		m   M   2025-06-01 2026-10-10 40   USD
		f   F   2025-06-01 -          100  EUR
	`)
	many := func(id string, count, lost int, end string) {
		for i := range count {
			customer, until := fmt.Sprintf("%s-%02d", id, i), "-"
			if i < lost {
				until = end
			}
			fmt.Fprintf(&customers, "%s %s\n", customer, id)
			fmt.Fprintf(&periods, "%s %s 2025-06-01 %s 10 USD\n", customer, customer, until)
		}
	}
	many("RET-13", 50, 1, "2026-03-10")
	many("RET-15", 5, 1, "2026-05-10")
	many("RET-16", 12, 0, "")
	rates := "currency month rate\n"
	for month := range 19 {
		rates += fmt.Sprintf("EUR %d-%02d-01 %.8f\n", 2025+(month+5)/12, (month+5)%12+1, []float64{1.10, 1.20}[min(1, month/7)])
	}
	return map[string]string{
		"customers": customers.String(), "subscription_periods": periods.String(), "exchange_rates": rates,
		"customer_attributes": `
			customer_id  attribute  valid_from  value
			M            case       2020-01-01  RET-18
			M            case       2026-09-15  RET-18-mid`,
	}
}

func TestRetentionOfAYear(t *testing.T) {
	b := build(t, world{files: yearFiles(), config: "segments: [case]\nmodels: " + annualModel(t)})
	for _, c := range []struct{ name, id, want string }{
		{"RET-05 sums, not means of ratios", "RET-05", "2 0 0.0 0.857143 1.142857"},
		{"RET-06 left in June, back in September", "RET-06", "1 0 0.0 1.0 1.0"},
		{"RET-07 smaller for a while", "RET-07", "1 0 0.0 1.0 1.0"},
		{"RET-08 churn, contraction and expansion", "RET-08", "3 1 0.333333 0.8 0.9"},
		{"RET-09 loss 100, expansion 200", "RET-09", "2 1 0.5 0.9 1.1"},
		{"RET-10 expansion only", "RET-10", "1 0 0.0 1.0 1.8"},
		{"RET-11 came and went inside the year", "RET-11", "1 0 0.0 1.0 1.0"},
		{"RET-12 nobody at the start", "RET-12", "0 0 - - -"},
		{"RET-18 in the segment of the start", "RET-18", "1 1 1.0 0.0 0.0"},
		{"RET-19 only the exchange rate moved", "RET-19", "1 0 0.0 1.0 1.0"},
	} {
		t.Run(c.name, func(t *testing.T) { diff(t, b.retained(t, "ttm", "2026-01-01", c.id, rates), lines(c.want)) })
	}
	t.Run("RET-08 gross and net churn", func(t *testing.T) {
		diff(t, b.retained(t, "ttm", "2026-01-01", "RET-08", "round(mrr_churn, 6), round(1 - nrr, 6)"), lines("0.2 0.1"))
	})
	t.Run("RET-12 tells why", func(t *testing.T) {
		diff(t, b.retained(t, "ttm", "2026-01-01", "RET-12", "logo_churn_low, mrr_churn, concentrated, reason"), lines("- - - no_start_customers"))
	})
	t.Run("RET-13 2 % a month are 21.528 % a year", func(t *testing.T) {
		diff(t, b.retained(t, "month", "2026-03-01", "RET-13", "logo_churn, round(100 * logo_churn_annual, 3), round(100 * mrr_churn_annual, 3)"), lines("0.02 21.528 21.528"))
	})
	t.Run("RET-14 1.8 % in 28 days", func(t *testing.T) {
		diff(t, b.show(t, "SELECT round(100 * rate, 4) FROM marts.annual"), lines("21.0835"))
	})
	t.Run("RET-15 20 % a year are 1.8423 % a month", func(t *testing.T) {
		diff(t, b.retained(t, "ttm", "2026-01-01", "RET-15", "logo_churn, round(100 * logo_churn_monthly, 4), round(100 * mrr_churn_monthly, 4)"), lines("0.2 1.8423 1.8423"))
	})
	t.Run("RET-16 0 of 12 lost", func(t *testing.T) {
		diff(t, b.retained(t, "ttm", "2026-01-01", "RET-16", "logo_churn, logo_churn_low, round(100 * logo_churn_high, 2)"), lines("0.0 0.0 24.25"))
	})
	t.Run("RET-18 no trace in the segment of the end", func(t *testing.T) {
		diff(t, b.retained(t, "ttm", "2026-01-01", "RET-18-mid", rates), lines("0 0 - - -"))
	})
}

// annualModel is a folder with a model of the user's own.
func annualModel(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "marts"), 0o750); err != nil {
		t.Fatal(err)
	}
	text := "-- grain: one row\n-- key: rate\n-- meaning: 1.8 % of 28 days as a rate of a year.\nSELECT annual_rate(0.018, 28) AS rate\n"
	if err := os.WriteFile(filepath.Join(dir, "marts", "annual.sql"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestRetentionSettings reads the same year by summed movements, in the segment
// of the end.
func TestRetentionSettings(t *testing.T) {
	b := build(t, world{files: yearFiles(), metrics: "retention_window: summed_movements\nsegment_at: end"})
	for _, c := range []struct{ name, id, want string }{
		{"RET-06 summed: lost once, and back", "RET-06", "1 1 1.0 0.0 1.0"},
		{"RET-07 summed", "RET-07", "1 0 0.0 0.6 1.0"},
		{"RET-08 summed", "RET-08", "3 1 0.333333 0.8 0.9"},
		{"RET-19 summed", "RET-19", "1 0 0.0 1.0 1.0"},
		{"RET-18 in the segment of the end", "RET-18-mid", "1 1 1.0 0.0 0.0"},
	} {
		t.Run(c.name, func(t *testing.T) { diff(t, b.retained(t, "ttm", "2026-01-01", c.id, rates), lines(c.want)) })
	}
	t.Run("ours is the rule of the setting", func(t *testing.T) {
		diff(t, b.show(t, `SELECT c.metric, c.rule, c.value = CASE c.metric WHEN 'nrr' THEN r.nrr WHEN 'grr' THEN r.grr WHEN 'logo_churn' THEN r.logo_churn ELSE r.mrr_churn END
			FROM marts.definition_comparison c JOIN marts.retention r ON r.span = c.span AND r.period_start = c.period_start AND r.dimension = 'all'
			WHERE c.is_ours AND c.span = 'ttm' AND c.period_end = DATE '2027-01-01' ORDER BY 1`), lines(`
			grr         summed_movements  true
			logo_churn  summed_movements  true
			mrr_churn   summed_movements  true
			nrr         summed_movements  true`))
	})
	t.Run("the contracts add up", func(t *testing.T) { b.provesRetention(t) })
}
