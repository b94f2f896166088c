package png

import (
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"quarterdeck/reports/charts"
)

// Fonts holds the outlines of the two weights. Many pictures may be drawn with it at
// the same time.
type Fonts struct {
	weights [2][]*sfnt.Font
	glyphs  sync.Map // of glyphKey to glyph: the outlines asked for so far
}

// LoadFonts reads the fonts of a templates folder, which a PDF embeds too: those of
// most languages first, then those of single scripts.
func LoadFonts(files fs.FS) (*Fonts, error) {
	names, err := fs.Glob(files, "fonts/*.ttf")
	if err != nil {
		return nil, fmt.Errorf("list fonts: %w", err)
	}
	var fonts [2][2][][]byte // by whether they are of single scripts, and by weight
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read font: %w", err)
		}
		scripts, weight := 1, charts.Regular
		if strings.HasPrefix(name, "fonts/NotoSans-") {
			scripts = 0
		}
		if strings.HasSuffix(name, "-SemiBold.ttf") {
			weight = charts.SemiBold
		}
		fonts[scripts][weight] = append(fonts[scripts][weight], raw)
	}
	return ParseFonts(
		append(fonts[0][charts.Regular], fonts[1][charts.Regular]...),
		append(fonts[0][charts.SemiBold], fonts[1][charts.SemiBold]...))
}

// ParseFonts takes the font files of each weight. A sign is drawn from the first of
// them that has it.
func ParseFonts(regular, semiBold [][]byte) (*Fonts, error) {
	out := &Fonts{}
	for w, files := range [][][]byte{charts.Regular: regular, charts.SemiBold: semiBold} {
		for i, raw := range files {
			f, err := sfnt.Parse(raw)
			if err != nil {
				return nil, fmt.Errorf("parse font %d of weight %d: %w", i+1, w, err)
			}
			out.weights[w] = append(out.weights[w], f)
		}
	}
	return out, nil
}

type glyphKey struct {
	r      rune
	weight charts.Weight
}

// glyph is the outline of a sign with the size 1, its baseline at y = 0.
type glyph struct {
	path    charts.Path
	advance float64
	found   bool
}

// glyph is the outline of a sign; one that no font has takes no room.
func (f *Fonts) glyph(key glyphKey) glyph {
	if known, ok := f.glyphs.Load(key); ok {
		return known.(glyph)
	}
	var g glyph
	for _, one := range f.weights[key.weight] {
		var ok bool
		if g, ok = outlineOf(one, key.r); ok {
			break
		}
	}
	f.glyphs.Store(key, g)
	return g
}

func outlineOf(f *sfnt.Font, r rune) (glyph, bool) {
	var buf sfnt.Buffer
	index, err := f.GlyphIndex(&buf, r)
	if err != nil || index == 0 {
		return glyph{}, false
	}
	unit := fixed.Int26_6(f.UnitsPerEm()) // coordinates come in units of the font
	em := float64(unit)
	advance, err := f.GlyphAdvance(&buf, index, unit, font.HintingNone)
	if err != nil {
		return glyph{}, false
	}
	segments, err := f.LoadGlyph(&buf, index, unit, nil)
	if err != nil {
		return glyph{}, false
	}
	return glyph{pathOf(segments, em), float64(advance) / em, true}, true
}

// pathOf writes a font's figures as a path; its curves of one control point become
// the equal ones of two.
func pathOf(segments sfnt.Segments, em float64) charts.Path {
	at := func(p fixed.Point26_6) charts.Point {
		return charts.Point{X: float64(p.X) / em, Y: float64(p.Y) / em}
	}
	var path charts.Path
	var last charts.Point
	for _, s := range segments {
		p := [3]charts.Point{at(s.Args[0]), at(s.Args[1]), at(s.Args[2])}
		step := charts.Step{Verb: charts.LineTo, P: p}
		end := p[0]
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			step.Verb = charts.MoveTo
		case sfnt.SegmentOpQuadTo:
			end = p[1]
			step.Verb = charts.CurveTo
			step.P = [3]charts.Point{between(last, p[0], 2.0/3), between(end, p[0], 2.0/3), end}
		case sfnt.SegmentOpCubeTo:
			end = p[2]
			step.Verb = charts.CurveTo
		}
		path = append(path, step)
		last = end
	}
	return path
}

// between is the point that far on the way from a to b.
func between(a, b charts.Point, t float64) charts.Point {
	return charts.Point{X: a.X + t*(b.X-a.X), Y: a.Y + t*(b.Y-a.Y)}
}
