package reports

import "slices"

// ScoreGroup is one of the three headings of a customer's own scorecard, with what
// stands under it.
type ScoreGroup struct {
	Value string // business, experience or performance
	Items []ScoreItem
}

// ScoreItem is one line of it: the quarter, the quarter before where it can be
// compared, and the number there could be where there is one.
type ScoreItem struct {
	Name                    string
	Unit                    string // count, points, fraction, score or minutes
	Current, Previous, Goal Number
	Reason                  string // why there is no current value
	// Way is how it went against the quarter before: 1 better, -1 worse, 0 neither or
	// not to be told.
	Way int
}

// scoreItem is an item as it is agreed on: what it measures and how it is found.
type scoreItem struct {
	value, name, unit string
	better            int // 1 where more is better, -1 where less is, 0 where neither
	find              func(*QBR) ScoreItem
}

// scoreItems are all that a customer may be told of itself, in the order shown. No
// page and no table for customers holds another: marts.customer_scorecard names the
// same.
func scoreItems() []scoreItem {
	return []scoreItem{
		{"business", "goals", "count", 1, (*QBR).scoreGoals},
		{"business", "promises", "count", 1, (*QBR).scorePromises},
		{"business", "actions", "count", 1, (*QBR).scoreActions},
		{"experience", "nps", "points", 1, func(q *QBR) ScoreItem { return q.scoreSurvey("nps", q.NPS) }},
		{"experience", "csat", "fraction", 1, func(q *QBR) ScoreItem { return q.scoreSurvey("csat", q.CSAT) }},
		{"experience", "ces", "score", 1, func(q *QBR) ScoreItem { return q.scoreSurvey("ces", q.CES) }},
		{"experience", "first_reply", "minutes", -1, func(q *QBR) ScoreItem {
			return q.scoreService("no_replies", func(s *Support) (Number, Number, Number) { return s.FirstReply, s.PreviousReply, Number{} })
		}},
		{"experience", "resolution", "minutes", -1, func(q *QBR) ScoreItem {
			return q.scoreService("no_solutions", func(s *Support) (Number, Number, Number) { return s.Resolution, s.PreviousResolution, Number{} })
		}},
		{"experience", "within_target", "count", 0, func(q *QBR) ScoreItem { return q.scoreService("no_targets", (*Support).within) }},
		{"experience", "open_tickets", "count", 0, func(q *QBR) ScoreItem {
			return q.scoreService("", func(s *Support) (Number, Number, Number) { return s.OpenTickets, Number{}, Number{} })
		}},
		{"performance", "active_people", "count", 1, (*QBR).scorePeople},
		{"performance", "active_days", "count", 1, (*QBR).scoreDays},
		{"performance", "seats", "count", 1, (*QBR).scoreSeats},
		{"performance", "features", "count", 1, (*QBR).scoreFeatures},
	}
}

// Scorecard is the customer's own scorecard: what it got out of the product, how it
// was served, and how the product does in its hands.
func (q *QBR) Scorecard() []ScoreGroup {
	var groups []ScoreGroup
	for _, of := range scoreItems() {
		item := of.find(q)
		item.Name, item.Unit = of.name, of.unit
		if item.Current.OK() {
			item.Reason = ""
			item.Way = of.better * q.wayOf(item)
		}
		if len(groups) == 0 || groups[len(groups)-1].Value != of.value {
			groups = append(groups, ScoreGroup{Value: of.value})
		}
		last := &groups[len(groups)-1]
		last.Items = append(last.Items, item)
	}
	return groups
}

// wayOf is whether an item rose or fell. Scores say so only beyond chance, and of
// small numbers nothing is said.
func (q *QBR) wayOf(item ScoreItem) int {
	switch {
	case q.First || !item.Previous.OK():
		return 0
	case item.Unit == "points":
		return q.NPS.beyondChance()
	case item.Unit == "fraction", item.Unit == "score":
		return 0
	}
	way, _ := compare(item.Current, item.Previous)
	return way.sign()
}

// beyondChance is 1 where the score lies above the former one by more than chance,
// -1 where below.
func (s *Survey) beyondChance() int {
	switch {
	case s == nil || !s.Previous.OK() || !s.Low.OK() || !s.High.OK():
		return 0
	case s.Previous.V < s.Low.V:
		return 1
	case s.Previous.V > s.High.V:
		return -1
	}
	return 0
}

// ScorecardTitle says how many figures got better and worse.
func (q *QBR) ScorecardTitle() Sentence {
	ways := map[int][]Number{}
	for _, g := range q.Scorecard() {
		for _, item := range g.Items {
			ways[item.Way] = append(ways[item.Way], item.Current)
		}
	}
	better, worse := TallyOf(ways[1]).Named(Say("receipt.better", nil)), TallyOf(ways[-1]).Named(Say("receipt.worse", nil))
	args := Args{"better": better.Count(), "worse": worse.Count()}
	switch {
	case better.V > 0 && worse.V > 0:
		return Say("score.both", args)
	case better.V > 0:
		return Say("score.better", args)
	case worse.V > 0:
		return Say("score.worse", args)
	}
	return Say("score.plain", Args{"period": q.Period})
}

// lacking is why a block is not in the review.
func (q *QBR) lacking(block string) string {
	at := slices.IndexFunc(q.Missing, func(g Gap) bool { return g.Block == block })
	if at < 0 {
		return "no_data"
	}
	return q.Missing[at].Reason
}

func (q *QBR) scoreGoals() ScoreItem {
	n := q.GoalCount()
	if n.Total.V == 0 {
		return ScoreItem{Reason: "none_recorded"}
	}
	return ScoreItem{Current: n.Good, Goal: n.Total}
}

func (q *QBR) scorePromises() ScoreItem {
	done, all := q.promisesKept(Us)
	if all.V == 0 {
		return ScoreItem{Reason: "none_recorded"}
	}
	return ScoreItem{Current: done, Goal: all}
}

func (q *QBR) scoreActions() ScoreItem {
	now, before := q.Usage.Events()
	return q.ofUsage(ScoreItem{Current: now, Previous: before})
}

func (q *QBR) scorePeople() ScoreItem {
	item := ScoreItem{Current: q.Usage.Level()}
	if q.Usage != nil && len(q.Usage.Before) >= levelWeeks {
		item.Previous = mean(q.Usage.Before[len(q.Usage.Before)-levelWeeks:]).Named(Say("receipt.level_before", nil))
	}
	return q.ofUsage(item)
}

func (q *QBR) scoreDays() ScoreItem {
	if q.Usage == nil {
		return q.ofUsage(ScoreItem{})
	}
	return q.ofUsage(ScoreItem{Current: sumDays(q.Usage.Weeks), Previous: sumDays(q.Usage.Before)})
}

// ofUsage gives the reason why an item of the weeks has no value.
func (q *QBR) ofUsage(item ScoreItem) ScoreItem {
	item.Reason = "part_quarter"
	if q.Usage == nil {
		item.Reason = q.lacking("usage")
	}
	return item
}

func sumDays(weeks []Week) Number {
	return sumOfWeeks(weeks, "days_sum", pickDays)
}

func (q *QBR) scoreSeats() ScoreItem {
	if q.Seats == nil {
		return ScoreItem{Reason: q.lacking("seats")}
	}
	return ScoreItem{Current: q.Seats.Active, Goal: q.Seats.Bought}
}

func (q *QBR) scoreFeatures() ScoreItem {
	if q.Features == nil {
		return ScoreItem{Reason: q.lacking("features")}
	}
	used, all := q.Features.Counts()
	item := ScoreItem{Current: used}
	if q.Features.Planned() {
		item.Goal = all
	}
	var before []Number
	for _, f := range q.Features.Items {
		switch {
		case q.Features.Planned() && !f.InPlan:
		case !f.Previous.OK():
			return item
		case f.Previous.V > 0:
			before = append(before, f.Previous)
		}
	}
	item.Previous = TallyOf(before).Named(Say("receipt.features_before", nil))
	return item
}

func (q *QBR) scoreSurvey(block string, s *Survey) ScoreItem {
	switch {
	case s == nil:
		return ScoreItem{Reason: q.lacking(block)}
	case !s.Shown:
		return ScoreItem{Previous: s.Previous, Reason: "few_answers"}
	}
	return ScoreItem{Current: s.Score, Previous: s.Previous}
}

// scoreService takes an item's values from the service block.
func (q *QBR) scoreService(none string, of func(*Support) (now, before, goal Number)) ScoreItem {
	if q.Support == nil {
		return ScoreItem{Reason: q.lacking("support")}
	}
	now, before, goal := of(q.Support)
	return ScoreItem{Current: now, Previous: before, Goal: goal, Reason: none}
}

// within are the tickets that met their target, of those decided.
func (s *Support) within() (met, before, decided Number) {
	if !s.TargetFrom.OK() || s.TargetFrom.V == 0 {
		return Number{}, Number{}, Number{}
	}
	return s.TargetMet, Number{}, s.TargetFrom
}
