package png

import (
	"math"
	"slices"

	"quarterdeck/reports/charts"
)

// pen turns lines into the outline of their strokes: a box for each straight piece
// and a wedge at each corner, all turning the same way so that they add up.
type pen struct {
	half float64 // of the width
	out  outline
}

// miterLimit is how far, in halves of the width, a corner may reach out before it is
// cut, as in PDF.
const miterLimit = 10

func (p *pen) stroke(l line) {
	points := slices.CompactFunc(slices.Clone(l.points), func(a, b charts.Point) bool { return dist(a, b) < 1e-6 })
	if l.closed && len(points) > 2 && dist(points[0], points[len(points)-1]) < 1e-6 {
		points = points[:len(points)-1]
	}
	n := len(points)
	if n < 2 {
		return
	}
	last := n - 1
	if l.closed {
		last = n
	}
	for i := range last {
		p.piece(points[i], points[(i+1)%n])
		if l.closed || i+2 < n {
			p.corner(points[i], points[(i+1)%n], points[(i+2)%n])
		}
	}
}

// side is the way from a line's middle to its left edge.
func (p *pen) side(a, z charts.Point) charts.Point {
	d := dist(a, z)
	return charts.Point{X: -(z.Y - a.Y) / d * p.half, Y: (z.X - a.X) / d * p.half}
}

func (p *pen) piece(a, z charts.Point) {
	s := p.side(a, z)
	p.add(plus(a, s, 1), plus(z, s, 1), plus(z, s, -1), plus(a, s, -1))
}

// corner fills the open wedge on the outer side of a corner at b.
func (p *pen) corner(a, b, z charts.Point) {
	s, t := p.side(a, b), p.side(b, z)
	turn := s.X*t.Y - s.Y*t.X
	if turn > 0 { // to the left: the right side is outside
		s, t = charts.Point{X: -s.X, Y: -s.Y}, charts.Point{X: -t.X, Y: -t.Y}
	}
	middle := charts.Point{X: s.X + t.X, Y: s.Y + t.Y}
	// The tip lies along the middle, at half² / |middle/2| from the corner.
	square := middle.X*middle.X + middle.Y*middle.Y
	if square < 4*p.half*p.half/(miterLimit*miterLimit) {
		p.add(b, plus(b, s, 1), plus(b, t, 1))
		return
	}
	p.add(b, plus(b, s, 1), plus(b, middle, 2*p.half*p.half/square), plus(b, t, 1))
}

// add appends a figure so that it turns the same way as all others.
func (p *pen) add(points ...charts.Point) {
	area := 0.0
	for i, a := range points {
		b := points[(i+1)%len(points)]
		area += a.X*b.Y - a.Y*b.X
	}
	if math.Abs(area) < 1e-12 {
		return
	}
	if area < 0 {
		slices.Reverse(points)
	}
	p.out = append(p.out, points)
}

func plus(p, by charts.Point, times float64) charts.Point {
	return charts.Point{X: p.X + by.X*times, Y: p.Y + by.Y*times}
}
