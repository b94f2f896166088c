package stripe

import c "quarterdeck/connectors"

// Streams declares what can be pulled. Amounts are in the currency's smallest
// unit, as Stripe gives them.
func Streams() []c.Stream {
	return []c.Stream{customers(), products(), prices(), coupons(), subscriptions(), invoices(), refunds(), creditNotes()}
}

func customers() c.Stream {
	return c.Stream{Name: "customers", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "name", Type: c.String},
		{Name: "email", Type: c.String, PII: true},
		{Name: "currency", Type: c.String},
		{Name: "delinquent", Type: c.Bool},
		{Name: "livemode", Type: c.Bool},
		{Name: "test_clock", Type: c.String},
		{Name: "created_at", Type: c.Timestamp, Path: "created"},
		{Name: "metadata", Type: c.JSON},
	}}
}

func products() c.Stream {
	return c.Stream{Name: "products", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "name", Type: c.String},
		{Name: "active", Type: c.Bool},
		{Name: "metadata", Type: c.JSON},
		{Name: "created_at", Type: c.Timestamp, Path: "created"},
		{Name: "updated_at", Type: c.Timestamp, Path: "updated"},
	}}
}

func prices() c.Stream {
	return c.Stream{Name: "prices", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "product_id", Type: c.String, Path: "product"},
		{Name: "currency", Type: c.String},
		{Name: "type", Type: c.String},
		{Name: "billing_scheme", Type: c.String},
		{Name: "unit_amount", Type: c.Int},
		{Name: "unit_amount_decimal", Type: c.String},
		{Name: "recurring_interval", Type: c.String, Path: "recurring.interval"},
		{Name: "interval_count", Type: c.Int, Path: "recurring.interval_count"},
		{Name: "usage_type", Type: c.String, Path: "recurring.usage_type"},
		{Name: "tiers_mode", Type: c.String},
		{Name: "tiers", Type: c.JSON},
		{Name: "transform_quantity", Type: c.JSON},
		{Name: "active", Type: c.Bool},
		{Name: "livemode", Type: c.Bool},
		{Name: "nickname", Type: c.String},
		{Name: "created_at", Type: c.Timestamp, Path: "created"},
	}}
}

func coupons() c.Stream {
	return c.Stream{Name: "coupons", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "name", Type: c.String},
		{Name: "percent_off", Type: c.Decimal},
		{Name: "amount_off", Type: c.Int},
		{Name: "currency", Type: c.String},
		{Name: "duration", Type: c.String},
		{Name: "duration_in_months", Type: c.Int},
		{Name: "created_at", Type: c.Timestamp, Path: "created"},
	}}
}

func subscriptions() c.Stream {
	return c.Stream{Name: "subscriptions", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "customer_id", Type: c.String, Path: "customer"},
		{Name: "status", Type: c.String},
		{Name: "currency", Type: c.String},
		{Name: "collection_method", Type: c.String},
		{Name: "livemode", Type: c.Bool},
		{Name: "test_clock", Type: c.String},
		{Name: "created_at", Type: c.Timestamp, Path: "created"},
		{Name: "start_at", Type: c.Timestamp, Path: "start_date"},
		{Name: "cancel_at", Type: c.Timestamp},
		{Name: "cancel_at_period_end", Type: c.Bool},
		{Name: "canceled_at", Type: c.Timestamp},
		{Name: "ended_at", Type: c.Timestamp},
		{Name: "trial_start", Type: c.Timestamp},
		{Name: "trial_end", Type: c.Timestamp},
		{Name: "pause_collection", Type: c.JSON},
		{Name: "cancellation_reason", Type: c.String, Path: "cancellation_details.feedback"},
		{Name: "discounts", Type: c.JSON},
		{Name: "items", Type: c.JSON, Path: "items.data"},
		{Name: "metadata", Type: c.JSON},
	}}
}

func invoices() c.Stream {
	return c.Stream{Name: "invoices", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "number", Type: c.String},
		{Name: "customer_id", Type: c.String, Path: "customer"},
		{Name: "subscription_id", Type: c.String, Path: "parent.subscription_details.subscription"},
		{Name: "status", Type: c.String},
		{Name: "billing_reason", Type: c.String},
		{Name: "livemode", Type: c.Bool},
		{Name: "test_clock", Type: c.String},
		{Name: "currency", Type: c.String},
		{Name: "subtotal", Type: c.Int},
		{Name: "total", Type: c.Int},
		{Name: "total_excluding_tax", Type: c.Int},
		{Name: "amount_due", Type: c.Int},
		{Name: "amount_paid", Type: c.Int},
		{Name: "amount_remaining", Type: c.Int},
		{Name: "post_payment_credit_notes_amount", Type: c.Int},
		{Name: "created_at", Type: c.Timestamp, Path: "created"},
		{Name: "due_at", Type: c.Timestamp, Path: "due_date"},
		{Name: "finalized_at", Type: c.Timestamp, Path: "status_transitions.finalized_at"},
		{Name: "paid_at", Type: c.Timestamp, Path: "status_transitions.paid_at"},
		{Name: "voided_at", Type: c.Timestamp, Path: "status_transitions.voided_at"},
		{Name: "marked_uncollectible_at", Type: c.Timestamp, Path: "status_transitions.marked_uncollectible_at"},
		{Name: "discounts", Type: c.JSON},
		{Name: "lines", Type: c.JSON, Path: "lines.data"},
	}}
}

func refunds() c.Stream {
	return c.Stream{Name: "refunds", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "charge_id", Type: c.String, Path: "charge"},
		{Name: "payment_intent_id", Type: c.String, Path: "payment_intent"},
		{Name: "customer_id", Type: c.String, Path: "customer"},
		{Name: "status", Type: c.String},
		{Name: "reason", Type: c.String},
		{Name: "failure_reason", Type: c.String},
		{Name: "currency", Type: c.String},
		{Name: "amount", Type: c.Int},
		{Name: "created_at", Type: c.Timestamp, Path: "created"},
		{Name: "metadata", Type: c.JSON},
	}}
}

func creditNotes() c.Stream {
	return c.Stream{Name: "credit_notes", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "number", Type: c.String},
		{Name: "customer_id", Type: c.String, Path: "customer"},
		{Name: "invoice_id", Type: c.String, Path: "invoice"},
		{Name: "status", Type: c.String},
		{Name: "type", Type: c.String},
		{Name: "reason", Type: c.String},
		{Name: "livemode", Type: c.Bool},
		{Name: "currency", Type: c.String},
		{Name: "amount", Type: c.Int},
		{Name: "subtotal", Type: c.Int},
		{Name: "total", Type: c.Int},
		{Name: "total_excluding_tax", Type: c.Int},
		{Name: "pre_payment_amount", Type: c.Int},
		{Name: "post_payment_amount", Type: c.Int},
		{Name: "created_at", Type: c.Timestamp, Path: "created"},
		{Name: "effective_at", Type: c.Timestamp},
		{Name: "voided_at", Type: c.Timestamp},
		{Name: "refunds", Type: c.JSON},
		{Name: "lines", Type: c.JSON, Path: "lines.data"},
	}}
}
