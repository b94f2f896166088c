package pdf

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quarterdeck/reports"
)

// TestAnyTableOfAReviewIsTidy: whatever the team's files say of a contract, a start, the
// teams, the news and what was heard, no page is broken by it.
func TestAnyTableOfAReviewIsTidy(t *testing.T) {
	r := newRenderer(t)
	w, h := r.theme.size()
	rapid.Check(t, func(t *rapid.T) {
		q := sample()
		q.First = rapid.Bool().Draw(t, "first")
		randomTerm(t, q)
		randomSteps(t, q)
		randomTeams(t, q)
		q.News = nil
		for range rapid.IntRange(0, 3).Draw(t, "news") {
			q.News = append(q.News, reports.News{Feature: anyText(t), About: anyText(t), ReleasedOn: q.AsOf})
		}
		for i := range q.Promises {
			q.Promises[i].Heard = anyText(t)
		}
		if rapid.Bool().Draw(t, "silent") {
			q.NPS, q.CSAT, q.CES = nil, nil, nil
		}
		for i := range q.Support.Priorities {
			p := &q.Support.Priorities[i]
			p.FirstReply, p.ReplySlow, p.Target, p.Met, p.From = anyNumber(t), anyNumber(t), anyNumber(t), anyNumber(t), anyNumber(t)
		}
		doc, err := r.layout(receipted(q))
		if err != nil {
			t.Fatal(err)
		}
		if bad := append(misplaced(doc, w, h), doc.loose()...); len(bad) > 0 {
			t.Fatalf("%s", strings.Join(bad, "\n"))
		}
	})
}

func anyText(t *rapid.T) string {
	return anyName(30, 14).Draw(t, "text")
}

func anyNumber(t *rapid.T) reports.Number {
	states := []reports.State{reports.Known, reports.Known, reports.Missing}
	return reports.Number{V: rapid.Float64Range(0, 1e7).Draw(t, "number"), State: rapid.SampledFrom(states).Draw(t, "state")}
}

func randomTerm(t *rapid.T, q *reports.QBR) {
	term := q.Term
	term.RenewalOn = q.AsOf.AddDate(0, 0, rapid.IntRange(-200, 1500).Draw(t, "renewal"))
	term.Began = term.RenewalOn.AddDate(0, -rapid.IntRange(1, 60).Draw(t, "months"), 0)
	if rapid.Bool().Draw(t, "unknown begin") {
		term.Began = reports.Term{}.Began
	}
	term.NoticeOn = term.RenewalOn.AddDate(0, 0, -rapid.IntRange(0, 400).Draw(t, "notice"))
	term.Seats, term.DaysLeft = anyNumber(t), anyNumber(t)
	for i := range term.Weeks {
		term.Weeks[i].Seats = anyNumber(t)
	}
	term.Weeks = term.Weeks[:rapid.IntRange(0, 13).Draw(t, "weeks")]
	q.Customer.Plan = anyText(t)
}

func randomSteps(t *rapid.T, q *reports.QBR) {
	for range rapid.IntRange(0, 30).Draw(t, "steps") {
		step := reports.Step{Name: anyText(t), Record: reports.Num(1)}
		if rapid.Bool().Draw(t, "planned") {
			step.DueOn = q.AsOf.AddDate(0, 0, rapid.IntRange(-90, 90).Draw(t, "due"))
		}
		if rapid.Bool().Draw(t, "done") {
			step.DoneOn = q.AsOf.AddDate(0, 0, -rapid.IntRange(0, 90).Draw(t, "on"))
		}
		q.Steps = append(q.Steps, step)
	}
}

func randomTeams(t *rapid.T, q *reports.QBR) {
	q.Teams = nil
	for range rapid.IntRange(0, 9).Draw(t, "teams") {
		members := float64(rapid.IntRange(3, 1e6).Draw(t, "members"))
		team := reports.Team{Name: anyText(t), Members: reports.Num(members), Active: reports.Num(float64(rapid.IntRange(0, int(members)).Draw(t, "active"))), Uses: map[string]reports.Number{}}
		for _, f := range q.Features.Items {
			team.Uses[f.Name] = reports.Num(float64(rapid.IntRange(0, int(members)).Draw(t, "uses")))
		}
		q.Teams = append(q.Teams, team)
	}
}
