package png

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"quarterdeck/reports/charts"
)

// inked is how much of an image is black, in pixels.
func inked(img *image.RGBA) float64 {
	sum := 0.0
	for i := 0; i < len(img.Pix); i += 4 {
		sum += 1 - float64(img.Pix[i])/255
	}
	return sum
}

func paint(t testing.TB, op charts.Op) *image.RGBA {
	t.Helper()
	img, err := Draw(newFonts(t), charts.Picture{Width: 100, Height: 60, Paper: charts.RGB(255, 255, 255), Ops: []charts.Op{op}}, 4)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// TestAreas: what is drawn covers the area geometry says, 16 pixels to a square point.
func TestAreas(t *testing.T) {
	black := charts.RGB(0, 0, 0)
	square := charts.Box{X: 10, Y: 10, W: 20, H: 30}
	at := func(x, y float64) charts.Point { return charts.Point{X: x, Y: y} }
	for _, tc := range []struct {
		name  string
		path  charts.Path
		paint charts.Paint
		want  float64
	}{
		{"square", charts.Rect(square), charts.Paint{Fill: black}, 600},
		{"disc", charts.Circle(30.3, 30.7, 12), charts.Paint{Fill: black}, math.Pi * 144},
		{"line", charts.Polyline(at(10, 10), at(50, 40)), charts.Paint{Stroke: black, Width: 3}, 150},
		{"ring", charts.Circle(30, 30, 12), charts.Paint{Stroke: black, Width: 2}, math.Pi * (169 - 121)},
		{"frame with whole corners", charts.Rect(square), charts.Paint{Stroke: black, Width: 2}, 22*32 - 18*28},
		{"corner", charts.Polyline(at(10, 40), at(10, 10), at(40, 10)), charts.Paint{Stroke: black, Width: 4}, 2 * 30 * 4},
		{"sharp corner is cut", charts.Polyline(at(10, 30), at(90, 31), at(10, 32)), charts.Paint{Stroke: black, Width: 1}, 140},
		{"dashes", charts.Polyline(at(10, 10), at(50, 10)), charts.Paint{Stroke: black, Width: 2, Dash: 4}, 40},
		{"dashes around a corner", charts.Polyline(at(10, 10), at(21, 10), at(21, 21)), charts.Paint{Stroke: black, Width: 1, Dash: 3}, 12},
		{"triangle beyond the edge", charts.Polygon(at(-50, 0), at(50, 0), at(-50, 60)), charts.Paint{Fill: black}, 750},
		{"hole", slices.Concat(charts.Rect(square), charts.Rect(charts.Box{X: 15, Y: 15, W: 10, H: 10})), charts.Paint{Fill: black, EvenOdd: true}, 500},
		{"no hole", slices.Concat(charts.Rect(square), charts.Rect(charts.Box{X: 15, Y: 15, W: 10, H: 10})), charts.Paint{Fill: black}, 600},
		{"overlap", slices.Concat(charts.Rect(square), charts.Rect(charts.Box{X: 20, Y: 10, W: 20, H: 30}), charts.Rect(charts.Box{X: 25, Y: 10, W: 2, H: 30})), charts.Paint{Fill: black, EvenOdd: true}, 660},
		{"nothing", charts.Circle(math.NaN(), 10, 5), charts.Paint{Fill: black}, 0},
		{"far away", charts.Circle(1e12, 10, 5), charts.Paint{Fill: black}, 0},
	} {
		got := inked(paint(t, charts.Op{Path: tc.path, Paint: tc.paint})) / 16
		if math.Abs(got-tc.want) > 0.4+tc.want*0.006 {
			t.Errorf("%s: covers %.2f square points, want %.2f", tc.name, got, tc.want)
		}
	}
}

// TestAnyTriangle compares filled triangles with their area by coordinates.
func TestAnyTriangle(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		x, y := rapid.Float64Range(0, 100), rapid.Float64Range(0, 60)
		var p [3]charts.Point
		for i := range p {
			p[i] = charts.Point{X: x.Draw(r, "x"), Y: y.Draw(r, "y")}
		}
		want := math.Abs((p[1].X-p[0].X)*(p[2].Y-p[0].Y)-(p[2].X-p[0].X)*(p[1].Y-p[0].Y)) / 2
		got := inked(paint(t, charts.Op{Path: charts.Polygon(p[:]...), Paint: charts.Paint{Fill: charts.RGB(0, 0, 0)}})) / 16
		if math.Abs(got-want) > 0.5+want*0.005 {
			r.Fatalf("%v covers %.2f, want %.2f", p, got, want)
		}
	})
}

// extent is the box of the pixels that differ from the paper, in points.
func extent(img *image.RGBA) charts.Box {
	box := image.Rectangle{}
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if img.RGBAAt(x, y).R < 250 {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return charts.Box{X: float64(box.Min.X) / 4, Y: float64(box.Min.Y) / 4, W: float64(box.Dx()) / 4, H: float64(box.Dy()) / 4}
}

// TestTextStands: a line stands on its baseline and is as wide as it was measured.
func TestTextStands(t *testing.T) {
	fonts := newFonts(t)
	for _, weight := range []charts.Weight{charts.Regular, charts.SemiBold} {
		style := charts.TextStyle{Size: 20, Weight: weight, Color: charts.RGB(0, 0, 0)}
		got := extent(paint(t, charts.Op{X: 5, Y: 40, Text: "HHH", Style: style}))
		width := face{fonts}.Advance("HHH", weight) / 1000 * 20
		if math.Abs(got.Bottom()-40) > 0.3 || math.Abs(got.H-20*0.714) > 0.5 { // the fonts' capitals are 714 high
			t.Errorf("weight %d: capitals stand in %+v", weight, got)
		}
		if got.X < 5 || got.Right() > 5+width || got.W < width*0.9 {
			t.Errorf("weight %d: %+v is not in the measured width %.2f", weight, got, width)
		}
	}
}

// TestRightToLeft: the last letter read of a Hebrew word stands leftmost.
func TestRightToLeft(t *testing.T) {
	style := charts.TextStyle{Size: 20, Color: charts.RGB(0, 0, 0)}
	word := paint(t, charts.Op{X: 5, Y: 40, Text: "אל", Style: style})
	turned := paint(t, charts.Op{X: 5, Y: 40, Text: "לא", Style: style})
	last := paint(t, charts.Op{X: 5, Y: 40, Text: "ל", Style: style})
	column := func(img *image.RGBA, x int) (n int) {
		for y := range img.Rect.Dy() {
			if img.RGBAAt(x, y).R < 128 {
				n++
			}
		}
		return n
	}
	same, other := true, true
	for x := range int(extent(last).Right() * 4) {
		same = same && column(word, x) == column(last, x)
		other = other && column(turned, x) == column(last, x)
	}
	if !same || other {
		t.Errorf("the last letter stands left: %v; of the turned word: %v", same, other)
	}
}

// TestImageStands: a picture of pixels fills its box and nothing else.
func TestImageStands(t *testing.T) {
	logo := image.NewGray(image.Rect(0, 0, 7, 5)) // black
	var raw bytes.Buffer
	if err := png.Encode(&raw, logo); err != nil {
		t.Fatal(err)
	}
	box := charts.Box{X: 10, Y: 20, W: 30, H: 15}
	op := charts.Op{Path: charts.Rect(box), Image: &charts.Image{PNG: raw.Bytes()}}
	img := paint(t, op)
	if got := extent(img); got != box {
		t.Errorf("stands in %v, want %v", got, box)
	}
	if got := inked(img) / 16; got != 450 {
		t.Errorf("covers %v square points, want 450", got)
	}
	op.Image.PNG = []byte("no picture")
	if _, err := Draw(newFonts(t), charts.Picture{Width: 10, Height: 10, Ops: []charts.Op{op}}, 1); err == nil {
		t.Error("no picture: no error")
	}
}

// TestManyAtOnce: pictures drawn at the same time with the same fonts are the same.
func TestManyAtOnce(t *testing.T) {
	fonts, p := newFonts(t), sample(t)
	images := make([]*image.RGBA, 4)
	var wg sync.WaitGroup
	for i := range images {
		wg.Go(func() { images[i], _ = Draw(fonts, p, 1) })
	}
	wg.Wait()
	for i, img := range images {
		if img == nil || !bytes.Equal(img.Pix, images[0].Pix) {
			t.Errorf("picture %d differs", i)
		}
	}
}

func TestSameBytes(t *testing.T) {
	p := sample(t)
	var a, b bytes.Buffer
	for _, out := range []*bytes.Buffer{&a, &b} {
		if err := Write(out, newFonts(t), p, 1.5); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same picture gives other bytes")
	}
	img, err := png.Decode(&a)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := img.Bounds().Size(), image.Pt(870, 480); got != want {
		t.Errorf("size %v, want %v", got, want)
	}
}

func TestSizesRefused(t *testing.T) {
	for _, p := range []charts.Picture{{}, {Width: math.NaN(), Height: 5}, {Width: 1e9, Height: 1e9}, {Width: -4, Height: 5}} {
		if _, err := Draw(newFonts(t), p, 1); err == nil {
			t.Errorf("%v by %v: no error", p.Width, p.Height)
		}
	}
	if _, err := ParseFonts([][]byte{[]byte("no font")}, nil); err == nil {
		t.Error("no font: no error")
	}
}

// BenchmarkThumbnail draws a page of charts as small as in a list of files.
func BenchmarkThumbnail(b *testing.B) {
	fonts, p := newFonts(b), sample(b)
	for b.Loop() {
		if err := Write(&bytes.Buffer{}, fonts, p, 0.5); err != nil {
			b.Fatal(err)
		}
	}
}
