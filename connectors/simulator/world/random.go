package world

import (
	"math"
	"math/rand/v2"
	"time"
)

// subject separates the random streams of one account, so that drawing one
// more number about tickets never moves an invoice.
type subject uint64

const (
	aboutAccount subject = iota + 1
	aboutPeople
	aboutBilling
	aboutSecond
	aboutCRM
	aboutDeals
	aboutTickets
	aboutSurvey
	aboutAdoption
	aboutUsage
	aboutTeam
	aboutTokens
	aboutProspects
)

// dice is one random stream.
type dice struct{ *rand.Rand }

func newDice(seed uint64, about subject, n int) dice {
	return dice{rand.New(rand.NewPCG(scramble(seed^uint64(about)<<56), scramble(uint64(n)+uint64(about))))}
}

// scramble is the finaliser of splitmix64: neighbouring seeds become unrelated.
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (d dice) chance(p float64) bool { return d.Float64() < p }

// between draws from lo to hi, both in.
func (d dice) between(lo, hi int) int {
	if hi <= lo {
		return lo
	}
	return lo + d.IntN(hi-lo+1)
}

func (d dice) uniform(lo, hi float64) float64 { return lo + (hi-lo)*d.Float64() }

// span draws a whole number of minutes.
func (d dice) span(lo, hi time.Duration) time.Duration {
	return time.Duration(d.between(int(lo/time.Minute), int(hi/time.Minute))) * time.Minute
}

func (d dice) bell(mean, deviation float64) float64 { return mean + deviation*d.NormFloat64() }

// skewed draws a positive duration with the given median and a long tail.
func (d dice) skewed(median time.Duration, sigma float64) time.Duration {
	minutes := median.Minutes() * math.Exp(sigma*d.NormFloat64())
	return time.Duration(math.Max(1, math.Round(minutes))) * time.Minute
}

func (d dice) poisson(mean float64) int {
	limit, product := math.Exp(-mean), d.Float64()
	n := 0
	for product > limit {
		n++
		product *= d.Float64()
	}
	return n
}

func pick[T any](d dice, of []T) T { return of[d.IntN(len(of))] }

func clamp(x, lo, hi float64) float64 { return math.Min(hi, math.Max(lo, x)) }

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// token draws an identifier in the manner of the vendors: a prefix and letters.
func (d dice) token(prefix string, length int) string {
	b := make([]byte, 0, len(prefix)+length)
	b = append(b, prefix...)
	for range length {
		b = append(b, base62[d.IntN(len(base62))])
	}
	return string(b)
}
