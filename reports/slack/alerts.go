package slack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"quarterdeck/reports"
)

// maxAlerts is how many new alerts the message shows; the thread has all.
const maxAlerts = 5

// maxReasons is how many reasons a customer's line gives.
const maxReasons = 3

// alerts are the night's changes: who is told of for the first time, and how many
// are over. A night without a change says nothing. A customer has one line, and who
// needs a decision has had one already.
func (c composer) alerts() slack.Block {
	a := c.d.Alerts
	if !a.Changed() {
		return nil
	}
	all := byCustomer(a.New)
	fresh := slices.DeleteFunc(slices.Clone(all), func(of []reports.Alert) bool { return c.decides(of[0]) })
	shown := min(len(fresh), maxAlerts, c.size.movers)
	l := list{title: c.alertTitle(), hidden: len(all) - shown, rest: inThread}
	for _, of := range fresh[:shown] {
		l.items = append(l.items, c.alert(of))
	}
	return l.block()
}

// byCustomer puts the alerts of a customer and kind together, in the order of the
// first of each.
func byCustomer(alerts []reports.Alert) [][]reports.Alert {
	type subject struct{ customer, kind string }
	at := map[subject]int{}
	var all [][]reports.Alert
	for _, v := range alerts {
		s := subject{v.CustomerID, v.Kind}
		i, known := at[s]
		if !known {
			i = len(all)
			at[s] = i
			all = append(all, nil)
		}
		all[i] = append(all[i], v)
	}
	return all
}

// decides reports whether a risk is of a customer the message asks a decision for.
func (c composer) decides(v reports.Alert) bool {
	shown := c.d.Decisions[:min(len(c.d.Decisions), maxDecisions)]
	return v.Kind == "risk" && slices.ContainsFunc(shown, func(d reports.Decision) bool { return d.CustomerID == v.CustomerID })
}

// alertTitle counts what changed and what stays: 3 new alerts, 1 over; 12 open.
func (c composer) alertTitle() string {
	a := c.d.Alerts
	var parts []string
	for _, part := range []struct {
		n    int64
		text string
	}{
		{int64(len(a.New)), counted(int64(len(a.New)), "new alert")},
		{int64(len(a.Closed)), count(int64(len(a.Closed))) + " over"},
		{a.Held, count(a.Held) + " waiting"},
		{a.Open, count(a.Open) + " still open"},
		{a.Acknowledged, count(a.Acknowledged) + " answered"},
	} {
		if part.n > 0 {
			parts = append(parts, part.text)
		}
	}
	return strings.Join(parts, " · ")
}

// alert is the account, the money, why, what and who: the reasons there are, and what
// to do about the first.
func (c composer) alert(of []reports.Alert) string {
	first := of[0]
	var reasons []string
	for _, v := range of[:min(len(of), maxReasons)] {
		reasons = append(reasons, value(v.Reason, c.size.reason))
	}
	if hidden := len(of) - len(reasons); hidden > 0 {
		reasons = append(reasons, counted(int64(hidden), "more signal"))
	}
	line := fmt.Sprintf("%s *%s* · %s: %s", alertShape(first.Kind), c.name(first.Customer), c.money(first.Money), strings.Join(reasons, "; "))
	return joinSentences(line, c.advice(first.Action, first.Owner))
}

// alertShape marks risks and chances, so that they can be told in grey.
func alertShape(kind string) string {
	if kind == "expansion" {
		return "▲"
	}
	return "▼"
}

func (c composer) allAlerts() list {
	a := c.d.Alerts
	l := list{title: "Alerts of the night", rest: "in marts.alerts"}
	if len(a.New) > min(maxAlerts, c.size.movers) {
		for _, of := range byCustomer(a.New) {
			l.items = append(l.items, c.alert(of))
		}
	}
	for _, v := range a.Closed {
		l.items = append(l.items, fmt.Sprintf("✓ *%s* · %s, since %s: %s", c.name(v.Customer), endPhrase(v.Ended), shortDay(v.Since), value(v.Reason, c.size.reason)))
	}
	if line := c.alertQuality(); line != "" {
		l.items = append(l.items, line)
	}
	return l
}

// endPhrase says why an alert closed.
func endPhrase(ended string) string {
	switch ended {
	case "customer_left":
		return "the customer left"
	case "rule_removed":
		return "its rule is gone"
	case "unknown":
		return "nothing is known of it any more"
	default:
		return "over"
	}
}

// alertQuality is how many of a month's warnings were right.
func (c composer) alertQuality() string {
	q := c.d.Alerts.Quality
	if q == nil {
		return ""
	}
	line := fmt.Sprintf("Of the risk alerts of %s, %s of %s judged were right", q.Month.Format("January 2006"), count(q.Right), count(q.Judged))
	if q.Losses != nil {
		line += fmt.Sprintf("; %s of %s left without a warning", count(*q.Missed), counted(*q.Losses, "lost customer"))
	}
	return line + "."
}
