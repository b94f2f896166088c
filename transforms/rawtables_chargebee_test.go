package transforms

// chargebeeTables are what Chargebee lands.
func chargebeeTables() []Table {
	return []Table{
		landed("chargebee_customers", "id", "resource_version", "id VARCHAR, company VARCHAR, first_name VARCHAR, last_name VARCHAR, email VARCHAR, phone VARCHAR, currency VARCHAR, "+
			"auto_collection VARCHAR, net_term_days BIGINT, promotional_credits BIGINT, refundable_credits BIGINT, excess_payments BIGINT, "+
			"unbilled_charges BIGINT, balances VARCHAR, parent_id VARCHAR, payment_owner_id VARCHAR, invoice_owner_id VARCHAR, "+
			"billing_address VARCHAR, pii_cleared VARCHAR, channel VARCHAR, meta_data VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP, "+
			"resource_version BIGINT"),
		landed("chargebee_subscriptions", "id", "resource_version", "id VARCHAR, customer_id VARCHAR, status VARCHAR, currency VARCHAR, billing_period BIGINT, billing_period_unit VARCHAR, "+
			"start_at TIMESTAMP, trial_start TIMESTAMP, trial_end TIMESTAMP, current_term_start TIMESTAMP, current_term_end TIMESTAMP, "+
			"next_billing_at TIMESTAMP, created_at TIMESTAMP, started_at TIMESTAMP, activated_at TIMESTAMP, cancelled_at TIMESTAMP, "+
			"cancel_schedule_created_at TIMESTAMP, cancel_reason VARCHAR, cancel_reason_code VARCHAR, pause_at TIMESTAMP, resume_at TIMESTAMP, "+
			"auto_collection VARCHAR, net_term_days BIGINT, mrr BIGINT, base_currency VARCHAR, exchange_rate DOUBLE, total_dues BIGINT, "+
			"due_invoices_count BIGINT, due_since TIMESTAMP, has_scheduled_changes BOOLEAN, items VARCHAR, item_tiers VARCHAR, "+
			"discounts VARCHAR, coupons VARCHAR, contract_term VARCHAR, channel VARCHAR, meta_data VARCHAR, updated_at TIMESTAMP, "+
			"resource_version BIGINT"),
		landed("chargebee_item_prices", "id", "resource_version", "id VARCHAR, name VARCHAR, external_name VARCHAR, item_id VARCHAR, item_family_id VARCHAR, item_type VARCHAR, status VARCHAR, "+
			"pricing_model VARCHAR, price BIGINT, price_in_decimal VARCHAR, currency VARCHAR, period BIGINT, period_unit VARCHAR, "+
			"free_quantity BIGINT, free_quantity_in_decimal VARCHAR, tiers VARCHAR, billing_cycles BIGINT, trial_period BIGINT, "+
			"trial_period_unit VARCHAR, metadata VARCHAR, created_at TIMESTAMP, archived_at TIMESTAMP, updated_at TIMESTAMP, "+
			"resource_version BIGINT"),
		landed("chargebee_coupons", "id", "resource_version", "id VARCHAR, name VARCHAR, status VARCHAR, discount_type VARCHAR, discount_percentage DECIMAL(18,6), discount_amount BIGINT, "+
			"currency VARCHAR, duration_type VARCHAR, period BIGINT, period_unit VARCHAR, apply_on VARCHAR, included_in_mrr BOOLEAN, "+
			"valid_till TIMESTAMP, created_at TIMESTAMP, archived_at TIMESTAMP, updated_at TIMESTAMP, resource_version BIGINT"),
		landed("chargebee_invoices", "id", "resource_version", "id VARCHAR, customer_id VARCHAR, subscription_id VARCHAR, status VARCHAR, dunning_status VARCHAR, recurring BOOLEAN, "+
			"first_invoice BOOLEAN, price_type VARCHAR, currency VARCHAR, base_currency VARCHAR, exchange_rate DOUBLE, sub_total BIGINT, "+
			"tax BIGINT, total BIGINT, amount_paid BIGINT, amount_due BIGINT, amount_adjusted BIGINT, write_off_amount BIGINT, "+
			"credits_applied BIGINT, round_off_amount BIGINT, new_sales_amount BIGINT, issued_at TIMESTAMP, due_at TIMESTAMP, "+
			"generated_at TIMESTAMP, paid_at TIMESTAMP, voided_at TIMESTAMP, line_items VARCHAR, line_item_discounts VARCHAR, "+
			"line_item_taxes VARCHAR, discounts VARCHAR, linked_payments VARCHAR, applied_credits VARCHAR, issued_credit_notes VARCHAR, "+
			"adjustment_credit_notes VARCHAR, updated_at TIMESTAMP, resource_version BIGINT"),
		landed("chargebee_credit_notes", "id", "resource_version", "id VARCHAR, customer_id VARCHAR, subscription_id VARCHAR, reference_invoice_id VARCHAR, type VARCHAR, reason_code VARCHAR, "+
			"create_reason_code VARCHAR, status VARCHAR, price_type VARCHAR, currency VARCHAR, sub_total BIGINT, total BIGINT, "+
			"amount_allocated BIGINT, amount_refunded BIGINT, amount_available BIGINT, issued_at TIMESTAMP, refunded_at TIMESTAMP, "+
			"voided_at TIMESTAMP, line_items VARCHAR, line_item_discounts VARCHAR, line_item_taxes VARCHAR, allocations VARCHAR, "+
			"linked_refunds VARCHAR, updated_at TIMESTAMP, resource_version BIGINT"),
	}
}
