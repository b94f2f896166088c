package inspect

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// font decodes the strings shown with it. Codes are two bytes.
type font struct {
	unicode cmap
	first   [256]rune          // what the first codes mean, where it is one sign
	latin   [256]float64       // widths of the first codes, in thousandths of the size
	widths  map[uint16]float64 // of the codes above
	missing float64            // the width of all others
	text    []byte             // that of the string at hand
}

// font reads a font of two bytes a code with a map to Unicode, which is the only
// kind known here.
func (f *file) font(o any) (*font, error) {
	d := f.dict(o)
	if d["Subtype"] != name("Type0") || d["Encoding"] != name("Identity-H") {
		return nil, fmt.Errorf("a font is %v with %v", d["Subtype"], d["Encoding"])
	}
	below, _ := f.at(d["DescendantFonts"]).(array)
	if len(below) != 1 {
		return nil, fmt.Errorf("a font has %d descendants", len(below))
	}
	toUnicode, ok := f.at(d["ToUnicode"]).(*stream)
	if !ok {
		return nil, fmt.Errorf("a font has no map to Unicode")
	}
	data, err := f.data(toUnicode)
	if err != nil {
		return nil, err
	}
	out := &font{missing: 1000, widths: map[uint16]float64{}}
	if out.unicode, err = readCMap(data); err != nil {
		return nil, fmt.Errorf("map to Unicode: %w", err)
	}
	out.readFirst()
	descendant := f.dict(below[0])
	if w, ok := f.at(descendant["DW"]).(float64); ok {
		out.missing = w
	}
	for code := range out.latin {
		out.latin[code] = out.missing
	}
	widths, _ := f.at(descendant["W"]).(array)
	return out, out.readWidths(f, widths)
}

// readWidths reads "code [width …]" and "code code width".
func (t *font) readWidths(f *file, w array) error {
	for i := 0; i+1 < len(w); {
		first, ok := w[i].(float64)
		if !ok {
			return fmt.Errorf("the widths begin with no code")
		}
		if list, ok := f.at(w[i+1]).(array); ok {
			for n, one := range list {
				width, _ := one.(float64)
				t.set(int(first)+n, width)
			}
			i += 2
			continue
		}
		last, isCode := w[i+1].(float64)
		if i+2 >= len(w) || !isCode || last < first || last > 0xFFFF {
			return fmt.Errorf("the widths are cut")
		}
		width, _ := w[i+2].(float64)
		for code := int(first); code <= int(last); code++ {
			t.set(code, width)
		}
		i += 3
	}
	return nil
}

func (t *font) set(code int, width float64) {
	if code >= 0 && code < len(t.latin) {
		t.latin[code] = width
		return
	}
	t.widths[uint16(code)] = width
}

func (t *font) width(code uint16) float64 {
	if int(code) < len(t.latin) {
		return t.latin[code]
	}
	if w, known := t.widths[code]; known {
		return w
	}
	return t.missing
}

// readFirst looks the first codes up.
func (t *font) readFirst() {
	for code := range t.first {
		if units, ok := t.unicode.add(nil, uint16(code)); ok && len(units) == 1 && !utf16.IsSurrogate(rune(units[0])) {
			t.first[code] = rune(units[0])
		}
	}
}

// decode gives the text of a shown string, its width in thousandths and how many
// codes it has.
func (t *font) decode(s str) (text string, width float64, codes int, err error) {
	if len(s)%2 != 0 {
		return "", 0, 0, fmt.Errorf("a shown text has half a sign")
	}
	t.text = t.text[:0]
	for i := 0; i < len(s); i += 2 {
		code := uint16(s[i])<<8 | uint16(s[i+1])
		if int(code) >= len(t.first) || t.first[code] == 0 {
			return t.decodeAny(s)
		}
		t.text = utf8.AppendRune(t.text, t.first[code])
		width += t.latin[code]
	}
	return string(t.text), width, len(s) / 2, nil
}

// decodeAny is decode for all codes, also those that mean several signs.
func (t *font) decodeAny(s str) (text string, width float64, codes int, err error) {
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i < len(s); i += 2 {
		code := uint16(s[i])<<8 | uint16(s[i+1])
		var ok bool
		if units, ok = t.unicode.add(units, code); !ok {
			return "", 0, 0, fmt.Errorf("the sign %04X has no Unicode value", code)
		}
		width += t.width(code)
	}
	return string(utf16.Decode(units)), width, len(s) / 2, nil
}
