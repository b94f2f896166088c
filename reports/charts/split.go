package charts

// Piece is one part of a Split.
type Piece struct {
	Name  string
	Count float64
	Text  string
}

// Split is one bar cut into three shares (detractors, passives, promoters),
// each named under its piece.
type Split struct{ Pieces [3]Piece }

// Draw puts the bar and its names into the box.
func (p Split) Draw(c Canvas, b Box, s Style) {
	sum := 0.0
	for _, piece := range p.Pieces {
		sum += max(0, piece.Count)
	}
	bar := Box{b.X, b.Y, b.W, 14}
	if sum == 0 {
		c.Draw(Rect(bar), Paint{Stroke: s.Rule, Width: 0.7, Dash: 2})
		return
	}
	fills := [3]Color{s.Caution, s.Grid, s.Accent}
	x := b.X
	for i, piece := range p.Pieces {
		w := b.W * max(0, piece.Count) / sum
		if w > 0 {
			c.Draw(Rect(Box{x, bar.Y, w, bar.H}), Paint{Fill: fills[i], Stroke: s.Paper, Width: 1})
		}
		x += w
	}
	p.names(c, b, bar.Bottom(), s)
}

// names writes the three names at left, centre and right, with the count above.
func (p Split) names(c Canvas, b Box, y float64, s Style) {
	aligns := [3]Align{Left, Center, Right}
	at := [3]float64{b.X, b.X + b.W/2, b.Right()}
	room := b.W/3 - 4
	for i, piece := range p.Pieces {
		strong := s.Small.In(s.Ink).At(aligns[i])
		strong.Weight = SemiBold
		c.Text(at[i], y+s.Small.Size*1.35, Fit(c, piece.Text, strong, room), strong)
		c.Text(at[i], y+s.Small.Size*1.35+s.Label.Size*1.35, Fit(c, piece.Name, s.Label, room), s.Label.At(aligns[i]))
	}
}

// Interval is a value with its range on a fixed scale, as NPS from −100 to 100.
type Interval struct {
	Low, Value, High float64
	From, To         float64
	Format           func(float64) string
}

// Draw puts the scale into the box; the value's own text is the caller's.
func (v Interval) Draw(c Canvas, b Box, s Style) {
	x := scale{v.From, v.To, b.X, b.Right()}
	y := b.Y + 6
	c.Draw(Polyline(Point{b.X, y}, Point{b.Right(), y}), Paint{Stroke: s.Rule, Width: 0.9})
	for _, t := range []float64{v.From, (v.From + v.To) / 2, v.To} {
		c.Draw(Polyline(Point{x.at(t), y - 2.5}, Point{x.at(t), y + 2.5}), Paint{Stroke: s.Rule, Width: 0.9})
	}
	base := y + s.Label.Size + 5
	c.Text(b.X, base, v.Format(v.From), s.Label)
	c.Text(b.X+b.W/2, base, v.Format((v.From+v.To)/2), s.Label.At(Center))
	c.Text(b.Right(), base, v.Format(v.To), s.Label.At(Right))
	c.Draw(Polyline(Point{x.clamp(v.Low), y}, Point{x.clamp(v.High), y}), Paint{Stroke: s.AccentMid, Width: 4})
	c.Draw(Circle(x.clamp(v.Value), y, 4), Paint{Fill: s.Accent, Stroke: s.Paper, Width: 1.2})
}
