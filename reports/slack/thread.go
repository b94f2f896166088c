package slack

import (
	"fmt"

	"quarterdeck/reports"
)

// thread is the detail below the message: every list in full, the scorecard,
// the segments and what the data checks found.
func thread(d *reports.Digest) []Message {
	c := composer{d: d, size: size{name: 60, reason: 140, action: 100}}
	var replies []Message
	for _, l := range []list{
		c.allDecisions(), c.allAlerts(), c.allMovers(), c.allExpansion(), c.allHeld(),
	} {
		replies = append(replies, l.pages()...)
	}
	for _, t := range []table{c.scorecard(), c.segments()} {
		if len(t.rows) > 0 {
			replies = append(replies, t.pages()...)
		}
	}
	return append(replies, c.quality().pages()...)
}

func (c composer) allDecisions() list {
	l := list{title: fmt.Sprintf("Needs a decision: all %d", len(c.d.Decisions)), rest: "in marts.renewals and marts.health"}
	if len(c.d.Decisions) <= maxDecisions {
		return l
	}
	for i, v := range c.d.Decisions {
		l.items = append(l.items, fmt.Sprintf("%d. %s", i+1, c.decision(v)))
	}
	return l
}

// allMovers lists each mover with its score before and after.
func (c composer) allMovers() list {
	l := list{title: fmt.Sprintf("Health movers in 7 days: %d worse, %d better", len(c.d.Worse), len(c.d.Better)), rest: "in marts.health"}
	for _, v := range c.d.Worse {
		l.items = append(l.items, c.worseMover(v)+scores(v))
	}
	for _, v := range c.d.Better {
		l.items = append(l.items, c.betterMover(v)+scores(v))
	}
	return l
}

func scores(v reports.Mover) string {
	if v.Score == nil || v.PreviousScore == nil {
		return ""
	}
	return fmt.Sprintf(" Score %s → %s.", decimal(*v.PreviousScore, 1), decimal(*v.Score, 1))
}

func (c composer) allExpansion() list {
	l := list{title: fmt.Sprintf("Ready to expand: all %d", len(c.d.Expansion)), rest: "in marts.usage"}
	if len(c.d.Expansion) <= maxExpansion {
		return l
	}
	for _, v := range c.d.Expansion {
		l.items = append(l.items, c.ready(v))
	}
	return l
}

func (c composer) allHeld() list {
	l := list{title: fmt.Sprintf("QBRs held: all %d", len(c.d.QBRs.Held)), rest: "in the run's report"}
	if len(c.d.QBRs.Held) <= maxHeld {
		return l
	}
	for _, h := range c.d.QBRs.Held {
		l.items = append(l.items, c.held(h))
	}
	return l
}

func (c composer) scorecard() table {
	t := table{title: "Scorecard", head: []string{"KPI", "now", "before", "target", "status"}}
	for _, k := range c.d.KPIs {
		show := func(v *float64) string {
			if v == nil {
				return "–"
			}
			return quantity(*v, k.Unit, c.d.Currency)
		}
		t.rows = append(t.rows, []string{kpiLabel(k.Name), show(k.Actual), show(k.Previous), show(k.Target), statusWords(k)})
	}
	return t
}

func (c composer) segments() table {
	t := table{title: "Segments", head: []string{"segment", "customers", "MRR", "NRR", "GRR", "churn", "NPS"}}
	rate := func(v *float64) string {
		if v == nil {
			return "–"
		}
		return percent(*v)
	}
	for _, s := range c.d.Segments {
		label := "all customers"
		if s.Dimension != "all" {
			label = value(s.Dimension, 20) + ": " + value(s.Segment, 24)
		}
		nps := "–"
		if s.NPS != nil {
			nps = decimal(*s.NPS, 0)
		}
		t.rows = append(t.rows, []string{label, count(s.Customers), c.money(s.MRR), rate(s.NRR), rate(s.GRR), rate(s.LogoChurn), nps})
	}
	return t
}

// quality lists the checks that did not pass and what they hold back.
func (c composer) quality() list {
	l := list{title: "Data quality", rest: "in marts.data_quality"}
	for _, f := range c.d.Findings {
		mark := "⚠ warning"
		if f.Severity == "error" {
			mark = "✖ error"
		}
		item := fmt.Sprintf("%s: *%s*", mark, value(f.Check, 80))
		if f.Source != "" {
			item += " in " + value(f.Source, wordRoom)
		}
		item += fmt.Sprintf(", %s of %s", count(f.Failed), counted(f.Total, "row"))
		if f.Holds > 0 {
			item += fmt.Sprintf(", holds %s", counted(f.Holds, "customer"))
		}
		l.items = append(l.items, joinSentences(item, value(f.Detail, 200)))
	}
	return l
}
