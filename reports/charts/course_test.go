package charts

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func percentOf(v float64) string { return fmt.Sprintf("%.1f %%", 100*v) }

func retention() Course {
	return Course{Labels: strings.Fields("Jun Jul Aug Sep"), Fixed: 1, Format: percentOf, Breaks: []Break{{At: 1.5, Label: "defined anew"}},
		Series: []Series{{Name: "Net", Values: []float64{1.07, 1.02, math.NaN(), 1.05}}, {Name: "Gross", Values: []float64{0.89, 0.86, 0.9, 0.91}, Ghost: true}}}
}

// The axis reaches from the lowest to the highest value and the fixed one, and need
// not start at zero.
func TestCourseAxis(t *testing.T) {
	ticks := retention().ticks(Box{H: 200})
	if low, high := ticks[0], ticks[len(ticks)-1]; low < 0.8 || low > 0.86 || high < 1.07 || high > 1.15 {
		t.Errorf("ticks %v", ticks)
	}
	r := sheet()
	retention().Draw(r, Box{20, 10, 360, 200}, style())
	var printed []string
	for _, op := range r.Ops {
		if op.Path == nil {
			printed = append(printed, op.Text)
		}
	}
	for _, want := range []string{"105.0 %", "91.0 %", "Net", "Gross", "defined anew", "Jun", "Sep"} {
		if !strings.Contains(strings.Join(printed, "\n"), want) {
			t.Errorf("%q is not drawn: %v", want, printed)
		}
	}
}

// Without a value there is no axis to draw.
func TestCourseWithoutValues(t *testing.T) {
	r := sheet()
	Course{Labels: []string{"Jun"}, Fixed: math.NaN(), Format: percentOf, Series: []Series{{Values: []float64{math.NaN()}}}}.Draw(r, Box{20, 10, 360, 200}, style())
	if len(r.Ops) != 0 {
		t.Errorf("drew %v", r.Ops)
	}
}

func TestCourseStaysInItsBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "places")
		k := Course{Fixed: rapid.SampledFrom([]float64{1, math.NaN()}).Draw(t, "fixed"), Format: percentOf}
		for i := range n {
			k.Labels = append(k.Labels, fmt.Sprintf("%d Sep", i))
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "series") {
			values := numbers(t, n, "values")
			for j := range values {
				values[j] /= 1e6
			}
			k.Series = append(k.Series, Series{Name: words(t, "name"), Values: values, Ghost: i == 1})
		}
		for range rapid.IntRange(0, 5).Draw(t, "breaks") {
			k.Breaks = append(k.Breaks, Break{At: rapid.Float64Range(-3, 40).Draw(t, "at"), Label: words(t, "label")})
		}
		box := Box{50, 70, rapid.Float64Range(220, 700).Draw(t, "w"), rapid.Float64Range(120, 300).Draw(t, "h")}
		r := sheet()
		k.Draw(r, box, style())
		if bad := misplaced(r.Ops, box, 5); len(bad) > 0 {
			t.Fatalf("%+v\n%s", k, strings.Join(bad, "\n"))
		}
	})
}
