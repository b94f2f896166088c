package proof

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/go-pdf/fpdf"

	"quarterdeck/templates"
)

// file is a PDF of two pages as the PDF library writes it, with something planted.
func file(t testing.TB, plant func(f *fpdf.Fpdf)) []byte {
	t.Helper()
	font, err := fs.ReadFile(templates.Files, "fonts/NotoSans-Regular.ttf")
	if err != nil {
		t.Fatal(err)
	}
	f := fpdf.New("L", "pt", "A4", "")
	f.AddUTF8FontFromBytes("noto", "", font)
	f.SetFont("noto", "", 10)
	f.SetTitle("Own Company: quarterly business review", true)
	f.AddPage()
	f.Bookmark("Summary", 0, 0)
	f.Text(40, 40, "Own Company GmbH, a review for kim@own.example")
	f.AddPage()
	f.Bookmark("Service", 0, 0)
	f.Text(40, 40, "Nothing of anybody else.")
	plant(f)
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPlanted(t *testing.T) {
	x := New(others(), nil)
	tests := map[string]struct {
		plant func(f *fpdf.Fpdf)
		want  string // the first hit
	}{
		"nothing": {func(*fpdf.Fpdf) {}, ""},
		"in a note": {func(f *fpdf.Fpdf) { f.Text(40, 80, "They do it as Acme Robotics does.") },
			`page 2: "Acme Robotics" is the name of customer 200`},
		"over two lines of a note": {func(f *fpdf.Fpdf) {
			f.Text(40, 80, "They do it as Acme")
			f.Text(40, 94, "Robotics does.")
		}, `page 2: "Acme Robotics" is the name of customer 200`},
		"over two lines written apart": {func(f *fpdf.Fpdf) {
			f.Text(40, 80, "They do it as Acme")
			f.Text(400, 300, "elsewhere")
			f.Text(40, 94, "Robotics does.")
		}, `page 2: "Acme Robotics" is the name of customer 200`},
		"over two lines by a hyphen": {func(f *fpdf.Fpdf) {
			f.Text(40, 80, "They do it as Acme Robo\u2010")
			f.Text(40, 94, "tics does.")
		}, "page 2: \"Acme Robo\u2010 tics\" is the name of customer 200"},
		"as it runs to the left": {func(f *fpdf.Fpdf) { f.SetTitle("Report of המגוד תרבח", true) },
			`title: "חברת דוגמה" is the name of customer 600`},
		"in pieces on one line": {func(f *fpdf.Fpdf) {
			f.Text(40, 80, "as Acme Ro")
			f.Text(40+f.GetStringWidth("as Acme Ro"), 80, "botics does")
		}, `page 2: "Acme Robotics" is the name of customer 200`},
		"turned": {func(f *fpdf.Fpdf) {
			f.TransformBegin()
			f.TransformRotate(90, 40, 300)
			f.Text(40, 300, "Acme Robotics")
			f.TransformEnd()
		}, `page 2: "Acme Robotics" is the name of customer 200`},
		"unseen": {func(f *fpdf.Fpdf) { f.SetTextRenderingMode(3); f.Text(40, 80, "Acme Robotics") },
			`page 2: "Acme Robotics" is the name of customer 200`},
		"outside of the page": {func(f *fpdf.Fpdf) { f.Text(-900, 2000, "Acme Robotics") },
			`page 2: "Acme Robotics" is the name of customer 200`},
		"in a ticket's subject, without accents": {func(f *fpdf.Fpdf) { f.Text(40, 80, "Export of societe generale muller und sohne") },
			`page 2: "societe generale muller und sohne" is the name of customer 300`},
		"in the title": {func(f *fpdf.Fpdf) { f.SetTitle("ACME ROBOTICS", true) },
			`title: "ACME ROBOTICS" is the name of customer 200`},
		"in the author": {func(f *fpdf.Fpdf) { f.SetAuthor("東京電力", true) },
			`author: "東京電力" is the name of customer 500`},
		"in the keywords": {func(f *fpdf.Fpdf) { f.SetKeywords("cus_N1xYz9", false) },
			`keywords: "cus_N1xYz9" is the id of customer 200`},
		"in the outline": {func(f *fpdf.Fpdf) { f.Bookmark("Acme Robotics", 1, 0) },
			`outline: "Acme Robotics" is the name of customer 200`},
		"in a link": {func(f *fpdf.Fpdf) { f.LinkString(40, 80, 50, 10, "https://app.example/?of=Acme%20Robotics") },
			`a link on page 2: "Acme Robotics" is the name of customer 200`},
		"in a link's host": {func(f *fpdf.Fpdf) { f.LinkString(40, 80, 50, 10, "https://acme-robotics.example/") },
			`a link on page 2: "acme-robotics.example" is the domain of customer 200`},
		"in a file inside": {func(f *fpdf.Fpdf) {
			f.SetAttachments([]fpdf.Attachment{{Filename: "receipts.json", Content: []byte(`{"n":[1,{"sql":"id = '18200309246'"}]}`)}})
		}, `attachment receipts.json: "18200309246" is the id of customer 200`},
		"as a number in a file inside": {func(f *fpdf.Fpdf) {
			f.SetAttachments([]fpdf.Attachment{{Filename: "receipts.json", Content: []byte(`{"customer":18200309246}`)}})
		}, `attachment receipts.json: "18200309246" is the id of customer 200`},
		"escaped in a file inside": {func(f *fpdf.Fpdf) {
			f.SetAttachments([]fpdf.Attachment{{Filename: "receipts.json", Content: []byte(`{"a":"\u0041cme Roboti\u0063s"}`)}})
		}, `attachment receipts.json: "Acme Robotics" is the name of customer 200`},
		"in the name of a file inside": {func(f *fpdf.Fpdf) {
			f.SetAttachments([]fpdf.Attachment{{Filename: "Acme_Robotics.json", Content: []byte(`{}`)}})
		}, `attachment: "Acme_Robotics" is the name of customer 200`},
		"in the words about a file inside": {func(f *fpdf.Fpdf) {
			f.SetAttachments([]fpdf.Attachment{{Filename: "a.json", Description: "of Acme Robotics", Content: []byte(`{}`)}})
		}, `attachment: "Acme Robotics" is the name of customer 200`},
		"in the XMP metadata": {func(f *fpdf.Fpdf) { f.SetXmpMetadata([]byte("<x>Acme Robotics</x>")) },
			`metadata: "Acme Robotics" is the name of customer 200`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := x.Inspect("own", file(t, test.plant))
			var leak *LeakError
			if test.want == "" && err != nil || test.want != "" && (!errors.As(err, &leak) || leak.Hits[0].String() != test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// TestPublicDomainsAreThoseOfTheModels: the identity of customers and the search must
// not part ways about which domains say nothing.
func TestPublicDomainsAreThoseOfTheModels(t *testing.T) {
	sql, err := os.ReadFile("../../transforms/sql/staging/identity/free_mail_domains.sql")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, found := range regexp.MustCompile(`\('([^']+)'\)`).FindAllStringSubmatch(string(sql), -1) {
		want = append(want, found[1])
	}
	got := publicDomains()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) || len(got) == 0 {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
