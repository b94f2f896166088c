package truth

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"quarterdeck/connectors/simulator/world"
)

// Micros is an amount of money in millionths of a unit.
type Micros int64

// Float is the amount in units.
func (m Micros) Float() float64 { return float64(m) / 1e6 }

// String spells the amount with six decimals.
func (m Micros) String() string {
	sign, v := "", m
	if v < 0 {
		sign, v = "-", -v
	}
	return fmt.Sprintf("%s%d.%06d", sign, v/1_000_000, v%1_000_000)
}

// divide divides and rounds half away from zero.
func divide(a, b int64) int64 {
	if (a < 0) != (b < 0) {
		return (a - b/2) / b
	}
	return (a + b/2) / b
}

// inReporting values local money at a month's rate.
func (b *Book) inReporting(local Micros, currency string, month int) Micros {
	if local == 0 || strings.EqualFold(currency, "usd") {
		return local
	}
	rate := int64(math.Round(b.world.Rate(currency, monthDate(month)) * 1e4))
	return Micros(divide(int64(local)*rate, 1e4))
}

// ratio is a/b; nil when b is 0.
func ratio[N int | Micros](a, b N) *float64 {
	if b == 0 {
		return nil
	}
	x := float64(a) / float64(b)
	return &x
}

// wilson is the 95 % interval of a share.
func wilson(hits, n int) (low, high *float64) {
	if n == 0 {
		return nil, nil
	}
	const z = 1.96
	count, p := float64(n), float64(hits)/float64(n)
	middle := p + z*z/(2*count)
	half := z * math.Sqrt(p*(1-p)/count+z*z/(4*count*count))
	l, h := math.Max(0, (middle-half)/(1+z*z/count)), math.Min(1, (middle+half)/(1+z*z/count))
	return &l, &h
}

// quantile interpolates between order statistics; nil without values.
func quantile(values []float64, q float64) *float64 {
	if len(values) == 0 {
		return nil
	}
	sorted := slices.Sorted(slices.Values(values))
	at := q * float64(len(sorted)-1)
	i := int(math.Floor(at))
	x := sorted[i]
	if i+1 < len(sorted) {
		x += (at - float64(i)) * (sorted[i+1] - sorted[i])
	}
	return &x
}

// monthly is the price of a state for one month after a percentage off.
func monthly(s world.State, percentOff int) Micros {
	months := s.Price.Months()
	if months == 0 {
		return 0
	}
	cents := s.Price.Unit * int64(s.Quantity)
	return Micros(divide(cents*int64(100-percentOff)*100, int64(months)))
}
