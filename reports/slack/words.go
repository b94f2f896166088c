package slack

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"quarterdeck/reports"
)

// kpiLabel is a KPI's name for readers; a name we do not know is spelled out.
func kpiLabel(name string) string {
	switch name {
	case "nrr":
		return "NRR, 12 months"
	case "grr":
		return "GRR, 12 months"
	case "mrr_growth":
		return "MRR growth, 12 months"
	case "logo_churn":
		return "Logo churn, 12 months"
	case "nps":
		return "NPS"
	case "csat":
		return "CSAT"
	case "health_green_share":
		return "MRR in green health"
	case "first_reply_p50":
		return "First reply, median"
	case "sla_attainment":
		return "SLA met"
	case "reopen_rate":
		return "Tickets reopened"
	case "health_coverage":
		return "Health coverage"
	case "match_rate":
		return "Records matched"
	}
	words := clean(strings.ReplaceAll(name, "_", " "), 40)
	first, size := utf8.DecodeRuneInString(words)
	if size == 0 {
		return "KPI"
	}
	return value(string(unicode.ToUpper(first))+words[size:], 40)
}

// shape marks a health band; it always stands beside the word, so that it can
// be told in grey and read aloud.
func shape(band string) string {
	switch band {
	case "red":
		return "🟥"
	case "yellow":
		return "🔶"
	case "green":
		return "🟢"
	}
	return "⚪"
}

// statusWords says how a KPI stands to its target, with a shape of its own.
func statusWords(k reports.KPI) string {
	switch {
	case k.Actual == nil:
		return "◌ no value"
	case k.Doubted():
		return "◌ not trusted"
	}
	switch k.Status {
	case "green":
		return "● on target"
	case "yellow":
		return "◐ near target"
	case "red":
		return "○ off target"
	}
	return "◌ no status"
}

// quantity writes a value in a KPI's unit.
func quantity(v float64, unit, currency string) string {
	switch unit {
	case "ratio":
		return percent(v)
	case "money":
		return money(v, currency)
	case "minutes":
		return duration(v)
	case "score":
		return decimal(v, 0)
	case "days":
		return counted(int64(math.Round(v)), "day")
	}
	return decimal(v, 1)
}

// difference writes a change in a KPI's unit; fractions and scores change by points.
func difference(v float64, unit, currency string) string {
	switch unit {
	case "ratio":
		return points(decimal(v*100, 1))
	case "score":
		return points(decimal(v, 0))
	}
	return signed(quantity(v, unit, currency))
}

func points(number string) string {
	if strings.TrimPrefix(number, minus) == "1" {
		return signed(number) + nbsp + "pt"
	}
	return signed(number) + nbsp + "pts"
}

// change is the arrow, the difference and the word for a move from previous to
// actual. What rounds to nothing is the same; what a margin of error covers is
// neither better nor worse.
func change(actual, previous, margin float64, unit, currency string, higherIsBetter bool) string {
	delta := actual - previous
	text := difference(delta, unit, currency)
	if text == difference(0, unit, currency) {
		return "▬ same"
	}
	arrow, word := "▲", "better"
	if delta < 0 {
		arrow = "▼"
	}
	if (delta > 0) != higherIsBetter {
		word = "worse"
	}
	if math.Abs(delta) <= margin {
		word = "within the margin"
	}
	return arrow + " " + text + " " + word
}

// driverPhrase says in words what a health measure found.
func driverPhrase(d reports.Driver, room int) string {
	if d.Measure == "" || d.Value == nil {
		return ""
	}
	v := *d.Value
	switch d.Measure {
	case "usage_trend":
		return "usage " + signed(decimal(v*100, 0)) + nbsp + "% in 28 days"
	case "seat_utilisation":
		return decimal(v*100, 0) + nbsp + "% of seats used"
	case "open_tickets_over_7_days":
		if v < 0.5 {
			return "no ticket open over 7 days"
		}
		return counted(int64(v+0.5), "ticket") + " open over 7 days"
	case "nps":
		return npsPhrase(v)
	case "days_past_due":
		if v < 0.5 {
			return "invoices paid on time"
		}
		return "invoice " + counted(int64(v+0.5), "day") + " past due"
	case "pulse":
		return "the team's pulse is " + decimal(v, 0)
	}
	return value(strings.ReplaceAll(d.Measure, "_", " "), room) + " " + decimal(v, 2)
}

// npsPhrase words the mean of a customer's answers, where a promoter is 100 and
// a detractor 0.
func npsPhrase(mean float64) string {
	switch {
	case mean >= 75:
		return "promoters in the survey"
	case mean <= 25:
		return "detractors in the survey"
	}
	return "mixed survey answers"
}

// signalPhrase says why a customer needs a decision.
func signalPhrase(v reports.Decision) string {
	switch v.Signal {
	case reports.NoticeGiven:
		return "Notice given"
	case reports.RenewalLate:
		return "The renewal date passed undecided"
	case reports.RenewalAtRisk:
		return "Renewal at risk, health " + value(v.Band, wordRoom)
	case reports.TurnedRed:
		return "Turned red from " + value(v.PreviousBand, wordRoom)
	}
	return value(string(v.Signal), wordRoom)
}

// signalAction is what to do about a decision. Notice and a late renewal are
// talked about first, whatever the health score says.
func signalAction(v reports.Decision) string {
	switch v.Signal {
	case reports.NoticeGiven:
		return "Call the sponsor"
	case reports.RenewalLate:
		return "Settle the renewal"
	}
	return driverAction(v.Gate, v.Driver.Measure)
}

// driverAction is what to do about what weighs on a health score.
func driverAction(gate, measure string) string {
	if gate != "" {
		measure = gate
	}
	switch measure {
	case "usage_trend", "usage_change":
		return "Review usage with the customer"
	case "notice_given":
		return "Call the sponsor"
	case "seat_utilisation":
		return "Plan the rollout of unused seats"
	case "open_tickets_over_7_days", "oldest_urgent_ticket_days":
		return "Escalate the oldest ticket"
	case "nps":
		return "Call those who answered"
	case "days_past_due":
		return "Settle the invoice with billing"
	}
	return "Call the customer"
}

// renewalLabel names a line of the renewals by band or by what is settled.
func renewalLabel(band string) string {
	switch band {
	case "red", "yellow", "green":
		return shape(band) + " " + band
	case "grey":
		return "⚪ not scored"
	case "notice":
		return "✖ notice given"
	case "renewed":
		return "✔ renewed already"
	case "late":
		return "⏰ overdue, undecided"
	}
	return value(strings.ReplaceAll(band, "_", " "), 40)
}
