package inspect

import "math"

// matrix maps a point (x, y) to (ax+cy+e, bx+dy+f).
type matrix struct{ a, b, c, d, e, f float64 }

func identity() matrix { return matrix{a: 1, d: 1} }

// times is m first and n after it.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d,
		m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

// moved is m after a step of (x, y).
func (m matrix) moved(x, y float64) matrix { return matrix{1, 0, 0, 1, x, y}.times(m) }

// angle is the direction of the x axis and size how long a unit of y is.
func (m matrix) angle() float64 { return math.Atan2(m.b, m.a) }
func (m matrix) size() float64  { return math.Hypot(m.c, m.d) }
