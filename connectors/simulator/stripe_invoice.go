package simulator

import (
	"fmt"
	"maps"
	"strconv"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// embeddedLines is how many lines an invoice carries; the rest must be paged.
const embeddedLines = 10

func stripeInvoice(inv *world.Invoice, now time.Time, expand []string) object {
	s, status := inv.Subscription, inv.Status(now)
	out := object{
		"id": inv.ID, "object": "invoice", "number": nil, "status": status, "currency": s.Currency, "billing_reason": inv.Reason,
		"customer": s.Customer.ID, "customer_email": s.Customer.Email, "customer_name": s.Customer.Name,
		"collection_method": "charge_automatically", "created": inv.Created.Unix(), "due_date": nil,
		"period_start": inv.PeriodStart.Unix(), "period_end": inv.PeriodEnd.Unix(),
		"auto_advance": status == "draft" || status == "open", "next_payment_attempt": nil, "test_clock": nil,
		"livemode": true, "metadata": object{}, "discounts": discounts(inv.Discount, s, expanded(expand, "discounts")),
		"status_transitions": object{"finalized_at": unix(inv.Finalized, now), "paid_at": unix(inv.Paid, now),
			"voided_at": unix(inv.Voided, now), "marked_uncollectible_at": unix(inv.Uncollected, now)},
		"parent": object{"type": "subscription_details", "quote_details": nil,
			"subscription_details": object{"subscription": s.ID, "metadata": object{}}},
		"automatic_tax": object{"enabled": false, "disabled_reason": nil, "liability": nil, "provider": nil, "status": nil},
		"issuer":        object{"type": "self"}, "default_tax_rates": []any{},
		"payment_settings": object{"default_mandate": nil, "payment_method_options": nil, "payment_method_types": nil},
		"lines": object{"object": "list", "url": "/v1/invoices/" + inv.ID + "/lines", "has_more": len(inv.Lines) > embeddedLines,
			"data": stripeLinesOf(inv, inv.Lines[:min(embeddedLines, len(inv.Lines))], expanded(expand, "lines.data.discounts"))},
	}
	if s.Send {
		out["collection_method"] = "send_invoice"
	}
	if !inv.Due.IsZero() {
		out["due_date"] = inv.Due.Unix()
	}
	if status != "draft" {
		out["number"] = inv.Number
	}
	stripeAmounts(inv, now, out)
	stripeAttempts(inv, now, out)
	return out
}

// stripeAmounts fills in the money, all in minor units.
func stripeAmounts(inv *world.Invoice, now time.Time, out object) {
	due, paid := inv.AmountDue(), int64(0)
	if inv.Status(now) == "paid" {
		paid = due
	}
	net := inv.Subtotal() - inv.Off()
	taxes, off := []object{}, []object{}
	if inv.TaxPercent > 0 {
		taxes = append(taxes, object{"amount": inv.Tax(), "tax_behavior": "exclusive", "taxability_reason": "standard_rated", "taxable_amount": net,
			"type": "tax_rate_details", "tax_rate_details": object{"tax_rate": fmt.Sprintf("txr_demo_%d", inv.TaxPercent)}})
	}
	if inv.Discount != nil {
		off = append(off, object{"amount": inv.Off(), "discount": inv.Discount.ID})
	}
	var refunded int64
	if world.Reached(inv.CreditNoteAt, now) {
		refunded = inv.CreditNote
	}
	maps.Copy(out, object{
		"subtotal": inv.Subtotal(), "subtotal_excluding_tax": inv.Subtotal(), "total": inv.Total(), "total_excluding_tax": net,
		"total_taxes": taxes, "total_discount_amounts": off,
		"amount_due": due, "amount_paid": paid, "amount_remaining": due - paid, "amount_overpaid": 0, "amount_paid_off_stripe": 0,
		"amount_shipping": 0, "pre_payment_credit_notes_amount": 0, "post_payment_credit_notes_amount": refunded,
		"starting_balance": inv.StartBalance, "ending_balance": inv.EndBalance,
	})
}

// stripeAttempts counts the attempts at charging the card.
func stripeAttempts(inv *world.Invoice, now time.Time, out object) {
	attempts := 0
	for _, at := range inv.Failed {
		if !at.After(now) {
			attempts++
		}
	}
	if inv.Status(now) == "paid" && inv.AmountDue() > 0 && inv.Due.IsZero() {
		attempts++
	}
	out["attempted"], out["attempt_count"] = attempts > 0, attempts
}

func stripeLinesOf(inv *world.Invoice, lines []world.Line, expandDiscounts bool) []object {
	out := make([]object, len(lines))
	for i := range lines {
		out[i] = stripeLine(inv, &lines[i], expandDiscounts)
	}
	return out
}

func stripeLine(inv *world.Invoice, l *world.Line, expandDiscounts bool) object {
	amounts, whole := []object{}, []any{}
	if l.Off > 0 {
		amounts = append(amounts, object{"amount": l.Off, "discount": inv.Discount.ID})
		whole = discounts(inv.Discount, inv.Subscription, expandDiscounts)
	}
	return object{
		"id": l.ID, "object": "line_item", "invoice": inv.ID, "description": l.Description,
		"amount": l.Amount, "subtotal": l.Amount, "currency": inv.Subscription.Currency,
		"quantity": l.Quantity, "quantity_decimal": strconv.Itoa(l.Quantity), "discountable": !l.Proration,
		"discounts": whole, "discount_amounts": amounts, "taxes": []object{}, "pretax_credit_amounts": []object{},
		"period": object{"start": l.From.Unix(), "end": l.To.Unix()}, "parent": stripeParent(inv, l),
		"pricing": object{"type": "price_details", "unit_amount_decimal": strconv.FormatInt(l.Price.Unit, 10),
			"price_details": object{"price": l.Price.ID, "product": l.Price.Product.ID}},
		"livemode": true, "metadata": object{},
	}
}

// stripeParent says where a line comes from: a subscription's item, or a
// single invoice item such as a set-up fee.
func stripeParent(inv *world.Invoice, l *world.Line) object {
	item := "ii_" + l.ID[3:]
	if l.Item == nil {
		return object{"type": "invoice_item_details", "subscription_item_details": nil, "invoice_item_details": object{
			"invoice_item": item, "proration": false, "proration_details": nil, "subscription": inv.Subscription.ID}}
	}
	var from any
	if l.Proration {
		from = item
	}
	return object{"type": "subscription_item_details", "invoice_item_details": nil, "subscription_item_details": object{
		"invoice_item": from, "proration": l.Proration, "proration_details": object{"credited_items": nil},
		"subscription": inv.Subscription.ID, "subscription_item": l.Item.ID}}
}
