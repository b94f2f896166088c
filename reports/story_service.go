package reports

// ServiceTitle is the message of the service page.
func (q *QBR) ServiceTitle() Sentence {
	s := q.Support
	switch {
	case s == nil:
		return Say("service.voice", Args{"period": q.Period})
	case s.TargetFrom.OK() && s.TargetFrom.V >= decidedFrom:
		return Say("service.target", Args{"share": Share(s.TargetMet.V / s.TargetFrom.V), "met": Count(s.TargetMet.V), "n": Count(s.TargetFrom.V)})
	case s.Created.OK() && s.Created.V == 0:
		return Say("service.none", nil)
	case s.FirstReply.OK():
		return Say("service.reply", Args{"time": Minutes(s.FirstReply.V)})
	}
	return Say("service.count", Args{"n": Count(s.Created.V)})
}

// TicketsTitle is the message of the monthly columns.
func (q *QBR) TicketsTitle() Sentence {
	s := q.Support
	way, change := compare(s.Created, s.PreviousCreated)
	args := Args{"n": Count(s.Created.V), "before": Count(s.PreviousCreated.V), "change": change.Rise()}
	return Say("tickets."+string(way), args)
}

// RepliesTitle is the message of the reply times.
func (q *QBR) RepliesTitle() Sentence {
	s := q.Support
	if !s.FirstReply.OK() {
		return Say("replies.plain", nil)
	}
	args := Args{"time": Minutes(s.FirstReply.V), "before": Minutes(s.PreviousReply.V)}
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
		return Say("voice.nps", Args{"score": Points(q.NPS.Score.V), "n": Count(q.NPS.Responses)})
	case q.NPS != nil && q.NPS.Responses > 0:
		return Say("voice.few", Args{"n": Count(q.NPS.Responses)})
	case q.CSAT != nil && q.CSAT.Shown:
		return Say("voice.csat", Args{"share": Share(q.CSAT.Score.V), "n": Count(q.CSAT.Responses)})
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
		args := Args{"before": Points(n.Previous.V)}
		switch {
		case n.Previous.V < low.V:
			return Say("voice.higher", args)
		case n.Previous.V > high.V:
			return Say("voice.lower", args)
		}
		return Say("voice.same", args)
	}
	return Say("voice.range", Args{"low": Points(low.V), "high": Points(high.V)})
}
