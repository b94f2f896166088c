package charts

import (
	"math"
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

func TestTicksCoverAndStayFew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-1e9, 1e9).Draw(t, "low")
		high := low + rapid.Float64Range(1e-3, 1e9).Draw(t, "span")
		n := rapid.IntRange(1, 8).Draw(t, "n")
		got := Ticks(low, high, n)
		if len(got) < 2 || len(got) > n+3 {
			t.Fatalf("%d ticks for n = %d: %v", len(got), n, got)
		}
		if slack := (high - low) * 1e-6; got[0] > low+slack || got[len(got)-1] < high-slack {
			t.Fatalf("%v does not cover %v to %v", got, low, high)
		}
		step := got[1] - got[0]
		mantissa := step / math.Pow(10, math.Floor(math.Log10(step)+1e-9))
		nice := false
		for _, m := range []float64{1, 2, 2.5, 5, 10} {
			nice = nice || math.Abs(mantissa-m) < 1e-3
		}
		if !nice {
			t.Fatalf("step %v is not round", step)
		}
		for _, tick := range WholeTicks(low, high, n) {
			if tick != math.Trunc(tick) {
				t.Fatalf("whole ticks hold %v", tick)
			}
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
