package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"quarterdeck/reports"
	"quarterdeck/reports/marks"
	"quarterdeck/reports/pdf/inspect"
)

// everyKind are the reviews of every kind of customer.
func everyKind() map[string]*reports.QBR {
	all := samples()
	maps.Copy(all, customers())
	return all
}

// words are the words of a text, in order of their size as texts.
func words(text string) []string {
	out := strings.Fields(text)
	slices.Sort(out)
	return out
}

// TestReadBackWhole: what is in a file, by its bytes alone, is what was drawn, and
// what poppler finds in it.
func TestReadBackWhole(t *testing.T) {
	tools := poppler(t, "pdftotext")
	r := newRenderer(t)
	for name, q := range everyKind() {
		t.Run(name, func(t *testing.T) {
			raw := render(t, r, q)
			doc, err := inspect.Read(raw)
			if err != nil {
				t.Fatal(err)
			}
			drawn, err := r.layout(q)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "a.pdf")
			if err := os.WriteFile(file, raw, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(tools["pdftotext"], "-raw", file, "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			seen := strings.Split(string(out), "\f")
			for i, p := range drawn.pages {
				var lines []string
				for _, op := range p.Ops {
					lines = append(lines, op.Text)
				}
				got := words(doc.Page(i + 1))
				if diff := cmp.Diff(words(strings.Join(lines, "\n")), got); diff != "" {
					t.Errorf("page %d (-drawn +read):\n%s", i+1, diff)
				}
				if diff := cmp.Diff(words(seen[i]), got); diff != "" {
					t.Errorf("page %d (-poppler +read):\n%s", i+1, diff)
				}
			}
			if string(doc.Attachments[receiptsFile]) != string(drawn.receipts) || len(doc.Pictures) > 0 {
				t.Errorf("files inside %v, pictures %v", doc.Attachments, doc.Pictures)
			}
		})
	}
}

// opened is what a browser's viewer finds in a file.
type opened struct {
	Pages       []string
	Links, Lost int
	Warnings    []string
	Title       string
	Author      string
	Language    string
	Outline     []struct {
		Title string
		Page  int
	}
	Attachments []string
	Scripts     bool
	ShowsTitle  bool
}

// TestBrowsersOpenIt reads a review with the viewer browsers have.
func TestBrowsersOpenIt(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	if _, err := os.Stat("viewer/node_modules"); err != nil {
		t.Skip("the viewer is not installed: npm install --no-package-lock --omit=optional in reports/pdf/viewer")
	}
	r, q := newRenderer(t), sample()
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, render(t, r, q), 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), node, "read.mjs", file)
	run.Dir, run.Stderr = "viewer", t.Output()
	out, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got opened
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("it printed %.200s: %v", out, err)
	}
	drawn := layOut(t, q)
	for i, p := range drawn.pages {
		if got.Outline[i].Page != i+1 || got.Outline[i].Title != p.title {
			t.Errorf("the outline leads to page %d as %q, want %d as %q", got.Outline[i].Page, got.Outline[i].Title, i+1, p.title)
		}
	}
	if got.Links < 2*len(drawn.rows) || got.Lost > 0 || len(drawn.rows) == 0 {
		t.Errorf("%d links of %d numbers, %d lead nowhere", got.Links, len(drawn.rows), got.Lost)
	}
	if len(got.Warnings) > 0 || got.Scripts {
		t.Errorf("warnings %q, scripts %v", got.Warnings, got.Scripts)
	}
	if len(got.Pages) != len(drawn.pages) || !strings.Contains(got.Pages[0], q.Customer.Name) {
		t.Errorf("%d pages, the first: %s", len(got.Pages), got.Pages[0])
	}
	head := []string{got.Title, got.Author, got.Language, fmt.Sprint(got.ShowsTitle), strings.Join(got.Attachments, " ")}
	if diff := cmp.Diff([]string{drawn.title, drawn.author, "en", "true", receiptsFile}, head); diff != "" {
		t.Errorf("title and so on (-want +got):\n%s", diff)
	}
}

// TestToolsFindNothingWrong: neither qpdf nor poppler has anything to say.
func TestToolsFindNothingWrong(t *testing.T) {
	tools := poppler(t, "pdftotext", "pdfinfo", "pdffonts")
	qpdf, err := exec.LookPath("qpdf")
	if err != nil {
		t.Skip("qpdf is not installed")
	}
	r := newRenderer(t)
	for name, q := range everyKind() {
		file := filepath.Join(t.TempDir(), "a.pdf")
		if err := os.WriteFile(file, render(t, r, q), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, command := range [][]string{{qpdf, "--check", file}, {tools["pdfinfo"], file}, {tools["pdffonts"], file}, {tools["pdftotext"], file, "-"}} {
			var stderr bytes.Buffer
			run := exec.Command(command[0], command[1:]...)
			run.Stderr = &stderr
			out, err := run.Output()
			if err != nil || stderr.Len() > 0 || bytes.Contains(out, []byte("WARNING")) {
				t.Errorf("%s: %s: %v, %s", name, filepath.Base(command[0]), err, stderr.String())
			}
		}
	}
}

// sumsAsked makes this test binary print the sums of all samples and nothing else.
const sumsAsked = "QUARTERDECK_PRINT_SUMS"

// TestSameBytesInOtherProcesses: a file depends neither on the process nor on how
// many processors it has.
func TestSameBytesInOtherProcesses(t *testing.T) {
	r := newRenderer(t)
	var here strings.Builder
	all := everyKind()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		sum := sha256.Sum256(render(t, r, all[name]))
		fmt.Fprintln(&here, "sum", name, hex.EncodeToString(sum[:]))
	}
	if os.Getenv(sumsAsked) != "" {
		fmt.Print(here.String())
		return
	}
	for _, processors := range []string{"1", "4"} {
		run := exec.Command(os.Args[0], "-test.run=^TestSameBytesInOtherProcesses$", "-test.count=1")
		run.Env = append(os.Environ(), sumsAsked+"=1", "GOMAXPROCS="+processors)
		out, err := run.Output()
		if err != nil {
			t.Fatal(err)
		}
		var there strings.Builder
		for line := range strings.Lines(string(out)) {
			if strings.HasPrefix(line, "sum ") {
				there.WriteString(line)
			}
		}
		if diff := cmp.Diff(here.String(), there.String()); diff != "" {
			t.Errorf("with %s processors (-here +there):\n%s", processors, diff)
		}
	}
}

// TestAnyFactsMakeAReadableFile: whatever facts hold, also what looks like a part of a
// PDF, the file is whole, holds the drawn words and does nothing by itself.
func TestAnyFactsMakeAReadableFile(t *testing.T) {
	r := newRenderer(t)
	hostile := []string{
		"endobj", "endstream", "%%EOF", "xref", "trailer\n<<\n", "<</Type /Page\n", "/Type /Catalog\n", "/Dest [3 0 R", "(Attachement1)", "startxref\n12\n%%EOF",
		"/JS (app.alert(1))", "/OpenAction", "javascript:alert(1)", "<script>", `\`, `\)`, "(((", ")))", "\x00\x01", "\u202Eabc", "\uFFFF", "𝒳 🚀", "שלום 123", "=1+1",
		"\u00AD\u200B", "\r\n\t", "${jndi:x}", "{{.}}", "%s%n", strings.Repeat("x", 3000),
	}
	rapid.Check(t, func(t *rapid.T) {
		q := sample()
		text := func(name string) string {
			parts := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(hostile), rapid.String()), 0, 3).Draw(t, name)
			return marks.Strip(strings.Join(parts, " ")) // as whatever is read
		}
		q.Customer.Name, q.Supplier.Name, q.Customer.ID = text("customer"), text("supplier"), text("id")
		q.Note.Text, q.Note.Author = text("note"), text("author")
		q.Support.Oldest[0].Subject, q.Goals[0].Title, q.Next[0].Text = text("subject"), text("goal"), text("promise")
		q.Features.Items[0].Name, q.Sources[0].Name, q.People[0].Name = text("feature"), text("source"), text("person")
		drawn, err := r.layout(q)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := r.write(&out, drawn); err != nil {
			t.Fatal(err)
		}
		doc, err := inspect.Read(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range drawn.pages {
			var lines []string
			for _, op := range p.Ops {
				lines = append(lines, op.Text)
			}
			if diff := cmp.Diff(letters(strings.Join(lines, "")), letters(doc.Page(i+1))); diff != "" {
				t.Fatalf("letters of page %d (-drawn +read):\n%s", i+1, diff)
			}
		}
	})
}

// letters are the letters and digits of a text in the order of their numbers: what
// runs to the left stands in a file the other way round, and Arabic in its shapes.
func letters(text string) string {
	out := slices.DeleteFunc([]rune(norm.NFKD.String(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	slices.Sort(out)
	return string(out)
}
