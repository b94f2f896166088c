package simulator

import (
	"maps"
	"math"
	"strings"
	"time"

	"quarterdeck/connectors/simulator/world"
)

func cbSubscriptionObject(s *world.Subscription) cbObject {
	changes := append(subscriptionChanges(s), s.Created, s.Ended)
	for _, inv := range s.Invoices {
		changes = append(changes, inv.Due, inv.Paid, inv.Uncollected)
	}
	return cbObject{id: s.ID, created: s.Created, changes: changes,
		render: func(now time.Time) object { return cbSubscription(s, now) },
		filters: func(now time.Time) map[string]string {
			return map[string]string{"status": cbStatus(s, now), "customer_id": s.Customer.ID}
		}}
}

// cbStatus is the status in this API's words.
func cbStatus(s *world.Subscription, now time.Time) string {
	_, _, paused := cbPause(s, now)
	switch {
	case world.Reached(s.Ended, now):
		return "cancelled"
	case world.Reached(s.TrialStart, now) && now.Before(s.TrialEnd):
		return "in_trial"
	case paused:
		return "paused"
	case world.Reached(s.CancelAsked, now):
		return "non_renewing"
	default:
		return "active"
	}
}

// cbPause is the stretch of cycles that is not billed, once it is announced:
// from the first such cycle to the first one after it. on is true within it.
func cbPause(s *world.Subscription, now time.Time) (from, until time.Time, on bool) {
	for _, p := range s.Pauses {
		if p.From.After(now) {
			continue
		}
		from, until = time.Time{}, time.Time{}
		for _, t := range s.Turns {
			switch {
			case !t.Start.Before(p.From) && t.Start.Before(p.Until) && from.IsZero():
				from, until = t.Start, t.End
			case !from.IsZero() && t.Start.Before(p.Until):
				until = t.End
			}
		}
	}
	return from, until, !from.IsZero() && !now.Before(from) && now.Before(until)
}

func cbSubscription(s *world.Subscription, now time.Time) object {
	status, state := cbStatus(s, now), first(s.States.At(now))
	turn := s.Turn(now)
	out := object{
		"object": "subscription", "customer_id": s.Customer.ID, "status": status, "currency_code": strings.ToUpper(s.Currency),
		"billing_period": state.Price.Count, "billing_period_unit": state.Price.Interval, "created_at": s.Created.Unix(), "started_at": s.Created.Unix(),
		"auto_collection": "on", "channel": "web", "has_scheduled_changes": false, "due_invoices_count": 0, "total_dues": 0,
		"base_currency_code": "USD", "exchange_rate": cbRate(s.Currency), "mrr": cbMRR(s, state, status, now), "subscription_items": cbItems(s, state),
	}
	if s.Send {
		out["auto_collection"], out["net_term_days"] = "off", 30
	}
	if !s.TrialStart.IsZero() {
		out["trial_start"], out["trial_end"] = s.TrialStart.Unix(), s.TrialEnd.Unix()
	}
	if status != "in_trial" {
		activated := s.Created
		if !s.TrialEnd.IsZero() {
			activated = s.TrialEnd
		}
		out["activated_at"], out["current_term_start"], out["current_term_end"] = activated.Unix(), turn.Start.Unix(), turn.End.Unix()
		if s.Send && state.Price.Months() == 12 {
			out["contract_term"] = object{"id": "ct_" + s.ID, "status": "active", "contract_start": turn.Start.Unix(), "contract_end": turn.End.Unix(),
				"billing_cycle": 1, "action_at_term_end": "renew", "total_contract_value": state.Price.Unit * int64(state.Quantity),
				"cancellation_cutoff_period": 0, "created_at": turn.Start.Unix(), "subscription_id": s.ID, "object": "contract_term"}
		}
	}
	if status != "cancelled" && status != "non_renewing" {
		out["next_billing_at"] = turn.End.Unix()
	}
	if from, until, _ := cbPause(s, now); !from.IsZero() && now.Before(until) {
		out["pause_date"], out["resume_date"] = from.Unix(), until.Unix()
	}
	if d := inForce(s, now); d != nil {
		coupon := object{"coupon_id": d.Coupon.ID, "applied_count": 1, "object": "coupon"}
		if !d.End.IsZero() {
			coupon["apply_till"] = d.End.Unix()
		}
		out["coupons"] = []object{coupon}
	}
	maps.Copy(out, cbCancellation(s, now))
	maps.Copy(out, cbDues(s, now))
	return out
}

// cbCancellation tells of a cancellation from the day it was asked for.
func cbCancellation(s *world.Subscription, now time.Time) object {
	switch {
	case !world.Reached(s.CancelAsked, now):
		return nil
	case s.Involuntary:
		return object{"cancelled_at": s.Ended.Unix(), "cancel_reason": "not_paid"}
	default:
		return object{"cancelled_at": s.CancelAt.Unix(), "cancel_schedule_created_at": s.CancelAsked.Unix(), "cancel_reason_code": s.Feedback}
	}
}

// cbDues sums the invoices past their due day.
func cbDues(s *world.Subscription, now time.Time) object {
	count, total, since := 0, int64(0), time.Time{}
	for _, inv := range s.Invoices {
		if status := cbInvoiceStatus(inv, now); cbBilled(inv) && (status == "payment_due" || status == "not_paid") && inv.AmountDue() > 0 {
			count, total = count+1, total+inv.AmountDue()
			if since.IsZero() {
				since = cbDue(inv)
			}
		}
	}
	if count == 0 {
		return nil
	}
	return object{"due_invoices_count": count, "total_dues": total, "due_since": since.Unix()}
}

// cbItems are the seats, and the metered addon beside them.
func cbItems(s *world.Subscription, state world.State) []object {
	items := []object{{"object": "subscription_item", "item_price_id": cbPriceID(state.Price), "item_type": "plan", "quantity": state.Quantity,
		"unit_price": state.Price.Unit, "amount": state.Price.Unit * int64(state.Quantity), "free_quantity": 0}}
	if s.Meter != nil {
		items = append(items, object{"object": "subscription_item", "item_price_id": cbPriceID(s.Meter.Price), "item_type": "addon",
			"metered_quantity": "0", "unit_price": s.Meter.Price.Unit, "free_quantity": 0})
	}
	return items
}

// cbMRR is the billing system's own figure, rounded to the minor unit.
func cbMRR(s *world.Subscription, state world.State, status string, now time.Time) int64 {
	if status != "active" && status != "non_renewing" {
		return 0
	}
	amount := float64(state.Price.Unit * int64(state.Quantity))
	if d := inForce(s, now); d != nil {
		amount -= amount*float64(d.Coupon.PercentOff)/100 + float64(d.Coupon.AmountOff)
	}
	return int64(math.Round(amount / float64(state.Price.Months())))
}

// cbRate is what a unit of a currency is in the site's own.
func cbRate(currency string) float64 {
	if currency == "eur" {
		return 1.08
	}
	return 1
}

func first[T any](value T, _ bool) T { return value }
