package world

import (
	"strconv"
	"time"
)

// attendees writes, for two of three accounts, who sits at the table of every
// review; of the others the team keeps no list.
func (w *World) attendees(a *Account, now time.Time, t *csvTable) {
	if a.Index%3 == 0 {
		return
	}
	for q := quarterEnd(a.Joined.Add(30 * day)); !q.After(now) && a.running(q); q = quarterEnd(q.Add(20 * day)) {
		review := quarterName(q)
		t.add(review, t.key(a), w.ownerOf(a.Index).Name(), "Customer Success Manager", "us")
		if a.Index%4 == 1 {
			t.add(review, t.key(a), w.ownerOf(a.Index+2).Name(), "Solutions Engineer", "us")
		}
		for _, p := range a.People[:1+a.Index%3] {
			t.add(review, t.key(a), p.Name(), p.Title, "them")
		}
	}
}

// userTeams writes, for every second account, which team each of the people who have
// its seats is in: most are in the first ones.
func userTeams(a *Account, now time.Time, t *csvTable) {
	if a.Index%2 == 0 {
		return
	}
	names := []string{"Operations", "Logistics", "Finance", "Sales", "IT"}[:3+a.Index%3]
	for i, p := range a.People[:min(len(a.People), max(6, a.seats(now)))] {
		t.add(p.Email, t.key(a), names[(i%len(names))*(i%3)/2%len(names)])
	}
}

// noticePeriod writes how long before its end a contract must be given notice.
func noticePeriod(a *Account, t *csvTable) {
	if a.Index%5 != 0 {
		t.add(t.key(a), strconv.Itoa([]int{30, 60, 90}[a.Index%3]))
	}
}

// heardBefore is what a customer had said that a promise of ours answers; most
// promises have no such story.
func heardBefore(promise string) string {
	return map[string]string{
		"Check why the Monday dashboard loads slowly":             "The Monday dashboard takes too long to open",
		"Run an admin training for new team leads":                "New team leads do not know how to give rights",
		"Review alert thresholds with the operations team":        "Too many alerts at night turn out to be nothing",
		"Send a step-by-step guide for scheduled reports":         "Nobody could say how to schedule a report",
		"Propose a clean-up of unused dashboards":                 "There are too many dashboards to find the right one",
		"Arrange a call with the product team about integrations": "The integrations do not cover our warehouse system",
	}[promise]
}

// newsFile tells of the features that came during the history.
func (w *World) newsFile(now time.Time) []byte {
	t := table("feature", "released_on", "about")
	for _, news := range []struct {
		feature, about string
		months         int
	}{
		{"Alerts", "Tells the right people as soon as a figure leaves its range.", 4},
		{"Workspaces", "Gives every team a place of its own for its dashboards and reports.", 15},
		{"Mobile", "Shows dashboards on the phone, also without a connection.", 25},
		{"Forecasting", "Carries a figure forward by its own history and season.", 26},
		{"Automations", "Runs the checks you do by hand, on a schedule.", 26},
	} {
		if on := addMonths(w.Start, news.months).AddDate(0, 0, 13); !on.After(now) {
			t.add(news.feature, on.Format(time.DateOnly), news.about)
		}
	}
	return t.bytes()
}
