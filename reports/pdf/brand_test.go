package pdf

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quarterdeck/reports/pdf/inspect"
)

// brandFolder is a folder with a theme, words, a logo and logos of customers.
func brandFolder(t *testing.T) Brand {
	t.Helper()
	dir := t.TempDir()
	put := func(name string, raw []byte) string {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	pixels := image.NewNRGBA(image.Rect(0, 0, 60, 20))
	for x := range 60 {
		pixels.Set(x, x/3, color.NRGBA{R: 200, A: 255})
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, pixels); err != nil {
		t.Fatal(err)
	}
	put("theme.yml", []byte("colors: {accent: \"#0B5A43\"}\n"))
	put("wording/en.yml", []byte("language: en\ntexts: {document: {kind: Partnership review}}\n"))
	put("logos/"+sample().Customer.ID+".png", picture.Bytes())
	put("logos/broken.svg", []byte("<svg viewBox=\"0 0 1 1\"><text>x</text></svg>"))
	return Brand{
		Folder: dir, CustomerLogos: filepath.Join(dir, "logos"), Letter: true, Sections: []string{"plan", "goals"},
		Logo: put("own.svg", []byte(`<svg viewBox="0 0 40 10"><path fill="#fff" fill-rule="evenodd" d="M0 0h40v10H0z M2 2h36v6H2z"/></svg>`)),
	}
}

// TestBrand: theme, words, paper, logos and the choice of pages all reach the document.
func TestBrand(t *testing.T) {
	r, err := Open(brandFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := r.layout(sample())
	if err != nil {
		t.Fatal(err)
	}
	if bad := misplaced(doc, 792, 612); len(bad) > 0 {
		t.Error(strings.Join(bad, "\n"))
	}
	if len(doc.findings) > 0 {
		t.Errorf("findings: %q", doc.findings)
	}
	all := dump(t, doc)
	for _, want := range []string{"#0B5A43", "Partnership review", "\nimage M"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in the document", want)
		}
	}
	if strings.Contains(strings.Join(texts(doc)[:3], " "), sample().Supplier.Name) {
		t.Error("the sender's name stands beside its logo")
	}
	var titles []string
	for _, p := range doc.pages {
		titles = append(titles, p.title)
	}
	if got := strings.Join(titles[:5], ", "); got != "Summary, Plan, Your goals, Definitions, About the data" && got != "Summary, Plan, Your goals, What each figure means, Where the figures come from" {
		t.Errorf("the pages are %q", titles)
	}
	if !bytes.Equal(render(t, r, sample()), render(t, r, sample())) {
		t.Error("a review with logos has other bytes the second time")
	}
}

// TestLogosAreInTheFile asks another program for the pictures of the first page.
func TestLogosAreInTheFile(t *testing.T) {
	tool, err := exec.LookPath("pdfimages")
	if err != nil {
		t.Skip("pdfimages of poppler is not installed")
	}
	r, err := Open(brandFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "q.pdf")
	if err := os.WriteFile(file, render(t, r, sample()), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-list", file).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "   1     0 image      60    20") {
		t.Errorf("%v: %s", err, out)
	}
}

// TestCustomerLogo: only a file named by the customer's id is taken, an id that leads
// elsewhere has none, and one that cannot be drawn is told and left out.
func TestCustomerLogo(t *testing.T) {
	b := brandFolder(t)
	for id, want := range map[string]bool{sample().Customer.ID: true, "nobody": false, "": false, "..": false, "../own": false, "a/b": false, `a\b`: false, "/etc/passwd": false} {
		file, err := customerLogo(b.CustomerLogos, id)
		if err != nil || (file != "") != want {
			t.Errorf("%q has the logo %q, %v", id, file, err)
		}
	}
	r, err := Open(b)
	if err != nil {
		t.Fatal(err)
	}
	q := sample()
	q.Customer.ID = "broken"
	doc, err := r.layout(q)
	if err != nil || len(doc.findings) != 1 || !strings.Contains(doc.findings[0], "the customer's logo is left out: ") || !strings.Contains(doc.findings[0], "broken.svg:1:") {
		t.Errorf("findings %q, %v", doc.findings, err)
	}
	if err := CheckLogos(b.CustomerLogos); err == nil || strings.Count(err.Error(), "\n") != 0 || !strings.Contains(err.Error(), "broken.svg") {
		t.Errorf("got %v, want the one logo that cannot be drawn", err)
	}
}

// TestBrandMistakes: nothing of a brand is missed quietly.
func TestBrandMistakes(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(b *Brand)
		want   string
	}{
		"no folder":       {func(b *Brand) { b.Folder += "x" }, "there is no such folder"},
		"a file":          {func(b *Brand) { b.Folder = b.Logo }, "it is a file"},
		"no logo":         {func(b *Brand) { b.Logo += "x" }, "no such file"},
		"no logos":        {func(b *Brand) { b.CustomerLogos += "x" }, "there is no such folder"},
		"no language":     {func(b *Brand) { b.Language = "xx" }, `there is none for the language "xx"`},
		"unknown section": {func(b *Brand) { b.Sections = []string{"health"} }, `there is no section "health"`},
	} {
		b := brandFolder(t)
		tc.change(&b)
		if _, err := Open(b); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %q", name, err, tc.want)
		}
	}
}

// TestCustomersOwnLanguage: a customer's language decides its document's words and
// what the file says of its language; one without wording is told.
func TestCustomersOwnLanguage(t *testing.T) {
	b := brandFolder(t)
	raw, err := os.ReadFile("../../templates/wording/en.yml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(strings.Replace(string(raw), "language: en", "language: nl", 1), "summary: Summary", "summary: Samenvatting", 1)
	if err := os.WriteFile(filepath.Join(b.Folder, "wording", "nl.yml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(b)
	if err != nil {
		t.Fatal(err)
	}
	for wanted, want := range map[string]string{"": "en Summary", "nl": "nl Samenvatting", "nl-BE": "nl Samenvatting", "NL_be": "nl Samenvatting", "en-GB": "en Summary", "Klingon": "en Summary !"} {
		q := sample()
		q.Customer.Language = wanted
		doc, err := r.layout(q)
		if err != nil {
			t.Fatal(err)
		}
		got := doc.language + " " + doc.pages[0].title
		if len(doc.findings) > 0 {
			got += " !"
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", wanted, got, want)
		}
	}
}

// TestSameBytesWithLogosOfOneWidth: which picture comes first in the file is no matter of luck.
func TestSameBytesWithLogosOfOneWidth(t *testing.T) {
	brand := brandFolder(t)
	brand.Logo = filepath.Join(t.TempDir(), "own.png")
	pixels := image.NewNRGBA(image.Rect(0, 0, 60, 30)) // as wide as the customer's
	for x := range 60 {
		pixels.Set(x, x/2, color.NRGBA{B: 200, A: 255})
	}
	var own bytes.Buffer
	if err := png.Encode(&own, pixels); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(brand.Logo, own.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(brand)
	if err != nil {
		t.Fatal(err)
	}
	first := render(t, r, sample())
	for range 20 {
		if !bytes.Equal(first, render(t, r, sample())) {
			t.Fatal("the same facts gave other bytes")
		}
	}
	doc, err := inspect.Read(first)
	if err != nil || len(doc.Pictures) != 2 {
		t.Fatalf("pictures %v, %v, want both logos", doc.Pictures, err)
	}
	known, err := r.Pictures(sample().Customer.ID)
	if err != nil || !slices.ContainsFunc(doc.Pictures, func(p inspect.Picture) bool { return slices.Contains(known, p.SHA256) }) {
		t.Errorf("the customer's logo is not known again: %v, %v", known, err)
	}
}
