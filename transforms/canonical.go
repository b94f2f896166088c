package transforms

import "slices"

// Canonical lists the core tables the marts may read, with the exact column
// types the core models produce (a test compares both). Every instant is a
// TIMESTAMP in UTC, every day a DATE in the reporting zone, every amount a
// DECIMAL(18,6).
//
// Rules that hold in every core table:
//   - nothing dated after the as-of day is in it (a later cancellation, solve,
//     payment or answer is null, a later record is absent);
//   - customer_id is the canonical id of core.customers, or null where the
//     record could not be matched;
//   - currency codes are upper case;
//   - `source` is the configured name of the source the row came from.
func Canonical() []CanonicalTable {
	return append(canonicalCustomers(), append(canonicalMoney(), canonicalActivity()...)...)
}

// CanonicalTable is one table of the schema core.
type CanonicalTable struct {
	Name    string // without the schema
	Key     []string
	Columns []Column
}

// RunnerTables lists the core tables the runner itself fills from Settings and
// the loads, before any model is built.
func RunnerTables() []CanonicalTable {
	return slices.Concat(scheduleCanon(), alertCanon(), healthCanon(), scorecardCanon(), strategyCanon(), pillarCanon(), []CanonicalTable{
		// The attributes the sources declare: our name, the source's, and the type
		// (text, number, date or flag), which is one for all sources.
		{Name: "attribute_fields", Key: []string{"source", "attribute"}, Columns: columns("source VARCHAR, attribute VARCHAR, field VARCHAR, value_type VARCHAR")},
		// kind is attribute, attribute_band, band (of MRR) or expression.
		{Name: "segment_dimensions", Key: []string{"dimension"}, Columns: columns("dimension VARCHAR, kind VARCHAR, attribute VARCHAR")},
		{Name: "segment_bands", Key: []string{"dimension", "segment"}, Columns: columns("dimension VARCHAR, segment VARCHAR, lower_bound DOUBLE")},
		// Value tiers: basis limit begins at an MRR, basis quantile at a share of the
		// paying customers.
		{Name: "tiers", Key: []string{"basis", "tier"}, Columns: columns("basis VARCHAR, tier VARCHAR, lower_bound DOUBLE")},
		{Name: "sla_targets", Key: []string{"priority"}, Columns: columns("priority VARCHAR, minutes DOUBLE")},
		// What the team says of questions of its surveys; survey and question ids are
		// the vendor's, of the question perhaps its other name, and in files the survey's
		// name and 'kind ' with the kind. A word is lower case.
		{Name: "survey_questions", Key: []string{"source", "survey_id", "question_id"}, Columns: columns(
			"source VARCHAR, survey_id VARCHAR, question_id VARCHAR, name VARCHAR, kind VARCHAR, scale_min DOUBLE, scale_max DOUBLE, reversed BOOLEAN, " +
				"relationship BOOLEAN, comment_question VARCHAR")},
		{Name: "survey_words", Key: []string{"source", "survey_id", "question_id", "word"}, Columns: columns(
			"source VARCHAR, survey_id VARCHAR, question_id VARCHAR, word VARCHAR, score DOUBLE")},
		// last_loaded_at is when the newest load of the stream began; rows is what it
		// left live, live_rows what the vendor counts itself (null: it did not say).
		// The rest is of the newest pull: records that could not be landed and the
		// file that has them, values that fitted no column, and why the pull is not
		// at its end. warn_hours and error_hours are the ages its source
		// allows; null takes the setting, and any age. landed is the table of the
		// schema raw the stream lands in: its vendor and the stream.
		{Name: "source_freshness", Key: []string{"source", "stream"}, Columns: columns(
			"source VARCHAR, stream VARCHAR, last_loaded_at TIMESTAMP, rows BIGINT, previous_rows BIGINT, live_rows BIGINT, " +
				"rejected_rows BIGINT, reject_file VARCHAR, invalid_values BIGINT, unfinished VARCHAR, " +
				"warn_hours DOUBLE, error_hours DOUBLE, landed VARCHAR")},
		// The newest loads of each stream, place 1 the newest, and the nulls of their
		// columns as the files count them.
		{Name: "load_history", Key: []string{"source", "stream", "place"}, Columns: columns(
			"source VARCHAR, stream VARCHAR, place BIGINT, load_id VARCHAR, is_full BOOLEAN, rows BIGINT")},
		{Name: "load_nulls", Key: []string{"source", "stream", "place", "column_name"}, Columns: columns(
			"source VARCHAR, stream VARCHAR, place BIGINT, column_name VARCHAR, nulls BIGINT")},
	})
}

func canonicalCustomers() []CanonicalTable {
	return []CanonicalTable{
		// Which record of which source belongs to which customer. kind is
		// company, billing_customer, organization, user or mapping; method is
		// external_id, mapping, merged, domain, email_domain or self.
		{Name: "identity", Key: []string{"source", "kind", "source_id"}, Columns: columns(
			"source VARCHAR, kind VARCHAR, source_id VARCHAR, customer_id VARCHAR, method VARCHAR")},
		// attributes is a JSON object of the values valid at the end of the as-of day.
		{Name: "customers", Key: []string{"customer_id"}, Columns: columns(
			"customer_id VARCHAR, name VARCHAR, domain VARCHAR, parent_id VARCHAR, owner VARCHAR, owner_email VARCHAR, " +
				"lifecycle_stage VARCHAR, created_on DATE, attributes VARCHAR, source VARCHAR")},
		// value is the text as given; value_number, value_date and value_flag are
		// filled by the declared type and null where the value does not fit it.
		{Name: "customer_attributes", Key: []string{"customer_id", "attribute", "valid_from"}, Columns: columns(
			"customer_id VARCHAR, attribute VARCHAR, valid_from DATE, value VARCHAR, value_number DOUBLE, value_date DATE, value_flag BOOLEAN, valid_to DATE")},
		// For every customer and every attribute, attribute band or expression
		// dimension the whole time line from 1900-01-01 without a gap; '(none)' where the value
		// is missing. Bands of MRR are not here: they follow from the MRR of
		// the marts and core.segment_bands.
		{Name: "segments", Key: []string{"customer_id", "dimension", "valid_from"}, Columns: columns(
			"customer_id VARCHAR, dimension VARCHAR, segment VARCHAR, valid_from DATE, valid_to DATE")},
		{Name: "contacts", Key: []string{"contact_id"}, Columns: columns(
			"contact_id VARCHAR, customer_id VARCHAR, name VARCHAR, email VARCHAR, job_title VARCHAR, source VARCHAR")},
		// kind is parent or merge; valid_from null = always so. An account merged on a
		// day counts as to_id in every month whose level day is not before it.
		{Name: "account_links", Key: []string{"from_id", "to_id"}, Columns: columns(
			"from_id VARCHAR, to_id VARCHAR, kind VARCHAR, valid_from DATE")},
		{Name: "goals", Key: []string{"goal_id"}, Columns: columns(
			"goal_id VARCHAR, customer_id VARCHAR, title VARCHAR, measure VARCHAR, unit VARCHAR, baseline DOUBLE, target DOUBLE, actual DOUBLE, " +
				"due_on DATE, owner VARCHAR, status VARCHAR, source VARCHAR")},
		// account is the customer as the file names it. due_on is the day a step is
		// planned for; a step that is not applicable counts nowhere.
		{Name: "onboarding_steps", Key: []string{"source", "account", "step"}, Columns: columns(
			"source VARCHAR, account VARCHAR, step VARCHAR, customer_id VARCHAR, applicable BOOLEAN, mandatory BOOLEAN, due_on DATE, done_on DATE")},
		// What one use of a feature, or one action where feature is null, is worth to the
		// customer: factor units. It says nothing until somebody there has agreed to it.
		{Name: "value_agreements", Key: []string{"agreement_id"}, Columns: columns(
			"agreement_id VARCHAR, customer_id VARCHAR, feature VARCHAR, factor DOUBLE, unit VARCHAR, assumption VARCHAR, agreed_by VARCHAR, agreed_on DATE, source VARCHAR")},
		{Name: "commitments", Key: []string{"commitment_id"}, Columns: columns(
			"commitment_id VARCHAR, customer_id VARCHAR, review VARCHAR, side VARCHAR, text VARCHAR, owner VARCHAR, due_on DATE, status VARCHAR, heard VARCHAR, source VARCHAR")},
		// Who sits at the table of a review. account is the customer as the file names it,
		// review the quarter looked back on.
		{Name: "attendees", Key: []string{"source", "account", "review", "name"}, Columns: columns(
			"source VARCHAR, account VARCHAR, review VARCHAR, name VARCHAR, customer_id VARCHAR, side VARCHAR, role VARCHAR")},
		// How many days before the end of its term a contract must be given notice.
		{Name: "notice_periods", Key: []string{"source", "account"}, Columns: columns(
			"source VARCHAR, account VARCHAR, customer_id VARCHAR, notice_days BIGINT")},
		// pulse is the team's opinion of the customer, in notes of kind pulse, on the
		// scale of core.health_pulse.
		{Name: "notes", Key: []string{"note_id"}, Columns: columns(
			"note_id VARCHAR, customer_id VARCHAR, author VARCHAR, written_on DATE, kind VARCHAR, text VARCHAR, pulse DOUBLE, source VARCHAR")},
		// People the CRM knew until left_on.
		{Name: "departed_contacts", Key: []string{"source", "contact_id"}, Columns: columns(
			"source VARCHAR, contact_id VARCHAR, customer_id VARCHAR, name VARCHAR, email VARCHAR, left_on DATE")},
		// Who matters at a customer, as the team keeps it. person is an e-mail address or
		// the product's user id, role champion or another word.
		{Name: "key_people", Key: []string{"source", "account", "person"}, Columns: columns(
			"source VARCHAR, account VARCHAR, person VARCHAR, customer_id VARCHAR, name VARCHAR, role VARCHAR, left_on DATE")},
		// What somebody said of an alert: verdict is right, wrong or null.
		{Name: "alert_acknowledgements", Key: []string{"source", "account", "rule", "acknowledged_on"}, Columns: columns(
			"source VARCHAR, account VARCHAR, rule VARCHAR, acknowledged_on DATE, customer_id VARCHAR, author VARCHAR, verdict VARCHAR, note VARCHAR")},
	}
}

func canonicalMoney() []CanonicalTable {
	return []CanonicalTable{
		// subscription_id is the one of subscription_periods. cancel_at is the end
		// announced by the as-of day, canceled_at when it was announced.
		{Name: "subscriptions", Key: []string{"subscription_id"}, Columns: columns(
			"subscription_id VARCHAR, customer_id VARCHAR, product VARCHAR, currency VARCHAR, unit_amount DECIMAL(18,6), quantity DECIMAL(18,6), " +
				"billing_interval VARCHAR, billing_interval_count BIGINT, discount_percent DOUBLE, discount_amount DECIMAL(18,6), discount_end DATE, " +
				"trial_end DATE, started_at TIMESTAMP, cancel_at TIMESTAMP, canceled_at TIMESTAMP, ended_at TIMESTAMP, paused_from DATE, paused_to DATE, " +
				"past_due_since DATE, term_months BIGINT, renewal_date DATE, seats BIGINT, source VARCHAR")},
		// mrr is per month in `currency`; 0 unless kind is paid. end_reason is
		// voluntary or involuntary where the subscription ends, else what follows:
		// change, trial, free, pause or past_due; null while open.
		{Name: "subscription_periods", Key: []string{"subscription_id", "start_date"}, Columns: columns(
			"subscription_id VARCHAR, start_date DATE, end_date DATE, customer_id VARCHAR, product VARCHAR, mrr DECIMAL(18,6), currency VARCHAR, " +
				"kind VARCHAR, end_reason VARCHAR, renewal_date DATE, seats BIGINT, source VARCHAR")},
		// Every subscription signed before its start, also once it has started: mrr
		// per month in currency is what it starts with, starts_on may be ahead.
		{Name: "signed_subscriptions", Key: []string{"subscription_id"}, Columns: columns(
			"subscription_id VARCHAR, customer_id VARCHAR, signed_on DATE, starts_on DATE, mrr DECIMAL(18,6), currency VARCHAR, source VARCHAR")},
		// What metered prices were billed for, without tax and net of discounts: no
		// MRR. used_on is the first day of the use.
		{Name: "usage_charges", Key: []string{"source", "charge_id"}, Columns: columns(
			"source VARCHAR, charge_id VARCHAR, customer_id VARCHAR, product VARCHAR, used_on DATE, amount DECIMAL(18,6), currency VARCHAR")},
		// status is draft, open, paid, void or uncollectible as known at the as-of
		// day; amount includes tax; open_amount is what is still owed then.
		{Name: "invoices", Key: []string{"invoice_id"}, Columns: columns(
			"invoice_id VARCHAR, customer_id VARCHAR, subscription_id VARCHAR, issued_on DATE, due_on DATE, paid_on DATE, amount DECIMAL(18,6), " +
				"tax DECIMAL(18,6), open_amount DECIMAL(18,6), currency VARCHAR, status VARCHAR, source VARCHAR")},
		// Has the reporting currency with rate 1 for every month of core.months.
		// The as-of month, while incomplete, falls back to the month before. With one
		// rate a year (setting fx), every month of a fiscal year has the same.
		{Name: "exchange_rates", Key: []string{"currency", "month"}, Columns: columns(
			"currency VARCHAR, month DATE, rate DECIMAL(18,8)")},
		// From the first month with MRR above 0 to the as-of month. month_end is the
		// day the month's level is taken: its last day, or the as-of day if earlier.
		{Name: "months", Key: []string{"month"}, Columns: columns("month DATE, month_end DATE, is_complete BOOLEAN")},
		{Name: "opportunities", Key: []string{"opportunity_id"}, Columns: columns(
			"opportunity_id VARCHAR, customer_id VARCHAR, name VARCHAR, kind VARCHAR, amount DECIMAL(18,6), currency VARCHAR, probability DOUBLE, stage VARCHAR, " +
				"created_on DATE, close_date DATE, is_closed BOOLEAN, is_won BOOLEAN, source VARCHAR")},
		// What was expected of a renewal on an earlier day: the chance its health
		// band gave it then. Only forecasts made by the as-of day are known.
		{Name: "renewal_forecasts", Key: []string{"made_on", "customer_id", "renewal_date"}, Columns: columns(
			"made_on DATE, customer_id VARCHAR, renewal_date DATE, arr DECIMAL(18,6), band VARCHAR, probability DOUBLE, state VARCHAR, source VARCHAR")},
	}
}

func canonicalActivity() []CanonicalTable {
	return []CanonicalTable{
		// status is new, open, pending, hold, solved, closed or deleted (also spam and
		// merged) at the end of the as-of day; solved_at is the last solve and null
		// while the ticket is open. The minutes are calendar minutes; *_business are
		// those of core.schedules, or the helpdesk's own where none is configured.
		// applied_priority is the one whose target counts, source_ticket_id the
		// helpdesk's own id.
		{Name: "tickets", Key: []string{"ticket_id"}, Columns: columns(
			"ticket_id VARCHAR, customer_id VARCHAR, requester_id VARCHAR, subject VARCHAR, channel VARCHAR, priority VARCHAR, status VARCHAR, " +
				"created_at TIMESTAMP, created_on DATE, first_replied_at TIMESTAMP, first_solved_at TIMESTAMP, solved_at TIMESTAMP, solved_on DATE, reopens BIGINT, " +
				"first_reply_minutes DOUBLE, first_resolution_minutes DOUBLE, full_resolution_minutes DOUBLE, " +
				"requester_wait_minutes DOUBLE, " +
				"first_reply_minutes_business DOUBLE, first_resolution_minutes_business DOUBLE, full_resolution_minutes_business DOUBLE, " +
				"requester_wait_minutes_business DOUBLE, applied_priority VARCHAR, sla_target_minutes DOUBLE, sla_breached BOOLEAN, opened_by_agent BOOLEAN, tells_replies BOOLEAN, source VARCHAR, source_ticket_id VARCHAR")},
		{Name: "ticket_events", Key: []string{"ticket_id", "seq"}, Columns: columns(
			"ticket_id VARCHAR, seq BIGINT, occurred_at TIMESTAMP, state VARCHAR, public_reply BOOLEAN, by_agent BOOLEAN, priority VARCHAR, source VARCHAR")},
		// The states of a ticket in the order it went through them, from entered_at to
		// left_at (null for the last one); is_open: not solved, closed or deleted.
		{Name: "ticket_states", Key: []string{"ticket_id", "place"}, Columns: columns(
			"ticket_id VARCHAR, place BIGINT, state VARCHAR, entered_at TIMESTAMP, left_at TIMESTAMP, is_open BOOLEAN, was_open BOOLEAN, source VARCHAR")},
		// The schedules a ticket was in, half-open, from its creation on. Empty
		// without a configured schedule.
		{Name: "ticket_schedules", Key: []string{"ticket_id", "valid_from"}, Columns: columns(
			"ticket_id VARCHAR, valid_from TIMESTAMP, valid_to TIMESTAMP, schedule VARCHAR, source VARCHAR")},
		// Invalid scores are kept as given; the marts reject and count them.
		{Name: "survey_responses", Key: []string{"response_id"}, Columns: columns(
			"response_id VARCHAR, survey VARCHAR, kind VARCHAR, relationship BOOLEAN, respondent_id VARCHAR, customer_id VARCHAR, score DOUBLE, " +
				"scale_min DOUBLE, scale_max DOUBLE, responded_at TIMESTAMP, responded_on DATE, comment VARCHAR, source VARCHAR")},
		// Requests for an answer that were delivered. response_id is the answer where
		// the source tells it and it was given by the as-of day.
		{Name: "survey_invitations", Key: []string{"invitation_id"}, Columns: columns(
			"invitation_id VARCHAR, survey VARCHAR, kind VARCHAR, relationship BOOLEAN, respondent_id VARCHAR, customer_id VARCHAR, " +
				"invited_at TIMESTAMP, invited_on DATE, response_id VARCHAR, source VARCHAR")},
		// A view for models, checks and evidence: the published file does not have it.
		// day is the local day of occurred_at: use it instead of local_day(occurred_at).
		{Name: "usage_events", Key: []string{"event_id"}, Columns: columns(
			"event_id VARCHAR, customer_id VARCHAR, user_id VARCHAR, event VARCHAR, occurred_at TIMESTAMP, day DATE, quantity DOUBLE, source VARCHAR")},
		// What each source has of a customer's usage, whether or not it makes active.
		{Name: "usage_sources", Key: []string{"customer_id", "source"}, Columns: columns("customer_id VARCHAR, source VARCHAR, events BIGINT, last_day DATE")},
		// plan '*' means every plan.
		{Name: "features", Key: []string{"feature", "plan"}, Columns: columns("feature VARCHAR, event VARCHAR, plan VARCHAR")},
		// Which of the customer's teams a user of the product is in. account is the customer
		// as the file names it.
		{Name: "user_teams", Key: []string{"source", "account", "user_id"}, Columns: columns(
			"source VARCHAR, account VARCHAR, user_id VARCHAR, customer_id VARCHAR, team VARCHAR")},
		{Name: "feature_news", Key: []string{"feature"}, Columns: columns("feature VARCHAR, released_on DATE, about VARCHAR")},
	}
}
