package reports

import (
	"math"
	"testing"
)

// The cases of the metric definitions, worked by hand or by others.
func TestNPS(t *testing.T) {
	for _, tc := range []struct {
		p, n, d   int
		score     float64
		mid, span float64 // adjusted score and its margin
	}{
		{50, 30, 20, 30, 29.126, 15.075},
		{0, 5, 0, 0, 0, 30.0},
		{1, 0, 0, 100, 25, 73.5},
	} {
		s := newNPS(tc.p, tc.n, tc.d)
		if s.Score.V != tc.score {
			t.Errorf("%+v: score %v", tc, s.Score.V)
		}
		if math.Abs(s.Low.V-(tc.mid-tc.span)) > 0.05 || math.Abs(s.High.V-(tc.mid+tc.span)) > 0.05 {
			t.Errorf("%+v: from %.3f to %.3f", tc, s.Low.V, s.High.V)
		}
	}
	if s := newNPS(0, 0, 0); s.Score.OK() || s.Shown {
		t.Errorf("no answers: %+v", s)
	}
	if newNPS(5, 4, 0).Shown || !newNPS(5, 4, 1).Shown {
		t.Error("a score is shown from ten answers on")
	}
	if s := newNPS(200, 0, 0); s.High.V > 100 {
		t.Errorf("high %v", s.High.V)
	}
}

// TestWilson: the ends of the interval are the two shares that lie 1.96 standard errors
// of their own from the observed one: the roots of (p - x)² = z²x(1 - x)/n.
func TestWilson(t *testing.T) {
	for _, tc := range []struct{ hits, n float64 }{{10, 12}, {0, 5}, {5, 5}, {1, 1}, {2544, 2816}} {
		low, high := wilson(tc.hits, tc.n)
		p, z2n := tc.hits/tc.n, 1.96*1.96/tc.n
		for _, x := range []float64{low.V, high.V} {
			if off := (p-x)*(p-x) - z2n*x*(1-x); math.Abs(off) > 1e-12 {
				t.Errorf("%v of %v: %v is off by %v", tc.hits, tc.n, x, off)
			}
		}
		if low.V > p || high.V < p {
			t.Errorf("%v of %v: from %v to %v", tc.hits, tc.n, low.V, high.V)
		}
	}
}
