package reports

// ServiceTitle is the message of the service page.
func (q *QBR) ServiceTitle() Sentence {
	s := q.Support
	switch {
	case s == nil:
		return Say("service.voice", Args{"period": q.Period})
	case s.TargetFrom.OK() && s.TargetFrom.V >= decidedFrom:
		return Say("service.target", Args{"share": s.Attainment().Share(), "met": s.TargetMet.Count(), "n": s.TargetFrom.Count()})
	case s.Created.OK() && s.Created.V == 0:
		return Say("service.none", nil)
	case s.FirstReply.OK() && s.Created.V == 1:
		return Say("service.one", Args{"time": s.FirstReply.Minutes()})
	case s.FirstReply.OK():
		return Say("service.reply", Args{"time": s.FirstReply.Minutes()})
	}
	return Say("service.count", Args{"n": s.Created.Count()})
}

// TicketsTitle is the message of the monthly columns.
func (q *QBR) TicketsTitle() Sentence {
	s := q.Support
	if s.Created.OK() && s.Created.V == 0 && s.PreviousCreated.OK() && s.PreviousCreated.V == 0 {
		return Say("tickets.none", nil)
	}
	way, change := compare(s.Created, s.PreviousCreated)
	args := Args{"n": s.Created.Count(), "before": s.PreviousCreated.Count(), "change": change.Named(Say("receipt.tickets_change", nil)).Rise()}
	return Say("tickets."+string(way), args)
}

// RepliesTitle is the message of the reply times.
func (q *QBR) RepliesTitle() Sentence {
	s := q.Support
	if !s.FirstReply.OK() || s.Created.V == 1 {
		return Say("replies.plain", nil)
	}
	args := Args{"time": s.FirstReply.Minutes(), "before": s.PreviousReply.Minutes()}
	change := s.FirstReply.ChangeFrom(s.PreviousReply)
	switch {
	case !change.OK():
		return Say("replies.alone", args)
	case change.V <= -steadyBelow:
		return Say("replies.faster", args)
	case change.V >= steadyBelow:
		return Say("replies.slower", args)
	}
	return Say("replies.steady", args)
}

// VoiceTitle is the message of the survey block.
func (q *QBR) VoiceTitle() Sentence {
	switch {
	case q.NPS != nil && q.NPS.Shown:
		return Say("voice.nps", Args{"score": q.NPS.Score.Points(), "n": q.NPS.Responses.Count()})
	case q.NPS != nil && q.NPS.Responses.V > 0:
		return Say("voice.few", Args{"n": q.NPS.Responses.Count()})
	case q.CSAT != nil && q.CSAT.Shown:
		return Say("voice.csat", Args{"share": q.CSAT.Score.Share(), "n": q.CSAT.Responses.Count()})
	}
	return Say("voice.plain", nil)
}

// VoiceNote says how sure the score is, or what changed.
func (q *QBR) VoiceNote() Sentence {
	n := q.NPS
	if n == nil || !n.Shown {
		return Sentence{}
	}
	low, high := n.Low, n.High
	if n.Previous.OK() && low.OK() && high.OK() {
		args := Args{"before": n.Previous.Points()}
		switch {
		case n.Previous.V < low.V:
			return Say("voice.higher", args)
		case n.Previous.V > high.V:
			return Say("voice.lower", args)
		}
		return Say("voice.same", args)
	}
	return Say("voice.range", Args{"low": low.Points(), "high": high.Points()})
}

// Attainment is the share of tickets that met their target, of those decided.
func (s *Support) Attainment() Number {
	return s.TargetMet.Over(s.TargetFrom).Named(Say("receipt.attainment", nil))
}
