package reports

import "math"

// maxQuestions is how many questions are suggested: more are not asked in a meeting.
const maxQuestions = 6

// Questions suggests what to ask in the meeting, the most urgent first. Each comes of
// a rule about the facts; they may be asked as they stand, for none tells what we
// judge or fear.
func (c *Companion) Questions() []Sentence {
	var all []Sentence
	for _, rule := range []func(*Companion) Sentence{
		(*Companion).askNotice, (*Companion).askRenewal, (*Companion).askChampion, (*Companion).askDetractor, (*Companion).askOurs,
		(*Companion).askTickets, (*Companion).askUsage, (*Companion).askInvoice, (*Companion).askSeats, (*Companion).askGoal,
		(*Companion).askTheirs, (*Companion).askPeople, (*Companion).askPulse, (*Companion).askReference, (*Companion).askNext,
	} {
		if q := rule(c); !q.Empty() && len(all) < maxQuestions {
			all = append(all, q)
		}
	}
	return all
}

func (c *Companion) askNotice() Sentence {
	if r := c.Renewal(); r != nil && r.State == "notice" {
		return Say("question.notice", Args{"day": r.On})
	}
	return Sentence{}
}

// askRenewal asks about a renewal that comes up, or whose day has passed.
func (c *Companion) askRenewal() Sentence {
	r := c.Renewal()
	switch {
	case r != nil && r.State == "late":
		return Say("question.late", Args{"day": r.On})
	case r != nil && r.State == "due":
		return Say("question.renewal", Args{"day": r.On})
	}
	return Sentence{}
}

func (c *Companion) askChampion() Sentence {
	for _, p := range c.People {
		if !p.Left.IsZero() {
			return Say("question.left", Args{"name": p.Name})
		}
	}
	return Sentence{}
}

// askDetractor takes up the words of who waits for an answer, or else any unhappy ones.
func (c *Companion) askDetractor() Sentence {
	for _, a := range c.Answers {
		if a.Words != "" && !a.Glad {
			return Say("question.words", Args{"words": a.Words})
		}
	}
	if c.Stance != nil && c.Stance.Detractors > 0 {
		return Say("question.unhappy", nil)
	}
	return Sentence{}
}

func (c *Companion) askOurs() Sentence   { return c.askLate(Us, "question.ours") }
func (c *Companion) askTheirs() Sentence { return c.askLate(Them, "question.theirs") }

func (c *Companion) askLate(side Side, key string) Sentence {
	for _, p := range c.Promises {
		if p.Side == side && p.Status == Late {
			return Say(key, Args{"text": p.Text, "day": p.DueOn})
		}
	}
	return Sentence{}
}

func (c *Companion) askTickets() Sentence {
	if n := math.Round(c.Values["open_tickets_over_7_days"]); n >= 1 {
		return Say("question.tickets", Args{"n": Count(n)})
	}
	return Sentence{}
}

// askUsage asks about use that fell by a tenth or more in 28 days.
func (c *Companion) askUsage() Sentence {
	if v := c.Values["usage_trend"]; v <= -0.1 {
		return Say("question.usage", Args{"change": Rise(-v)})
	}
	return Sentence{}
}

func (c *Companion) askInvoice() Sentence {
	if n := math.Round(c.Values["days_past_due"]); n >= 1 {
		return Say("question.invoice", Args{"n": Count(n)})
	}
	return Sentence{}
}

// askSeats asks where seats are short, or where more than a third are free.
func (c *Companion) askSeats() Sentence {
	used, known := c.Values["seat_utilisation"]
	switch {
	case !known || !c.Seats.OK():
		return Sentence{}
	case used >= 0.9:
		return Say("question.more_seats", nil)
	case used <= 2.0/3:
		return Say("question.free_seats", Args{"n": Count(math.Round((1 - used) * c.Seats.V)), "seats": Count(c.Seats.V)})
	}
	return Sentence{}
}

// askGoal asks about the goal an idea of ours would serve: it is the customer's own.
func (c *Companion) askGoal() Sentence {
	for _, idea := range c.Chances {
		if idea.Goal != "" {
			return Say("question.goal", Args{"goal": idea.Goal})
		}
	}
	return Sentence{}
}

// askPeople asks for a second person where we know of one at most.
func (c *Companion) askPeople() Sentence {
	here := 0
	for _, p := range c.People {
		if p.Left.IsZero() {
			here++
		}
	}
	if here <= 1 {
		return Say("question.people", nil)
	}
	return Sentence{}
}

// askPulse asks what stands behind a poor feeling of our own where the numbers are good.
func (c *Companion) askPulse() Sentence {
	if h := c.Health; h != nil && h.Disagrees && h.Band == "green" {
		return Say("question.pulse", nil)
	}
	return Sentence{}
}

// askReference takes a promoter at its word, where nothing else stands in the way.
func (c *Companion) askReference() Sentence {
	if c.Health == nil || c.Health.Band != "green" {
		return Sentence{}
	}
	for _, a := range c.Answers {
		if a.Glad {
			return Say("question.reference", Args{"words": a.Words})
		}
	}
	return Sentence{}
}

// askNext is for a customer nothing else is to be asked.
func (c *Companion) askNext() Sentence { return Say("question.next", Args{"period": c.Period.Next()}) }
