package reports

import (
	"context"
	"slices"
	"time"
)

const (
	cohortStep   = 3  // months between two columns, and the first of them
	cohortAges   = 13 // columns at most: three years
	cohortGroups = 14 // rows at most
)

// cohorts pools the months of each fiscal quarter. An age is told of a quarter once all
// its months have reached it, so no column mixes old and young.
func (r packReader) cohorts(ctx context.Context) error {
	months := map[time.Time]*cohortMonth{}
	var order []time.Time
	const query = `
SELECT cohort_month, month_number, cohort_size, retained_customers, opening
FROM marts.cohorts WHERE cohort_size > 0 ORDER BY cohort_month, month_number`
	err := r.each(ctx, query, func(scan fields) error {
		var month time.Time
		var age int
		var size, kept Number
		opening := false
		if err := scan(onDay(&month), &age, into(&size), into(&kept), &opening); err != nil {
			return err
		}
		m := months[month]
		if m == nil {
			m = &cohortMonth{month: month, size: size, opening: opening, kept: map[int]Number{}}
			months[month], order = m, append(order, month)
		}
		m.kept[age] = kept
		return nil
	})
	if err != nil || len(order) == 0 {
		return err
	}
	groups := r.quarters(order, months)
	c := &r.p.Cohorts
	c.Ages = agesOf(groups)
	for _, g := range groups {
		if one := g.cohort(c.Ages); slices.ContainsFunc(one.Kept, Number.OK) {
			c.Groups = append(c.Groups[max(0, len(c.Groups)-cohortGroups+1):], one)
		}
	}
	return r.pooled(ctx)
}

// cohortMonth are the customers of one month; kept counts those still there by age.
type cohortMonth struct {
	month   time.Time
	size    Number
	opening bool
	kept    map[int]Number
}

// cohortQuarter are the months of one fiscal quarter.
type cohortQuarter struct {
	period  Period
	opening bool
	months  []*cohortMonth
}

// quarters groups the months, in order. The opening month is a row of its own.
func (r packReader) quarters(order []time.Time, months map[time.Time]*cohortMonth) []cohortQuarter {
	var groups []cohortQuarter
	for _, month := range order {
		m := months[month]
		q := QuarterAt(month, max(1, r.p.FiscalYearStart))
		if n := len(groups); n > 0 && groups[n-1].period == q && groups[n-1].opening == m.opening {
			groups[n-1].months = append(groups[n-1].months, m)
			continue
		}
		groups = append(groups, cohortQuarter{period: q, opening: m.opening, months: []*cohortMonth{m}})
	}
	return groups
}

// kept is the share of a quarter's customers still there at an age.
func (q cohortQuarter) kept(age int) Number {
	var kept, size []Number
	for _, m := range q.months {
		kept, size = append(kept, m.kept[age]), append(size, m.size)
	}
	return SumOf(kept).Over(SumOf(size))
}

func (q cohortQuarter) cohort(ages []int) Cohort {
	var size []Number
	for _, m := range q.months {
		size = append(size, m.size)
	}
	c := Cohort{Period: q.period, Opening: q.opening, Customers: SumOf(size)}
	for _, age := range ages {
		c.Kept = append(c.Kept, q.kept(age))
	}
	return c
}

// agesOf are the ages any quarter has reached.
func agesOf(groups []cohortQuarter) []int {
	var ages []int
	for age := cohortStep; len(ages) < cohortAges; age += cohortStep {
		reached := false
		for _, g := range groups {
			reached = reached || g.kept(age).OK()
		}
		if !reached {
			break
		}
		ages = append(ages, age)
	}
	return ages
}

// pooled reads what all cohorts of known age say of each age.
func (r packReader) pooled(ctx context.Context) error {
	c := &r.p.Cohorts
	c.All, c.Sizes = make([]Number, len(c.Ages)), make([]Number, len(c.Ages))
	const query = `SELECT month_number, customer_retention, cohort_size FROM marts.cohort_curve WHERE dimension = 'all' ORDER BY month_number`
	return r.each(ctx, query, func(scan fields) error {
		var age int
		var kept, size Number
		err := scan(&age, into(&kept), into(&size))
		for i := range c.Ages {
			if c.Ages[i] == age {
				c.All[i], c.Sizes[i] = kept, size
			}
		}
		return err
	})
}

func (r packReader) tiers(ctx context.Context) error {
	return r.each(ctx, "SELECT tier FROM core.tiers WHERE basis = 'limit' ORDER BY lower_bound", func(scan fields) error {
		name := ""
		err := scan(&name)
		r.p.Tiers.Names = append(r.p.Tiers.Names, name)
		return err
	})
}

func (r packReader) tierRates(ctx context.Context) error {
	const query = `
SELECT period_start, period_end, segment, start_customers, up_customers, down_customers, churned_customers, churn_rate, coalesce(reason = 'small_sample', FALSE)
FROM marts.tier_rates
WHERE dimension = 'tier' AND span = 'ttm' AND period_end = (SELECT max(period_end) FROM marts.tier_rates WHERE dimension = 'tier' AND span = 'ttm')
ORDER BY segment`
	t := &r.p.Tiers
	found := map[string]TierRate{}
	err := r.each(ctx, query, func(scan fields) error {
		var v TierRate
		err := scan(onDay(&t.Start), onDay(&t.End), &v.Tier, into(&v.Customers), into(&v.Up), into(&v.Down), into(&v.Churned), into(&v.Churn), &v.Small)
		found[v.Tier] = v
		return err
	})
	for _, name := range t.Names {
		if v, ok := found[name]; ok {
			t.Rates = append(t.Rates, v)
		}
	}
	return err
}

func (r packReader) tierMoves(ctx context.Context) error {
	const query = `
SELECT from_tier, to_tier, customers, CAST(start_mrr AS DOUBLE), CAST(end_mrr AS DOUBLE), period_end
FROM marts.tier_migration WHERE basis = 'limit' AND span = 'ttm' ORDER BY from_tier, to_tier, period_end`
	t := &r.p.Tiers
	return r.each(ctx, query, func(scan fields) error {
		var m TierMove
		var end time.Time
		err := scan(&m.From, &m.To, into(&m.Customers), into(&m.StartMRR), into(&m.FinalMRR), onDay(&end))
		if end.Equal(t.End) {
			t.Moves = append(t.Moves, m)
		}
		return err
	})
}

// churns reads which share of each segment's customers twelve months lost.
func (r packReader) churns(ctx context.Context) error {
	const query = `
SELECT dimension, segment, logo_churn, logo_churn_low, logo_churn_high, start_customers, coalesce(reason = 'small_sample', FALSE)
FROM marts.retention
WHERE span = 'ttm' AND start_customers > 0 AND segment NOT IN ('(none)', 'unassigned')
  AND period_end = (SELECT max(period_end) FROM marts.retention WHERE span = 'ttm')
ORDER BY CASE dimension WHEN 'all' THEN 0 ELSE 1 END, dimension, logo_churn DESC, segment`
	return r.each(ctx, query, func(scan fields) error {
		var v SegmentChurn
		err := scan(&v.Dimension, &v.Segment, into(&v.Churn.Value), into(&v.Churn.Low), into(&v.Churn.High), into(&v.Churn.N), &v.Small)
		r.p.Tiers.Segments = append(r.p.Tiers.Segments, v)
		return err
	})
}

func (r packReader) voice(ctx context.Context) error {
	const query = `
SELECT period_start, period_end, dimension, segment, responses, nps, low, high, shown, coalesce(reason = 'low_confidence', FALSE)
FROM marts.nps WHERE span = 'trailing' AND relationship AND segment NOT IN ('(none)', 'unassigned')
ORDER BY dimension, nps DESC NULLS LAST, segment`
	v := &r.p.Voice
	return r.each(ctx, query, func(scan fields) error {
		var s SegmentNPS
		err := scan(onDay(&v.From), onDay(&v.Until), &s.Dimension, &s.Segment, &s.N, into(&s.NPS), into(&s.Low), into(&s.High), &s.Shown, &s.Unsure)
		if s.Dimension == "all" {
			v.All = &s
			return err
		}
		if s.N > 0 {
			v.Segments = append(v.Segments, s)
		}
		return err
	})
}
