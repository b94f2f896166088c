package png

import (
	"fmt"
	"math"
	"testing"

	"quarterdeck/reports/charts"
	"quarterdeck/templates"
)

func newFonts(t testing.TB) *Fonts {
	t.Helper()
	fonts, err := LoadFonts(templates.Files)
	if err != nil {
		t.Fatal(err)
	}
	return fonts
}

// face measures by the fonts themselves.
type face struct{ fonts *Fonts }

func (f face) Clean(s string, _ charts.Weight) (string, []rune) { return s, nil }

func (f face) Advance(s string, w charts.Weight) float64 {
	sum := 0.0
	for _, r := range s {
		sum += f.fonts.glyph(glyphKey{r, w}).advance * 1000
	}
	return sum
}

func style() charts.Style {
	x := func(v uint32) charts.Color { return charts.Color(0xFF000000 | v) }
	return charts.Style{
		Ink: x(0x0F1B2D), Body: x(0x36435A), Muted: x(0x5F6B7E), Rule: x(0xD5DBE4), Grid: x(0xE9EDF2),
		Accent: x(0x1F4E9E), AccentMid: x(0x7FA3DC), AccentSoft: x(0xDCE7F8), Wash: x(0xEEF3FB),
		Ghost: x(0x8A95A6), Caution: x(0xB4540A), CautionSoft: x(0xF6DFC9), Paper: x(0xFFFFFF),
		Label:    charts.TextStyle{Size: 7.5, Color: x(0x5F6B7E)},
		Small:    charts.TextStyle{Size: 8.5, Color: x(0x36435A)},
		Emphasis: charts.TextStyle{Size: 10, Weight: charts.SemiBold, Color: x(0x0F1B2D)},
	}
}

// sample is a picture with lines, curves, dashes, strokes at corners and texts of both
// weights, as charts draw them.
func sample(t testing.TB) charts.Picture {
	r := &charts.Recording{Face: face{newFonts(t)}}
	whole := func(v float64) string { return fmt.Sprintf("%.0f", v) }
	charts.Line{
		Labels: []string{"Jul", "Aug", "Sep", "Oct"}, Format: whole,
		Series: []charts.Series{{Name: "a year ago", Values: []float64{3, 9, math.NaN(), 4}, Ghost: true}, {Name: "this year", Values: []float64{2, 14, 3, 19}}},
	}.Draw(r, charts.Box{X: 20, Y: 20, W: 260, H: 120}, style())
	charts.IntervalRows{
		From: -100, To: 100, Format: whole, NoteTitle: "Answers", Reference: &charts.Reference{At: 24, Label: "All"},
		Rows: []charts.IntervalRow{{Label: "Ærø & Żółć", Low: 12, Value: 38, High: 60, Text: "38", Note: "41"}, {Label: "Ελλάδα", Value: math.NaN(), Text: "too few"}},
	}.Draw(r, charts.Box{X: 300, Y: 20, W: 260, H: 120}, style())
	charts.Bubbles{
		Ticks: []charts.Tick{{At: 0, Label: "October"}}, Bands: []charts.Band{{From: 0, To: 50, Name: "Low"}, {From: 50, To: 100, Name: "High"}}, Format: whole,
		Bubbles: []charts.Bubble{{At: 0.2, Value: 80, Size: 9, Label: "Bluebird", Look: charts.Good}, {At: 0.6, Value: 30, Size: 4, Label: "Acme", Look: charts.Bad}},
	}.Draw(r, charts.Box{X: 20, Y: 160, W: 540, H: 140}, style())
	return charts.Picture{Width: 580, Height: 320, Paper: style().Paper, Ops: r.Ops, Title: "Sample"}
}
