package simulator

import (
	"maps"
	"strings"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// cbProrationObject is the credit note for the unused rest of the state an
// invoice replaces.
func cbProrationObject(inv *world.Invoice) cbObject {
	_, credits := cbCharges(inv)
	amount, _ := cbSum(credits)
	total := amount + cbTax(inv, amount)
	lines := func() []cbLine { return cbLines(inv, credits) }
	return cbNote(inv, "CN-"+inv.Number, inv.Created, lines, func() object {
		return object{"type": "refundable", "reason_code": "subscription_change", "create_reason_code": "Subscription Change", "status": "refunded",
			"sub_total": amount, "total": total, "amount_allocated": total, "amount_refunded": 0, "amount_available": 0,
			"allocations": []object{{"invoice_id": inv.Number, "allocated_amount": total, "allocated_at": inv.Created.Unix(),
				"invoice_date": inv.Created.Unix(), "invoice_status": "paid", "object": "allocation"}}}
	})
}

// cbRefundObject is the credit note of a refund after payment.
func cbRefundObject(inv *world.Invoice) cbObject {
	net := inv.CreditNote * 100 / int64(100+inv.TaxPercent)
	lines := func() []cbLine {
		return []cbLine{{item: object{"object": "line_item", "id": "li_" + inv.CreditNoteID[3:], "subscription_id": inv.Subscription.ID,
			"customer_id": inv.Subscription.Customer.ID, "date_from": inv.CreditNoteAt.Unix(), "date_to": inv.CreditNoteAt.Unix(),
			"unit_amount": net, "quantity": 1, "amount": net, "pricing_model": "flat_fee", "is_taxed": inv.TaxPercent > 0,
			"tax_amount": inv.CreditNote - net, "discount_amount": 0, "item_level_discount_amount": 0, "description": "Goodwill",
			"entity_type": "adhoc", "reference_line_item_id": "li_" + inv.Lines[0].ID[3:]}}}
	}
	return cbNote(inv, inv.CreditNoteID, inv.CreditNoteAt, lines, func() object {
		return object{"type": "refundable", "reason_code": "other", "create_reason_code": "Other", "status": "refunded",
			"sub_total": net, "total": inv.CreditNote, "amount_allocated": 0, "amount_refunded": inv.CreditNote, "amount_available": 0,
			"refunded_at": inv.CreditNoteAt.Unix(), "linked_refunds": []object{{"txn_id": "txn_" + inv.CreditNoteID, "applied_amount": inv.CreditNote,
				"applied_at": inv.CreditNoteAt.Unix(), "txn_status": "success", "txn_date": inv.CreditNoteAt.Unix(), "txn_amount": inv.CreditNote,
				"object": "linked_refund"}}}
	})
}

// cbNote is a credit note with what all of them have.
func cbNote(inv *world.Invoice, id string, at time.Time, lines func() []cbLine, special func() object) cbObject {
	s := inv.Subscription
	return cbObject{id: id, created: at, changes: []time.Time{at}, lines: lines,
		filters: func(time.Time) map[string]string {
			return map[string]string{"customer_id": s.Customer.ID, "subscription_id": s.ID, "reference_invoice_id": inv.Number}
		},
		render: func(time.Time) object {
			out := object{"object": "credit_note", "customer_id": s.Customer.ID, "subscription_id": s.ID, "reference_invoice_id": inv.Number,
				"date": at.Unix(), "generated_at": at.Unix(), "price_type": "tax_exclusive", "currency_code": strings.ToUpper(s.Currency),
				"round_off_amount": 0, "channel": "web", "discounts": []object{}, "linked_refunds": []object{}, "allocations": []object{}}
			maps.Copy(out, special())
			return out
		}}
}
