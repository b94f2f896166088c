package pdf

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/reports"
	"quarterdeck/reports/wording"
)

// numeral is a number as it is printed, without what stands around it.
var numeral = regexp.MustCompile(`\d+(?:[.,]\d+)*`)

// numerals are the numbers in a text, in order of their size as texts.
func numerals(s string) []string {
	found := numeral.FindAllString(s, -1)
	slices.Sort(found)
	return found
}

// accounted are the numerals of a page that are of a day, a quote, an axis or the
// wording, and the texts of the figures on it.
func accounted(doc *document, p *page) (words []string, figures []string) {
	for _, op := range p.Ops {
		for _, part := range op.Parts {
			if part.Entry < 0 {
				continue
			}
			if doc.trail.Entries[part.Entry].Kind == wording.Figure {
				figures = append(figures, part.Text)
			} else {
				words = append(words, numerals(part.Text)...)
			}
		}
	}
	return words, figures
}

// TestNumeralsOfTheFile reads the finished file with other programs: each numeral
// poppler finds on a page is a day, a quote, an axis or the wording's own, or part of
// a number which the attached receipts have for that page.
func TestNumeralsOfTheFile(t *testing.T) {
	tools := poppler(t, "pdftotext", "pdfdetach")
	r := newRenderer(t)
	for _, name := range []string{"full", "first", "small", "crowded", "long", "quiet", "greek"} {
		t.Run(name, func(t *testing.T) {
			q := samples()[name]
			doc, err := r.layout(q)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			file := filepath.Join(dir, "q.pdf")
			if err := os.WriteFile(file, render(t, r, q), 0o600); err != nil {
				t.Fatal(err)
			}
			receipts := attached(t, tools["pdfdetach"], file, dir)
			for i, p := range doc.pages {
				number := fmt.Sprint(i + 1)
				out, err := exec.Command(tools["pdftotext"], "-f", number, "-l", number, file, "-").Output()
				if err != nil {
					t.Fatal(err)
				}
				words, figures := accounted(doc, p)
				for _, figure := range figures {
					if p.title != doc.pages[len(doc.pages)-1].title && !printedOn(receipts, figure, i+1) {
						t.Errorf("page %s prints %q, for which no receipt is attached", number, figure)
					}
					words = append(words, numerals(figure)...)
				}
				slices.Sort(words)
				if diff := cmp.Diff(words, numerals(string(out))); diff != "" {
					t.Errorf("page %s: what was laid out (-) is not what the file holds (+):\n%s", number, diff)
				}
			}
		})
	}
}

// printedOn says whether a receipt is of this text, or of one it begins, on the page.
func printedOn(all reports.Receipts, text string, page int) bool {
	return slices.ContainsFunc(all.Numbers, func(n reports.Printed) bool {
		return slices.Contains(n.Pages, page) && (n.Text == text || strings.HasPrefix(n.Text, strings.TrimSuffix(text, "…")))
	})
}

// attached takes the receipts out of a file.
func attached(t *testing.T, tool, file, dir string) (all reports.Receipts) {
	t.Helper()
	if out, err := exec.Command(tool, "-saveall", "-o", dir, file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	raw, err := os.ReadFile(filepath.Join(dir, receiptsFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// poppler finds its programs.
func poppler(t *testing.T, names ...string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Skip(name + " of poppler is not installed")
		}
		found[name] = path
	}
	return found
}
