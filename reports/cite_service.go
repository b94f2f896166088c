package reports

import "time"

// cite gives a number of a customer its receipt: the figure where the marts publish
// one, else the query.
func (b *batch) cite(n *Number, what Sentence, metric, span string, start time.Time, customer, query string) {
	*n = n.Cited(b.published.of(what, metric, span, start, customer, query))
}

// between is a condition on a day of a row: from the first day on, before the end.
func between(column string, from, end time.Time) string {
	return column + " >= " + date(from) + " AND " + column + " < " + date(end)
}

// citeTickets says where the counts and medians of the quarter's service come from.
func (b *batch) citeTickets(customer string, s *Support) {
	now, before := b.frame.period, b.frame.period.Previous()
	count := func(n *Number, what string, of Period, metric, day string) {
		b.cite(n, Say("receipt."+what, Args{"period": of}), metric, "quarter", of.Start, customer,
			cell("count(*)", "marts.tickets", customer, between(day, of.Start, of.End)))
	}
	median := func(n *Number, what string, of Period, metric, column, day string) {
		b.cite(n, Say("receipt."+what, Args{"period": of}), metric, "quarter", of.Start, customer,
			cell("quantile_cont("+column+", 0.5)", "marts.tickets", customer, between(day, of.Start, of.End)))
	}
	slow := func(n *Number, what, column, day string) {
		*n = n.Cited(Receipt{What: Say("receipt."+what, Args{"period": now}),
			SQL: cell("quantile_cont("+column+", 0.9)", "marts.tickets", customer, between(day, now.Start, now.End))})
	}
	slow(&s.ReplySlow, "reply_slow", "first_reply_minutes", "created_on")
	slow(&s.ResolutionSlow, "resolution_slow", "full_resolution_minutes", "solved_on")
	count(&s.Created, "tickets", now, "tickets_created", "created_on")
	count(&s.PreviousCreated, "tickets", before, "tickets_created", "created_on")
	count(&s.Solved, "tickets_solved", now, "tickets_solved", "solved_on")
	median(&s.FirstReply, "first_reply", now, "first_reply_time", "first_reply_minutes", "created_on")
	median(&s.PreviousReply, "first_reply", before, "first_reply_time", "first_reply_minutes", "created_on")
	median(&s.Resolution, "resolution", now, "full_resolution_time", "full_resolution_minutes", "solved_on")
	median(&s.PreviousResolution, "resolution", before, "full_resolution_time", "full_resolution_minutes", "solved_on")
	s.OpenTickets = s.OpenTickets.Cited(Receipt{What: Say("receipt.tickets_open", Args{"day": b.asOf}),
		SQL: cell("count(*)", "marts.tickets", customer, "state NOT IN ('solved', 'closed')")})
}

// citeSums cites what was added up over rows.
func (b *batch) citeSums(customer string, s *Support) {
	of := b.frame.period
	opened := between("created_on", of.Start, of.End)
	s.TargetMet = s.TargetMet.Cited(Receipt{What: Say("receipt.target_met", Args{"period": of}), SQL: cell("count(*)", "marts.tickets", customer, opened+" AND sla = 'met'")})
	s.TargetFrom = s.TargetFrom.Cited(Receipt{What: Say("receipt.target_decided", Args{"period": of}), SQL: cell("count(*)", "marts.tickets", customer, opened+" AND sla IN ('met', 'breached')")})
	for i := range s.Months {
		m := &s.Months[i]
		b.cite(&m.Total, Say("receipt.month_tickets", Args{"month": Month(m.Month)}), "tickets_created", "month", m.Month, customer,
			cell("coalesce(sum(created), 0)", "marts.customer_support_monthly", customer, "month = "+date(m.Month)))
	}
	for i := range s.Priorities {
		b.citePriority(customer, &s.Priorities[i])
	}
}

// citePriority says where a priority's service of the quarter comes from.
func (b *batch) citePriority(customer string, p *Priority) {
	of := b.frame.period
	opened := "priority = " + quote(p.Name) + " AND " + between("created_on", of.Start, of.End)
	set := func(n *Number, what, value, where string) {
		*n = n.Cited(Receipt{What: Say("receipt."+what, Args{"period": of, "priority": Say("priority."+p.Name, nil)}), SQL: cell(value, "marts.tickets", customer, where)})
	}
	set(&p.Created, "priority_tickets", "count(*)", opened)
	set(&p.FirstReply, "priority_reply", "quantile_cont(first_reply_minutes, 0.5)", opened)
	set(&p.ReplySlow, "priority_slow", "quantile_cont(first_reply_minutes, 0.9)", opened)
	set(&p.Met, "priority_met", "count(*)", opened+" AND sla = 'met'")
	set(&p.From, "priority_decided", "count(*)", opened+" AND sla IN ('met', 'breached')")
}

// citeTarget says where the target of a priority comes from.
func citeTarget(minutes float64, priority string) Number {
	return Num(minutes).Cited(Receipt{
		What: Say("receipt.reply_target", Args{"priority": Say("priority."+priority, nil)}), SQL: "SELECT minutes FROM core.sla_targets WHERE priority = " + quote(priority),
	})
}

// citeNPS says where the answers to the recommendation question come from, and what
// the score and its range are reckoned of.
func (b *batch) citeNPS(customer string, s *Survey, of Period) {
	row := "span = 'quarter' AND relationship AND period_start = " + date(of.Start)
	set := func(n *Number, column string) {
		*n = n.Cited(Receipt{What: Say("receipt.nps_"+column, Args{"period": of}), SQL: cell(column, "marts.customer_nps", customer, row)})
	}
	set(&s.Responses, "responses")
	set(&s.Promoters, "promoters")
	set(&s.Passives, "passives")
	set(&s.Detractor, "detractors")
	b.cite(&s.Score, Say("receipt.nps", Args{"period": of}), "customer_nps", "quarter", of.Start, customer, cell("nps", "marts.customer_nps", customer, row))
	bound := func(n *Number, how How) {
		*n = Reckoned(n.V, how, s.Promoters, s.Passives, s.Detractor).Named(Say("receipt.nps_"+string(how), Args{"period": of}))
	}
	if s.Low.OK() && s.High.OK() {
		bound(&s.Low, Low)
		bound(&s.High, High)
	}
}

// citeTicketVoice says where the answers after tickets come from.
func (b *batch) citeTicketVoice(customer, kind string, s *Survey, of Period) {
	answered := "kind = " + quote(kind) + " AND NOT relationship AND " + between("responded_on", of.Start, of.End)
	set := func(n *Number, what, value, where string) {
		*n = n.Cited(Receipt{What: Say("receipt."+kind+"_"+what, Args{"period": of}), SQL: cell(value, "marts.customer_voice", customer, where)})
	}
	set(&s.Responses, "answers", "count(*)", answered)
	set(&s.Promoters, "good", "count(*)", answered+" AND category IN ('satisfied', 'easy')")
	if kind == "ces" {
		set(&s.Score, "score", "avg(score)", answered)
		set(&s.ScaleMax, "scale", "coalesce(max(scale_max), 7)", answered)
		return
	}
	s.Score = s.Promoters.Over(s.Responses).Named(Say("receipt.csat_score", Args{"period": of}))
	if s.Shown {
		s.Low, s.High = wilson(s.Promoters.V, s.Responses.V)
		share := "(count(*) FILTER (WHERE category IN ('satisfied', 'easy')), count(*))"
		set(&s.Low, "low", "wilson_low"+share, answered)
		set(&s.High, "high", "wilson_high"+share, answered)
	}
}
