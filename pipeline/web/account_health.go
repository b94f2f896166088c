package web

import (
	"context"
	"time"

	"quarterdeck/reports/web"
)

func (a account) health(ctx context.Context) error {
	var err error
	a.page.Health, err = one(ctx, a.db, `SELECT score, previous_score, coverage, band, previous_band, band_since, profile, gate_reason FROM marts.health WHERE customer_id = ?`,
		func(h *web.Health) []any {
			return []any{&h.Score, &h.Previous, &h.Coverage, text{&h.Band}, text{&h.PreviousBand}, day{&h.Since}, text{&h.Profile}, text{&h.Gate}}
		}, a.page.ID)
	return err
}

// parts are the dimensions of the score, each followed by its measures.
func (a account) parts(ctx context.Context) error {
	if a.page.Health == nil {
		return nil
	}
	var err error
	a.page.Health.Parts, err = list(ctx, a.db, `
SELECT * FROM (
  SELECT dimension, '' AS measure, band, NULL::DOUBLE AS value, score, weight, contribution, NULL::DOUBLE AS change, NULL::DATE AS seen_on, false AS is_stale
  FROM marts.health_dimensions WHERE customer_id = $1
  UNION ALL
  SELECT i.dimension, i.measure, '', i.value, i.score, i.weight, i.contribution, m.change, i.seen_on, i.is_stale
  FROM marts.health_inputs i LEFT JOIN (SELECT * FROM marts.health_moves WHERE customer_id = $1) m ON m.measure = i.measure
  WHERE i.customer_id = $1)
ORDER BY dimension, measure <> '', measure`, func(p *web.HealthPart) []any {
		return []any{&p.Name, &p.Measure, text{&p.Band}, &p.Value, &p.Score, &p.Weight, &p.Added, &p.Change, day{&p.Seen}, flag{&p.Stale}}
	}, a.page.ID)
	return err
}

// Where the bands begin when nothing else is known.
const yellowFrom, greenFrom = 50.0, 75.0

// nights draw the score over time, with what people said of the account.
func (a account) nights(ctx context.Context) error {
	type row struct {
		on      time.Time
		score   *float64
		version *int64
	}
	nights, err := list(ctx, a.db, `SELECT as_of, score, definition_version FROM marts.health_nights WHERE customer_id = ? AND score IS NOT NULL ORDER BY as_of`,
		func(r *row) []any { return []any{day{&r.on}, &r.score, &r.version} }, a.page.ID)
	if err != nil {
		return err
	}
	var course []web.Night
	var before *int64
	for i, n := range nights {
		changed := i > 0 && before != nil && n.version != nil && *before != *n.version
		course, before = append(course, web.Night{On: n.on, Score: *n.score, Break: changed}), n.version
	}
	pulses, err := list(ctx, a.db, `SELECT n.written_on, least(100, greatest(0, 100 * (n.pulse - p.worst) / nullif(p.best - p.worst, 0)))
FROM core.notes n, core.health_pulse p WHERE n.customer_id = ? AND n.pulse IS NOT NULL ORDER BY n.written_on`, func(r *row) []any {
		return []any{day{&r.on}, &r.score}
	}, a.page.ID)
	if err != nil {
		return err
	}
	var opinions []web.Night
	for _, p := range pulses {
		if p.score != nil {
			opinions = append(opinions, web.Night{On: p.on, Score: *p.score})
		}
	}
	a.page.HealthCourse = web.HealthCourse(course, opinions, yellowFrom, greenFrom)
	return nil
}

func (a account) answers(ctx context.Context) error {
	type score struct {
		nps *float64
		n   int64
	}
	latest, err := one(ctx, a.db, `SELECT nps, responses FROM marts.customer_nps WHERE customer_id = ? AND span = 'quarter' AND relationship AND responses > 0
ORDER BY period_end DESC LIMIT 1`, func(s *score) []any { return []any{&s.nps, &s.n} }, a.page.ID)
	if err != nil {
		return err
	}
	if latest != nil {
		a.page.NPS, a.page.NPSAnswers = latest.nps, latest.n
	}
	a.page.Answers, err = list(ctx, a.db, `SELECT kind, category, comment, score, responded_on FROM marts.customer_voice WHERE customer_id = ?
ORDER BY responded_on DESC, response_id LIMIT 12`, func(v *web.Answer) []any {
		return []any{&v.Kind, text{&v.Category}, text{&v.Comment}, &v.Score, day{&v.On}}
	}, a.page.ID)
	return err
}

func (a account) onboarding(ctx context.Context) error {
	var err error
	a.page.Onboarding, err = one(ctx, a.db, `SELECT onboarding_state, value_state, first_value_event, started_on, first_value_on, coalesce(steps, 0), coalesce(steps_done, 0), coalesce(steps_overdue, 0), target_on, completed_on
FROM marts.onboarding WHERE customer_id = ?`, func(o *web.Onboarding) []any {
		return []any{text{&o.State}, text{&o.Value}, text{&o.Event}, day{&o.Started}, day{&o.FirstValue}, &o.Steps, &o.Done, &o.Late, day{&o.Target}, day{&o.Completed}}
	}, a.page.ID)
	return err
}
