package pdf

import (
	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// concernsFirst is how many risks come before the best chance, so that many of them
// do not hide it.
const concernsFirst = 1

// concerns lists what may be lost and what may be more, each with why, what to do,
// the money and who owns it.
func (s *companionSheet) concerns(b charts.Box) {
	if len(s.c.Risks)+len(s.c.Chances) == 0 {
		s.block(b, s.word("companion.concerns_none"), s.word("companion.concerns_none_note"))
		return
	}
	inner := s.block(b, s.concernsTitle(), "")
	columns := []column{
		{title: s.word("companion.kind"), share: 16}, {title: s.word("companion.why"), share: 35}, {title: s.word("companion.action"), share: 31},
		{title: s.word("companion.a_month"), share: 15, align: charts.Right}, {title: s.word("companion.who"), share: 18},
	}
	var rows [][]cell
	add := func(status string, c reports.Concern) {
		why := c.Reason
		if status == "chance" && c.Goal == "" {
			why = s.sayf("companion.ours_alone", reports.Args{"why": c.Reason})
		}
		rows = append(rows, []cell{{status: status}, {text: why, strong: true, lines: 3}, {text: c.Action, lines: 3}, {text: s.money(c.Money)},
			{text: s.who(c), lines: 3, quiet: true}})
	}
	risks, chances := s.c.Risks, s.c.Chances
	first := min(len(risks), concernsFirst)
	for _, c := range risks[:first] {
		add("risk", c)
	}
	if len(chances) > 0 {
		add("chance", chances[0])
		chances = chances[1:]
	}
	for _, c := range risks[first:] {
		add("risk", c)
	}
	for _, c := range chances {
		add("chance", c)
	}
	s.table(inner, columns, rows, s.more("companion.more"))
}

// who is the owner, and how far the alert has come.
func (s *companionSheet) who(c reports.Concern) string {
	state := ""
	if c.State != "" {
		state = s.word("companion.alert_" + c.State)
	}
	switch {
	case c.Owner == "":
		return state
	case state == "":
		return c.Owner
	}
	return c.Owner + ", " + state
}

func (s *companionSheet) concernsTitle() string {
	args := reports.Args{"risks": reports.Count(len(s.c.Risks)), "chances": reports.Count(len(s.c.Chances))}
	switch {
	case len(s.c.Chances) == 0:
		return s.sayf("companion.concerns_risks", args)
	case len(s.c.Risks) == 0:
		return s.sayf("companion.concerns_chances", args)
	}
	return s.sayf("companion.concerns_both", args)
}

// questions lists what to ask in the meeting, as far as the box goes.
func (s *companionSheet) questions(b charts.Box) {
	inner := s.block(b, s.word("companion.questions"), "")
	number, style := strong(s.t.small()).In(s.t.Colors.Accent.c()), s.t.small()
	y := inner.Y + style.Size
	for i, q := range s.c.Questions() {
		lines := charts.Wrap(s, s.say(q), style, inner.W-14, 3)
		if y+float64(len(lines)-1)*11.5+2 > inner.Bottom() {
			return
		}
		s.Text(inner.X, y, s.b.Number(float64(i+1), 0), number)
		for k, line := range lines {
			s.Text(inner.X+14, y+float64(k)*11.5, line, style)
		}
		y += float64(len(lines))*11.5 + 5
	}
}
