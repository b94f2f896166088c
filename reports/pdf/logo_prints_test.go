package pdf

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"quarterdeck/reports/pdf/inspect"
)

// TestPicturesAreTheCustomersOwn: the picture in a finished file is known by the
// customer's own logo, and not by one that differs only in what is transparent.
func TestPicturesAreTheCustomersOwn(t *testing.T) {
	brand := brandFolder(t)
	r, err := Open(brand)
	if err != nil {
		t.Fatal(err)
	}
	pixels := image.NewNRGBA(image.Rect(0, 0, 60, 20))
	for x := range 60 {
		pixels.Set(x, x/3, color.NRGBA{R: 200, A: 254})
	}
	var other bytes.Buffer
	if err := png.Encode(&other, pixels); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(brand.CustomerLogos, "other.png"), other.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	doc, err := inspect.Read(render(t, r, sample()))
	if err != nil || len(doc.Pictures) != 1 {
		t.Fatalf("pictures %v, %v", doc.Pictures, err)
	}
	for id, want := range map[string]bool{sample().Customer.ID: true, "other": false, "nobody": false} {
		known, err := r.Pictures(id)
		if got := slices.Contains(known, doc.Pictures[0].SHA256); got != want || err != nil {
			t.Errorf("the logo is %s's: got %v, %v, want %v", id, got, err, want)
		}
	}
}
