package charts

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

type chart interface {
	Draw(c Canvas, b Box, s Style)
}

// inset leaves a meter's tick the room it takes above and below the bar.
type inset struct{ chart }

func (i inset) Draw(c Canvas, b Box, s Style) { i.chart.Draw(c, b.Inset(0, 4, 0, 4), s) }

func plainNumber(v float64) string { return fmt.Sprintf("%.0f", v) }

func moreOf(n int) string { return fmt.Sprintf("+ %d more", n) }

// examples have one golden file each.
func examples() map[string]chart {
	nan := math.NaN()
	return map[string]chart{
		"line": Line{Labels: strings.Fields("1May 8May 15May 22May 29May"), Whole: true, Format: plainNumber, Series: []Series{
			{Name: "a year ago", Values: []float64{80, nan, 90, 95, 98}, Ghost: true},
			{Name: "this year", Values: []float64{90, 92, nan, 97, 101}}}},
		"bars": Bars{More: moreOf, Rows: []Bar{
			{Label: "Boards", Value: 40, Before: 30, Text: "40"}, {Label: "A feature with a long name indeed", Value: 0, Before: nan, Text: "0"},
			{Label: "Export", Value: nan, Before: nan, Text: "not used yet"}}},
		"stack": Stack{Labels: []string{"Apr", "May", "Jun"}, Format: plainNumber, Recent: 1, Parts: []Part{
			{"Urgent", []float64{1, 0, 0}}, {"High", []float64{3, 4, 2}}, {"Low", []float64{5, 1, 9}}}},
		"bullet":    Bullet{Start: 74, Target: 30, Now: 38, StartText: "Start 74", TargetText: "Target 30", NowText: "38"},
		"meter":     inset{Meter{Value: 120, Whole: 100}},
		"waterfall": Waterfall{From: 100, To: 120, FromLabel: "before", ToLabel: "now", FromText: "100", ToText: "120", Changes: []Change{{"Boards", 30, "+30"}, {"Export", -10, "-10"}}},
		"split":     Split{Pieces: [3]Piece{{"Detractors", 2, "2"}, {"Passives", 3, "3"}, {"Promoters", 5, "5"}}},
		"interval":  Interval{Low: 10, Value: 40, High: 62, From: -100, To: 100, Format: plainNumber},
		"spark":     Spark{Values: []float64{1, 3, nan, 4, 6}},
		"map":       inset{strategy()},
		"timeline": Timeline{More: moreOf, Ticks: []Tick{{0, "July"}, {0.34, "August"}, {0.67, "September"}},
			Marks: []Mark{{At: 0.1, Label: "First"}, {At: 0.15, Label: "Second, soon after", Hollow: true}, {At: 0.95, Label: "At the end", Major: true}}},
		"heat":      teamsByFeature(),
		"intervals": scoresBySegment(),
		"matrix":    migration(),
		"shares":    answersBySegment(),
		"bubbles":   renewals(),
	}
}

func TestChartsGolden(t *testing.T) {
	for name, chart := range examples() {
		t.Run(name, func(t *testing.T) {
			r := sheet()
			box := Box{20, 10, 360, 140}
			if name == "map" {
				box = Box{20, 10, 640, 300}
			}
			chart.Draw(r, box, style())
			if bad := misplaced(r.Ops, box, 0.7); len(bad) > 0 {
				t.Errorf("%s", strings.Join(bad, "\n"))
			}
			var got strings.Builder
			if err := r.Dump(&got); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("run with -update if this is meant:\n%s", diff)
			}
		})
	}
}

// Generators of charts with any data.

func words(t *rapid.T, name string) string {
	return rapid.StringMatching(`[A-Za-z]{0,14}( [a-z]{1,12}){0,6}`).Draw(t, name)
}

func numbers(t *rapid.T, n int, name string) []float64 {
	out := rapid.SliceOfN(rapid.Float64Range(0, 1e7), n, n).Draw(t, name)
	for i := range out {
		if rapid.IntRange(0, 5).Draw(t, "gap") == 0 {
			out[i] = math.NaN()
		}
	}
	return out
}

func randomLine(t *rapid.T) chart {
	n := rapid.IntRange(1, 30).Draw(t, "places")
	l := Line{Format: plainNumber, Whole: rapid.Bool().Draw(t, "whole")}
	for i := range n {
		l.Labels = append(l.Labels, fmt.Sprintf("%d Sep", i))
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "series") {
		l.Series = append(l.Series, Series{Name: words(t, "name"), Values: numbers(t, n, "values"), Ghost: i == 1})
	}
	return l
}

func randomBars(t *rapid.T) chart {
	n := rapid.IntRange(0, 40).Draw(t, "rows")
	values, before := numbers(t, n, "values"), numbers(t, n, "before")
	g := Bars{More: moreOf}
	for i := range n {
		g.Rows = append(g.Rows, Bar{Label: words(t, "label"), Value: values[i], Before: before[i], Text: plainNumber(values[i])})
	}
	return g
}

func randomStack(t *rapid.T) chart {
	n := rapid.IntRange(1, 12).Draw(t, "columns")
	k := Stack{Format: plainNumber, Recent: rapid.IntRange(0, 5).Draw(t, "recent")}
	for i := range n {
		k.Labels = append(k.Labels, fmt.Sprint("M", i))
	}
	for range rapid.IntRange(1, 5).Draw(t, "parts") {
		values := numbers(t, n, "values")
		for i := range values {
			values[i] = math.Round(values[i] / 1e4)
		}
		k.Parts = append(k.Parts, Part{words(t, "name"), values})
	}
	return k
}

func randomBullet(t *rapid.T) chart {
	v := rapid.Float64Range(-1e6, 1e6)
	return Bullet{Start: v.Draw(t, "start"), Target: v.Draw(t, "target"), Now: v.Draw(t, "now"),
		StartText: words(t, "a"), TargetText: words(t, "b"), NowText: words(t, "c")}
}

func randomWaterfall(t *rapid.T) chart {
	f := Waterfall{From: rapid.Float64Range(0, 1e6).Draw(t, "from"), FromLabel: words(t, "f"), ToLabel: words(t, "t")}
	f.To = f.From
	for range rapid.IntRange(0, 9).Draw(t, "changes") {
		by := rapid.Float64Range(-f.To, 1e6).Draw(t, "by")
		f.To += by
		f.Changes = append(f.Changes, Change{words(t, "label"), by, plainNumber(by)})
	}
	f.FromText, f.ToText = plainNumber(f.From), plainNumber(f.To)
	return f
}

func randomTimeline(t *rapid.T) chart {
	at := rapid.SliceOfN(rapid.Float64Range(0, 1), 0, 14).Draw(t, "at")
	sort.Float64s(at)
	l := Timeline{More: moreOf, Ticks: []Tick{{0, "July"}, {0.34, "August"}, {0.67, "September"}}}
	for _, x := range at {
		l.Marks = append(l.Marks, Mark{At: x, Label: words(t, "label"), Major: rapid.Bool().Draw(t, "major")})
	}
	return l
}

// TestChartsStayInTheirBox: whatever the data, no mark or label leaves the box
// and no two labels touch.
func TestChartsStayInTheirBox(t *testing.T) {
	for name, random := range map[string]func(*rapid.T) chart{
		"line": randomLine, "bars": randomBars, "stack": randomStack, "bullet": randomBullet, "waterfall": randomWaterfall, "timeline": randomTimeline,
		"heat": randomHeat, "intervals": randomIntervals, "bubbles": randomBubbles, "matrix": randomMatrix, "shares": randomShares,
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				box := Box{50, 70, rapid.Float64Range(220, 700).Draw(t, "w"), rapid.Float64Range(120, 300).Draw(t, "h")}
				r := sheet()
				chart := random(t)
				chart.Draw(r, box, style())
				// Ticks and discs at the very edge may reach a little over it.
				if bad := misplaced(r.Ops, box, 5); len(bad) > 0 {
					t.Fatalf("%+v\n%s", chart, strings.Join(bad, "\n"))
				}
			})
		})
	}
}

func TestBulletProgress(t *testing.T) {
	for _, tc := range []struct{ start, target, now, want float64 }{
		{74, 30, 30, 1}, {74, 30, 74, 0}, {0, 45, 47, 47.0 / 45}, {23, 15, 27, -0.5},
	} {
		if got := (Bullet{Start: tc.start, Target: tc.target, Now: tc.now}).Progress(); math.Abs(got-tc.want) > 1e-12 {
			t.Errorf("from %v to %v at %v: got %v, want %v", tc.start, tc.target, tc.now, got, tc.want)
		}
	}
	if got := (Bullet{Start: 5, Target: 5, Now: 5}).Progress(); !math.IsNaN(got) {
		t.Errorf("no way to go: got %v", got)
	}
}

func TestTimelineHeight(t *testing.T) {
	r, s := sheet(), style()
	one := Timeline{Marks: []Mark{{At: 0.2, Label: "a"}}}
	two := Timeline{Marks: []Mark{{At: 0.2, Label: "a long label here"}, {At: 0.21, Label: "b"}}}
	low, high := one.Height(r, 400, 200, s), two.Height(r, 400, 200, s)
	if high-low != laneHeight {
		t.Errorf("one lane is %v high, two are %v", low, high)
	}
	for _, l := range []Timeline{one, two} {
		r.Ops = nil
		l.Draw(r, Box{0, 0, 400, l.Height(r, 400, 200, s)}, s)
		n := 0
		for _, op := range r.Ops {
			if op.Path == nil {
				n++
			}
		}
		if n != len(l.Marks) {
			t.Errorf("%d of %d labels drawn in the height asked for", n, len(l.Marks))
		}
	}
}
