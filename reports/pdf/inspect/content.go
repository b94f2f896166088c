package inspect

import (
	"fmt"
	"math"
)

// run is a text as one operator shows it. Its baseline goes from (x, y) over its
// width, all turned so that it runs to the right.
type run struct {
	text        string
	x, y, width float64
	size        float64
	angle       float64
}

// state is what operators set.
type state struct {
	ctm           matrix
	font          *font
	size          float64
	char          float64 // spacing; that of words counts for codes of one byte only
	scale, lead   float64
	rise          float64
	text, newline matrix
}

// interpreter follows the operators of a page.
type interpreter struct {
	file  *file
	fonts map[name]*font
	known func(o any) (*font, error) // reads a font once
	now   state
	saved []state
	runs  []run
	said  []string // texts that stand beside what is drawn, as replacements
	drawn []any    // pictures
	res   dict
}

// operand is what stands before an operator: a number, or any other object.
type operand struct {
	number float64
	other  any // nil for a number
}

// follow runs through the operators of a page.
func (p *interpreter) follow(data []byte) error {
	l := &lexer{src: data}
	p.now = state{ctm: identity(), scale: 1, text: identity(), newline: identity()}
	var operands []operand
	for !l.end() {
		c := data[l.at]
		if isDelimiter(c) {
			o, err := l.object(0)
			if err != nil {
				return err
			}
			operands = append(operands, operand{other: o})
			continue
		}
		token := l.token()
		if number, ok := parseNumber(token); ok {
			operands = append(operands, operand{number: number})
			continue
		}
		if !paints(token) {
			if err := p.apply(string(token), operands); err != nil {
				return fmt.Errorf("operator %s: %w", token, err)
			}
		}
		operands = operands[:0]
	}
	return nil
}

// paints says whether an operator draws or sets what drawing needs, and shows no text.
func paints(op []byte) bool {
	switch string(op) {
	case "m", "l", "c", "v", "y", "h", "re", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n", "W", "W*",
		"w", "J", "j", "M", "d", "ri", "i", "gs", "g", "G", "rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN":
		return true
	}
	return false
}

func (p *interpreter) apply(op string, operands []operand) error {
	switch op {
	case "q":
		p.saved = append(p.saved, p.now)
		return nil
	case "Q":
		if len(p.saved) == 0 {
			return fmt.Errorf("nothing was saved")
		}
		p.now, p.saved = p.saved[len(p.saved)-1], p.saved[:len(p.saved)-1]
		return nil
	case "BT":
		p.now.text, p.now.newline = identity(), identity()
		return nil
	case "ET", "BMC", "EMC", "Tr":
		return nil
	case "Do":
		return p.draw(operands)
	case "BDC":
		return p.mark(operands)
	case "Tf":
		return p.choose(operands)
	case "Tj", "TJ", "'", "\"":
		return p.show(op, operands)
	}
	return p.set(op, operands)
}

// set applies operators whose operands are numbers.
func (p *interpreter) set(op string, operands []operand) error {
	var n [6]float64
	for i, o := range operands {
		if o.other != nil || i >= len(n) {
			return fmt.Errorf("it is not understood with %d operands", len(operands))
		}
		n[i] = o.number
	}
	if count, known := numbersOf(op); !known || count != len(operands) {
		return fmt.Errorf("it is not understood with %d operands", len(operands))
	}
	s := &p.now
	switch op {
	case "cm":
		s.ctm = matrix{n[0], n[1], n[2], n[3], n[4], n[5]}.times(s.ctm)
	case "Tm":
		s.newline = matrix{n[0], n[1], n[2], n[3], n[4], n[5]}
		s.text = s.newline
	case "TD":
		s.lead = -n[1]
		s.step(n[0], n[1])
	case "Td":
		s.step(n[0], n[1])
	case "T*":
		s.step(0, -s.lead)
	case "Tc":
		s.char = n[0]
	case "Tz":
		s.scale = n[0] / 100
	case "TL":
		s.lead = n[0]
	case "Ts":
		s.rise = n[0]
	}
	return nil
}

// numbersOf says how many numbers an operator takes.
func numbersOf(op string) (count int, known bool) {
	switch op {
	case "cm", "Tm":
		return 6, true
	case "Td", "TD":
		return 2, true
	case "Tc", "Tw", "Tz", "TL", "Ts":
		return 1, true
	case "T*":
		return 0, true
	}
	return 0, false
}

func (s *state) step(x, y float64) {
	s.newline = s.newline.moved(x, y)
	s.text = s.newline
}

func (p *interpreter) choose(operands []operand) error {
	if len(operands) != 2 {
		return fmt.Errorf("it has %d operands", len(operands))
	}
	key, _ := operands[0].other.(name)
	if operands[1].other != nil {
		return fmt.Errorf("it has no size")
	}
	f, known := p.fonts[key]
	if !known {
		var err error
		if f, err = p.known(p.file.dict(p.res["Font"])[key]); err != nil {
			return err
		}
		p.fonts[key] = f
	}
	p.now.font, p.now.size = f, operands[1].number
	return nil
}

// show takes the shown strings in.
func (p *interpreter) show(op string, operands []operand) error {
	if op == "\"" && len(operands) == 3 {
		p.now.char = operands[1].number
		operands = operands[2:]
	}
	if len(operands) != 1 || p.now.font == nil {
		return fmt.Errorf("it has %d operands or no font", len(operands))
	}
	if op == "'" || op == "\"" {
		p.now.step(0, -p.now.lead)
	}
	parts := array{operands[0].other}
	if op == "TJ" {
		var ok bool
		if parts, ok = operands[0].other.(array); !ok {
			return fmt.Errorf("it has no list")
		}
	}
	for _, part := range parts {
		switch part := part.(type) {
		case float64:
			p.now.text = p.now.text.moved(-part/1000*p.now.size*p.now.scale, 0)
		case str:
			if err := p.shown(part); err != nil {
				return err
			}
		default:
			return fmt.Errorf("it shows %v", part)
		}
	}
	return nil
}

// shown places one string.
func (p *interpreter) shown(s str) error {
	text, width, codes, err := p.now.font.decode(s)
	if err != nil {
		return err
	}
	advance := (width/1000*p.now.size + float64(codes)*p.now.char) * p.now.scale
	at := p.now.text.moved(0, p.now.rise).times(p.now.ctm)
	angle := math.Round(at.angle()*1000) / 1000
	sin, cos := math.Sincos(-angle)
	p.runs = append(p.runs, run{
		text: text, angle: angle, size: at.size() * math.Abs(p.now.size),
		x: at.e*cos - at.f*sin, y: at.e*sin + at.f*cos, width: advance * math.Hypot(at.a, at.b),
	})
	p.now.text = p.now.text.moved(advance, 0)
	return nil
}

// draw takes note of a picture; a page drawn inside of a page is not known here.
func (p *interpreter) draw(operands []operand) error {
	if len(operands) != 1 {
		return fmt.Errorf("it has %d operands", len(operands))
	}
	key, _ := operands[0].other.(name)
	object := p.file.at(p.file.dict(p.res["XObject"])[key])
	if s, ok := object.(*stream); !ok || s.dict["Subtype"] != name("Image") {
		return fmt.Errorf("%s is no picture", key)
	}
	p.drawn = append(p.drawn, object)
	return nil
}

// mark takes in the texts of marked content, as a replacement for what is drawn.
func (p *interpreter) mark(operands []operand) error {
	for _, o := range operands {
		if d, ok := o.other.(dict); ok {
			for _, v := range d {
				if s, ok := v.(str); ok {
					p.said = append(p.said, s.text())
				}
			}
		}
	}
	return nil
}
