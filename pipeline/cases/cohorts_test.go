package cases

import (
	"fmt"
	"strings"
	"testing"
)

func TestCohorts(t *testing.T) {
	b := build(t, world{asOf: "2026-03-31", files: map[string]string{
		"customers": `
			customer_id  case
			A            COH-01
			B            COH-01
			C            COH-01
			D            COH-01
			E            COH-02
			F            COH-04
			G            COH-04`,
		"subscription_periods": `
			subscription_id  customer_id  start_date  end_date    mrr
			a                A            2026-01-05  -           100
			b1               B            2026-01-05  2026-02-10  100
			b2               B            2026-03-10  -           150
			c                C            2026-01-05  2026-02-10  100
			c                C            2026-02-10  -           40
			d                D            2026-01-05  2026-03-10  100
			e                E            2026-03-05  -           70
			f                F            2026-02-05  2026-02-20  10
			g                G            2026-02-05  -           10`,
	}}, "marts.cohorts", "marts.cohorts_by_segment")
	cells := func(id, columns string) []string {
		return b.show(t, "SELECT "+columns+" FROM marts.cohorts_by_segment WHERE dimension = 'case' AND segment = '"+id+"' ORDER BY cohort_month, month_number")
	}
	t.Run("COH-01 who returns counts again", func(t *testing.T) {
		diff(t, cells("COH-01", "cohort_month, month_number, retained_customers, cohort_size, customer_retention"), lines(`
			2026-01-01  0  4  4  1.0
			2026-01-01  1  3  4  0.75
			2026-01-01  2  3  4  0.75`))
	})
	t.Run("COH-01 by MRR, net and gross", func(t *testing.T) {
		diff(t, cells("COH-01", "month_number, retained_mrr, net_retention, gross_retention"), lines(`
			0  400.000000  1.0   1.0
			1  240.000000  0.6   0.6
			2  290.000000  0.725 0.6`))
	})
	t.Run("COH-02 months not over are null", func(t *testing.T) {
		diff(t, cells("COH-02", "month_number, customer_retention, retained_customers, net_retention, observed"), lines(`
			0  1.0  1  1.0  true
			1  -    -  -    false
			2  -    -  -    false`))
	})
	t.Run("COH-04 came and went inside a month", func(t *testing.T) {
		diff(t, b.show(t, `SELECT month_number, cohort_size, customer_retention, first_paid_size, first_paid_retained, first_paid_retention
			FROM marts.cohorts WHERE cohort_month = DATE '2026-02-01' ORDER BY 1`), lines(`
			0  1  1.0  2  1  0.5
			1  1  1.0  2  1  0.5
			2  1  -    2  -  -`))
	})
}

// TestCohortsPooled has an older customer, so that no cohort is the opening one.
func TestCohortsPooled(t *testing.T) {
	customers, periods := strings.Builder{}, strings.Builder{}
	customers.WriteString("customer_id case\nold older\n")
	periods.WriteString("subscription_id customer_id start_date end_date mrr\nold old 2026-01-05 - 5\n")
	join := func(cohort string, size, lost int, start, end string) {
		for i := range size {
			until := "-"
			if i < lost {
				until = end
			}
			fmt.Fprintf(&customers, "%s%d COH-03\n", cohort, i)
			fmt.Fprintf(&periods, "%s%d %s%d %s %s 10\n", cohort, i, cohort, i, start, until)
		}
	}
	join("feb", 100, 10, "2026-02-05", "2026-03-05")
	join("mar", 10, 5, "2026-03-05", "2026-04-05")
	b := build(t, world{asOf: "2026-04-30", files: map[string]string{"customers": customers.String(), "subscription_periods": periods.String()}}, "marts.cohort_curve", "marts.cohorts_by_segment")
	t.Run("COH-03 pooled, not the mean of the rates", func(t *testing.T) {
		diff(t, b.show(t, `SELECT month_number, cohorts, cohort_size, retained_customers, round(customer_retention, 6) FROM marts.cohort_curve
			WHERE dimension = 'case' AND segment = 'COH-03' ORDER BY 1`), lines(`
			0  2  110  110  1.0
			1  2  110  95   0.863636
			2  1  100  90   0.9`))
	})
	t.Run("survival knows that the young cohort is not over", func(t *testing.T) {
		diff(t, b.show(t, `SELECT month_number, round(survival, 6) FROM marts.cohort_curve WHERE dimension = 'case' AND segment = 'COH-03' ORDER BY 1`), lines(`
			0  1.0
			1  0.863636
			2  0.863636`))
	})
	t.Run("the opening cohort is not pooled", func(t *testing.T) {
		diff(t, b.show(t, "SELECT segment FROM marts.cohort_curve WHERE dimension = 'case' GROUP BY 1"), lines("COH-03"))
		diff(t, b.show(t, "SELECT DISTINCT segment, opening FROM marts.cohorts_by_segment WHERE dimension = 'case' ORDER BY 1"), lines(`
			COH-03  false
			older   true`))
	})
}
