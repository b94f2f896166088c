package simulator

import (
	"strconv"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// crmIDs turns a company's id in the world into the one the CRM gives it.
type crmIDs func(worldID string) string

func stripeProduct(p *world.Product) object {
	metadata := object{}
	if p.Plan != "" {
		metadata["plan"] = p.Plan
	}
	return object{
		"id": p.ID, "object": "product", "active": true, "name": p.Name, "description": nil,
		"created": p.Created.Unix(), "updated": p.Created.Unix(), "default_price": nil,
		"images": []any{}, "marketing_features": []any{}, "livemode": true, "metadata": metadata,
	}
}

func stripePrice(p *world.Price) object {
	out := object{
		"id": p.ID, "object": "price", "product": p.Product.ID, "active": true, "currency": p.Currency,
		"billing_scheme": "per_unit", "unit_amount": p.Unit, "unit_amount_decimal": strconv.FormatInt(p.Unit, 10),
		"type": "one_time", "recurring": nil, "tiers_mode": nil, "transform_quantity": nil,
		"nickname": p.Nickname, "created": p.Created.Unix(), "livemode": true, "metadata": object{}, "tax_behavior": "exclusive",
	}
	if p.Interval == "" {
		return out
	}
	usage := "licensed"
	var meter any
	if p.Metered {
		usage, meter = "metered", "mtr_demo_api_calls"
	}
	out["type"] = "recurring"
	out["recurring"] = object{"interval": p.Interval, "interval_count": p.Count, "usage_type": usage, "meter": meter}
	return out
}

func stripeCoupon(c *world.Coupon) object {
	out := object{
		"id": c.ID, "object": "coupon", "name": c.Name, "percent_off": nil, "amount_off": nil, "currency": nil,
		"duration": c.Duration, "duration_in_months": nil, "created": c.Created.Unix(), "livemode": true,
		"metadata": object{}, "valid": true, "times_redeemed": 1, "max_redemptions": nil, "redeem_by": nil,
	}
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
	return object{
		"id": d.ID, "object": "discount", "customer": sub.Customer.ID, "subscription": sub.ID, "subscription_item": nil,
		"invoice": nil, "invoice_item": nil, "checkout_session": nil, "promotion_code": nil,
		"start": d.Start.Unix(), "end": end, "source": object{"type": "coupon", "coupon": d.Coupon.ID},
	}
}

// discounts lists ids, or objects where the client asked to expand them.
func discounts(d *world.Discount, sub *world.Subscription, whole bool) []any {
	switch {
	case d == nil:
		return []any{}
	case whole:
		return []any{stripeDiscount(d, sub)}
	default:
		return []any{d.ID}
	}
}

func (crm crmIDs) stripeCustomer(c *world.BillingCustomer, now time.Time) object {
	metadata := object{}
	if world.Reached(c.CRMIDAt, now) && c.Account.Company != nil {
		metadata["crm_id"] = crm(c.Account.Company.ID)
	}
	delinquent := false
	for _, s := range c.Account.Subs {
		delinquent = delinquent || s.Customer == c && s.Status(now) == "past_due"
	}
	return object{
		"id": c.ID, "object": "customer", "name": c.Name, "email": c.Email, "currency": c.Currency,
		"delinquent": delinquent, "balance": 0, "created": c.Created.Unix(), "livemode": true, "metadata": metadata,
		"description": nil, "discount": nil, "phone": nil, "invoice_prefix": c.ID[4:12],
		"address": object{"country": c.Account.Country}, "test_clock": nil, "tax_exempt": "none",
	}
}
