package pdf

import (
	"slices"
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawDefinitions explains every figure the document shows, and no other.
func drawDefinitions(s *sheet) bool {
	definitions := s.definitions()
	if len(definitions) == 0 {
		return false
	}
	b := s.head("page.definitions", s.word("definitions.title"), s.word("definitions.note"))
	columns := []column{
		{title: s.word("definitions.term"), share: 15},
		{title: s.word("definitions.meaning"), share: 67},
		{title: s.word("definitions.source"), share: 18},
	}
	var rows [][]cell
	for _, d := range definitions {
		rows = append(rows, []cell{
			{text: s.word("term." + d.term), strong: true, lines: 2},
			{text: d.meaning, lines: 3},
			{text: s.word("source." + d.source), quiet: true},
		})
	}
	s.table(b, columns, rows, s.more("definitions.more"))
	return true
}

// definition is one term of the document, its meaning, and the kind of its source.
type definition struct{ term, meaning, source string }

// definitions are the terms in use. What a metric means is told by the marts it was
// computed in; the book has what is no metric, and translates the definitions shipped.
func (s *sheet) definitions() []definition {
	q := s.q
	args := reports.Args{"timezone": q.Supplier.Timezone, "day": q.AsOf, "month": reports.Month(q.Period.Start)}
	var out []definition
	add := func(used bool, term, source string) {
		if used {
			out = append(out, definition{term, s.sayf("meaning."+term, args), source})
		}
	}
	metric := func(used bool, term, name, source string) {
		if meaning := q.Definitions[name]; used && meaning != "" {
			out = append(out, definition{term, s.b.Fill(s.b.Translated("definition."+name, meaning), args), source})
		}
	}
	add(len(q.Goals) > 0, "goals", "agreed")
	add(len(q.Promises)+len(q.Next) > 0, "promises", "agreed")
	metric(q.Usage != nil, "active", "weekly_active_users", "usage")
	metric(q.Usage != nil && !q.First, "actions", "usage_actions", "usage")
	metric(q.Seats.Use().OK(), "seats", "seat_utilisation", "contract")
	add(q.Features != nil, "features", "usage")
	metric(q.Support != nil, "tickets", "tickets_created", "helpdesk")
	metric(q.Support != nil, "first_reply", "first_reply_time", "helpdesk")
	metric(q.Support != nil && q.Support.Resolution.OK(), "resolution", "full_resolution_time", "helpdesk")
	metric(q.Support != nil && q.Support.TargetFrom.OK(), "target", "sla_attainment", "helpdesk")
	metric(q.NPS != nil, "nps", "nps", "survey")
	metric(q.CSAT != nil, "csat", "csat", "survey")
	metric(q.CES != nil, "ces", "ces", "survey")
	add(q.Usage != nil || q.Support != nil, "steady", "all")
	return out
}

// drawData says where the figures come from, how fresh they are, what is not
// there, and which document this is.
func drawData(s *sheet) bool {
	note := ""
	if c := s.q.Checks; c.Total > 0 {
		key := "data.checks"
		if c.Passed < c.Total {
			key = "data.checks_some"
		}
		passed, all, left := c.Counts()
		note = s.sayf(key, reports.Args{"passed": passed.Count(), "n": all.Count(), "left": left.Count()})
	}
	b := s.head("page.data", s.word("data.title"), note)
	left, middle, right := s.span(b, 1, 4), s.span(b, 5, 8), s.span(b, 9, 12)
	y := s.sources(left)
	s.signs(charts.Box{X: left.X, Y: y + 22, W: left.W, H: left.Bottom() - y - 22})
	// A block is either counted or missing, so the two lists share a column.
	y = s.coverage(middle)
	s.missing(charts.Box{X: middle.X, Y: y, W: middle.W, H: middle.Bottom() - y})
	s.identity(right)
	return true
}

func (s *sheet) sources(b charts.Box) float64 {
	inner := s.block(b, s.word("data.sources"), "")
	inner.H = b.Y + b.H*0.5 - inner.Y
	columns := []column{
		{title: s.word("data.source"), share: 42},
		{title: s.word("data.loaded"), share: 58},
	}
	var rows [][]cell
	for _, src := range s.q.Sources {
		rows = append(rows, []cell{
			{text: s.quoted(src.Name), strong: true},
			{text: s.b.Instant(src.Loaded)},
		})
	}
	return s.table(inner, columns, rows, s.more("definitions.more"))
}

// coverage counts the facts behind each block.
func (s *sheet) coverage(b charts.Box) float64 {
	q := s.q
	var rows [][]cell
	add := func(block, key string, n, of reports.Number) {
		if n.V > 0 {
			text := s.sayf("data."+key, reports.Args{"n": n.Count(), "of": of.Count()})
			rows = append(rows, []cell{{text: s.word("block." + block), strong: true, lines: 2}, {text: text, lines: 2}})
		}
	}
	none := reports.Number{}
	goals, promises := q.Recorded()
	add("goals", "goals", goals, none)
	add("promises", "promises", promises, none)
	if u := q.Usage; u != nil {
		weeks := func(of []reports.Week) reports.Number {
			return reports.Counted(len(of), reports.Say("receipt.weeks_all", nil))
		}
		add("usage", "weeks", reports.TrackedWeeks(u.Weeks), weeks(u.Weeks))
		add("last_year", "weeks", reports.TrackedWeeks(u.LastYear), weeks(u.LastYear))
	}
	if q.Features != nil {
		add("features", "features", q.Features.Listed(), none)
	}
	if q.Support != nil {
		add("support", "tickets", q.Support.Created, none)
	}
	for _, x := range []struct {
		block  string
		survey *reports.Survey
	}{{"nps", q.NPS}, {"csat", q.CSAT}, {"ces", q.CES}} {
		if x.survey != nil {
			add(x.block, "answers", x.survey.Responses, none)
		}
	}
	if len(rows) == 0 {
		return b.Y
	}
	inner := s.block(b, s.word("data.coverage"), "")
	return s.plain(inner, 0.66, rows) + 22
}

func (s *sheet) signs(b charts.Box) {
	inner := s.block(b, s.word("data.signs"), "")
	y := inner.Y + 8
	for _, key := range []string{"data.sign_zero", "data.sign_missing", "data.sign_na"} {
		y = s.lines(inner.X, y, inner.W, s.word(key), s.t.small(), 1.35, 2) + 9
	}
	s.lines(inner.X, y+6, inner.W, s.word("data.query"), s.t.small(), 1.35, 3)
}

func (s *sheet) missing(b charts.Box) {
	inner := s.block(b, s.word("data.missing"), "")
	if len(s.q.Missing) == 0 {
		s.Text(inner.X, inner.Y+8, s.word("data.nothing_missing"), s.t.small())
		return
	}
	s.plain(inner, 0.46, s.gapRows())
}

// gapRows name the blocks that are not there, with the reason.
func (s *sheet) gapRows() [][]cell {
	var rows [][]cell
	for _, gap := range s.q.Missing {
		rows = append(rows, []cell{
			{text: s.word("block." + gap.Block), strong: true, lines: 2},
			{text: s.word("reason." + gap.Reason), lines: 2},
		})
	}
	return rows
}

// plain is a table of pairs without a head line; label is the first column's
// share of the width.
func (s *sheet) plain(b charts.Box, label float64, rows [][]cell) float64 {
	y := b.Y
	edges := []charts.Box{{X: b.X, W: b.W*label - 10}, {X: b.X + b.W*label, W: b.W * (1 - label)}}
	columns := []column{{}, {}}
	for i, row := range rows {
		h := s.rowHeight(row, edges)
		if y+h > b.Bottom() && i > 0 {
			style := s.t.small().In(s.t.Colors.Muted.c())
			s.Text(b.X, y+13, s.sayf("definitions.more", reports.Args{"n": leftOut(len(rows) - i)}), style)
			return y + rowPitch
		}
		s.rule(b.X, y, b.W)
		s.row(row, columns, edges, y)
		y += h
	}
	s.rule(b.X, y, b.W)
	return y
}

func (s *sheet) identity(b charts.Box) {
	inner := s.block(b, s.word("data.document"), "")
	q := s.q
	days := s.sayf("document.range", reports.Args{"from": s.b.DayShort(q.Period.Start), "to": q.Period.Last()})
	rows := [][]cell{
		{{text: s.word("data.id"), strong: true}, {text: s.quoted(s.doc.id)}},
		{{text: s.word("data.period"), strong: true}, {text: s.b.Period(q.Period)}},
		{{text: s.word("data.days"), strong: true}, {text: days, lines: 2}},
		{{text: s.word("data.as_of"), strong: true}, {text: s.b.Day(q.AsOf)}},
		{{text: s.word("data.known_at"), strong: true}, {text: s.b.Instant(q.KnownAt)}},
		{{text: s.word("data.timezone"), strong: true}, {text: s.quoted(q.Supplier.Timezone)}},
		{{text: s.word("data.hash"), strong: true}, {text: s.quoted("SHA-256 " + inGroups(s.doc.hash, 8)), lines: 6, quiet: true}},
	}
	if p := q.Previous; p != nil {
		before := s.sayf("data.previous_is", reports.Args{"period": p.Period, "id": p.DocumentID})
		rows = slices.Insert(rows, 1, []cell{{text: s.word("data.previous"), strong: true}, {text: before, lines: 2}})
	}
	s.plain(inner, 0.46, rows)
}

// inGroups parts a long code so that it can be read out and wrapped.
func inGroups(code string, size int) string {
	var groups []string
	for len(code) > size {
		groups = append(groups, code[:size])
		code = code[size:]
	}
	return strings.Join(append(groups, code), " ")
}
