package world

import (
	"fmt"
	"math"
	"time"
)

// User is a person in the helpdesk: an agent or somebody who asks.
type User struct {
	ID      int64
	Name    string
	Email   string
	Role    string // agent, admin, end-user
	Org     *Org
	Created time.Time
	Deleted time.Time
}

// Org is an account in the helpdesk.
type Org struct {
	ID         int64
	Account    *Account
	Name       string
	ExternalID string // the CRM's id, when somebody filled it in
	Domains    []string
	Created    time.Time
	Updated    time.Time
}

// Ticket is a question and its fate. All its instants lie whole minutes after
// Created.
type Ticket struct {
	ID        int64
	Account   *Account // nil for a stranger's
	Org       *Org     // nil when the helpdesk could not tell
	Requester *User
	Submitter *User // an agent for tickets the team opened itself
	Assignee  *User
	Subject   string
	Priority  string // urgent, high, normal, low, or empty
	Kind      string // question, problem, incident, task
	Channel   string
	Tags      []string
	Created   time.Time
	States    History[string] // new, open, pending, hold, solved, closed, deleted
	Assigned  time.Time
	Replies   []time.Time // public replies by agents
	Rating    *Rating
}

// Rating is the answer to "was this solved well?".
type Rating struct {
	ID       int64
	Offered  time.Time
	Answered time.Time // zero: never
	Score    string    // good, bad
	Comment  string
}

// State is the ticket's state at t; empty before it exists.
func (t *Ticket) State(at time.Time) string {
	s, _ := t.States.At(at)
	return s
}

// Solves returns the instants at which the ticket became solved, and those at
// which it was opened again, both up to now.
func (t *Ticket) Solves(now time.Time) (solved, reopened []time.Time) {
	done := false
	for _, c := range t.States.Until(now) {
		switch c.Value {
		case "solved":
			solved = append(solved, c.At)
			done = true
		case "open":
			if done {
				reopened = append(reopened, c.At)
			}
			done = false
		}
	}
	return solved, reopened
}

// FirstReply is the first public reply by an agent; zero when none by now.
func (t *Ticket) FirstReply(now time.Time) time.Time {
	if len(t.Replies) > 0 && !t.Replies[0].After(now) {
		return t.Replies[0]
	}
	return time.Time{}
}

// Updated is the ticket's last change at now.
func (t *Ticket) Updated(now time.Time) time.Time {
	newest := latest(now, t.Created, t.Assigned)
	if h := t.States.Until(now); len(h) > 0 {
		newest = maxTime(newest, h[len(h)-1].At)
	}
	newest = maxTime(newest, latest(now, t.Replies...))
	if t.Rating != nil {
		newest = maxTime(newest, latest(now, t.Rating.Offered, t.Rating.Answered))
	}
	return newest
}

func (w *World) hireAgents() {
	for i, n := range []string{"Dana Whitfield", "Marek Dvořák", "Sofia Lindgren", "Kenji Mori", "Fatima Zahra", "Paul Okeke", "Helpdesk Admin"} {
		role := "agent"
		if i == 6 {
			role = "admin"
		}
		w.Agents = append(w.Agents, &User{ID: int64(360100200 + i*13), Name: n, Email: slug(n) + "@northwind-cloud.example",
			Role: role, Created: w.Start.Add(-300 * day)})
	}
	w.Users = append(w.Users, w.Agents...)
}

// openOrg makes the account's organization and users in the helpdesk.
func (w *World) openOrg(a *Account) {
	if a.Quirk == BillingOnly {
		return
	}
	opened := a.Joined.Add(time.Duration(60+a.Index%600) * time.Minute)
	if a.Quirk != NoOrg {
		a.Org = &Org{ID: int64(900300000 + a.Index*7), Account: a, Name: a.Name, Domains: []string{a.Domain}, Created: opened, Updated: opened}
		if a.Quirk != OrgByDomain {
			a.Org.ExternalID = a.Company.ID
		}
		if a.Twin != nil && a.Quirk == MergedRecord {
			a.Org.ExternalID = a.Twin.ID
		}
		if a.Index%11 == 6 {
			a.Org.Updated = opened.Add(190 * day)
		}
		w.Orgs = append(w.Orgs, a.Org)
	}
	for n, p := range a.People[:8] {
		u := &User{ID: int64(410000000 + a.Index*100 + n), Name: p.Name(), Email: p.Email, Role: "end-user", Org: a.Org,
			Created: opened.Add(time.Duration(n*n) * 3 * day)}
		p.UserID = u.ID
		w.Users = append(w.Users, u)
	}
}

// askForHelp draws the account's tickets week by week.
func (w *World) askForHelp(a *Account) {
	if len(a.Subs) == 0 || a.Quirk == BillingOnly {
		return
	}
	d := newDice(w.Seed, aboutTickets, a.Index)
	need := d.uniform(0.4, 1.6)
	users := w.Users[len(w.Users)-8:]
	for week := midnight(a.Joined); week.Before(w.end); week = week.Add(7 * day) {
		if !a.running(week) {
			continue
		}
		mean := need * (0.12 + 0.055*math.Sqrt(float64(a.seats(week)))) * (1.7 - a.spirit(week)) * []float64{1.2, 1.1, 1, 1,
			1, 0.9, 0.8, 0.8, 1.1, 1.1, 1.1, 0.7}[week.Month()-1]
		for range d.poisson(mean) {
			at := week.Add(time.Duration(d.IntN(7)) * day)
			if at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
				at = at.Add(-2 * day * time.Duration(d.IntN(2)))
			}
			at = at.Add(8*time.Hour + d.span(0, 14*time.Hour)).Add(time.Duration(d.IntN(60)) * time.Second)
			if at.After(a.Joined) {
				w.ticket(a, users, at, d)
			}
		}
	}
}

// ticket plays one ticket from its opening to its end.
func (w *World) ticket(a *Account, users []*User, at time.Time, d dice) *Ticket {
	k := d.IntN(len(subjects()))
	t := &Ticket{Account: a, Org: a.Org, Subject: subjects()[k].text, Kind: subjects()[k].kind, Tags: []string{subjects()[k].tag},
		Created: at, Channel: pick(d, []string{"email", "email", "web", "web", "chat", "api"}), Assignee: w.Agents[d.IntN(6)]}
	known := 1
	for known < len(users) && !users[known].Created.After(at) {
		known++
	}
	t.Requester = users[d.IntN(known)]
	t.Submitter = t.Requester
	if d.chance(0.04) {
		t.Submitter = t.Assignee
	}
	switch x := d.Float64(); {
	case x < 0.05:
		t.Priority = "urgent"
	case x < 0.22:
		t.Priority = "high"
	case x < 0.74:
		t.Priority = "normal"
	case x < 0.95:
		t.Priority = "low"
	}
	w.handle(t, a.spirit(at), d)
	w.Tickets = append(w.Tickets, t)
	return t
}

// handle draws replies, waits, solving and reopening.
func (w *World) handle(t *Ticket, spirit float64, d dice) {
	pace := map[string]time.Duration{"urgent": 25 * time.Minute, "high": 95 * time.Minute, "normal": 190 * time.Minute,
		"low": 420 * time.Minute, "": 300 * time.Minute}[t.Priority]
	t.States.add(t.Created, "new")
	t.Assigned = t.Created.Add(d.skewed(pace/4, 0.6))
	reply := maxTime(t.Created.Add(d.skewed(pace, 0.9)), t.Assigned.Add(time.Minute))
	t.States.add(t.Assigned, "open")
	t.Replies = append(t.Replies, reply)
	at := reply
	for range d.IntN(3) {
		t.States.add(at.Add(time.Minute), "pending")
		at = at.Add(d.skewed(5*time.Hour, 0.9)).Add(2 * time.Minute)
		t.States.add(at, "open")
		at = at.Add(d.skewed(pace, 0.8))
		t.Replies = append(t.Replies, at)
	}
	if d.chance(0.004) {
		t.States.add(at.Add(d.span(time.Hour, 9*day)), "deleted")
		return
	}
	if d.chance(0.05) {
		t.States.add(at.Add(time.Minute), "hold")
		at = at.Add(d.skewed(4*day, 0.5))
		t.States.add(at, "open")
	}
	for round := 0; ; round++ {
		at = at.Add(d.skewed(7*time.Hour, 1.1))
		t.States.add(at, "solved")
		if round > 1 || !d.chance(0.13-0.08*spirit) {
			break
		}
		at = at.Add(d.span(time.Hour, 60*time.Hour))
		t.States.add(at, "open")
		at = at.Add(d.skewed(pace, 0.7))
		t.Replies = append(t.Replies, at)
	}
	t.States.add(at.Add(4*day), "closed")
	offer, rated, delay, late := at.Add(24*time.Hour), d.chance(0.52), d.span(time.Minute, 40*time.Hour), d.Float64()
	if d.chance(0.9) {
		t.Rating = &Rating{Offered: offer}
		if rated {
			t.Rating.Answered = offer.Add(delay)
			t.Rating.Score = "good"
			if late > 0.62+0.36*spirit {
				t.Rating.Score = "bad"
			}
			t.Rating.Comment = ratingComment(t.Rating.Score, d)
		}
	}
}

type subjectLine struct{ text, kind, tag string }

func subjects() []subjectLine {
	return []subjectLine{
		{"Export to CSV misses the last column", "problem", "exports"}, {"How do we add a second workspace?", "question", "workspaces"},
		{"Dashboard loads slowly on Mondays", "problem", "performance"}, {"SSO login loops back to the start page", "incident", "sso"},
		{"Change of billing address", "task", "billing"}, {"Alert mails arrive twice", "problem", "alerts"},
		{"Question about seat counts", "question", "billing"}, {"API returns 429 during the nightly sync", "problem", "api"},
		{"Report scheduled for 07:00 did not arrive", "incident", "reports"}, {"Please restore a deleted dashboard", "task", "dashboards"},
		{"Mobile app shows an empty list", "problem", "mobile"}, {"Integration stopped after password change", "incident", "integrations"},
		{"Can automations run every hour?", "question", "automations"}, {"Wrong time zone in audit log", "problem", "audit"},
		{"Training for new colleagues", "question", "training"}, {"Invoice shows the old company name", "task", "billing"},
	}
}

func ratingComment(score string, d dice) string {
	if !d.chance(0.3) {
		return ""
	}
	if score == "good" {
		return pick(d, []string{"Quick and friendly, thank you.", "Solved on the first try.", "Very clear explanation.", "Dana was great."})
	}
	return pick(d, []string{"Took too long.", "The answer did not fit our question.",
		fmt.Sprintf("We had to explain it %d times.", d.between(2, 4)), "Still not sure it is fixed."})
}
