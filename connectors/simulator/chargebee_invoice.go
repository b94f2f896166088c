package simulator

import (
	"math"
	"strconv"
	"strings"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// cbShownLines is how many lines a document shows at once. It is lower than the
// vendor's, so that a year of metered calls passes it.
const cbShownLines = 10

// cbBilled reports whether this billing system makes the invoice at all: none
// is made for a trial, nor for a cycle in a pause.
func cbBilled(inv *world.Invoice) bool {
	return inv.Voided.IsZero() && !inv.Created.Equal(inv.Subscription.TrialStart)
}

func cbInvoiceObject(inv *world.Invoice) cbObject {
	changes := append([]time.Time{inv.Created, inv.Due, inv.Paid, inv.Uncollected, inv.CreditNoteAt}, inv.Failed...)
	s := inv.Subscription
	charges, _ := cbCharges(inv)
	return cbObject{id: inv.Number, created: inv.Created, changes: changes, lines: func() []cbLine { return cbLines(inv, charges) },
		render: func(now time.Time) object { return cbInvoice(inv, now) },
		filters: func(now time.Time) map[string]string {
			return map[string]string{"status": cbInvoiceStatus(inv, now), "customer_id": s.Customer.ID, "subscription_id": s.ID}
		}}
}

// cbDue is the day of the invoice where a card is charged.
func cbDue(inv *world.Invoice) time.Time {
	if inv.Due.IsZero() {
		return inv.Created
	}
	return inv.Due
}

func cbInvoiceStatus(inv *world.Invoice, now time.Time) string {
	switch {
	case world.Reached(inv.Paid, now):
		return "paid"
	case world.Reached(inv.Uncollected, now):
		return "not_paid"
	case now.Before(cbDue(inv)):
		return "posted"
	default:
		return "payment_due"
	}
}

// cbCharges are the lines that ask for money. What is given back for an unused
// rest stands on a credit note here.
func cbCharges(inv *world.Invoice) (charges, credits []*world.Line) {
	for i := range inv.Lines {
		if l := &inv.Lines[i]; l.Amount < 0 {
			credits = append(credits, l)
		} else {
			charges = append(charges, l)
		}
	}
	return charges, credits
}

func cbSum(lines []*world.Line) (amount, off int64) {
	for _, l := range lines {
		amount, off = amount+max(l.Amount, -l.Amount), off+l.Off
	}
	return amount, off
}

func cbTax(inv *world.Invoice, net int64) int64 { return (net*int64(inv.TaxPercent) + 50) / 100 }

// cbTotal is the total of the charges, which credits may reduce.
func cbTotal(inv *world.Invoice) int64 {
	charges, _ := cbCharges(inv)
	amount, off := cbSum(charges)
	return amount - off + cbTax(inv, amount-off)
}

func cbInvoice(inv *world.Invoice, now time.Time) object {
	s, status, due := inv.Subscription, cbInvoiceStatus(inv, now), inv.AmountDue()
	charges, _ := cbCharges(inv)
	amount, off := cbSum(charges)
	total := cbTotal(inv)
	out := object{
		"object": "invoice", "customer_id": s.Customer.ID, "subscription_id": s.ID, "status": status, "recurring": true,
		"first_invoice": inv == s.Invoices[0], "price_type": "tax_exclusive", "currency_code": strings.ToUpper(s.Currency), "base_currency_code": "USD",
		"exchange_rate": cbRate(s.Currency), "date": inv.Created.Unix(), "generated_at": inv.Created.Unix(), "due_date": cbDue(inv).Unix(), "net_term_days": 0,
		"sub_total": amount - off, "tax": cbTax(inv, amount-off), "total": total, "credits_applied": total - due, "amount_paid": 0, "amount_due": due,
		"amount_adjusted": 0, "write_off_amount": 0, "round_off_amount": 0, "has_advance_charges": false, "is_gifted": false, "term_finalized": true,
		"new_sales_amount": 0, "channel": "web", "discounts": []object{}, "linked_payments": cbPayments(inv, now),
		"applied_credits": []object{}, "adjustment_credit_notes": []object{}, "issued_credit_notes": []object{}, "linked_orders": []object{},
	}
	if status == "paid" {
		out["amount_paid"], out["amount_due"], out["paid_at"] = due, 0, inv.Paid.Unix()
	}
	if len(inv.Failed) > 0 && !inv.Failed[0].After(now) {
		out["dunning_status"] = map[string]string{"paid": "success", "not_paid": "exhausted"}[status]
		if out["dunning_status"] == "" {
			out["dunning_status"] = "in_progress"
		}
	}
	if world.Reached(inv.CreditNoteAt, now) {
		out["issued_credit_notes"] = []object{{"cn_id": inv.CreditNoteID, "cn_reason_code": "other", "cn_date": inv.CreditNoteAt.Unix(),
			"cn_total": inv.CreditNote, "cn_status": "refunded", "object": "issued_credit_note"}}
	}
	if off > 0 {
		out["discounts"] = []object{{"entity_type": "document_level_coupon", "entity_id": inv.Discount.Coupon.ID, "amount": off,
			"description": inv.Discount.Coupon.Name, "object": "discount"}}
	}
	return out
}

// cbLine is a line and what a coupon takes off it, null without one.
type cbLine struct{ item, discount object }

// showLines puts the lines from the first on into a document, with their
// discounts, and says where the rest begins.
func showLines(out object, whole []cbLine, first int) {
	end := min(first+cbShownLines, len(whole))
	items, discounts := []object{}, []object{}
	for _, l := range whole[first:end] {
		items = append(items, l.item)
		if l.discount != nil {
			discounts = append(discounts, l.discount)
		}
	}
	if end < len(whole) {
		out["line_items_next_offset"] = strconv.Itoa(end)
	}
	out["line_items"], out["line_item_discounts"] = items, discounts
}

// cbPayments are the attempts to take the money.
func cbPayments(inv *world.Invoice, now time.Time) []object {
	payments := []object{}
	pay := func(at time.Time, status string, amount int64) {
		if world.Reached(at, now) {
			payments = append(payments, object{"txn_id": "txn_" + inv.Number + "_" + status, "applied_amount": amount, "applied_at": at.Unix(),
				"txn_status": status, "txn_date": at.Unix(), "txn_amount": inv.AmountDue(), "object": "linked_payment"})
		}
	}
	for _, at := range inv.Failed {
		pay(at, "failure", 0)
	}
	if inv.AmountDue() > 0 {
		pay(inv.Paid, "success", inv.AmountDue())
	}
	return payments
}

func cbLines(inv *world.Invoice, lines []*world.Line) []cbLine {
	out := make([]cbLine, len(lines))
	for i, l := range lines {
		out[i].item = cbLineItem(inv, l)
		if l.Off > 0 {
			out[i].discount = object{"object": "line_item_discount", "line_item_id": out[i].item["id"], "discount_type": "document_level_coupon",
				"coupon_id": inv.Discount.Coupon.ID, "entity_id": inv.Discount.Coupon.ID, "discount_amount": l.Off}
		}
	}
	return out
}

// cbLineItem is a line of an invoice or a credit note, whose amounts are never
// negative. The unit amount of a part of an interval is that part's.
func cbLineItem(inv *world.Invoice, l *world.Line) object {
	amount := max(l.Amount, -l.Amount)
	out := object{
		"object": "line_item", "id": "li_" + l.ID[3:], "subscription_id": inv.Subscription.ID, "customer_id": inv.Subscription.Customer.ID,
		"date_from": l.From.Unix(), "date_to": l.To.Unix(), "unit_amount": int64(math.Round(float64(amount) / float64(l.Quantity))),
		"quantity": l.Quantity, "amount": amount, "pricing_model": "per_unit", "is_taxed": inv.TaxPercent > 0,
		"tax_amount": cbTax(inv, amount-l.Off), "discount_amount": l.Off, "item_level_discount_amount": 0, "description": l.Description,
		"entity_type": cbItemType(l.Price) + "_item_price", "entity_id": cbPriceID(l.Price), "tax_exempt_reason": "tax_not_configured",
	}
	if inv.TaxPercent > 0 {
		out["tax_rate"] = float64(inv.TaxPercent)
		delete(out, "tax_exempt_reason")
	}
	if l.Price.Metered {
		out["metered"] = true
	}
	return out
}
