package reports

import (
	"slices"
	"strings"
)

// The rules that choose what a review says. A rule may only state what its
// numbers carry: without a comparison there is no "up", without enough answers
// no score, and a small difference is called steady.

const (
	// steadyBelow is the change from which a level is no more called steady: the
	// first that is printed as more than 5 %.
	steadyBelow = 0.055
	// percentFrom is the smallest level whose change is told in per cent;
	// below it the two levels are told instead.
	percentFrom = 10
	// percentTo is the largest change told in per cent; beyond it a percentage
	// says little.
	percentTo = 10
	// decidedFrom is the least number of decided tickets for a share of targets met.
	decidedFrom = 5
)

// direction is how a later level stands to an earlier one.
type direction string

const (
	up     direction = "up"
	down   direction = "down"
	steady direction = "steady"
	few    direction = "few" // too small for a percentage
	alone  direction = "alone"
)

// compare gives with up and down how much; the change keeps its sign.
func compare(now, then Number) (direction, Number) {
	change := now.ChangeFrom(then)
	switch {
	case !now.OK() || !then.OK():
		return alone, Number{}
	case then.V < percentFrom, change.V > percentTo:
		return few, Number{}
	case change.V >= steadyBelow:
		return up, change
	case change.V <= -steadyBelow:
		return down, change
	}
	return steady, Number{}
}

// Headline is the first page's message.
func (q *QBR) Headline() Sentence {
	goals := q.GoalCount()
	way, change := q.Usage.trend()
	args := Args{"good": goals.Good.Count(), "n": goals.Total.Count(), "change": change.Rise(), "month": Month(q.Period.Start)}
	usage := way == up || way == down || way == steady
	switch {
	case q.First:
		return Say("headline.first", Args{"supplier": q.Supplier.Name})
	case goals.Good.V > 0 && usage:
		return Say("headline.goals_"+string(way), args)
	case goals.Good.V > 0:
		return Say("headline.goals", args)
	case usage:
		return Say("headline.usage_"+string(way), args)
	}
	return Say("headline.plain", Args{"period": q.Period})
}

// Wanted says which goals were agreed.
func (q *QBR) Wanted() Sentence {
	var titles []string
	for _, g := range q.Goals {
		if g.Status != GoalDropped {
			titles = append(titles, g.Title)
		}
	}
	agreed := q.GoalCount().Total
	switch len(titles) {
	case 0:
		return Sentence{}
	case 1, 2:
		return Say("wanted.few", Args{"goals": strings.Join(titles, "; ")})
	}
	return Say("wanted.many", Args{"n": agreed.Count(), "goals": strings.Join(titles[:2], "; ")})
}

// Got says what came of it: the goals, else the use.
func (q *QBR) Got() []Sentence {
	var out []Sentence
	goals := q.GoalCount()
	args := Args{"reached": goals.Reached.Count(), "track": goals.OnTrack.Count()}
	switch {
	case goals.Reached.V > 0 && goals.OnTrack.V > 0:
		out = append(out, Say("got.goals", args))
	case goals.Reached.V > 0:
		out = append(out, Say("got.reached", args))
	case goals.OnTrack.V > 0:
		out = append(out, Say("got.track", args))
	}
	if done, all := q.promisesKept(Us); all.V > 0 {
		out = append(out, Say("got.promises", Args{"done": done.Count(), "n": all.Count()}))
	}
	if now, _ := q.Usage.levels(); now.OK() && now.V > 0 {
		out = append(out, Say("got.usage", Args{"now": now.Count()}))
	}
	return out
}

// Ask is what we ask of the customer: their next commitment by date, else the
// first question.
func (q *QBR) Ask() Sentence {
	for _, c := range q.Next {
		if c.Side != Them || c.Status == Done || c.Status == Dropped {
			continue
		}
		if c.DueOn.IsZero() {
			return Say("ask.open", Args{"text": c.Text})
		}
		return Say("ask.dated", Args{"text": c.Text, "on": c.DueOn})
	}
	if questions := q.Questions(); len(questions) > 0 {
		return questions[0]
	}
	return Sentence{}
}

// promisesKept counts the promises of a side that were not dropped.
func (q *QBR) promisesKept(side Side) (done, all Number) {
	count := func(what string, statuses ...CommitmentStatus) Number {
		var found []Number
		for _, c := range q.Promises {
			if c.Side == side && slices.Contains(statuses, c.Status) {
				found = append(found, c.Record)
			}
		}
		return TallyOf(found).Named(Say("receipt.promises_"+what+"_"+string(side), nil))
	}
	return count("kept", Done), count("all", Done, Open, Late)
}

// GoalCount counts goals by status; dropped goals are in no count.
type GoalCount struct{ Total, Good, Reached, OnTrack, Behind Number }

// GoalCount counts the goals.
func (q *QBR) GoalCount() GoalCount {
	count := func(what string, statuses ...GoalStatus) Number {
		var found []Number
		for _, g := range q.Goals {
			if slices.Contains(statuses, g.Status) {
				found = append(found, g.Record)
			}
		}
		return TallyOf(found).Named(Say("receipt.goals_"+what, nil))
	}
	return GoalCount{
		Total:   count("all", GoalReached, GoalOnTrack, GoalBehind, GoalMissed, GoalUnstated),
		Good:    count("good", GoalReached, GoalOnTrack),
		Reached: count("reached", GoalReached),
		OnTrack: count("on_track", GoalOnTrack),
		Behind:  count("behind", GoalBehind, GoalMissed),
	}
}

// Recorded counts the goals and promises of the review, dropped ones too.
func (q *QBR) Recorded() (goals, promises Number) {
	goals = TallyOf(each(q.Goals, func(g Goal) Number { return g.Record })).Named(Say("receipt.goals_recorded", nil))
	promises = TallyOf(each(q.Promises, func(c Commitment) Number { return c.Record })).Named(Say("receipt.promises_recorded", nil))
	return goals, promises
}

// GoalsTitle is the message of the goals page.
func (q *QBR) GoalsTitle() Sentence {
	n := q.GoalCount()
	args := Args{"good": n.Good.Count(), "n": n.Total.Count()}
	switch {
	case n.Total.V == 0:
		return Say("goals.promises_only", nil)
	case n.Good.V == n.Total.V:
		return Say("goals.all", args)
	case n.Good.V == 0 && n.Behind.V == 0:
		return Say("goals.unrated", args)
	case n.Good.V == 0:
		return Say("goals.none", args)
	}
	return Say("goals.some", args)
}

// PromisesTitle is the message of the ledger.
func (q *QBR) PromisesTitle() Sentence {
	done, all := q.promisesKept(Us)
	theirs, asked := q.promisesKept(Them)
	args := Args{"done": done.Count(), "n": all.Count(), "theirs": theirs.Count(), "asked": asked.Count()}
	switch {
	case all.V == 0 && asked.V == 0:
		return Say("promises.plain", nil)
	case asked.V == 0:
		return Say("promises.ours", args)
	case all.V == 0:
		return Say("promises.theirs", args)
	}
	return Say("promises.both", args)
}

// PlanTitle is the message of the plan.
func (q *QBR) PlanTitle() Sentence {
	sides := map[Side][]Number{}
	for _, c := range q.Next {
		sides[c.Side] = append(sides[c.Side], c.Record)
	}
	us := TallyOf(sides[Us]).Named(Say("receipt.plan_us", Args{"period": q.Period.Next()}))
	them := TallyOf(sides[Them]).Named(Say("receipt.plan_them", Args{"period": q.Period.Next()}))
	args := Args{"us": us.Count(), "them": them.Count(), "period": q.Period.Next()}
	switch {
	case us.V == 0 && them.V == 0:
		return Say("plan.none", args)
	case them.V == 0:
		return Say("plan.us", args)
	case us.V == 0:
		return Say("plan.them", args)
	}
	return Say("plan.both", args)
}

// questionLimit keeps the list short enough to be answered in the meeting.
const questionLimit = 4

// Questions are what the numbers leave to be decided together.
func (q *QBR) Questions() []Sentence {
	var out []Sentence
	for _, g := range q.Goals {
		if (g.Status == GoalBehind || g.Status == GoalMissed) && len(out) < 2 {
			out = append(out, Say("ask.goal", Args{"goal": g.Title}))
		}
	}
	if len(q.Goals) == 0 {
		out = append(out, Say("ask.goals", Args{"period": q.Period.Next()}))
	}
	if q.Seats != nil {
		use := q.Seats.Use()
		if use.OK() && use.V < 0.6 {
			out = append(out, Say("ask.seats", Args{"free": q.Seats.Free().Count(), "n": q.Seats.Bought.Count()}))
		}
	}
	if idle := q.Features.Idle(); len(idle) > 0 {
		out = append(out, Say("ask.feature", Args{"feature": idle[0].Name}))
	}
	if q.NPS == nil || !q.NPS.Shown {
		out = append(out, Say("ask.voice", nil))
	}
	return out[:min(len(out), questionLimit)]
}
