package proof

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// Facts are what the published database says of everybody.
type Facts struct {
	Parties []Party
	// Plain are words no customer owns: features, plans, the sender and its people.
	Plain []string
}

// Read reads all customers, also those that are due no review: theirs is what must
// not be in others'.
func Read(ctx context.Context, db *sql.DB) (Facts, error) {
	r := reader{db: db, at: map[string]int{}}
	for _, step := range []struct {
		what string
		read func(context.Context) error
	}{
		{"customers", r.customers}, {"ids", r.ids}, {"contacts", r.contacts}, {"plain words", r.plain},
	} {
		if err := step.read(ctx); err != nil {
			return Facts{}, fmt.Errorf("read what tells customers apart: %s: %w", step.what, err)
		}
	}
	return r.facts, nil
}

type reader struct {
	db    *sql.DB
	facts Facts
	at    map[string]int // customer id → place among the parties
}

// customers also keeps the sender's own people and the plans as plain words: every
// review of theirs names them.
func (r *reader) customers(ctx context.Context) error {
	return r.each(ctx, `
SELECT customer_id, coalesce(name, ''), coalesce(domain, ''), coalesce(parent_id, ''), coalesce(owner, ''), coalesce(csm_email, ''),
  coalesce(CAST(attributes AS VARCHAR), '{}')
FROM marts.customers ORDER BY customer_id`, 7, func(c []string) error {
		p := Party{ID: c[0], Parent: c[3]}
		if c[1] != "" {
			p.Names = []string{c[1]}
		}
		if c[2] != "" {
			p.Domains = []string{c[2]}
		}
		r.at[p.ID] = len(r.facts.Parties)
		r.facts.Parties = append(r.facts.Parties, p)
		r.facts.Plain = append(r.facts.Plain, c[4], c[5])
		var attributes map[string]any
		if err := json.Unmarshal([]byte(c[6]), &attributes); err != nil {
			return fmt.Errorf("attributes of %s: %w", p.ID, err)
		}
		if plan, ok := attributes["plan"].(string); ok {
			r.facts.Plain = append(r.facts.Plain, plan)
		}
		return nil
	})
}

func (r *reader) ids(ctx context.Context) error {
	return r.each(ctx, `
SELECT DISTINCT customer_id, source_id FROM core.identity
WHERE customer_id IS NOT NULL AND kind <> 'user' ORDER BY customer_id, source_id`, 2, func(c []string) error {
		if i, known := r.at[c[0]]; known && c[1] != c[0] {
			r.facts.Parties[i].IDs = append(r.facts.Parties[i].IDs, c[1])
		}
		return nil
	})
}

func (r *reader) contacts(ctx context.Context) error {
	return r.each(ctx, `
SELECT customer_id, coalesce(email, ''), coalesce(name, '') FROM core.contacts
WHERE customer_id IS NOT NULL ORDER BY customer_id, contact_id`, 3, func(c []string) error {
		i, known := r.at[c[0]]
		if !known {
			return nil
		}
		p := &r.facts.Parties[i]
		if c[1] != "" {
			p.Emails = append(p.Emails, c[1])
		}
		if c[2] != "" {
			p.People = append(p.People, c[2])
		}
		return nil
	})
}

// plain reads the words reviews print of the product and the sender.
func (r *reader) plain(ctx context.Context) error {
	return r.each(ctx, `
SELECT feature FROM core.features WHERE feature IS NOT NULL
UNION SELECT event FROM core.features WHERE event IS NOT NULL
UNION SELECT company FROM core.settings WHERE company IS NOT NULL
UNION SELECT customer FROM marts.definitions WHERE customer IS NOT NULL
UNION SELECT source FROM core.source_freshness WHERE source IS NOT NULL
ORDER BY 1`, 1, func(c []string) error {
		r.facts.Plain = append(r.facts.Plain, c[0])
		return nil
	})
}

// each hands over the texts of every row.
func (r *reader) each(ctx context.Context, query string, columns int, use func([]string) error) (err error) {
	rows, err := r.db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	cells, into := make([]string, columns), make([]any, columns)
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := use(cells); err != nil {
			return err
		}
	}
	return rows.Err()
}
