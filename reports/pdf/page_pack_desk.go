package pdf

import (
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawPackDesk draws the work of the helpdesk: the trailing window in figures and the last
// complete months in three charts.
func drawPackDesk(s *sheet, p *reports.Pack) bool {
	d := &p.Desk
	title := s.say(d.Title())
	if title == "" {
		return false
	}
	w := d.Window
	b := s.head("pack.section_desk", title, s.sayf("pack.desk_note", reports.Args{"from": w.Start, "to": w.End.AddDate(0, 0, -1), "n": reports.Count(w.Created.V)}))
	y := s.figures(b, []packFigure{
		{s.word("pack.desk_created"), s.whole(w.Created), s.sayf("pack.desk_created_note", reports.Args{"solved": s.whole(w.Solved)})},
		{s.word("pack.desk_first"), s.duration(w.FirstReply), s.sayf("pack.desk_slow", reports.Args{"slow": s.duration(w.FirstReply90), "n": s.whole(w.Replies)})},
		{s.word("pack.desk_solution"), s.duration(w.Resolution), s.sayf("pack.desk_slow", reports.Args{"slow": s.duration(w.Resolution90), "n": s.whole(w.Solved)})},
		{s.word("pack.desk_in_time"), s.rate(w.InTime), s.sayf("pack.desk_in_time_note", reports.Args{"n": s.whole(w.Decided)})},
		{s.word("pack.desk_reopened"), s.rate(w.Reopened), s.sayf("pack.desk_reopened_note", reports.Args{"n": s.whole(w.Solved)})},
	}) + 26
	below := charts.Box{X: b.X, Y: y, W: b.W, H: b.Bottom() - y}
	if len(d.Months) < 2 {
		s.lacking(below, "desk_months")
		return true
	}
	s.deskCharts(below, d.Months)
	return true
}

// deskCharts are tickets, the first reply and the replies in time by month.
func (s *sheet) deskCharts(b charts.Box, months []reports.DeskMonth) {
	var days []time.Time
	var created, backlog, reply, inTime []reports.Number
	for _, m := range months {
		days = append(days, m.Start)
		created, backlog, reply, inTime = append(created, m.Created), append(backlog, m.Backlog), append(reply, m.FirstReply), append(inTime, m.InTime)
	}
	labels, last := s.months(days), months[len(months)-1]
	for i, chart := range []struct {
		title, note string
		draw        func(charts.Box)
	}{
		{"pack.desk_tickets", "pack.desk_tickets_note", func(b charts.Box) {
			charts.Line{Labels: labels, Format: s.count, Whole: true, Series: []charts.Series{
				{Name: s.word("pack.desk_line_created"), Values: values(created), Last: s.whole(last.Created)}, {Name: s.word("pack.desk_line_open"), Values: values(backlog), Last: s.whole(last.Backlog), Ghost: true},
			}}.Draw(s, b, s.t.charts())
		}},
		{"pack.desk_replies", "pack.desk_replies_note", func(b charts.Box) {
			hours := make([]float64, len(reply))
			for i, n := range reply {
				hours[i] = value(n) / 60
			}
			format := func(v float64) string { return s.sayf("pack.hours", reports.Args{"n": s.b.Number(v, 1)}) }
			charts.Line{Labels: labels, Format: format, Series: []charts.Series{{Name: s.word("pack.desk_line_reply"), Values: hours, Last: s.duration(last.FirstReply)}}}.Draw(s, b, s.t.charts())
		}},
		{"pack.desk_promise", "pack.desk_promise_note", func(b charts.Box) {
			charts.Line{Labels: labels, Format: s.b.Percent, Series: []charts.Series{{Name: s.word("pack.desk_line_in_time"), Values: values(inTime), Last: s.rate(last.InTime)}}}.Draw(s, b, s.t.charts())
		}},
	} {
		args := reports.Args{"n": reports.Count(len(months))}
		inner := s.block(s.span(b, 4*i+1, 4*i+4), s.word(chart.title), s.sayf(chart.note, args))
		chart.draw(inner)
	}
}

func (s *sheet) duration(n reports.Number) string { return s.number(n, s.b.Duration) }
