package logo

import (
	"math"

	"quarterdeck/reports/charts"
)

// arc draws a part of an ellipse as curves of at most a quarter each, by the formulas
// of SVG 1.1, appendix F.6.
func (p *pen) arc(rx, ry, degrees float64, large, sweep bool, to charts.Point) {
	rx, ry = math.Abs(rx), math.Abs(ry)
	if rx == 0 || ry == 0 || p.at == to {
		p.line(to)
		return
	}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	dx, dy := (p.at.X-to.X)/2, (p.at.Y-to.Y)/2
	x, y := cos*dx+sin*dy, -sin*dx+cos*dy
	if over := x*x/(rx*rx) + y*y/(ry*ry); over > 1 {
		rx, ry = rx*math.Sqrt(over), ry*math.Sqrt(over)
	}
	under := rx*rx*y*y + ry*ry*x*x
	k := math.Sqrt(math.Max(0, (rx*rx*ry*ry-under)/under))
	if large == sweep {
		k = -k
	}
	cx, cy := k*rx*y/ry, -k*ry*x/rx
	centre := charts.Point{X: cos*cx - sin*cy + (p.at.X+to.X)/2, Y: sin*cx + cos*cy + (p.at.Y+to.Y)/2}
	from := math.Atan2((y-cy)/ry, (x-cx)/rx)
	turn := math.Atan2((-y-cy)/ry, (-x-cx)/rx) - from
	if sweep && turn < 0 {
		turn += 2 * math.Pi
	} else if !sweep && turn > 0 {
		turn -= 2 * math.Pi
	}
	n := math.Ceil(math.Abs(turn)/(math.Pi/2) - 1e-9)
	part := turn / n
	reach := 4.0 / 3 * math.Tan(part/4)
	on := func(angle, out float64) charts.Point { // a point of the ellipse, moved along its tangent
		s, c := math.Sincos(angle)
		ex, ey := rx*(c-out*s), ry*(s+out*c)
		return charts.Point{X: centre.X + cos*ex - sin*ey, Y: centre.Y + sin*ex + cos*ey}
	}
	for i := range int(n) {
		a := from + float64(i)*part
		end := on(a+part, 0)
		if i == int(n)-1 {
			end = to
		}
		p.cubic(on(a, reach), on(a+part, -reach), end)
	}
}
