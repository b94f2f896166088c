package pdf

import (
	"crypto/sha256"
	"fmt"
	"math"
	"strconv"
)

// embedder gathers what one document prints of each font: only those signs are
// embedded. A sign's code counts up in the order of their first use.
type embedder struct {
	face *typeface
	used []*embedded
}

// embedded is a font of a document.
type embedded struct {
	font  *font
	key   string // the name pages call it by
	runes []rune // by code, from 1 on
	codes [256]*[256]uint16
}

// of is the font as the document has it.
func (e *embedder) of(one *font) *embedded {
	for _, known := range e.used {
		if known.font == one {
			return known
		}
	}
	e.used = append(e.used, &embedded{font: one, key: "/F" + strconv.Itoa(len(e.used)+1)})
	return e.used[len(e.used)-1]
}

// code is the number of a sign in the document's part of the font.
func (e *embedded) code(r rune) uint16 {
	page := e.codes[uint16(r)>>8]
	if page == nil {
		page = new([256]uint16)
		e.codes[uint16(r)>>8] = page
	}
	code := &page[uint8(r)]
	if *code == 0 {
		e.runes = append(e.runes, r)
		*code = uint16(len(e.runes))
	}
	return *code
}

// fontObjects is how many objects a font is.
const fontObjects = 5

// write writes the objects of the font from number n on: the font, its signs, its
// measures, its file, and what its codes mean as text.
func (e *embedded) write(a *assembly, n int) error {
	glyphs, widths := make([]uint16, len(e.runes)), make([]byte, 0, 4*len(e.runes))
	for i, r := range e.runes {
		glyphs[i] = e.font.glyphs[r]
		widths = append(strconv.AppendUint(widths, uint64(e.font.widths[r]), 10), ' ')
	}
	file, err := e.font.subset(glyphs)
	if err != nil {
		return err
	}
	name := subsetTag(file) + "+" + e.font.name
	a.object(n, fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>", name, n+1, n+4))
	a.object(n+1, fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>"+
		" /FontDescriptor %d 0 R /DW 0 /W [1 [%s]] /CIDToGIDMap /Identity>>", name, n+2, widths))
	a.object(n+2, e.font.descriptor(name, n+3))
	a.packed(n+3, fmt.Sprintf("/Length1 %d ", len(file)), file)
	a.packed(n+4, "", toUnicode(e.runes))
	return nil
}

// subsetTag tells parts of a font apart by six letters, as the format wants it. They
// have no vowels: a word among them could be taken for a customer's name.
func subsetTag(file []byte) string {
	const letters = "BCDFGHJKLMNPQRSTVWXZ"
	sum := sha256.Sum256(file)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = letters[int(sum[i])%len(letters)]
	}
	return string(tag)
}

// descriptor is the object of the font's measures.
func (f *font) descriptor(name string, file int) string {
	head, hhea, os2 := f.tables["head"], f.tables["hhea"], f.tables["OS/2"]
	signed := func(table []byte, at int) int { return f.thousandths(int(int16(u16(table, at)))) }
	capitals, stem := signed(hhea, 4), 88
	if len(os2) >= 6 {
		stem = 50 + int(math.Pow(float64(u16(os2, 4))/65, 2))
	}
	if len(os2) >= 90 && u16(os2, 0) > 1 {
		capitals = signed(os2, 88)
	}
	const symbolic = 4 // it has signs of its own numbers
	return fmt.Sprintf("<</Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %d 0 R>>",
		name, symbolic, signed(head, 36), signed(head, 38), signed(head, 40), signed(head, 42), signed(hhea, 4), signed(hhea, 6), capitals, stem, file)
}

// toUnicode is the program that says which text the codes from 1 on mean.
func toUnicode(runes []rune) []byte {
	const most = 100 // in one list
	out := []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Codes def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for from := 0; from < len(runes); from += most {
		part := runes[from:min(from+most, len(runes))]
		out = fmt.Appendf(out, "%d beginbfchar\n", len(part))
		for i, r := range part {
			out = fmt.Appendf(out, "<%04X> <%04X>\n", from+i+1, r)
		}
		out = append(out, "endbfchar\n"...)
	}
	return append(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"...)
}
