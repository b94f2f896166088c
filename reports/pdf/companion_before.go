package pdf

import (
	"math"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

const (
	factsHigh  = 40.0 // the strip of facts
	companionY = 14.0 // between the blocks of a page
)

// drawBefore draws the first page: what matters before the meeting.
func drawBefore(s *companionSheet) {
	b := s.head("companion.before", s.beforeTitle(), s.beforeNote())
	b = s.held(b)
	s.facts(charts.Box{X: b.X, Y: b.Y, W: b.W, H: factsHigh})
	b = b.Inset(0, factsHigh+companionY, 0, 0)
	low := b.H * 0.46
	if s.c.Health == nil && len(s.c.Nights)+len(s.c.Pulses) == 0 {
		low = b.H - quietHigh // neither of the two charts above has anything to draw
	}
	top := charts.Box{X: b.X, Y: b.Y, W: b.W, H: b.H - low - companionY}
	s.score(s.span(top, 1, 7))
	s.history(s.span(top, 8, 12))
	b = charts.Box{X: b.X, Y: b.Bottom() - low, W: b.W, H: low}
	s.rule(b.X, b.Y-companionY/2, b.W)
	s.concerns(s.span(b, 1, 8))
	s.questions(s.span(b, 9, 12))
}

// beforeTitle says where the customer stands and what comes up first.
func (s *companionSheet) beforeTitle() string {
	h := s.c.Health
	args := reports.Args{}
	switch {
	case !s.c.Paying && !s.c.LeftOn.IsZero():
		return s.sayf("companion.title_left", reports.Args{"day": s.c.LeftOn})
	case !s.c.Paying:
		return s.word("companion.title_unpaid")
	case h == nil:
		return s.sayf("companion.title_plain", args)
	case !h.Score.OK():
		args["share"] = reports.Share(h.Coverage)
		return s.sayf("companion.title_grey", args)
	}
	args["band"], args["score"] = s.word("stands."+h.Band), reports.Count(math.Round(h.Score.V))
	if r := s.c.Renewal(); r != nil && r.State != "renewed" {
		args["day"], args["n"] = r.On, reports.Count(r.Days)
		return s.sayf("companion.title_"+r.State, args)
	}
	if !h.Previous.OK() {
		return s.sayf("companion.title_scored", args)
	}
	change := math.Round(h.Score.V) - math.Round(h.Previous.V)
	args["n"] = reports.Count(math.Abs(change))
	switch {
	case change > 0:
		return s.sayf("companion.title_up", args)
	case change < 0:
		return s.sayf("companion.title_down", args)
	}
	return s.sayf("companion.title_same", args)
}

// beforeNote says whose customer it is and what the score is made by.
func (s *companionSheet) beforeNote() string {
	owner := s.word("companion.no_owner")
	if s.c.Owner != "" {
		owner = s.sayf("companion.owner", reports.Args{"owner": s.c.Owner})
	}
	since := ""
	if !s.c.Customer.Since.IsZero() {
		since = s.sayf("companion.since", reports.Args{"day": s.c.Customer.Since})
	}
	return list(owner, s.c.Customer.Plan, since, s.sayf("companion.review", reports.Args{"period": s.c.Period}))
}

// held says that a check holds the review, and which.
func (s *companionSheet) held(b charts.Box) charts.Box {
	if len(s.c.Held) == 0 {
		return b
	}
	style := strong(s.t.small()).In(s.t.Colors.Caution.c())
	s.sign(b.X+4, b.Y-4, "late")
	text := s.sayf("companion.held", reports.Args{"check": s.c.Held[0], "n": reports.Count(len(s.c.Held))})
	s.Text(b.X+13, b.Y-1, charts.Fit(s, text, style, b.W-13), style)
	return b.Inset(0, 14, 0, 0)
}

// fact is one number of the strip with what it is and a word on it.
type fact struct{ label, value, note string }

// facts draws the money: what is paid, when it renews, what to expect of that, what
// is at risk and what may be more.
func (s *companionSheet) facts(b charts.Box) {
	all := []fact{
		{s.word("companion.mrr"), s.money(s.c.MRR), s.seats()},
		s.renewal(), s.forecast(),
		s.risk(),
		s.chance(),
	}
	s.rule(b.X, b.Y-6, b.W)
	g := s.t.Page.Gutter
	w := (b.W - g*float64(len(all)-1)) / float64(len(all))
	for i, f := range all {
		x := b.X + float64(i)*(w+g)
		label, value, note := s.t.micro(), strong(s.t.lead()).In(s.t.Colors.Ink.c()), s.t.micro()
		s.Text(x, b.Y+label.Size, charts.Fit(s, f.label, label, w), label)
		s.Text(x, b.Y+label.Size+15, charts.Fit(s, f.value, value, w), value)
		s.Text(x, b.Y+label.Size+26, charts.Fit(s, f.note, note, w), note)
	}
	s.rule(b.X, b.Bottom(), b.W)
}

func (s *companionSheet) seats() string {
	if !s.c.Seats.OK() {
		return ""
	}
	return s.sayf("companion.seats", reports.Args{"n": reports.Count(s.c.Seats.V)})
}

func (s *companionSheet) renewal() fact {
	f := fact{label: s.word("companion.renewal"), value: s.word("value_state.missing")}
	r := s.c.Renewal()
	switch {
	case r != nil:
		f.value = s.b.Day(r.On)
		f.note = s.sayf("companion.renewal_"+r.State, reports.Args{"n": reports.Count(math.Abs(float64(r.Days)))})
	case !s.c.RenewalOn.IsZero():
		f.value = s.b.Day(s.c.RenewalOn)
		f.note = s.sayf("companion.renewal_far", reports.Args{"n": reports.Count(s.c.Window)})
	default:
		f.note = s.word("companion.renewal_none")
	}
	return f
}

func (s *companionSheet) forecast() fact {
	f := fact{label: s.word("companion.forecast"), value: s.word("companion.none"), note: s.sayf("companion.forecast_none", reports.Args{"n": reports.Count(s.c.Window)})}
	if r := s.c.Renewal(); r != nil {
		f.value = s.money(r.Forecast)
		f.note = s.sayf("companion.forecast_of", reports.Args{"share": reports.Share(r.Chance), "money": s.money(r.ARR)})
	}
	return f
}

func (s *companionSheet) risk() fact {
	f := fact{s.word("companion.at_risk"), s.word("companion.none"), s.word("companion.risk_none")}
	money := s.c.AtRisk()
	if money.OK() {
		f.value, f.note = s.money(money), s.word("companion.risk_red")
	}
	if len(s.c.Risks) > 0 {
		f.value, f.note = s.money(money), s.sayf("companion.risks", reports.Args{"n": reports.Count(len(s.c.Risks))})
	}
	return f
}

func (s *companionSheet) chance() fact {
	f := fact{s.word("companion.chance"), s.word("companion.none"), s.word("companion.chance_none")}
	if len(s.c.Chances) == 0 {
		return f
	}
	f.value = s.money(s.c.Expansion())
	f.note = s.sayf("companion.chances", reports.Args{"n": reports.Count(len(s.c.Chances))})
	return f
}
