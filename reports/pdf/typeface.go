package pdf

import (
	"encoding/binary"
	"fmt"
	"io/fs"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"quarterdeck/reports/charts"
)

// typeface holds the two fonts: their files for the writer and their widths
// for the layout. It is made once and only read after that.
type typeface struct {
	files  [2][]byte
	widths [2][]uint16 // by rune of the basic plane; 0 where the font lacks it
}

var _ charts.Typeface = (*typeface)(nil)

// replacement stands visibly for what a font cannot print.
const replacement = '\uFFFD'

func loadTypeface(files fs.FS) (*typeface, error) {
	t := &typeface{}
	for i, name := range []string{"fonts/NotoSans-Regular.ttf", "fonts/NotoSans-SemiBold.ttf"} {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read font: %w", err)
		}
		if t.widths[i], err = readWidths(raw); err != nil {
			return nil, fmt.Errorf("read font %s: %w", name, err)
		}
		t.files[i] = raw
	}
	return t, nil
}

func (t *typeface) has(r rune, w charts.Weight) bool {
	return r >= 0 && int(r) < len(t.widths[w]) && t.widths[w][r] > 0
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
		case t.has(r, w):
			out.WriteRune(r)
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Variation_Selector):
			// invisible: direction marks, joiners, byte order marks
		default:
			missing = append(missing, r)
			out.WriteRune(replacement)
		}
	}
	return out.String(), missing
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
	sum := 0
	for _, r := range s {
		if int(r) < len(t.widths[w]) {
			sum += int(t.widths[w][r])
		}
	}
	return float64(sum)
}

// readWidths reads the advance widths of a TrueType font by rune, in
// thousandths of the size, from its cmap (format 4), hhea and hmtx tables.
func readWidths(ttf []byte) ([]uint16, error) {
	tables, err := tableDirectory(ttf)
	if err != nil {
		return nil, err
	}
	head, hhea, hmtx, cmap := tables["head"], tables["hhea"], tables["hmtx"], tables["cmap"]
	if len(head) < 20 || len(hhea) < 36 || len(hmtx) < 4 || len(cmap) < 4 {
		return nil, fmt.Errorf("a needed table is missing")
	}
	unitsPerEm := int(u16(head, 18))
	metrics := int(u16(hhea, 34))
	if unitsPerEm == 0 || metrics == 0 || len(hmtx) < 4*metrics {
		return nil, fmt.Errorf("the metrics tables are cut")
	}
	glyphs, err := runeGlyphs(cmap)
	if err != nil {
		return nil, err
	}
	widths := make([]uint16, 1<<16)
	for r, g := range glyphs {
		advance := int(u16(hmtx, 4*min(int(g), metrics-1)))
		widths[r] = uint16(advance * 1000 / unitsPerEm)
	}
	return widths, nil
}

func tableDirectory(ttf []byte) (map[string][]byte, error) {
	if len(ttf) < 12 {
		return nil, fmt.Errorf("not a font file")
	}
	n := int(u16(ttf, 4))
	if len(ttf) < 12+16*n {
		return nil, fmt.Errorf("the table directory is cut")
	}
	tables := make(map[string][]byte, n)
	for i := range n {
		entry := ttf[12+16*i:]
		from, size := int(u32(entry, 8)), int(u32(entry, 12))
		if from+size > len(ttf) {
			return nil, fmt.Errorf("table %s is cut", entry[:4])
		}
		tables[string(entry[:4])] = ttf[from : from+size]
	}
	return tables, nil
}

// runeGlyphs reads the format 4 subtable of a cmap.
func runeGlyphs(cmap []byte) (map[rune]uint16, error) {
	for i := range int(u16(cmap, 2)) {
		if len(cmap) < 4+8*(i+1) {
			break
		}
		at := int(u32(cmap, 4+8*i+4))
		if at+14 <= len(cmap) && u16(cmap, at) == 4 {
			return segmentGlyphs(cmap[at:])
		}
	}
	return nil, fmt.Errorf("no character map of format 4")
}

func segmentGlyphs(sub []byte) (map[rune]uint16, error) {
	twice := int(u16(sub, 6)) // segments × 2
	if len(sub) < 16+4*twice {
		return nil, fmt.Errorf("the character map is cut")
	}
	ends, starts, deltas, offsets := 14, 16+twice, 16+2*twice, 16+3*twice
	glyphs := map[rune]uint16{}
	for s := 0; s < twice; s += 2 {
		end, start := int(u16(sub, ends+s)), int(u16(sub, starts+s))
		delta, offset := u16(sub, deltas+s), int(u16(sub, offsets+s))
		for r := start; r <= end && r < 0xFFFF; r++ {
			g := uint16(r) + delta
			if offset != 0 {
				at := offsets + s + offset + 2*(r-start)
				if at+2 > len(sub) {
					return nil, fmt.Errorf("the character map is cut")
				}
				if g = u16(sub, at); g != 0 {
					g += delta
				}
			}
			if g != 0 {
				glyphs[rune(r)] = g
			}
		}
	}
	return glyphs, nil
}

func u16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }

func u32(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }
