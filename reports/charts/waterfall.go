package charts

import "math"

// Change is one step of a waterfall.
type Change struct {
	Label string
	By    float64
	Text  string
}

// Waterfall leads from one total to another through the changes between them,
// one row each, read from the top. The bars start at zero; when the changes
// would be too small to see, the totals are cut and show a break.
type Waterfall struct {
	From, To         float64
	FromLabel        string
	ToLabel          string
	FromText, ToText string
	Changes          []Change
}

// cutBelow is the share of the axis the changes must fill not to be cut, and
// cutFill the share they fill when the totals are cut.
const (
	cutBelow = 0.30
	cutFill  = 0.70
)

// Cut says whether the totals are drawn with a break.
func (f Waterfall) Cut() bool {
	low, high := f.reach()
	return high > low && (high-low)/high < cutBelow
}

// reach is the lowest and the highest of all running sums.
func (f Waterfall) reach() (low, high float64) {
	low, high = math.Min(f.From, f.To), math.Max(f.From, f.To)
	sum := f.From
	for _, ch := range f.Changes {
		sum += ch.By
		low, high = math.Min(low, sum), math.Max(high, sum)
	}
	return low, high
}

// Draw puts the rows into the box.
func (f Waterfall) Draw(c Canvas, b Box, s Style) {
	n := len(f.Changes) + 2
	pitch := min(28, b.H/float64(n))
	labels := max(c.Width(f.FromLabel, s.Small), c.Width(f.ToLabel, s.Small))
	texts := max(c.Width(f.FromText, s.Emphasis), c.Width(f.ToText, s.Emphasis))
	for _, ch := range f.Changes {
		labels = max(labels, c.Width(ch.Label, s.Small))
		texts = max(texts, c.Width(ch.Text, s.Small))
	}
	labels, texts = min(labels+8, b.W*0.36), min(texts, b.W*0.25)
	track := Box{b.X + labels + 12, b.Y, b.W - labels - texts - 22, b.H}
	low, high := f.reach()
	x := scale{0, max(high, 1), track.X, track.Right()}
	if f.Cut() {
		x.low = high - (high-low)/cutFill
	}
	rows := waterfallRows{c: c, s: s, x: x, pitch: pitch, label: Box{b.X, b.Y, labels, pitch}, texts: texts + 2, cut: f.Cut()}
	rows.total(0, f.FromLabel, f.From, f.FromText, s.Ghost)
	sum := f.From
	for i, ch := range f.Changes {
		rows.join(i, sum)
		rows.change(i+1, ch, sum)
		sum += ch.By
	}
	rows.join(n-2, sum)
	rows.total(n-1, f.ToLabel, f.To, f.ToText, s.Accent)
}

type waterfallRows struct {
	c     Canvas
	s     Style
	x     scale
	pitch float64
	label Box
	texts float64
	cut   bool
}

func (r waterfallRows) thick() float64 { return min(13, r.pitch*0.56) }

func (r waterfallRows) top(i int) float64 {
	return r.label.Y + float64(i)*r.pitch + (r.pitch-r.thick())/2
}

func (r waterfallRows) base(i int, style TextStyle) float64 {
	return middle(r.label.Y+float64(i)*r.pitch, r.pitch, style)
}

func (r waterfallRows) total(i int, label string, v float64, text string, fill Color) {
	strong := r.s.Small.In(r.s.Ink)
	strong.Weight = SemiBold
	r.c.Text(r.label.X, r.base(i, strong), Fit(r.c, label, strong, r.label.W+6), strong)
	end := r.x.clamp(v)
	if end-r.x.from > 0.3 {
		r.c.Draw(Rect(Box{r.x.from, r.top(i), end - r.x.from, r.thick()}), Paint{Fill: fill})
	}
	if r.cut {
		r.breakMark(r.x.from+18, r.top(i))
	}
	number := r.s.Emphasis.In(r.s.Ink)
	r.c.Text(end+7, r.base(i, number), Fit(r.c, text, number, r.texts+8), number)
}

// breakMark is a slanted gap in a bar: its axis does not start at zero.
func (r waterfallRows) breakMark(x, top float64) {
	h := r.thick()
	r.c.Draw(Polygon(Point{x + 3, top - 1}, Point{x + 8, top - 1}, Point{x + 4, top + h + 1}, Point{x - 1, top + h + 1}), Paint{Fill: r.s.Paper})
}

// change draws a floating bar: full for a rise, hollow for a fall, so the two
// differ without colour.
func (r waterfallRows) change(i int, ch Change, from float64) {
	r.c.Text(r.label.X, r.base(i, r.s.Small), Fit(r.c, ch.Label, r.s.Small, r.label.W), r.s.Small.In(r.s.Body))
	a, z := r.x.clamp(from), r.x.clamp(from+ch.By)
	left, width := math.Min(a, z), math.Max(0.8, math.Abs(z-a))
	bar := Box{left, r.top(i), width, r.thick()}
	paint := Paint{Fill: r.s.AccentMid}
	if ch.By < 0 {
		paint = Paint{Fill: r.s.Paper, Stroke: r.s.Caution, Width: 1}
		bar = bar.Inset(0.5, 0.5, 0.5, 0.5)
		bar.W = math.Max(0.3, bar.W)
	}
	r.c.Draw(Rect(bar), paint)
	r.c.Text(math.Max(a, z)+7, r.base(i, r.s.Small), Fit(r.c, ch.Text, r.s.Small, r.texts), r.s.Small.In(r.s.Body))
}

// join draws the thin line from row i down to the next.
func (r waterfallRows) join(i int, at float64) {
	x := r.x.clamp(at)
	r.c.Draw(Polyline(Point{x, r.top(i) + r.thick()}, Point{x, r.top(i + 1)}), Paint{Stroke: r.s.Ghost, Width: 0.6})
}
