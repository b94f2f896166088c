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
	step := niceStep((high-low)/float64(n), whole)
	first, last := math.Floor(low/step+1e-9), math.Ceil(high/step-1e-9)
	out := make([]float64, 0, int(last-first)+1)
	for i := first; i <= last; i++ {
		out = append(out, i*step)
	}
	return out
}

// niceStep is the smallest round step that is not below raw.
func niceStep(raw float64, whole bool) float64 {
	if whole && raw <= 1 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		step := m * power
		if raw <= step*(1+1e-9) && (!whole || step == math.Trunc(step)) {
			return step
		}
	}
	return 10 * power
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
