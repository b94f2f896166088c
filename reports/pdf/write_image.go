package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"github.com/go-pdf/fpdf"

	"quarterdeck/reports/charts"
)

// image puts a picture into the box of its step. The library keeps one of a name, so
// the name is made of the pixels.
func (p *player) image(op *charts.Op) {
	sum := sha256.Sum256(op.Image.PNG)
	name := "image-" + hex.EncodeToString(sum[:8])
	options := fpdf.ImageOptions{ImageType: "PNG"}
	p.f.RegisterImageOptionsReader(name, options, bytes.NewReader(op.Image.PNG))
	b := op.Bounds()
	p.f.ImageOptions(name, b.X, b.Y, b.W, b.H, false, options, 0, "")
}
