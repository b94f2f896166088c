package world

import (
	"strconv"
	"time"
)

// Form is a questionnaire.
type Form struct {
	ID, Title string
	Updated   time.Time
	Fields    []Field
}

// Field is one question: nps (0 to 10), rating (1 to 5) or long_text.
type Field struct{ ID, Ref, Kind, Title string }

// Response is one answer sheet.
type Response struct {
	Token     string
	Form      *Form
	Account   *Account
	Person    *Person
	Landed    time.Time
	Submitted time.Time
	// AccountID is the hidden field naming the CRM record; empty when the mail
	// link carried none.
	AccountID string
	Score     int
	Answered  bool // false: the sheet came back without the score
	Comment   string
}

func forms(opened time.Time) []Form {
	return []Form{
		{ID: "XbRx9aPq", Title: "Relationship NPS", Updated: opened.Add(-20 * day), Fields: []Field{
			{"fN1pS0aa1", "nps", "nps", "How likely are you to recommend Northwind Cloud to a friend or colleague?"},
			{"fN1pS0aa2", "reason", "long_text", "What is the main reason for your score?"}}},
		{ID: "Kt7LmW2c", Title: "Onboarding CSAT", Updated: opened.Add(-15 * day), Fields: []Field{
			{"fCs4t0bb1", "csat", "rating", "How satisfied are you with your onboarding?"},
			{"fCs4t0bb2", "remark", "long_text", "Anything we should do better?"}}},
	}
}

// survey asks the account's people every quarter, and once after onboarding.
func (w *World) survey(a *Account) {
	if len(a.Subs) == 0 || a.Company == nil {
		return
	}
	d := newDice(w.Seed, aboutSurvey, a.Index)
	asked := d.between(5, 9)
	willing := d.uniform(0.2, 0.42)
	first := monthStart(w.Start).Add(time.Duration(5+a.Index*7%70) * day)
	for wave := 0; ; wave++ {
		sent := addMonths(first, wave*3).Add(14 * time.Hour)
		if sent.After(w.end) {
			break
		}
		for n := range asked {
			answers, drift, wait := d.chance(willing), d.bell(0, 1.35), d.span(time.Minute, 11*day)
			comments, words := d.chance(0.55), d.Float64()
			at := sent.Add(wait)
			if !answers || !a.running(sent) || at.Sub(a.Joined) < 30*day {
				continue
			}
			r := w.answer(a, &w.Forms[0], a.People[n], at, d)
			r.Score = int(clamp(a.spirit(at)*8.6+3.3+drift, 0, 10))
			r.Comment = comment(r.Score, comments, words)
		}
	}
	w.onboarding(a, d)
}

// onboarding asks two people about the first weeks.
func (w *World) onboarding(a *Account, d dice) {
	for n := range 2 {
		answers, drift, wait := d.chance(0.55), d.bell(0, 0.8), d.span(time.Minute, 6*day)
		at := a.Joined.Add(42*day + wait)
		if !answers || !a.running(at) || a.Joined.Before(addMonths(w.Start, 1)) {
			continue
		}
		r := w.answer(a, &w.Forms[1], a.People[n], at, d)
		r.Score = int(clamp(a.Mood*3.2+2.2+drift, 1, 5))
	}
}

func (w *World) answer(a *Account, f *Form, p *Person, at time.Time, d dice) *Response {
	at = at.Add(time.Duration(d.IntN(60)) * time.Second)
	r := &Response{Token: d.token("", 24), Form: f, Account: a, Person: p, Submitted: at, Answered: true,
		Landed: at.Add(-time.Duration(d.between(20, 400)) * time.Second), AccountID: a.Company.ID}
	switch {
	case a.Quirk == TwinRecord && d.chance(0.5):
		r.AccountID = a.Twin.ID
	case !p.FreeMail && d.chance(0.1):
		r.AccountID = ""
	}
	w.Responses = append(w.Responses, r)
	return r
}

func comment(score int, given bool, words float64) string {
	if !given {
		return ""
	}
	say := func(of ...string) string { return of[int(words*float64(len(of)))] }
	switch {
	case score >= 9:
		return say("The weekly report saves us a day.", "Support answers fast and knows the product.", "Everybody in the team uses it.",
			"Automations took over our night shift.", "Great onboarding, great people.", "Simply works.")
	case score >= 7:
		return say("Good tool, the mobile app could be better.", "Solid, but a bit pricey.", "We only use half of it.",
			"Would like more integrations.", "Fine for our needs.")
	default:
		return say("Too slow with our amount of data.", "We waited "+strconv.Itoa(2+score)+" days for an answer.", "Colleagues find it hard to use.",
			"Exports keep failing.", "We pay for seats nobody uses.", "The last release broke our reports.")
	}
}
