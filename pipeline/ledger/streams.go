package ledger

import (
	"quarterdeck/config"
	"quarterdeck/connectors"
)

// Source is the name of the source, and the type of its tables.
const Source = config.OwnSource

// The streams.
const (
	Publications = "publications"
	Definitions  = "definitions"
	Figures      = "figures"
	Nights       = "nights"
	Health       = "health"
	Alerts       = "alerts"
	Renewals     = "renewals"
	Restatements = "restatements"
)

// Streams declares them in the order they are recorded: publications last, because
// a row of it says that the others are there.
func Streams() []connectors.Stream {
	return []connectors.Stream{
		definitions(), figures(), nights(), health(), alerts(), renewals(), restatements(), publications(),
	}
}

func definitions() connectors.Stream {
	return stream(Definitions, []string{"metric", "version"},
		text("metric"), whole("version"), day("valid_from"), text("definition"), object("settings"), text("text_hash"), made())
}

// figures: made is published or computed, by a look back at a day nobody published.
func figures() connectors.Stream {
	return stream(Figures, []string{"figure_id", "as_of", "run_id"},
		text("figure_id", "metric", "span"), day("period_start", "period_end"), text("dimension", "segment", "customer_id"),
		number("value"), text("reason"), day("as_of"), text("made"), made())
}

func nights() connectors.Stream {
	return stream(Nights, []string{"as_of", "kpi"},
		day("as_of"), text("kpi"), number("actual", "score"), text("status"), whole("definition_version"), flag("hindsight"), text("made"), made())
}

// health: measures is what the night knew of the customer, {measure: value}, and seen
// the day of the newest fact behind each, so that it can be scored again by other
// profiles. Rows of older programs lack them, and what comes with them.
func health() connectors.Stream {
	return stream(Health, []string{"as_of", "customer_id"},
		day("as_of"), text("customer_id"), number("score"), text("band"), money("mrr"), flag("hindsight"),
		text("profile", "plain_band"), day("band_since"), number("ungated_score", "coverage"), text("gate"), number("pulse"),
		object("measures", "seen"), whole("definition_version"), made())
}

// alerts are what each night told, or would have: the next one goes on from there.
// was_published tells the nights readers saw from those of a look back.
func alerts() connectors.Stream {
	return stream(Alerts, []string{"as_of", "customer_id", "rule"},
		day("as_of"), text("customer_id", "rule", "kind", "state"), day("since"), text("reason", "owner"), money("mrr", "money"),
		flag("is_true"), whole("over_nights"), day("known_on", "sent_on"), flag("was_published"), day("closed_on"), text("ended"), made())
}

// renewals are what each night expected of the renewals that were coming up.
func renewals() connectors.Stream {
	return stream(Renewals, []string{"as_of", "customer_id", "renewal_date"},
		day("as_of"), text("customer_id"), day("renewal_date"), money("arr"), text("band"), number("probability"), text("state"), made())
}

func restatements() connectors.Stream {
	return stream(Restatements, []string{"figure_id", "run_id"},
		text("figure_id", "metric", "span"), day("period_start", "period_end"), text("dimension", "segment", "customer_id"),
		day("published_as_of"), money("published_value", "value", "change", "late_data", "new_mapping", "later_facts", "new_definition"),
		text("reason"), day("restated_on"), made())
}

func publications() connectors.Stream {
	return stream(Publications, []string{"run_id"},
		day("as_of"), instant("known_at", "published_at"), object("settings", "models"), text("program"), made())
}

// made are the columns every stream has: which run wrote the row, and when.
func made() []connectors.Column { return append(instant("recorded_at"), text("run_id")...) }

func stream(name string, key []string, columns ...[]connectors.Column) connectors.Stream {
	s := connectors.Stream{Name: name, Key: key}
	for _, some := range columns {
		s.Columns = append(s.Columns, some...)
	}
	return s
}

func of(typ connectors.Type, names []string) []connectors.Column {
	columns := make([]connectors.Column, 0, len(names))
	for _, name := range names {
		columns = append(columns, connectors.Column{Name: name, Type: typ})
	}
	return columns
}

func text(names ...string) []connectors.Column    { return of(connectors.String, names) }
func whole(names ...string) []connectors.Column   { return of(connectors.Int, names) }
func number(names ...string) []connectors.Column  { return of(connectors.Float, names) }
func money(names ...string) []connectors.Column   { return of(connectors.Decimal, names) }
func flag(names ...string) []connectors.Column    { return of(connectors.Bool, names) }
func day(names ...string) []connectors.Column     { return of(connectors.Date, names) }
func instant(names ...string) []connectors.Column { return of(connectors.Timestamp, names) }
func object(names ...string) []connectors.Column  { return of(connectors.JSON, names) }
