package charts

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPercentileStaysInItsBox: whatever the times, nothing but the target's tick leaves
// the bar, and that only above and below.
func TestPercentileStaysInItsBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.OneOf(rapid.Float64Range(0, 1e6), rapid.Just(math.NaN()))
		p := Percentile{Half: v.Draw(t, "half"), Slow: v.Draw(t, "slow"), Target: v.Draw(t, "target"), Top: rapid.Float64Range(0, 1e6).Draw(t, "top")}
		box, r := Box{30, 40, 120, 9}, sheet()
		p.Draw(r, box, style())
		if bad := misplaced(r.Ops, box, 5); len(bad) > 0 {
			t.Fatalf("%+v\n%s", p, strings.Join(bad, "\n"))
		}
	})
}

// TestPercentileLengths: half the top is half the box, and the line of the slow ones
// ends at their place.
func TestPercentileLengths(t *testing.T) {
	r := sheet()
	Percentile{Half: 50, Slow: 80, Target: math.NaN(), Top: 100}.Draw(r, Box{0, 0, 200, 10}, style())
	var ends []float64
	for _, op := range r.Ops[1:] {
		ends = append(ends, math.Floor(op.Bounds().Right()))
	}
	if len(ends) != 3 || ends[0] != 100 || ends[1] != 160 || ends[2] != 160 {
		t.Errorf("the marks end at %v, want 100, 160 and 160", ends)
	}
}
