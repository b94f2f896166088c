package salesforce

import (
	c "quarterdeck/connectors"
)

// object is a stream and how Salesforce has it.
type object struct {
	stream c.Stream
	// name is the object's API name.
	name string
	// optional are fields an organization need not have or show.
	optional []string
	// ids are fields that hold the id of a record.
	ids []string
	// stamp is the field that orders the records and tells of their changes.
	stamp string
	// where limits what is read; empty reads everything.
	where string
	// bin is true where deleted records are seen in the recycle bin and become
	// tombstones.
	bin bool
	// lasting is true where the vendor forgets records that stay true: such a
	// stream is never read anew from the beginning.
	lasting bool
	// absent is true where the organization need not have the object at all.
	absent bool
	// custom is true where the configured attributes are read.
	custom bool
}

// Fields that are handled by name.
const (
	fieldID        = "Id"
	fieldDeleted   = "IsDeleted"
	fieldStamp     = "SystemModstamp"
	fieldCreated   = "CreatedDate"
	fieldChanged   = "Field"
	recordTypeName = "RecordType.Name"
)

// Streams declares what can be pulled.
func Streams() []c.Stream {
	var all []c.Stream
	for _, o := range objects() {
		all = append(all, o.stream)
	}
	return all
}

func objects() []object {
	return []object{accounts(), accountMerges(), contacts(), opportunities(), users(), accountHistory()}
}

func accounts() object {
	return object{name: "Account", stamp: fieldStamp, bin: true, custom: true,
		ids:      []string{fieldID, "OwnerId", "ParentId"},
		optional: []string{"Type", "Industry", "AnnualRevenue", "NumberOfEmployees", "BillingCountry", "ParentId"},
		stream: c.Stream{Name: "accounts", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
			{Name: "id", Type: c.String, Path: fieldID},
			{Name: "name", Type: c.String, Path: "Name"},
			{Name: "website", Type: c.String, Path: "Website"},
			{Name: "type", Type: c.String, Path: "Type"},
			{Name: "industry", Type: c.String, Path: "Industry"},
			{Name: "annual_revenue", Type: c.Decimal, Path: "AnnualRevenue"},
			{Name: "number_of_employees", Type: c.Int, Path: "NumberOfEmployees"},
			{Name: "billing_country", Type: c.String, Path: "BillingCountry"},
			{Name: "owner_id", Type: c.String, Path: "OwnerId"},
			{Name: "parent_id", Type: c.String, Path: "ParentId"},
			{Name: "created_at", Type: c.Timestamp, Path: fieldCreated},
			{Name: "updated_at", Type: c.Timestamp, Path: fieldStamp},
			// Made by record.go under our own names.
			{Name: "attributes", Type: c.JSON},
		}}}
}

// accountMerges are the accounts another one has swallowed, which the recycle
// bin shows for some days only.
func accountMerges() object {
	return object{name: "Account", stamp: fieldStamp, lasting: true,
		ids:   []string{fieldID, "MasterRecordId"},
		where: "IsDeleted = true AND MasterRecordId != null",
		stream: c.Stream{Name: "account_merges", Key: []string{"id"}, Version: "merged_at", Columns: []c.Column{
			{Name: "id", Type: c.String, Path: fieldID},
			{Name: "master_id", Type: c.String, Path: "MasterRecordId"},
			{Name: "merged_at", Type: c.Timestamp, Path: fieldStamp},
		}}}
}

func contacts() object {
	return object{name: "Contact", stamp: fieldStamp, bin: true,
		ids:      []string{fieldID, "AccountId", "OwnerId"},
		optional: []string{"FirstName", "Title"},
		stream: c.Stream{Name: "contacts", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
			{Name: "id", Type: c.String, Path: fieldID},
			{Name: "account_id", Type: c.String, Path: "AccountId"},
			{Name: "email", Type: c.String, Path: "Email", PII: true},
			{Name: "first_name", Type: c.String, Path: "FirstName", PII: true},
			{Name: "last_name", Type: c.String, Path: "LastName", PII: true},
			{Name: "job_title", Type: c.String, Path: "Title"},
			{Name: "owner_id", Type: c.String, Path: "OwnerId"},
			{Name: "created_at", Type: c.Timestamp, Path: fieldCreated},
			{Name: "updated_at", Type: c.Timestamp, Path: fieldStamp},
		}}}
}

func opportunities() object {
	return object{name: "Opportunity", stamp: fieldStamp, bin: true,
		ids: []string{fieldID, "AccountId", "OwnerId"},
		// Only organizations of several currencies have CurrencyIsoCode, and only
		// those with record types RecordType.
		optional: []string{"CurrencyIsoCode", recordTypeName, "ForecastCategory"},
		stream: c.Stream{Name: "opportunities", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
			{Name: "id", Type: c.String, Path: fieldID},
			{Name: "account_id", Type: c.String, Path: "AccountId"},
			{Name: "name", Type: c.String, Path: "Name"},
			{Name: "amount", Type: c.Decimal, Path: "Amount"},
			{Name: "currency", Type: c.String, Path: "CurrencyIsoCode"},
			{Name: "stage", Type: c.String, Path: "StageName"},
			{Name: "probability", Type: c.Float, Path: "Probability"},
			{Name: "close_date", Type: c.Date, Path: "CloseDate"},
			{Name: "is_closed", Type: c.Bool, Path: "IsClosed"},
			{Name: "is_won", Type: c.Bool, Path: "IsWon"},
			{Name: "type", Type: c.String, Path: "Type"},
			{Name: "record_type", Type: c.String, Path: recordTypeName},
			{Name: "forecast_category", Type: c.String, Path: "ForecastCategory"},
			{Name: "owner_id", Type: c.String, Path: "OwnerId"},
			{Name: "created_at", Type: c.Timestamp, Path: fieldCreated},
			{Name: "updated_at", Type: c.Timestamp, Path: fieldStamp},
		}}}
}

// users cannot be deleted, only made inactive.
func users() object {
	return object{name: "User", stamp: fieldStamp,
		ids:      []string{fieldID},
		optional: []string{"FirstName"},
		stream: c.Stream{Name: "users", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
			{Name: "id", Type: c.String, Path: fieldID},
			{Name: "email", Type: c.String, Path: "Email", PII: true},
			{Name: "first_name", Type: c.String, Path: "FirstName"},
			{Name: "last_name", Type: c.String, Path: "LastName"},
			{Name: "is_active", Type: c.Bool, Path: "IsActive"},
			{Name: "created_at", Type: c.Timestamp, Path: fieldCreated},
			{Name: "updated_at", Type: c.Timestamp, Path: fieldStamp},
		}}}
}

// accountHistory exists only where the organization tracks fields of accounts,
// and forgets after eighteen to twenty-four months.
func accountHistory() object {
	return object{name: "AccountHistory", stamp: fieldCreated, lasting: true, absent: true,
		ids: []string{fieldID, "AccountId"},
		stream: c.Stream{Name: "account_history", Key: []string{"id"}, Columns: []c.Column{
			{Name: "id", Type: c.String, Path: fieldID},
			{Name: "account_id", Type: c.String, Path: "AccountId"},
			{Name: "field", Type: c.String, Path: fieldChanged},
			{Name: "old_value", Type: c.String, Path: "OldValue"},
			{Name: "new_value", Type: c.String, Path: "NewValue"},
			{Name: "changed_at", Type: c.Timestamp, Path: fieldCreated},
			// The configured attributes the field stands for; made by record.go.
			{Name: "attributes", Type: c.JSON},
		}}}
}
