package truth

import (
	"cmp"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// Support is the helpdesk's work in a period and segment.
type Support struct {
	Period
	Dimension, Segment       string
	Created, Solved, Backlog int
	// BacklogStart is open before the period; Reopened and SolvedEvents are how
	// often tickets came back and went.
	BacklogStart, Reopened, SolvedEvents int
	FirstReplyMinutesP50                 *float64
	FirstReplyMinutesP90                 *float64
	FullResolutionMinutesP50             *float64
	FullResolutionMinutesP90             *float64
	FirstReplyBusinessP50                *float64
	FirstReplyBusinessP90                *float64
	FullResolutionBusinessP50            *float64
	FullResolutionBusinessP90            *float64
	RequesterWaitP50                     *float64
	ReopenRate, SLAAttainment            *float64
	SLAMet, SLADecided                   int
}

// targetMinutes are the default first reply targets; 0 is none.
func targetMinutes(priority string) float64 {
	return map[string]float64{"urgent": 60, "high": 240, "normal": 480, "low": 1440}[priority]
}

// tickets lists what is known of and not deleted.
func (b *Book) tickets() []*world.Ticket {
	var out []*world.Ticket
	for _, t := range b.world.Tickets {
		if b.known(t.Created) && t.State(b.set.Now) != "deleted" {
			out = append(out, t)
		}
	}
	return out
}

// ticketFacts is a ticket as known tonight.
type ticketFacts struct {
	customer           *Customer
	created, solved    int   // solved is never for a ticket that is not solved
	solves, reopenings []int // the days of all that are known
	reopened           bool
	wait               float64 // minutes of a solved ticket; below 0 where states are not known
	reply, resolution  float64 // minutes; below 0 for none
	replyBusiness      float64
	resolutionBusiness float64
	sla                string
}

func (b *Book) facts(t *world.Ticket) ticketFacts {
	cutoff := b.end.Add(-time.Nanosecond)
	if b.set.Now.Before(cutoff) {
		cutoff = b.set.Now
	}
	f := ticketFacts{customer: b.of[t.Account], created: b.day(t.Created), solved: never, reply: -1, resolution: -1,
		replyBusiness: -1, resolutionBusiness: -1, wait: -1}
	if reply := t.FirstReply(cutoff); !reply.IsZero() && t.Submitter == t.Requester {
		f.reply = reply.Sub(t.Created).Minutes()
		f.replyBusiness = float64(b.world.Schedule.Minutes(t.Created, reply))
	}
	solved, reopened := t.Solves(cutoff)
	f.solves, f.reopenings = b.days(solved), b.days(reopened)
	if len(solved) > len(reopened) {
		last := solved[len(solved)-1]
		f.wait = b.waited(t, last)
		f.solved, f.reopened = b.day(last), len(reopened) > 0
		f.resolution = last.Sub(t.Created).Minutes()
		// The helpdesk measures business time itself, and only as it stands now.
		if t.Updated(b.set.Now).Before(b.end) {
			f.resolutionBusiness = float64(b.world.Schedule.Minutes(t.Created, last))
		}
	}
	if b.set.Helpdesk.NoStates {
		f.solves, f.reopenings, f.wait = nil, nil, -1
		if f.solved != never {
			f.solves = []int{f.solved}
		}
	}
	if b.set.Helpdesk.NoBusinessTime {
		f.replyBusiness, f.resolutionBusiness = -1, -1
	}
	f.sla = b.sla(t, f)
	return f
}

func (b *Book) days(instants []time.Time) []int {
	var days []int
	for _, at := range instants {
		days = append(days, b.day(at))
	}
	return days
}

// waited is how long the requester waited until an instant: while the ticket was
// new, open or on hold.
func (b *Book) waited(t *world.Ticket, until time.Time) float64 {
	var total time.Duration
	for i, c := range t.States {
		end := until
		if i+1 < len(t.States) && t.States[i+1].At.Before(until) {
			end = t.States[i+1].At
		}
		if (c.Value == "new" || c.Value == "open" || c.Value == "hold" && !b.set.Helpdesk.HoldIsPending) && c.At.Before(end) {
			total += end.Sub(c.At)
		}
	}
	return total.Minutes()
}

// openOn reports whether the ticket is open at the end of a day.
func (f ticketFacts) openOn(day int) bool {
	return f.created <= day && until(f.solves, day) == until(f.reopenings, day)
}

// until counts the days up to one.
func until(days []int, last int) int {
	n := 0
	for _, d := range days {
		if d <= last {
			n++
		}
	}
	return n
}

func (b *Book) sla(t *world.Ticket, f ticketFacts) string {
	target := targetMinutes(b.priority(t))
	waited := f.reply
	if waited < 0 && f.solved != never {
		waited = f.resolution
	}
	switch {
	case target == 0 || t.Submitter != t.Requester:
		return "none"
	case waited >= 0 && waited <= target:
		return "met"
	case waited >= 0 || b.end.Sub(t.Created).Minutes() > target:
		return "breached"
	default:
		return "open"
	}
}

func (b *Book) priority(t *world.Ticket) string {
	return cmp.Or(t.Priority, b.set.Helpdesk.DefaultPriority)
}

// Support lists the months, fiscal quarters and the trailing window.
func (b *Book) Support() []Support {
	var facts []ticketFacts
	for _, t := range b.tickets() {
		facts = append(facts, b.facts(t))
	}
	var out []Support
	for _, w := range b.windows(b.firstFact(), trailingDays) {
		for _, dimension := range b.dimensions() {
			out = append(out, b.supported(w, dimension, facts)...)
		}
	}
	return out
}

// tally gathers one row's tickets.
type tally struct {
	Support
	reply, replyBusiness, resolution, resolutionBusiness, wait []float64
	reopened                                                   int
}

func (b *Book) supported(w window, dimension string, facts []ticketFacts) []Support {
	rows, order := map[string]*tally{}, []string{}
	at := func(c *Customer) *tally {
		segment := b.segment(c, dimension, w.last)
		if rows[segment] == nil {
			rows[segment] = &tally{Support: Support{Period: w.period(), Dimension: dimension, Segment: segment}}
			order = append(order, segment)
		}
		return rows[segment]
	}
	if dimension == All {
		at(nil)
	}
	for _, f := range facts {
		if f.created >= w.from && f.created <= w.last {
			at(f.customer).created(f)
		}
		if f.solved >= w.from && f.solved <= w.last {
			at(f.customer).solve(f)
		}
		solves, back := until(f.solves, w.last)-until(f.solves, w.from-1), until(f.reopenings, w.last)-until(f.reopenings, w.from-1)
		if before, after := f.openOn(w.from-1), f.openOn(w.last); before || after || solves > 0 {
			at(f.customer).move(before, after, solves, back)
		}
	}
	var out []Support
	for _, segment := range order {
		out = append(out, rows[segment].row())
	}
	return out
}

func (t *tally) created(f ticketFacts) {
	t.Created++
	if f.reply >= 0 {
		t.reply = append(t.reply, f.reply)
	}
	if f.replyBusiness >= 0 {
		t.replyBusiness = append(t.replyBusiness, f.replyBusiness)
	}
	switch f.sla {
	case "met":
		t.SLAMet++
		t.SLADecided++
	case "breached":
		t.SLADecided++
	}
}

func (t *tally) move(before, after bool, solves, back int) {
	if before {
		t.BacklogStart++
	}
	if after {
		t.Backlog++
	}
	t.SolvedEvents += solves
	t.Reopened += back
}

func (t *tally) solve(f ticketFacts) {
	t.Solved++
	t.resolution = append(t.resolution, f.resolution)
	if f.resolutionBusiness >= 0 {
		t.resolutionBusiness = append(t.resolutionBusiness, f.resolutionBusiness)
	}
	if f.wait >= 0 {
		t.wait = append(t.wait, f.wait)
	}
	if f.reopened {
		t.reopened++
	}
}

func (t *tally) row() Support {
	s := t.Support
	s.FirstReplyMinutesP50, s.FirstReplyMinutesP90 = quantile(t.reply, 0.5), quantile(t.reply, 0.9)
	s.FullResolutionMinutesP50, s.FullResolutionMinutesP90 = quantile(t.resolution, 0.5), quantile(t.resolution, 0.9)
	s.FirstReplyBusinessP50, s.FirstReplyBusinessP90 = quantile(t.replyBusiness, 0.5), quantile(t.replyBusiness, 0.9)
	s.FullResolutionBusinessP50, s.FullResolutionBusinessP90 = quantile(t.resolutionBusiness, 0.5), quantile(t.resolutionBusiness, 0.9)
	s.RequesterWaitP50 = quantile(t.wait, 0.5)
	s.ReopenRate, s.SLAAttainment = ratio(t.reopened, s.Solved), ratio(s.SLAMet, s.SLADecided)
	return s
}
