package truth

import (
	"math"
	"slices"

	"quarterdeck/connectors/simulator/world"
)

// trailingDays is the length of the trailing windows of surveys and support.
const trailingDays = 90

// NPS is the relationship NPS of a period and segment.
type NPS struct {
	Period
	Relationship                               bool
	Dimension, Segment                         string
	Responses, Promoters, Passives, Detractors int
	Invalid                                    int
	NPS, Margin, Low, High                     *float64
	Shown                                      bool
	Reason                                     string
}

// answers lists the known sheets of the relationship survey, oldest first.
func (b *Book) answers() []*world.Response {
	var out []*world.Response
	for _, r := range b.world.Responses {
		if r.Form == &b.world.Forms[0] && b.known(r.Submitted) {
			out = append(out, r)
		}
	}
	return out
}

func valid(r *world.Response) bool { return r.Answered && r.Score >= 0 && r.Score <= 10 }

// newest leaves each respondent's latest valid answer.
func newest(answers []*world.Response) []*world.Response {
	last := map[string]*world.Response{}
	for _, r := range answers {
		if !valid(r) {
			continue
		}
		if old := last[r.Person.Email]; old == nil || r.Submitted.After(old.Submitted) || r.Submitted.Equal(old.Submitted) && r.Token > old.Token {
			last[r.Person.Email] = r
		}
	}
	return slices.DeleteFunc(slices.Clone(answers), func(r *world.Response) bool { return last[r.Person.Email] != r })
}

// firstFact is the first month any of the marts with periods has something in.
func (b *Book) firstFact() int {
	first := b.first
	for _, t := range b.tickets() {
		first = min(first, monthOf(b.day(t.Created)))
	}
	for _, r := range b.world.Responses {
		if b.known(r.Submitted) {
			first = min(first, monthOf(b.day(r.Submitted)))
		}
	}
	return first
}

// NPS lists the months, fiscal quarters and the trailing window.
func (b *Book) NPS() []NPS {
	var out []NPS
	for _, w := range b.windows(b.firstFact(), trailingDays) {
		out = append(out, b.score(w)...)
	}
	return out
}

func (b *Book) score(w window) []NPS {
	inside := slices.DeleteFunc(b.answers(), func(r *world.Response) bool {
		day := b.day(r.Submitted)
		return day < w.from || day > w.last
	})
	counted := newest(inside)
	var out []NPS
	for _, dimension := range b.dimensions() {
		rows, order := map[string]*NPS{}, []string{}
		at := func(segment string) *NPS {
			if rows[segment] == nil {
				rows[segment] = &NPS{Period: w.period(), Relationship: true, Dimension: dimension, Segment: segment}
				order = append(order, segment)
			}
			return rows[segment]
		}
		if dimension == All {
			at(All)
		}
		for _, r := range inside {
			if !valid(r) {
				at(b.segment(b.of[r.Account], dimension, w.last)).Invalid++
			}
		}
		for _, r := range counted {
			n := at(b.segment(b.of[r.Account], dimension, w.last))
			n.Responses++
			switch {
			case r.Score >= 9:
				n.Promoters++
			case r.Score >= 7:
				n.Passives++
			default:
				n.Detractors++
			}
		}
		for _, segment := range order {
			rows[segment].finish()
			out = append(out, *rows[segment])
		}
	}
	return out
}

// finish computes the score and its uncertainty from the counts.
func (n *NPS) finish() {
	if n.Responses == 0 {
		n.Reason = "no_responses"
		return
	}
	count := float64(n.Responses)
	p, d := float64(n.Promoters)/count, float64(n.Detractors)/count
	score := 100 * (p - d)
	margin := 196 * math.Sqrt(math.Max(0, p+d-(p-d)*(p-d))/count)
	pw, dw := (float64(n.Promoters)+0.75)/(count+3), (float64(n.Detractors)+0.75)/(count+3)
	half := 196 * math.Sqrt((pw+dw-(pw-dw)*(pw-dw))/(count+3))
	low, high := math.Max(-100, 100*(pw-dw)-half), math.Min(100, 100*(pw-dw)+half)
	n.NPS, n.Margin, n.Low, n.High = &score, &margin, &low, &high
	n.Shown = n.Responses >= 10
	switch {
	case !n.Shown:
		n.Reason = "min_sample"
	case n.Responses < 30 || half > 15:
		n.Reason = "low_confidence"
	}
}
