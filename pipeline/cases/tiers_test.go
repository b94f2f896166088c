package cases

import (
	"fmt"
	"strings"
	"testing"
)

func TestTierMigration(t *testing.T) {
	b := build(t, world{asOf: "2026-01-31", metrics: "tiers: {low: 0, mid: 100, high: 500}\ntier_quantiles: {rest: 0, top: 0.75}", files: map[string]string{
		"customers": `
			customer_id
			a
			b
			c
			d
			e
			f`,
		"subscription_periods": `
			subscription_id  customer_id  start_date  end_date    mrr
			a                a            2025-12-05  -           50
			b                b            2025-12-05  2026-01-10  80
			b                b            2026-01-10  -           120
			c                c            2025-12-05  2026-01-10  100
			c                c            2026-01-10  -           99
			d                d            2025-12-05  2026-01-10  450
			d                d            2026-01-10  -           500
			e                e            2025-12-05  2026-01-10  600
			f                f            2026-01-10  -           300`,
	}}, "marts.tier_migration", "marts.tier_rates")
	const january = " FROM marts.tier_migration WHERE basis = 'limit' AND span = 'month' AND period_start = DATE '2026-01-01'"
	t.Run("TIER-01 the matrix", func(t *testing.T) {
		diff(t, b.show(t, "SELECT from_tier, to_tier, move, customers, start_mrr, end_mrr"+january+" ORDER BY max(start_mrr) OVER (PARTITION BY from_tier), from_tier, end_mrr"), lines(`
			none  mid      new      1  0.000000    300.000000
			low   low      same     1  50.000000   50.000000
			low   mid      up       1  80.000000   120.000000
			mid   low      down     1  100.000000  99.000000
			mid   high     up       1  450.000000  500.000000
			high  churned  churned  1  600.000000  0.000000`))
	})
	t.Run("TIER-01 column sums", func(t *testing.T) {
		diff(t, b.show(t, "SELECT to_tier, sum(customers)"+january+" GROUP BY 1 ORDER BY 1"), lines(`
			churned 1
			high    1
			low     2
			mid     2`))
	})
	t.Run("TIER-01 up-rates", func(t *testing.T) {
		diff(t, b.show(t, `SELECT segment, start_customers, up_customers, up_rate, reason FROM marts.tier_rates
			WHERE dimension IN ('tier', 'all') AND span = 'month' AND period_start = DATE '2026-01-01' ORDER BY 1`), lines(`
			all   5  2  0.4  small_sample
			high  1  0  -    highest_tier
			low   2  1  0.5  small_sample
			mid   2  1  0.5  small_sample`))
	})
	t.Run("TIER-02 the limit belongs to the tier above", func(t *testing.T) {
		diff(t, b.show(t, "SELECT from_tier"+january+" AND start_mrr = 100"), lines("mid"))
		diff(t, b.show(t, "SELECT to_tier"+january+" AND end_mrr = 500"), lines("high"))
	})
	t.Run("quantiles between two values", func(t *testing.T) {
		// December: 50 80 100 450 600, the upper quarter begins at 450; January: 50 99 120 300 500 at 300.
		diff(t, b.show(t, `SELECT from_tier, to_tier, customers FROM marts.tier_migration
			WHERE basis = 'quantile' AND span = 'month' AND period_start = DATE '2026-01-01' ORDER BY 1, 2`), lines(`
			none  top      1
			rest  rest     3
			top   churned  1
			top   top      1`))
	})
}

func TestTiersOfEquals(t *testing.T) {
	customers, periods := strings.Builder{}, strings.Builder{}
	customers.WriteString("customer_id\n")
	periods.WriteString("subscription_id customer_id start_date mrr\n")
	for i := range 7 {
		fmt.Fprintf(&customers, "c%d\n", i)
		fmt.Fprintf(&periods, "c%d c%d 2025-12-05 33.33\n", i, i)
	}
	b := build(t, world{asOf: "2026-01-31", files: map[string]string{"customers": customers.String(), "subscription_periods": periods.String()}}, "marts.tier_migration")
	t.Run("TIER-03 equals stay together", func(t *testing.T) {
		diff(t, b.show(t, "SELECT from_tier, to_tier, move, customers FROM marts.tier_migration WHERE basis = 'quantile' AND span = 'month'"), lines("high high same 7"))
	})
}
