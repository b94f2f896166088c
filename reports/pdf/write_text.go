package pdf

import (
	"unicode/utf8"

	"quarterdeck/reports/charts"
)

// text writes a text span by span, in the order it is drawn: programs that read PDFs
// expect right-to-left letters so, and turn them back.
func (p *player) text(op *charts.Op) {
	p.ink(op.Style.Color)
	if track := op.Style.Track / 1000 * op.Style.Size; track != p.track {
		p.numbers(3, track)
		p.out = append(p.out, "Tc\n"...)
		p.track = track
	}
	x := op.X
	for _, s := range p.fonts.face.spans(op.Text, op.Style.Weight) {
		p.out = append(p.out, "BT "...)
		if s.font != p.font || op.Style.Size != p.size {
			p.font, p.size, p.codes = s.font, op.Style.Size, p.fonts.of(s.font)
			p.out = append(append(p.out, p.codes.key...), ' ')
			p.numbers(2, p.size)
			p.out = append(p.out, "Tf "...)
		}
		p.numbers(2, x, p.height-op.Y)
		p.out = append(p.out, "Td ("...)
		for _, r := range s.text {
			p.code(p.codes.code(r))
		}
		p.out = append(p.out, ") Tj ET\n"...)
		x += p.fonts.face.advance(s.text, op.Style.Weight)/1000*op.Style.Size + float64(utf8.RuneCountInString(s.text))*p.track
	}
}

// code writes the two bytes of a code into a string.
func (p *player) code(code uint16) {
	for _, b := range [2]byte{byte(code >> 8), byte(code)} {
		switch b {
		case '(', ')', '\\':
			p.out = append(p.out, '\\', b)
		case '\r': // as it stands it would be read as a newline
			p.out = append(p.out, '\\', 'r')
		default:
			p.out = append(p.out, b)
		}
	}
}

// numbers writes numbers with so many digits after the point at most, a space after
// each.
func (p *player) numbers(digits int, values ...float64) {
	for _, v := range values {
		p.out = append(appendNumber(p.out, v, digits), ' ')
	}
}
