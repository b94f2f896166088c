package web

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// member is a customer as the list knows it.
type member struct {
	id, name, domain, owner, stage string
	band                           string
	mrr, score, change, nps, trend *float64
	paying                         bool
	renewal                        time.Time
	risks                          int64
	held                           bool
	// segments are those of the as-of day, as dimension=segment.
	segments []string
	// words is what a search looks into, in small letters.
	words string
}

// roster is every customer of a publication, in the order of their names.
type roster struct {
	members    []member
	byID       map[string]*member
	owners     []string
	dimensions []string
	segments   map[string][]string
}

const membersSQL = `
SELECT c.customer_id, c.name, c.domain, c.owner, c.lifecycle_stage, CAST(c.mrr AS DOUBLE), c.paying, c.renewal_date,
  h.band, h.score, h.score - h.previous_score, n.nps, u.trend,
  coalesce(a.risks, 0), held.customer_id IS NOT NULL
FROM marts.customers c
LEFT JOIN marts.health h ON h.customer_id = c.customer_id
LEFT JOIN marts.usage u ON u.customer_id = c.customer_id
LEFT JOIN (SELECT customer_id, max_by(nps, period_end) AS nps FROM marts.customer_nps WHERE span = 'quarter' AND relationship AND responses > 0 GROUP BY customer_id) n
  ON n.customer_id = c.customer_id
LEFT JOIN (SELECT customer_id, count(*) AS risks FROM marts.alerts WHERE kind = 'risk' AND state IN ('new', 'open', 'acknowledged', 'held') AND (state <> 'held' OR is_true) GROUP BY customer_id) a
  ON a.customer_id = c.customer_id
LEFT JOIN (SELECT DISTINCT customer_id FROM marts.held_customers) held ON held.customer_id = c.customer_id
ORDER BY lower(coalesce(nullif(c.name, ''), c.customer_id)), c.customer_id`

// members reads the roster once per publication.
func members(ctx context.Context, b *book) (*roster, error) {
	return once(ctx, b, "customers", func(ctx context.Context, db *sql.DB) (*roster, error) {
		all, err := list(ctx, db, membersSQL, func(m *member) []any {
			return []any{&m.id, text{&m.name}, text{&m.domain}, text{&m.owner}, text{&m.stage}, &m.mrr, flag{&m.paying}, day{&m.renewal},
				text{&m.band}, &m.score, &m.change, &m.nps, &m.trend, &m.risks, flag{&m.held}}
		})
		if err != nil {
			return nil, err
		}
		r := &roster{members: all, byID: map[string]*member{}, segments: map[string][]string{}}
		owners := map[string]bool{}
		for i := range all {
			m := &all[i]
			if m.name == "" {
				m.name = m.id
			}
			m.words = strings.ToLower(m.name + " " + m.domain + " " + m.id)
			r.byID[m.id] = m
			owners[m.owner] = true
		}
		delete(owners, "")
		for owner := range owners {
			r.owners = append(r.owners, owner)
		}
		slices.Sort(r.owners)
		return r, r.readSegments(ctx, db)
	})
}

// readSegments fills what customers can be chosen by.
func (r *roster) readSegments(ctx context.Context, db *sql.DB) error {
	type row struct{ customer, dimension, segment string }
	rows, err := list(ctx, db, `
SELECT customer_id, dimension, segment FROM (
  SELECT s.customer_id, s.dimension, s.segment FROM core.segments s, core.settings t
  WHERE s.valid_from <= t.as_of AND (s.valid_to IS NULL OR s.valid_to > t.as_of) AND s.dimension <> 'all'
  UNION ALL
  SELECT c.customer_id, b.dimension, max_by(b.segment, b.lower_bound) FROM marts.customers c JOIN core.segment_bands b ON c.mrr >= b.lower_bound
  WHERE c.paying GROUP BY c.customer_id, b.dimension)
ORDER BY dimension, segment`, func(s *row) []any { return []any{&s.customer, &s.dimension, text{&s.segment}} })
	if err != nil {
		return err
	}
	interned := map[row]string{}
	for _, s := range rows {
		key := row{"", s.dimension, s.segment}
		if interned[key] == "" {
			interned[key] = s.dimension + "=" + s.segment
			if _, known := r.segments[s.dimension]; !known {
				r.dimensions = append(r.dimensions, s.dimension)
			}
			r.segments[s.dimension] = append(r.segments[s.dimension], s.segment)
		}
		if m := r.byID[s.customer]; m != nil {
			m.segments = append(m.segments, interned[key])
		}
	}
	return nil
}

// visible is the customer of that id, when the visitor may see it. One he may not see
// looks like one there is not.
func (v *visit) visible(ctx context.Context, id string) (*member, error) {
	b, err := v.published()
	if err != nil {
		return nil, err
	}
	all, err := members(ctx, b)
	if err != nil {
		return nil, err
	}
	m := all.byID[id]
	if m == nil || !v.person.MaySee(m.owner) {
		return nil, notFound("There is no such customer among those you may see.")
	}
	return m, nil
}

// attributes are a customer's custom fields, in the order of their names.
func attributes(raw string) map[string]string {
	var all map[string]any
	if json.Unmarshal([]byte(raw), &all) != nil {
		return nil
	}
	out := map[string]string{}
	for name, value := range all {
		switch v := value.(type) {
		case string:
			out[name] = v
		case nil:
		default:
			encoded, err := json.Marshal(v)
			if err == nil {
				out[name] = string(encoded)
			}
		}
	}
	return out
}
