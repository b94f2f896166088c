package pdf

import (
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// voice draws the answers to the recommendation question, the score only when
// there are enough of them, and the other surveys as lines.
func (s *sheet) voice(b charts.Box) {
	inner := s.block(b, s.say(s.q.VoiceTitle()), s.sayf("voice.note", reports.Args{"period": s.q.Period}))
	y := inner.Y + 2
	if n := s.q.NPS; n != nil && n.Responses.V > 0 {
		split := charts.Split{Pieces: [3]charts.Piece{
			s.piece("voice.detractors", n.Detractor, n),
			s.piece("voice.passives", n.Passives, n),
			s.piece("voice.promoters", n.Promoters, n),
		}}
		split.Draw(s, charts.Box{X: inner.X, Y: y, W: inner.W, H: 40}, s.t.charts())
		y += 50
		if n.Shown {
			scale := charts.Interval{Low: n.Low.V, Value: n.Score.V, High: n.High.V, From: -100, To: 100, Format: s.b.Scale(s.b.Signed)}
			scale.Draw(s, charts.Box{X: inner.X, Y: y, W: inner.W, H: 22}, s.t.charts())
			y += 26
			y = s.lines(inner.X, y+8, inner.W, s.say(s.q.VoiceNote()), s.t.small(), 1.35, 2) + 2
		}
	}
	style := s.t.small()
	for _, line := range s.otherSurveys() {
		if y+10 > b.Bottom()+4 {
			return
		}
		y = s.lines(inner.X, y+10, inner.W, line, style, 1.35, 2)
	}
}

// piece is one share of the answers; a share in per cent only goes with a score.
func (s *sheet) piece(key string, n reports.Number, of *reports.Survey) charts.Piece {
	form := "voice.count"
	if of.Shown {
		form = "voice.share_count"
	}
	text := s.sayf(form, reports.Args{"n": n.Count(), "share": n.Over(of.Responses).Share()})
	return charts.Piece{Name: s.word(key), Count: n.V, Text: text}
}

func (s *sheet) otherSurveys() []string {
	var out []string
	if c := s.q.CSAT; c != nil && c.Responses.V > 0 {
		titled := strings.HasPrefix(s.q.VoiceTitle().Key, "voice.csat")
		args := reports.Args{"share": c.Score.Share(), "good": c.Promoters.Count(), "n": c.Responses.Count(), "low": c.Low.Share(), "high": c.High.Share()}
		switch {
		case c.Shown && titled && c.Low.OK():
			out = append(out, s.sayf("voice.csat_range", args))
		case c.Shown && c.Low.OK():
			out = append(out, s.sayf("voice.csat_line", args))
		case !c.Shown:
			out = append(out, s.sayf("voice.csat_few", args))
		}
	}
	if c := s.q.CES; c != nil && c.Responses.V > 0 {
		out = append(out, s.sayf("voice.ces_line", reports.Args{"score": c.Score.Decimal(1), "max": c.ScaleMax.Decimal(0), "n": c.Responses.Count()}))
	}
	return out
}

// heard tells what the customer had said and what we did about it.
func (s *sheet) heard(b charts.Box, list []reports.Commitment) {
	inner := s.block(b, s.word("heard.title"), s.word("heard.note"))
	said, did := s.t.small().In(s.t.Colors.Muted.c()), s.t.small().In(s.t.Colors.Ink.c())
	const sign = 13.0
	y := inner.Y
	for i, c := range list {
		said1 := charts.Wrap(s, s.sayf("heard.said", reports.Args{"text": c.Heard}), said, inner.W, 2)
		did1 := charts.Wrap(s, s.quoted(c.Text), did, inner.W-sign, 2)
		h := float64(len(said1)+len(did1))*rowLeading + 13
		last := 0.0
		if i < len(list)-1 {
			last = 14
		}
		if y+h+last > b.Bottom()+4 {
			s.Text(inner.X, y+10, s.more("heard.more")(len(list)-i), said)
			return
		}
		if i > 0 {
			s.rule(inner.X, y, inner.W)
		}
		at := y + 12
		for _, line := range said1 {
			s.Text(inner.X, at, line, said)
			at += rowLeading
		}
		s.sign(inner.X+4, at-s.t.Sizes.Small*0.36+1, string(c.Status))
		for _, line := range did1 {
			s.Text(inner.X+sign, at+1, line, did)
			at += rowLeading
		}
		y += h
	}
}
