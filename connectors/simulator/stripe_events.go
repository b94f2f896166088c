package simulator

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// eventDays is how long billing keeps events.
const eventDays = 30

// event is one entry of billing's change feed. Its object is shown as it was
// when the event happened.
type event struct {
	id, kind string
	at       time.Time
	render   func(now time.Time, expand []string) object
}

// feedBuilder gathers events that do happen.
type feedBuilder struct {
	events []event
	crm    crmIDs
}

func (b *feedBuilder) add(kind, object string, at time.Time, render func(time.Time, []string) object) {
	if at.IsZero() {
		return
	}
	h := fnv.New64a()
	_, _ = fmt.Fprint(h, kind, object, at.Unix())
	b.events = append(b.events, event{fmt.Sprintf("evt_1%016x", h.Sum64()), kind, at, render})
}

// newFeed lists all events of a world, oldest first.
func newFeed(w *world.World, crm crmIDs) []event {
	b := &feedBuilder{crm: crm}
	for _, p := range w.Catalog.Products {
		b.add("product.created", p.ID, p.Created, func(time.Time, []string) object { return stripeProduct(p) })
	}
	for _, p := range w.Catalog.Prices {
		b.add("price.created", p.ID, p.Created, func(time.Time, []string) object { return stripePrice(p) })
	}
	for _, c := range w.Catalog.Coupons {
		b.add("coupon.created", c.ID, c.Created, func(time.Time, []string) object { return stripeCoupon(c) })
	}
	for _, a := range w.Accounts {
		for _, c := range a.Billing {
			b.customer(c)
		}
		for _, s := range a.Subs {
			b.subscription(s)
			for _, inv := range s.Invoices {
				b.invoice(inv)
			}
		}
	}
	slices.SortStableFunc(b.events, func(x, y event) int { return x.at.Compare(y.at) })
	return b.events
}

func (b *feedBuilder) customer(c *world.BillingCustomer) {
	render := func(now time.Time, _ []string) object { return b.crm.stripeCustomer(c, now) }
	b.add("customer.created", c.ID, c.Created, render)
	if c.CRMIDAt.After(c.Created) {
		b.add("customer.updated", c.ID, c.CRMIDAt, render)
	}
	b.add("customer.deleted", c.ID, c.Deleted, render)
}

func (b *feedBuilder) subscription(s *world.Subscription) {
	render := func(now time.Time, expand []string) object { return stripeSubscription(s, now, expand) }
	changed := func(at time.Time) {
		if at.After(s.Created) && (s.Ended.IsZero() || at.Before(s.Ended)) {
			b.add("customer.subscription.updated", s.ID, at, render)
		}
	}
	b.add("customer.subscription.created", s.ID, s.Created, render)
	seen := map[int64]bool{}
	for _, at := range subscriptionChanges(s) {
		if !seen[at.Unix()] {
			changed(at)
		}
		seen[at.Unix()] = true
	}
	b.add("customer.subscription.deleted", s.ID, s.Ended, render)
	customer := func(now time.Time, _ []string) object { return b.crm.stripeCustomer(s.Customer, now) }
	for _, at := range dueChanges(s) {
		b.add("customer.updated", s.Customer.ID+s.ID, at, customer)
	}
	if s.Involuntary {
		b.add("customer.updated", s.Customer.ID+s.ID, s.Ended, customer)
	}
}

// subscriptionChanges lists the instants at which the rendered subscription
// changes, not in order.
func subscriptionChanges(s *world.Subscription) []time.Time {
	all := dueChanges(s)
	for _, c := range s.States {
		all = append(all, c.At)
	}
	for _, t := range s.Turns {
		all = append(all, t.Start)
	}
	for _, p := range s.Pauses {
		all = append(all, p.From, p.Until)
	}
	for _, inv := range s.Invoices {
		all = append(all, inv.Created)
	}
	if s.Discount != nil {
		all = append(all, s.Discount.End)
	}
	return append(all, s.TrialEnd, s.CancelAsked)
}

// dueChanges lists the instants at which a subscription may become past due or
// current again.
func dueChanges(s *world.Subscription) []time.Time {
	var all []time.Time
	for _, inv := range s.Invoices {
		late := inv.Due
		if len(inv.Failed) > 0 {
			late = inv.Failed[0]
		}
		if !late.IsZero() && (inv.Paid.IsZero() || inv.Paid.After(late)) {
			all = append(all, late)
			if !inv.Paid.IsZero() {
				all = append(all, inv.Paid)
			}
		}
	}
	return all
}

func (b *feedBuilder) invoice(inv *world.Invoice) {
	render := func(now time.Time, _ []string) object { return stripeInvoice(inv, now, nil) }
	b.add("invoice.created", inv.ID, inv.Created, render)
	b.add("invoice.finalized", inv.ID, inv.Finalized, render)
	for _, at := range inv.Failed {
		b.add("invoice.payment_failed", inv.ID, at, render)
	}
	if !inv.Due.IsZero() && (inv.Paid.IsZero() || inv.Paid.After(inv.Due)) {
		b.add("invoice.overdue", inv.ID, inv.Due, render)
	}
	b.add("invoice.paid", inv.ID, inv.Paid, render)
	b.add("invoice.voided", inv.ID, inv.Voided, render)
	b.add("invoice.marked_uncollectible", inv.ID, inv.Uncollected, render)
	if !inv.CreditNoteAt.IsZero() {
		b.add("credit_note.created", inv.CreditNoteID, inv.CreditNoteAt, func(time.Time, []string) object { return stripeCreditNote(inv) })
		b.add("refund.created", stripeRefundID(inv), inv.CreditNoteAt, func(time.Time, []string) object { return stripeRefund(inv) })
		b.add("invoice.updated", inv.ID, inv.CreditNoteAt, render)
	}
}

func (e event) body() object {
	return object{"id": e.id, "object": "event", "type": e.kind, "created": e.at.Unix(), "api_version": "2026-08-26.dahlia", "livemode": true,
		"pending_webhooks": 0, "request": object{"id": nil, "idempotency_key": nil}, "data": object{"object": e.render(e.at, nil)}}
}

// kept returns the events of the last thirty days, newest first.
func (s *Simulator) kept() []event {
	now := s.now()
	var out []event
	for _, e := range slices.Backward(s.feed()) {
		if e.at.Before(now.AddDate(0, 0, -eventDays)) {
			break
		}
		if !e.at.After(now) {
			out = append(out, e)
		}
	}
	return out
}

func (s *Simulator) stripeEvents(w http.ResponseWriter, r *http.Request) {
	limit, ok := stripeLimit(w, r)
	if !ok {
		return
	}
	var kinds []string
	for name, values := range r.URL.Query() {
		if name == "type" || strings.HasPrefix(name, "types[") {
			kinds = append(kinds, values...)
		}
	}
	if len(kinds) > 20 {
		stripeError(w, http.StatusBadRequest, "", "types", "You may pass at most 20 types.")
		return
	}
	events := s.kept()
	if cursor := r.URL.Query().Get("starting_after"); cursor != "" {
		at := slices.IndexFunc(events, func(e event) bool { return e.id == cursor })
		if at < 0 {
			stripeError(w, http.StatusBadRequest, "resource_missing", "starting_after", "No such event: '"+cursor+"'")
			return
		}
		events = events[at+1:]
	}
	data, more := []object{}, false
	for _, e := range events {
		wanted := len(kinds) == 0 || slices.ContainsFunc(kinds, func(k string) bool { hit, _ := path.Match(k, e.kind); return hit })
		if !wanted || !within(r, e.at) {
			continue
		}
		if len(data) == limit {
			more = true
			break
		}
		data = append(data, e.body())
	}
	reply(w, http.StatusOK, object{"object": "list", "url": "/v1/events", "has_more": more, "data": data})
}

func (s *Simulator) stripeEvent(w http.ResponseWriter, r *http.Request) {
	for _, e := range s.kept() {
		if e.id == r.PathValue("id") {
			reply(w, http.StatusOK, e.body())
			return
		}
	}
	stripeError(w, http.StatusNotFound, "resource_missing", "id", "No such event: '"+r.PathValue("id")+"'")
}
