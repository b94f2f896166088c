package reports

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

// readValue takes what the use of features was said to be worth.
func (b *batch) readValue(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, agreement_id, feature, factor, unit, assumption, agreed_by, agreed_on FROM core.value_agreements
WHERE customer_id IN `+idList+` AND factor > 0 AND unit IS NOT NULL
ORDER BY customer_id, agreement_id`, func(rows *sql.Rows) error {
		var id, agreement string
		var v ValueLine
		if err := rows.Scan(&id, &agreement, text{&v.Feature}, figure{&v.Factor}, text{&v.Unit}, text{&v.Assumption}, text{&v.AgreedBy}, dayOf{&v.AgreedOn}); err != nil {
			return err
		}
		v.Factor = v.Factor.Cited(Receipt{What: Say("receipt.factor", Args{"assumption": v.Assumption}),
			SQL: cell("factor", "core.value_agreements", id, "agreement_id = "+quote(agreement))})
		b.history[id].agreements = append(b.history[id].agreements, v)
		return nil
	}, b.ids)
}

// finishValue counts the uses of the quarter that are worth something. An assumption
// nobody has agreed to is ours alone: it is left out, and named as missing.
func (b *batch) finishValue(q *QBR, gap func(bool, string, string)) {
	unowned := false
	for _, v := range b.history[q.Customer.ID].agreements {
		if v.AgreedBy == "" || v.AgreedOn.IsZero() {
			unowned = true
			continue
		}
		if v.Uses = q.uses(v.Feature); v.Uses.OK() && v.Uses.V > 0 {
			q.Value = append(q.Value, v)
		}
	}
	gap(unowned, "value", "not_agreed")
}

// uses are those of one feature in the quarter's weeks, or of all of the product.
func (q *QBR) uses(feature string) Number {
	if feature == "" {
		now, _ := q.Usage.Events()
		return now
	}
	if q.Features == nil {
		return Number{}
	}
	at := slices.IndexFunc(q.Features.Items, func(f Feature) bool { return strings.EqualFold(f.Name, feature) })
	if at < 0 {
		return Number{}
	}
	return q.Features.Items[at].Uses
}

// Worth is what the uses are worth, in the line's unit.
func (v ValueLine) Worth() Number {
	if !v.Uses.OK() || !v.Factor.OK() {
		return Number{}
	}
	return Reckoned(v.Uses.V*v.Factor.V, Product, v.Uses, v.Factor).Named(Say("receipt.worth", Args{"unit": v.Unit}))
}
