package reports

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// ReadStrategy reads the strategy map from published marts.
func ReadStrategy(ctx context.Context, db *sql.DB) (*Strategy, error) {
	r := strategyReader{db: db, s: &Strategy{}}
	for _, step := range []struct {
		what string
		read func(context.Context) error
	}{
		{"settings", r.settings}, {"perspectives", r.lanes}, {"goals", r.aims}, {"objectives", r.objectives}, {"KPIs", r.measures}, {"links", r.links},
	} {
		if err := step.read(ctx); err != nil {
			return nil, fmt.Errorf("read strategy map: %s: %w", step.what, err)
		}
	}
	return r.s, nil
}

type strategyReader struct {
	db *sql.DB
	s  *Strategy
}

// each runs a query and hands every row to take.
func (r strategyReader) each(ctx context.Context, query string, take func(scan func(...any) error) error) error {
	rows, err := r.db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close() // read-only: nothing can be lost
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r strategyReader) settings(ctx context.Context) error {
	row := r.db.QueryRowContext(ctx, "SELECT company, as_of, known_at FROM core.settings")
	if err := row.Scan(&r.s.Company, &r.s.AsOf, &r.s.KnownAt); err != nil {
		return err
	}
	r.s.AsOf = r.s.AsOf.In(time.UTC)
	return nil
}

func (r strategyReader) lanes(ctx context.Context) error {
	return r.each(ctx, "SELECT perspective, title FROM core.perspectives ORDER BY place", func(scan func(...any) error) error {
		var l Lane
		err := scan(&l.Name, &l.Title)
		r.s.Lanes = append(r.s.Lanes, l)
		return err
	})
}

func (r strategyReader) aims(ctx context.Context) error {
	return r.each(ctx, "SELECT goal, title, owner FROM core.company_goals ORDER BY place", func(scan func(...any) error) error {
		var a Aim
		err := scan(&a.Name, &a.Title, &a.Owner)
		r.s.Goals = append(r.s.Goals, a)
		return err
	})
}

func (r strategyReader) objectives(ctx context.Context) error {
	const query = `SELECT objective, title, perspective, coalesce(goal, ''), coalesce(owner, ''), status, score FROM marts.strategy_objectives ORDER BY place`
	return r.each(ctx, query, func(scan func(...any) error) error {
		var o Objective
		var score *float64
		err := scan(&o.Name, &o.Title, &o.Lane, &o.Aim, &o.Owner, &o.Status, &score)
		o.Score = NumFrom(score)
		r.s.Objectives = append(r.s.Objectives, o)
		return err
	})
}

func (r strategyReader) measures(ctx context.Context) error {
	const query = `
SELECT t.objective, c.kpi, coalesce(d.name, c.kpi), c.unit, c.status, coalesce(c.owner, ''), c.actual, c.previous, c.target
FROM marts.scorecard c
JOIN core.scorecard_targets t ON t.kpi = c.kpi
LEFT JOIN marts.definitions d ON d.metric = t.metric
ORDER BY t.place`
	return r.each(ctx, query, func(scan func(...any) error) error {
		var m Measure
		var objective string
		var actual, previous, target *float64
		err := scan(&objective, &m.Name, &m.Metric, &m.Unit, &m.Status, &m.Owner, &actual, &previous, &target)
		m.Actual, m.Previous, m.Target = NumFrom(actual), NumFrom(previous), NumFrom(target)
		if o := r.s.Objective(objective); o != nil {
			o.KPIs = append(o.KPIs, m)
		}
		return err
	})
}

func (r strategyReader) links(ctx context.Context) error {
	const query = `
SELECT l.from_objective, l.to_objective, coalesce(a.name, l.from_measure, ''), coalesce(b.name, l.to_measure, ''),
  l.expected, l.lag_months, l.n, l.rho, l.low, l.high, l.verdict, coalesce(l.reason, '')
FROM marts.strategy_links l
LEFT JOIN marts.definitions a ON a.metric = l.from_measure
LEFT JOIN marts.definitions b ON b.metric = l.to_measure
ORDER BY l.place`
	return r.each(ctx, query, func(scan func(...any) error) error {
		var l Link
		var rho, low, high *float64
		err := scan(&l.From, &l.To, &l.FromMeasure, &l.ToMeasure, &l.Expected, &l.Lag, &l.Months, &rho, &low, &high, &l.Verdict, &l.Reason)
		l.Rho, l.Low, l.High = NumFrom(rho), NumFrom(low), NumFrom(high)
		r.s.Links = append(r.s.Links, l)
		return err
	})
}
