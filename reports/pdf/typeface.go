package pdf

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"quarterdeck/reports/charts"
	"quarterdeck/reports/script"
)

// typeface measures and finds the signs of all fonts: for each weight the first font
// of the chain that has a sign prints it. It is made once and only read after that.
type typeface struct {
	chain  [2][]*font
	widths [2][]uint16 // by rune of the basic plane
	from   [2][]uint8  // 1 + place in the chain of the font that has it; 0 where none does
}

var _ charts.Typeface = (*typeface)(nil)

// replacement stands visibly for what no font can print.
const replacement = '\uFFFD'

// newTypeface makes the chains of the two weights. A font of the other weight stands
// in for one that is missing.
func newTypeface(fonts []*font) *typeface {
	t := &typeface{}
	for w := range t.chain {
		for _, same := range []bool{true, false} {
			for _, f := range fonts {
				if (f.weight == charts.Weight(w)) == same {
					t.chain[w] = append(t.chain[w], f)
				}
			}
		}
		t.widths[w], t.from[w] = make([]uint16, 1<<16), make([]uint8, 1<<16)
		for i, f := range t.chain[w] {
			for r, width := range f.widths {
				if t.from[w][r] == 0 {
					t.widths[w][r], t.from[w][r] = width, uint8(i+1)
				}
			}
		}
	}
	return t
}

func (t *typeface) has(r rune, w charts.Weight) bool {
	return r >= 0 && int(r) < len(t.from[w]) && t.from[w][r] > 0
}

// Clean implements charts.Typeface.
func (t *typeface) Clean(s string, w charts.Weight) (string, []rune) {
	if t.printable(s, w) {
		return s, nil
	}
	var missing []rune
	var out strings.Builder
	for _, r := range norm.NFC.String(s) {
		switch {
		case unicode.IsSpace(r) && !t.has(r, w), r == '\t', r == '\n', r == '\r':
			out.WriteByte(' ')
		case t.has(r, w), script.Invisible(r):
			out.WriteRune(r)
		case unseen(r):
		default:
			missing = append(missing, r)
			out.WriteRune(replacement)
		}
	}
	return out.String(), missing
}

// unseen are direction marks, joiners and byte order marks, and the points of Hebrew
// and Arabic, which names are written without.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Variation_Selector) ||
		unicode.Is(unicode.Mn, r) && unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Inherited) && r >= 0x0591 && r <= 0x0670
}

func (t *typeface) printable(s string, w charts.Weight) bool {
	for _, r := range s {
		if !t.has(r, w) || (r >= 0x300 && r < 0x370) {
			return false
		}
	}
	return true
}

// Advance implements charts.Typeface.
func (t *typeface) Advance(s string, w charts.Weight) float64 {
	if script.RightToLeft(s) {
		s = t.shape(s, w)
	}
	return t.advance(s, w)
}

// advance is the width of what is drawn, joined already.
func (t *typeface) advance(s string, w charts.Weight) float64 {
	sum := 0
	for _, r := range s {
		if int(r) < len(t.widths[w]) {
			sum += int(t.widths[w][r])
		}
	}
	return float64(sum)
}

func (t *typeface) shape(s string, w charts.Weight) string {
	return script.Shape(s, func(r rune) bool { return t.has(r, w) })
}

// span is a part of a line that one font prints.
type span struct {
	font *font
	text string
}

// spans parts a clean line, in reading order, into what is drawn from left to right.
func (t *typeface) spans(s string, w charts.Weight) []span {
	if script.RightToLeft(s) {
		s = t.shape(s, w)
	}
	s = script.Visual(s)
	var out []span
	from := 0
	var last uint8
	for i, r := range s {
		at := t.from[w][min(int(r), 1<<16-1)]
		if i == 0 {
			last = at
		}
		if at != last && at != 0 {
			out = append(out, span{t.chain[w][max(last, 1)-1], s[from:i]})
			from, last = i, at
		}
	}
	return append(out, span{t.chain[w][max(last, 1)-1], s[from:]})
}
