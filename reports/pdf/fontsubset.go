package pdf

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
)

// Bits of a glyph made of others, as its table has them.
const (
	wordArguments = 1 << 0
	oneScale      = 1 << 3
	moreFollow    = 1 << 5
	twoScales     = 1 << 6
	fourScales    = 1 << 7
)

// glyphPlaces reads where the outline of each glyph begins.
func glyphPlaces(tables map[string][]byte) ([]uint32, error) {
	maxp, loca := tables["maxp"], tables["loca"]
	if len(maxp) < 6 {
		return nil, fmt.Errorf("a needed table is missing")
	}
	n := int(u16(maxp, 4))
	long := u16(tables["head"], 50) == 1
	if size := 2 * (n + 1); len(loca) < size || long && len(loca) < 2*size {
		return nil, fmt.Errorf("the places of glyphs are cut")
	}
	places := make([]uint32, n+1)
	for i := range places {
		if long {
			places[i] = u32(loca, 4*i)
		} else {
			places[i] = 2 * uint32(u16(loca, 2*i))
		}
		if i > 0 && places[i] < places[i-1] || int(places[i]) > len(tables["glyf"]) {
			return nil, fmt.Errorf("the places of glyphs are not in order")
		}
	}
	return places, nil
}

// outline is a glyph as the file has it; nothing for one that draws nothing.
func (f *font) outline(glyph uint16) []byte {
	return f.tables["glyf"][f.places[glyph]:f.places[int(glyph)+1]]
}

// checkGlyphs reads every glyph once, so that none of them can fail a document later.
func (f *font) checkGlyphs() error {
	for r, glyph := range f.glyphs {
		if int(glyph)+1 >= len(f.places) {
			return fmt.Errorf("the sign %U has no glyph", r)
		}
	}
	for glyph := range len(f.places) - 1 {
		err := parts(f.outline(uint16(glyph)), func(at []byte) error {
			if int(u16(at, 0))+1 >= len(f.places) {
				return fmt.Errorf("glyph %d is made of one that is not there", glyph)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// parts hands over where an outline that is made of other glyphs names each of them.
func parts(outline []byte, part func(at []byte) error) error {
	if len(outline) < 10 || int16(u16(outline, 0)) >= 0 {
		return nil
	}
	for at := 10; ; {
		if at+4 > len(outline) {
			return fmt.Errorf("a glyph made of others is cut")
		}
		flags := u16(outline, at)
		if err := part(outline[at+2 : at+4]); err != nil || flags&moreFollow == 0 {
			return err
		}
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&fourScales != 0:
			at += 8
		}
	}
}

// subset is a font file with the given glyphs, in their order and under new numbers
// from 1 on, and those they are made of after them. Glyph 0 stays what it is: it
// stands for what is missing. A glyph may be given twice.
func (f *font) subset(glyphs []uint16) ([]byte, error) {
	all := append([]uint16{0}, glyphs...)
	numbers := make(map[uint16]uint16, len(all)) // by the old ones
	for i, glyph := range all {
		numbers[glyph] = uint16(i)
	}
	var glyf, loca, hmtx []byte
	for i := 0; i < len(all); i++ { // it grows
		from := len(glyf)
		loca = binary.BigEndian.AppendUint32(loca, uint32(from))
		glyf = append(glyf, f.outline(all[i])...)
		err := parts(glyf[from:], func(at []byte) error {
			part := u16(at, 0)
			if _, known := numbers[part]; !known {
				numbers[part] = uint16(len(all))
				all = append(all, part)
			}
			binary.BigEndian.PutUint16(at, numbers[part])
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("take glyphs of %s: %w", f.name, err)
		}
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		hmtx = f.appendMetrics(hmtx, int(all[i]))
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	out := map[string][]byte{
		"glyf": glyf, "loca": loca, "hmtx": hmtx,
		"head": with(with(f.tables["head"], 8, 0, 0), 50, 1), // no sum yet, places of four bytes
		"hhea": with(f.tables["hhea"], 34, uint16(len(all))),
		"maxp": with(f.tables["maxp"], 4, uint16(len(all))),
	}
	for _, tag := range []string{"cvt ", "fpgm", "prep"} {
		if table, ok := f.tables[tag]; ok {
			out[tag] = table
		}
	}
	return assemble(out), nil
}

// appendMetrics adds the advance width and the left side bearing of a glyph. Only the
// first glyphs have a width of their own, all others that of the last of them.
func (f *font) appendMetrics(out []byte, glyph int) []byte {
	hmtx, own := f.tables["hmtx"], int(u16(f.tables["hhea"], 34))
	out = append(out, hmtx[4*min(glyph, own-1):][:2]...)
	at := 4*glyph + 2
	if glyph >= own {
		at = 4*own + 2*(glyph-own)
	}
	if at+2 > len(hmtx) {
		return append(out, 0, 0)
	}
	return append(out, hmtx[at:at+2]...)
}

// with is a table with other values from a place on.
func with(table []byte, at int, values ...uint16) []byte {
	out := slices.Clone(table)
	for i, value := range values {
		binary.BigEndian.PutUint16(out[at+2*i:], value)
	}
	return out
}

// assemble writes tables as a font file, with the sum of all of it in the head.
func assemble(tables map[string][]byte) []byte {
	tags := slices.Sorted(maps.Keys(tables))
	power := 0
	for 2<<power <= len(tags) {
		power++
	}
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, value := range []int{len(tags), 16 << power, power, 16*len(tags) - 16<<power} {
		out = binary.BigEndian.AppendUint16(out, uint16(value))
	}
	at, head := len(out)+16*len(tags), 0
	for _, tag := range tags {
		table := tables[tag]
		if tag == "head" {
			head = at
		}
		out = append(out, tag...)
		for _, value := range []uint32{tableSum(table), uint32(at), uint32(len(table))} {
			out = binary.BigEndian.AppendUint32(out, value)
		}
		at += (len(table) + 3) &^ 3
	}
	for _, tag := range tags {
		out = append(out, tables[tag]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[head+8:], 0xB1B0AFBA-tableSum(out))
	return out
}

// tableSum adds a table up by four bytes.
func tableSum(table []byte) uint32 {
	var sum uint32
	for ; len(table) >= 4; table = table[4:] {
		sum += binary.BigEndian.Uint32(table)
	}
	var rest [4]byte
	copy(rest[:], table)
	return sum + binary.BigEndian.Uint32(rest[:])
}
