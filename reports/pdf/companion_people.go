package pdf

import (
	"math"
	"slices"
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawPeople draws the second page: who is there, what they say, what is owed on both
// sides, and what the team feels.
func drawPeople(s *companionSheet) {
	b := s.head("companion.people", s.peopleTitle(), "")
	need := max(listHigh(len(s.c.People), rowPitch+rowLeading/2), listHigh(len(s.c.Answers), rowPitch+rowLeading/2), quietHigh)
	if s.c.Stance != nil {
		need += 46 // of the bar
	}
	top, low := s.halves(b, need)
	s.people(s.span(top, 1, 5))
	s.voice(s.span(top, 6, 12))
	s.promises(s.span(low, 1, 7))
	s.pulses(s.span(low, 8, 12))
}

// peopleTitle says what is most pressing among people and promises.
func (s *companionSheet) peopleTitle() string {
	c := s.c
	for _, p := range c.People {
		if !p.Left.IsZero() {
			return s.sayf("companion.people_left", reports.Args{"name": p.Name, "day": p.Left})
		}
	}
	if c.Stance != nil && c.Stance.Waiting > 0 {
		return s.sayf("companion.people_wait", reports.Args{"n": reports.Count(c.Stance.Waiting), "day": c.Stance.Since})
	}
	if ours := s.lateOf(reports.Us); ours > 0 {
		return s.sayf("companion.people_late", reports.Args{"n": reports.Count(ours)})
	}
	return s.word("companion.people_calm")
}

func (s *companionSheet) lateOf(side reports.Side) int {
	n := 0
	for _, p := range s.c.Promises {
		if p.Side == side && p.Status == reports.Late {
			n++
		}
	}
	return n
}

// people lists who matters: those named by the team, those who left, and contacts.
func (s *companionSheet) people(b charts.Box) {
	if len(s.c.People) == 0 {
		s.block(b, s.word("companion.stakeholders_none"), s.word("companion.stakeholders_none_note"))
		return
	}
	inner := s.block(b, s.stakeholdersTitle(), s.word("companion.stakeholders_note"))
	columns := []column{{title: s.word("companion.person"), share: 38}, {title: s.word("companion.role"), share: 40}, {title: s.word("companion.there"), share: 26}}
	var rows [][]cell
	for _, p := range s.c.People {
		there := cell{text: s.word("companion.here"), quiet: true}
		if !p.Left.IsZero() {
			there = cell{text: s.sayf("companion.left", reports.Args{"day": p.Left}), strong: true, lines: 2}
		}
		rows = append(rows, []cell{{text: p.Name, strong: true}, {text: s.role(p), lines: 2}, there})
	}
	s.table(inner, columns, rows, s.more("companion.more"))
}

func (s *companionSheet) role(p reports.Stakeholder) string {
	role := strings.ReplaceAll(p.Role, "_", " ")
	if key := "role." + p.Role; s.b.Has(key) {
		role = s.word(key)
	}
	switch {
	case role == "":
		return p.Title
	case p.Title == "":
		return role
	}
	return role + ", " + p.Title
}

func (s *companionSheet) stakeholdersTitle() string {
	left, named := 0, 0
	for _, p := range s.c.People {
		if !p.Left.IsZero() {
			left++
		}
		if p.Role != "" && p.Left.IsZero() {
			named++
		}
	}
	args := reports.Args{"n": reports.Count(left), "named": reports.Count(named)}
	switch {
	case left > 0:
		return s.sayf("companion.stakeholders_left", args)
	case named == 0:
		return s.word("companion.stakeholders_unnamed")
	}
	return s.sayf("companion.stakeholders_named", args)
}

// voice draws how the answers stand, and the unhappy ones with their words.
func (s *companionSheet) voice(b charts.Box) {
	n := s.c.Stance
	if n == nil && len(s.c.Answers) == 0 {
		s.block(b, s.word("companion.voice_none"), s.word("companion.voice_none_note"))
		return
	}
	inner := s.block(b, s.voiceTitle(), s.sayf("companion.voice_note", reports.Args{"day": s.c.AsOf}))
	if n != nil {
		piece := func(key string, count int) charts.Piece {
			return charts.Piece{Name: s.word(key), Count: float64(count), Text: s.count(float64(count))}
		}
		charts.Split{Pieces: [3]charts.Piece{piece("voice.detractors", n.Detractors), piece("voice.passives", n.Passives), piece("voice.promoters", n.Promoters)}}.
			Draw(s, charts.Box{X: inner.X, Y: inner.Y, W: inner.W, H: 38}, s.t.charts())
		inner = inner.Inset(0, 46, 0, 0)
	}
	columns := []column{{title: s.word("companion.words"), share: 42}, {title: s.word("companion.answer"), share: 17}, {title: s.word("companion.from"), share: 30}, {title: s.word("companion.answered"), share: 17}}
	var rows [][]cell
	for _, a := range s.c.Answers {
		words := cell{text: s.word("companion.no_words"), quiet: true}
		if a.Words != "" {
			words = cell{text: s.sayf("companion.quoted", reports.Args{"words": a.Words}), lines: 2}
		}
		score := s.sayf("companion.score_of", reports.Args{"kind": s.word("companion.kind_" + a.Kind), "n": s.b.Number(a.Score, 0), "of": s.b.Number(a.Of, 0)})
		rows = append(rows, []cell{words, {text: score, lines: 2}, {text: s.sender(a), lines: 2}, s.waits(a)})
	}
	if len(rows) > 0 {
		s.table(inner, columns, rows, s.more("companion.more"))
	}
}

func (s *companionSheet) sender(a reports.Answer) string {
	if a.Who == "" {
		return s.b.Day(a.On)
	}
	return a.Who + ", " + s.b.DayShort(a.On)
}

// waits says how long a detractor has waited for an answer.
func (s *companionSheet) waits(a reports.Answer) cell {
	switch {
	case a.Glad:
		return cell{text: s.word("companion.glad"), quiet: true}
	case a.Waits:
		return cell{text: s.sayf("companion.waits", reports.Args{"n": reports.Count(days(a.On, s.c.AsOf))}), strong: true, lines: 2}
	case a.Kind == "nps":
		return cell{text: s.word("companion.answered_yes"), quiet: true}
	}
	return cell{text: "", quiet: true}
}

func (s *companionSheet) voiceTitle() string {
	n, unhappy := s.c.Stance, 0
	for _, a := range s.c.Answers {
		if !a.Glad {
			unhappy++
		}
	}
	switch {
	case n == nil && unhappy == 0:
		return s.word("companion.voice_glad")
	case n == nil:
		return s.sayf("companion.voice_unhappy", reports.Args{"n": reports.Count(unhappy)})
	case n.Waiting > 0:
		return s.sayf("companion.voice_waiting", reports.Args{"n": reports.Count(n.Waiting), "of": reports.Count(n.Detractors)})
	case n.Detractors > 0:
		return s.sayf("companion.voice_detractors", reports.Args{"n": reports.Count(n.Detractors), "of": reports.Count(n.Respondents)})
	case n.Promoters > 0:
		return s.sayf("companion.voice_promoters", reports.Args{"n": reports.Count(n.Promoters), "of": reports.Count(n.Respondents)})
	}
	return s.sayf("companion.voice_passives", reports.Args{"n": reports.Count(n.Respondents)})
}

// promises lists what is late and what is due next, of both sides.
func (s *companionSheet) promises(b charts.Box) {
	note := s.sayf("companion.late_note", reports.Args{"n": reports.Count(s.c.Window), "day": s.c.AsOf})
	inner := s.block(b, s.promisesTitle(), note)
	if len(s.c.Promises) == 0 {
		return
	}
	columns := []column{{title: s.word("promises.side"), share: 11}, {title: s.word("promises.what"), share: 44}, {title: s.word("promises.owner"), share: 23}, {title: s.word("promises.due"), share: 17}, {title: s.word("companion.late"), share: 17, align: charts.Right}}
	var rows [][]cell
	for _, p := range s.c.Promises {
		args := reports.Args{"n": reports.Count(math.Abs(days(p.DueOn, s.c.AsOf)))}
		left := cell{text: s.sayf("companion.late_in", args), quiet: true, lines: 2}
		if p.Status == reports.Late {
			left = cell{text: s.sayf("companion.late_by", args), strong: true, lines: 2}
		}
		side := s.word("companion.side_" + string(p.Side))
		rows = append(rows, []cell{{text: side, quiet: true, lines: 2}, {text: p.Text, strong: true, lines: 2}, {text: p.Owner, lines: 2}, {text: s.b.Day(p.DueOn), lines: 2}, left})
	}
	s.table(inner, columns, rows, s.more("companion.more"))
}

func (s *companionSheet) promisesTitle() string {
	ours, theirs := s.lateOf(reports.Us), s.lateOf(reports.Them)
	args := reports.Args{"n": reports.Count(ours + theirs), "ours": reports.Count(ours), "theirs": reports.Count(theirs), "open": reports.Count(len(s.c.Promises))}
	switch {
	case ours+theirs > 0:
		return s.sayf("companion.late_title", args)
	case len(s.c.Promises) > 0:
		return s.sayf("companion.late_next", args)
	}
	return s.word("companion.late_none")
}

// pulses lists what the team noted of its feeling, the newest first.
func (s *companionSheet) pulses(b charts.Box) {
	if len(s.c.Pulses) == 0 {
		s.block(b, s.word("companion.pulse_none"), s.word("companion.pulse_none_note"))
		return
	}
	inner := s.block(b, s.pulseTitle(), s.sayf("companion.pulse_note", reports.Args{"n": reports.Count(len(s.c.Pulses)), "worst": s.b.Number(s.c.Scale.Worst, 1), "best": s.b.Number(s.c.Scale.Best, 1)}))
	columns := []column{{title: s.word("companion.noted"), share: 20}, {title: s.word("companion.pulse"), share: 12}, {title: s.word("companion.note"), share: 68}}
	var rows [][]cell
	for _, p := range slices.Backward(s.c.Pulses) {
		words := p.Text
		if p.Author != "" && p.Author != s.c.Owner && words != "" {
			words += " (" + p.Author + ")"
		}
		rows = append(rows, []cell{{text: s.b.DayShort(p.On), quiet: true}, {text: s.b.Number(p.Noted, 1), strong: true}, {text: words, lines: 2}})
	}
	s.table(inner, columns, rows, s.more("companion.more"))
}

// pulseTitle says what score and pulse make of each other.
func (s *companionSheet) pulseTitle() string {
	h := s.c.Health
	if h == nil || !h.Pulse.OK() || h.PulseWeight == 0 {
		return s.word("companion.pulse_old")
	}
	args := reports.Args{"pulse": s.b.Number(h.Pulse.V, 0), "score": s.b.Number(h.Score.V, 0), "band": s.word("band." + h.Band), "feeling": s.word("band." + s.band(h.Pulse.V))}
	switch {
	case !h.Score.OK():
		return s.sayf("companion.pulse_alone", args)
	case s.band(h.Pulse.V) != h.Band:
		return s.sayf("companion.pulse_differs", args)
	}
	return s.sayf("companion.pulse_agrees", args)
}

// band is the band a score alone would stand in.
func (s *companionSheet) band(score float64) string {
	switch {
	case score >= s.c.Limits.Green:
		return "green"
	case score >= s.c.Limits.Yellow:
		return "yellow"
	}
	return "red"
}
