package slack

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"quarterdeck/reports"
)

const inThread = "in thread"

// sentence is the day in words: money, health, renewals.
func (c composer) sentence() string {
	if !c.sells() && len(c.d.Worse)+len(c.d.Better) == 0 && c.d.Renewals.Late.Customers == 0 {
		return c.revenueWords() + "."
	}
	parts := []string{c.revenueWords(), c.healthWords(), c.renewalWords()}
	return strings.Join(parts, "; ") + "."
}

func (c composer) revenueWords() string {
	r := c.d.Revenue
	if r.Customers == 0 && r.MRR == 0 {
		return "No paying customer is known"
	}
	words := fmt.Sprintf("MRR is *%s* from %s", c.money(r.MRR), counted(r.Customers, "customer"))
	delta := r.MRR - r.MonthStart
	switch {
	case c.money(delta) == c.money(0):
		return words + ", unchanged this month"
	case delta > 0:
		words += ", up " + c.money(delta)
	default:
		words += ", down " + c.money(-delta)
	}
	words += " this month"
	if r.MonthStart > 0 {
		words += " (" + signed(percent(delta/r.MonthStart)) + ")"
	}
	return words
}

func (c composer) healthWords() string {
	worse, better := int64(len(c.d.Worse)), int64(len(c.d.Better))
	if c.d.Revenue.Scored == 0 {
		return "no customer has a health score"
	}
	if worse+better == 0 {
		return "no customer changed health band in 7 days"
	}
	return fmt.Sprintf("%s got worse and %s better in 7 days", counted(worse, "customer"), count(better))
}

func (c composer) renewalWords() string {
	r := c.d.Renewals
	words := fmt.Sprintf("nothing renews in the next %d days", r.WindowDays)
	if r.Total.Customers > 0 {
		words = fmt.Sprintf("%s of ARR renews in the next %d days", c.money(r.Total.ARR), r.WindowDays)
	}
	if r.Late.Customers > 0 {
		words += ", " + c.money(r.Late.ARR) + " is overdue"
	}
	return words
}

func (c composer) money(v float64) string { return money(v, c.d.Currency) }

func (c composer) decisions() slack.Block {
	all := c.d.Decisions
	if len(all) == 0 {
		return nil
	}
	shown := min(len(all), maxDecisions)
	l := list{title: "Needs a decision", hidden: len(all) - shown, rest: inThread}
	for i, v := range all[:shown] {
		l.items = append(l.items, fmt.Sprintf("%d. %s", i+1, c.decision(v)))
	}
	return l.block()
}

// decision is the account, its money, its renewal, why, what and who.
func (c composer) decision(v reports.Decision) string {
	first := []string{"*" + c.name(v.Customer) + "*", c.money(v.MRR) + " MRR"}
	if when := renewalPhrase(v); when != "" {
		first = append(first, when)
	}
	why := signalPhrase(v)
	gate := v.GateReason
	if v.Signal == reports.NoticeGiven && v.Gate == "notice_given" {
		gate = "" // the signal has said it
	}
	if reason := c.reason(gate, v.Driver); reason != "" {
		why += ": " + reason
	}
	if v.More > 0 {
		why += fmt.Sprintf(" (+%s)", counted(int64(v.More), "more signal"))
	}
	return strings.Join(first, " · ") + "\n" + joinSentences(why, c.advice(signalAction(v), v.Owner))
}

// reason is the gate's when one caps the score, otherwise the driver.
func (c composer) reason(gate string, driver reports.Driver) string {
	if gate != "" {
		return value(gate, c.size.reason)
	}
	return driverPhrase(driver, c.size.reason)
}

func renewalPhrase(v reports.Decision) string {
	switch {
	case v.Renewal.IsZero():
		return ""
	case v.Signal == reports.NoticeGiven:
		return "ends " + shortDay(v.Renewal)
	case v.Days <= 0:
		return "renewal overdue since " + shortDay(v.Renewal)
	}
	return fmt.Sprintf("renews in %s (%s)", counted(int64(v.Days), "day"), shortDay(v.Renewal))
}

// advice is what to do and who does it.
func (c composer) advice(action, owner string) string {
	action, owner = value(action, c.size.action), value(owner, wordRoom)
	switch {
	case action == "" && owner == "":
		return ""
	case action == "":
		return "Owner: " + owner
	case owner == "":
		return "Do: " + action
	}
	return fmt.Sprintf("Do: %s (%s)", strings.TrimRight(action, "."), owner)
}

// joinSentences joins what is not empty, ending each with a full stop.
func joinSentences(texts ...string) string {
	var kept []string
	for _, t := range texts {
		if t != "" {
			kept = append(kept, strings.TrimRight(t, ".")+".")
		}
	}
	return strings.Join(kept, " ")
}

func (c composer) name(raw string) string {
	if name := value(raw, c.size.name); name != "" {
		return name
	}
	return "(no name)"
}

func (c composer) worse() slack.Block {
	return c.moved("Got worse in 7 days", c.d.Worse, c.worseMover)
}

func (c composer) better() slack.Block {
	return c.moved("Got better in 7 days", c.d.Better, c.betterMover)
}

func (c composer) worseMover(v reports.Mover) string {
	return c.mover(v, driverAction(v.Gate, v.Driver.Measure))
}

func (c composer) betterMover(v reports.Mover) string { return c.mover(v, "") }

func (c composer) moved(title string, all []reports.Mover, line func(reports.Mover) string) slack.Block {
	if len(all) == 0 {
		return nil
	}
	shown := min(len(all), c.size.movers)
	l := list{title: title, hidden: len(all) - shown, rest: inThread}
	for _, v := range all[:shown] {
		l.items = append(l.items, line(v))
	}
	return l.block()
}

// mover is one line: the band change, one number, one reason, one action. Who
// got better needs no action.
func (c composer) mover(v reports.Mover, action string) string {
	line := fmt.Sprintf("%s *%s* %s → %s, %s MRR", shape(v.To), c.name(v.Customer),
		value(v.From, wordRoom), value(v.To, wordRoom), c.money(v.MRR))
	if reason := c.reason(v.GateReason, v.Driver); reason != "" {
		line += ": " + reason
	}
	return joinSentences(line, c.advice(action, v.Owner))
}

func (c composer) renewals() slack.Block {
	r := c.d.Renewals
	if r.Total.Customers+r.Late.Customers == 0 {
		return nil
	}
	l := list{title: fmt.Sprintf("Renewals in %d days", r.WindowDays), rest: inThread}
	if r.Late.Customers > 0 {
		l.items = append(l.items, c.renewalLine(r.Late))
	}
	for _, b := range r.Bands {
		l.items = append(l.items, c.renewalLine(b))
	}
	return l.block()
}

func (c composer) renewalLine(b reports.RenewalBand) string {
	line := fmt.Sprintf("%s: %s, %s ARR", renewalLabel(b.Band), counted(b.Customers, "customer"), c.money(b.ARR))
	if b.Band == "notice" || b.Band == "renewed" || b.Band == "late" {
		return line
	}
	return line + ", forecast " + c.money(b.Forecast)
}

func (c composer) expansion() slack.Block {
	all := c.d.Expansion
	if len(all) == 0 {
		return nil
	}
	shown := min(len(all), maxExpansion)
	l := list{title: "Ready to expand", hidden: len(all) - shown, rest: inThread}
	for _, v := range all[:shown] {
		l.items = append(l.items, c.ready(v))
	}
	return l.block()
}

func (c composer) ready(v reports.Expansion) string {
	line := fmt.Sprintf("• *%s*, %s MRR: %s%s%% of %s used", c.name(v.Customer), c.money(v.MRR),
		decimal(v.SeatUse*100, 0), nbsp, counted(v.Seats, "seat"))
	if v.Trend != nil {
		line += ", usage " + signed(decimal(*v.Trend*100, 0)) + nbsp + "% in 28 days"
	}
	goal := value(v.Goal, c.size.reason)
	if goal != "" {
		goal = "Their goal: " + goal
	}
	return joinSentences(line, goal, c.advice("Offer more seats", v.Owner))
}

func (c composer) qbrs() slack.Block {
	q := c.d.QBRs
	if q.Written+q.Due+len(q.Held) == 0 {
		return nil
	}
	title := "QBRs"
	if q.Quarter != "" {
		title += " " + value(q.Quarter, wordRoom)
	}
	shown := min(len(q.Held), maxHeld)
	l := list{title: title, hidden: len(q.Held) - shown, rest: inThread}
	l.items = append(l.items, fmt.Sprintf("%s of %s written · %s held",
		count(int64(q.Written)), count(int64(max(q.Due, q.Written))), count(int64(len(q.Held)))))
	for _, h := range q.Held[:shown] {
		l.items = append(l.items, c.held(h))
	}
	return l.block()
}

func (c composer) held(h reports.HeldQBR) string {
	reason := value(h.Reason, c.size.reason)
	if reason == "" {
		reason = "no reason recorded"
	}
	return fmt.Sprintf("✋ *%s* held: %s", c.name(h.Customer), reason)
}
