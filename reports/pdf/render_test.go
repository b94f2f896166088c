package pdf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/go-pdf/fpdf"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
	"quarterdeck/templates"
)

func render(t testing.TB, r *Renderer, q *reports.QBR) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := r.QBR(&out, q); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestSameBytes: the same facts give the same file, from any renderer and from
// many goroutines at once.
func TestSameBytes(t *testing.T) {
	r := newRenderer(t)
	want := map[string][32]byte{}
	for name, q := range samples() {
		want[name] = sha256.Sum256(render(t, r, q))
	}
	other := newRenderer(t)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for name, q := range samples() {
				by := r
				if g%2 == 1 {
					by = other
				}
				if got := sha256.Sum256(render(t, by, q)); got != want[name] {
					t.Errorf("goroutine %d: %s differs", g, name)
				}
			}
		})
	}
	wg.Wait()
}

// TestWidthsAgree compares our widths with the PDF library's own.
func TestWidthsAgree(t *testing.T) {
	r := newRenderer(t)
	f := fpdf.New("L", "pt", "A4", "")
	style := [2]string{charts.Regular: "", charts.SemiBold: "B"}
	for w, name := range [2]string{charts.Regular: "Regular", charts.SemiBold: "SemiBold"} {
		file, err := fs.ReadFile(templates.Files, "fonts/NotoSans-"+name+".ttf")
		if err != nil {
			t.Fatal(err)
		}
		f.AddUTF8FontFromBytes(family, style[w], file)
	}
	rec := &charts.Recording{Face: r.face}
	for _, text := range []string{"Weekly active people up 18%", "1,284,310", "−12.5", "Čeština, Ελληνικά, Українська, Việt", "fi ff → ≤ €"} {
		for _, w := range []charts.Weight{charts.Regular, charts.SemiBold} {
			f.SetFont(family, style[w], 11)
			want := f.GetStringWidth(text)
			if got := rec.Width(text, charts.TextStyle{Size: 11, Weight: w}); got < want-0.01 || got > want+0.01 {
				t.Errorf("%q in weight %d: got %.3f, want %.3f", text, w, got, want)
			}
		}
	}
}

func TestDigitsAlign(t *testing.T) {
	face := newRenderer(t).face
	for _, w := range []charts.Weight{charts.Regular, charts.SemiBold} {
		for d := '0'; d <= '9'; d++ {
			if got, want := face.Advance(string(d), w), face.Advance("0", w); got != want {
				t.Errorf("digit %c is %v wide, 0 is %v", d, got, want)
			}
		}
	}
}

func TestUnprintableRunesAreShownAndReported(t *testing.T) {
	q := sample()
	q.Customer.Name = "東京 Robotics"
	q.Note.Text = "Tabs\tand\nlines, a joiner\u200d, a mark\u200e, e\u0301 composed, 🚀 not."
	r := newRenderer(t)
	result, err := r.Render(io.Discard, q)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(result.Warnings, "\n"); len(result.Warnings) != 2 || !strings.Contains(got, "京 (U+4EAC), 東 (U+6771) of the script Han") || !strings.Contains(got, "🚀 (U+1F680)") {
		t.Errorf("warnings:\n%s", got)
	}
	doc := layOut(t, q)
	all := strings.Join(texts(doc), "\n")
	for _, want := range []string{"\uFFFD\uFFFD", "Tabs and lines, a joiner, a mark, é composed, \uFFFD not."} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not printed", want)
		}
	}
}

// TestReadableText reads the file back with another program: the text is real
// text in the right order of pages, and the metadata is there.
func TestReadableText(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext of poppler is not installed")
	}
	info, err := exec.LookPath("pdfinfo")
	if err != nil {
		t.Skip("pdfinfo of poppler is not installed")
	}
	r := newRenderer(t)
	q := scripts("Αφοί Παπαδόπουλοι & ООО «Ветер»", "Réunion à Kraków")
	file := t.TempDir() + "/q.pdf"
	if err := os.WriteFile(file, render(t, r, q), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(string(out), "\f")
	for i, want := range []string{"Quarterly business review", "Business value", "Réunion à Kraków", "Your teams completed 80,290 actions", "Weekly active people up 26% since July",
		"95% of tickets", "commitments of ours", "term", "What each figure means", "Where the figures come from", "Every number of this review and what it is"} {
		if !strings.Contains(pages[i], want) {
			t.Errorf("page %d has no %q", i+1, want)
		}
	}
	out, err = exec.Command(info, file).Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Title:           Αφοί Παπαδόπουλοι & ООО «Ветер»: quarterly business review, Q3 2026", "Author:          Northwind Cloud",
		fmt.Sprintf("Pages:           %d", len(layOut(t, q).pages)), "Page size:       841.89 x 595.28 pts (A4)"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("pdfinfo has no %q:\n%s", want, out)
		}
	}
}

// BenchmarkQBR prints a full review, one at a time and in parallel.
func BenchmarkQBR(b *testing.B) {
	r := newRenderer(b)
	q := sample()
	b.Run("one", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			render(b, r, q)
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.ReportAllocs()
		b.SetParallelism(2)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				render(b, r, q)
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "docs/s")
	})
	b.Run("layout", func(b *testing.B) {
		for b.Loop() {
			if _, err := r.layout(q); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func ExampleRenderer_Render() {
	theme, err := DefaultTheme()
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := New(theme)
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := r.Render(io.Discard, sample())
	fmt.Println(result.Pages, result.Warnings, err)
	// Output: 12 [] <nil>
}
