package truth

import (
	"cmp"
	"slices"
	"strings"
)

// TierMove is how many customers went from one value tier to another.
type TierMove struct {
	Period
	Basis, From, To  string
	Customers        int
	StartMRR, EndMRR Micros
}

// tier is a value tier: by MRR, or by place among the paying customers.
type tier struct {
	name string
	from float64
}

// fixedTiers and quantileTiers are what a company has that configured none.
func fixedTiers() []tier { return []tier{{"low", 0}, {"mid", 500}, {"high", 5000}} }

func quantileTiers() []tier { return []tier{{"low", 0}, {"mid", 0.5}, {"high", 0.8}} }

// TierMoves lists the moves of every complete period with a month before it.
func (b *Book) TierMoves() []TierMove {
	var out []TierMove
	for m := b.first + 1; m <= b.last && b.complete(m); m++ {
		out = append(out, b.tierMoves("month", m, m)...)
		if b.quarterStart(m)+2 == m && m-3 >= b.first {
			out = append(out, b.tierMoves("quarter", m-2, m)...)
		}
		if m-12 >= b.first {
			out = append(out, b.tierMoves("ttm", m-11, m)...)
		}
	}
	return out
}

func (b *Book) tierMoves(span string, from, to int) []TierMove {
	moves := map[[3]string]*TierMove{}
	for _, basis := range []string{"limit", "quantile"} {
		before, after := b.tiersOf(basis, from-1), b.tiersOf(basis, to)
		for _, c := range b.customers {
			start, end := c.levels[from-1].mrr, c.levels[to].mrr
			if start == 0 && end == 0 {
				continue
			}
			move := TierMove{Period: Period{monthDate(from), monthDate(to + 1), span}, Basis: basis,
				From: place(before, start, "none"), To: place(after, end, "churned")}
			key := [3]string{basis, move.From, move.To}
			if moves[key] == nil {
				moves[key] = &move
			}
			moves[key].Customers++
			moves[key].StartMRR += start
			moves[key].EndMRR += end
		}
	}
	var out []TierMove
	for _, move := range moves {
		out = append(out, *move)
	}
	slices.SortFunc(out, func(x, y TierMove) int {
		return cmp.Or(strings.Compare(x.Basis, y.Basis), strings.Compare(x.From, y.From), strings.Compare(x.To, y.To))
	})
	return out
}

// tiersOf are the tiers of a basis with the MRR each begins at in a month.
func (b *Book) tiersOf(basis string, month int) []tier {
	if basis == "limit" {
		return fixedTiers()
	}
	var paid []float64
	for _, c := range b.customers {
		if mrr := c.levels[month].mrr; mrr > 0 {
			paid = append(paid, mrr.Float())
		}
	}
	tiers := quantileTiers()
	for i := range tiers {
		if cut := quantile(paid, tiers[i].from); tiers[i].from > 0 && cut != nil {
			tiers[i].from = *cut
		}
	}
	return tiers
}

// place is the highest tier that begins at or below an MRR; otherwise without one.
func place(tiers []tier, mrr Micros, otherwise string) string {
	name := otherwise
	for _, t := range tiers {
		if mrr > 0 && mrr.Float() >= t.from {
			name = t.name
		}
	}
	return name
}
