package pdf

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
	"quarterdeck/templates"
)

// scriptNames are customers' names in scripts with shipped fonts.
func scriptNames() map[string]string {
	return map[string]string{
		"greek": "Αφοί Παπαδόπουλοι & Σία", "cyrillic": "ТОВ «Північний вітер»", "hebrew": "טכנולוגיות (ישראל) 24 בע״מ",
		"arabic": "شركة الحلول الرقمية", "persian": "شرکت فناوری گستر پارس", "armenian": "Հայկական Թվային ՍՊԸ",
		"georgian": "შპს ქართული ღვინო", "vietnamese": "Công ty Cổ phần Việt Đức", "mixed": "Acme ישראל GmbH",
	}
}

func named(name string) *reports.QBR {
	q := sample()
	q.Customer.Name = name
	return q
}

// TestNamesOfManyScripts: every such name is printed without a warning, on tidy pages,
// and another program reads its words from the first one, letters in their order.
func TestNamesOfManyScripts(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext of poppler is not installed")
	}
	r := newRenderer(t)
	w, h := r.theme.size()
	for script, name := range scriptNames() {
		q := named(name)
		file := filepath.Join(t.TempDir(), "q.pdf")
		out, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		result, err := r.Render(out, q)
		if err != nil || out.Close() != nil || len(result.Warnings) > 0 {
			t.Fatalf("%s: %v, warnings %q", script, err, result.Warnings)
		}
		doc, err := r.layout(q)
		if err != nil {
			t.Fatal(err)
		}
		if bad := misplaced(doc, w, h); len(bad) > 0 {
			t.Errorf("%s: %s", script, strings.Join(bad, "\n"))
		}
		if !strings.HasPrefix(doc.title, name) {
			t.Errorf("%s: the title is %q", script, doc.title)
		}
		text, err := exec.Command(tool, "-f", "1", "-l", "1", file, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		read := norm.NFKC.String(string(text)) // joined letters as letters
		for _, word := range strings.Fields(strings.NewReplacer("(", " ", ")", " ").Replace(name)) {
			if !strings.Contains(read, word) {
				t.Errorf("%s: %q is not in the text of page 1:\n%s", script, word, read)
			}
		}
	}
}

// TestRightToLeftIsDrawnFromTheRight: the first letter of a Hebrew name stands at the
// right end, digits keep their order, and Arabic letters are joined.
func TestRightToLeftIsDrawnFromTheRight(t *testing.T) {
	face := newRenderer(t).face
	for _, tc := range []struct{ text, want string }{
		{"שלום (24) בע״מ", "מ״עב (24) םולש"}, {"محمد", "ﺪﻤﺤﻣ"}, {"Acme 24", "Acme 24"},
		{"GmbH\u2069", "GmbH"}, {"\u2068Acme", "Acme"},
	} {
		got := ""
		for _, s := range face.spans(tc.text, charts.Regular) {
			got += s.text
		}
		if got != tc.want {
			t.Errorf("%q is drawn %q, want %q", tc.text, got, tc.want)
		}
	}
	drawn := 0.0
	for _, s := range face.spans("محمد علي", charts.Regular) {
		drawn += face.advance(s.text, charts.Regular)
	}
	if got := face.Advance("محمد علي", charts.Regular); got != drawn || got == face.advance("محمد علي", charts.Regular) {
		t.Errorf("the width is %v, want the %v of the joined letters", got, drawn)
	}
}

// TestOwnFontsFillGaps: a font of the user's folder prints what the shipped ones
// cannot, and nothing else.
func TestOwnFontsFillGaps(t *testing.T) {
	face, err := loadTypeface(templates.Files, "testdata", FontFiles{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range face.spans("A 東京 Å", charts.SemiBold) {
		got = append(got, s.font.name+":"+s.text)
	}
	main := face.chain[charts.SemiBold][0].name
	own, _, _ := strings.Cut(got[1], ":")
	if diff := strings.Join(got, "|"); diff != main+":A |"+own+":東京|"+main+": Å" || own == main {
		t.Errorf("fonts and texts: %s", diff)
	}
	if got := face.Advance("東京", charts.SemiBold); got != 2000 {
		t.Errorf("東京 is %v wide, want the 2000 of its own font", got)
	}
	clean, missing := face.Clean("東京Å", charts.Regular)
	if clean != "東京Å" || missing != nil {
		t.Errorf("cleaned to %q, missing %q", clean, missing)
	}
}

// TestThemeFonts: the fonts a theme names come first, and mistakes are named.
func TestThemeFonts(t *testing.T) {
	_, err := loadTypeface(templates.Files, "testdata", FontFiles{Regular: "Boxes-Regular.ttf", SemiBold: "Boxes-Regular.ttf"})
	if err == nil {
		t.Error("one file for both weights is accepted, although it could not be told apart from a mistake")
	}
	dir := t.TempDir()
	boxes, err := os.ReadFile("testdata/fonts/Boxes-Regular.ttf")
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string, raw []byte) {
		t.Helper()
		if err := os.MkdirAll(filepath.Join(dir, "fonts"), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "fonts", name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("R.ttf", boxes)
	put("S.ttf", boxes)
	face, err := loadTypeface(templates.Files, dir, FontFiles{Regular: "R.ttf", SemiBold: "S.ttf"})
	if err != nil {
		t.Fatal(err)
	}
	for w := range face.chain {
		if got := face.Advance("A", charts.Weight(w)); got != 333 {
			t.Errorf("A in weight %d is %v wide, want the theme's own 333", w, got)
		}
		if got := face.Advance("B", charts.Weight(w)); got < 400 {
			t.Errorf("B in weight %d is %v wide, want the shipped font's", w, got)
		}
	}
	for name, want := range map[string]string{"broken.ttf": "fonts/broken.ttf: not a font file", "noto.otf": "fonts/noto.otf: only TrueType fonts"} {
		put(name, []byte("x"))
		if _, err := loadTypeface(templates.Files, dir, FontFiles{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
		if err := os.Remove(filepath.Join(dir, "fonts", name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, named := range []FontFiles{{Regular: "R.ttf"}, {Regular: "R.ttf", SemiBold: "T.ttf"}} {
		if _, err := loadTypeface(templates.Files, dir, named); err == nil || !strings.Contains(err.Error(), "theme.yml: ") {
			t.Errorf("%v: got %v", named, err)
		}
	}
}
