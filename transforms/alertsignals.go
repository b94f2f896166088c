package transforms

import "strings"

// signal is a column of metrics.signals: what a rule may ask of a customer.
type signal struct {
	name string
	// unit is how its value is written: text, share, score, money or number.
	unit string
}

// signals are those of metrics.signals, in its order.
func signals() []signal {
	var all []signal
	for _, group := range []struct{ unit, names string }{
		{"text", "customer_id name owner lifecycle_stage plan"},
		{"number", "seats"},
		{"money", "mrr arr"},
		{"text", "band"},
		{"score", "score"},
		{"share", "coverage"},
		{"text", "gate"},
		{"score", "score_change"},
		{"number", "red_dimensions"},
		{"text", "red_dimension"},
		{"share", "usage_trend usage_change seat_utilisation adoption_breadth adoption_breadth_change stickiness active_days_share"},
		{"number", "power_user_silent_days power_user_longest_gap power_user_active_days"},
		{"number", "open_tickets_over_7_days oldest_urgent_ticket_days reopened_tickets first_reply_hours"},
		{"share", "csat"},
		{"score", "nps"},
		{"number", "promoters detractors unanswered_detractors unanswered_detractor_days days_past_due days_to_renewal"},
		{"share", "notice_given"},
		{"number", "tenure_months champions champions_left"},
		{"text", "lost_champion"},
		{"share", "goals_on_track"},
		{"number", "open_goals"},
		{"text", "open_goal"},
		{"number", "pulse"},
	} {
		for name := range strings.FieldsSeq(group.names) {
			all = append(all, signal{name, group.unit})
		}
	}
	return all
}

// duckDB is the type an expression sees.
func (g signal) duckDB() string {
	if g.unit == "text" {
		return "VARCHAR"
	}
	return "DOUBLE"
}

// written is SQL that writes the value for people.
func (g signal) written() string {
	whole := "CAST(CAST(round(" + g.name + ") AS BIGINT) AS VARCHAR)"
	switch g.unit {
	case "text":
		return g.name
	case "share":
		return "replace(CAST(CAST(round(100 * " + g.name + ") AS BIGINT) AS VARCHAR), '-', '−') || ' %'"
	case "score":
		return "replace(" + whole + ", '-', '−')"
	case "money": // 1234567 is 1,234,567
		return "reverse(rtrim(regexp_replace(reverse(" + whole + "), '([0-9]{3})', '\\1,', 'g'), ','))"
	default: // one digit behind the point where there is one
		return "replace(regexp_replace(CAST(round(CAST(" + g.name + " AS DOUBLE), 1) AS VARCHAR), '[.]0$', ''), '-', '−')"
	}
}
