// Package charts draws the charts of a report on a small Canvas, so the same
// chart can go to a PDF page, to a test's recording or to any other surface.
//
// A chart is a plain struct of data with one method, Draw(canvas, box, style).
// It keeps every mark and label inside its box, shortens what does not fit by
// measured width, and moves or drops labels that would touch each other.
package charts

import "fmt"

// Canvas is a surface measured in points, with the origin at the top left and
// y growing downwards.
type Canvas interface {
	// Draw fills and strokes a path.
	Draw(p Path, paint Paint)
	// Text writes one line with its baseline at y. Align says which part of
	// the line is at x.
	Text(x, y float64, s string, style TextStyle)
	// Width is the length the line would have in points.
	Width(s string, style TextStyle) float64
}

// Color is an opaque colour; the zero value is no colour at all.
type Color uint32

// RGB makes a colour from its parts.
func RGB(r, g, b uint8) Color {
	return Color(0xFF000000 | uint32(r)<<16 | uint32(g)<<8 | uint32(b))
}

// Parts gives red, green and blue.
func (c Color) Parts() (r, g, b uint8) {
	return uint8(c >> 16), uint8(c >> 8), uint8(c)
}

// String is "#RRGGBB", or "none".
func (c Color) String() string {
	if c == 0 {
		return "none"
	}
	return fmt.Sprintf("#%06X", uint32(c)&0xFFFFFF)
}

// Weight is one of the two weights of the type.
type Weight uint8

// The weights.
const (
	Regular Weight = iota
	SemiBold
)

// Align says which part of a line stands at x.
type Align uint8

// The alignments.
const (
	Left Align = iota
	Center
	Right
)

// TextStyle is how a line of text looks. Track is extra space after each
// letter, in thousandths of the size.
type TextStyle struct {
	Size   float64
	Weight Weight
	Color  Color
	Align  Align
	Track  float64
}

// At returns the style with another alignment.
func (t TextStyle) At(a Align) TextStyle { t.Align = a; return t }

// In returns the style with another colour.
func (t TextStyle) In(c Color) TextStyle { t.Color = c; return t }

// Paint is how a path looks: filled when Fill is set, stroked when Stroke is
// set and Width above 0. Dash is the length of dash and gap, 0 for a full line. With
// EvenOdd a figure inside a figure is a hole, whichever way round it is drawn.
type Paint struct {
	Fill    Color
	EvenOdd bool
	Stroke  Color
	Width   float64
	Dash    float64
}

// Style is the palette and the type a chart uses.
type Style struct {
	Ink, Body, Muted       Color
	Rule, Grid             Color
	Accent, AccentMid      Color
	AccentSoft, Wash       Color // Wash is the lightest step, for areas
	Ghost                  Color
	Caution, CautionSoft   Color
	Paper                  Color
	Label, Small, Emphasis TextStyle
}
