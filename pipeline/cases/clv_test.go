package cases

import (
	"fmt"
	"strings"
	"testing"
)

// clvFiles are cases of customers at 100 a month in 2026. Every month so many of
// each leave and as many come, so that the churn rate is the same all year.
func clvFiles() map[string]string {
	customers, periods := strings.Builder{}, strings.Builder{}
	customers.WriteString("customer_id case\n")
	periods.WriteString("subscription_id customer_id start_date end_date mrr\n")
	join := func(id string, size, leaving int) {
		add := func(name, start, end string) {
			fmt.Fprintf(&customers, "%s %s\n", name, id)
			fmt.Fprintf(&periods, "%s %s %s %s 100\n", name, name, start, end)
		}
		for i := range size {
			name, end := fmt.Sprintf("%s-%d", id, i), "-"
			if i < 12*leaving {
				end = fmt.Sprintf("2026-%02d-10", i/max(leaving, 1)+1)
				add(name+"-next", end, "-")
			}
			add(name, "2025-12-05", end)
		}
	}
	join("CLV-01", 20, 1)
	join("CLV-02", 50, 1)
	join("CLV-04", 20, 0)
	join("CLV-few", 19, 1)
	// Everybody of CLV-05 grows in June, which outweighs the one who leaves.
	for i := range 20 {
		end := "-"
		if i == 0 {
			end = "2026-05-10"
		}
		fmt.Fprintf(&customers, "CLV-05-%d CLV-05\n", i)
		fmt.Fprintf(&periods, "CLV-05-%d CLV-05-%d 2025-12-05 %s 100\n", i, i, end)
		if end == "-" {
			fmt.Fprintf(&periods, "CLV-05-%d-more CLV-05-%d 2026-06-10 - 50\n", i, i)
		}
	}
	return map[string]string{"customers": customers.String(), "subscription_periods": periods.String()}
}

func (b *book) lifetime(t *testing.T, id, columns string) []string {
	t.Helper()
	return b.show(t, "SELECT "+columns+" FROM marts.clv WHERE period_start = DATE '2026-01-01' AND dimension = 'case' AND segment = '"+id+"'")
}

func TestCustomerLifetimeValue(t *testing.T) {
	b := build(t, world{files: clvFiles()}, "marts.clv")
	t.Run("CLV-01 ARPA by churn", func(t *testing.T) {
		diff(t, b.lifetime(t, "CLV-01", "customers, customer_months, lost_customers, monthly_churn, arpa, basis, round(clv, 2), round(clv_capped, 2), reason"),
			lines("20 240 12 0.05 100.0 revenue 2000.0 2000.0 -"))
	})
	t.Run("CLV-04 nobody left", func(t *testing.T) {
		diff(t, b.lifetime(t, "CLV-04", "monthly_churn, clv, clv_capped, reason"), lines("0.0 - 6000.0 no_churn"))
	})
	t.Run("CLV-05 not by a negative churn", func(t *testing.T) {
		diff(t, b.lifetime(t, "CLV-05", "net_mrr_churn < 0, clv_by_mrr_churn, clv_by_mrr_churn_reason"), lines("true - no_net_loss"))
	})
	t.Run("too few customers", func(t *testing.T) {
		diff(t, b.lifetime(t, "CLV-few", "clv, clv_capped, reason"), lines("- - small_sample"))
	})
}

func TestCustomerLifetimeValueSettings(t *testing.T) {
	b := build(t, world{files: clvFiles(), metrics: "gross_margin: 0.8\nclv_discount: 0.01\nclv_zero_churn: five_years\nclv_cap_months: 48"})
	t.Run("CLV-02 with a gross margin", func(t *testing.T) {
		diff(t, b.lifetime(t, "CLV-02", "monthly_churn, basis, round(clv, 2), round(clv_capped, 2)"), lines("0.02 gross_margin 4000.0 3840.0"))
	})
	t.Run("CLV-03 discounted", func(t *testing.T) {
		diff(t, b.lifetime(t, "CLV-02", "round(clv_discounted, 2)"), lines("2693.33"))
	})
	t.Run("CLV-04 as Stripe assumes", func(t *testing.T) {
		// 5,988 on revenue; 80 % of it on the margin.
		diff(t, b.lifetime(t, "CLV-04", "round(clv / gross_margin), round(clv, 2), reason"), lines("5988.0 4790.42 assumed_churn"))
	})
	t.Run("the contracts add up", func(t *testing.T) { b.provesRetention(t) })
}
