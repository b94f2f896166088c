package reports

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

// readAttendees names who sits at the table of this review, where the team keeps
// that: then nobody else is named. Else it is the success manager and the contacts
// with weight.
func (b *batch) readAttendees(ctx context.Context) error {
	found := map[string][]Person{}
	err := b.each(ctx, `
SELECT customer_id, name, role, side FROM core.attendees
WHERE customer_id IN `+idList+` AND review = ?
ORDER BY customer_id, source, account, name`, func(rows *sql.Rows) error {
		var id, side string
		p := Person{Side: Them}
		if err := rows.Scan(&id, text{&p.Name}, text{&p.Role}, text{&side}); err != nil {
			return err
		}
		if slices.Contains([]string{"us", "we", "our", "ours"}, normal(side)) {
			p.Side = Us
		}
		found[id] = append(found[id], p)
		return nil
	}, b.ids, strings.ToUpper(b.frame.period.String()))
	for id, people := range found {
		slices.SortStableFunc(people, func(x, y Person) int { return rank(x.Role) - rank(y.Role) })
		b.byID[id].People = people
	}
	return err
}
