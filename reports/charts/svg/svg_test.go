package svg

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"quarterdeck/reports/charts"
)

// element is one start tag as an XML reader sees it, with the text inside.
type element struct {
	name  string
	attrs map[string]string
	text  string
}

func read(t rapid.TB, picture string) []element {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(picture))
	var out []element
	var open []int
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("%v in %s", err, picture)
		}
		switch v := token.(type) {
		case xml.StartElement:
			e := element{name: v.Name.Local, attrs: map[string]string{}}
			for _, a := range v.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			open = append(open, len(out))
			out = append(out, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				out[open[len(open)-1]].text += string(v)
			}
		}
	}
}

// points are the numbers of a path's data, read back.
func points(t rapid.TB, d string) (verbs string, out []float64) {
	t.Helper()
	for _, word := range strings.Fields(strings.NewReplacer("M", " M ", "L", " L ", "C", " C ", "Z", " Z ").Replace(d)) {
		if len(word) == 1 && strings.IndexByte("MLCZ", word[0]) >= 0 {
			verbs += word
			continue
		}
		v, err := strconv.ParseFloat(word, 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return verbs, out
}

func drawing() charts.Picture {
	black := charts.RGB(0, 0, 0)
	return charts.Picture{
		Width: 200.5, Height: 100, Paper: charts.RGB(255, 255, 255), Language: "en", Title: "Fewer & faster", Description: "Tickets <by month>",
		Ops: []charts.Op{
			{Path: charts.Circle(50, 50, 10), Paint: charts.Paint{Fill: charts.RGB(1, 2, 3)}},
			{Path: charts.Polyline(charts.Point{X: 1, Y: 2}, charts.Point{X: 30.25, Y: -4}), Paint: charts.Paint{Stroke: black, Width: 0.6, Dash: 2}},
			{X: 10, Y: 20, W: 33.3, Text: `a <b> & "c" 'd'`, Style: charts.TextStyle{Size: 8.5, Weight: charts.SemiBold, Color: black, Track: -5}},
		},
	}
}

func TestReadsBack(t *testing.T) {
	p := drawing()
	got := read(t, String(p))
	root := got[0]
	if root.name != "svg" || root.attrs["viewBox"] != "0 0 200.5 100" || root.attrs["role"] != "img" || root.attrs["lang"] != "en" {
		t.Errorf("root %v", root)
	}
	for i, want := range []string{"title", "desc"} {
		e := got[1+i]
		if text := []string{p.Title, p.Description}[i]; e.name != want || e.text != text {
			t.Errorf("element %d is %v, want %s %q", 1+i, e, want, text)
		}
		if !slices.Contains(strings.Fields(root.attrs["aria-labelledby"]), e.attrs["id"]) {
			t.Errorf("the picture does not point at its %s", want)
		}
	}
	want := []element{
		{"rect", map[string]string{"width": "200.5", "height": "100", "fill": "#FFFFFF"}, ""},
		{"path", map[string]string{"fill": "#010203"}, ""},
		{"path", map[string]string{"fill": "none", "stroke": "#000000", "stroke-width": "0.6", "stroke-dasharray": "2"}, ""},
		{"text", map[string]string{"x": "10", "y": "20", "font-size": "8.5", "font-weight": "600", "letter-spacing": "-0.043",
			"textLength": "33.3", "lengthAdjust": "spacingAndGlyphs", "fill": "#000000"}, `a <b> & "c" 'd'`},
	}
	for i, op := range p.Ops[:2] {
		verbs, numbers := points(t, got[4+i].attrs["d"])
		var wantVerbs string
		var wantNumbers []float64
		for _, s := range op.Path {
			wantVerbs += string(rune(s.Verb))
			for _, at := range s.P[:map[charts.Verb]int{charts.MoveTo: 1, charts.LineTo: 1, charts.CurveTo: 3}[s.Verb]] {
				wantNumbers = append(wantNumbers, at.X, at.Y)
			}
		}
		if diff := cmp.Diff(wantNumbers, numbers, cmpopts.EquateApprox(0, 0.0006)); diff != "" || verbs != wantVerbs {
			t.Errorf("path %s, want %s: %s", verbs, wantVerbs, diff)
		}
		delete(got[4+i].attrs, "d")
	}
	if diff := cmp.Diff(want, got[3:], cmp.AllowUnexported(element{})); diff != "" {
		t.Error(diff)
	}
}

// A picture without a title and a description is hidden from who cannot see it.
func TestSilent(t *testing.T) {
	p := drawing()
	p.Title, p.Description = "", ""
	all := read(t, String(p))
	if all[0].attrs["aria-hidden"] != "true" || all[0].attrs["role"] != "" || all[1].name != "rect" {
		t.Errorf("%v, then %v", all[0], all[1])
	}
}

// TestNothingActive: whatever the texts say, the picture is well formed XML of five
// harmless kinds of element and none of their attributes can run or load anything.
func TestNothingActive(t *testing.T) {
	elements := []string{"svg", "title", "desc", "rect", "path", "text"}
	hostile := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"<script>alert(1)</script>", `"><image href="http://example.com/x"/>`, "]]><!--", "&xxe;", "\x00\x01\uFFFE", "<?xml?>", "javascript:alert(1)", "\xff\xfe",
	}))
	rapid.Check(t, func(t *rapid.T) {
		p := drawing()
		p.Title, p.Description, p.Language = hostile.Draw(t, "title"), hostile.Draw(t, "description"), hostile.Draw(t, "language")
		p.Ops[2].Text = hostile.Draw(t, "text")
		p.Ops[2].X = rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), -0.0001, 1e300}).Draw(t, "x")
		for _, e := range read(t, String(p)) {
			if !slices.Contains(elements, e.name) {
				t.Fatalf("element %s", e.name)
			}
			for name, value := range e.attrs {
				if strings.HasPrefix(name, "on") || strings.Contains(name, "href") || name == "style" || (name != "lang" && strings.Contains(value, "url(")) {
					t.Fatalf("attribute %s=%q", name, value)
				}
			}
		}
	})
}

// TestRightToLeftIsReadAsWritten: such a text stays in the order it is read, and finds
// its own direction in a page of any other.
func TestRightToLeftIsReadAsWritten(t *testing.T) {
	p := drawing()
	p.Ops[2].Text = "שלום 42 Acme"
	all := read(t, String(p))
	e := all[len(all)-1]
	if e.text != "שלום 42 Acme" || e.attrs["unicode-bidi"] != "plaintext" || all[0].attrs["direction"] != "ltr" {
		t.Errorf("%v in %v", e, all[0])
	}
}

// TestImageIsInside: a picture made of pixels is in the file whole.
func TestImageIsInside(t *testing.T) {
	raw := []byte{0x89, 'P', 'N', 'G', 0, 255}
	p := charts.Picture{Width: 50, Height: 50, Title: "Logo", Ops: []charts.Op{{Path: charts.Rect(charts.Box{X: 1, Y: 2, W: 30, H: 40}), Image: &charts.Image{PNG: raw}}}}
	e := read(t, String(p))[3]
	data, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(e.attrs["href"], "data:image/png;base64,"))
	if err != nil || !slices.Equal(data, raw) || e.name != "image" || e.attrs["width"] != "30" || e.attrs["y"] != "2" {
		t.Errorf("%v holds %v, %v", e, data, err)
	}
}

// TestPicturesKeepTheirNames: two pictures in one page do not describe each other.
func TestPicturesKeepTheirNames(t *testing.T) {
	a, b := drawing(), drawing()
	b.Description = "Something else"
	if x, y := read(t, String(a))[1].attrs["id"], read(t, String(b))[1].attrs["id"]; x == y {
		t.Errorf("both are %s", x)
	}
	if String(a) != String(drawing()) {
		t.Error("the same picture gives other bytes")
	}
}

func BenchmarkString(b *testing.B) {
	p := drawing()
	for i := range 200 {
		p.Ops = append(p.Ops, charts.Op{X: float64(i), Y: 5, W: 30, Text: fmt.Sprint("label ", i), Style: p.Ops[2].Style})
	}
	for b.Loop() {
		if String(p) == "" {
			b.Fatal("nothing")
		}
	}
}

// Colours with a name carry a class for what they fill and what they draw, and the
// rest of the picture stays as it is.
func TestClassed(t *testing.T) {
	p := drawing()
	got := read(t, Classed(p, Names{charts.RGB(0, 0, 0): "ink", charts.RGB(255, 255, 255): "paper"}))
	var classes []string
	for _, e := range got[3:] {
		classes = append(classes, e.attrs["class"])
		delete(e.attrs, "class")
	}
	if diff := cmp.Diff([]string{"f-paper", "", "s-ink", "f-ink"}, classes); diff != "" {
		t.Errorf("classes (-want +got):\n%s", diff)
	}
	plain := read(t, String(p))
	if diff := cmp.Diff(plain[3:], got[3:], cmp.AllowUnexported(element{})); diff != "" {
		t.Errorf("more than the classes differs:\n%s", diff)
	}
}

// TestHolesStayHoles: a figure inside a figure is a hole only where the picture says so.
func TestHolesStayHoles(t *testing.T) {
	path := slices.Concat(charts.Rect(charts.Box{W: 30, H: 20}), charts.Rect(charts.Box{X: 5, Y: 5, W: 10, H: 10}))
	for _, hole := range []bool{false, true} {
		op := charts.Op{Path: path, Paint: charts.Paint{Fill: charts.RGB(0, 0, 0), EvenOdd: hole}}
		for _, e := range read(t, String(charts.Picture{Width: 30, Height: 20, Ops: []charts.Op{op}})) {
			if e.name == "path" && (e.attrs["fill-rule"] == "evenodd") != hole {
				t.Errorf("hole %v: fill-rule is %q", hole, e.attrs["fill-rule"])
			}
		}
	}
}
