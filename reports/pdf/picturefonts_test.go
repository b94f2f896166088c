package pdf

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"quarterdeck/reports/charts"
	"quarterdeck/reports/charts/png"
	"quarterdeck/templates"
)

// TestPicturesAreDrawnWithTheThemesFonts: a sign the user's font has looks like there,
// every other as with the shipped fonts.
func TestPicturesAreDrawnWithTheThemesFonts(t *testing.T) {
	dir := t.TempDir()
	boxes, err := os.ReadFile("testdata/fonts/Boxes-Regular.ttf")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "fonts"), 0o750); err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{"fonts/R.ttf": boxes, "fonts/S.ttf": boxes, "theme.yml": []byte("fonts: {regular: R.ttf, semibold: S.ttf}\n")} {
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	shipped, err := png.LoadFonts(templates.Files)
	if err != nil {
		t.Fatal(err)
	}
	for folder, others := range map[string]bool{"": false, dir: true} {
		files, err := PictureFonts(Brand{Folder: folder})
		if err != nil {
			t.Fatal(err)
		}
		own, err := png.ParseFonts(files[charts.Regular], files[charts.SemiBold])
		if err != nil {
			t.Fatal(err)
		}
		for _, weight := range []charts.Weight{charts.Regular, charts.SemiBold} {
			for text, changed := range map[string]bool{"A": others, "B": false, "Ж": false, "Ա": false} {
				same := slices.Equal(pixelsOf(t, own, text, weight), pixelsOf(t, shipped, text, weight))
				if same == changed {
					t.Errorf("folder %q, %q in weight %d: same as shipped is %v", folder, text, weight, same)
				}
			}
		}
	}
}

func pixelsOf(t *testing.T, fonts *png.Fonts, text string, weight charts.Weight) []byte {
	t.Helper()
	op := charts.Op{Text: text, X: 5, Y: 20, W: 20, Style: charts.TextStyle{Size: 16, Weight: weight, Color: charts.RGB(0, 0, 0)}}
	img, err := png.Draw(fonts, charts.Picture{Width: 40, Height: 30, Paper: charts.RGB(255, 255, 255), Ops: []charts.Op{op}}, 2)
	if err != nil {
		t.Fatal(err)
	}
	return img.Pix
}
