package charts

import "math"

// Series is one line of values; NaN is a gap. Ghost series are the comparison
// and stand back.
type Series struct {
	Name   string
	Values []float64
	Ghost  bool
	// Last is the last value as it is printed; empty leaves it to the axis' form.
	Last string
}

// lastText is how the last value v is printed.
func (l Line) lastText(series Series, v float64) string {
	if series.Last != "" {
		return series.Last
	}
	return l.Format(v)
}

// Line is a chart of values over time with a common axis from zero. Series are
// labelled at their end, not in a legend.
type Line struct {
	Labels []string // one for each place on the x axis
	Series []Series
	Format func(float64) string
	// Whole keeps the ticks on whole numbers.
	Whole bool
}

const lineEndGap = 10 // from the last point to its label

// Draw puts the chart into the box.
func (l Line) Draw(c Canvas, b Box, s Style) {
	if len(l.Labels) == 0 {
		return
	}
	ticks := l.ticks(b)
	left := 0.0
	for _, t := range ticks {
		left = max(left, c.Width(l.Format(t), s.Label))
	}
	room := l.endWidth(c, b, s)
	plot := b.Inset(left+8, s.Label.Size*0.6, room+lineEndGap, s.Label.Size*2)
	y := scale{ticks[0], ticks[len(ticks)-1], plot.Bottom(), plot.Y}
	at := l.places(plot)
	for _, series := range l.Series {
		if !series.Ghost {
			l.area(c, series, at, y, s)
		}
	}
	for _, t := range ticks {
		line, width := s.Grid, 0.6
		if t == 0 {
			line, width = s.Rule, 0.9
		}
		c.Draw(Polyline(Point{plot.X, y.at(t)}, Point{plot.Right(), y.at(t)}), Paint{Stroke: line, Width: width})
		c.Text(plot.X-8, y.at(t)+s.Label.Size*0.35, l.Format(t), s.Label.At(Right))
	}
	axisLabels(c, l.Labels, at, b.Bottom()-1, plot.X-left, plot.Right()+lineEndGap, s.Label)
	for _, ghost := range []bool{true, false} {
		for _, series := range l.Series {
			if series.Ghost == ghost {
				l.stroke(c, series, at, y, s)
			}
		}
	}
	l.ends(c, plot, room, at, y, s)
}

func (l Line) ticks(b Box) []float64 {
	top := 0.0
	for _, series := range l.Series {
		for _, v := range series.Values {
			if !math.IsNaN(v) {
				top = max(top, v)
			}
		}
	}
	n := max(2, min(5, int(b.H/42)))
	if l.Whole {
		return WholeTicks(0, top, n)
	}
	return Ticks(0, top, n)
}

func (l Line) places(plot Box) []float64 {
	at := make([]float64, len(l.Labels))
	for i := range at {
		if len(at) == 1 {
			at[i] = plot.X + plot.W/2
			continue
		}
		at[i] = plot.X + plot.W*float64(i)/float64(len(at)-1)
	}
	return at
}

// runs splits the values at gaps into lists of points.
func runs(values, at []float64, y scale) [][]Point {
	var out [][]Point
	var run []Point
	for i, v := range values {
		if i >= len(at) {
			break
		}
		if math.IsNaN(v) {
			if len(run) > 0 {
				out = append(out, run)
			}
			run = nil
			continue
		}
		run = append(run, Point{at[i], y.at(v)})
	}
	if len(run) > 0 {
		out = append(out, run)
	}
	return out
}

func (l Line) area(c Canvas, series Series, at []float64, y scale, s Style) {
	for _, run := range runs(series.Values, at, y) {
		if len(run) < 2 {
			continue
		}
		figure := append([]Point{{run[0].X, y.at(0)}}, run...)
		figure = append(figure, Point{run[len(run)-1].X, y.at(0)})
		c.Draw(Polygon(figure...), Paint{Fill: s.Wash})
	}
}

func (l Line) stroke(c Canvas, series Series, at []float64, y scale, s Style) {
	paint := Paint{Stroke: s.Accent, Width: 2.2}
	if series.Ghost {
		paint = Paint{Stroke: s.Ghost, Width: 1.3}
	}
	for _, run := range runs(series.Values, at, y) {
		if len(run) == 1 {
			c.Draw(Circle(run[0].X, run[0].Y, paint.Width), Paint{Fill: paint.Stroke})
			continue
		}
		c.Draw(Polyline(run...), paint)
	}
}
