package charts

import (
	"fmt"
	"math"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func randomBuildup(t *rapid.T) chart {
	u := Buildup{Top: 100, Heads: [4]string{"What", "Value", "Points", "In a week"}, Total: BuildupPart{Label: words(t, "total"), By: rapid.Float64Range(0, 100).Draw(t, "sum"), Text: "80.1"},
		Marks: []BuildupMark{{At: 50, Text: words(t, "yellow")}, {At: 75, Text: words(t, "green")}}}
	for range rapid.IntRange(0, 14).Draw(t, "parts") {
		part := BuildupPart{Label: words(t, "label"), Value: words(t, "value"), By: rapid.Float64Range(-50, 50).Draw(t, "by"), Most: rapid.Float64Range(0, 60).Draw(t, "most"),
			Text: words(t, "text"), Change: words(t, "change"), Worse: rapid.Bool().Draw(t, "worse")}
		if rapid.IntRange(0, 4).Draw(t, "unknown") == 0 {
			part.By = math.NaN()
		}
		u.Parts = append(u.Parts, part)
	}
	return u
}

func randomHistory(t *rapid.T) chart {
	h := History{Top: 100, Name: words(t, "name"), Opinion: words(t, "opinion"), Zones: []HistoryZone{{50, "red"}, {75, words(t, "zone")}, {100, "green"}}}
	points := func(name string) []HistoryPoint {
		at := rapid.SliceOfN(rapid.Float64Range(0, 1), 0, 60).Draw(t, name)
		sort.Float64s(at)
		var out []HistoryPoint
		for _, x := range at {
			v := rapid.Float64Range(-5, 105).Draw(t, "value")
			out = append(out, HistoryPoint{At: x, Value: v, Text: plainNumber(v), Break: rapid.IntRange(0, 9).Draw(t, "break") == 0})
		}
		return out
	}
	h.Points, h.Opinions = points("points"), points("opinions")
	for i := range rapid.IntRange(0, 13).Draw(t, "months") {
		h.Ticks = append(h.Ticks, Tick{float64(i) / 13, fmt.Sprintf("M%d", i)})
	}
	return h
}

func TestScoresStayInTheirBox(t *testing.T) {
	for name, random := range map[string]func(*rapid.T) chart{"buildup": randomBuildup, "history": randomHistory} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				box := Box{50, 70, rapid.Float64Range(220, 700).Draw(t, "w"), rapid.Float64Range(120, 300).Draw(t, "h")}
				r := sheet()
				chart := random(t)
				chart.Draw(r, box, style())
				if bad := misplaced(r.Ops, box, 5); len(bad) > 0 {
					t.Fatalf("%+v\n%s", chart, strings.Join(bad, "\n"))
				}
			})
		})
	}
}

// Each bar of a build-up begins where the one above ended, and the last is their sum:
// read back from what was drawn.
func TestBuildupAddsUp(t *testing.T) {
	r := sheet()
	u := Buildup{Top: 100, Parts: []BuildupPart{{By: 30, Most: 30}, {By: math.NaN()}, {By: 45, Most: 45}, {By: -20}}, Total: BuildupPart{By: 55}}
	u.Draw(r, Box{0, 0, 400, 140}, style())
	var bars []Box
	for _, op := range r.Ops {
		if op.Path != nil && (op.Paint.Fill == style().AccentMid || op.Paint.Fill == style().Accent || op.Paint.Fill == style().Paper) {
			bars = append(bars, op.Bounds())
		}
	}
	if len(bars) != 4 {
		t.Fatalf("%d bars, want three parts and the sum", len(bars))
	}
	first, second, fall, sum := bars[0], bars[1], bars[2], bars[3]
	for name, pair := range map[string][2]float64{
		"the second begins at the end of the first": {first.Right(), second.X},
		"the fall ends at the end of the second":    {second.Right(), fall.Right()},
		"the sum ends where the fall begins":        {fall.X, sum.Right()},
		"the sum begins where the first does":       {first.X, sum.X},
		"lengths are to scale":                      {first.W / 30 * 55, sum.W},
	} {
		if math.Abs(pair[0]-pair[1]) > 1.1 { // the outline of a fall is half a point inside
			t.Errorf("%s: %v and %v", name, pair[0], pair[1])
		}
	}
}

// A break parts the line: no stroke joins the two sides.
func TestHistoryParts(t *testing.T) {
	r := sheet()
	h := History{Top: 100, Points: []HistoryPoint{{At: 0, Value: 80}, {At: 0.3, Value: 70}, {At: 0.6, Value: 40, Break: true}, {At: 1, Value: 45, Text: "45"}}}
	h.Draw(r, Box{0, 0, 300, 140}, style())
	lines := 0
	for _, op := range r.Ops {
		if op.Path != nil && op.Paint.Stroke == style().Accent {
			lines++
		}
	}
	if lines != 2 {
		t.Errorf("the history is drawn in %d lines, want 2", lines)
	}
}
