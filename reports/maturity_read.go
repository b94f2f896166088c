package reports

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ReadMaturity reads the pillars from published marts.
func ReadMaturity(ctx context.Context, db *sql.DB) (*Maturity, error) {
	m := &Maturity{}
	r := strategyReader{db: db}
	for _, step := range []struct {
		what string
		read func(context.Context, strategyReader) error
	}{{"settings", m.settings}, {"pillars", m.pillars}, {"facts", m.facts}, {"summary", m.summary}} {
		if err := step.read(ctx, r); err != nil {
			return nil, fmt.Errorf("read pillars: %s: %w", step.what, err)
		}
	}
	return m, nil
}

func (m *Maturity) settings(ctx context.Context, r strategyReader) error {
	return r.db.QueryRowContext(ctx, "SELECT company, as_of, known_at FROM core.settings").Scan(&m.Company, &m.AsOf, &m.KnownAt)
}

func (m *Maturity) pillars(ctx context.Context, r strategyReader) error {
	const query = `
SELECT pillar, title, basic, intermediate, advanced, coalesce(level_number, -1), coalesce(previous_number, -1), coalesce(suggested_number, -1),
  assessed_on, previous_on, coalesce(assessed_by, ''), coalesce(evidence, ''), coalesce(is_stale, FALSE)
FROM marts.pillars ORDER BY place`
	return r.each(ctx, query, func(scan func(...any) error) error {
		var p Pillar
		var on, before sql.NullTime
		err := scan(&p.Name, &p.Title, &p.Basic, &p.Intermediate, &p.Advanced, &p.Level, &p.Before, &p.Suggested, &on, &before, &p.By, &p.Evidence, &p.Stale)
		p.JudgedOn, p.BeforeOn = dayOrZero(on), dayOrZero(before)
		m.Pillars = append(m.Pillars, p)
		return err
	})
}

func dayOrZero(day sql.NullTime) time.Time {
	if !day.Valid {
		return time.Time{}
	}
	return day.Time.UTC()
}

func (m *Maturity) facts(ctx context.Context, r strategyReader) error {
	const query = "SELECT pillar, level, fact, unit, value, least, is_met FROM marts.pillar_facts ORDER BY pillar, level, fact"
	return r.each(ctx, query, func(scan func(...any) error) error {
		var f PillarFact
		var pillar string
		var value *float64
		err := scan(&pillar, &f.Level, &f.Fact, &f.Unit, &value, &f.Least, &f.Met)
		f.Value = NumFrom(value)
		for i := range m.Pillars {
			if m.Pillars[i].Name == pillar {
				m.Pillars[i].Facts = append(m.Pillars[i].Facts, f)
			}
		}
		return err
	})
}

func (m *Maturity) summary(ctx context.Context, r strategyReader) error {
	var score, previous, coverage *float64
	row := r.db.QueryRowContext(ctx, "SELECT score, previous_score, coverage, assessed, stale FROM marts.pillar_summary")
	switch err := row.Scan(&score, &previous, &coverage, &m.Assessed, &m.Stale); {
	case errors.Is(err, sql.ErrNoRows):
		return nil // no pillar is configured
	case err != nil:
		return err
	}
	m.Score, m.Previous, m.Coverage = NumFrom(score), NumFrom(previous), NumFrom(coverage)
	lowest := LevelAdvanced + 1
	for _, p := range m.Pillars {
		if p.Level > NotJudged {
			lowest = min(lowest, p.Level)
		}
	}
	for _, p := range m.Pillars {
		if p.Level == lowest {
			m.Weakest = append(m.Weakest, p.Title)
		}
	}
	return nil
}
