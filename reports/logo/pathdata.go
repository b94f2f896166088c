package logo

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"quarterdeck/reports/charts"
)

// numbers reads a list of numbers parted by spaces or commas.
func numbers(s string) ([]float64, error) {
	var out []float64
	r := reader{s: s}
	for r.more() {
		v, err := r.number()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// reader takes numbers and letters off a text as SVG writes them: "1.5-2,.3.4".
type reader struct{ s string }

func (r *reader) skip() { r.s = strings.TrimLeft(r.s, " ,\t\r\n") }

func (r *reader) more() bool {
	r.skip()
	return r.s != ""
}

func (r *reader) number() (float64, error) {
	r.skip()
	end, dot, exponent := 0, false, false
	for ; end < len(r.s); end++ {
		switch c := r.s[end]; {
		case c >= '0' && c <= '9':
			continue
		case c == '.' && !dot && !exponent:
			dot = true
			continue
		case (c == '-' || c == '+') && (end == 0 || r.s[end-1] == 'e' || r.s[end-1] == 'E'):
			continue
		case (c == 'e' || c == 'E') && !exponent && end > 0:
			exponent = true
			continue
		}
		break
	}
	v, err := strconv.ParseFloat(r.s[:end], 64)
	if err != nil || math.Abs(v) > mostCoordinate {
		return 0, fmt.Errorf("%q is no number", r.s[:min(len(r.s), max(end, 8))])
	}
	r.s = r.s[end:]
	return v, nil
}

// mostCoordinate keeps what is computed with coordinates finite.
const mostCoordinate = 1e9

// flag is one of the two single digits of an arc, which may stand without a space.
func (r *reader) flag() (bool, error) {
	r.skip()
	if r.s == "" || r.s[0] != '0' && r.s[0] != '1' {
		return false, fmt.Errorf("an arc has no flag")
	}
	set := r.s[0] == '1'
	r.s = r.s[1:]
	return set, nil
}

// pen follows path data.
type pen struct {
	reader
	path         charts.Path
	at, start    charts.Point
	control      charts.Point // the last control point, for S and T
	before       byte         // the command before, in capitals
	startedAgain bool         // a new figure begins where the last was closed
}

// parsePath reads the d of a path.
func parsePath(d string) (charts.Path, error) {
	p := &pen{reader: reader{s: d}}
	var command byte
	for p.more() {
		if c := p.s[0]; c >= 'A' && c <= 'z' {
			command = c
			p.s = p.s[1:]
		} else if command == 0 || command == 'Z' || command == 'z' {
			return nil, fmt.Errorf("path data begins with %q, not with a command", p.s[:min(8, len(p.s))])
		}
		if p.path == nil && command != 'M' && command != 'm' {
			return nil, fmt.Errorf("path data begins with %c, not with M", command)
		}
		if err := p.step(command); err != nil {
			return nil, err
		}
		switch command { // further pairs after a move are lines
		case 'M':
			command = 'L'
		case 'm':
			command = 'l'
		}
		if len(p.path) > mostSteps {
			return nil, fmt.Errorf("the path has more than %d steps", mostSteps)
		}
	}
	return p.path, nil
}

const mostSteps = 20000

// step does one command; a small letter counts from where the pen is.
func (p *pen) step(command byte) error {
	upper := command &^ 0x20
	origin := charts.Point{}
	if command != upper {
		origin = p.at
	}
	var v [7]float64
	for i := range arity(upper) {
		var err error
		if upper == 'A' && (i == 3 || i == 4) {
			var set bool
			if set, err = p.flag(); set {
				v[i] = 1
			}
		} else {
			v[i], err = p.number()
		}
		if err != nil {
			return err
		}
	}
	point := func(i int) charts.Point { return charts.Point{X: origin.X + v[i], Y: origin.Y + v[i+1]} }
	switch upper {
	case 'M':
		p.at = point(0)
		p.start = p.at
		p.add(charts.MoveTo, p.at)
	case 'L':
		p.line(point(0))
	case 'H':
		p.line(charts.Point{X: origin.X + v[0], Y: p.at.Y})
	case 'V':
		p.line(charts.Point{X: p.at.X, Y: origin.Y + v[0]})
	case 'C':
		p.cubic(point(0), point(2), point(4))
	case 'S':
		p.cubic(p.mirrored("CS"), point(0), point(2))
	case 'Q':
		p.quadratic(point(0), point(2))
	case 'T':
		p.quadratic(p.mirrored("QT"), point(0))
	case 'A':
		p.arc(v[0], v[1], v[2], v[3] == 1, v[4] == 1, point(5))
	case 'Z':
		p.add(charts.Close)
		p.at, p.startedAgain = p.start, true
	default:
		return fmt.Errorf("path data has the unknown command %c", command)
	}
	p.before = upper
	return nil
}

func arity(command byte) int {
	switch command {
	case 'M', 'L', 'T':
		return 2
	case 'H', 'V':
		return 1
	case 'S', 'Q':
		return 4
	case 'C':
		return 6
	case 'A':
		return 7
	}
	return 0
}

func (p *pen) add(verb charts.Verb, points ...charts.Point) {
	if p.startedAgain && verb != charts.MoveTo {
		p.path = append(p.path, charts.Step{Verb: charts.MoveTo, P: [3]charts.Point{p.start}})
	}
	p.startedAgain = false
	step := charts.Step{Verb: verb}
	copy(step.P[:], points)
	p.path = append(p.path, step)
}

func (p *pen) line(to charts.Point) {
	p.add(charts.LineTo, to)
	p.at = to
}

func (p *pen) cubic(a, b, to charts.Point) {
	p.add(charts.CurveTo, a, b, to)
	p.control, p.at = b, to
}

func (p *pen) quadratic(c, to charts.Point) {
	third := func(a, b charts.Point) charts.Point {
		return charts.Point{X: a.X + (b.X-a.X)*2/3, Y: a.Y + (b.Y-a.Y)*2/3}
	}
	p.add(charts.CurveTo, third(p.at, c), third(to, c), to)
	p.control, p.at = c, to
}

// mirrored is the last control point seen from the other side, where the command
// before was of the same kind.
func (p *pen) mirrored(kind string) charts.Point {
	if !strings.ContainsRune(kind, rune(p.before)) {
		return p.at
	}
	return charts.Point{X: 2*p.at.X - p.control.X, Y: 2*p.at.Y - p.control.Y}
}
