package pdf

import (
	"math"
	"sort"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawValue draws what was done with the product: by feature as a waterfall,
// in figures, and as milestones on the quarter's time axis.
func drawValue(s *sheet) bool {
	now, _ := s.q.Usage.Events()
	if !now.OK() && s.q.Features == nil || now.OK() && now.V == 0 {
		return false
	}
	note := ""
	if len(s.q.Value) == 0 && now.OK() {
		note = s.sayf("value.note", reports.Args{"day": s.q.Usage.Weeks[len(s.q.Usage.Weeks)-1].Start.AddDate(0, 0, 6)})
	}
	b := s.head("page.value", s.say(s.q.ValueTitle()), note)
	b = s.agreedValue(b)
	b.Y += 6
	timeline := 0.0
	if len(s.q.Moments) > 0 {
		timeline = s.timeline().Height(s, b.W, 118, s.t.charts()) + 66
	}
	top := charts.Box{X: b.X, Y: b.Y, W: b.W, H: b.Bottom() - b.Y - timeline}
	left, right := s.span(top, 1, 8), s.span(top, 9, 12)
	if s.drivers(left) {
		s.proof(right, 58, 20)
	} else {
		s.proof(top, 84, 28) // the whole width is theirs
	}
	if timeline > 0 {
		low := charts.Box{X: b.X, Y: top.Bottom() + 16, W: b.W, H: timeline - 16}
		inner := s.block(low, s.word("moments.title"), s.word("moments.note"))
		s.timeline().Draw(s, inner, s.t.charts())
	}
	return true
}

// valueLines is how many agreed values are told; more would push the charts off.
const valueLines = 3

// agreedValue says what the use was worth, how that is reckoned and who agreed to it,
// and returns the box below.
func (s *sheet) agreedValue(b charts.Box) charts.Box {
	lines := s.q.Value[:min(valueLines, len(s.q.Value))]
	if len(lines) == 0 {
		return b
	}
	y := b.Y
	for i, v := range lines {
		each := 12 / len(lines)
		y = max(y, s.valueLine(s.span(b, i*each+1, (i+1)*each), v))
	}
	return charts.Box{X: b.X, Y: y + 8, W: b.W, H: b.Bottom() - y - 8}
}

// valueLine writes the reckoning of one value and who agreed to it, and returns the y
// below.
func (s *sheet) valueLine(b charts.Box, v reports.ValueLine) float64 {
	args := reports.Args{
		"uses": v.Uses.Count(), "feature": v.Feature, "factor": v.Factor.Decimal(4), "unit": v.Unit,
		"worth": v.Worth().Decimal(2), "assumption": v.Assumption, "by": v.AgreedBy, "on": v.AgreedOn,
	}
	key := "value.feature"
	if v.Feature == "" {
		key = "value.actions"
	}
	bold := strong(s.t.body()).In(s.t.Colors.Ink.c())
	y := s.lines(b.X, b.Y+6, b.W, s.sayf(key, args), bold, 1.35, 3) + 10
	agreed := "value.agreed"
	if v.Assumption == "" {
		agreed = "value.agreed_plain"
	}
	return s.lines(b.X, y, b.W, s.sayf(agreed, args), s.t.small().In(s.t.Colors.Muted.c()), 1.35, 4)
}

// driverRows is how many features the waterfall names at most, driverPitch the room
// each must have under the block's own title.
const (
	driverRows  = 7
	driverPitch = 14.0
	driverHead  = 58.0
)

func (s *sheet) drivers(b charts.Box) bool {
	now, before := s.q.Features.Totals()
	if !now.OK() || !before.OK() || now.V+before.V == 0 {
		return false
	}
	f := s.q.Features
	chart := charts.Waterfall{
		From: before.V, To: now.V,
		FromLabel: s.word("drivers.from"), ToLabel: s.word("drivers.to"),
		FromText: s.tell(before.Count()), ToText: s.tell(now.Count()),
		// The two totals and the other features have a row each as well.
		Changes: s.driverChanges(min(driverRows, max(1, int((b.H-driverHead)/driverPitch)-3))),
	}
	note := s.sayf("drivers.note", reports.Args{"from": f.From, "to": f.To})
	if chart.Cut() {
		note += " " + s.word("drivers.cut")
	}
	inner := s.block(b, s.say(s.q.DriversTitle()), note)
	chart.Draw(s, inner, s.t.charts())
	return true
}

// driverChanges are so many of the largest changes by feature, the rest as one row,
// so that the rows add up to the difference of the totals.
func (s *sheet) driverChanges(most int) []charts.Change {
	type diff struct {
		name string
		by   reports.Number
	}
	var all []diff
	for _, f := range s.q.Features.Items {
		if f.Uses.OK() && f.Uses.V != f.Previous.V {
			by := f.Uses.Less(f.Previous).Named(reports.Say("receipt.uses_change", reports.Args{"feature": f.Name}))
			all = append(all, diff{f.Name, by})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return math.Abs(all[i].by.V) > math.Abs(all[j].by.V) })
	var out []charts.Change
	var rest []reports.Number
	for i, d := range all {
		if i < most || len(all) == most+1 {
			out = append(out, charts.Change{Label: s.quoted(d.name), By: d.by.V, Text: s.tell(d.by.Points())})
			continue
		}
		rest = append(rest, d.by)
	}
	if len(rest) > 0 {
		others := reports.TallyOf(rest).Named(reports.Say("receipt.other_features", nil))
		by := reports.SumOf(rest)
		out = append(out, charts.Change{Label: s.sayf("drivers.others", reports.Args{"n": others.Count()}), By: by.V, Text: s.tell(by.Points())})
	}
	return out
}

// proof lists figures of the quarter, number before words, at most so far apart
// and so large.
func (s *sheet) proof(b charts.Box, apart, size float64) {
	lines := s.proofLines()
	inner := s.block(b, s.word("proof.title"), "")
	pitch := min(apart, inner.H/float64(max(1, len(lines))))
	for i, l := range lines {
		y := inner.Y + float64(i)*pitch
		s.rule(inner.X, y+2, inner.W)
		figure := s.t.figure()
		figure.Size = size
		base := y + min(9+size, (pitch+0.72*size)/2) // in the middle of a narrow row
		s.Text(inner.X, base, charts.Fit(s, l.figure, figure, 84), figure)
		text := charts.Wrap(s, l.text, s.t.small(), inner.W-92, max(1, min(3, int((pitch-4)/(s.t.Sizes.Small*1.35)))))
		for k, line := range text {
			s.Text(inner.X+92, base-1+(float64(k)-float64(len(text)-1)/2)*s.t.Sizes.Small*1.35, line, s.t.small())
		}
	}
}

// proofLine is a figure and what it is of.
type proofLine struct{ figure, text string }

func (s *sheet) proofLines() []proofLine {
	var lines []proofLine
	if u := s.q.Usage; u != nil {
		days := reports.Counted(7*len(u.Weeks), reports.Say("receipt.days_all", nil))
		lines = append(lines, proofLine{s.tell(u.ActiveDays().Count()), s.sayf("proof.days", reports.Args{"n": days.Count()})})
		if peak := u.Peak(); peak.Active.OK() {
			lines = append(lines, proofLine{s.tell(peak.Active.Count()), s.sayf("proof.peak", reports.Args{"on": s.b.DayShort(peak.Start)})})
		}
		if each := u.PerPerson(); each.OK() {
			lines = append(lines, proofLine{s.tell(each.Decimal(1)), s.word("proof.per_person")})
		}
	}
	if used, all := s.q.Features.Counts(); all.V > 0 && s.q.Features.Planned() {
		lines = append(lines, proofLine{s.tell(used.Count()), s.sayf("proof.features", reports.Args{"n": all.Count()})})
	}
	return lines
}

// timeline puts the milestones on the quarter.
func (s *sheet) timeline() charts.Timeline {
	p := s.q.Period
	days := p.End.Sub(p.Start).Hours()
	var marks []charts.Mark
	for _, m := range s.q.Moments {
		marks = append(marks, charts.Mark{
			At: m.On.Sub(p.Start).Hours() / days, Label: s.say(m.What), Hollow: m.Side == reports.Them, Major: m.Big,
		})
	}
	var ticks []charts.Tick
	for m := p.Start; m.Before(p.End); m = m.AddDate(0, 1, 0) {
		ticks = append(ticks, charts.Tick{At: m.Sub(p.Start).Hours() / days, Label: s.b.Month(m)})
	}
	return charts.Timeline{Ticks: ticks, Marks: marks, More: s.more("moments.more")}
}
