package reports

import "math"

// Number is a figure that may be unknown. Zero, unknown and not applicable are
// three different facts, and a report prints them differently.
type Number struct {
	V     float64
	State State
	// Receipt says where it comes from; nil where nothing is printed of it, or nobody
	// has said.
	Receipt *Receipt `json:"-"`
}

// State says what a Number without a value means. The zero State is Missing,
// so a Number nobody filled cannot be mistaken for a zero.
type State uint8

// The states.
const (
	Missing       State = iota // it exists but we do not know it
	Known                      // V is the value
	NotApplicable              // it cannot exist for this customer
)

// Num is a known number.
func Num(v float64) Number { return Number{V: v, State: Known} }

// NumFrom is a known number, or a missing one for nil.
func NumFrom(v *float64) Number {
	if v == nil {
		return Number{}
	}
	return Num(*v)
}

// OK says whether there is a value.
func (n Number) OK() bool { return n.State == Known }

// Over is n/m; it is missing when either is, and not applicable when m is 0.
func (n Number) Over(m Number) Number {
	if !n.OK() || !m.OK() {
		return Number{}
	}
	if m.V == 0 {
		return Number{State: NotApplicable}
	}
	return Reckoned(n.V/m.V, Ratio, n, m)
}

// ChangeFrom is the relative change from an earlier value, n/m − 1.
func (n Number) ChangeFrom(m Number) Number {
	r := n.Over(m)
	if r.OK() {
		r = Reckoned(r.V-1, Change, n, m)
	}
	return r
}

// Less is n-m; it is missing when either is.
func (n Number) Less(m Number) Number {
	if !n.OK() || !m.OK() {
		return Number{}
	}
	return Reckoned(n.V-m.V, Difference, n, m)
}

// SumOf adds numbers; it is missing when one of them is, or there is none.
func SumOf(parts []Number) Number {
	sum := 0.0
	for _, part := range parts {
		if !part.OK() {
			return Number{}
		}
		sum += part.V
	}
	if len(parts) == 0 {
		return Number{}
	}
	return Reckoned(sum, Sum, parts...)
}

// MeanOf is the mean of numbers; it is missing when one of them is, or there is none.
func MeanOf(parts []Number) Number {
	sum := SumOf(parts)
	if !sum.OK() {
		return sum
	}
	return Reckoned(sum.V/float64(len(parts)), Mean, parts...)
}

// TallyOf counts numbers that stand for one thing each.
func TallyOf(parts []Number) Number { return Reckoned(float64(len(parts)), Tally, parts...) }

// Plot is the value, or NaN where there is none, as charts want it.
func (n Number) Plot() float64 {
	if !n.OK() {
		return math.NaN()
	}
	return n.V
}
