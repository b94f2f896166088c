package simulator

import (
	"net/http"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// stripeRefundID is the refund that a credit note of the invoice paid out.
func stripeRefundID(inv *world.Invoice) string { return "re_" + inv.CreditNoteID[3:] }

// stripeCreditNote gives a part of a paid invoice back.
func stripeCreditNote(inv *world.Invoice) object {
	s := inv.Subscription
	return object{
		"id": inv.CreditNoteID, "object": "credit_note", "number": inv.Number + "-CN-01", "invoice": inv.ID, "customer": s.Customer.ID,
		"currency": s.Currency, "status": "issued", "type": "post_payment", "reason": "order_change", "created": inv.CreditNoteAt.Unix(),
		"effective_at": inv.CreditNoteAt.Unix(), "voided_at": nil, "memo": nil, "livemode": true, "metadata": object{}, "pdf": "https://pay.stripe.example/" + inv.CreditNoteID,
		"amount": inv.CreditNote, "subtotal": inv.CreditNote, "subtotal_excluding_tax": stripeNet(inv), "total": inv.CreditNote, "total_excluding_tax": stripeNet(inv),
		"amount_shipping": 0, "discount_amount": 0, "discount_amounts": []any{}, "pretax_credit_amounts": []any{}, "total_taxes": []any{},
		"pre_payment_amount": 0, "post_payment_amount": inv.CreditNote, "out_of_band_amount": nil,
		"refunds": []object{{"amount_refunded": inv.CreditNote, "refund": stripeRefundID(inv), "type": "refund"}},
		"lines": object{"object": "list", "url": "/v1/credit_notes/" + inv.CreditNoteID + "/lines", "has_more": false,
			"data": stripeNoteLinesOf(inv)},
	}
}

// stripeNet is what is given back without the tax.
func stripeNet(inv *world.Invoice) int64 { return inv.CreditNote * 100 / int64(100+inv.TaxPercent) }

func stripeNoteLinesOf(inv *world.Invoice) []object {
	return []object{{"id": "cnli_" + inv.CreditNoteID[3:], "object": "credit_note_line_item", "type": "custom_line_item", "description": "Goodwill",
		"amount": inv.CreditNote, "quantity": 1, "unit_amount": inv.CreditNote, "unit_amount_decimal": nil, "livemode": true, "discount_amount": 0,
		"discount_amounts": []any{}, "pretax_credit_amounts": []any{}, "tax_rates": []any{}, "taxes": []any{}, "metadata": object{}}}
}

func stripeRefund(inv *world.Invoice) object {
	return object{
		"id": stripeRefundID(inv), "object": "refund", "amount": inv.CreditNote, "currency": inv.Subscription.Currency, "status": "succeeded",
		"reason": "requested_by_customer", "created": inv.CreditNoteAt.Unix(), "charge": "ch_" + inv.ID[3:], "payment_intent": "pi_" + inv.ID[3:],
		"customer": inv.Subscription.Customer.ID, "balance_transaction": "txn_" + inv.CreditNoteID[3:], "receipt_number": nil, "metadata": object{},
		"source_transfer_reversal": nil, "transfer_reversal": nil,
	}
}

// stripeNoteLines pages the lines of one credit note.
func (s *Simulator) stripeNoteLines(w http.ResponseWriter, r *http.Request) {
	for _, o := range s.index.creditNotes {
		if o.id == r.PathValue("id") && !o.created.After(s.now()) {
			reply(w, http.StatusOK, o.render(time.Time{}, nil)["lines"])
			return
		}
	}
	stripeError(w, http.StatusNotFound, "resource_missing", "id", "No such credit note: '"+r.PathValue("id")+"'")
}
