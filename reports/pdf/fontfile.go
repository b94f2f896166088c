package pdf

import (
	"encoding/binary"
	"fmt"

	"quarterdeck/reports/charts"
)

// font is a file: the layout reads its widths, the writer embeds a part of it.
type font struct {
	name   string // inside of documents
	tables map[string][]byte
	weight charts.Weight
	glyphs map[rune]uint16 // of every sign it has
	widths map[rune]uint16 // of the same, in thousandths of the size
	places []uint32        // where each glyph begins among the outlines, and the end
}

// parseFont reads a TrueType font. The name is the one it gets inside of documents.
func parseFont(name string, ttf []byte) (*font, error) {
	tables, err := tableDirectory(ttf)
	if err != nil {
		return nil, err
	}
	if len(tables["glyf"]) == 0 {
		return nil, fmt.Errorf("it has no TrueType outlines")
	}
	f := &font{name: name, tables: tables}
	if os2 := tables["OS/2"]; len(os2) >= 6 && u16(os2, 4) >= semiBold {
		f.weight = charts.SemiBold
	}
	if err := f.readWidths(); err != nil {
		return nil, err
	}
	if f.places, err = glyphPlaces(tables); err != nil {
		return nil, err
	}
	return f, f.checkGlyphs()
}

// semiBold is the weight class of a font that serves as the heavier of the two.
const semiBold = 550

// readWidths reads the signs of a font and their advance widths from its cmap
// (format 4), hhea and hmtx tables.
func (f *font) readWidths() error {
	head, hhea, hmtx, cmap := f.tables["head"], f.tables["hhea"], f.tables["hmtx"], f.tables["cmap"]
	if len(head) < headSize || len(hhea) < hheaSize || len(hmtx) < 4 || len(cmap) < 4 {
		return fmt.Errorf("a needed table is missing")
	}
	metrics := int(u16(hhea, 34))
	if u16(head, 18) == 0 || metrics == 0 || len(hmtx) < 4*metrics {
		return fmt.Errorf("the metrics tables are cut")
	}
	var err error
	if f.glyphs, err = runeGlyphs(cmap); err != nil {
		return err
	}
	f.widths = make(map[rune]uint16, len(f.glyphs))
	for r, g := range f.glyphs {
		f.widths[r] = uint16(f.thousandths(int(u16(hmtx, 4*min(int(g), metrics-1)))))
	}
	return nil
}

// Sizes of tables that are always as large.
const (
	headSize = 54
	hheaSize = 36
)

// thousandths turns units of the font into thousandths of its size.
func (f *font) thousandths(units int) int { return units * 1000 / int(u16(f.tables["head"], 18)) }

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
