package pdf

import (
	"math"

	"quarterdeck/reports/charts"
)

// tint is a colour of the theme by its key.
type tint struct {
	name  string
	color rgb
}

// pair is a colour printed on another, and the least contrast a reader needs.
type pair struct {
	on, what tint
	kind     string // what is printed in it
	least    float64
}

// Contrasts of the Web Content Accessibility Guidelines 2.1: text (1.4.3) and marks
// (1.4.11). Neighbours are the steps of a stack, which a border of paper parts; they
// need only be told apart in grey.
const (
	textContrast      = 4.5
	markContrast      = 3.0
	neighbourContrast = 1.4
)

// pairs are the colours that meet on a page.
func (t *Theme) pairs() []pair {
	c := &t.Colors
	paper, wash, area, cover := tint{"paper", c.Paper}, tint{"wash", c.Wash}, tint{"accent_wash", c.AccentWash}, tint{"cover", c.Cover}
	ink, body, muted := tint{"ink", c.Ink}, tint{"body", c.Body}, tint{"muted", c.Muted}
	accent, middle, soft := tint{"accent", c.Accent}, tint{"accent_mid", c.AccentMid}, tint{"accent_soft", c.AccentSoft}
	ghost, caution, grid := tint{"ghost", c.Ghost}, tint{"caution", c.Caution}, tint{"grid", c.Grid}
	var all []pair
	for _, on := range []tint{paper, wash, area} {
		for _, text := range []tint{ink, body, muted, accent} {
			all = append(all, pair{on, text, "text", textContrast})
		}
	}
	all = append(all,
		pair{paper, caution, "text", textContrast},
		pair{cover, tint{"cover_text", c.CoverText}, "text", textContrast}, pair{cover, tint{"cover_soft", c.CoverSoft}, "text", textContrast},
		pair{paper, accent, "a mark", markContrast}, pair{paper, caution, "a mark", markContrast}, pair{paper, ghost, "a mark", markContrast},
	)
	for _, p := range [][2]tint{{accent, middle}, {middle, soft}, {accent, ghost}, {grid, caution}, {grid, accent}, {accent, caution}} {
		all = append(all, pair{p[0], p[1], "a neighbour", neighbourContrast})
	}
	return all
}

// blame is the colour of the two that the user has changed; of both the one printed.
func (p pair) blame(shipped *Theme) string {
	for _, s := range shipped.pairs() {
		if s.what.name == p.what.name && s.what.color != p.what.color {
			return p.what.name
		}
		if s.on.name == p.on.name && s.on.color != p.on.color && s.what.name == p.what.name {
			return p.on.name
		}
	}
	return p.what.name
}

// contrast is the contrast ratio of two colours, 1 to 21.
func contrast(a, b charts.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// luminance is the relative luminance of a colour, 0 to 1.
func luminance(c charts.Color) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	r, g, b := c.Parts()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
