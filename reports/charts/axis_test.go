package charts

import (
	"math"
	"math/big"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestTicks(t *testing.T) {
	for _, tc := range []struct {
		low, high float64
		n         int
		whole     bool
		want      []float64
	}{
		{0, 186, 4, true, []float64{0, 50, 100, 150, 200}},
		{0, 3, 5, true, []float64{0, 1, 2, 3}},
		{0, 1, 4, true, []float64{0, 1}},
		{0, 9, 4, true, []float64{0, 5, 10}},
		{0, 0, 4, true, []float64{0, 1}},
		{0, 0.8, 4, false, []float64{0, 0.2, 0.4, 0.6, 0.8}},
		{0, 1, 4, false, []float64{0, 0.25, 0.5, 0.75, 1}},
		{-30, 70, 4, false, []float64{-50, -25, 0, 25, 50, 75}},
		{42, 42, 2, false, []float64{0, 25, 50}},
		{5, -5, 2, false, []float64{-5, 0, 5}},
		{math.NaN(), 1, 4, false, nil},
		{0, math.Inf(1), 4, false, nil},
		{0, 1, 0, false, nil},
	} {
		got := Ticks(tc.low, tc.high, tc.n)
		if tc.whole {
			got = WholeTicks(tc.low, tc.high, tc.n)
		}
		if diff := cmp.Diff(tc.want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Errorf("ticks of %v to %v in %d: %s", tc.low, tc.high, tc.n, diff)
		}
	}
}

// exact is the decimal a tick reads as, without rounding.
func exact(t *rapid.T, tick float64) *big.Rat {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(tick, 'f', -1, 64))
	if !ok {
		t.Fatalf("%v is no decimal", tick)
	}
	return r
}

// round says whether a step is 1, 2, 2.5 or 5 times a power of ten, exactly.
func round(step *big.Rat) bool {
	ten := big.NewRat(10, 1)
	for r := new(big.Rat).Set(step); r.Sign() > 0; {
		switch {
		case r.Cmp(ten) >= 0:
			r.Quo(r, ten)
		case r.Cmp(big.NewRat(1, 1)) < 0:
			r.Mul(r, ten)
		default:
			for _, m := range []*big.Rat{big.NewRat(1, 1), big.NewRat(2, 1), big.NewRat(5, 2), big.NewRat(5, 1)} {
				if r.Cmp(m) == 0 {
					return true
				}
			}
			return false
		}
	}
	return false
}

// checkTicks reckons in decimals: ticks are evenly apart by a round step, cover the
// range to within a billionth of a step, and none at the ends is needless.
func checkTicks(t *rapid.T, got []float64, low, high float64, n int) {
	if len(got) < 2 || len(got) > n+2 {
		t.Fatalf("%d ticks for n = %d: %v", len(got), n, got)
	}
	step := new(big.Rat).Sub(exact(t, got[1]), exact(t, got[0]))
	if !round(step) {
		t.Fatalf("step %v is not round", step)
	}
	for i := range got[1:] {
		if apart := new(big.Rat).Sub(exact(t, got[i+1]), exact(t, got[i])); apart.Cmp(step) != 0 {
			t.Fatalf("%v and %v are not %v apart", got[i], got[i+1], step)
		}
	}
	slack, _ := step.Float64()
	slack *= 2e-9
	if got[0] > low+slack || got[len(got)-1] < high-slack {
		t.Fatalf("%v does not cover %v to %v", got, low, high)
	}
	if got[1] <= low-slack || got[len(got)-2] >= high+slack {
		t.Fatalf("%v has needless ticks for %v to %v", got, low, high)
	}
}

func TestTicksCoverAndStayFew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-1e9, 1e9).Draw(t, "low") * math.Pow10(rapid.IntRange(-12, 6).Draw(t, "size"))
		span := rapid.Float64Range(1, 10).Draw(t, "span") * math.Pow10(rapid.IntRange(-6, 12).Draw(t, "power"))
		n := rapid.IntRange(1, 8).Draw(t, "n")
		high := low + span
		if high-low < 1e-10*math.Abs(low) {
			high = low + 1e-10*math.Abs(low) // what ticks can tell apart
		}
		checkTicks(t, Ticks(low, high, n), low, high, n)
	})
}

func TestWholeTicksAreWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-1e9, 1e9).Draw(t, "low")
		high := low + rapid.Float64Range(1e-3, 1e9).Draw(t, "span")
		n := rapid.IntRange(1, 8).Draw(t, "n")
		got := WholeTicks(low, high, n)
		for _, tick := range got {
			if tick != math.Trunc(tick) {
				t.Fatalf("whole ticks hold %v", tick)
			}
		}
		if slack := (got[1] - got[0]) * 2e-9; got[0] > low+slack || got[len(got)-1] < high-slack {
			t.Fatalf("%v does not cover %v to %v", got, low, high)
		}
	})
}

// TestTicksOfNearlyEqualValues: a range too narrow to be told apart still has ticks
// around it, and only few.
func TestTicksOfNearlyEqualValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.OneOf(rapid.Float64Range(-1e15, 1e15), rapid.SampledFrom([]float64{0, 5e-324, -1e-300})).Draw(t, "low")
		high := math.Nextafter(low, math.Inf(1))
		got := Ticks(low, high, rapid.IntRange(1, 8).Draw(t, "n"))
		if len(got) < 2 || len(got) > 10 || got[1] <= got[0] || got[0] > low+(got[1]-got[0])*2e-9 {
			t.Fatalf("%v for %v to %v", got, low, high)
		}
	})
}

func TestSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.Float64Range(0, 100), 1, 6).Draw(t, "want")
		gap := rapid.Float64Range(1, 30).Draw(t, "gap")
		got := spread(want, gap, 0, 100)
		if float64(len(want)-1)*gap > 100 {
			if got != nil {
				t.Fatalf("placed %d labels %v apart in 100", len(want), gap)
			}
			return
		}
		for i := range got {
			if got[i] < -1e-9 || got[i] > 100+1e-9 {
				t.Fatalf("%v is outside", got[i])
			}
			for j := range i {
				if math.Abs(got[i]-got[j]) < gap-1e-9 {
					t.Fatalf("%v and %v are nearer than %v", got[i], got[j], gap)
				}
				if want[i] < want[j] && got[i] > got[j] || want[i] > want[j] && got[i] < got[j] {
					t.Fatalf("order changed: %v to %v", want, got)
				}
			}
		}
	})
}

func TestSpreadLeavesPlacesThatFit(t *testing.T) {
	want := []float64{10, 80, 40}
	if diff := cmp.Diff(want, spread(want, 20, 0, 100)); diff != "" {
		t.Error(diff)
	}
}
