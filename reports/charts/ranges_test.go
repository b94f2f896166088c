package charts

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func scoresBySegment() IntervalRows {
	return IntervalRows{From: -100, To: 100, Format: plainNumber, TextTitle: "NPS", NoteTitle: "Answers", More: moreOf,
		Reference: &Reference{At: 24, Label: "All customers 24"},
		Rows: []IntervalRow{
			{Label: "Enterprise", Low: 12, Value: 38, High: 60, Text: "+38", Note: "41"},
			{Label: "Small business", Low: -40, Value: -5, High: 31, Text: "-5", Note: "11", Quiet: true},
			{Label: "Trial", Value: math.NaN(), Text: "too few answers", Note: "3"},
		}}
}

func randomIntervals(t *rapid.T) chart {
	v := IntervalRows{From: -100, To: 100, Format: plainNumber, TextTitle: words(t, "values"), NoteTitle: words(t, "notes"), More: moreOf}
	if rapid.Bool().Draw(t, "reference") {
		v.Reference = &Reference{At: rapid.Float64Range(-120, 120).Draw(t, "at"), Label: words(t, "reference")}
	}
	score := rapid.Float64Range(-110, 110)
	for range rapid.IntRange(0, 40).Draw(t, "rows") {
		row := IntervalRow{Label: words(t, "label"), Low: score.Draw(t, "low"), Value: score.Draw(t, "value"), High: score.Draw(t, "high"),
			Text: words(t, "text"), Note: plainNumber(score.Draw(t, "n")), Quiet: rapid.Bool().Draw(t, "quiet")}
		if rapid.IntRange(0, 4).Draw(t, "none") == 0 {
			row.Value = math.NaN()
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func answersBySegment() StackRows {
	return StackRows{Parts: []string{"Detractors", "Passives", "Promoters"}, Survey: true, NoteTitle: "Answers", More: moreOf, Rows: []SharesRow{
		{Label: "Enterprise", Values: []float64{4, 10, 20}, Texts: []string{"12 %", "29 %", "59 %"}, Note: "34"},
		{Label: "Small business", Values: []float64{1, 0, 40}, Texts: []string{"2 %", "0 %", "98 %"}, Note: "41"},
		{Label: "Trial", Values: nil, Text: "no answer yet", Note: "0"}}}
}

func randomShares(t *rapid.T) chart {
	n := rapid.IntRange(1, 5).Draw(t, "parts")
	k := StackRows{NoteTitle: words(t, "noteTitle"), More: moreOf, Survey: rapid.Bool().Draw(t, "survey")}
	for range n {
		k.Parts = append(k.Parts, words(t, "part"))
	}
	for range rapid.IntRange(0, 30).Draw(t, "rows") {
		row := SharesRow{Label: words(t, "label"), Values: numbers(t, n, "values"), Note: words(t, "note"), Text: words(t, "text")}
		for _, v := range row.Values {
			row.Texts = append(row.Texts, plainNumber(v))
		}
		k.Rows = append(k.Rows, row)
	}
	return k
}

// TestSharesAreLengths: the pieces of a bar are as long as their values ask.
func TestSharesAreLengths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(1, 1e6), 3, 3).Draw(t, "values")
		r := sheet()
		StackRows{Parts: []string{"a", "b", "c"}}.bar(r, SharesRow{Values: values}, Box{10, 10, 300, 20}, style())
		sum := values[0] + values[1] + values[2]
		for i, op := range r.Ops {
			if got, want := op.Bounds().W-op.Paint.Width, 300*values[i]/sum; math.Abs(got-want) > 1e-6 {
				t.Fatalf("piece %d is %v long, want %v", i, got, want)
			}
		}
	})
}

func renewals() Bubbles {
	return Bubbles{
		Ticks: []Tick{{0, "October"}, {0.34, "November"}, {0.67, "December"}},
		Bands: []Band{{0, 50, "At risk"}, {50, 75, "Watch"}, {75, 100, "Healthy"}}, Format: plainNumber,
		NoValue: "No score", Key: "10k a month", KeySize: 10, ValueName: "Health", More: moreOf,
		Bubbles: []Bubble{
			{At: 0.1, Value: 82, Size: 40, Label: "Meridian Logistics", Look: Good},
			{At: 0.5, Value: 31, Size: 12, Label: "Bluebird", Look: Bad},
			{At: 0.52, Value: 33, Size: 2, Label: "Northern Light Trading", Look: Bad},
			{At: 1, Value: 60, Size: 1, Label: "Acme", Look: Near},
			{At: 0.8, Value: math.NaN(), Size: 5, Label: "Newcomer", Look: Unknown},
		}}
}

func randomBubbles(t *rapid.T) chart {
	g := renewals()
	g.Bubbles = nil
	for range rapid.IntRange(0, 60).Draw(t, "bubbles") {
		p := Bubble{At: rapid.Float64Range(0, 1).Draw(t, "at"), Value: rapid.Float64Range(0, 100).Draw(t, "value"),
			Size: rapid.Float64Range(0, 1e6).Draw(t, "size"), Label: words(t, "label"), Look: rapid.SampledFrom([]NodeLook{Unknown, Good, Near, Bad}).Draw(t, "look")}
		if rapid.IntRange(0, 6).Draw(t, "none") == 0 {
			p.Value = math.NaN()
		}
		g.Bubbles = append(g.Bubbles, p)
	}
	g.KeySize = rapid.Float64Range(0, 1e6).Draw(t, "key")
	g.Key, g.ValueName, g.NoValue = words(t, "key"), words(t, "name"), words(t, "none")
	return g
}

// TestBubbleAreaIsSize: twice the money is twice the area.
func TestBubbleAreaIsSize(t *testing.T) {
	g := renewals()
	r := sheet()
	b := Box{0, 0, 600, 300}
	discs := g.discs(g.layout(r, b, style()))
	if discs[0].Label != "Meridian Logistics" {
		t.Fatalf("the first is %s, want the largest", discs[0].Label)
	}
	for _, d := range discs {
		got, want := math.Pi*d.r*d.r, math.Pi*discs[0].r*discs[0].r*d.Size/40
		if math.Abs(got-want) > 1e-6 && d.r > bubbleSmallest {
			t.Errorf("%s: area %v, want %v", d.Label, got, want)
		}
	}
}

// TestBubbleLabelsTouchNoDisc: names lie on no disc, and what is not named is counted.
func TestBubbleLabelsTouchNoDisc(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := randomBubbles(t).(Bubbles)
		for i := range g.Bubbles {
			g.Bubbles[i].Label = "c" + plainNumber(float64(i)) // each once
		}
		g.ValueName, g.NoValue, g.Key = "", "", ""
		var told int
		g.More = func(n int) string { told = n; return moreOf(n) }
		r := sheet()
		b := Box{0, 0, 600, 300}
		g.Draw(r, b, style())
		discs := g.discs(g.layout(r, b, style()))
		named := 0
		for _, op := range r.Ops {
			if op.Path != nil || !slices.ContainsFunc(g.Bubbles, func(p Bubble) bool { return p.Label == op.Text }) {
				continue
			}
			named++
			for _, d := range discs {
				box := op.Bounds()
				dx, dy := max(box.X-d.x, 0, d.x-box.Right()), max(box.Y-d.y, 0, d.y-box.Bottom())
				if math.Hypot(dx, dy) < d.r {
					t.Fatalf("%q lies on %s", op.Text, d.Label)
				}
			}
		}
		if named+told != len(g.Bubbles) {
			t.Fatalf("%d named and %d counted of %d", named, told, len(g.Bubbles))
		}
	})
}
