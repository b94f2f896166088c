package charts

// Point is a place on the canvas.
type Point struct{ X, Y float64 }

// Box is a rectangle by its top left corner and size.
type Box struct{ X, Y, W, H float64 }

// Right is the box's right edge.
func (b Box) Right() float64 { return b.X + b.W }

// Bottom is the box's lower edge.
func (b Box) Bottom() float64 { return b.Y + b.H }

// Inset is the box made smaller on each side.
func (b Box) Inset(left, top, right, bottom float64) Box {
	return Box{b.X + left, b.Y + top, b.W - left - right, b.H - top - bottom}
}

// Verb is a step of a path.
type Verb byte

// The steps.
const (
	MoveTo  Verb = 'M'
	LineTo  Verb = 'L'
	CurveTo Verb = 'C' // cubic: two control points and the end
	Close   Verb = 'Z'
)

// Step is one verb with its points; only a curve uses all three.
type Step struct {
	Verb Verb
	P    [3]Point
}

// Path is a figure of straight lines and curves.
type Path []Step

func (p Path) move(x, y float64) Path {
	return append(p, Step{Verb: MoveTo, P: [3]Point{{x, y}}})
}

func (p Path) line(x, y float64) Path {
	return append(p, Step{Verb: LineTo, P: [3]Point{{x, y}}})
}

func (p Path) curve(a, b, end Point) Path {
	return append(p, Step{Verb: CurveTo, P: [3]Point{a, b, end}})
}

func (p Path) close() Path { return append(p, Step{Verb: Close}) }

// Polyline joins points by straight lines.
func Polyline(points ...Point) Path {
	path := make(Path, 0, len(points))
	for i, pt := range points {
		if i == 0 {
			path = path.move(pt.X, pt.Y)
			continue
		}
		path = path.line(pt.X, pt.Y)
	}
	return path
}

// Polygon is a closed figure.
func Polygon(points ...Point) Path { return Polyline(points...).close() }

// Rect is a rectangle.
func Rect(b Box) Path {
	return Polygon(Point{b.X, b.Y}, Point{b.Right(), b.Y}, Point{b.Right(), b.Bottom()}, Point{b.X, b.Bottom()})
}

// kappa places a cubic curve's control points so that it follows a circle.
const kappa = 0.5522847498

// RoundRect is a rectangle with round corners of radius r.
func RoundRect(b Box, r float64) Path {
	r = min(r, b.W/2, b.H/2)
	if r <= 0.01 {
		return Rect(b)
	}
	k := r * (1 - kappa)
	x0, y0, x1, y1 := b.X, b.Y, b.Right(), b.Bottom()
	wide, high := b.W-2*r > shortest, b.H-2*r > shortest
	p := Path{}.move(x0+r, y0)
	if wide {
		p = p.line(x1-r, y0)
	}
	p = p.curve(Point{x1 - k, y0}, Point{x1, y0 + k}, Point{x1, y0 + r})
	if high {
		p = p.line(x1, y1-r)
	}
	p = p.curve(Point{x1, y1 - k}, Point{x1 - k, y1}, Point{x1 - r, y1})
	if wide {
		p = p.line(x0+r, y1)
	}
	p = p.curve(Point{x0 + k, y1}, Point{x0, y1 - k}, Point{x0, y1 - r})
	if high {
		p = p.line(x0, y0+r)
	}
	return p.curve(Point{x0, y0 + k}, Point{x0 + k, y0}, Point{x0 + r, y0}).close()
}

// shortest is the length from which a straight side is drawn. One that is there by a
// rounding error alone may point anywhere, and its stroke has a spike.
const shortest = 0.01

// Circle is a disc around a centre.
func Circle(x, y, r float64) Path { return RoundRect(Box{x - r, y - r, 2 * r, 2 * r}, r) }

// Diamond is a square on its corner.
func Diamond(x, y, r float64) Path {
	return Polygon(Point{x, y - r}, Point{x + r, y}, Point{x, y + r}, Point{x - r, y})
}

// Triangle points upwards, or downwards when r is negative.
func Triangle(x, y, r float64) Path {
	return Polygon(Point{x, y - r}, Point{x + abs(r), y + 0.8*r}, Point{x - abs(r), y + 0.8*r})
}

func abs(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}
