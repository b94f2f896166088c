package reports

import (
	"context"
	"time"
)

// bridgeMonths is how many complete months the way of MRR is told of.
const bridgeMonths = 12

// bridgeKinds are the steps in the order they are told.
func bridgeKinds() []string {
	return []string{"opening", "new", "reactivation", "expansion", "contraction", "churn", "fx"}
}

// bridge adds up the last complete months. The month in which the data begin is only
// told when there is no other, for all it says is what was there.
func (r packReader) bridge(ctx context.Context) error {
	const query = `
SELECT month, is_complete, CAST(start_mrr AS DOUBLE), CAST(end_mrr AS DOUBLE), start_customers, end_customers,
  CAST(opening AS DOUBLE), CAST(new AS DOUBLE), CAST(reactivation AS DOUBLE), CAST(expansion AS DOUBLE),
  -CAST(contraction AS DOUBLE), -CAST(churn AS DOUBLE), CAST(fx AS DOUBLE), opening_customers, new_customers, reactivated_customers, churned_customers
FROM marts.mrr_bridge WHERE dimension = 'all' ORDER BY month`
	var months []bridgeMonth
	b := &r.p.Bridge
	err := r.each(ctx, query, func(scan fields) error {
		m := bridgeMonth{by: make([]Number, len(bridgeKinds()))}
		complete := false
		var n [4]Number // opening, new, reactivated, churned customers
		err := scan(onDay(&m.month), &complete, into(&m.start), into(&m.end), into(&m.startN), into(&m.endN),
			into(&m.by[0]), into(&m.by[1]), into(&m.by[2]), into(&m.by[3]), into(&m.by[4]), into(&m.by[5]), into(&m.by[6]), into(&n[0]), into(&n[1]), into(&n[2]), into(&n[3]))
		m.customers = []Number{n[0], n[1], n[2], {}, {}, n[3], {}}
		if complete {
			months = append(months, m)
		}
		return err
	})
	if err != nil || len(months) == 0 {
		return err
	}
	b.add(lastMonths(months))
	return nil
}

// bridgeMonth is one month of the way.
type bridgeMonth struct {
	month                    time.Time
	start, end, startN, endN Number
	by, customers            []Number // by bridgeKinds
}

// lastMonths are the newest twelve, without the one the data begin with if there is
// another.
func lastMonths(months []bridgeMonth) []bridgeMonth {
	if len(months) > 1 && months[0].start.V == 0 {
		months = months[1:]
	}
	return months[max(0, len(months)-bridgeMonths):]
}

func (b *Bridge) add(months []bridgeMonth) {
	first, last := months[0], months[len(months)-1]
	b.From, b.Until, b.Months = first.month, last.month.AddDate(0, 1, 0), len(months)
	b.Start, b.End, b.StartN, b.EndN = first.start, last.end, first.startN, last.endN
	for _, m := range months {
		b.Flows = append(b.Flows, BridgeMonth{Month: m.month, Added: SumOf(m.by[:4]), Taken: Num(0).Less(SumOf(m.by[4:6]))})
	}
	for i, kind := range bridgeKinds() {
		var by, customers []Number
		for _, m := range months {
			by, customers = append(by, m.by[i]), append(customers, m.customers[i])
		}
		step := BridgeStep{Kind: kind, By: SumOf(by), Customers: SumOf(customers)}
		if step.By.V != 0 {
			b.Steps = append(b.Steps, step)
		}
	}
}

// movements reads the largest single steps of those months.
func (r packReader) movements(ctx context.Context) error {
	const query = `
SELECT v.month, coalesce(c.name, v.customer_id), v.movement, CAST(CASE WHEN v.movement IN ('churn', 'contraction') THEN -v.amount ELSE v.amount END AS DOUBLE)
FROM marts.customer_movements v
LEFT JOIN marts.customers c ON c.customer_id = v.customer_id
WHERE v.movement IN ('new', 'reactivation', 'expansion', 'contraction', 'churn')
ORDER BY abs(v.amount) DESC, v.month DESC, v.customer_id, v.item, v.step`
	b := &r.p.Bridge
	return r.each(ctx, query, func(scan fields) error {
		var m Movement
		err := scan(onDay(&m.Month), &m.Customer, &m.Kind, into(&m.By))
		if !m.Month.Before(b.From) && m.Month.Before(b.Until) && len(b.Largest) < BridgeMovements {
			b.Largest = append(b.Largest, m)
		}
		return err
	})
}

// retentionPoints is how much of the history the trend shows.
const retentionPoints = 24

func (r packReader) retention(ctx context.Context) error {
	const query = `
SELECT period_start, period_end, nrr, grr, logo_churn, logo_churn_low, logo_churn_high, start_customers, lost_customers, largest_share,
  coalesce(concentrated, FALSE), coalesce(reason = 'small_sample', FALSE), CAST(start_mrr AS DOUBLE)
FROM marts.retention WHERE dimension = 'all' AND span = 'ttm' AND start_customers > 0
ORDER BY period_start`
	return r.each(ctx, query, func(scan fields) error {
		var p RetentionPoint
		err := scan(onDay(&p.Start), onDay(&p.End), into(&p.NRR), into(&p.GRR), into(&p.Churn), into(&p.ChurnLow), into(&p.ChurnHigh),
			into(&p.Customers), into(&p.Lost), into(&p.Largest), &p.Concentrated, &p.Small, into(&p.StartMRR))
		newest := &r.p.Retention.Points
		*newest = append(*newest, p)
		*newest = (*newest)[max(0, len(*newest)-retentionPoints):]
		return err
	})
}

// breaks reads when the definitions behind the trend changed.
func (r packReader) breaks(ctx context.Context) error {
	const query = `SELECT DISTINCT valid_from FROM marts.definition_versions WHERE metric IN ('nrr', 'grr') AND version > 1 ORDER BY 1`
	return r.each(ctx, query, func(scan fields) error {
		var day time.Time
		err := scan(onDay(&day))
		points := r.p.Retention.Points
		if len(points) > 0 && day.After(points[0].End) {
			r.p.Retention.Breaks = append(r.p.Retention.Breaks, day)
		}
		return err
	})
}
