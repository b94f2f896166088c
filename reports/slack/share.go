package slack

import (
	"errors"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"quarterdeck/reports"
)

// ComposeShare writes the part of a digest that is about some customers, whom name
// says in words: "team emea", or "your customers". Where nothing happened to them it
// is one line.
func ComposeShare(d *reports.Digest, name string) (Message, error) {
	if d == nil {
		return Message{}, errors.New("compose share: no digest")
	}
	var m Message
	for i, s := range sizes() {
		room := maxMessage
		if i == 0 {
			room = goodMessage
		}
		if m = share(d, s, name); length(m) <= room {
			break
		}
	}
	if !d.Silent() {
		c := composer{d: d, size: size{name: 60, reason: 140, action: 100}}
		for _, l := range []list{c.allDecisions(), c.allAlerts(), c.allMovers(), c.allExpansion(), c.allHeld()} {
			m.Thread = append(m.Thread, l.pages()...)
		}
	}
	if err := Check(m); err != nil {
		return Message{}, fmt.Errorf("compose share: %w", err)
	}
	return m, nil
}

func share(d *reports.Digest, s size, name string) Message {
	c := composer{d: d, size: s}
	line := c.shareWords()
	title := func(company, name string) string {
		return fmt.Sprintf("%s · %s · %s", strings.TrimSpace(company+" "+name), longDay(d.AsOf), need(d))
	}
	m := Message{
		Text:   title(value(d.Company, wordRoom), value(name, wordRoom)) + ". " + line,
		Blocks: []slack.Block{header(title(plain(d.Company, wordRoom), plain(name, wordRoom))), contextLine(c.trust()), paragraph(line)},
	}
	for _, b := range []slack.Block{c.decisions(), c.alerts(), c.worse(), c.better(), c.expansion(), c.heldReviews()} {
		if b != nil {
			m.Blocks = append(m.Blocks, b)
		}
	}
	return m
}

// need is what of the headline says whether somebody has to do something.
func need(d *reports.Digest) string {
	switch n := len(d.Decisions); n {
	case 0:
		return "nothing needs you"
	case 1:
		return "1 needs you"
	default:
		return count(int64(n)) + " need you"
	}
}

// shareWords counts what happened to the customers.
func (c composer) shareWords() string {
	if c.d.Silent() {
		return "Nothing changed with these customers."
	}
	var parts []string
	for _, part := range []struct {
		n         int
		one, many string
	}{
		{len(c.d.Decisions), "customer needs a decision", "customers need a decision"},
		{len(c.d.Alerts.New), "new alert", "new alerts"},
		{len(c.d.Worse), "got worse", "got worse"},
		{len(c.d.Better), "got better", "got better"},
		{len(c.d.Expansion), "is ready to expand", "are ready to expand"},
		{len(c.d.QBRs.Held), "review waits for somebody", "reviews wait for somebody"},
		{len(c.d.Alerts.Closed), "alert is over", "alerts are over"},
	} {
		switch {
		case part.n == 1:
			parts = append(parts, "1 "+part.one)
		case part.n > 1:
			parts = append(parts, count(int64(part.n))+" "+part.many)
		}
	}
	return strings.Join(parts, "; ") + "."
}

// heldReviews are the reviews somebody has to decide about.
func (c composer) heldReviews() slack.Block {
	all := c.d.QBRs.Held
	if len(all) == 0 {
		return nil
	}
	shown := min(len(all), maxHeld)
	l := list{title: "Reviews that wait", hidden: len(all) - shown, rest: inThread}
	if c.d.QBRs.Quarter != "" {
		l.title += " · " + value(c.d.QBRs.Quarter, wordRoom)
	}
	for _, h := range all[:shown] {
		l.items = append(l.items, c.held(h))
	}
	return l.block()
}

// ComposeReviews writes the message below which the reviews of a quarter lie.
func ComposeReviews(company, quarter string, q reports.QBRDelivery) (Message, error) {
	title := func(company, quarter string) string {
		return strings.TrimSpace(fmt.Sprintf("%s reviews of %s", company, quarter))
	}
	line := fmt.Sprintf("%s of %s written, %s held. The files are in the thread.",
		count(int64(q.Written)), count(int64(max(q.Due, q.Written))), count(int64(len(q.Held))))
	m := Message{
		Text:   title(value(company, wordRoom), value(quarter, wordRoom)) + ": " + line,
		Blocks: []slack.Block{header(title(plain(company, wordRoom), plain(quarter, wordRoom))), paragraph(line)},
	}
	if err := Check(m); err != nil {
		return Message{}, fmt.Errorf("compose reviews: %w", err)
	}
	return m, nil
}
