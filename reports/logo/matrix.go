package logo

import (
	"fmt"
	"math"
	"strings"

	"quarterdeck/reports/charts"
)

// matrix is an affine map as SVG writes it: x' = a·x + c·y + e, y' = b·x + d·y + f.
type matrix struct{ a, b, c, d, e, f float64 }

func identity() matrix { return matrix{a: 1, d: 1} }

// times does n first, then m.
func (m matrix) times(n matrix) matrix {
	return matrix{
		a: m.a*n.a + m.c*n.b, b: m.b*n.a + m.d*n.b,
		c: m.a*n.c + m.c*n.d, d: m.b*n.c + m.d*n.d,
		e: m.a*n.e + m.c*n.f + m.e, f: m.b*n.e + m.d*n.f + m.f,
	}
}

func (m matrix) point(p charts.Point) charts.Point {
	return charts.Point{X: m.a*p.X + m.c*p.Y + m.e, Y: m.b*p.X + m.d*p.Y + m.f}
}

func (m matrix) path(p charts.Path) charts.Path {
	out := make(charts.Path, len(p))
	for i, step := range p {
		for k := range step.P {
			step.P[k] = m.point(step.P[k])
		}
		out[i] = step
	}
	return out
}

// scale is how much the map widens a stroke.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m.a*m.d - m.b*m.c)) }

// parseTransform reads a list such as "translate(4 2) scale(0.5)".
func parseTransform(s string) (matrix, error) {
	m := identity()
	for rest := strings.TrimSpace(s); rest != ""; {
		name, after, opened := strings.Cut(rest, "(")
		inside, behind, closed := strings.Cut(after, ")")
		if !opened || !closed {
			return m, fmt.Errorf("transform %q has no pair of brackets", s)
		}
		args, err := numbers(inside)
		if err != nil {
			return m, err
		}
		one, err := transform(strings.TrimSpace(name), args)
		if err != nil {
			return m, err
		}
		m = m.times(one)
		rest = strings.TrimLeft(behind, " ,\t\r\n")
	}
	return m, nil
}

func transform(name string, v []float64) (matrix, error) {
	m := identity()
	switch {
	case name == "matrix" && len(v) == 6:
		return matrix{v[0], v[1], v[2], v[3], v[4], v[5]}, nil
	case name == "translate" && len(v) == 1:
		m.e = v[0]
	case name == "translate" && len(v) == 2:
		m.e, m.f = v[0], v[1]
	case name == "scale" && len(v) == 1:
		m.a, m.d = v[0], v[0]
	case name == "scale" && len(v) == 2:
		m.a, m.d = v[0], v[1]
	case name == "rotate" && (len(v) == 1 || len(v) == 3):
		sin, cos := math.Sincos(v[0] * math.Pi / 180)
		m = matrix{a: cos, b: sin, c: -sin, d: cos}
		if len(v) == 3 {
			m = matrix{a: 1, d: 1, e: v[1], f: v[2]}.times(m).times(matrix{a: 1, d: 1, e: -v[1], f: -v[2]})
		}
	default:
		return m, fmt.Errorf("the transform %s with %d numbers is not supported", name, len(v))
	}
	return m, nil
}
