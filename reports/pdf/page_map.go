package pdf

import (
	"fmt"
	"math"
	"strconv"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawMap draws the map and under it what the history says of every arrow.
func drawMap(s *sheet, m *reports.Strategy) {
	b := s.head("map.section", s.mapMessage(m), s.word("map.note"))
	if len(m.Objectives) == 0 {
		s.Text(b.X, b.Y+12, s.word("map.empty"), s.t.body())
		return
	}
	rows := (len(m.Links) + linkColumns - 1) / linkColumns
	list := math.Min(float64(rows)*linkPitch+linkHead, b.H*0.42)
	if rows == 0 {
		list = 0
	}
	s.chart(m).Draw(s, charts.Box{X: b.X, Y: b.Y, W: b.W, H: b.H - list - 6}, s.t.charts())
	s.linkList(m, charts.Box{X: b.X, Y: b.Bottom() - list, W: b.W, H: list})
}

// mapMessage says how many of the arrows that can be judged agree with the history.
func (s *sheet) mapMessage(m *reports.Strategy) string {
	judged := m.Judged()
	n := judged["agrees"] + judged["opposite"] + judged["no_support"]
	switch {
	case len(m.Links) == 0:
		return s.word("map.none")
	case n == 0:
		return s.word("map.untested")
	case judged["agrees"] == 0:
		return s.sayf("map.disagreeing", reports.Args{"n": reports.Count(n)})
	}
	return s.sayf("map.agreeing", reports.Args{"agrees": reports.Count(judged["agrees"]), "n": reports.Count(n)})
}

// chart is the map as the chart knows it.
func (s *sheet) chart(m *reports.Strategy) charts.Map {
	lane, node := map[string]int{}, map[string]int{}
	chart := charts.Map{TooMany: s.sayf("map.too_many", reports.Args{"objectives": reports.Count(len(m.Objectives)), "links": reports.Count(len(m.Links))})}
	for i, l := range m.Lanes {
		lane[l.Name] = i
		chart.Lanes = append(chart.Lanes, l.Title)
	}
	looks := map[string]charts.NodeLook{"green": charts.Good, "yellow": charts.Near, "red": charts.Bad, "grey": charts.Unknown, "hollow": charts.Hollow}
	for i, o := range m.Objectives {
		node[o.Name] = i
		note := s.sayf("map.status_"+o.Status, reports.Args{"score": reports.Share(o.Score.V)})
		chart.Nodes = append(chart.Nodes, charts.MapNode{Lane: lane[o.Lane], Title: o.Title, Note: note, Look: looks[o.Status]})
	}
	for i, l := range m.Links {
		chart.Links = append(chart.Links, charts.MapLink{From: node[l.From], To: node[l.To], Label: s.linkLabel(i, l), Look: linkLook(l)})
	}
	return chart
}

// linkLabel is the arrow's number in the list and the sign that is expected.
func (s *sheet) linkLabel(i int, l reports.Link) string {
	return strconv.Itoa(i+1) + " " + s.word("map.sign_"+l.Expected)
}

func linkLook(l reports.Link) charts.LinkLook {
	switch l.Verdict {
	case "agrees":
		return charts.Confirmed
	case "opposite":
		return charts.Contrary
	case "no_support":
		return charts.Unbacked
	case "arithmetic":
		return charts.Exact
	}
	return charts.Untested
}

const (
	linkPitch   = 23.0
	linkHead    = 27.0
	linkColumns = 3
)

// linkList names every arrow with its measures, its lag and the verdict, in columns.
func (s *sheet) linkList(m *reports.Strategy, b charts.Box) {
	if len(m.Links) == 0 {
		return
	}
	s.rule(b.X, b.Y+4, b.W)
	s.Text(b.X, b.Y+18, s.word("map.links"), s.t.label())
	quiet := s.t.small().In(s.t.Colors.Muted.c())
	s.Text(b.X+s.Width(s.word("map.links"), s.t.label())+10, b.Y+18, s.word("map.measure"), quiet)
	rows := int((b.H - linkHead + 1) / linkPitch)
	fit := min(linkColumns*rows, len(m.Links))
	if len(m.Links) > fit {
		more := s.sayf("map.more", reports.Args{"n": reports.Count(len(m.Links) - fit)})
		s.Text(b.Right(), b.Y+18, more, quiet.At(charts.Right))
	}
	rows = (fit + linkColumns - 1) / linkColumns
	const gutter = 16
	width := (b.W - (linkColumns-1)*gutter) / linkColumns
	for i, l := range m.Links[:fit] {
		x := b.X + float64(i/rows)*(width+gutter)
		s.linkRow(m, i, l, charts.Box{X: x, Y: b.Y + linkHead + float64(i%rows)*linkPitch, W: width, H: linkPitch})
	}
}

func (s *sheet) linkRow(m *reports.Strategy, i int, l reports.Link, b charts.Box) {
	const left = 34
	style, quiet := s.t.small().In(s.t.Colors.Ink.c()), s.t.micro()
	charts.MapLink{Label: s.linkLabel(i, l), Look: linkLook(l)}.Key(s, charts.Point{X: b.X, Y: b.Y}, s.t.charts())
	s.Text(b.X+left, b.Y+8.5, charts.Fit(s, s.measures(m, l), style, b.W-left), style)
	lag := s.lag(l) + "   "
	s.Text(b.X+left, b.Y+18, lag, quiet)
	at := s.Width(lag, quiet) + left
	verdict := strong(quiet).In(s.t.Colors.Body.c())
	s.Text(b.X+at, b.Y+18, charts.Fit(s, s.verdict(l), verdict, b.W-at), verdict)
}

// measures are what the link is judged by, an objective where there is none.
func (s *sheet) measures(m *reports.Strategy, l reports.Link) string {
	side := func(measure, objective string) string {
		if o := m.Objective(objective); measure == "" && o != nil {
			return o.Title
		}
		return measure
	}
	return s.sayf("map.link", reports.Args{"from": side(l.FromMeasure, l.From), "to": side(l.ToMeasure, l.To)})
}

func (s *sheet) lag(l reports.Link) string {
	if l.Lag == 0 {
		return s.word("map.at_once")
	}
	return s.sayf("map.after", reports.Args{"n": reports.Count(l.Lag)})
}

func (s *sheet) verdict(l reports.Link) string {
	key := "map.verdict_" + l.Verdict
	if l.Verdict == "not_enough_data" {
		key += "_" + l.Reason
	}
	number := func(n reports.Number) string { return s.b.Number(n.V, 2) }
	return s.sayf(key, reports.Args{"rho": number(l.Rho), "low": number(l.Low), "high": number(l.High), "n": fmt.Sprint(l.Months)})
}
