package forget

import "strings"

// Entity is a kind of thing a customer has. Two things of one kind and source with one
// id are the same.
type Entity string

// The entities. An e-mail address is the same person in every source.
const (
	Account      Entity = "account"
	Person       Entity = "person"
	Ticket       Entity = "ticket"
	Subscription Entity = "subscription"
	Email        Entity = "email"
)

// role is what a column says of whose its row is.
type role struct {
	entity Entity
	// defines says that the row is the thing itself: what else it is known by is the
	// customer's too.
	defines bool
	// many says that the column is JSON or text that may hold several ids.
	many bool
}

// own are the streams that list things of customers, by the column with their id.
func own(stream string) Entity {
	switch stream {
	case "companies", "accounts", "customers", "organizations", "account_merges":
		return Account
	case "contacts", "users":
		return Person
	case "tickets", "conversations":
		return Ticket
	case "subscriptions":
		return Subscription
	}
	return ""
}

// roleOf is the role of a column; false for one that says nothing. Staff of the company
// itself (owners, admins, agents) is in streams of its own, and is nobody's.
func roleOf(typ, stream, column string) (role, bool) {
	entity := own(stream)
	if typ == "salesforce" && stream == "users" { // its users are staff
		return role{}, false
	}
	switch column {
	case "id":
		return role{entity: entity, defines: true}, entity != ""
	case "company_id", "account_id", "organization_id", "customer_id", "master_id", "from_id", "to_id",
		"group_id", "context_group_id", "property_group_id":
		return role{entity: Account, defines: entity == Account}, true
	case "contact_id", "requester_id", "rating_contact_id", "respondent_id", "recipient_id", "user_id", "distinct_id", "person":
		return role{entity: Person, defines: stream == "key_people" || stream == "user_teams"}, true
	case "ticket_id", "conversation_id":
		return role{entity: Ticket, defines: entity == Ticket}, true
	case "subscription_id":
		return role{entity: Subscription, defines: entity == Subscription}, true
	case "source_id": // of the table identity, whose rows also have customer_id
		return role{}, false
	case "company_ids", "companies", "other_companies", "contacts", "subjects", "merged_ids":
		return role{entity: Account, many: true}, true
	}
	if column == "email" || strings.HasSuffix(column, "_email") || column == "other_emails" {
		return role{entity: Email, defines: entity == Account || entity == Person, many: column == "other_emails"}, !staff(stream)
	}
	return role{}, false
}

// staff are the streams of the company's own people.
func staff(stream string) bool {
	switch stream {
	case "owners", "admins", "agents":
		return true
	}
	return false
}

// aboutNobody tells the streams whose rows are of no customer.
func aboutNobody(stream string) bool {
	switch stream {
	case "products", "prices", "coupons", "item_prices", "forms", "surveys", "exchange_rates", "features", "feature_news",
		"ticket_schedules", "definitions", "nights", "publications":
		return true
	}
	return staff(stream)
}

// canonical tells the types whose accounts go by our own customer ids; the others have
// ids of their own, which the identity table knows.
func canonical(typ string) bool {
	switch typ {
	case "stripe", "chargebee", "zendesk", "freshdesk", "hubspot", "salesforce":
		return false
	}
	return true
}
