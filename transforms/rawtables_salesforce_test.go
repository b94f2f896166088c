package transforms

// salesforceTables are what Salesforce lands.
func salesforceTables() []Table {
	return []Table{
		landed("salesforce_accounts", "id", "updated_at", "id VARCHAR, name VARCHAR, website VARCHAR, type VARCHAR, industry VARCHAR, annual_revenue DECIMAL(18,6), "+
			"number_of_employees BIGINT, billing_country VARCHAR, owner_id VARCHAR, parent_id VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP, attributes VARCHAR"),
		landed("salesforce_account_merges", "id", "merged_at", "id VARCHAR, master_id VARCHAR, merged_at TIMESTAMP"),
		landed("salesforce_contacts", "id", "updated_at", "id VARCHAR, account_id VARCHAR, email VARCHAR, first_name VARCHAR, last_name VARCHAR, job_title VARCHAR, "+
			"owner_id VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP"),
		landed("salesforce_opportunities", "id", "updated_at", "id VARCHAR, account_id VARCHAR, name VARCHAR, amount DECIMAL(18,6), currency VARCHAR, stage VARCHAR, "+
			"probability DOUBLE, close_date DATE, is_closed BOOLEAN, is_won BOOLEAN, type VARCHAR, record_type VARCHAR, forecast_category VARCHAR, owner_id VARCHAR, "+
			"created_at TIMESTAMP, updated_at TIMESTAMP"),
		landed("salesforce_users", "id", "updated_at", "id VARCHAR, email VARCHAR, first_name VARCHAR, last_name VARCHAR, is_active BOOLEAN, created_at TIMESTAMP, updated_at TIMESTAMP"),
		landed("salesforce_account_history", "id", "", "id VARCHAR, account_id VARCHAR, field VARCHAR, old_value VARCHAR, new_value VARCHAR, changed_at TIMESTAMP, attributes VARCHAR"),
	}
}
