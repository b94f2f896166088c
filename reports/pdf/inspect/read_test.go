package inspect_test

import (
	"bytes"
	"fmt"
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

// A line that stands below another is read with it, though it was written later.
func TestLinesWrittenApart(t *testing.T) {
	doc, err := inspect.Read(onePage("BT /F1 10 Tf 50 90 Td <0041>Tj 300 -50 Td <0043>Tj -300 38 Td <0042>Tj ET"))
	if want := (inspect.Text{Place: "page 1", Text: "A\nB"}); err != nil || !slices.Contains(doc.Texts, want) {
		t.Errorf("%v is missing from %v, %v", want, doc, err)
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
		"nothing":                      {nil, "no PDF"},
		"cut":                          {good[:len(good)-200], ""},
		"more behind it":               {append(slices.Clone(good), "%comment\n"...), "something follows"},
		"a later change":               {append(slices.Clone(good), good...), "something follows"},
		"a hidden object":              {edit("1 0 obj", "99 0 obj\n(x)\nendobj\n1 0 obj"), "want \"22\""},
		"a table that leads elsewhere": {edit("0000000009 00000 n", "0000000010 00000 n"), "the table says"},
		"a comment":                    {edit("1 0 obj", "% hidden\n1 0 obj"), "no object"},
		"a script":                     {write(t, func(f *fpdf.Fpdf) { f.SetJavascript("app.alert(1)") }), "acts by itself"},
		"encryption":                   {write(t, func(f *fpdf.Fpdf) { f.SetProtection(fpdf.CnProtectPrint, "a", "b") }), "Encrypt"},
		"a font without Unicode":       {write(t, func(f *fpdf.Fpdf) { f.SetFont("Helvetica", "", 10); f.Text(40, 40, "x") }), "a font is"},
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
		"a sign the font's map lacks": {bytes.ReplaceAll(good, []byte("<0000> <FFFF> <0000>"), []byte("<0000> <0030> <0000>")), "no Unicode value"},
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

// small is a file of the given objects, the first of them the catalogue.
func small(objects ...string) []byte {
	out := bytes.NewBufferString("%PDF-1.4\n")
	table := fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for i, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", out.Len())
		fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := out.Len()
	fmt.Fprintf(out, "%strailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", table, len(objects)+1, at)
	return out.Bytes()
}

func stream(dict, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

// onePage is a page with these operators and a font that maps codes to themselves.
func onePage(operators string) []byte {
	return small("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>", stream("", operators),
		"<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
		"<</Type/Font/Subtype/CIDFontType2/DW 500/W[65[600 700]70 80 300]>>",
		stream("", "1 beginbfrange<0041><005A><0041>endbfrange 2 beginbfchar<0001><00660069><0002><D83DDE80>endbfchar"))
}

// The operators that place text, against what the format says of them.
func TestOperators(t *testing.T) {
	tests := map[string]struct{ operators, want string }{
		"one after the other": {"BT /F1 10 Tf 10 10 Td <0041>Tj <0042>Tj ET", "AB"},
		"a word apart":        {"BT /F1 10 Tf 10 10 Td <0041>Tj 12 0 Td <0042>Tj ET", "A B"},
		"kerned and apart":    {"BT /F1 10 Tf [<0041>-20<0042>-300<0043>]TJ ET", "AB C"},
		"next line":           {"BT /F1 10 Tf 12 TL <0041>Tj T* <0042>Tj <0043>' ET", "A\nB\nC"},
		"far below":           {"BT /F1 10 Tf <0041>Tj 0 -90 TD <0042>Tj ET", "A\fB"},
		"scaled":              {"q 2 0 0 2 0 0 cm BT /F1 10 Tf 1 0 0 1 5 5 Tm <0041>Tj 6.9 0 Td <0042>Tj ET Q", "AB"},
		"as literals":         {"BT /F1 10 Tf (\\000A\\000\\102)Tj ET", "AB"},
		"several in one code": {"BT /F1 10 Tf <00010002>Tj ET", "fi🚀"},
		"by the width list":   {"BT /F1 10 Tf <0042>Tj 7 0 Td <0046>Tj 3 0 Td <0047>Tj ET", "BFG"},
		"replaced":            {"/Span<</ActualText(whole)>>BDC BT /F1 10 Tf <0041>Tj ET EMC", "A"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			doc, err := inspect.Read(onePage(test.operators))
			if err != nil || doc.Page(1) != test.want {
				t.Errorf("got %q, %v, want %q", doc.Page(1), err, test.want)
			}
			if said := (inspect.Text{Place: "page 1", Text: "whole"}); name == "replaced" && !slices.Contains(doc.Texts, said) {
				t.Errorf("the replacement is missing from %v", doc.Texts)
			}
		})
	}
}

// FuzzRead looks for files that break the reader.
func FuzzRead(f *testing.F) {
	f.Add(onePage("BT /F1 10 Tf [<0041>-20(\\000B)]TJ T* <0043>' ET /Span<</ActualText(x)>>BDC EMC q 1 0 0 1 0 0 cm Q"))
	f.Add(small("<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)3 0 R]>>>>>>", "<</Type/Pages/Kids[]>>",
		"<</Type/Filespec/UF<FEFF0061>/EF<</F 4 0 R>>>>", stream("/Type/EmbeddedFile", `{"a":[1,"b"]}`)))
	f.Add(small("<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		doc, err := inspect.Read(raw)
		if (doc == nil) == (err == nil) {
			t.Errorf("got %v and %v", doc, err)
		}
	})
}
