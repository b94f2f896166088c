package files

import "quarterdeck/connectors"

// Streams declares every canonical table a files source may give, under the
// names and columns the models read.
func Streams() []connectors.Stream {
	return []connectors.Stream{
		table("customers", []string{"customer_id"},
			text("customer_id", "name", "domain", "parent_id", "owner", "lifecycle_stage"), day("created_on")),
		table("customer_attributes", []string{"customer_id", "attribute", "valid_from"},
			text("customer_id", "attribute"), day("valid_from"), text("value"), day("valid_to")),
		table("account_links", []string{"from_id", "to_id"},
			text("from_id", "to_id", "kind"), day("valid_from")),
		table("identity", []string{"source", "source_id"}, text("source", "source_id", "customer_id")),
		subscriptions(),
		table("subscription_changes", []string{"subscription_id", "valid_from"},
			text("subscription_id"), day("valid_from"), text("product"), money("unit_amount"), whole("quantity"),
			text("billing_interval"), whole("billing_interval_count"), number("discount_percent"), money("discount_amount"),
			day("discount_end"), text("discount_duration"), day("renewal_date"), whole("seats")),
		table("subscription_periods", []string{"subscription_id", "start_date"},
			text("subscription_id"), day("start_date", "end_date"), text("customer_id", "product"), money("mrr"),
			text("currency", "kind", "end_reason"), day("renewal_date"), whole("seats")),
		table("invoices", []string{"invoice_id"},
			text("invoice_id", "customer_id"), day("issued_on", "due_on", "paid_on"), money("amount", "tax"), text("currency", "status")),
		table("usage_charges", []string{"charge_id"},
			text("charge_id", "customer_id", "product"), day("used_on"), money("amount"), text("currency")),
		table("exchange_rates", []string{"currency", "month"}, text("currency"), day("month"), number("rate")),
		tickets(),
		table("ticket_events", []string{"ticket_id", "seq"},
			text("ticket_id"), whole("seq"), instant("occurred_at"), text("state"), flag("public_reply", "by_agent", "by_bot"), text("priority")),
		table("ticket_schedules", []string{"ticket_id", "valid_from"},
			text("ticket_id"), instant("valid_from"), text("schedule")),
		table("survey_responses", []string{"response_id"},
			text("response_id", "survey", "kind"), flag("relationship"), text("respondent_id", "customer_id"),
			number("score", "scale_min", "scale_max"), flag("reversed"), instant("responded_at"), text("comment", "answer")),
		table("survey_invitations", []string{"invitation_id"},
			text("invitation_id", "survey", "kind"), flag("relationship"), text("respondent_id", "customer_id"),
			instant("invited_at"), flag("delivered"), text("response_id")),
		table("usage_events", []string{"event_id"},
			text("event_id", "customer_id", "user_id", "event"), instant("occurred_at"), number("quantity")),
		table("features", []string{"feature", "plan"}, text("feature", "event", "plan")),
		table("feature_news", []string{"feature"}, text("feature"), day("released_on"), text("about")),
		table("user_teams", []string{"customer_id", "user_id"}, text("customer_id", "user_id", "team")),
		table("opportunities", []string{"opportunity_id"},
			text("opportunity_id", "customer_id", "kind"), money("amount"), text("currency"), number("probability"),
			text("stage"), day("close_date"), flag("is_closed", "is_won")),
		table("onboarding_steps", []string{"customer_id", "step"},
			text("customer_id", "step"), flag("applicable", "mandatory"), day("due_on", "done_on")),
		table("renewal_forecasts", []string{"made_on", "customer_id", "renewal_date"},
			day("made_on"), text("customer_id"), day("renewal_date"), money("arr"), text("band"), number("probability"), text("state")),
		table("goals", []string{"goal_id"},
			text("goal_id", "customer_id", "title", "measure", "unit"), number("baseline", "target", "actual"),
			day("due_on"), text("owner", "status")),
		table("commitments", []string{"commitment_id"},
			text("commitment_id", "customer_id", "review", "side", "text", "owner"), day("due_on"), text("status", "heard")),
		table("attendees", []string{"customer_id", "review", "name"}, text("customer_id", "review", "name", "role", "side")),
		table("notice_periods", []string{"customer_id"}, text("customer_id"), whole("notice_days")),
		table("value_agreements", []string{"agreement_id"},
			text("agreement_id", "customer_id", "feature"), number("factor"), text("unit", "assumption", "agreed_by"), day("agreed_on")),
		table("notes", []string{"note_id"},
			text("note_id", "customer_id", "author"), day("written_on"), text("kind", "text"), number("pulse")),
		table("key_people", []string{"customer_id", "person"},
			text("customer_id", "person", "name", "role"), day("left_on")),
		table("alert_acknowledgements", []string{"customer_id", "rule", "acknowledged_on"},
			text("customer_id", "rule"), day("acknowledged_on"), text("author", "verdict", "note")),
	}
}

// needed are the columns besides the key without which a table's rows say nothing,
// so that a file lacking one is a mistake and not a gap. A bar stands between two
// of which either will do.
func needed(table string) []string {
	switch table {
	case "subscriptions":
		return []string{"customer_id", "unit_amount", "started_at"}
	case "subscription_periods":
		return []string{"customer_id", "mrr"}
	case "invoices":
		return []string{"customer_id", "amount"}
	case "usage_charges":
		return []string{"customer_id", "used_on", "amount"}
	case "exchange_rates":
		return []string{"rate"}
	case "tickets":
		return []string{"created_at"}
	case "ticket_events":
		return []string{"occurred_at"}
	case "ticket_schedules":
		return []string{"schedule"}
	case "survey_responses":
		return []string{"kind|survey", "score|answer", "responded_at"}
	case "survey_invitations":
		return []string{"kind|survey", "invited_at"}
	case "usage_events":
		return []string{"event", "occurred_at"}
	case "renewal_forecasts":
		return []string{"arr", "probability"}
	case "user_teams":
		return []string{"team"}
	case "notice_periods":
		return []string{"notice_days"}
	case "feature_news":
		return []string{"released_on"}
	default:
		return nil
	}
}

func subscriptions() connectors.Stream {
	return table("subscriptions", []string{"subscription_id"},
		text("subscription_id", "customer_id", "product", "currency"), money("unit_amount"), whole("quantity"),
		text("billing_interval"), whole("billing_interval_count"), number("discount_percent"), money("discount_amount"),
		day("discount_end", "trial_end", "started_at", "cancel_at", "canceled_at", "ended_at", "paused_from", "paused_to", "past_due_since"),
		whole("term_months"), day("renewal_date"), whole("seats"),
		text("discount_duration"), number("included_tax_percent"), day("signed_on", "contract_end"))
}

func tickets() connectors.Stream {
	return table("tickets", []string{"ticket_id"},
		text("ticket_id", "customer_id", "requester_id", "channel", "priority", "status"),
		instant("created_at", "first_replied_at", "first_solved_at", "solved_at"), whole("reopens", "sla_target_minutes"),
		flag("sla_breached", "opened_by_agent"))
}

// table puts the groups of columns of one stream together.
func table(name string, key []string, groups ...[]connectors.Column) connectors.Stream {
	s := connectors.Stream{Name: name, Key: key}
	for _, g := range groups {
		s.Columns = append(s.Columns, g...)
	}
	return s
}

func columns(t connectors.Type, names []string) []connectors.Column {
	made := make([]connectors.Column, len(names))
	for i, n := range names {
		made[i] = connectors.Column{Name: n, Type: t}
	}
	return made
}

func text(names ...string) []connectors.Column    { return columns(connectors.String, names) }
func whole(names ...string) []connectors.Column   { return columns(connectors.Int, names) }
func number(names ...string) []connectors.Column  { return columns(connectors.Float, names) }
func money(names ...string) []connectors.Column   { return columns(connectors.Decimal, names) }
func flag(names ...string) []connectors.Column    { return columns(connectors.Bool, names) }
func day(names ...string) []connectors.Column     { return columns(connectors.Date, names) }
func instant(names ...string) []connectors.Column { return columns(connectors.Timestamp, names) }
