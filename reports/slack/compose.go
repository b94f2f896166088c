package slack

import (
	"errors"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"quarterdeck/reports"
)

// size says how much of each list a message shows and how long its values may be.
type size struct {
	movers, name, reason, action int
}

// sizes are tried in order: the first that makes a short message is taken,
// otherwise the first that keeps the total limit. The last always keeps it.
func sizes() []size {
	return []size{
		{movers: 5, name: 60, reason: 140, action: 100},
		{movers: 3, name: 60, reason: 140, action: 100},
		{movers: 3, name: 40, reason: 80, action: 50},
		{movers: 2, name: 30, reason: 50, action: 30},
	}
}

const (
	maxDecisions = 3
	maxExpansion = 3
	maxHeld      = 3
	wordRoom     = 40 // a currency, owner, source or quarter
)

// Compose writes the digest: the message, and the thread with the full lists.
// On a day on which nothing asks for attention it is one line.
func Compose(d *reports.Digest) (Message, error) {
	if d == nil {
		return Message{}, errors.New("compose digest: no digest")
	}
	var m Message
	if d.Quiet() {
		m = quiet(d)
	} else {
		m = fitting(d)
		m.Thread = thread(d)
	}
	if err := Check(m); err != nil {
		return Message{}, fmt.Errorf("compose digest: %w", err)
	}
	return m, nil
}

func fitting(d *reports.Digest) Message {
	var m Message
	for i, s := range sizes() {
		room := maxMessage
		if i == 0 {
			room = goodMessage
		}
		if m = full(d, s); length(m) <= room {
			break
		}
	}
	return m
}

func full(d *reports.Digest, s size) Message {
	c := composer{d: d, size: s}
	m := Message{Text: c.fallback(c.sentence())}
	m.Blocks = append(m.Blocks, header(headline(plain(d.Company, wordRoom), d)), contextLine(c.trust()), paragraph(c.sentence()))
	if texts := c.numbers(); len(texts) > 0 {
		m.Blocks = append(m.Blocks, fields(texts))
	}
	for _, b := range []slack.Block{c.decisions(), c.alerts(), c.worse(), c.better(), c.renewals(), c.expansion(), c.qbrs()} {
		if b != nil {
			m.Blocks = append(m.Blocks, b)
		}
	}
	m.Blocks = append(m.Blocks, contextLine(c.footer(true)))
	return m
}

func quiet(d *reports.Digest) Message {
	c := composer{d: d, size: sizes()[0]}
	line := "Nothing changed that needs you. " + c.sentence()
	return Message{
		Text: c.fallback(line),
		Blocks: []slack.Block{
			header(headline(plain(d.Company, wordRoom), d)), contextLine(c.trust()), paragraph(line), contextLine(c.footer(false)),
		},
	}
}

// headline must stand alone: it is all that a notification shows.
func headline(company string, d *reports.Digest) string {
	name := company
	if name == "" {
		name = "CS"
	}
	need := "nothing needs you"
	switch n := len(d.Decisions); {
	case n == 1:
		need = "1 needs you"
	case n > 1:
		need = count(int64(n)) + " need you"
	case d.Checks.Failed > 0:
		need = counted(int64(d.Checks.Failed), "check") + " failed"
	}
	return fmt.Sprintf("%s scorecard · %s · %s", name, longDay(d.AsOf), need)
}

// composer writes the parts of one message.
type composer struct {
	d    *reports.Digest
	size size
}

func (c composer) fallback(line string) string {
	return headline(value(c.d.Company, wordRoom), c.d) + ". " + strings.ReplaceAll(line, "*", "")
}

// trust says how old the data is, which run this is and what the checks found.
func (c composer) trust() []string {
	parts := []string{c.freshness()}
	if late := c.lateSources(); late != "" {
		parts = append(parts, late)
	}
	checks := c.d.Checks
	switch {
	case checks.Total == 0:
		parts = append(parts, "no checks ran")
	case checks.Passed == checks.Total:
		parts = append(parts, fmt.Sprintf("checks %d/%d passed", checks.Passed, checks.Total))
	default:
		parts = append(parts, fmt.Sprintf("⚠"+nbsp+"checks %d/%d passed: %d failed, %s",
			checks.Passed, checks.Total, checks.Failed, counted(int64(checks.Warned), "warning")))
	}
	if names := c.untrusted(); len(names) > 0 {
		parts = append(parts, "◌ not trusted: "+joinWhole(names, 200))
	}
	parts = append(parts, c.changes()...)
	if c.d.RunID != "" {
		parts = append(parts, "run "+value(c.d.RunID, wordRoom))
	}
	return parts
}

// freshness names the load time of each source; the day is said once when all
// sources share it.
func (c composer) freshness() string {
	var shared, zone string
	days := map[string]bool{}
	for _, s := range c.d.Sources {
		if !s.LastLoaded.IsZero() {
			shared, zone = shortDay(s.LastLoaded), s.LastLoaded.Format("MST")
			days[shared] = true
		}
	}
	var texts []string
	for _, s := range c.d.Sources {
		if s.LastLoaded.IsZero() {
			continue
		}
		at := s.LastLoaded.Format("15:04")
		if len(days) > 1 {
			at = shortDay(s.LastLoaded) + " " + at
		}
		texts = append(texts, value(s.Source, wordRoom)+" "+at)
	}
	if len(texts) == 0 {
		return "no source has been loaded"
	}
	lead := "data as of: "
	if len(days) == 1 {
		lead = "data as of " + shared + ": "
	}
	return lead + joinWhole(texts, 400) + " " + zone
}

func (c composer) lateSources() string {
	var late []string
	for _, s := range c.d.Sources {
		switch {
		case !s.Stale:
		case s.LastLoaded.IsZero():
			late = append(late, value(s.Source, wordRoom)+" never loaded")
		default:
			late = append(late, value(s.Source, wordRoom)+" "+ageInHours(s.Age)+" old")
		}
	}
	if len(late) == 0 {
		return ""
	}
	return "⚠" + nbsp + joinWhole(late, 200)
}

func (c composer) untrusted() []string {
	var names []string
	for _, k := range c.d.KPIs {
		if k.Doubted() {
			names = append(names, kpiLabel(k.Name))
		}
	}
	return names
}

// overdue names the KPIs whose review is overdue, few enough for a line.
func (c composer) overdue() []string {
	var names []string
	for _, k := range c.d.KPIs {
		if k.Overdue {
			names = append(names, kpiLabel(k.Name))
		}
	}
	const most = 5
	if len(names) > most {
		return append(names[:most], fmt.Sprintf("%d more", len(names)-most))
	}
	return names
}

func (c composer) footer(threaded bool) []string {
	var parts []string
	if threaded {
		parts = append(parts, "full lists in thread")
	}
	if c.d.Files != "" {
		parts = append(parts, "files: "+value(c.d.Files, 200))
	}
	if c.d.Pack != "" {
		parts = append(parts, "leadership pack: "+value(c.d.Pack, 200))
	}
	if !c.d.NextRun.IsZero() {
		parts = append(parts, "next run "+c.d.NextRun.Format("Mon 2 Jan 15:04 MST"))
	}
	if overdue := c.overdue(); len(overdue) > 0 {
		parts = append(parts, "KPIs to be reviewed: "+strings.Join(overdue, ", "))
	}
	if len(parts) == 0 {
		parts = append(parts, "no next run is scheduled")
	}
	return parts
}

// joinWhole joins with commas and leaves whole items out beyond room.
func joinWhole(items []string, room int) string {
	used := 0
	for i, item := range items {
		used += units(item) + 2
		if used > room {
			return strings.Join(items[:i], ", ") + fmt.Sprintf(" and %d more", len(items)-i)
		}
	}
	return strings.Join(items, ", ")
}
