package reports

import "strings"

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
	args := Args{"good": Count(goals.Good), "n": Count(goals.Total), "change": change.Rise(), "month": Month(q.Period.Start)}
	usage := way == up || way == down || way == steady
	switch {
	case q.First:
		return Say("headline.first", Args{"supplier": q.Supplier.Name})
	case goals.Good > 0 && usage:
		return Say("headline.goals_"+string(way), args)
	case goals.Good > 0:
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
	switch len(titles) {
	case 0:
		return Sentence{}
	case 1, 2:
		return Say("wanted.few", Args{"goals": strings.Join(titles, "; ")})
	}
	return Say("wanted.many", Args{"n": Count(len(titles)), "goals": strings.Join(titles[:2], "; ")})
}

// Got says what came of it: the goals, else the use.
func (q *QBR) Got() []Sentence {
	var out []Sentence
	goals := q.GoalCount()
	args := Args{"reached": Count(goals.Reached), "track": Count(goals.OnTrack)}
	switch {
	case goals.Reached > 0 && goals.OnTrack > 0:
		out = append(out, Say("got.goals", args))
	case goals.Reached > 0:
		out = append(out, Say("got.reached", args))
	case goals.OnTrack > 0:
		out = append(out, Say("got.track", args))
	}
	if done, all := q.promisesKept(Us); all > 0 {
		out = append(out, Say("got.promises", Args{"done": Count(done), "n": Count(all)}))
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

func (q *QBR) promisesKept(side Side) (done, all int) {
	for _, c := range q.Promises {
		if c.Side != side || c.Status == Dropped {
			continue
		}
		all++
		if c.Status == Done {
			done++
		}
	}
	return done, all
}

// GoalCount counts goals by status; dropped goals are in no count.
type GoalCount struct{ Total, Good, Reached, OnTrack, Behind int }

// GoalCount counts the goals.
func (q *QBR) GoalCount() GoalCount {
	var n GoalCount
	for _, g := range q.Goals {
		switch g.Status {
		case GoalDropped:
			continue
		case GoalReached:
			n.Reached++
		case GoalOnTrack:
			n.OnTrack++
		case GoalBehind, GoalMissed:
			n.Behind++
		}
		n.Total++
	}
	n.Good = n.Reached + n.OnTrack
	return n
}

// GoalsTitle is the message of the goals page.
func (q *QBR) GoalsTitle() Sentence {
	n := q.GoalCount()
	args := Args{"good": Count(n.Good), "n": Count(n.Total)}
	switch {
	case n.Total == 0:
		return Say("goals.promises_only", nil)
	case n.Good == n.Total:
		return Say("goals.all", args)
	case n.Good == 0 && n.Behind == 0:
		return Say("goals.unrated", args)
	case n.Good == 0:
		return Say("goals.none", args)
	}
	return Say("goals.some", args)
}

// PromisesTitle is the message of the ledger.
func (q *QBR) PromisesTitle() Sentence {
	done, all := q.promisesKept(Us)
	theirs, asked := q.promisesKept(Them)
	args := Args{"done": Count(done), "n": Count(all), "theirs": Count(theirs), "asked": Count(asked)}
	switch {
	case all == 0 && asked == 0:
		return Say("promises.plain", nil)
	case asked == 0:
		return Say("promises.ours", args)
	case all == 0:
		return Say("promises.theirs", args)
	}
	return Say("promises.both", args)
}

// PlanTitle is the message of the plan.
func (q *QBR) PlanTitle() Sentence {
	var us, them int
	for _, c := range q.Next {
		if c.Side == Us {
			us++
		} else {
			them++
		}
	}
	args := Args{"us": Count(us), "them": Count(them), "period": q.Period.Next()}
	switch {
	case us == 0 && them == 0:
		return Say("plan.none", args)
	case them == 0:
		return Say("plan.us", args)
	case us == 0:
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
		free := q.Seats.Bought.V - q.Seats.Active.V
		use := q.Seats.Use()
		if use.OK() && use.V < 0.6 {
			out = append(out, Say("ask.seats", Args{"free": Count(free), "n": Count(q.Seats.Bought.V)}))
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
