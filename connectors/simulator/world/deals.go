package world

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// deal opens an opportunity. Amounts are whole major units.
func (w *World) deal(a *Account, kind, name string, created time.Time, amount int64, closes time.Time, stage string) *Deal {
	currency := "USD"
	if len(a.Billing) > 0 {
		currency = strings.ToUpper(a.Billing[0].Currency)
	}
	d := &Deal{Name: name, Company: a.Company, Kind: kind, Currency: currency, Created: created}
	d.Stages.add(created, stage)
	d.Amounts.add(created, strconv.FormatInt(amount, 10))
	d.Closes.add(created, closes)
	w.Deals = append(w.Deals, d)
	return d
}

// move puts a deal into another stage; a closing stage sets the close date.
func (d *Deal) move(at time.Time, stage string) {
	d.Stages.add(at, stage)
	if stage == "closedwon" || stage == "closedlost" {
		d.Closes.add(at, at)
	}
}

// Updated is the deal's last change at t.
func (d *Deal) Updated(t time.Time) time.Time {
	newest := d.Created
	if h := d.Stages.Until(t); len(h) > 0 {
		newest = h[len(h)-1].At
	}
	if h := d.Closes.Until(t); len(h) > 0 && h[len(h)-1].At.After(newest) {
		newest = h[len(h)-1].At
	}
	return newest
}

// negotiate writes all deals of a customer: the first contract, renewals of
// long terms, and expansions.
func (w *World) negotiate(a *Account) {
	if a.Company == nil || len(a.Subs) == 0 {
		return
	}
	d := newDice(w.Seed, aboutDeals, a.Index)
	for n, s := range a.Subs {
		start := s.Created
		opened := maxTime(a.Company.Created.Add(time.Hour), start.Add(-d.span(20*day, 60*day)))
		name := fmt.Sprintf("%s: first contract", a.Name)
		if n > 0 {
			name = fmt.Sprintf("%s: new subscription %d", a.Name, n+1)
		}
		won := w.deal(a, map[bool]string{true: "newbusiness", false: "existingbusiness"}[n == 0], name, opened,
			yearly(s.States[0].Value), start, "appointmentscheduled")
		won.move(opened.Add(d.span(2*day, 9*day)), "presentationscheduled")
		won.move(opened.Add(d.span(10*day, 18*day)), "contractsent")
		if s.TrialEnd.IsZero() {
			won.move(start, "closedwon")
		} else if a.Quirk == TrialLeaves {
			won.move(s.Ended.Add(time.Hour), "closedlost")
		} else {
			won.move(s.TrialEnd, "closedwon")
		}
		w.renewals(a, s, d)
	}
	w.expansions(a, d)
}

func yearly(s State) int64 {
	if s.Price.Months() == 0 {
		return 0
	}
	return s.Price.Unit * int64(s.Quantity) * 12 / int64(s.Price.Months()) / 100
}

// renewals opens one deal ninety days before each yearly term ends.
func (w *World) renewals(a *Account, s *Subscription, d dice) {
	for _, turn := range s.Turns {
		early, stages := d.span(day, 44*day), d.between(5, 30)
		if Reached(s.Ended, turn.End.Add(-time.Second)) || turn.End.Sub(turn.Start) < 120*day ||
			turn.End.Sub(turn.Start) < 250*day && turn.Start.After(s.Created) {
			continue
		}
		opened := maxTime(turn.End.Add(-90*day), turn.Start.Add(15*day))
		state, _ := s.States.At(opened)
		deal := w.deal(a, "renewal", fmt.Sprintf("%s: renewal %s", a.Name, turn.End.Format("January 2006")), opened,
			yearly(state), turn.End, "qualifiedtobuy")
		deal.Renews = s
		if moved := opened.Add(time.Duration(stages) * day); moved.Before(turn.End.Add(-45 * day)) {
			deal.move(moved, "contractsent")
		}
		if s.CancelAt.Equal(turn.End) {
			deal.move(maxTime(s.CancelAsked, opened), "closedlost")
		} else {
			deal.move(maxTime(turn.End.Add(-early), opened.Add(day)), "closedwon")
		}
	}
}

// expansions opens a deal now and then while the account is content.
func (w *World) expansions(a *Account, d dice) {
	for at := a.Joined.Add(100 * day); at.Before(w.end); at = at.Add(d.span(90*day, 280*day)) {
		wins, worth, takes := d.chance(0.35+0.3*a.Mood), d.uniform(0.1, 0.4), d.span(25*day, 100*day)
		stale := d.chance(0.12)
		if !a.running(at) || !d.chance(a.Mood) {
			continue
		}
		var total int64
		for _, s := range a.Subs {
			if state, ok := s.States.At(at); ok && !Reached(s.Ended, at) {
				total += yearly(state)
			}
		}
		if total == 0 {
			continue
		}
		opened := officeHour(d, at)
		deal := w.deal(a, "existingbusiness", a.Name+": more seats", opened, int64(float64(total)*worth)/50*50, opened.Add(takes*3/4), "qualifiedtobuy")
		deal.move(opened.Add(takes/3), "presentationscheduled")
		deal.move(opened.Add(takes*2/3), "contractsent")
		if stale {
			takes += 120 * day
		}
		deal.move(opened.Add(takes), map[bool]string{true: "closedwon", false: "closedlost"}[wins && a.running(opened.Add(takes))])
	}
}

// pitch opens the deal of a prospect that will not buy.
func (w *World) pitch(name string, a *Account, d dice) {
	if d.chance(0.4) {
		return
	}
	opened := officeHour(d, a.Company.Created.Add(d.span(day, 20*day)))
	deal := w.deal(a, "newbusiness", name, opened, int64(d.between(4, 80))*1000, opened.Add(60*day), "appointmentscheduled")
	deal.move(opened.Add(d.span(5*day, 30*day)), "presentationscheduled")
	if d.chance(0.8) {
		deal.move(opened.Add(d.span(31*day, 120*day)), "closedlost")
	}
}

func firstWord(s string) string { return strings.Fields(s)[0] }

func lastWord(s string) string {
	words := strings.Fields(s)
	return words[len(words)-1]
}
