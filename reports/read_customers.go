package reports

import (
	"context"
	"database/sql"
	"encoding/json"
	"sort"
	"strings"
)

// readCustomers makes the reviews; every other query only fills them.
func (b *batch) readCustomers(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, name, owner, csm_email, CAST(attributes AS VARCHAR), first_paid_on
FROM marts.customers WHERE customer_id IN `+idList, func(rows *sql.Rows) error {
		q := &QBR{Supplier: b.supplier, Period: b.frame.period, AsOf: b.asOf, KnownAt: b.knownAt, Sources: b.sources, Checks: b.checks,
			Definitions: b.definitions}
		var owner, email, attributes string
		if err := rows.Scan(&q.Customer.ID, text{&q.Customer.Name}, text{&owner}, text{&email}, text{&attributes},
			dayOf{&q.Customer.Since}); err != nil {
			return err
		}
		if q.Customer.Name == "" {
			q.Customer.Name = q.Customer.ID
		}
		q.Customer.Plan = attribute(attributes, "plan")
		q.Customer.Language = attribute(attributes, b.language)
		q.First = !q.Customer.Since.IsZero() && !q.Customer.Since.Before(b.frame.period.Start)
		if owner != "" {
			q.People = append(q.People, Person{Side: Us, Name: owner, Role: email})
		}
		b.byID[q.Customer.ID] = q
		b.history[q.Customer.ID] = &history{}
		return nil
	}, b.ids)
}

// attribute reads one value of the JSON object of a customer's attributes.
func attribute(object, name string) string {
	var values map[string]any
	if json.Unmarshal([]byte(object), &values) != nil {
		return ""
	}
	s, _ := values[name].(string)
	return s
}

// readContacts names the customer's own people, those with weight first. A
// contact without a title is left out: we cannot say why they would be named.
func (b *batch) readContacts(ctx context.Context) error {
	found := map[string][]Person{}
	err := b.each(ctx, `
SELECT customer_id, name, job_title FROM core.contacts
WHERE customer_id IN `+idList+` AND name IS NOT NULL AND job_title IS NOT NULL
ORDER BY customer_id, contact_id`, func(rows *sql.Rows) error {
		var id string
		p := Person{Side: Them}
		if err := rows.Scan(&id, text{&p.Name}, text{&p.Role}); err != nil {
			return err
		}
		found[id] = append(found[id], p)
		return nil
	}, b.ids)
	for id, people := range found {
		sort.SliceStable(people, func(i, j int) bool { return rank(people[i].Role) < rank(people[j].Role) })
		q := b.byID[id]
		q.People = append(q.People, people[:min(len(people), peoplePerSide)]...)
	}
	return err
}

const peoplePerSide = 3

// rank orders job titles by the words they hold.
func rank(title string) int {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return r == ' ' || r == ',' || r == '/' })
	best := len(rankedWords())
	for _, w := range words {
		for i, ranked := range rankedWords() {
			for _, r := range strings.Fields(ranked) {
				if w == r {
					best = min(best, i)
				}
			}
		}
	}
	return best
}

// rankedWords of job titles, highest rank first.
func rankedWords() []string {
	return []string{"chief ceo coo cio cto cfo founder owner president", "vp vice svp evp", "head director", "manager lead", "admin administrator"}
}
