package slack

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"quarterdeck/reports"
)

// maxAlerts is how many new alerts the message shows; the thread has all.
const maxAlerts = 5

// alerts are the night's changes: who is told of for the first time, and how many
// are over. A night without a change says nothing.
func (c composer) alerts() slack.Block {
	a := c.d.Alerts
	if !a.Changed() {
		return nil
	}
	shown := min(len(a.New), maxAlerts, c.size.movers)
	l := list{title: c.alertTitle(), hidden: len(a.New) - shown, rest: inThread}
	for _, v := range a.New[:shown] {
		l.items = append(l.items, c.alert(v))
	}
	return l.block()
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

// alert is the account, the money, why, what and who.
func (c composer) alert(v reports.Alert) string {
	line := fmt.Sprintf("%s *%s* · %s: %s", alertShape(v.Kind), c.name(v.Customer), c.money(v.Money), value(v.Reason, c.size.reason))
	return joinSentences(line, c.advice(v.Action, v.Owner))
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
		for _, v := range a.New {
			l.items = append(l.items, c.alert(v))
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
