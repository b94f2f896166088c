package png

import (
	"bytes"
	"image/png"
	"slices"
	"sync"
	"testing"

	"quarterdeck/reports/charts"
)

// TestPainterPaintsWhatIsDrawn: another reader of PNG finds the drawn pixels, whatever
// was painted before and beside it.
func TestPainterPaintsWhatIsDrawn(t *testing.T) {
	fonts := newFonts(t)
	small := charts.Picture{Width: 40, Height: 30, Ops: sample(t).Ops}
	pictures := []charts.Picture{sample(t), small, sample(t)}
	var want [][]byte
	for i := range pictures {
		onPaper := pictures[i]
		onPaper.Paper = charts.RGB(255, 255, 255)
		if i == 2 {
			onPaper.Paper = charts.RGB(10, 20, 30)
			pictures[i].Paper = onPaper.Paper
		}
		img, err := Draw(fonts, onPaper, 0.7)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, img.Pix)
	}
	pictures[0].Paper = 0
	painter := NewPainter(fonts)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, p := range pictures {
				raw, err := painter.Paint(p, 0.7)
				if err != nil {
					t.Error(err)
					return
				}
				img, err := png.Decode(bytes.NewReader(raw))
				if err != nil {
					t.Error(err)
					return
				}
				var got []byte
				for y := range img.Bounds().Dy() {
					for x := range img.Bounds().Dx() {
						r, g, b, a := img.At(x, y).RGBA()
						got = append(got, byte(r>>8), byte(g>>8), byte(b>>8), byte(a>>8))
					}
				}
				if !slices.Equal(got, want[i]) {
					t.Errorf("picture %d is another", i)
				}
			}
		})
	}
	wg.Wait()
	if _, err := painter.Paint(charts.Picture{}, 1); err == nil {
		t.Error("a picture of no size is painted")
	}
}

// BenchmarkPainter paints a small picture of a page.
func BenchmarkPainter(b *testing.B) {
	painter, picture := NewPainter(newFonts(b)), sample(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := painter.Paint(picture, 0.36); err != nil {
			b.Fatal(err)
		}
	}
}
