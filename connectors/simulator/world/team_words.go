package world

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// commitments writes, after every quarter, what both sides promised in the
// review of that quarter.
func (w *World) commitments(a *Account, now time.Time, t *csvTable) {
	d := newDice(w.Seed, aboutTeam, 50_000+a.Index)
	for q := quarterEnd(a.Joined.Add(30 * day)); ; q = quarterEnd(q.Add(20 * day)) {
		held := workday(q.AddDate(0, 0, 8+a.Index%9))
		ours, theirs := d.between(1, 2), d.between(1, 2)
		if held.After(now) || !a.running(held) {
			return
		}
		for n := range ours + theirs {
			side, owner, words := "us", w.ownerOf(a.Index).Name(), ourPromises()
			if n >= ours {
				side, owner, words = "them", a.People[n%4].Name(), theirPromises()
			}
			text := words[(a.Index*3+n*5+int(q.Month())+q.Year())%len(words)]
			due := workday(held.AddDate(0, 0, d.between(14, 70)))
			kept, delay := d.Float64() < 0.55+0.35*a.Mood, d.between(-10, 12)
			status := "open"
			switch done := due.AddDate(0, 0, delay); {
			case kept && !done.After(now):
				status = "done"
			case !kept && now.After(due.AddDate(0, 0, 45)):
				status = "dropped"
			}
			t.add(fmt.Sprintf("C-%d-%s-%d", a.Index, quarterName(q), n+1), t.key(a), quarterName(q), side, text, owner, due.Format(time.DateOnly), status, heardBefore(text))
		}
	}
}

func ourPromises() []string {
	return []string{
		"Run an admin training for new team leads", "Send a step-by-step guide for scheduled reports", "Review alert thresholds with the operations team",
		"Set up a sandbox workspace for testing automations", "Share the roadmap for the mobile app", "Check why the Monday dashboard loads slowly",
		"Prepare a usage breakdown by department", "Walk through the API limits with the developers", "Offer two office hours on exports",
		"Document the single sign-on settings", "Propose a clean-up of unused dashboards", "Arrange a call with the product team about integrations",
	}
}

func theirPromises() []string {
	return []string{
		"Name one owner for every dashboard", "Invite the finance team to the workspace", "Send the list of reports still made by hand",
		"Decide which alerts may wake people at night", "Test the new automation with one region", "Deactivate accounts of people who left",
		"Give feedback on the draft of the quarterly goals", "Connect the warehouse system to the integration", "Nominate two power users for training",
		"Agree on the date of the next review", "Collect wishes for the mobile app", "Confirm the seat count for next year",
	}
}

// notes writes a summary after every quarter, a pulse most months, and asks.
func (w *World) notes(a *Account, now time.Time, t *csvTable) {
	d := newDice(w.Seed, aboutTeam, 100_000+a.Index)
	serial := 0
	write := func(on time.Time, kind, text, pulse string) {
		serial++
		if !on.After(now) {
			t.add(fmt.Sprintf("N-%d-%03d", a.Index, serial), t.key(a), w.ownerOf(a.Index).Name(), on.Format(time.DateOnly), kind, text, pulse)
		}
	}
	for m := 1; ; m++ {
		on := workday(addMonths(monthStart(a.Joined), m).Add(time.Duration(2+a.Index%12) * day))
		pulsed, asks, drift := d.chance(0.7), d.chance(0.12), d.bell(0, 0.12)
		if on.After(now) || !a.running(on) {
			return
		}
		spirit := clamp(a.spirit(on)+drift, 0, 1)
		if on.Month()%3 == 1 {
			write(on, "summary", w.summary(a, on, spirit, d), "")
		}
		if pulsed {
			write(on.Add(2*day), "pulse", pick(d, pulseWords(spirit)), strconv.FormatFloat(1+clamp(spirit*4.4, 0, 4), 'f', 0, 64))
		}
		if asks {
			write(on.Add(5*day), "ask", pick(d, askWords()), "")
		}
	}
}

// summary is a note a customer may read: what went well, what is next.
func (w *World) summary(a *Account, on time.Time, spirit float64, d dice) string {
	plan, _ := a.Plans.At(on)
	seats := a.seats(on)
	var good, next []string
	switch {
	case spirit > 0.66:
		good = []string{
			"The team has made the product part of its daily routine, and the weekly report now goes out without manual work.",
			fmt.Sprintf("With %d seats on the %s plan, several departments now share their dashboards.", seats, plan),
			"Automations took over several checks that used to be done by hand, and the feedback from the floor is warm.",
			"The new dashboards are used in the Monday meeting, and two other teams have asked for their own.",
		}
		next = []string{
			"Next we want to bring the finance team on board and agree on two goals for the coming quarter.",
			"The next step is to look at forecasting together and decide whether it helps the planning round.",
			"We suggest training two power users so that new colleagues find help close by.",
		}
	case spirit > 0.42:
		good = []string{
			"Reports and dashboards carry most of the work, and the team would like to do more with them.",
			fmt.Sprintf("The core team uses the %s plan with confidence, while some of the %d seats are still waiting for their first login.", plan, seats),
			"Open questions about exports were answered, and the team knows where to find the guides.",
		}
		next = []string{
			"We would like to review which seats are in use and offer a short training.",
			"Together we will pick one process to automate and measure the time it saves.",
			"Our focus is to make alerts more useful and less noisy.",
		}
	default:
		good = []string{
			"It was a demanding quarter: other projects came first and the product was used less than planned.",
			"We heard clearly that loading times and exports need to get better, and we are following up on both.",
			"A smaller group kept the reports alive while the wider team was busy elsewhere.",
		}
		next = []string{
			"We propose a fresh start with one clear goal and a call every two weeks.",
			"First we want to solve the open support questions, then plan a session with the team leads.",
			"Let us agree on what success looks like by the end of next quarter.",
		}
	}
	text := pick(d, good) + " " + pick(d, next)
	if d.chance(0.3) {
		text += " Thank you to " + a.People[d.IntN(3)].First + " for the good cooperation."
	}
	return strings.TrimSpace(text)
}

func pulseWords(spirit float64) []string {
	switch {
	case spirit > 0.66:
		return []string{"Relaxed call, happy with the pace.", "Sponsor engaged, asked about new features.",
			"Good energy, talks about us internally.", "All well; team keeps growing."}
	case spirit > 0.42:
		return []string{"Fine, but quiet.", "Busy with other things; answers take a while.",
			"Content, wants clearer numbers on benefit.", "New manager, still getting to know us."}
	default:
		return []string{"Frustrated about open tickets.", "Sponsor left, no successor yet.", "Hard to reach this month.",
			"Compares us with another vendor.", "Budget under review."}
	}
}

func askWords() []string {
	return []string{"Wants an export to their data warehouse every hour.", "Asks for a dark theme.", "Would like dashboards per region.",
		"Needs a second administrator role.", "Asks whether the mobile app works offline.", "Wants reports in Spanish and Polish.", "Asks for a sandbox."}
}
