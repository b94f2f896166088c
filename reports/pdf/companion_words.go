package pdf

import (
	"math"
	"strings"

	"quarterdeck/reports"
)

// money is an amount in the company's currency.
func (s *companionSheet) money(n reports.Number) string {
	if !n.OK() {
		return s.word("value_state.missing")
	}
	return s.sayf("companion.money", reports.Args{"n": reports.Count(n.V), "currency": s.c.Supplier.Currency})
}

func (s *companionSheet) days(n float64) string {
	return s.sayf("companion.days", reports.Args{"n": reports.Count(math.Abs(math.Round(n)))})
}

// measure names a part of the score; an attribute of the customer's has its own name.
func (s *companionSheet) measure(name string) string {
	if key := "measure." + name; s.b.Has(key) {
		return s.word(key)
	}
	return strings.ReplaceAll(strings.TrimPrefix(name, "attribute."), "_", " ")
}

// value prints what was measured in the unit of the measure.
func (s *companionSheet) value(measure string, n reports.Number) string {
	if !n.OK() {
		return s.word("value_state.missing")
	}
	switch measure {
	case "usage_trend", "usage_change":
		return s.signedShare(n.V)
	case "seat_utilisation", "adoption_breadth", "stickiness", "active_days_share", "csat", "goals_on_track":
		return s.b.Percent(n.V)
	case "oldest_urgent_ticket_days", "days_past_due", "days_to_renewal":
		return s.days(n.V)
	case "first_reply_hours":
		return s.b.Duration(60 * n.V)
	case "tenure_months":
		return s.sayf("companion.months", reports.Args{"n": reports.Count(math.Round(n.V))})
	case "mrr":
		return s.money(n)
	case "notice_given":
		if n.V >= 0.5 {
			return s.word("companion.given")
		}
		return s.word("companion.not_given")
	}
	return s.b.Number(n.V, 1)
}

func (s *companionSheet) signedShare(v float64) string {
	if math.Round(100*v) > 0 {
		return "+" + s.b.Percent(v)
	}
	return s.b.Percent(v)
}

// signed is a number of points with its sign; one that rounds to nothing is a zero.
func (s *companionSheet) signed(v float64) string {
	if math.Abs(v) >= 9.95 {
		return s.b.Signed(v)
	}
	text := s.b.Number(v, 1)
	if v > 0 && text != s.b.Number(0, 1) {
		return "+" + text
	}
	return text
}

// list joins what is not empty.
func list(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "   ·   ")
}
