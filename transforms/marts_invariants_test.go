package transforms

import (
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"testing"
	"testing/quick"
	"time"

	"github.com/google/go-cmp/cmp"
)

// someSeeds tries a property on a few random portfolios, the same every time.
func someSeeds(t *testing.T, count int, property func(source int64) bool) {
	t.Helper()
	if err := quick.Check(property, &quick.Config{MaxCount: count, Rand: rand.New(rand.NewSource(20260117))}); err != nil {
		t.Error(err)
	}
}

// TestMovementsAgreeWithACustomerByCustomerCount computes every movement of the
// plans and of the total again, in integers, and compares the sums.
func TestMovementsAgreeWithACustomerByCustomerCount(t *testing.T) {
	t.Parallel()
	someSeeds(t, 5, func(source int64) bool {
		p := newRandomPortfolio(source)
		db := buildFrom(t, p.seed(t, 1, inOrder), "marts.mrr_movements")
		got := show(t, db, "SELECT strftime(month, '%Y-%m'), segment, movement, CAST(100 * amount AS BIGINT), customers FROM marts.mrr_movements WHERE dimension <> 'size'")
		return same(t, source, got, p.count())
	})
}

func same(t *testing.T, source int64, got, want []string) bool {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("portfolio %d (-want +got)\n%s", source, d)
		return false
	}
	return true
}

// count is the oracle: cents per customer and month, then sums.
func (p *randomPortfolio) count() []string {
	sums := map[string][2]int64{}
	days := p.levelDays()
	for _, customer := range p.customers() {
		for i, day := range days {
			book := func(segment, movement string, cents int64) {
				for _, s := range []string{segment, "all"} {
					if s == "all" && (movement == "transfer_in" || movement == "transfer_out") {
						continue
					}
					key := fmt.Sprintf("%s  %s  %s", p.first.AddDate(0, i, 0).Format("2006-01"), s, movement)
					sums[key] = [2]int64{sums[key][0] + cents, sums[key][1] + 1}
				}
			}
			p.book(customer, i, day, days, book)
		}
	}
	var out []string
	for _, key := range slices.Sorted(maps.Keys(sums)) {
		out = append(out, fmt.Sprintf("%s  %d  %d", key, sums[key][0], sums[key][1]))
	}
	return out
}

func (p *randomPortfolio) book(customer string, month int, day time.Time, days []time.Time, book func(segment, movement string, cents int64)) {
	end, segment := p.level(customer, day, month), p.planOn(customer, day)
	if month == 0 {
		if end > 0 {
			book(segment, "opening", end)
		}
		return
	}
	before := days[month-1]
	start, old, constant := p.level(customer, before, month-1), p.planOn(customer, before), p.level(customer, day, month-1)
	switch {
	case start == 0 && end > 0 && p.paidBy(customer, before):
		book(segment, "reactivation", end)
	case start == 0 && end > 0:
		book(segment, "new", end)
	case start > 0 && end == 0:
		book(old, "churn", start)
	case start > 0 && end > 0:
		if constant > start {
			book(segment, "expansion", constant-start)
		}
		if constant < start {
			book(segment, "contraction", start-constant)
		}
		if end != constant {
			book(segment, "fx", end-constant)
		}
		if old != segment {
			book(old, "transfer_out", start)
			book(segment, "transfer_in", start)
		}
	}
}

func (p *randomPortfolio) customers() []string {
	seen := map[string]bool{}
	for _, x := range p.plans {
		seen[x.customer] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// level is a customer's MRR in cents at the end of a day, at the rate of a month.
func (p *randomPortfolio) level(customer string, day time.Time, month int) int64 {
	var cents int64
	for _, x := range p.periods {
		if x.customer != customer || x.start.After(day) || (!x.end.IsZero() && !x.end.After(day)) {
			continue
		}
		rate := int64(100)
		if x.currency == "EUR" {
			rate = p.eurCents[month]
		}
		cents += x.mrr * rate
	}
	return cents
}

func (p *randomPortfolio) paidBy(customer string, day time.Time) bool {
	return slices.ContainsFunc(p.periods, func(x randomPeriod) bool { return x.customer == customer && x.mrr > 0 && !x.start.After(day) })
}

func (p *randomPortfolio) planOn(customer string, day time.Time) string {
	plan := ""
	for _, x := range p.plans {
		if x.customer == customer && !x.from.After(day) {
			plan = x.plan
		}
	}
	return plan
}

// TestInvariants are the identities every night's marts must hold.
func TestInvariants(t *testing.T) {
	t.Parallel()
	queries := map[string]string{
		"movement identity per segment": `SELECT * FROM marts.mrr_bridge WHERE start_mrr + opening + new + reactivation + expansion
			- contraction - churn + fx + transfer_in - transfer_out <> end_mrr`,
		"customers identity per segment": `SELECT * FROM marts.mrr_bridge WHERE start_customers + opening_customers + new_customers + reactivated_customers
			+ transferred_in_customers - transferred_out_customers - churned_customers <> end_customers`,
		"each month begins where the last ended": `SELECT * FROM marts.mrr_bridge b JOIN marts.mrr_bridge a
			ON a.month = add_months(b.month, -1) AND a.dimension = b.dimension AND a.segment = b.segment
			WHERE a.end_mrr <> b.start_mrr OR a.end_customers <> b.start_customers`,
		"segments add up to the total": `SELECT b.month, b.dimension FROM marts.mrr_bridge b JOIN marts.mrr_bridge a ON a.month = b.month AND a.dimension = 'all'
			WHERE b.dimension <> 'all' GROUP BY b.month, b.dimension HAVING sum(b.end_mrr) <> max(a.end_mrr) OR sum(b.start_mrr) <> max(a.start_mrr)
			OR sum(b.churn) <> max(a.churn) OR sum(b.expansion) <> max(a.expansion) OR sum(b.fx) <> max(a.fx) OR sum(b.new) <> max(a.new)
			OR sum(b.transfer_in) <> sum(b.transfer_out) OR sum(b.end_customers) <> max(a.end_customers)`,
		"customers' MRR is the bridge's": `SELECT m.month FROM marts.mrr_monthly m JOIN marts.mrr_bridge b ON b.month = m.month AND b.dimension = 'all'
			GROUP BY m.month HAVING sum(m.mrr) <> max(b.end_mrr) OR count_if(m.paying) <> max(b.end_customers)`,
		"0 <= grr <= 1 and grr <= nrr": `SELECT * FROM marts.retention WHERE grr < 0 OR grr > 1 OR grr > nrr`,
		"interval holds the rate":      `SELECT * FROM marts.retention WHERE logo_churn < logo_churn_low - 1e-12 OR logo_churn > logo_churn_high + 1e-12`,
		"monthly grr is the bridge's": `SELECT r.period_start FROM marts.retention r JOIN marts.mrr_bridge b ON b.month = r.period_start AND b.dimension = 'all'
			WHERE r.span = 'month' AND r.dimension = 'all' AND abs(r.grr - (1 - ratio(b.contraction + b.churn, b.start_mrr))) > 1e-12`,
		"cohorts of segments add up": `SELECT s.period_start FROM marts.retention s JOIN marts.retention a ON a.span = s.span AND a.period_start = s.period_start AND a.dimension = 'all'
			WHERE s.dimension <> 'all' GROUP BY s.span, s.period_start, s.dimension
			HAVING sum(s.start_customers) <> max(a.start_customers) OR sum(s.lost_customers) <> max(a.lost_customers) OR sum(s.end_mrr) <> max(a.end_mrr)`,
	}
	someSeeds(t, 4, func(source int64) bool {
		db := buildFrom(t, newRandomPortfolio(source).seed(t, 1, inOrder), "marts.mrr_bridge", "marts.retention", "marts.mrr_monthly")
		ok := true
		for _, name := range slices.Sorted(maps.Keys(queries)) {
			if rows := show(t, db, queries[name]); len(rows) > 0 {
				t.Errorf("portfolio %d: %s: %d rows, first %s", source, name, len(rows), rows[0])
				ok = false
			}
		}
		return ok
	})
}

const martsOfMoney = `SELECT 'bridge', month, dimension, segment, start_mrr, end_mrr, churn, fx, end_customers, arpa FROM marts.mrr_bridge
	UNION ALL SELECT span, period_start, dimension, segment, start_mrr, end_mrr, start_customers, nrr, grr, logo_churn_low FROM marts.retention ORDER BY ALL`

func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	t.Parallel()
	someSeeds(t, 2, func(source int64) bool {
		p := newRandomPortfolio(source)
		sorted := buildFrom(t, p.seed(t, 1, inOrder), "marts.mrr_bridge", "marts.retention")
		mixed := buildFrom(t, p.seed(t, 1, rand.New(rand.NewSource(source)).Shuffle), "marts.mrr_bridge", "marts.retention")
		return same(t, source, show(t, mixed, martsOfMoney), show(t, sorted, martsOfMoney))
	})
}

func TestScalingPricesLeavesRates(t *testing.T) {
	t.Parallel()
	const query = `SELECT span, period_start, dimension, segment, start_customers, lost_customers, round(nrr, 9), round(grr, 9), start_mrr / %d FROM marts.retention ORDER BY ALL`
	someSeeds(t, 2, func(source int64) bool {
		p := newRandomPortfolio(source)
		ratesAt := func(scale int64) []string {
			db := buildFrom(t, p.seed(t, scale, inOrder), "marts.retention")
			return show(t, db, fmt.Sprintf(query, scale))
		}
		return same(t, source, ratesAt(7), ratesAt(1))
	})
}
