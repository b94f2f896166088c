package charts

import "math"

// lab is a colour by how it is seen: l is its lightness from 0 (black) to 100 (white),
// all that is left of it in a greyscale print, a and b its hue. Steps of equal length
// look about equally large.
type lab struct{ l, a, b float64 }

// Luminance is the light a colour gives, from 0 to 1.
func (c Color) Luminance() float64 {
	r, g, b := c.Parts()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// Contrast is how well one colour is read on the other: from 1 to 21, as the web's
// rules for accessible contents reckon it.
func Contrast(a, b Color) float64 {
	x, y := a.Luminance(), b.Luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func (c Color) lab() lab {
	r8, g8, b8 := c.Parts()
	r, g, b := linear(r8), linear(g8), linear(b8)
	x := bend((0.4124*r + 0.3576*g + 0.1805*b) / whiteX)
	y := bend(0.2126*r + 0.7152*g + 0.0722*b)
	z := bend((0.0193*r + 0.1192*g + 0.9505*b) / whiteZ)
	return lab{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func (v lab) color() Color {
	y := (v.l + 16) / 116
	x, z := whiteX*unbend(y+v.a/500), whiteZ*unbend(y-v.b/200)
	y = unbend(y)
	return RGB(
		stored(3.2406*x-1.5372*y-0.4986*z),
		stored(-0.9689*x+1.8758*y+0.0415*z),
		stored(0.0557*x-0.2040*y+1.0570*z))
}

// whiteX and whiteZ are the white of a screen, beside a luminance of 1.
const whiteX, whiteZ = 0.9505, 1.0890

// linear is the light a stored part of a colour gives, stored its inverse.
func linear(v uint8) float64 {
	s := float64(v) / 255
	if s <= 0.04045 {
		return s / 12.92
	}
	return math.Pow((s+0.055)/1.055, 2.4)
}

func stored(v float64) uint8 {
	if v <= 0.0031308 {
		v *= 12.92
	} else {
		v = 1.055*math.Pow(v, 1/2.4) - 0.055
	}
	return uint8(math.Round(255 * max(0, min(1, v))))
}

// bend is the eye's answer to light, unbend its inverse.
func bend(t float64) float64 {
	if t > 216.0/24389 {
		return math.Cbrt(t)
	}
	return (24389.0/27*t + 16) / 116
}

func unbend(f float64) float64 {
	if t := f * f * f; t > 216.0/24389 {
		return t
	}
	return (116*f - 16) * 27 / 24389
}

// Ramp gives n colours with equal steps of lightness from the first stop to the last.
// They lie on the way through all stops, whose lightness must rise or fall all along.
func Ramp(n int, stops ...Color) []Color {
	seen := make([]lab, len(stops))
	for i, c := range stops {
		seen[i] = c.lab()
	}
	first, last := seen[0].l, seen[len(seen)-1].l
	out := make([]Color, n)
	for i := range out {
		t := float64(i) / math.Max(1, float64(n-1))
		out[i] = along(seen, first+t*(last-first)).color()
	}
	return out
}

// along is the colour of a lightness on the way through the stops.
func along(stops []lab, l float64) lab {
	k := 1
	for k < len(stops)-1 && (l-stops[k].l)*(stops[k].l-stops[0].l) > 0 {
		k++
	}
	from, to := stops[k-1], stops[k]
	t := 0.0
	if to.l != from.l {
		t = max(0, min(1, (l-from.l)/(to.l-from.l)))
	}
	return lab{l, from.a + t*(to.a-from.a), from.b + t*(to.b-from.b)}
}

// wellRead is the contrast a text has on any field: a little over the 4.5 that the web's
// rules ask for, which leaves some to those who see fewer colours.
const wellRead = 4.7

// legible is the fill, or the one nearest to it in lightness on which the ink or the
// paper is read well. In the middle between the two, neither is.
func (s Style) legible(fill Color) Color {
	seen := fill.lab()
	for by := 0.0; by < 20; by += 0.25 {
		for _, l := range []float64{seen.l + by, seen.l - by} {
			moved := lab{l, seen.a, seen.b}.color()
			if Contrast(s.inkOn(moved), moved) >= wellRead {
				return moved
			}
		}
	}
	return fill
}

// inkOn is the ink or the paper, whichever is read better on a fill.
func (s Style) inkOn(fill Color) Color {
	if Contrast(s.Paper, fill) > Contrast(s.Ink, fill) {
		return s.Paper
	}
	return s.Ink
}
