package png

import (
	"image"
	"image/color"
	stdpng "image/png"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/go-pdf/fpdf"

	"quarterdeck/reports/charts"
	"quarterdeck/reports/charts/svg"
	"quarterdeck/templates"
)

// writePDF plays a picture into the PDF library, as the reports do.
func writePDF(t *testing.T, p charts.Picture, file string) {
	f := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: p.Width, Ht: p.Height}})
	for style, name := range map[string]string{"": "NotoSans-Regular", "B": "NotoSans-SemiBold"} {
		raw, err := fs.ReadFile(templates.Files, "fonts/"+name+".ttf")
		if err != nil {
			t.Fatal(err)
		}
		f.AddUTF8FontFromBytes("noto", style, raw)
	}
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	f.AddPage()
	for _, op := range p.Ops {
		if op.Path == nil {
			r, g, b := op.Style.Color.Parts()
			f.SetTextColor(int(r), int(g), int(b))
			f.SetFont("noto", map[charts.Weight]string{charts.SemiBold: "B"}[op.Style.Weight], op.Style.Size)
			f.Text(op.X, op.Y, op.Text)
			continue
		}
		playPath(f, op)
	}
	if err := f.OutputFileAndClose(file); err != nil {
		t.Fatal(err)
	}
}

func playPath(f *fpdf.Fpdf, op charts.Op) {
	style := ""
	if op.Paint.Fill != 0 {
		r, g, b := op.Paint.Fill.Parts()
		f.SetFillColor(int(r), int(g), int(b))
		style = "F"
	}
	if op.Paint.Stroke != 0 && op.Paint.Width > 0 {
		r, g, b := op.Paint.Stroke.Parts()
		f.SetDrawColor(int(r), int(g), int(b))
		f.SetLineWidth(op.Paint.Width)
		f.SetDashPattern(nil, 0)
		if op.Paint.Dash > 0 {
			f.SetDashPattern([]float64{op.Paint.Dash, op.Paint.Dash}, 0)
		}
		style += "D"
	}
	for _, s := range op.Path {
		switch s.Verb {
		case charts.MoveTo:
			f.MoveTo(s.P[0].X, s.P[0].Y)
		case charts.LineTo:
			f.LineTo(s.P[0].X, s.P[0].Y)
		case charts.CurveTo:
			f.CurveBezierCubicTo(s.P[0].X, s.P[0].Y, s.P[1].X, s.P[1].Y, s.P[2].X, s.P[2].Y)
		case charts.Close:
			f.ClosePath()
		}
	}
	f.DrawPath(style)
}

// blurred is the mean grey of the pixels around each, so that the programs' own ways
// to smooth an edge count for little.
func blurred(img image.Image) [][]float64 {
	size := img.Bounds().Size()
	sums := make([][]float64, size.Y+1) // of all pixels above and to the left
	sums[0] = make([]float64, size.X+1)
	for y := range size.Y {
		sums[y+1] = make([]float64, size.X+1)
		row := 0.0
		for x := range size.X {
			row += float64(color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y)
			sums[y+1][x+1] = sums[y][x+1] + row
		}
	}
	var out [][]float64
	for y := 5; y <= size.Y; y++ {
		var row []float64
		for x := 5; x <= size.X; x++ {
			row = append(row, (sums[y][x]-sums[y-5][x]-sums[y][x-5]+sums[y-5][x-5])/25)
		}
		out = append(out, row)
	}
	return out
}

// differ compares two images of one size: the share of pixels that are clearly unlike.
func differ(t *testing.T, a, b image.Image) float64 {
	t.Helper()
	if a.Bounds().Size() != b.Bounds().Size() {
		t.Fatalf("sizes %v and %v", a.Bounds().Size(), b.Bounds().Size())
	}
	unlike, n := 0, 0
	theirs := blurred(b)
	for y, row := range blurred(a) {
		for x, v := range row {
			n++
			if math.Abs(v-theirs[y][x]) > 32 {
				unlike++
			}
		}
	}
	return float64(unlike) / float64(n)
}

func open(t *testing.T, file string) image.Image {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := stdpng.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// mostUnlike is the share of pixels in which another program's drawing may differ; with
// its texts moved by two points it differs in ten times as many.
const mostUnlike = 0.0005

// TestLooksLikePDF compares the picture with poppler's drawing of the same steps.
func TestLooksLikePDF(t *testing.T) {
	tool, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Skip("pdftoppm of poppler is not installed")
	}
	p := sample(t)
	folder := t.TempDir()
	writePDF(t, p, filepath.Join(folder, "p.pdf"))
	if out, err := exec.Command(tool, "-r", "144", "-png", "-singlefile", filepath.Join(folder, "p.pdf"), filepath.Join(folder, "p")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	ours, err := Draw(newFonts(t), p, 2)
	if err != nil {
		t.Fatal(err)
	}
	theirs := open(t, filepath.Join(folder, "p.png"))
	got := differ(t, ours, theirs)
	t.Logf("%.4f %% unlike", got*100)
	if got > mostUnlike {
		t.Errorf("%.3f %% of the pixels are unlike, at most %.3f %%", got*100, mostUnlike*100)
	}
	moved := p
	moved.Ops = nil
	for _, op := range p.Ops {
		op.X += 2
		moved.Ops = append(moved.Ops, op)
	}
	shifted, err := Draw(newFonts(t), moved, 2)
	if err != nil {
		t.Fatal(err)
	}
	if got := differ(t, shifted, theirs); got < 10*mostUnlike {
		t.Errorf("texts moved by two points are not seen: %.3f %% unlike", got*100)
	}
}

// TestLooksLikeSVG compares the picture with a browser's drawing of the SVG.
func TestLooksLikeSVG(t *testing.T) {
	tool, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	p := sample(t)
	folder := t.TempDir()
	page := "<!doctype html><body style='margin:0'>" + svg.String(p)
	if err := os.WriteFile(filepath.Join(folder, "p.html"), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	shot := filepath.Join(folder, "p.png")
	if out, err := exec.Command(tool, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=2",
		"--window-size=580,320", "--user-data-dir="+folder, "--screenshot="+shot, "file://"+filepath.Join(folder, "p.html")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	ours, err := Draw(newFonts(t), p, 2)
	if err != nil {
		t.Fatal(err)
	}
	// The browser's font may be another: only its lengths are held.
	got := differ(t, ours, open(t, shot))
	t.Logf("%.4f %% unlike", got*100)
	if got > 5*mostUnlike {
		t.Errorf("%.3f %% of the pixels are unlike, at most %.3f %%", got*100, 5*mostUnlike*100)
	}
}
