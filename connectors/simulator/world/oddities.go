package world

import "time"

// UnknownAccountID is the account id strangers' usage events carry.
const UnknownAccountID = "77700001"

// oddities adds the dirt that belongs to no account's own story.
func (w *World) oddities() {
	w.strangers = []*Person{
		{First: "Test", Last: "User", Email: "test.user@unknown-firm.example"},
		{First: "Robin", Last: "Free", Email: "robin.free@gmail.com", FreeMail: true},
	}
	w.strangeTickets()
	w.deletedUser()
	w.oddAnswers()
	for _, a := range w.Accounts {
		if a.Quirk == Duplicate && len(a.Billing) > 0 {
			d := newDice(w.Seed, aboutTokens, 1000+a.Index)
			made := a.Billing[0].Created.Add(300 * day)
			a.Billing = append(a.Billing, &BillingCustomer{ID: d.token("cus_", 14), Account: a, Name: a.Name, Email: "ap@" + a.Domain,
				Currency: a.Billing[0].Currency, Created: made, CRMIDAt: made, Deleted: made.Add(200 * day)})
		}
	}
}

// strangeTickets opens tickets of people no customer is known for.
func (w *World) strangeTickets() {
	d := newDice(w.Seed, aboutTickets, 1<<30)
	u := &User{ID: 419900001, Name: "Robin Free", Email: "robin.free@gmail.com", Role: "end-user", Created: w.Start.Add(20 * day)}
	w.Users = append(w.Users, u)
	for at := w.Start.Add(40 * day); at.Before(w.end); at = at.Add(d.span(60*day, 150*day)) {
		t := &Ticket{Requester: u, Submitter: u, Subject: "Do you have a free plan?", Kind: "question", Channel: "web", Priority: "low",
			Created: officeHour(d, at).Truncate(time.Minute), Assignee: w.Agents[0], Tags: []string{"presales"}}
		w.handle(t, 0.7, d)
		w.Tickets = append(w.Tickets, t)
	}
}

// deletedUser lets one person who had asked things be deleted.
func (w *World) deletedUser() {
	for _, u := range w.Users {
		if u.Org != nil && u.Org.Account.Index == 6 && u.Email == u.Org.Account.People[2].Email {
			u.Deleted = w.Start.Add(400*day + 15*time.Hour)
		}
	}
}

// oddAnswers spoils three answers: one empty, one out of range, one twice a day.
func (w *World) oddAnswers() {
	for _, r := range w.Responses {
		if r.Form != &w.Forms[0] {
			continue
		}
		switch x := scramble(uint64(r.Submitted.Unix())) % 200; {
		case x == 7:
			r.Answered = false
		case x == 8:
			r.Score = 11
		}
	}
}
