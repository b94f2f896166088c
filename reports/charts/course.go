package charts

import "math"

// Break is a place on the axis at which something changed, so that what is left and
// right of it may not compare.
type Break struct {
	At    float64 // a place among the labels: 0 is the first, 1 the second
	Label string
}

// Course is a chart of rates over time whose axis need not start at zero: it reaches
// from the lowest to the highest value. Fixed, unless NaN, is a value to compare
// with, as 100 %, drawn as a dashed line. Series are labelled at their end.
type Course struct {
	Labels []string
	Series []Series
	Fixed  float64
	Breaks []Break
	Format func(float64) string
}

// Draw puts the chart into the box.
func (k Course) Draw(c Canvas, b Box, s Style) {
	ticks := k.ticks(b)
	if len(k.Labels) == 0 || len(ticks) == 0 {
		return
	}
	line := Line{Labels: k.Labels, Series: k.Series, Format: k.Format}
	left := 0.0
	for _, t := range ticks {
		left = max(left, c.Width(k.Format(t), s.Label))
	}
	room := line.endWidth(c, b, s)
	over := 0.0
	if len(k.Breaks) > 0 {
		over = s.Label.Size * 1.5
	}
	plot := b.Inset(left+8, s.Label.Size*0.6+over, room+lineEndGap, s.Label.Size*2)
	y := scale{ticks[0], ticks[len(ticks)-1], plot.Bottom(), plot.Y}
	at := line.places(plot)
	for i, t := range ticks {
		paint := Paint{Stroke: s.Grid, Width: 0.6}
		if i == 0 {
			paint = Paint{Stroke: s.Rule, Width: 0.9}
		}
		c.Draw(Polyline(Point{plot.X, y.at(t)}, Point{plot.Right(), y.at(t)}), paint)
		c.Text(plot.X-8, y.at(t)+s.Label.Size*0.35, k.Format(t), s.Label.At(Right))
	}
	if !math.IsNaN(k.Fixed) {
		c.Draw(Polyline(Point{plot.X, y.at(k.Fixed)}, Point{plot.Right(), y.at(k.Fixed)}), Paint{Stroke: s.Ghost, Width: 0.9, Dash: 3})
	}
	k.breaks(c, b, plot, s)
	axisLabels(c, k.Labels, at, b.Bottom()-1, plot.X-left, plot.Right()+lineEndGap, s.Label)
	for _, ghost := range []bool{true, false} {
		for _, series := range k.Series {
			if series.Ghost == ghost {
				line.stroke(c, series, at, y, s)
			}
		}
	}
	line.ends(c, plot, room, at, y, s)
}

// ticks cover all values and the fixed one.
func (k Course) ticks(b Box) []float64 {
	low, high := math.Inf(1), math.Inf(-1)
	see := func(v float64) {
		if !math.IsNaN(v) {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	see(k.Fixed)
	for _, series := range k.Series {
		for _, v := range series.Values {
			see(v)
		}
	}
	return Ticks(low, high, max(2, min(6, int(b.H/42))))
}

// breaks draws each as a dashed line over the height, its label above where it finds
// room beside the one before.
func (k Course) breaks(c Canvas, b, plot Box, s Style) {
	taken := b.X
	for _, one := range k.Breaks {
		step := plot.W / math.Max(1, float64(len(k.Labels)-1))
		x := math.Max(plot.X, math.Min(plot.Right(), plot.X+step*one.At))
		c.Draw(Polyline(Point{x, plot.Y}, Point{x, plot.Bottom()}), Paint{Stroke: s.Caution, Width: 0.9, Dash: 2})
		w := c.Width(one.Label, s.Label)
		left := math.Max(taken, math.Min(x-w/2, b.Right()-w))
		if left+w <= b.Right() && left <= x {
			c.Text(left, b.Y+s.Label.Size, one.Label, s.Label)
			taken = left + w + s.Label.Size
		}
	}
}
