package png

import (
	"math"

	"quarterdeck/reports/charts"
)

// line is one figure of a path as straight lines, in pixels.
type line struct {
	points []charts.Point
	closed bool
}

// flatten turns a path into straight lines; curves become as many as it takes to
// look round.
func flatten(path charts.Path, scale float64) []line {
	var out []line
	at := func(p charts.Point) charts.Point { return charts.Point{X: p.X * scale, Y: p.Y * scale} }
	for _, s := range path {
		if s.Verb == charts.MoveTo || len(out) == 0 {
			out = append(out, line{})
		}
		l := &out[len(out)-1]
		switch s.Verb {
		case charts.CurveTo:
			l.curve(at(s.P[0]), at(s.P[1]), at(s.P[2]))
		case charts.Close:
			l.closed = true
		default:
			l.points = append(l.points, at(s.P[0]))
		}
	}
	return out
}

// curve adds a cubic curve from the last point.
func (l *line) curve(a, b, end charts.Point) {
	if len(l.points) == 0 {
		l.points = append(l.points, a)
	}
	from := l.points[len(l.points)-1]
	long := dist(from, a) + dist(a, b) + dist(b, end)
	n := int(math.Ceil(math.Sqrt(long)*1.6)) + 1
	for i := 1; i <= n; i++ {
		t := float64(i) / float64(n)
		u := 1 - t
		p, q, r, s := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
		l.points = append(l.points, charts.Point{
			X: p*from.X + q*a.X + r*b.X + s*end.X,
			Y: p*from.Y + q*a.Y + r*b.Y + s*end.Y,
		})
	}
}

// dashed cuts a line into dashes with gaps of the same length, 0 for a full line.
func (l line) dashed(length float64) []line {
	if length <= 0 {
		return []line{l}
	}
	points := l.points
	if l.closed && len(points) > 0 {
		points = append(points[:len(points):len(points)], points[0])
	}
	var out []line
	left, on := length, true
	for i := 1; i < len(points); i++ {
		a, z := points[i-1], points[i]
		if on && (i == 1 || len(out) == 0) {
			out = append(out, line{points: []charts.Point{a}})
		}
		for rest := dist(a, z); rest > 0; {
			step := min(left, rest)
			t := step / rest
			a = charts.Point{X: a.X + t*(z.X-a.X), Y: a.Y + t*(z.Y-a.Y)}
			rest -= step
			left -= step
			if on {
				out[len(out)-1].points = append(out[len(out)-1].points, a)
			}
			if left <= 1e-9 {
				on, left = !on, length
				if on {
					out = append(out, line{points: []charts.Point{a}})
				}
			}
		}
	}
	return out
}

func dist(a, b charts.Point) float64 { return math.Hypot(b.X-a.X, b.Y-a.Y) }
