package pdf

import (
	"fmt"
	"slices"
	"strings"

	"quarterdeck/reports"
)

// customers are ten that have little in common, and among them everything a page must
// bear: nothing, one, thousands, huge numbers, losses and long names.
func customers() map[string]*reports.QBR {
	all := map[string]*reports.QBR{
		"no usage": noUsage(), "one ticket": oneTicket(), "5000 tickets": manyTickets(), "huge numbers": hugeNumbers(),
		"decline": decline(), "60 characters": sixtyCharacters(), "no survey": noSurvey(), "first quarter": firstQuarter(),
		"churned": churned(), "everything": everything(),
	}
	for _, q := range all {
		receipted(q)
	}
	return all
}

// noUsage is served and asked, but no tracker knows it.
func noUsage() *reports.QBR {
	q := sample()
	q.Customer.Name = "Quayside Archive"
	q.Usage, q.Features, q.Seats, q.Value, q.News, q.Term = nil, nil, nil, nil, nil, nil
	q.Moments = q.Moments[:1]
	for _, block := range []string{"usage", "features", "seats"} {
		q.Missing = append(q.Missing, reports.Gap{Block: block, Reason: "no_data"})
	}
	return q
}

// oneTicket asked once in six months and answered no survey.
func oneTicket() *reports.QBR {
	q := sample()
	q.Customer.Name = "Lindqvist Optik"
	s := q.Support
	q.Support = &reports.Support{
		Created: reports.Num(1), Solved: reports.Num(0), PreviousCreated: reports.Num(0), FirstReply: reports.Num(47),
		TargetMet: reports.Num(1), TargetFrom: reports.Num(1), OpenTickets: reports.Num(1), Oldest: s.Oldest[2:3], Months: s.Months,
	}
	for i := range s.Months {
		s.Months[i].Created, s.Months[i].Total = map[string]float64{}, reports.Num(0)
	}
	s.Months[4].Created["normal"], s.Months[4].Total = 1, reports.Num(1)
	for _, name := range reports.PriorityOrder()[:4] {
		p := reports.Priority{Name: name, Created: reports.Num(0), Target: reports.Num(480)}
		if name == "normal" {
			p.Created, p.FirstReply, p.Met, p.From = reports.Num(1), reports.Num(47), reports.Num(1), reports.Num(1)
		}
		q.Support.Priorities = append(q.Support.Priorities, p)
	}
	q.NPS, q.CSAT, q.CES, q.Term, q.News = nil, nil, nil, nil, nil
	for i := range q.Promises {
		q.Promises[i].Heard = ""
	}
	q.Missing = []reports.Gap{{Block: "nps", Reason: "no_answers"}, {Block: "csat", Reason: "no_answers"}, {Block: "ces", Reason: "no_answers"}}
	return q
}

// manyTickets writes fifty tickets a day, half of them of no priority.
func manyTickets() *reports.QBR {
	q := sample()
	q.Customer.Name = "Hallmark Parcel Network"
	s := q.Support
	s.Created, s.Solved, s.PreviousCreated, s.OpenTickets = reports.Num(5000), reports.Num(4871), reports.Num(3120), reports.Num(412)
	s.TargetMet, s.TargetFrom = reports.Num(3988), reports.Num(4790)
	for i := range s.Months {
		n := float64(900 + 190*i)
		s.Months[i].Created = map[string]float64{"urgent": n * 0.02, "high": n * 0.11, "normal": n * 0.3, "low": n * 0.07, "none": n * 0.5}
		s.Months[i].Total = reports.Num(n)
	}
	s.Priorities = append(s.Priorities, reports.Priority{Name: "none", Created: reports.Num(2500), FirstReply: reports.Num(655), ReplySlow: reports.Num(2980)})
	for i := range s.Priorities[:4] {
		p := &s.Priorities[i]
		p.Created, p.Met, p.From = reports.Num(1250), reports.Num(1003), reports.Num(1188)
		p.ReplySlow = reports.Num(p.Target.V * (0.4 + float64(i)))
	}
	older := slices.Clone(s.Oldest)
	for i := range older {
		older[i].ID, older[i].Created = fmt.Sprint(39000+i), older[i].Created.AddDate(0, -3, i)
	}
	s.Oldest = append(older, s.Oldest...)
	q.CES = &reports.Survey{Responses: reports.Num(1204), Promoters: reports.Num(988), Score: reports.Num(5.9), ScaleMax: reports.Num(7), Shown: true}
	q.CSAT.Responses, q.CSAT.Promoters = reports.Num(2816), reports.Num(2544)
	return q
}

// hugeNumbers counts its people in millions and its actions in trillions.
func hugeNumbers() *reports.QBR {
	q := sample()
	q.Customer.Name = "Grand Union Telecom"
	for i := range q.Usage.Weeks {
		grow := 1 + float64(i)/20
		q.Usage.Weeks[i] = week(q.Usage.Weeks[i].Start, 48_350_112*grow, 9.87e11*grow, 7)
		q.Usage.Before[i] = week(q.Usage.Before[i].Start, 44_120_933, 9.1e11, 7)
		q.Usage.LastYear[i] = week(q.Usage.LastYear[i].Start, 39_871_004, 8.2e11, 7)
		q.Term.Weeks[i].Seats = reports.Num(120_000_000)
	}
	for i := range q.Features.Items {
		f := &q.Features.Items[i]
		f.ActiveUsers, f.Uses, f.Previous = reports.Num(f.ActiveUsers.V*412_345), reports.Num(f.Uses.V*9.8e7), reports.Num(f.Previous.V*9.1e7)
	}
	q.Seats = &reports.Seats{Active: reports.Num(88_213_450), Bought: reports.Num(120_000_000)}
	q.Term.Seats = reports.Num(120_000_000)
	q.Value[0].Uses = q.Features.Items[0].Uses
	for i := range q.Goals {
		g := &q.Goals[i]
		g.Baseline, g.Target, g.Actual = reports.Num(g.Baseline.V*1e9), reports.Num(g.Target.V*1e9), reports.Num(g.Actual.V*1e9)
	}
	return q
}

// decline has less of everything than before, and slower answers.
func decline() *reports.QBR {
	q := sample()
	q.Customer.Name = "Fernhill Cooperative"
	for i := range q.Usage.Weeks {
		q.Usage.Weeks[i] = week(q.Usage.Weeks[i].Start, 120-7*float64(i), 4100-250*float64(i), 5)
		q.Usage.Before[i] = week(q.Usage.Before[i].Start, 131, 5200, 6)
		q.Usage.LastYear[i] = week(q.Usage.LastYear[i].Start, 150, 5600, 6)
	}
	for i := range q.Features.Items {
		f := &q.Features.Items[i]
		f.Uses, f.Previous = f.Previous, reports.Num(f.Uses.V*1.4)
	}
	q.Seats.Active = reports.Num(41)
	q.Usage.DaysEach = reports.Num(2.1)
	s := q.Support
	s.Created, s.PreviousCreated, s.FirstReply, s.PreviousReply = reports.Num(31), reports.Num(67), reports.Num(600), reports.Num(128)
	s.TargetMet, s.TargetFrom = reports.Num(9), reports.Num(31)
	for i := range s.Priorities {
		s.Priorities[i].FirstReply, s.Priorities[i].ReplySlow, s.Priorities[i].Met = reports.Num(s.Priorities[i].Target.V*1.6), reports.Num(s.Priorities[i].Target.V*6), reports.Num(1)
	}
	q.NPS = &reports.Survey{
		Responses: reports.Num(12), Promoters: reports.Num(1), Passives: reports.Num(2), Detractor: reports.Num(9),
		Score: reports.Num(-66.7), Low: reports.Num(-91), High: reports.Num(-22), Shown: true, Previous: reports.Num(10),
	}
	for i := range q.Goals {
		q.Goals[i].Actual, q.Goals[i].Status = q.Goals[i].Baseline, reports.GoalMissed
	}
	for i := range q.Promises {
		q.Promises[i].Status = reports.Late
	}
	q.Moments, q.News, q.Value = nil, nil, nil
	return q
}

// sixtyCharacters has a name of sixty characters wherever there is a name.
func sixtyCharacters() *reports.QBR {
	q := sample()
	name := "Westfälische Vereinigte Baustoff- und Transportbetonwerke AG"
	q.Customer.Name, q.Supplier.Name = name, strings.Replace(name, "Baustoff", "Software", 1)
	for i := range q.People {
		q.People[i].Name, q.People[i].Role = name, name
	}
	for i := range q.Goals {
		q.Goals[i].Title, q.Goals[i].Measure, q.Goals[i].Owner = name, name, name
	}
	for _, list := range [][]reports.Commitment{q.Promises, q.Next} {
		for i := range list {
			list[i].Text, list[i].Owner = name, name
			if list[i].Heard != "" {
				list[i].Heard = name
			}
		}
	}
	for i := range q.Features.Items {
		q.Features.Items[i].Name = fmt.Sprint(i, " ", name[:57])
		for _, t := range q.Teams {
			t.Uses[q.Features.Items[i].Name] = reports.Num(float64(i))
		}
	}
	for i := range q.Teams {
		q.Teams[i].Name = name
	}
	for i := range q.Support.Oldest {
		q.Support.Oldest[i].Subject = name
	}
	for i := range q.News {
		q.News[i].Feature, q.News[i].About = name, name
	}
	q.Note.Author, q.Customer.Plan, q.Value[0].AgreedBy, q.Value[0].Assumption = name, name, name, name
	return q
}

// noSurvey was asked nothing, or answered nothing.
func noSurvey() *reports.QBR {
	q := sample()
	q.Customer.Name = "Bellwether & Sons"
	q.NPS, q.CSAT, q.CES = nil, nil, nil
	q.Missing = []reports.Gap{{Block: "nps", Reason: "no_answers"}, {Block: "csat", Reason: "no_answers"}, {Block: "ces", Reason: "no_answers"}}
	return q
}

// churned left last month: its term is over and nobody came since.
func churned() *reports.QBR {
	q := sample()
	q.Customer.Name = "Tidewater Rentals"
	for i := range q.Usage.Weeks {
		if i > 8 {
			q.Usage.Weeks[i] = week(q.Usage.Weeks[i].Start, 0, 0, 0)
		}
	}
	q.Seats, q.Next, q.News, q.Note = nil, nil, nil, nil
	q.Usage.DaysEach = reports.Number{}
	q.Term.RenewalOn, q.Term.NoticeOn, q.Term.DaysLeft = day("2026-08-31"), day("2026-07-02"), reports.Num(-30)
	q.Term.Began, q.Term.Seats = day("2025-08-31"), reports.Number{}
	q.Term.Weeks = q.Term.Weeks[:9]
	q.Support.OpenTickets, q.Support.Oldest = reports.Num(0), nil
	q.Missing = []reports.Gap{{Block: "plan", Reason: "none_recorded"}, {Block: "note", Reason: "none_recorded"}, {Block: "seats", Reason: "no_data"}}
	return q
}

// everything has all blocks, each with more than its page takes.
func everything() *reports.QBR {
	q := crowded()
	q.CES = &reports.Survey{Responses: reports.Num(40), Promoters: reports.Num(31), Score: reports.Num(5.4), ScaleMax: reports.Num(7), Shown: true}
	for i := range q.Promises {
		if q.Promises[i].Side == reports.Us {
			q.Promises[i].Heard = "What you said about it in our last meeting, and again in the survey of August"
		}
	}
	q.News = append(q.News, q.News...)
	q.Value = append(q.Value, q.Value[0], q.Value[0], q.Value[0])
	return q
}
