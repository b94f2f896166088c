package reports

import (
	"context"
	"database/sql"
	"slices"
	"sort"
	"time"
)

// historyDays is how far back the history of the score is shown.
const historyDays = 365

// readHealth fills the score of the as-of day. Customers who do not pay have none.
func (b *companionBatch) readHealth(ctx context.Context) error {
	return b.each(ctx, `
SELECT h.customer_id, h.profile, h.score, h.band, h.plain_band, h.band_since, h.coverage, h.previous_score, h.gate_reason, h.pulse, h.pulse_on, h.pulse_weight,
       (1 - h.pulse_weight) * (h.measured_score - h.weighted_score), h.score - h.ungated_score, d.customer_id IS NOT NULL
FROM marts.health h
LEFT JOIN marts.health_disagreements d ON d.as_of = h.as_of AND d.customer_id = h.customer_id
WHERE h.customer_id IN `+idList, func(rows *sql.Rows) error {
		var id string
		var rule, cap Number
		h := &Health{}
		if err := rows.Scan(&id, &h.Profile, figure{&h.Score}, &h.Band, &h.Plain, dayOf{&h.Since}, &h.Coverage, figure{&h.Previous}, text{&h.Gate},
			figure{&h.Pulse}, dayOf{&h.PulseOn}, &h.PulseWeight, figure{&rule}, figure{&cap}, &h.Disagrees); err != nil {
			return err
		}
		for _, part := range []HealthPart{{Measure: "rule", Points: rule}, {Measure: "cap", Points: cap}} {
			if h.Score.OK() && part.Points.OK() && part.Points.V != 0 {
				h.Parts = append(h.Parts, part)
			}
		}
		b.byID[id].Health = h
		return nil
	}, b.ids)
}

// measured is a measure of a customer's profile while reading.
type measured struct {
	HealthPart
	dimension string
	share     float64 // of the profile, of pulse that of the score
}

// readParts fills what makes the score, the pulse and what a rule or a gate does last.
func (b *companionBatch) readParts(ctx context.Context) error {
	found := map[string][]measured{}
	err := b.each(ctx, `
SELECT i.customer_id, i.measure, i.value, i.contribution, i.dimension, i.weight, i.is_stale, m.change
FROM marts.health_inputs i
LEFT JOIN marts.health_moves m ON m.as_of = i.as_of AND m.customer_id = i.customer_id AND m.measure = i.measure
WHERE i.customer_id IN `+idList+`
ORDER BY i.customer_id, i.measure = 'pulse', i.weight DESC, i.measure`, func(rows *sql.Rows) error {
		var id string
		var m measured
		if err := rows.Scan(&id, &m.Measure, figure{&m.Value}, figure{&m.Points}, &m.dimension, &m.share, &m.Stale, figure{&m.Change}); err != nil {
			return err
		}
		found[id] = append(found[id], m)
		return nil
	}, b.ids)
	for id, list := range found {
		c := b.byID[id]
		for _, m := range list {
			if m.Value.OK() {
				c.Values[m.Measure] = m.Value.V
			}
		}
		if h := c.Health; h != nil {
			h.Parts = append(h.weigh(list), h.Parts...)
		}
	}
	return err
}

// weigh says how many points each measure could add at most. What is not known adds
// nothing, and its share goes to the other measures of its dimension, then to the
// other dimensions.
func (h *Health) weigh(list []measured) []HealthPart {
	all, known := map[string]float64{}, map[string]float64{}
	for _, m := range list {
		if m.Measure == "pulse" {
			continue
		}
		all[m.dimension] += m.share
		if m.Points.OK() {
			known[m.dimension] += m.share
		}
	}
	present := 0.0
	for _, dimension := range sortedNames(known) {
		present += all[dimension]
	}
	var parts []HealthPart
	for _, m := range list {
		switch {
		case !m.Points.OK(): // adds nothing
		case m.Measure == "pulse":
			m.Most = 100 * h.PulseWeight
		default:
			m.Most = 100 * (1 - h.PulseWeight) * m.share / known[m.dimension] * all[m.dimension] / present
		}
		if m.Measure == "pulse" && m.share == 0 {
			continue // too old to count, which the history shows
		}
		parts = append(parts, m.HealthPart)
	}
	return parts
}

func sortedNames(m map[string]float64) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// readRuleMoves says how what a rule or a gate does to the score has changed.
func (b *companionBatch) readRuleMoves(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, measure, change FROM marts.health_moves
WHERE customer_id IN `+idList+` AND measure IN ('rule', 'cap', 'pulse')`, func(rows *sql.Rows) error {
		var id, measure string
		var change Number
		if err := rows.Scan(&id, &measure, figure{&change}); err != nil {
			return err
		}
		h := b.byID[id].Health
		at := slices.IndexFunc(h.Parts, func(p HealthPart) bool { return p.Measure == measure })
		if at >= 0 {
			h.Parts[at].Change = change
		} else if change.V != 0 { // it is over, which moved the score
			h.Parts = append(h.Parts, HealthPart{Measure: measure, Points: Num(0), Change: change})
		}
		return nil
	}, b.ids)
}

// readNights fills the score as the nights of the year published it.
func (b *companionBatch) readNights(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, as_of, score, band, coalesce(definition_version, 0)
FROM marts.health_nights
WHERE customer_id IN `+idList+` AND as_of > ? AND as_of <= ?
ORDER BY customer_id, as_of`, func(rows *sql.Rows) error {
		var id string
		var n HealthNight
		if err := rows.Scan(&id, dayOf{&n.On}, figure{&n.Score}, &n.Band, &n.Version); err != nil {
			return err
		}
		b.byID[id].Nights = append(b.byID[id].Nights, n)
		return nil
	}, b.ids, b.asOf.AddDate(0, 0, -historyDays), b.asOf)
}

// readPulses fills what the team noted of its own feeling in the same year.
func (b *companionBatch) readPulses(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, written_on, pulse, author, text
FROM core.notes
WHERE customer_id IN `+idList+` AND kind = 'pulse' AND pulse IS NOT NULL AND written_on > ? AND written_on <= ?
ORDER BY customer_id, written_on, note_id`, func(rows *sql.Rows) error {
		var id string
		var p Pulse
		if err := rows.Scan(&id, dayOf{&p.On}, &p.Noted, text{&p.Author}, text{&p.Text}); err != nil {
			return err
		}
		p.Score = max(0, min(100, 100*(p.Noted-b.scale.Worst)/(b.scale.Best-b.scale.Worst)))
		b.byID[id].Pulses = append(b.byID[id].Pulses, p)
		return nil
	}, b.ids, b.asOf.AddDate(0, 0, -historyDays), b.asOf)
}

// Turned is the newest night on which the band changed, and the band before; ok is
// false where no recorded night saw a change.
func (c *Companion) Turned() (on time.Time, from string, ok bool) {
	for i := len(c.Nights) - 1; i > 0; i-- {
		if now, before := c.Nights[i], c.Nights[i-1]; now.Band != before.Band {
			return now.On, before.Band, true
		}
	}
	return time.Time{}, "", false
}
