package pdf

import (
	"fmt"
	"math"
	"strings"

	"quarterdeck/reports"
)

// samples are the kinds of customers the pages must be good for.
func samples() map[string]*reports.QBR {
	all := map[string]*reports.QBR{
		"full": sample(), "bare": bare(), "first": firstQuarter(), "crowded": crowded(), "long": long(),
		"greek": scripts("Αφοί Παπαδόπουλοι Α.Ε.", "Νέα εφαρμογή στο λιμάνι"), "cyrillic": scripts("ООО «Северный ветер»", "Запуск склада в Екатеринбурге"),
		"quiet": quiet(), "small": small(), "new": newcomer(),
	}
	for _, q := range all {
		receipted(q)
	}
	return all
}

// bare is a customer of whom only name and contract are known.
func bare() *reports.QBR {
	q := sample()
	*q = reports.QBR{Supplier: q.Supplier, Customer: q.Customer, Period: q.Period, AsOf: q.AsOf, KnownAt: q.KnownAt, Checks: q.Checks, Sources: q.Sources[:2]}
	for _, block := range []string{"goals", "promises", "plan", "note", "usage", "features", "seats", "support", "nps", "csat", "ces"} {
		q.Missing = append(q.Missing, reports.Gap{Block: block, Reason: "no_data"})
	}
	return q
}

// firstQuarter is a customer since August: weeks before are not known.
func firstQuarter() *reports.QBR {
	q := sample()
	q.First = true
	q.Customer.Since = day("2026-08-10")
	q.Customer.Name = "Bluebird Health"
	q.Goals, q.Promises = q.Goals[1:3], nil
	q.Usage.LastYear = nil
	for i := range q.Usage.Before {
		q.Usage.Before[i] = reports.Week{Start: q.Usage.Before[i].Start}
	}
	for i := range 6 {
		q.Usage.Weeks[i] = reports.Week{Start: q.Usage.Weeks[i].Start}
	}
	q.NPS, q.CSAT, q.Term, q.News, q.Features, q.Value = nil, nil, nil, nil, nil, nil
	q.Steps = []reports.Step{
		{Name: "Kick-off", Record: reports.Num(1), DueOn: day("2026-08-14"), DoneOn: day("2026-08-13")},
		{Name: "Data import", Record: reports.Num(1), DueOn: day("2026-08-24"), DoneOn: day("2026-08-31")},
		{Name: "Single sign-on", Record: reports.Num(1), DueOn: day("2026-09-04"), DoneOn: day("2026-09-03")},
		{Name: "First training", Record: reports.Num(1), DueOn: day("2026-09-18"), DoneOn: day("2026-09-17")},
		{Name: "Second training", Record: reports.Num(1), DueOn: day("2026-10-22")},
	}
	q.Moments = []reports.Moment{{On: day("2026-08-10"), What: reports.Say("moments.start", nil), Big: true}}
	q.Missing = []reports.Gap{{Block: "promises", Reason: "none_recorded"}, {Block: "last_year", Reason: "no_history"}}
	return q
}

// crowded has more of everything than a page takes.
func crowded() *reports.QBR {
	q := sample()
	q.Customer.Name = "Consolidated International Freight and Warehousing Holdings"
	for i := range 40 {
		g := q.Goals[i%4]
		g.ID, g.Title = fmt.Sprint("x", i), fmt.Sprintf("%s in region %d", g.Title, i+1)
		q.Goals = append(q.Goals, g)
		c := q.Promises[i%5]
		c.Text = fmt.Sprintf("%s, part %d", c.Text, i+1)
		q.Promises = append(q.Promises, c)
		n := q.Next[i%5]
		n.DueOn = n.DueOn.AddDate(0, 0, i%9)
		q.Next = append(q.Next, n)
		m := q.Moments[i%5]
		m.On = m.On.AddDate(0, 0, i%7)
		q.Moments = append(q.Moments, m)
		q.Support.Oldest = append(q.Support.Oldest, q.Support.Oldest[i%4])
	}
	for i := range 1000 {
		q.Features.Items = append(q.Features.Items, reports.Feature{Name: fmt.Sprintf("Module %d", i), InPlan: true, ActiveUsers: reports.Num(float64(i % 90)), Uses: reports.Num(float64(i)), Previous: reports.Num(float64((i * 7) % 1000))})
		q.Sources = append(q.Sources, reports.Source{Name: fmt.Sprintf("source-%d", i), Loaded: q.KnownAt})
	}
	q.Support.OpenTickets = reports.Num(1044)
	for i := range 6 {
		q.People = append(q.People, reports.Person{Side: reports.Them, Name: fmt.Sprintf("Person %d", i), Role: "Director"})
	}
	return q
}

// long has texts without end, with and without a place to break.
func long() *reports.QBR {
	q := sample()
	unbroken := strings.Repeat("Donaudampfschifffahrtsgesellschaft", 8)
	broken := strings.Repeat("a rather long sentence about what was agreed ", 20)
	q.Customer.Name = unbroken
	q.Supplier.Name = broken
	for i := range q.Goals {
		q.Goals[i].Title, q.Goals[i].Measure, q.Goals[i].Owner, q.Goals[i].Unit = unbroken, broken, broken, "kilometres per vehicle and month"
	}
	for _, list := range [][]reports.Commitment{q.Promises, q.Next} {
		for i := range list {
			list[i].Text, list[i].Owner = broken, unbroken
		}
	}
	for i := range q.Features.Items {
		q.Features.Items[i].Name = fmt.Sprint(i, unbroken)
		q.Features.Items[i].Uses = reports.Num(1e12)
		q.Features.Items[i].ActiveUsers = reports.Num(1e9)
	}
	for i := range q.People {
		q.People[i].Name, q.People[i].Role = unbroken, broken
	}
	for i := range q.Support.Oldest {
		q.Support.Oldest[i].Subject = broken
	}
	for i := range q.Moments {
		q.Moments[i].What = reports.Say("moments.done", reports.Args{"text": broken})
	}
	q.Note.Text, q.Note.Author = broken, unbroken
	q.Sources[0].Name = unbroken
	for i := range q.Usage.Weeks {
		q.Usage.Weeks[i].Active, q.Usage.Weeks[i].Events = reports.Num(1.2e9), reports.Num(3.4e12)
	}
	q.Term = &reports.Term{RenewalOn: day("2026-11-20"), Seats: reports.Num(240)}
	return q
}

// scripts is a customer who writes in another alphabet.
func scripts(name, text string) *reports.QBR {
	q := sample()
	q.Customer.Name = name
	q.Goals[0].Title, q.Promises[0].Text, q.Next[0].Text = text, text, text
	return q
}

// quiet is a customer with nothing but zeros.
func quiet() *reports.QBR {
	q := sample()
	for i := range q.Usage.Weeks {
		q.Usage.Weeks[i] = week(q.Usage.Weeks[i].Start, 0, 0, 0)
		q.Usage.Before[i] = week(q.Usage.Before[i].Start, 0, 0, 0)
		q.Usage.LastYear[i] = week(q.Usage.LastYear[i].Start, 0, 0, 0)
	}
	for i := range q.Features.Items {
		q.Features.Items[i].Uses, q.Features.Items[i].Previous, q.Features.Items[i].ActiveUsers = reports.Num(0), reports.Num(0), reports.Num(0)
	}
	q.Seats.Active = reports.Num(0)
	q.Support = &reports.Support{Created: reports.Num(0), Solved: reports.Num(0), PreviousCreated: reports.Num(0), TargetMet: reports.Num(0), TargetFrom: reports.Num(0), OpenTickets: reports.Num(0), Months: q.Support.Months}
	for i := range q.Support.Months {
		q.Support.Months[i].Created, q.Support.Months[i].Total = map[string]float64{}, reports.Num(0)
	}
	q.Usage.DaysEach = reports.Number{}
	for _, p := range reports.PriorityOrder()[:4] {
		q.Support.Priorities = append(q.Support.Priorities, reports.Priority{Name: p, Created: reports.Num(0)})
	}
	q.NPS, q.CSAT, q.Moments = nil, nil, nil
	return q
}

// small is a customer of three people: no percentages, no score.
func small() *reports.QBR {
	q := sample()
	q.Customer.Name = "Kiosk"
	for i := range q.Usage.Weeks {
		q.Usage.Weeks[i].Active = reports.Num(float64(2 + i/7))
		q.Usage.Weeks[i].Events = reports.Num(float64(3 + i))
		q.Usage.LastYear[i].Active = reports.Num(2)
	}
	q.Usage.LastYear[3].Active = reports.Number{}
	q.Features.Items = q.Features.Items[:3]
	for i := range q.Features.Items {
		q.Features.Items[i].ActiveUsers = reports.Num(float64(3 - i))
		q.Features.Items[i].Uses, q.Features.Items[i].Previous = reports.Num(float64(40-9*i)), reports.Num(float64(20*i))
	}
	q.Seats = &reports.Seats{Active: reports.Num(4), Bought: reports.Num(3)}
	q.NPS = &reports.Survey{Responses: reports.Num(2), Promoters: reports.Num(1), Passives: reports.Num(1), Score: reports.Num(50), Low: reports.Num(-30), High: reports.Num(90)}
	q.CSAT = &reports.Survey{Responses: reports.Num(3), Promoters: reports.Num(2), Score: reports.Num(2.0 / 3)}
	q.CES = &reports.Survey{Responses: reports.Num(3), Promoters: reports.Num(2), Score: reports.Num(5.6666), ScaleMax: reports.Num(7), Shown: false}
	q.Support.TargetFrom, q.Support.TargetMet = reports.Num(2), reports.Num(1)
	q.Support.Created, q.Support.PreviousCreated = reports.Num(2), reports.Num(1)
	q.Support.PreviousReply = reports.Number{}
	q.Goals = q.Goals[:1]
	q.Goals[0].Actual = reports.Num(math.Pi)
	q.Goals[0].Status = reports.GoalUnstated
	return q
}

// newcomer has a single goal, nothing promised and no known plan.
func newcomer() *reports.QBR {
	q := small()
	q.Customer.Name = "Newcomer"
	q.Promises, q.Next, q.Support, q.CSAT, q.CES = nil, nil, nil, nil, nil
	q.Seats = nil
	for i := range q.Features.Items {
		q.Features.Items[i].InPlan = false
	}
	q.Checks.Passed--
	return q
}
