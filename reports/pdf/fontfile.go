package pdf

import (
	"encoding/binary"
	"fmt"

	"quarterdeck/reports/charts"
)

// font is a file: the writer embeds it, the layout reads its widths.
type font struct {
	// family and style name it inside the PDF library.
	family, style string
	file          []byte
	weight        charts.Weight
	widths        map[rune]uint16 // of every sign it has
}

// parseFont reads a TrueType font. The name is that of its family in the library.
func parseFont(family string, ttf []byte) (*font, error) {
	tables, err := tableDirectory(ttf)
	if err != nil {
		return nil, err
	}
	if len(tables["glyf"]) == 0 {
		return nil, fmt.Errorf("it has no TrueType outlines")
	}
	f := &font{family: family, file: ttf}
	if os2 := tables["OS/2"]; len(os2) >= 6 && u16(os2, 4) >= semiBold {
		f.weight = charts.SemiBold
	}
	f.widths, err = readWidths(tables)
	return f, err
}

// semiBold is the weight class of a font that serves as the heavier of the two.
const semiBold = 550

// readWidths reads the advance widths of a TrueType font by rune, in
// thousandths of the size, from its cmap (format 4), hhea and hmtx tables.
func readWidths(tables map[string][]byte) (map[rune]uint16, error) {
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
	widths := make(map[rune]uint16, len(glyphs))
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
