package charts

import "math"

// Ticks gives round numbers (1, 2, 2.5 or 5 times a power of ten apart) that
// cover low to high with about n steps. Both ends are ticks.
func Ticks(low, high float64, n int) []float64 {
	return ticks(low, high, n, false)
}

// WholeTicks is Ticks for counts of things: every tick is a whole number.
func WholeTicks(low, high float64, n int) []float64 {
	return ticks(math.Floor(low), math.Ceil(high), n, true)
}

func ticks(low, high float64, n int, whole bool) []float64 {
	if n < 1 || math.IsNaN(low) || math.IsNaN(high) || math.IsInf(low, 0) || math.IsInf(high, 0) {
		return nil
	}
	if low > high {
		low, high = high, low
	}
	if low == high {
		low, high = math.Min(low, 0), math.Max(high, 0)
		if low == high {
			high = 1
		}
	}
	size := math.Max(math.Abs(low), math.Abs(high))
	step := niceStep(max((high-low)/float64(n), size*finest, smallest), whole)
	first := step.floor(low)
	last := max(-step.floor(-high), first+1)
	out := make([]float64, 0, int(last-first)+1)
	for i := first; i <= last; i++ {
		out = append(out, step.times(i))
	}
	return out
}

// finest is the share of a value under which two ticks are no longer told apart: a
// number keeps some fifteen digits.
const finest = 1e-12

// smallest keeps a step apart from zero.
const smallest = 1e-200

// roundStep is a step of tenths × 10^(power-1), with tenths 10, 20, 25 or 50. Kept in
// whole numbers, its multiples are the very numbers a decimal reads as.
type roundStep struct {
	tenths float64
	power  int
}

// times is i steps, the number nearest to the decimal.
func (r roundStep) times(i float64) float64 {
	if r.power >= 1 {
		return i * r.tenths * math.Pow10(r.power-1)
	}
	return i * r.tenths / math.Pow10(1-r.power)
}

// floor is the number of the last step that is not above v; one that misses it by a
// hair counts as not above.
func (r roundStep) floor(v float64) float64 {
	step := r.times(1)
	hair := step * 1e-9
	i := math.Floor(v / step)
	for r.times(i) > v+hair {
		i--
	}
	for r.times(i+1) <= v+hair {
		i++
	}
	return i + 0 // never -0
}

// niceStep is the smallest round step that is not below raw.
func niceStep(raw float64, whole bool) roundStep {
	if whole && raw <= 1 {
		return roundStep{10, 0}
	}
	power := int(math.Floor(math.Log10(raw)))
	for _, tenths := range []float64{10, 20, 25, 50} {
		r := roundStep{tenths, power}
		if step := r.times(1); raw <= step*(1+1e-9) && (!whole || step == math.Trunc(step)) {
			return r
		}
	}
	return roundStep{10, power + 1}
}

// scale maps values to places on the canvas, linearly.
type scale struct{ low, high, from, to float64 }

func (s scale) at(v float64) float64 {
	if s.high == s.low {
		return s.from
	}
	return s.from + (v-s.low)/(s.high-s.low)*(s.to-s.from)
}

// clamp is at, kept inside the scale.
func (s scale) clamp(v float64) float64 {
	return s.at(math.Max(s.low, math.Min(s.high, v)))
}
