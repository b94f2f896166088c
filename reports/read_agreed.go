package reports

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"
)

// readGoals reads the goals that were open in the quarter. One whose date had
// passed before the quarter began belongs to an earlier review.
func (b *batch) readGoals(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, goal_id, title, measure, unit, baseline, target, actual, due_on, owner, status
FROM core.goals
WHERE customer_id IN `+idList+` AND title IS NOT NULL AND (due_on IS NULL OR due_on >= ?)
ORDER BY customer_id, due_on NULLS LAST, goal_id`, func(rows *sql.Rows) error {
		var id, status string
		var g Goal
		if err := rows.Scan(&id, &g.ID, text{&g.Title}, text{&g.Measure}, text{&g.Unit}, figure{&g.Baseline}, figure{&g.Target},
			figure{&g.Actual}, dayOf{&g.DueOn}, text{&g.Owner}, text{&status}); err != nil {
			return err
		}
		g.Status = g.judge(status, b.asOf)
		citeGoal(id, &g)
		b.byID[id].Goals = append(b.byID[id].Goals, g)
		return nil
	}, b.ids, b.frame.period.Start)
}

// Way is the share of the way from the start to the target that is done, where
// the goal has numbers and the measure lies between the two.
func (g Goal) Way() Number {
	if !g.Baseline.OK() || !g.Target.OK() || !g.Actual.OK() || g.Baseline.V == g.Target.V {
		return Number{}
	}
	way := g.Actual.Less(g.Baseline).Over(g.Target.Less(g.Baseline))
	if way.V < 0 || way.V > 1 {
		return Number{}
	}
	return way.Named(Say("receipt.goal_way", Args{"goal": g.Title}))
}

// citeGoal says where the numbers of a goal come from.
func citeGoal(customer string, g *Goal) {
	of := "goal_id = " + quote(g.ID)
	g.Record = record(Say("receipt.goal", Args{"goal": g.Title}), cell("count(*)", "core.goals", customer, of))
	for column, n := range map[string]*Number{"baseline": &g.Baseline, "target": &g.Target, "actual": &g.Actual} {
		*n = n.Cited(Receipt{What: Say("receipt.goal_"+column, Args{"goal": g.Title}), SQL: cell(column, "core.goals", customer, of)})
	}
}

// record is one, with the receipt of the record it stands for.
func record(what Sentence, query string) Number {
	return Num(1).Cited(Receipt{What: what, SQL: query})
}

// judge gives a goal's status. Numbers decide whether it is reached, its date
// whether it is missed; between the two its owner's word stands. A recorded
// success the numbers do not bear out is not repeated.
func (g Goal) judge(recorded string, day time.Time) GoalStatus {
	word := goalWords(recorded)
	if word == GoalDropped {
		return GoalDropped
	}
	if g.Baseline.OK() && g.Target.OK() && g.Actual.OK() && g.Baseline.V != g.Target.V {
		if (g.Actual.V-g.Baseline.V)/(g.Target.V-g.Baseline.V) >= 1 {
			return GoalReached
		}
		if word == GoalReached {
			word = GoalUnstated
		}
	}
	if word == GoalReached || word == GoalMissed {
		return word
	}
	if !g.DueOn.IsZero() && day.After(g.DueOn) {
		return GoalMissed
	}
	return word
}

// goalSpellings are the words that mean a status, as normal writes them.
func goalSpellings(of GoalStatus) []string {
	switch of {
	case GoalReached:
		return []string{"reached", "achieved", "done", "met", "complete", "completed"}
	case GoalOnTrack:
		return []string{"on_track", "open", "in_progress", "active"}
	case GoalBehind:
		return []string{"behind", "at_risk", "off_track", "delayed"}
	case GoalMissed:
		return []string{"missed", "failed"}
	case GoalDropped:
		return []string{"dropped", "cancelled", "canceled"}
	}
	return nil
}

func goalWords(s string) GoalStatus {
	for _, status := range []GoalStatus{GoalReached, GoalOnTrack, GoalBehind, GoalMissed, GoalDropped} {
		if slices.Contains(goalSpellings(status), normal(s)) {
			return status
		}
	}
	return GoalUnstated
}

func normal(s string) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(s)))
}

// readCommitments parts the promises: due in the quarter (or due before and
// still open) are the ledger, due after it are the plan. One without a date
// belongs to the review it was recorded for.
func (b *batch) readCommitments(ctx context.Context) error {
	p := b.frame.period
	return b.each(ctx, `
SELECT customer_id, commitment_id, coalesce(review, ''), side, text, owner, due_on, status, heard
FROM core.commitments
WHERE customer_id IN `+idList+` AND text IS NOT NULL
ORDER BY customer_id, due_on NULLS LAST, commitment_id`, func(rows *sql.Rows) error {
		var id, review, side, status string
		var c Commitment
		if err := rows.Scan(&id, &c.ID, text{&review}, text{&side}, text{&c.Text}, text{&c.Owner}, dayOf{&c.DueOn}, text{&status}, text{&c.Heard}); err != nil {
			return err
		}
		c.Side = Us
		if normal(side) == string(Them) {
			c.Side = Them
		}
		c.Status = promiseWords(status)
		if c.Status == Open && !c.DueOn.IsZero() && b.asOf.After(c.DueOn) {
			c.Status = Late
		}
		c.Record = record(Say("receipt.promise", Args{"text": c.Text}), cell("count(*)", "core.commitments", id, "commitment_id = "+quote(c.ID)))
		q := b.byID[id]
		switch place(c, review, p) {
		case inLedger:
			q.Promises = append(q.Promises, c)
		case inPlan:
			q.Next = append(q.Next, c)
		}
		return nil
	}, b.ids)
}

type where int

const (
	nowhere where = iota
	inLedger
	inPlan
)

// place says where a commitment is shown. A review's label is the quarter it
// looked back on, so its promises are for the quarter after.
func place(c Commitment, review string, p Period) where {
	unsettled := c.Status == Open || c.Status == Late
	switch {
	case c.DueOn.IsZero() && strings.EqualFold(review, p.Previous().String()):
		return inLedger
	case c.DueOn.IsZero() && strings.EqualFold(review, p.String()):
		return inPlan
	case c.DueOn.IsZero():
		return nowhere
	case p.Contains(c.DueOn), c.DueOn.Before(p.Start) && unsettled:
		return inLedger
	case !c.DueOn.Before(p.End) && c.DueOn.Before(p.Next().End):
		return inPlan
	}
	return nowhere
}

func promiseWords(s string) CommitmentStatus {
	switch normal(s) {
	case "done", "complete", "completed", "closed", "kept":
		return Done
	case "dropped", "cancelled", "canceled":
		return Dropped
	}
	return Open
}

// noteWords is the longest note that is printed.
const noteWords = 80

// readNotes takes the newest summary written for this review: one of the
// quarter's first half looks back on the quarter before. Notes of any other
// kind are internal and are not read at all.
func (b *batch) readNotes(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, author, written_on, text FROM core.notes
WHERE customer_id IN `+idList+` AND kind = 'summary' AND text IS NOT NULL AND written_on >= ? AND written_on <= ?
ORDER BY customer_id, written_on, note_id`, func(rows *sql.Rows) error {
		var id string
		var n Note
		if err := rows.Scan(&id, text{&n.Author}, dayOf{&n.On}, text{&n.Text}); err != nil {
			return err
		}
		words := strings.Fields(n.Text)
		if len(words) > noteWords {
			n.Text = strings.Join(words[:noteWords], " ") + " …"
		}
		if n.Author != "" && len(words) > 0 {
			b.byID[id].Note = &n
		}
		return nil
	}, b.ids, b.frame.period.Start.AddDate(0, 1, 15), b.asOf)
}
