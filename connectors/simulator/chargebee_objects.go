package simulator

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// chargebeeLists shows the world's billing as lists of the API, by path.
func (s *Simulator) chargebeeLists() map[string]cbList {
	customers := cbList{member: "customer", sorts: []string{"created_at", "updated_at"}, buries: true}
	subscriptions := cbList{member: "subscription", sorts: []string{"created_at", "updated_at"}, buries: true}
	invoices := cbList{member: "invoice", sorts: []string{"date", "updated_at"}, buries: true}
	notes := cbList{member: "credit_note", sorts: []string{"date"}, buries: true}
	for _, a := range s.world.Accounts {
		for _, c := range a.Billing {
			customers.add(cbObject{id: c.ID, created: c.Created, deleted: c.Deleted, changes: []time.Time{c.Created, c.CRMIDAt, c.Deleted},
				render: func(now time.Time) object { return s.cbCustomer(c, now) }})
		}
		for _, sub := range a.Subs {
			subscriptions.add(cbSubscriptionObject(sub))
			for _, inv := range sub.Invoices {
				if !cbBilled(inv) {
					continue
				}
				invoices.add(cbInvoiceObject(inv))
				if _, credits := cbCharges(inv); len(credits) > 0 {
					notes.add(cbProrationObject(inv))
				}
				if !inv.CreditNoteAt.IsZero() {
					notes.add(cbRefundObject(inv))
				}
			}
		}
	}
	prices := cbList{member: "item_price", sorts: []string{"name", "id", "updated_at"}}
	for _, p := range s.world.Catalog.Prices {
		prices.add(cbObject{id: cbPriceID(p), created: p.Created, changes: []time.Time{p.Created}, render: func(time.Time) object { return cbItemPrice(p) }})
	}
	coupons := cbList{member: "coupon", sorts: []string{"created_at"}}
	for _, c := range s.world.Catalog.Coupons {
		coupons.add(cbObject{id: c.ID, created: c.Created, changes: []time.Time{c.Created}, render: func(time.Time) object { return cbCoupon(c) }})
	}
	lists := map[string]cbList{"customers": customers, "subscriptions": subscriptions, "invoices": invoices, "credit_notes": notes,
		"item_prices": prices, "coupons": coupons}
	for _, l := range lists {
		slices.SortStableFunc(l.objects, func(a, b cbObject) int { return cmp.Or(a.created.Compare(b.created), strings.Compare(a.id, b.id)) })
		for i := range l.objects {
			l.objects[i].number = 230000000000 + int64(i)*7
		}
	}
	return lists
}

// add appends an object; of its changes those that happen are kept, in order.
func (l *cbList) add(o cbObject) {
	o.changes = slices.DeleteFunc(o.changes, func(t time.Time) bool { return t.IsZero() || t.Before(o.created) })
	slices.SortFunc(o.changes, time.Time.Compare)
	l.objects = append(l.objects, o)
}

func (s *Simulator) cbCustomer(c *world.BillingCustomer, now time.Time) object {
	out := object{
		"object": "customer", "company": c.Name, "email": c.Email, "preferred_currency_code": strings.ToUpper(c.Currency),
		"auto_collection": "on", "net_term_days": 0, "allow_direct_debit": false, "created_at": c.Created.Unix(), "taxability": "taxable",
		"pii_cleared": "active", "channel": "web", "card_status": "valid", "promotional_credits": 0, "refundable_credits": 0,
		"excess_payments": 0, "unbilled_charges": 0, "billing_address": object{"country": c.Account.Country, "object": "billing_address"},
	}
	if world.Reached(c.CRMIDAt, now) && c.Account.Company != nil {
		out["cf_crm_id"] = s.crmID(c.Account.Company.ID)
	}
	return out
}

// cbPriceID is made of letters, digits and hyphens, as people name prices.
func cbPriceID(p *world.Price) string {
	words := strings.FieldsFunc(p.Nickname, func(r rune) bool { return r == ' ' || r == ',' })
	return strings.Join(words, "-") + "-" + strings.ToUpper(p.Currency)
}

func cbItemPrice(p *world.Price) object {
	out := object{
		"object": "item_price", "name": p.Product.Name + " " + p.Nickname, "external_name": p.Product.Name, "item_id": p.Product.ID,
		"item_family_id": "northwind", "status": "active", "item_type": cbItemType(p), "pricing_model": "per_unit", "price": p.Unit,
		"currency_code": strings.ToUpper(p.Currency), "free_quantity": 0, "created_at": p.Created.Unix(), "is_taxable": true, "channel": "web",
	}
	if p.Interval == "" {
		out["pricing_model"] = "flat_fee"
		return out
	}
	out["period"], out["period_unit"] = p.Count, p.Interval
	return out
}

func cbItemType(p *world.Price) string {
	switch {
	case p.Interval == "":
		return "charge"
	case p.Metered:
		return "addon"
	default:
		return "plan"
	}
}

func cbCoupon(c *world.Coupon) object {
	out := object{"object": "coupon", "name": c.Name, "invoice_name": c.Name, "status": "active", "apply_on": "invoice_amount",
		"created_at": c.Created.Unix(), "redemptions": 1, "included_in_mrr": c.Duration != "once",
		"duration_type": map[string]string{"forever": "forever", "repeating": "limited_period", "once": "one_time"}[c.Duration]}
	if c.PercentOff > 0 {
		out["discount_type"], out["discount_percentage"] = "percentage", float64(c.PercentOff)
	} else {
		maps.Copy(out, object{"discount_type": "fixed_amount", "discount_amount": c.AmountOff, "currency_code": strings.ToUpper(c.Currency)})
	}
	if c.Months > 0 {
		out["period"], out["period_unit"] = c.Months, "month"
	}
	return out
}
