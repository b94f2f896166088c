package transforms

import (
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"
)

// randomRules are settings of movements nobody chose.
func randomRules(r *rand.Rand) Metrics {
	m := DefaultMetrics()
	m.MovementGrain = []string{"customer", "item", "parent"}[r.Intn(3)]
	m.MovementMode = []string{"net_month", "event"}[r.Intn(2)]
	m.FreePlan = []string{"churn", "active"}[r.Intn(2)]
	m.RenewalGapDays = []int{0, 7, 40}[r.Intn(3)]
	return m
}

// unruly is a random portfolio whose customers also pause, are free, merge, and
// belong to groups.
func unruly(t *testing.T, p *randomPortfolio, scale int64, shuffle func(int, func(i, j int))) seed {
	t.Helper()
	r := rand.New(rand.NewSource(int64(len(p.periods))))
	s := p.seed(t, scale, shuffle)
	var extra, customers, links []string
	for i, name := range p.customers() {
		customers = append(customers, name)
		start := p.first.AddDate(0, 0, r.Intn(300))
		if r.Intn(3) == 0 {
			extra = append(extra, fmt.Sprintf("%s.free %s %s %s 0 USD free", name, name, start.Format("2006-01-02"), start.AddDate(0, 0, 20+r.Intn(200)).Format("2006-01-02")))
		}
		if r.Intn(4) == 0 && i > 0 {
			kind, other := []string{"merge", "parent"}[r.Intn(2)], p.customers()[r.Intn(i)]
			links = append(links, fmt.Sprintf("%s %s %s %s", name, other, kind, start.AddDate(0, 0, r.Intn(100)).Format("2006-01-02")))
		}
	}
	s.tables["core.subscription_periods"] += "\n" + strings.Join(extra, "\n")
	s.tables["core.customers"] = "customer_id\n" + strings.Join(customers, "\n")
	s.tables["core.account_links"] = "from_id to_id kind valid_from\n" + strings.Join(links, "\n")
	return s
}

// TestBridgeHoldsUnderEverySetting: the identities are of every grain, mode and rule.
func TestBridgeHoldsUnderEverySetting(t *testing.T) {
	t.Parallel()
	queries := map[string]string{
		"money": `SELECT * FROM marts.mrr_bridge WHERE start_mrr + opening + new + reactivation + expansion
			- contraction - churn + fx + transfer_in - transfer_out <> end_mrr`,
		"customers": `SELECT * FROM marts.mrr_bridge WHERE start_customers + opening_customers + new_customers + reactivated_customers
			- churned_customers - merged_customers + transferred_in_customers - transferred_out_customers <> end_customers`,
		"each month begins where the last ended": `SELECT * FROM marts.mrr_bridge b JOIN marts.mrr_bridge a
			ON a.month = add_months(b.month, -1) AND a.dimension = b.dimension AND a.segment = b.segment
			WHERE a.end_mrr <> b.start_mrr OR a.end_customers <> b.start_customers`,
		"segments add up": `SELECT b.month FROM marts.mrr_bridge b JOIN marts.mrr_bridge a ON a.month = b.month AND a.dimension = 'all'
			WHERE b.dimension <> 'all' GROUP BY b.month, b.dimension HAVING sum(b.end_mrr) <> max(a.end_mrr) OR sum(b.churn) <> max(a.churn) OR sum(b.fx) <> max(a.fx)
			OR sum(b.new) <> max(a.new) OR sum(b.transfer_in) <> sum(b.transfer_out) OR sum(b.end_customers) <> max(a.end_customers) OR sum(b.merged_customers) <> max(a.merged_customers)`,
		"revenue is the bridge's end": `SELECT r.month FROM marts.revenue r JOIN marts.mrr_bridge b USING (month, dimension, segment)
			WHERE r.mrr <> b.end_mrr OR r.paying_customers <> b.paying_customers`,
		"customers' MRR is the total":     `SELECT m.month FROM marts.mrr_monthly m JOIN marts.mrr_bridge b ON b.month = m.month AND b.dimension = 'all' GROUP BY m.month HAVING sum(m.mrr) <> max(b.end_mrr)`,
		"steps of customers add up":       `SELECT m.month FROM marts.customer_movements m JOIN marts.mrr_bridge b ON b.month = m.month AND b.dimension = 'all' GROUP BY m.month HAVING sum(CASE WHEN m.movement = 'churn' THEN m.amount ELSE 0 END) <> max(b.churn) OR sum(m.fx) <> max(b.fx)`,
		"in rows of customers":            `SELECT * FROM marts.customer_movements WHERE start_mrr + CASE WHEN movement IN ('churn', 'contraction') THEN -amount ELSE amount END + fx <> end_mrr`,
		"reasons are parts of the churn":  `SELECT * FROM marts.mrr_bridge WHERE churn_paused + churn_involuntary + churn_free > churn OR reactivation_resumed > reactivation`,
		"committed MRR without contracts": `SELECT * FROM marts.mrr_monthly WHERE committed_mrr <> mrr`,
	}
	someSeeds(t, 8, func(source int64) bool {
		rules := randomRules(rand.New(rand.NewSource(source)))
		s := unruly(t, newRandomPortfolio(source), 1, inOrder)
		settings := s.settings
		s.settings = func(all *Settings) { settings(all); all.Metrics = rules }
		db := buildFrom(t, s, "marts.mrr_bridge", "marts.revenue", "marts.mrr_monthly", "marts.customer_movements", "marts.mrr_movement_reasons")
		ok := true
		for _, name := range slices.Sorted(maps.Keys(queries)) {
			if rows := show(t, db, queries[name]); len(rows) > 0 {
				t.Errorf("portfolio %d, %s, %s, free %s, gap %d: %s: %d rows, first %s", source, rules.MovementGrain, rules.MovementMode, rules.FreePlan,
					rules.RenewalGapDays, name, len(rows), rows[0])
				ok = false
			}
		}
		return ok
	})
}

// TestEventsHaveTheNetOfTheMonth: events show more, and add up to the same.
func TestEventsHaveTheNetOfTheMonth(t *testing.T) {
	t.Parallel()
	const net = `SELECT month, dimension, segment, start_mrr, end_mrr, fx, new + reactivation + expansion - contraction - churn, end_customers
		FROM marts.mrr_bridge ORDER BY ALL`
	const gross = `SELECT CAST(sum(new + reactivation + expansion + contraction + churn) AS DOUBLE) FROM marts.mrr_bridge WHERE dimension = 'all'`
	someSeeds(t, 2, func(source int64) bool {
		var all, sums [2][]string
		for i, mode := range []string{"net_month", "event"} {
			s := unruly(t, newRandomPortfolio(source), 1, inOrder)
			settings := s.settings
			s.settings = func(given *Settings) { settings(given); given.Metrics.MovementMode = mode }
			db := buildFrom(t, s, "marts.mrr_bridge")
			all[i], sums[i] = show(t, db, net), show(t, db, gross)
		}
		if sums[0][0] == sums[1][0] {
			t.Errorf("portfolio %d: the events show nothing the net does not", source)
		}
		return same(t, source, all[1], all[0])
	})
}

// TestRevenueScalesWithPrices: all prices times 7 is MRR times 7, and rates stay;
// neither the order of rows nor of links matters.
func TestRevenueScalesWithPrices(t *testing.T) {
	t.Parallel()
	someSeeds(t, 2, func(source int64) bool {
		rules := randomRules(rand.New(rand.NewSource(source)))
		at := func(scale int64, shuffle func(int, func(i, j int))) []string {
			s := unruly(t, newRandomPortfolio(source), scale, shuffle)
			settings := s.settings
			s.settings = func(all *Settings) { settings(all); all.Metrics = rules }
			db := buildFrom(t, s, "marts.revenue", "marts.mrr_bridge")
			return show(t, db, fmt.Sprintf(`SELECT r.month, r.dimension, r.segment, CAST(round(r.mrr / %[1]d, 6) AS DECIMAL(18,6)), CAST(round(b.churn / %[1]d, 6) AS DECIMAL(18,6)),
				CAST(round(b.fx / %[1]d, 6) AS DECIMAL(18,6)), r.paying_customers, round(r.quick_ratio, 9), b.merged_customers
				FROM marts.revenue r JOIN marts.mrr_bridge b USING (month, dimension, segment)`, scale))
		}
		return same(t, source, at(7, rand.New(rand.NewSource(source)).Shuffle), at(1, inOrder))
	})
}
