package reports

import "math"

// The titles of a pack's pages say the one thing the data carry, by rules. Where they
// carry nothing the title is empty, and the page says what is lacking.

// mrrSteady is the change, as a share, below which MRR is said not to have moved.
const mrrSteady = 0.005

// leastMonths is how many months MRR must have moved through to be the pack's message.
const leastMonths = 3

// Headline is the message of the whole pack.
func (p *Pack) Headline() Sentence {
	on, n := p.Card.Count("green"), p.Card.Count("")
	args := Args{"n": Count(n), "on": Count(on), "months": Count(p.Bridge.Months)}
	change := p.Bridge.Change()
	switch {
	case n == 0:
		return Say("pack.headline_none", Args{"company": p.Company})
	case 2*p.Card.Count("grey") > n:
		return p.Card.Title()
	case !change.OK() || p.Bridge.Months < leastMonths:
		return Say("pack.headline_card", args)
	}
	args["change"] = Rise(math.Abs(change.V))
	return Say("pack.headline_"+direct(change.V), args)
}

// direct is up, down or flat.
func direct(change float64) string {
	switch {
	case change >= mrrSteady:
		return "up"
	case change <= -mrrSteady:
		return "down"
	}
	return "flat"
}

// Change is how much more MRR there is at the end of the bridge than at its start.
func (b Bridge) Change() Number {
	if !b.Start.OK() || b.Start.V == 0 {
		return Number{}
	}
	return b.End.ChangeFrom(b.Start)
}

// Step finds a kind of movement; the number is zero when there was none.
func (b Bridge) Step(kind string) Number {
	for _, s := range b.Steps {
		if s.Kind == kind {
			return s.By
		}
	}
	return Num(0)
}

// Title says what the scorecard comes to.
func (c Card) Title() Sentence {
	on, n, grey := c.Count("green"), c.Count(""), c.Count("grey")
	args := Args{"n": Count(n), "on": Count(on), "grey": Count(grey), "red": Count(c.Count("red"))}
	switch {
	case n == 0:
		return Sentence{}
	case grey == n:
		return Say("pack.card_grey", args)
	case grey > 0:
		return Say("pack.card_some_grey", args)
	case on == n:
		return Say("pack.card_all", args)
	}
	return Say("pack.card", args)
}

// Title says how the scorecard moved since the last review.
func (s Since) Title() Sentence {
	args := Args{"day": s.Review, "better": Count(s.Count("better")), "worse": Count(s.Count("worse")), "n": Count(len(s.Moves))}
	switch {
	case len(s.Moves) == 0 || s.Night.IsZero():
		return Sentence{}
	case s.Count("better") == 0 && s.Count("worse") == 0:
		return Say("pack.since_same", args)
	}
	return Say("pack.since", args)
}

// Title says where MRR went and what moved it most.
func (b Bridge) Title() Sentence {
	change := b.Change()
	if !change.OK() {
		return Sentence{}
	}
	args := Args{"n": Count(b.Months), "change": Rise(math.Abs(change.V))}
	cause := b.cause()
	if cause == "" {
		return Say("pack.bridge_still", args)
	}
	return Say("pack.bridge_"+direct(change.V)+"_"+cause, args)
}

// cause is the largest part of the change: new customers, what those that stayed pay
// more or less, those that left less those that came back, or exchange rates. It is
// empty when nothing moved.
func (b Bridge) cause() string {
	parts := []struct {
		rose, fell string
		by         float64
	}{
		{"new", "new", b.Step("new").V + b.Step("opening").V},
		{"grown", "shrunk", b.Step("expansion").V + b.Step("contraction").V},
		{"returned", "lost", b.Step("reactivation").V + b.Step("churn").V},
		{"fx", "fx", b.Step("fx").V},
	}
	cause, most := "", 0.0
	for _, part := range parts {
		if math.Abs(part.by) <= most {
			continue
		}
		cause, most = part.rose, math.Abs(part.by)
		if part.by < 0 {
			cause = part.fell
		}
	}
	return cause
}

// Title says what twelve months left of the MRR they began with.
func (r Retention) Title() Sentence {
	last := r.Last()
	if last == nil {
		return Sentence{}
	}
	args := Args{"nrr": Told{Number: last.NRR, Form: AsShare}, "grr": Told{Number: last.GRR, Form: AsShare}}
	switch {
	case !last.NRR.OK():
		return Sentence{}
	case last.NRR.V >= 1:
		return Say("pack.retention_grow", args)
	}
	return Say("pack.retention_shrink", args)
}

// Title says how many customers are still there after the longest age that enough of
// them have reached.
func (c Cohorts) Title() Sentence {
	for _, age := range []int{24, 12, 6, 3} {
		kept, of := c.At(age)
		if kept.OK() && of.OK() && of.V >= cohortLeast {
			return Say("pack.cohorts_kept", Args{"kept": Told{Number: kept, Form: AsShare}, "n": Count(age), "of": Count(of.V)})
		}
	}
	if len(c.Groups) == 0 {
		return Sentence{}
	}
	return Say("pack.cohorts_few", nil)
}

// cohortLeast is how many customers a share of a cohort's age must rest on to be told.
const cohortLeast = 20

// Title says where the customers went.
func (t Tiers) Title() Sentence {
	var n, churned, up, down float64
	for _, r := range t.Rates {
		n, churned, up, down = n+r.Customers.V, churned+r.Churned.V, up+r.Up.V, down+r.Down.V
	}
	if n == 0 {
		return Sentence{}
	}
	return Say("pack.tiers", Args{"n": Count(n), "churned": Count(churned), "up": Count(up), "down": Count(down)})
}

// Title says what the score is, and which segments surely stand apart from it.
func (v Voice) Title() Sentence {
	if v.All == nil || !v.All.Shown || !v.All.NPS.OK() {
		return Sentence{}
	}
	args := Args{"nps": Points(v.All.NPS.V), "n": Count(v.All.N)}
	low, high := v.Apart()
	switch {
	case len(low) > 0:
		args["segment"] = low[0].Segment
		return Say("pack.voice_low", args)
	case len(high) > 0:
		args["segment"] = high[0].Segment
		return Say("pack.voice_high", args)
	}
	return Say("pack.voice_even", args)
}

// Apart are the segments whose whole interval lies below, or above, the score of all.
// Those of few answers are left out: among many of them one is apart by chance.
func (v Voice) Apart() (low, high []SegmentNPS) {
	if v.All == nil || !v.All.NPS.OK() {
		return nil, nil
	}
	for _, s := range v.Segments {
		switch {
		case !s.Shown || s.Unsure || !s.Low.OK() || !s.High.OK():
		case s.High.V < v.All.NPS.V:
			low = append(low, s)
		case s.Low.V > v.All.NPS.V:
			high = append(high, s)
		}
	}
	return low, high
}

// Misses names the KPIs that are furthest from their target.
func (c Card) Misses() Sentence {
	var red []string
	for _, lane := range c.Lanes {
		for _, k := range lane.KPIs {
			if k.Status == "red" {
				red = append(red, k.Metric)
			}
		}
	}
	args := Args{"n": Count(len(red))}
	for i, name := range red[:min(3, len(red))] {
		args["kpi"+string(rune('1'+i))] = name
	}
	switch len(red) {
	case 0:
		return Sentence{}
	case 1:
		return Say("pack.misses_one", args)
	case 2:
		return Say("pack.misses_two", args)
	case 3:
		return Say("pack.misses_three", args)
	}
	args["n"] = Count(len(red) - 3)
	return Say("pack.misses_more", args)
}
