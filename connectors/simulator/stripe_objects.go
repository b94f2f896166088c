package simulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// indexBilling lists all billing objects newest first.
func (i *index) indexBilling(w *world.World) {
	i.invoiceByID = map[string]*world.Invoice{}
	for _, p := range w.Catalog.Products {
		i.products = append(i.products, stripeObject{id: p.ID, created: p.Created, render: func(time.Time, []string) object { return stripeProduct(p) }})
	}
	for _, p := range w.Catalog.Prices {
		i.prices = append(i.prices, stripeObject{id: p.ID, created: p.Created, render: func(time.Time, []string) object { return stripePrice(p) },
			filters: func(time.Time) map[string]string {
				return map[string]string{"product": p.Product.ID, "currency": p.Currency, "active": "true"}
			}})
	}
	for _, c := range w.Catalog.Coupons {
		i.coupons = append(i.coupons, stripeObject{id: c.ID, created: c.Created, render: func(time.Time, []string) object { return stripeCoupon(c) }})
	}
	for _, a := range w.Accounts {
		for _, c := range a.Billing {
			i.customers = append(i.customers, stripeObject{id: c.ID, created: c.Created, deleted: c.Deleted,
				render:  func(now time.Time, _ []string) object { return stripeCustomer(c, now) },
				filters: func(time.Time) map[string]string { return map[string]string{"email": c.Email} }})
		}
		for _, sub := range a.Subs {
			i.subscriptions = append(i.subscriptions, stripeObject{id: sub.ID, created: sub.Created,
				render: func(now time.Time, expand []string) object { return stripeSubscription(sub, now, expand) },
				filters: func(now time.Time) map[string]string {
					return map[string]string{"status": sub.Status(now), "customer": sub.Customer.ID}
				}})
			for _, inv := range sub.Invoices {
				i.invoiceByID[inv.ID] = inv
				i.invoices = append(i.invoices, stripeObject{id: inv.ID, created: inv.Created,
					render: func(now time.Time, expand []string) object { return stripeInvoice(inv, now, expand) },
					filters: func(now time.Time) map[string]string {
						return map[string]string{"status": inv.Status(now), "customer": sub.Customer.ID, "subscription": sub.ID}
					}})
			}
		}
	}
	for _, all := range []*[]stripeObject{&i.customers, &i.products, &i.prices, &i.coupons, &i.subscriptions, &i.invoices} {
		slices.SortStableFunc(*all, func(a, b stripeObject) int {
			if c := b.created.Compare(a.created); c != 0 {
				return c
			}
			return strings.Compare(b.id, a.id)
		})
	}
}

func stripeProduct(p *world.Product) object {
	metadata := object{}
	if p.Plan != "" {
		metadata["plan"] = p.Plan
	}
	return object{"id": p.ID, "object": "product", "active": true, "name": p.Name, "created": p.Created.Unix(), "updated": p.Created.Unix(),
		"livemode": true, "metadata": metadata, "type": "service", "default_price": nil, "description": nil}
}

func stripePrice(p *world.Price) object {
	out := object{"id": p.ID, "object": "price", "product": p.Product.ID, "active": true, "currency": p.Currency, "billing_scheme": "per_unit",
		"unit_amount": p.Unit, "unit_amount_decimal": strconv.FormatInt(p.Unit, 10), "nickname": p.Nickname, "created": p.Created.Unix(),
		"livemode": true, "metadata": object{}, "type": "recurring", "tiers_mode": nil, "transform_quantity": nil, "tax_behavior": "exclusive", "recurring": nil}
	if p.Interval == "" {
		out["type"] = "one_time"
		return out
	}
	usage := "licensed"
	var meter any
	if p.Metered {
		usage, meter = "metered", "mtr_demo_api_calls"
	}
	out["recurring"] = object{"interval": p.Interval, "interval_count": p.Count, "usage_type": usage, "meter": meter, "trial_period_days": nil}
	return out
}

func stripeCoupon(c *world.Coupon) object {
	out := object{"id": c.ID, "object": "coupon", "name": c.Name, "percent_off": nil, "amount_off": nil, "currency": nil, "duration": c.Duration,
		"duration_in_months": nil, "created": c.Created.Unix(), "livemode": true, "metadata": object{}, "valid": true, "times_redeemed": 1, "max_redemptions": nil, "redeem_by": nil}
	if c.PercentOff > 0 {
		out["percent_off"] = float64(c.PercentOff)
	} else {
		out["amount_off"], out["currency"] = c.AmountOff, c.Currency
	}
	if c.Months > 0 {
		out["duration_in_months"] = c.Months
	}
	return out
}

func stripeDiscount(d *world.Discount, sub *world.Subscription) object {
	var end any
	if !d.End.IsZero() {
		end = d.End.Unix()
	}
	return object{"id": d.ID, "object": "discount", "customer": sub.Customer.ID, "subscription": sub.ID, "subscription_item": nil, "invoice": nil, "invoice_item": nil,
		"checkout_session": nil, "promotion_code": nil, "start": d.Start.Unix(), "end": end, "source": object{"type": "coupon", "coupon": d.Coupon.ID}}
}

// discounts lists ids, or objects where the client asked to expand them.
func discounts(d *world.Discount, sub *world.Subscription, expand []string) []any {
	switch {
	case d == nil:
		return []any{}
	case slices.ContainsFunc(expand, func(e string) bool { return e == "discounts" || strings.HasPrefix(e, "discounts.") }):
		return []any{stripeDiscount(d, sub)}
	default:
		return []any{d.ID}
	}
}

func stripeCustomer(c *world.BillingCustomer, now time.Time) object {
	metadata := object{}
	if world.Reached(c.CRMIDAt, now) && c.Account.Company != nil {
		metadata["crm_id"] = c.Account.Company.ID
	}
	delinquent := false
	for _, s := range c.Account.Subs {
		delinquent = delinquent || s.Customer == c && s.Status(now) == "past_due"
	}
	return object{"id": c.ID, "object": "customer", "name": c.Name, "email": c.Email, "currency": c.Currency, "delinquent": delinquent, "balance": 0,
		"created": c.Created.Unix(), "livemode": true, "metadata": metadata, "description": nil, "discount": nil, "phone": nil, "invoice_prefix": c.ID[4:12],
		"address": object{"country": c.Account.Country}, "test_clock": nil, "tax_exempt": "none"}
}

func stripeSubscription(s *world.Subscription, now time.Time, expand []string) object {
	state, _ := s.States.At(now)
	turn := s.Turn(now)
	item := func(id string, p *world.Price, created time.Time) object {
		return object{"id": id, "object": "subscription_item", "created": created.Unix(), "subscription": s.ID, "price": stripePrice(p), "metadata": object{},
			"current_period_start": turn.Start.Unix(), "current_period_end": turn.End.Unix(), "discounts": []any{}, "tax_rates": []any{}, "billing_thresholds": nil}
	}
	seats := item(s.Seats.ID, state.Price, s.Seats.Created)
	seats["quantity"] = state.Quantity
	items := []object{seats}
	if s.Meter != nil {
		items = append(items, item(s.Meter.ID, s.Meter.Price, s.Meter.Created)) // metered items have no quantity
	}
	out := object{"id": s.ID, "object": "subscription", "customer": s.Customer.ID, "status": s.Status(now), "currency": s.Currency, "created": s.Created.Unix(),
		"start_date": s.Created.Unix(), "billing_cycle_anchor": s.Turns[0].End.Unix(), "collection_method": "charge_automatically", "days_until_due": nil, "livemode": true,
		"cancel_at": nil, "cancel_at_period_end": false, "canceled_at": nil, "ended_at": unix(s.Ended, now), "trial_start": nil, "trial_end": nil, "pause_collection": nil,
		"cancellation_details": object{"comment": nil, "feedback": nil, "reason": nil}, "metadata": object{}, "schedule": nil, "test_clock": nil, "latest_invoice": nil,
		"billing_mode": object{"type": "classic"}, "default_payment_method": nil, "pending_update": nil,
		"items": object{"object": "list", "url": "/v1/subscription_items?subscription=" + s.ID, "has_more": false, "total_count": len(items), "data": items}}
	if s.Send {
		out["collection_method"], out["days_until_due"] = "send_invoice", 30
	}
	if !s.TrialStart.IsZero() {
		out["trial_start"], out["trial_end"] = s.TrialStart.Unix(), s.TrialEnd.Unix()
	}
	if world.Reached(s.CancelAsked, now) {
		out["canceled_at"] = s.CancelAsked.Unix()
		out["cancellation_details"] = object{"comment": nil, "feedback": s.Feedback, "reason": "cancellation_requested"}
		if s.Involuntary {
			out["cancellation_details"] = object{"comment": nil, "feedback": nil, "reason": "payment_failed"}
		} else {
			out["cancel_at"], out["cancel_at_period_end"] = s.CancelAt.Unix(), true
		}
	}
	if p, paused := s.PausedAt(now); paused {
		out["pause_collection"] = object{"behavior": "void", "resumes_at": p.Until.Unix()}
	}
	var inForce *world.Discount
	if d := s.Discount; d != nil && !world.Reached(d.End, now) && d.Coupon.Duration != "once" {
		inForce = d
	}
	out["discounts"] = discounts(inForce, s, expand)
	for _, inv := range s.Invoices {
		if !inv.Created.After(now) {
			out["latest_invoice"] = inv.ID
		}
	}
	return out
}

func stripeInvoice(inv *world.Invoice, now time.Time, expand []string) object {
	s, status := inv.Subscription, inv.Status(now)
	due, paid := inv.AmountDue(), int64(0)
	if status == "paid" {
		paid = due
	}
	var creditNotes int64
	if world.Reached(inv.CreditNoteAt, now) {
		creditNotes = inv.CreditNote
	}
	attempts := 0
	for _, at := range inv.Failed {
		if !at.After(now) {
			attempts++
		}
	}
	if status == "paid" && due > 0 && inv.Due.IsZero() {
		attempts++
	}
	var dueDate, number any
	if !inv.Due.IsZero() {
		dueDate = inv.Due.Unix()
	}
	if status != "draft" {
		number = inv.Number
	}
	lines := []object{}
	for i := range inv.Lines[:min(10, len(inv.Lines))] {
		lines = append(lines, stripeLine(inv, &inv.Lines[i]))
	}
	taxes, off := []object{}, []object{}
	if inv.TaxPercent > 0 {
		taxes = append(taxes, object{"amount": inv.Tax(), "tax_behavior": "exclusive", "taxability_reason": "standard_rated", "taxable_amount": inv.Subtotal() - inv.Off(),
			"type": "tax_rate_details", "tax_rate_details": object{"tax_rate": fmt.Sprintf("txr_demo_%d", inv.TaxPercent)}})
	}
	if inv.Discount != nil {
		off = append(off, object{"amount": inv.Off(), "discount": inv.Discount.ID})
	}
	method := "charge_automatically"
	if s.Send {
		method = "send_invoice"
	}
	return object{"id": inv.ID, "object": "invoice", "number": number, "customer": s.Customer.ID, "customer_email": s.Customer.Email, "customer_name": s.Customer.Name, "status": status, "currency": s.Currency,
		"billing_reason": inv.Reason, "collection_method": method, "created": inv.Created.Unix(), "due_date": dueDate, "period_start": inv.PeriodStart.Unix(), "period_end": inv.PeriodEnd.Unix(),
		"subtotal": inv.Subtotal(), "subtotal_excluding_tax": inv.Subtotal(), "total": inv.Total(), "total_excluding_tax": inv.Subtotal() - inv.Off(), "total_taxes": taxes, "total_discount_amounts": off,
		"amount_due": due, "amount_paid": paid, "amount_remaining": due - paid, "amount_overpaid": 0, "amount_shipping": 0,
		"pre_payment_credit_notes_amount": 0, "post_payment_credit_notes_amount": creditNotes, "starting_balance": inv.StartBalance, "ending_balance": inv.EndBalance,
		"attempted": attempts > 0, "attempt_count": attempts, "next_payment_attempt": nil, "auto_advance": status == "draft" || status == "open", "livemode": true, "metadata": object{},
		"status_transitions": object{"finalized_at": unix(inv.Finalized, now), "paid_at": unix(inv.Paid, now), "voided_at": unix(inv.Voided, now), "marked_uncollectible_at": unix(inv.Uncollected, now)},
		"discounts":          discounts(inv.Discount, s, expand), "test_clock": nil,
		"parent": object{"type": "subscription_details", "quote_details": nil, "subscription_details": object{"subscription": s.ID, "metadata": object{}}},
		"lines":  object{"object": "list", "url": "/v1/invoices/" + inv.ID + "/lines", "has_more": len(inv.Lines) > 10, "total_count": len(inv.Lines), "data": lines}}
}

func stripeLine(inv *world.Invoice, l *world.Line) object {
	amounts, ids := []object{}, []any{}
	if l.Off > 0 {
		amounts, ids = append(amounts, object{"amount": l.Off, "discount": inv.Discount.ID}), append(ids, inv.Discount.ID)
	}
	parent := object{"type": "invoice_item_details", "subscription_item_details": nil,
		"invoice_item_details": object{"invoice_item": "ii_" + l.ID[3:], "proration": false, "proration_details": nil, "subscription": inv.Subscription.ID}}
	if l.Item != nil {
		var item any
		if l.Proration {
			item = "ii_" + l.ID[3:]
		}
		parent = object{"type": "subscription_item_details", "invoice_item_details": nil,
			"subscription_item_details": object{"invoice_item": item, "proration": l.Proration, "proration_details": object{"credited_items": nil},
				"subscription": inv.Subscription.ID, "subscription_item": l.Item.ID}}
	}
	return object{"id": l.ID, "object": "line_item", "invoice": inv.ID, "amount": l.Amount, "subtotal": l.Amount, "currency": inv.Subscription.Currency, "description": l.Description,
		"quantity": l.Quantity, "quantity_decimal": strconv.Itoa(l.Quantity), "discountable": !l.Proration, "discounts": ids, "discount_amounts": amounts, "livemode": true, "metadata": object{},
		"period": object{"start": l.From.Unix(), "end": l.To.Unix()}, "parent": parent, "taxes": []object{}, "pretax_credit_amounts": []object{},
		"pricing": object{"type": "price_details", "unit_amount_decimal": strconv.FormatInt(l.Price.Unit, 10), "price_details": object{"price": l.Price.ID, "product": l.Price.Product.ID}}}
}
