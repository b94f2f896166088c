package charts

import (
	"math"
	"strings"
)

// steps are the bounds between the classes, ends included, and their colours from
// light to dark.
func (h HeatMap) steps(s Style) (bounds []float64, ramp []Color) {
	low, high := h.Low, h.High
	if low == 0 && high == 0 {
		low, high = math.Inf(1), math.Inf(-1)
		for _, row := range h.Rows {
			for _, cell := range row.Cells {
				if !math.IsNaN(cell.Value) {
					low, high = math.Min(low, cell.Value), math.Max(high, cell.Value)
				}
			}
		}
	}
	bounds = Ticks(low, high, heatSteps)
	if len(bounds) < 2 {
		bounds = []float64{0, 1}
	}
	return bounds, s.heats(len(bounds) - 1)
}

// heats are n fills from light to dark, each with a text that is read on it.
func (s Style) heats(n int) []Color {
	ramp := Ramp(n, s.AccentSoft, s.AccentMid, s.Accent)
	for i, fill := range ramp {
		ramp[i] = s.legible(fill)
	}
	return ramp
}

// nearBound is the share of a step by which a value may miss a bound and still count
// as above it: a value that is printed as the bound looks like it.
const nearBound = 0.025

// fillOf is the colour of a cell's class, none for one that stays hollow.
func fillOf(cell Cell, bounds []float64, ramp []Color) Color {
	if cell.Quiet || math.IsNaN(cell.Value) {
		return 0
	}
	k := 0
	slack := (bounds[1] - bounds[0]) * nearBound
	for k < len(ramp)-1 && cell.Value >= bounds[k+1]-slack {
		k++
	}
	return ramp[k]
}

func (e Cell) draw(c Canvas, b Box, fill Color, texts bool, s Style) {
	style := s.Label.In(s.Muted)
	switch {
	case fill == 0:
		edge := b.Inset(0.4, 0.4, 0.4, 0.4)
		c.Draw(Rect(edge), Paint{Fill: s.Paper, Stroke: s.Grid, Width: 0.8})
	default:
		c.Draw(Rect(b), Paint{Fill: fill})
		style = s.Label.In(s.inkOn(fill))
	}
	if texts && c.Width(e.Text, style) <= b.W-2 {
		c.Text(b.X+b.W/2, middle(b.Y, b.H, style), e.Text, style.At(Center))
	}
}

// key shows the steps from light to dark between their lowest and highest value.
func (h HeatMap) key(c Canvas, b Box, bounds []float64, ramp []Color, s Style) {
	from, to := h.Format(bounds[0]), h.Format(bounds[len(bounds)-1])
	base := middle(b.Y, b.H, s.Label)
	x := b.X + c.Width(from, s.Label) + 5
	width := min(20, (b.Right()-x-c.Width(to, s.Label)-5)/float64(len(ramp)))
	if width < 4 {
		return
	}
	c.Text(b.X, base, from, s.Label)
	for i, fill := range ramp {
		c.Draw(Rect(Box{x + float64(i)*width, b.Y + b.H/2 - 4, width - heatGap, 8}), Paint{Fill: fill})
	}
	c.Text(x+float64(len(ramp))*width+5-heatGap, base, to, s.Label)
}

// wrapWords is Wrap for narrow columns: a word that is wider than the line is
// shortened and never broken.
func wrapWords(c Canvas, text string, style TextStyle, width float64, limit int) []string {
	words := strings.Split(text, " ")
	for i, word := range words {
		words[i] = Fit(c, word, style, width)
	}
	return Wrap(c, strings.Join(words, " "), style, width, limit)
}
