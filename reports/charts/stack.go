package charts

// Part is one layer of a stack: a value for each column.
type Part struct {
	Name   string
	Values []float64
}

// Stack is a chart of stacked columns, the first part at the bottom and
// darkest. Totals stand on top; parts are named beside the last column.
type Stack struct {
	Labels []string
	Parts  []Part
	Format func(float64) string
	// Totals are what stands on top of the columns; empty leaves it to Format.
	Totals []string
	Recent int // so many last columns are the subject, those before are context
}

// Draw puts the chart into the box.
func (k Stack) Draw(c Canvas, b Box, s Style) {
	n := len(k.Labels)
	if n == 0 {
		return
	}
	names := 0.0
	for _, p := range k.Parts {
		names = max(names, c.Width(p.Name, s.Label))
	}
	names = min(names, b.W*0.3)
	plot := b.Inset(0, s.Emphasis.Size*1.3, names+20, s.Label.Size*1.9)
	top := 0.0
	for i := range n {
		top = max(top, k.total(i))
	}
	y := scale{0, max(top, 1), plot.Bottom(), plot.Y}
	pitch := plot.W / float64(n)
	width := min(46, pitch*0.64)
	at := make([]float64, n)
	for i := range n {
		at[i] = plot.X + pitch*(float64(i)+0.5)
		k.column(c, i, at[i]-width/2, width, y, s)
	}
	c.Draw(Polyline(Point{plot.X, plot.Bottom()}, Point{plot.Right(), plot.Bottom()}), Paint{Stroke: s.Rule, Width: 0.9})
	axisLabels(c, k.Labels, at, b.Bottom()-1, b.X, plot.Right(), s.Label)
	if r := min(k.Recent, n); r > 0 {
		from, to := at[n-r]-width/2, at[n-1]+width/2
		c.Draw(Polyline(Point{from, plot.Bottom()}, Point{to, plot.Bottom()}), Paint{Stroke: s.Ink, Width: 1.4})
	}
	k.names(c, at[n-1]+width/2+8, names, plot, y, s)
}

func (k Stack) total(i int) float64 {
	sum := 0.0
	for _, p := range k.Parts {
		sum += k.value(p, i)
	}
	return sum
}

func (k Stack) value(p Part, i int) float64 {
	if i >= len(p.Values) {
		return 0
	}
	return max(0, finite(p.Values[i]))
}

// column draws one column and its total. A white hairline parts the layers, so
// they stay apart in print without colour.
func (k Stack) column(c Canvas, i int, x, width float64, y scale, s Style) {
	sum := 0.0
	for j, p := range k.Parts {
		v := k.value(p, i)
		if v == 0 {
			continue
		}
		from, to := y.at(sum), y.at(sum+v)
		paint := layer(j, s)
		bar := Box{x, to, width, from - to}
		if paint.Stroke != s.Paper {
			bar = bar.Inset(0.4, min(0.8, bar.H/3), 0.4, min(0.4, bar.H/3))
		}
		c.Draw(Rect(bar), paint)
		sum += v
	}
	total := s.Emphasis.In(s.Ink).At(Center)
	if i < len(k.Labels)-k.Recent {
		total = total.In(s.Muted)
		total.Weight = Regular
	}
	text := k.Format(sum)
	if i < len(k.Totals) {
		text = k.Totals[i]
	}
	c.Text(x+width/2, y.at(sum)-4, Fit(c, text, total, width*1.5), total)
}

// names labels the layers of the last column that has any height; a layer that
// is empty there but not elsewhere is named above the others.
func (k Stack) names(c Canvas, x, room float64, plot Box, y scale, s Style) {
	last := len(k.Labels) - 1
	var want []float64
	var parts []int
	sum := 0.0
	for j, p := range k.Parts {
		v := k.value(p, last)
		if v == 0 && !k.anywhere(p) {
			continue
		}
		want = append(want, y.at(sum+v/2))
		parts = append(parts, j)
		sum += v
	}
	// Equal places must keep their order from the bottom up.
	for i := range want {
		want[i] -= float64(i) * 1e-6
	}
	placed := spread(want, s.Label.Size*1.35, plot.Y, plot.Bottom()-s.Label.Size*0.3)
	for i, j := range parts {
		if placed == nil {
			return
		}
		mark := s.Label.Size * 0.62
		paint := layer(j, s)
		paint.Stroke, paint.Width = s.Ghost, 0.4
		c.Draw(Rect(Box{x, placed[i] - mark/2, mark, mark}), paint)
		c.Text(x+mark+4, placed[i]+s.Label.Size*0.36, Fit(c, k.Parts[j].Name, s.Label, room), s.Label)
	}
}

func (k Stack) anywhere(p Part) bool {
	for i := range p.Values {
		if k.value(p, i) > 0 {
			return true
		}
	}
	return false
}

// layer is the paint of a part: from dark to light, then an outline, then
// grey. Each differs from its neighbours without colour too.
func layer(j int, s Style) Paint {
	fills := [...]Color{s.Accent, s.AccentMid, s.AccentSoft, s.Paper, s.Grid}
	j = min(j, len(fills)-1)
	if fills[j] == s.Paper {
		return Paint{Fill: s.Paper, Stroke: s.AccentMid, Width: 0.8}
	}
	return Paint{Fill: fills[j], Stroke: s.Paper, Width: 0.8}
}
