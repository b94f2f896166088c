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
	char, word    float64 // spacing
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

// follow runs through the operators of a page.
func (p *interpreter) follow(data []byte) error {
	l := &lexer{src: data}
	p.now = state{ctm: identity(), scale: 1, text: identity(), newline: identity()}
	var operands []any
	for !l.end() {
		o, err := l.object(0)
		if err != nil {
			return err
		}
		op, ok := o.(word)
		if !ok {
			operands = append(operands, o)
			continue
		}
		if err := p.apply(string(op), operands); err != nil {
			return fmt.Errorf("operator %s: %w", op, err)
		}
		operands = operands[:0]
	}
	return nil
}

// paints are operators that draw or set what drawing needs, and show no text.
const paints = " m l c v y h re S s f F f* B B* b b* n W W* w J j M d ri i gs g G rg RG k K cs CS sc SC scn SCN "

func (p *interpreter) apply(op string, operands []any) error {
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
	if isPaint(op) {
		return nil
	}
	return p.set(op, operands)
}

func isPaint(op string) bool {
	for i := 0; i+len(op)+2 <= len(paints); i++ {
		if paints[i] == ' ' && paints[i+1:i+1+len(op)] == op && paints[i+1+len(op)] == ' ' {
			return true
		}
	}
	return false
}

// set applies operators whose operands are numbers.
func (p *interpreter) set(op string, operands []any) error {
	n := make([]float64, len(operands))
	for i, o := range operands {
		var ok bool
		if n[i], ok = o.(float64); !ok {
			return fmt.Errorf("got %v, want a number", o)
		}
	}
	want := map[string]int{"cm": 6, "Tm": 6, "Td": 2, "TD": 2, "T*": 0, "Tc": 1, "Tw": 1, "Tz": 1, "TL": 1, "Ts": 1}
	if count, known := want[op]; !known || count != len(n) {
		return fmt.Errorf("it is not understood with %d operands", len(n))
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
	case "Tw":
		s.word = n[0]
	case "Tz":
		s.scale = n[0] / 100
	case "TL":
		s.lead = n[0]
	case "Ts":
		s.rise = n[0]
	}
	return nil
}

func (s *state) step(x, y float64) {
	s.newline = s.newline.moved(x, y)
	s.text = s.newline
}

func (p *interpreter) choose(operands []any) error {
	if len(operands) != 2 {
		return fmt.Errorf("it has %d operands", len(operands))
	}
	key, _ := operands[0].(name)
	size, ok := operands[1].(float64)
	if !ok {
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
	p.now.font, p.now.size = f, size
	return nil
}

// show takes the shown strings in.
func (p *interpreter) show(op string, operands []any) error {
	if op == "\"" && len(operands) == 3 {
		p.now.word, _ = operands[0].(float64)
		p.now.char, _ = operands[1].(float64)
		operands = operands[2:]
	}
	if len(operands) != 1 || p.now.font == nil {
		return fmt.Errorf("it has %d operands or no font", len(operands))
	}
	if op == "'" || op == "\"" {
		p.now.step(0, -p.now.lead)
	}
	parts := array{operands[0]}
	if op == "TJ" {
		var ok bool
		if parts, ok = operands[0].(array); !ok {
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
	// Word spacing counts for codes of one byte only, and here they have two.
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
func (p *interpreter) draw(operands []any) error {
	if len(operands) != 1 {
		return fmt.Errorf("it has %d operands", len(operands))
	}
	key, _ := operands[0].(name)
	object := p.file.at(p.file.dict(p.res["XObject"])[key])
	if s, ok := object.(*stream); !ok || s.dict["Subtype"] != name("Image") {
		return fmt.Errorf("%s is no picture", key)
	}
	p.drawn = append(p.drawn, object)
	return nil
}

// mark takes in the texts of marked content, as a replacement for what is drawn.
func (p *interpreter) mark(operands []any) error {
	for _, o := range operands {
		if d, ok := o.(dict); ok {
			for _, v := range d {
				if s, ok := v.(str); ok {
					p.said = append(p.said, s.text())
				}
			}
		}
	}
	return nil
}
