package logo

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quarterdeck/reports/charts"
)

// svg parses a document with a viewBox of 100 × 50.
func svg(t *testing.T, inside string) (*Logo, error) {
	t.Helper()
	return parseSVG("logo.svg", []byte("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 50\">\n"+inside+"\n</svg>"))
}

func drawn(t *testing.T, inside string) []charts.Op {
	t.Helper()
	l, err := svg(t, inside)
	if err != nil {
		t.Fatal(err)
	}
	r := &charts.Recording{}
	l.Draw(r, charts.Box{X: 0, Y: 0, W: 100, H: 50})
	return r.Ops
}

// points are all points of a path.
func points(p charts.Path) []charts.Point {
	var out []charts.Point
	for _, s := range p {
		n := map[charts.Verb]int{charts.MoveTo: 1, charts.LineTo: 1, charts.CurveTo: 3}[s.Verb]
		out = append(out, s.P[:n]...)
	}
	return out
}

// TestPathData: what SVG says are two ways of writing one figure, is one figure.
func TestPathData(t *testing.T) {
	for _, tc := range []struct{ name, a, b string }{
		{"relative", "M10 10l20 0l0 20z", "M10,10 L30,10 L30,30 Z"},
		{"after a move come lines", "M10 10 30 10 30 30z", "M10 10L30 10L30 30Z"},
		{"after a small move too", "m10 10 20 0 0 20z", "M10 10L30 10L30 30Z"},
		{"across and down", "M10 10H30V30h-5v-5", "M10 10L30 10L30 30L25 30L25 25"},
		{"numbers without spaces", "M.5.5l1-.5-.25.75e1", "M0.5 0.5L1.5 0L1.25 7.5"},
		{"smooth curve", "M0 0C0 10 10 20 20 20S40 10 40 0", "M0 0C0 10 10 20 20 20C30 20 40 10 40 0"},
		{"smooth without a curve before", "M0 0S10 10 20 0", "M0 0C0 0 10 10 20 0"},
		{"smooth quadratic", "M0 0Q10 10 20 0T40 0", "M0 0Q10 10 20 0Q30 -10 40 0"},
		{"after a close", "M10 10h10v10zh5", "M10 10L20 10L20 20ZM10 10L15 10"},
		{"flags without spaces", "M0 0a5 5 0 0110 0", "M0 0A5 5 0 0 1 10 0"},
	} {
		a, errA := parsePath(tc.a)
		b, errB := parsePath(tc.b)
		if errA != nil || errB != nil {
			t.Errorf("%s: %v, %v", tc.name, errA, errB)
			continue
		}
		if diff := cmp.Diff(b, a, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Errorf("%s:\n%s", tc.name, diff)
		}
	}
}

// at is a point of a cubic curve.
func at(from charts.Point, s charts.Step, t float64) charts.Point {
	u := 1 - t
	mix := func(a, b, c, d float64) float64 { return u*u*u*a + 3*u*u*t*b + 3*u*t*t*c + t*t*t*d }
	return charts.Point{X: mix(from.X, s.P[0].X, s.P[1].X, s.P[2].X), Y: mix(from.Y, s.P[0].Y, s.P[1].Y, s.P[2].Y)}
}

// TestArcsLieOnTheirEllipse: every point of an arc satisfies the ellipse's equation,
// and the arc is the large or the small one, on the side asked for.
func TestArcsLieOnTheirEllipse(t *testing.T) {
	const rx, ry = 30.0, 20.0
	for _, tc := range []struct {
		flags  string
		centre charts.Point
	}{{"0 0", charts.Point{X: 30, Y: 0}}, {"0 1", charts.Point{X: 0, Y: 20}}, {"1 0", charts.Point{X: 0, Y: 20}}, {"1 1", charts.Point{X: 30, Y: 0}}} {
		p, err := parsePath("M0 0A30 20 0 " + tc.flags + " 30 20")
		if err != nil {
			t.Fatal(err)
		}
		// The two ellipses through (0,0) and (30,20) have their centres at (30,0) and
		// (0,20); with y downwards, sweep goes from the top to the right.
		from := p[0].P[0]
		for _, s := range p[1:] {
			for k := 0.0; k <= 1; k += 0.1 {
				pt := at(from, s, k)
				x, y := (pt.X-tc.centre.X)/rx, (pt.Y-tc.centre.Y)/ry
				if got := x*x + y*y; math.Abs(got-1) > 2e-3 {
					t.Errorf("%s: %v is off the ellipse of %v by %.4f", tc.flags, pt, tc.centre, got-1)
				}
			}
			from = s.P[2]
		}
		if large := len(p) > 3; large != strings.HasPrefix(tc.flags, "1") {
			t.Errorf("%s: %d curves", tc.flags, len(p)-1)
		}
	}
	if p, err := parsePath("M0 0A1 1 0 0 1 10 0"); err != nil || math.Abs(points(p)[3].Y+5) > 0.01 && math.Abs(points(p)[3].Y) > 5.01 {
		t.Errorf("radii too small are not widened: %v, %v", p, err)
	}
}

// TestTransforms compares with the points worked out by hand.
func TestTransforms(t *testing.T) {
	for text, want := range map[string]charts.Point{
		"translate(3 4)": {X: 13, Y: 24}, "translate(3)": {X: 13, Y: 20}, "scale(2)": {X: 20, Y: 40}, "scale(2,-1)": {X: 20, Y: -20},
		"rotate(90)": {X: -20, Y: 10}, "rotate(180 10 10)": {X: 10, Y: 0}, "matrix(1 2 3 4 5 6)": {X: 75, Y: 106},
		"translate(1,1) scale(2)": {X: 21, Y: 41}, "scale(2), translate(1,1)": {X: 22, Y: 42},
	} {
		m, err := parseTransform(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.point(charts.Point{X: 10, Y: 20}); math.Abs(got.X-want.X) > 1e-9 || math.Abs(got.Y-want.Y) > 1e-9 {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

// TestDrawing: colours are handed down, strokes widen with the drawing, and the whole
// fits the box.
func TestDrawing(t *testing.T) {
	ops := drawn(t, `<title>A</title><defs><linearGradient id="x"/></defs>
<g fill="#ff0000" transform="translate(10 10)" style="stroke: rgb(0,0,255); stroke-width:2px">
<rect width="20" height="10"/><circle cx="50" cy="10" r="10" fill="none"/><path d="M0 0h5v5z" fill-rule="evenodd" fill="currentColor" color="#0f0" stroke="none"/></g>
<polygon points="90,0 100,0 100,10"/><line x1="0" y1="50" x2="10" y2="50" stroke="#000" fill="none"/>`)
	var got []string
	for _, op := range ops {
		got = append(got, op.String())
	}
	want := []string{
		"path fill #FF0000 stroke #0000FF 2 M10.0,10.0 L30.0,10.0 L30.0,20.0 L10.0,20.0 Z",
		"path stroke #0000FF 2 M50.0,20.0 C50.0,14.5,54.5,10.0,60.0,10.0 C65.5,10.0,70.0,14.5,70.0,20.0 C70.0,25.5,65.5,30.0,60.0,30.0 C54.5,30.0,50.0,25.5,50.0,20.0 Z",
		"path fill #00FF00 M10.0,10.0 L15.0,10.0 L15.0,15.0 Z",
		"path fill #000000 M90.0,0.0 L100.0,0.0 L100.0,10.0 Z",
		"path stroke #000000 1 M0.0,50.0 L10.0,50.0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("drawn (-want +got):\n%s", diff)
	}
	if !ops[2].Paint.EvenOdd || ops[0].Paint.EvenOdd {
		t.Error("the rule of the third figure is not its own")
	}
	l, err := svg(t, `<rect width="100" height="50" rx="5"/>`)
	if err != nil {
		t.Fatal(err)
	}
	r := &charts.Recording{}
	if got := l.Draw(r, charts.Box{X: 10, Y: 10, W: 40, H: 40}); got != (charts.Box{X: 10, Y: 20, W: 40, H: 20}) || r.Ops[0].Bounds() != got {
		t.Errorf("in %v, drawn in %v", got, r.Ops[0].Bounds())
	}
}

// TestRefused: whatever could act, come from elsewhere or look otherwise is refused,
// with the line it stands in.
func TestRefused(t *testing.T) {
	for inside, want := range map[string]string{
		`<script>alert(1)</script>`:              "logo.svg:2:9: the element script cannot be drawn",
		`<image href="http://x.example/a.png"/>`: "the element image cannot be drawn",
		`<text>Acme</text>`:                      "the element text cannot be drawn; save it as plain SVG: paths and shapes in plain colours, text turned into paths",
		`<use href="#a"/>`:                       "the element use cannot be drawn",
		`<foreignObject/>`:                       "the element foreignObject cannot be drawn",
		`<style>a{}</style>`:                     "the element style cannot be drawn",
		`<a href="javascript:x"><rect width="1" height="1"/></a>`:  "the element a cannot be drawn",
		`<rect width="1" height="1" onclick="x()"/>`:               "the attribute onclick cannot be drawn",
		`<rect width="1" height="1" fill="url(#a)"/>`:              `the colour "url(#a)" cannot be drawn`,
		`<rect width="1" height="1" fill="rebeccapurple"/>`:        `the colour "rebeccapurple" cannot be drawn`,
		`<rect width="1" height="1" opacity="0.5"/>`:               "opacity 0.5 cannot be drawn",
		`<rect width="1" height="1" mask="url(#m)"/>`:              "the attribute mask cannot be drawn",
		`<rect width="1" height="1" display="none"/>`:              "it has a hidden part",
		`<rect width="1em" height="1"/>`:                           `rect: "1em" is no length`,
		`<path d="M0 0Xq"/>`:                                       "path: path data has the unknown command X",
		`<path d="L0 0"/>`:                                         "path: path data begins with L, not with M",
		`<path d="M1e99 0"/>`:                                      "is no number",
		`<g transform="skewX(3)"><rect width="1" height="1"/></g>`: "the transform skewX with 1 numbers is not supported",
		`<g>`:     "it is no SVG",
		``:        "logo.svg: it draws nothing",
		`<rect/>`: "logo.svg: it draws nothing",
	} {
		if _, err := svg(t, inside); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", inside, err, want)
		}
	}
	for text, want := range map[string]string{
		"":                                       "logo.svg: it draws nothing",
		"<html>":                                 "its first element is html",
		"<svg/>":                                 "it has neither a viewBox nor width and height",
		`<svg viewBox="0 0 0 5"/>`:               "its viewBox has no usable size",
		`<!DOCTYPE svg [<!ENTITY a "b">]><svg/>`: "it declares entities",
		`<svg viewBox="0 0 1 1"><path d="&a;"/></svg>`: "it is no SVG",
	} {
		if _, err := parseSVG("logo.svg", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

func FuzzSVG(f *testing.F) {
	f.Add(`<svg viewBox="0 0 9 9"><path d="M0 0a1 2 3 0 1 4 5zC1 2 3 4 5 6"/></svg>`)
	f.Add(`<svg width="3" height="4"><g transform="rotate(1 2 3)"><rect width="1" height="2" rx="3"/></g></svg>`)
	f.Fuzz(func(t *testing.T, text string) {
		l, err := parseSVG("l.svg", []byte(text))
		if err != nil {
			return
		}
		r := &charts.Recording{}
		b := l.Draw(r, charts.Box{W: 100, H: 40})
		if !(b.W > 0 && b.H > 0 && b.W <= 100.001 && b.H <= 40.001) {
			t.Errorf("drawn in %v", b)
		}
		for _, op := range r.Ops {
			for _, p := range points(op.Path) {
				if math.IsNaN(p.X+p.Y) || math.IsInf(p.X+p.Y, 0) {
					t.Fatalf("a point is %v", p)
				}
			}
		}
	})
}

func TestPNG(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, raw []byte) string {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	encode := func(img image.Image) []byte {
		var out bytes.Buffer
		if err := png.Encode(&out, img); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	deep := image.NewNRGBA64(image.Rect(3, 3, 43, 13)) // sixteen bits, away from the origin
	deep.Set(3, 3, color.NRGBA64{R: 0xFFFF, A: 0x8000})
	l, err := Load(write("deep.png", encode(deep)))
	if err != nil {
		t.Fatal(err)
	}
	again, err := png.Decode(bytes.NewReader(l.Image.PNG))
	if err != nil {
		t.Fatal(err)
	}
	if _, plain := again.(*image.NRGBA); !plain || l.W != 40 || l.H != 10 {
		t.Errorf("a %T of %v × %v, want eight bits of 40 × 10", again, l.W, l.H)
	}
	if got := again.At(0, 0); got != (color.NRGBA{R: 255, A: 128}) {
		t.Errorf("the first pixel is %v", got)
	}
	r := &charts.Recording{}
	if got := l.Draw(r, charts.Box{X: 5, Y: 5, W: 80, H: 80}); got != (charts.Box{X: 5, Y: 35, W: 80, H: 20}) || r.Ops[0].Image == nil {
		t.Errorf("drawn in %v: %v", got, r.Ops)
	}
	for file, want := range map[string]string{
		filepath.Join(dir, "none.png"):                                      "none.png: it cannot be read: no such file",
		write("text.png", []byte("hello")):                                  "text.png: it is no PNG",
		write("cut.png", encode(deep)[:60]):                                 "it is no",
		write("wide.png", encode(image.NewGray(image.Rect(0, 0, 2500, 1)))): "wide.png: it is 2500 × 1 pixels; make it at most 2000",
		write("big.svg", []byte(strings.Repeat(" ", 600<<10))):              "big.svg: it has 600 kB",
	} {
		if _, err := Load(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
