package charts

import (
	"math"
	"sort"
)

// Bubble is one disc: At is its place in time between 0 and 1, Value its height, NaN
// for none, and Size what its area shows.
type Bubble struct {
	At, Value, Size float64
	Label           string
	Look            NodeLook
}

// Band is a part of the vertical axis with a name.
type Band struct {
	From, To float64
	Name     string
}

// Bubbles is a chart of discs over time: renewals by day and health, as large as the
// money that hangs on them. Larger discs are named first; those whose name finds no
// free place are counted in a line written by More, so a list beside the chart must
// name them all.
type Bubbles struct {
	Ticks     []Tick
	Bubbles   []Bubble
	Bands     []Band // from the lowest up; the vertical axis is theirs
	Format    func(float64) string
	NoValue   string  // names the strip of discs without a value
	Key       string  // what a disc of KeySize is worth
	KeySize   float64 // 0 for no key; one above all sizes has none either
	ValueName string  // what the vertical axis is
	More      func(n int) string
}

const (
	bubbleLargest  = 19.0 // radius of the largest disc
	bubbleSmallest = 2.6
)

// Draw puts the chart into the box.
func (g Bubbles) Draw(c Canvas, b Box, s Style) {
	if len(g.Bands) == 0 {
		return
	}
	l := g.layout(c, b, s)
	g.axes(c, b, l, s)
	placed := g.discs(l)
	for _, d := range placed {
		d.draw(c, s)
	}
	taken := discLabels{c: c, room: Box{l.plot.X + 2, l.plot.Y, l.plot.W - 2, l.bottom - l.plot.Y}, discs: placed}
	hidden := 0
	for _, d := range placed {
		if !taken.put(d, placed[0].r, s) {
			hidden++
		}
	}
	right := b.Right()
	if g.KeySize > 0 {
		right = g.key(c, b, l, s) - 14
	}
	if hidden > 0 && g.More != nil {
		room := right - l.plot.X - c.Width(g.ValueName, s.Label)
		c.Text(right, b.Y+l.head/2+s.Label.Size*0.36, Fit(c, g.More(hidden), s.Label, room), s.Label.At(Right))
	}
}

// bubbleLayout is where the parts of the chart stand.
type bubbleLayout struct {
	plot    Box     // of discs with a value
	bottom  float64 // of the plot and the strip under it
	head    float64 // height of the line over the plot
	largest float64 // radius of the largest disc
	names   float64 // width of the bands' names
	top     float64 // the largest size
	x, y    scale
}

func (g Bubbles) layout(c Canvas, b Box, s Style) bubbleLayout {
	l := bubbleLayout{largest: min(bubbleLargest, b.W*0.06, b.H*0.09)}
	name := s.Small
	name.Weight = SemiBold
	numbers, strip := 0.0, 0.0
	for _, band := range g.Bands {
		l.names = max(l.names, c.Width(band.Name, name))
		numbers = max(numbers, c.Width(g.Format(band.From), s.Label), c.Width(g.Format(band.To), s.Label))
	}
	for _, p := range g.Bubbles {
		l.top = max(l.top, finite(p.Size))
		if math.IsNaN(p.Value) {
			strip = 2*l.largest + 6
			l.names = max(l.names, c.Width(g.NoValue, name))
		}
	}
	l.names = min(l.names, b.W*0.18)
	l.head = max(s.Label.Size*1.6, 2*l.radius(g.KeySize)+3)
	left := l.names + numbers + 16
	l.bottom = b.Bottom() - foot(s)
	l.plot = Box{b.X + left, b.Y + l.head, b.W - left, l.bottom - strip - b.Y - l.head}
	edge := l.largest + 1
	l.x = scale{0, 1, l.plot.X + edge, l.plot.Right() - edge}
	low, high := g.Bands[0].From, g.Bands[len(g.Bands)-1].To
	l.y = scale{low, high, l.plot.Bottom() - edge, l.plot.Y + edge}
	return l
}

// radius is that of a disc whose area shows a size.
func (l bubbleLayout) radius(size float64) float64 {
	if l.top <= 0 {
		return bubbleSmallest
	}
	return min(l.largest, max(bubbleSmallest, l.largest*math.Sqrt(max(0, finite(size))/l.top)))
}

// axes draws the bands with their names and bounds, and the axis of time.
func (g Bubbles) axes(c Canvas, b Box, l bubbleLayout, s Style) {
	name := s.Small.In(s.Body)
	name.Weight = SemiBold
	level := func(y float64, v float64, line Color) {
		c.Draw(Polyline(Point{l.plot.X, y}, Point{l.plot.Right(), y}), Paint{Stroke: line, Width: 0.7})
		c.Text(l.plot.X-6, y+s.Label.Size*0.36, g.Format(v), s.Label.At(Right))
	}
	last := math.Inf(1)
	for i, band := range g.Bands {
		from, to := l.y.at(band.From), l.y.at(band.To)
		if last-from > s.Label.Size*1.1 {
			level(from, band.From, s.Grid)
			last = from
		}
		if i == len(g.Bands)-1 && last-to > s.Label.Size*1.1 {
			level(to, band.To, s.Grid)
		}
		if from-to > s.Small.Size*1.2 {
			c.Text(b.X, middle(to, from-to, name), Fit(c, band.Name, name, l.names), name)
		}
	}
	if l.plot.Bottom() < l.bottom {
		strip := Box{l.plot.X, l.plot.Bottom() + 1, l.plot.W, l.bottom - l.plot.Bottom() - 1}
		c.Draw(Rect(strip), Paint{Fill: s.Wash})
		name := name.In(s.Muted)
		name.Weight = Regular
		c.Text(b.X, middle(strip.Y, strip.H, name), Fit(c, g.NoValue, name, l.names), name)
	}
	c.Draw(Polyline(Point{l.plot.X, l.bottom}, Point{l.plot.Right(), l.bottom}), Paint{Stroke: s.Ghost, Width: 1})
	c.Text(l.plot.X, b.Y+l.head/2+s.Label.Size*0.36, Fit(c, g.ValueName, s.Label, l.plot.W/2), s.Label)
	for i, tick := range g.Ticks {
		x, next := l.x.at(tick.At), l.plot.Right()
		if i+1 < len(g.Ticks) {
			next = l.x.at(g.Ticks[i+1].At)
		}
		c.Draw(Polyline(Point{x, l.bottom}, Point{x, l.bottom + 5}), Paint{Stroke: s.Ghost, Width: 1})
		c.Text(x, l.bottom+s.Label.Size+6, Fit(c, tick.Label, s.Label, next-x-4), s.Label)
	}
}

// discs places the bubbles, the largest first, so that small ones lie on top.
func (g Bubbles) discs(l bubbleLayout) []disc {
	var out []disc
	for _, p := range g.Bubbles {
		d := disc{Bubble: p, x: l.x.clamp(p.At), r: l.radius(p.Size)}
		if d.y = l.y.clamp(p.Value); math.IsNaN(p.Value) {
			d.y = (l.plot.Bottom() + 1 + l.bottom) / 2
		}
		out = append(out, d)
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].r > out[b].r })
	return out
}

// key draws a disc of a known size at the top right and returns its left end.
func (g Bubbles) key(c Canvas, b Box, l bubbleLayout, s Style) float64 {
	if l.top < g.KeySize { // its disc would be larger than any drawn
		return b.Right()
	}
	r := l.radius(g.KeySize)
	text := Fit(c, g.Key, s.Label, b.W*0.3)
	y := b.Y + l.head/2
	left := b.Right() - c.Width(text, s.Label)
	c.Text(left, y+s.Label.Size*0.36, text, s.Label)
	c.Draw(Circle(left-5-r, y-0.5, r), Paint{Fill: s.Paper, Stroke: s.Ghost, Width: 1})
	return left - 5 - 2*r
}
