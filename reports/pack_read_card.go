package reports

import (
	"context"
	"time"
)

func (r packReader) lanes(ctx context.Context) error {
	const query = `SELECT perspective, title, status, score FROM marts.scorecard_perspectives ORDER BY place, perspective`
	card := &r.p.Card
	return r.each(ctx, query, func(scan fields) error {
		var l CardLane
		err := scan(&l.Name, &l.Title, &l.Status, into(&l.Score))
		if l.Name == "all" {
			card.Total, card.Status = l.Score, l.Status
			return err
		}
		card.Lanes = append(card.Lanes, l)
		return err
	})
}

func (r packReader) kpis(ctx context.Context) error {
	const query = `
SELECT c.perspective, c.kpi, coalesce(d.name, c.kpi), c.unit, coalesce(c.owner, ''), c.status, coalesce(c.reason, ''),
  CASE c.reason WHEN 'stale' THEN coalesce(c.stale_streams, '') WHEN 'failed_check' THEN coalesce(c.failed_checks, '') ELSE '' END,
  c.actual, c.previous, c.target, c.score, c.n, coalesce(c.is_overdue, FALSE),
  coalesce(c.counter, ''), c.benchmark, coalesce(c.benchmark_source, ''), c.benchmark_date
FROM marts.scorecard c
JOIN core.scorecard_targets t ON t.kpi = c.kpi
LEFT JOIN marts.definitions d ON d.metric = t.metric
ORDER BY c.place, c.kpi`
	return r.each(ctx, query, func(scan fields) error {
		var k CardKPI
		var lane string
		var b Benchmark
		err := scan(&lane, &k.Name, &k.Metric, &k.Unit, &k.Owner, &k.Status, &k.Reason, &k.Because,
			into(&k.Actual), into(&k.Previous), into(&k.Target), into(&k.Score), into(&k.N), &k.Overdue,
			&k.Counter, into(&b.Value), &b.Source, onDay(&b.On))
		if b.Value.OK() {
			k.Benchmark = &b
		}
		for i := range r.p.Card.Lanes {
			if l := &r.p.Card.Lanes[i]; l.Name == lane {
				l.KPIs = append(l.KPIs, k)
			}
		}
		return err
	})
}

// trendMonths is how far back a KPI's small chart goes.
const trendMonths = 13

// KPI finds one by its name; nil when there is none.
func (c *Card) KPI(name string) *CardKPI {
	for i := range c.Lanes {
		for j := range c.Lanes[i].KPIs {
			if k := &c.Lanes[i].KPIs[j]; k.Name == name {
				return k
			}
		}
	}
	return nil
}

// trends reads what each KPI was, month by month: over twelve months where that is its
// span, else of the month alone. Only months that are over count.
func (r packReader) trends(ctx context.Context) error {
	const query = `
WITH found AS (
  SELECT s.kpi, f.period_end, f.value
  FROM marts.scorecard s
  JOIN marts.figures f ON f.metric = s.metric AND f.dimension = 'all' AND f.customer_id IS NULL
    AND f.span = CASE s.span WHEN 'ttm' THEN 'ttm' ELSE 'month' END
  WHERE s.span <> 'day' AND f.period_end <= s.as_of + INTERVAL 1 DAY
)
SELECT kpi, period_end, value FROM found ORDER BY kpi, period_end`
	return r.each(ctx, query, func(scan fields) error {
		var name string
		var t TrendPoint
		err := scan(&name, onDay(&t.Month), into(&t.Value))
		t.Month = t.Month.AddDate(0, 0, -1)
		if k := r.p.Card.KPI(name); k != nil {
			k.add(t)
		}
		return err
	})
}

// nights reads the KPIs of a day as the last night of each month saw them.
func (r packReader) nights(ctx context.Context) error {
	const query = `
WITH nights AS (
  SELECT n.kpi, n.as_of, n.actual, n.is_break,
    row_number() OVER (PARTITION BY n.kpi, date_trunc('month', n.as_of) ORDER BY n.as_of DESC) AS place,
    max(CASE WHEN n.is_break THEN 1 ELSE 0 END) OVER (PARTITION BY n.kpi, date_trunc('month', n.as_of)) AS breaks
  FROM marts.scorecard_nights n
  JOIN marts.scorecard s ON s.kpi = n.kpi AND s.span = 'day'
)
SELECT kpi, as_of, actual, breaks = 1 FROM nights WHERE place = 1 ORDER BY kpi, as_of`
	return r.each(ctx, query, func(scan fields) error {
		var name string
		var t TrendPoint
		err := scan(&name, onDay(&t.Month), into(&t.Value), &t.Break)
		if k := r.p.Card.KPI(name); k != nil {
			k.add(t)
		}
		return err
	})
}

// add keeps the newest points.
func (k *CardKPI) add(t TrendPoint) {
	k.Trend = append(k.Trend, t)
	if len(k.Trend) > trendMonths {
		k.Trend = k.Trend[1:]
	}
}

func (r packReader) moves(ctx context.Context) error {
	const query = `
SELECT c.reviewed_on, c.night_then, c.kpi, coalesce(d.name, c.kpi), c.unit, coalesce(c.owner, ''), c.move, c.actual_then, c.actual
FROM marts.scorecard_changes c
JOIN core.scorecard_targets t ON t.kpi = c.kpi
LEFT JOIN marts.definitions d ON d.metric = t.metric
ORDER BY c.place, c.kpi`
	since := &r.p.Since
	return r.each(ctx, query, func(scan fields) error {
		var m KPIMove
		var night time.Time
		err := scan(onDay(&since.Review), onDay(&night), &m.Name, &m.Metric, &m.Unit, &m.Owner, &m.Move, into(&m.Then), into(&m.Now))
		if night.After(since.Night) {
			since.Night = night
		}
		since.Moves = append(since.Moves, m)
		return err
	})
}

func (r packReader) drivers(ctx context.Context) error {
	const query = `
SELECT v.kpi, coalesce(d.name, v.kpi), v.driver, v.unit, v.change
FROM marts.scorecard_drivers v
JOIN core.scorecard_targets t ON t.kpi = v.kpi
LEFT JOIN marts.definitions d ON d.metric = t.metric
ORDER BY t.place, v.kpi, abs(v.change) DESC, v.driver`
	return r.each(ctx, query, func(scan fields) error {
		var d KPIDriver
		err := scan(&d.Name, &d.Metric, &d.Driver, &d.Unit, into(&d.Change))
		r.p.Since.Drivers = append(r.p.Since.Drivers, d)
		return err
	})
}
