package chargebee

import c "quarterdeck/connectors"

// Streams declares what can be pulled.
func Streams() []c.Stream {
	streams := []c.Stream{customers(), subscriptions(), itemPrices(), coupons(), invoices(), creditNotes()}
	for i := range streams {
		streams[i].Key = []string{"id"}
		streams[i].Version = "resource_version"
		streams[i].Columns = append(streams[i].Columns,
			c.Column{Name: "updated_at", Type: c.Timestamp}, c.Column{Name: "resource_version", Type: c.Int})
	}
	return streams
}

func customers() c.Stream {
	return c.Stream{Name: "customers", Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "company", Type: c.String},
		{Name: "first_name", Type: c.String, PII: true},
		{Name: "last_name", Type: c.String, PII: true},
		{Name: "email", Type: c.String, PII: true},
		{Name: "phone", Type: c.String, PII: true},
		{Name: "currency", Type: c.String, Path: "preferred_currency_code"},
		{Name: "auto_collection", Type: c.String},
		{Name: "net_term_days", Type: c.Int},
		{Name: "promotional_credits", Type: c.Int},
		{Name: "refundable_credits", Type: c.Int},
		{Name: "excess_payments", Type: c.Int},
		{Name: "unbilled_charges", Type: c.Int},
		{Name: "balances", Type: c.JSON},
		{Name: "parent_id", Type: c.String, Path: "relationship.parent_id"},
		{Name: "payment_owner_id", Type: c.String, Path: "relationship.payment_owner_id"},
		{Name: "invoice_owner_id", Type: c.String, Path: "relationship.invoice_owner_id"},
		{Name: "billing_address", Type: c.JSON, PII: true},
		{Name: "pii_cleared", Type: c.String},
		{Name: "channel", Type: c.String},
		{Name: "meta_data", Type: c.JSON},
		{Name: "created_at", Type: c.Timestamp},
	}}
}

func subscriptions() c.Stream {
	return c.Stream{Name: "subscriptions", Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "customer_id", Type: c.String},
		{Name: "status", Type: c.String},
		{Name: "currency", Type: c.String, Path: "currency_code"},
		{Name: "billing_period", Type: c.Int},
		{Name: "billing_period_unit", Type: c.String},
		{Name: "start_at", Type: c.Timestamp, Path: "start_date"},
		{Name: "trial_start", Type: c.Timestamp},
		{Name: "trial_end", Type: c.Timestamp},
		{Name: "current_term_start", Type: c.Timestamp},
		{Name: "current_term_end", Type: c.Timestamp},
		{Name: "next_billing_at", Type: c.Timestamp},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "started_at", Type: c.Timestamp},
		{Name: "activated_at", Type: c.Timestamp},
		{Name: "cancelled_at", Type: c.Timestamp},
		{Name: "cancel_schedule_created_at", Type: c.Timestamp},
		{Name: "cancel_reason", Type: c.String},
		{Name: "cancel_reason_code", Type: c.String},
		{Name: "pause_at", Type: c.Timestamp, Path: "pause_date"},
		{Name: "resume_at", Type: c.Timestamp, Path: "resume_date"},
		{Name: "auto_collection", Type: c.String},
		{Name: "net_term_days", Type: c.Int},
		{Name: "mrr", Type: c.Int},
		{Name: "base_currency", Type: c.String, Path: "base_currency_code"},
		{Name: "exchange_rate", Type: c.Float},
		{Name: "total_dues", Type: c.Int},
		{Name: "due_invoices_count", Type: c.Int},
		{Name: "due_since", Type: c.Timestamp},
		{Name: "has_scheduled_changes", Type: c.Bool},
		{Name: "items", Type: c.JSON, Path: "subscription_items"},
		{Name: "item_tiers", Type: c.JSON},
		{Name: "discounts", Type: c.JSON},
		{Name: "coupons", Type: c.JSON},
		{Name: "contract_term", Type: c.JSON},
		{Name: "channel", Type: c.String},
		{Name: "meta_data", Type: c.JSON},
	}}
}

func itemPrices() c.Stream {
	return c.Stream{Name: "item_prices", Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "name", Type: c.String},
		{Name: "external_name", Type: c.String},
		{Name: "item_id", Type: c.String},
		{Name: "item_family_id", Type: c.String},
		{Name: "item_type", Type: c.String},
		{Name: "status", Type: c.String},
		{Name: "pricing_model", Type: c.String},
		{Name: "price", Type: c.Int},
		{Name: "price_in_decimal", Type: c.String},
		{Name: "currency", Type: c.String, Path: "currency_code"},
		{Name: "period", Type: c.Int},
		{Name: "period_unit", Type: c.String},
		{Name: "free_quantity", Type: c.Int},
		{Name: "free_quantity_in_decimal", Type: c.String},
		{Name: "tiers", Type: c.JSON},
		{Name: "billing_cycles", Type: c.Int},
		{Name: "trial_period", Type: c.Int},
		{Name: "trial_period_unit", Type: c.String},
		{Name: "metadata", Type: c.JSON},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "archived_at", Type: c.Timestamp},
	}}
}

func coupons() c.Stream {
	return c.Stream{Name: "coupons", Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "name", Type: c.String},
		{Name: "status", Type: c.String},
		{Name: "discount_type", Type: c.String},
		{Name: "discount_percentage", Type: c.Decimal},
		{Name: "discount_amount", Type: c.Int},
		{Name: "currency", Type: c.String, Path: "currency_code"},
		{Name: "duration_type", Type: c.String},
		{Name: "period", Type: c.Int},
		{Name: "period_unit", Type: c.String},
		{Name: "apply_on", Type: c.String},
		{Name: "included_in_mrr", Type: c.Bool},
		{Name: "valid_till", Type: c.Timestamp},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "archived_at", Type: c.Timestamp},
	}}
}
