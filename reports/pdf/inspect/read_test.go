package inspect_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/go-pdf/fpdf"

	"quarterdeck/reports/pdf/inspect"
	"quarterdeck/templates"
)

// write makes a PDF of one page with the PDF library.
func write(t testing.TB, draw func(f *fpdf.Fpdf)) []byte {
	t.Helper()
	f := fpdf.New("L", "pt", "A4", "")
	for style, name := range map[string]string{"": "Regular", "B": "SemiBold"} {
		font, err := fs.ReadFile(templates.Files, "fonts/NotoSans-"+name+".ttf")
		if err != nil {
			t.Fatal(err)
		}
		f.AddUTF8FontFromBytes("noto", style, font)
	}
	f.SetFont("noto", "", 10)
	f.AddPage()
	draw(f)
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// written is what the words of the tests are made of.
const written = `Plain words (with brackets), back\slashes and 1,284.5 figures
“Quotes” – dashes — and … ‘signs’ → ≤ € § ½
Ünïcödé ﬁ ﬂ ß Čeština Ελληνικά Українська Việt
a rather long last line to see where words end`

// TestWordsAreThoseOfPoppler compares with another program.
func TestWordsAreThoseOfPoppler(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext of poppler is not installed")
	}
	raw := write(t, func(f *fpdf.Fpdf) {
		for i, line := range strings.Split(written, "\n") {
			f.Text(40, 60+float64(i)*16, line)
			f.SetFont("noto", "B", 8+3*float64(i))
			f.Text(460, 60+float64(i)*40, line)
			f.SetFont("noto", "", 10)
		}
		f.RawWriteStr("0.4 Tc\n")
		f.Text(40, 300, "SPACED OUT")
		f.RawWriteStr("0 Tc\n")
		f.Text(40, 340, "In pie")
		f.Text(40+f.GetStringWidth("In pie"), 340, "ces")
		f.TransformBegin()
		f.TransformRotate(90, 60, 500)
		f.Text(60, 500, "Turned to the side")
		f.TransformEnd()
		f.MoveTo(100, 400)
		f.CellFormat(200, 20, "in a cell, by another way", "1", 0, "R", false, 0, "")
		f.MultiCell(120, 12, "several lines that the library has broken by itself", "", "L", false)
	})
	doc, err := inspect.Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	file := t.TempDir() + "/a.pdf"
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-raw", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	got, want := strings.Fields(doc.Page(1)), strings.Fields(string(out))
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// What stands beside the pages is there, under names people know.
func TestPlaces(t *testing.T) {
	raw := write(t, func(f *fpdf.Fpdf) {
		f.SetTitle("Títle", true)
		f.SetAuthor("Plain author", false)
		f.Bookmark("Übersicht", 0, 0)
		f.LinkString(10, 10, 10, 10, "https://a.example/(x)?q=a%20b")
		f.SetAttachments([]fpdf.Attachment{{Filename: "ä.json", Description: "receipts", Content: []byte(`{"key":["va\nlue",17.50,true]}`)}})
	})
	doc, err := inspect.Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []inspect.Text{
		{Place: "title", Text: "Títle"}, {Place: "author", Text: "Plain author"}, {Place: "outline", Text: "Übersicht"},
		{Place: "a link on page 1", Text: "https://a.example/(x)?q=a%20b"}, {Place: "a link on page 1", Text: "https://a.example/(x)?q=a b"},
		{Place: "attachment", Text: "ä.json"}, {Place: "attachment", Text: "receipts"},
		{Place: "attachment ä.json", Text: "key\fva\nlue\f17.50\ftrue\f"},
	} {
		if !slices.Contains(doc.Texts, want) {
			t.Errorf("%v is missing from %v", want, doc.Texts)
		}
	}
	if string(doc.Attachments["ä.json"]) != `{"key":["va\nlue",17.50,true]}` || doc.Pages != 1 {
		t.Errorf("got %q, %d pages", doc.Attachments, doc.Pages)
	}
}

// A file that cannot be read whole is an error, whatever a viewer makes of it.
func TestUnreadable(t *testing.T) {
	good := write(t, func(f *fpdf.Fpdf) { f.Text(40, 40, "Some words") })
	edit := func(from, to string) []byte { return bytes.Replace(good, []byte(from), []byte(to), 1) }
	tests := map[string]struct {
		raw  []byte
		want string
	}{
		"nothing":                {nil, "no PDF"},
		"cut":                    {good[:len(good)-200], ""},
		"more behind it":         {append(slices.Clone(good), "%comment\n"...), "something follows"},
		"a later change":         {append(slices.Clone(good), good...), "something follows"},
		"a hidden object":        {edit("1 0 obj", "99 0 obj\n(x)\nendobj\n1 0 obj"), "want \"22\""},
		"a comment":              {edit("1 0 obj", "% hidden\n1 0 obj"), "no object"},
		"a script":               {write(t, func(f *fpdf.Fpdf) { f.SetJavascript("app.alert(1)") }), "acts by itself"},
		"encryption":             {write(t, func(f *fpdf.Fpdf) { f.SetProtection(fpdf.CnProtectPrint, "a", "b") }), "Encrypt"},
		"a font without Unicode": {write(t, func(f *fpdf.Fpdf) { f.SetFont("Helvetica", "", 10); f.Text(40, 40, "x") }), "a font is"},
		"a page in a page": {write(t, func(f *fpdf.Fpdf) {
			f.UseTemplate(f.CreateTemplate(func(tpl *fpdf.Tpl) { tpl.Text(10, 10, "x") }))
		}), "is no picture"},
		"a file on a page": {write(t, func(f *fpdf.Fpdf) {
			f.AddAttachmentAnnotation(&fpdf.Attachment{Filename: "a", Content: []byte("x")}, 1, 1, 1, 1)
		}), ""},
		"a file inside that is no text": {write(t, func(f *fpdf.Fpdf) {
			f.SetAttachments([]fpdf.Attachment{{Filename: "a", Content: []byte{0xFF, 0xFE, 0}}})
		}), "no text"},
		"an unknown operator":         {write(t, func(f *fpdf.Fpdf) { f.RawWriteStr("1 2 XX\n") }), "XX"},
		"a sign the font's map lacks": {edit("<0000> <FFFF> <0000>", "<0000> <0030> <0000>"), "no Unicode value"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			doc, err := inspect.Read(test.raw)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, %v, want an error with %q", doc, err, test.want)
			}
		})
	}
}

// FuzzRead looks for files that break the reader.
func FuzzRead(f *testing.F) {
	good := write(f, func(p *fpdf.Fpdf) {
		p.SetCompression(false)
		p.Text(40, 40, "Some words")
		p.SetAttachments([]fpdf.Attachment{{Filename: "a", Content: []byte("{}")}})
	})
	cut := bytes.Index(good, []byte("/FontFile2"))
	f.Add(good)
	f.Add(good[:cut])
	f.Add([]byte("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>\nendobj\nxref\n0 2\n0 65535 f\n9 00000 n\ntrailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		doc, err := inspect.Read(raw)
		if (doc == nil) == (err == nil) {
			t.Errorf("got %v and %v", doc, err)
		}
	})
}
