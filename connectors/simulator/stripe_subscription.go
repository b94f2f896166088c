package simulator

import (
	"time"

	"quarterdeck/connectors/simulator/world"
)

func stripeSubscription(s *world.Subscription, now time.Time, expand []string) object {
	items := stripeItemsOf(s, now)
	out := object{
		"id": s.ID, "object": "subscription", "customer": s.Customer.ID, "status": s.Status(now), "currency": s.Currency,
		"created": s.Created.Unix(), "start_date": s.Created.Unix(), "billing_cycle_anchor": s.Turns[0].End.Unix(),
		"collection_method": "charge_automatically", "days_until_due": nil, "livemode": true, "metadata": object{},
		"cancel_at": nil, "cancel_at_period_end": false, "canceled_at": nil, "ended_at": unix(s.Ended, now),
		"cancellation_details": object{"comment": nil, "feedback": nil, "reason": nil},
		"trial_start":          nil, "trial_end": nil, "pause_collection": nil, "latest_invoice": nil,
		"automatic_tax": object{"enabled": false, "disabled_reason": nil, "liability": nil}, "billing_mode": object{"type": "classic"},
		"billing_schedules": []any{}, "invoice_settings": object{"account_tax_ids": nil, "issuer": object{"type": "self"}},
		"default_payment_method": nil, "pending_update": nil, "schedule": nil, "test_clock": nil,
		"discounts": discounts(inForce(s, now), s, expanded(expand, "discounts")),
		"items":     object{"object": "list", "url": "/v1/subscription_items?subscription=" + s.ID, "has_more": false, "data": items},
	}
	if s.Send {
		out["collection_method"], out["days_until_due"] = "send_invoice", 30
	}
	if !s.TrialStart.IsZero() {
		out["trial_start"], out["trial_end"] = s.TrialStart.Unix(), s.TrialEnd.Unix()
	}
	if world.Reached(s.CancelAsked, now) {
		stripeCancellation(s, out)
	}
	if p, paused := s.PausedAt(now); paused {
		out["pause_collection"] = object{"behavior": "void", "resumes_at": p.Until.Unix()}
	}
	for _, inv := range s.Invoices {
		if !inv.Created.After(now) {
			out["latest_invoice"] = inv.ID
		}
	}
	return out
}

// stripeItemsOf renders the seats, and the metered item beside them, which has
// no quantity.
func stripeItemsOf(s *world.Subscription, now time.Time) []object {
	state, _ := s.States.At(now)
	turn := s.Turn(now)
	item := func(id string, p *world.Price, created time.Time) object {
		return object{
			"id": id, "object": "subscription_item", "created": created.Unix(), "subscription": s.ID, "price": stripePrice(p),
			"current_period_start": turn.Start.Unix(), "current_period_end": turn.End.Unix(),
			"discounts": []any{}, "tax_rates": []any{}, "billing_thresholds": nil, "metadata": object{},
		}
	}
	seats := item(s.Seats.ID, state.Price, s.Seats.Created)
	seats["quantity"] = state.Quantity
	items := []object{seats}
	if s.Meter != nil {
		items = append(items, item(s.Meter.ID, s.Meter.Price, s.Meter.Created))
	}
	return items
}

// inForce is the discount the subscription still carries.
func inForce(s *world.Subscription, now time.Time) *world.Discount {
	if d := s.Discount; d != nil && !world.Reached(d.End, now) && d.Coupon.Duration != "once" {
		return d
	}
	return nil
}

func stripeCancellation(s *world.Subscription, out object) {
	out["canceled_at"] = s.CancelAsked.Unix()
	if s.Involuntary {
		out["cancellation_details"] = object{"comment": nil, "feedback": nil, "reason": "payment_failed"}
		return
	}
	out["cancellation_details"] = object{"comment": nil, "feedback": s.Feedback, "reason": "cancellation_requested"}
	out["cancel_at"], out["cancel_at_period_end"] = s.CancelAt.Unix(), true
}
