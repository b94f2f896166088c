// Package logo reads logos: a PNG, or the part of SVG that logos are made of. A logo
// holds nothing active and nothing from elsewhere: what of an SVG cannot be drawn is
// refused with its place, not left out.
package logo

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// Logo is a picture of a known shape: a PNG when Image is set, else figures.
type Logo struct {
	W, H  float64 // its natural size, in whatever unit
	Image *charts.Image
	marks []figure
}

// figure is a path in the logo's own unit.
type figure struct {
	path  charts.Path
	paint charts.Paint
}

// The most a logo may be. A document carries it once, and a batch thousands of times.
const (
	mostBytes  = 512 << 10
	mostPixels = 2000
)

// Load reads a .png or .svg file. What is wrong in it is a reports.Mistake.
func Load(name string) (*Logo, error) {
	raw, err := os.ReadFile(name) //nolint:gosec // the user names the file
	if err != nil {
		return nil, &reports.Mistake{File: name, What: "it cannot be read: " + cause(err), Mend: "name a .png or .svg file that is there"}
	}
	if len(raw) > mostBytes {
		return nil, &reports.Mistake{File: name, What: fmt.Sprintf("it has %d kB", len(raw)>>10), Mend: fmt.Sprintf("make it smaller than %d kB: every document carries it", mostBytes>>10)}
	}
	if strings.EqualFold(filepath.Ext(name), ".svg") {
		return parseSVG(name, raw)
	}
	return parsePNG(name, raw)
}

func cause(err error) string {
	if os.IsNotExist(err) {
		return "no such file"
	}
	return err.Error()
}

// parsePNG reads the pixels and writes them anew: eight bits, not interlaced, and
// without whatever else the file holds.
func parsePNG(name string, raw []byte) (*Logo, error) {
	size, err := png.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, &reports.Mistake{File: name, What: "it is no PNG: " + err.Error(), Mend: "save it as PNG or SVG"}
	}
	if size.Width > mostPixels || size.Height > mostPixels || size.Width == 0 || size.Height == 0 {
		return nil, &reports.Mistake{File: name, What: fmt.Sprintf("it is %d × %d pixels", size.Width, size.Height), Mend: fmt.Sprintf("make it at most %d wide and high; 800 are plenty", mostPixels)}
	}
	decoded, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, &reports.Mistake{File: name, What: "it is no whole PNG: " + err.Error(), Mend: "save it anew"}
	}
	plain := image.NewNRGBA(image.Rect(0, 0, size.Width, size.Height))
	draw.Draw(plain, plain.Bounds(), decoded, decoded.Bounds().Min, draw.Src)
	var out bytes.Buffer
	if err := png.Encode(&out, plain); err != nil {
		return nil, fmt.Errorf("write logo %s anew: %w", name, err)
	}
	return &Logo{W: float64(size.Width), H: float64(size.Height), Image: &charts.Image{PNG: out.Bytes()}}, nil
}

// Beside returns the logo for a document that has the other one too. The PDF library
// writes pictures in the order of their widths, and those of one width in any order, so
// a picture as wide as the other gets a clear column at its right. A nil other is none.
func (l *Logo) Beside(other *Logo) (*Logo, error) {
	if l == nil || other == nil || l.Image == nil || other.Image == nil || l.W != other.W {
		return l, nil
	}
	from, err := png.Decode(bytes.NewReader(l.Image.PNG))
	if err != nil {
		return nil, fmt.Errorf("widen logo: %w", err)
	}
	wider := image.NewNRGBA(image.Rect(0, 0, int(l.W)+1, int(l.H)))
	draw.Draw(wider, from.Bounds(), from, image.Point{}, draw.Src)
	var out bytes.Buffer
	if err := png.Encode(&out, wider); err != nil {
		return nil, fmt.Errorf("widen logo: %w", err)
	}
	return &Logo{W: l.W + 1, H: l.H, Image: &charts.Image{PNG: out.Bytes()}}, nil
}

// Canvas is what a logo is drawn on.
type Canvas interface {
	Draw(p charts.Path, paint charts.Paint)
	Image(b charts.Box, img *charts.Image)
}

// Fit is the largest box of the logo's shape inside another, at its left, in the middle
// of its height.
func (l *Logo) Fit(b charts.Box) charts.Box {
	scale := min(b.W/l.W, b.H/l.H)
	w, h := l.W*scale, l.H*scale
	return charts.Box{X: b.X, Y: b.Y + (b.H-h)/2, W: w, H: h}
}

// Draw draws the logo as Fit says and returns its box.
func (l *Logo) Draw(c Canvas, b charts.Box) charts.Box {
	b = l.Fit(b)
	if l.Image != nil {
		c.Image(b, l.Image)
		return b
	}
	scale := b.W / l.W
	place := matrix{a: scale, d: scale, e: b.X, f: b.Y}
	for _, m := range l.marks {
		paint := m.paint
		paint.Width *= scale
		c.Draw(place.path(m.path), paint)
	}
	return b
}
