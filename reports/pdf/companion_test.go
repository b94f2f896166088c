package pdf

import (
	"crypto/sha256"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"quarterdeck/reports"
)

func layOutCompanion(t testing.TB, r *Renderer, c *reports.Companion) *document {
	t.Helper()
	doc, err := r.layoutCompanion(c)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestCompanionGolden(t *testing.T) {
	got := dump(t, layOutCompanion(t, newRenderer(t), companionSample()))
	const file = "testdata/companion.txt"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("run with -update if this is meant:\n%s", diff)
	}
}

// TestCompanionsAreTidy: nothing overlaps or leaves the page, on either paper and in
// every language that is shipped; with
// -samples the files are kept to be looked at.
func TestCompanionsAreTidy(t *testing.T) {
	for _, form := range []struct {
		letter   bool
		language string
	}{{false, "en"}, {true, "en"}, {false, "de"}, {true, "fr"}} {
		theme, err := DefaultTheme()
		if err != nil {
			t.Fatal(err)
		}
		theme.Letter, theme.Language = form.letter, form.language
		r, err := New(theme)
		if err != nil {
			t.Fatal(err)
		}
		w, h := theme.size()
		for name, c := range companionSamples() {
			doc := layOutCompanion(t, r, c)
			if bad := misplaced(doc, w, h); len(bad) > 0 {
				t.Errorf("%s, %+v: %s", name, form, strings.Join(bad, "\n"))
			}
			unfilled(t, name, doc)
			if *samplesDir != "" && (!form.letter || form.language != "en") {
				f, err := os.Create(filepath.Join(*samplesDir, "companion-"+name+"-"+form.language+".pdf"))
				if err != nil {
					t.Fatal(err)
				}
				if _, err := r.Companion(f, c); err != nil {
					t.Fatal(err)
				}
				if err := f.Close(); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// fataler is a test or a property's check.
type fataler interface {
	Helper()
	Errorf(format string, args ...any)
}

func unfilled(t fataler, name string, doc *document) {
	t.Helper()
	for _, line := range texts(doc) {
		if strings.ContainsAny(line, "⟦{}") || noNumber.MatchString(line) {
			t.Errorf("%s: unfilled text %q", name, line)
		}
	}
}

// TestAnyCompanionIsTidy: random texts, numbers and lengths of lists break no page.
func TestAnyCompanionIsTidy(t *testing.T) {
	r := newRenderer(t)
	w, h := r.theme.size()
	rapid.Check(t, func(t *rapid.T) {
		c := randomCompanion(t)
		doc, err := r.layoutCompanion(c)
		if err != nil {
			t.Fatal(err)
		}
		if bad := misplaced(doc, w, h); len(bad) > 0 {
			t.Fatalf("%s", strings.Join(bad, "\n"))
		}
		unfilled(t, "random", doc)
	})
}

func randomCompanion(t *rapid.T) *reports.Companion {
	c := companionSample()
	text := func(name string) string {
		return anyName(30, 14).Draw(t, name)
	}
	number := func(name string) reports.Number {
		return reports.Number{V: rapid.Float64Range(-1e12, 1e12).Draw(t, name), State: rapid.SampledFrom([]reports.State{reports.Known, reports.Known, reports.Missing}).Draw(t, name)}
	}
	several := func(name string) int { return rapid.IntRange(0, 12).Draw(t, name) }
	c.Customer.Name, c.Owner, c.MRR, c.Seats = text("customer"), text("owner"), number("mrr"), number("seats")
	h := c.Health
	h.Gate = rapid.SampledFrom([]string{"", text("gate")}).Draw(t, "gate")
	h.Band = rapid.SampledFrom([]string{"green", "yellow", "red"}).Draw(t, "band")
	h.Score = reports.Num(rapid.Float64Range(0, 100).Draw(t, "score"))
	h.Parts = nil
	for range several("parts") {
		h.Parts = append(h.Parts, reports.HealthPart{Measure: "attribute." + text("measure"), Value: number("value"), Points: reports.Num(rapid.Float64Range(-100, 100).Draw(t, "points")), Most: rapid.Float64Range(0, 100).Draw(t, "most"), Change: number("change")})
	}
	c.Risks, c.Chances, c.People, c.Answers, c.Promises, c.Differences, c.Findings = nil, nil, nil, nil, nil, nil, nil
	for range several("risks") {
		c.Risks = append(c.Risks, reports.Concern{Reason: text("reason"), Action: text("action"), Owner: text("owner"), Money: number("money"), State: "held"})
		c.Chances = append(c.Chances, reports.Concern{Reason: text("reason"), Action: text("action"), Goal: text("goal"), Money: number("money")})
	}
	for range several("people") {
		c.People = append(c.People, reports.Stakeholder{Name: text("name"), Title: text("title"), Role: rapid.SampledFrom([]string{"", "champion"}).Draw(t, "role")})
		c.Answers = append(c.Answers, reports.Answer{Kind: "nps", On: c.AsOf.AddDate(0, 0, -rapid.IntRange(0, 90).Draw(t, "ago")), Who: text("who"), Words: text("words"), Waits: true})
	}
	for range several("late") {
		c.Promises = append(c.Promises, reports.Commitment{Status: reports.Late, Side: reports.Us, Text: text("promise"), Owner: text("owner"), DueOn: c.AsOf.AddDate(0, 0, -rapid.IntRange(1, 900).Draw(t, "late"))})
	}
	for range several("differences") {
		c.Differences = append(c.Differences, reports.Mismatch{Cause: "mrr_differs", Systems: text("systems"), Detail: text("detail"), MRR: number("at stake")})
		c.Findings = append(c.Findings, reports.FailedRow{Check: text("check"), Meaning: text("meaning"), Key: text("key"), Detail: text("detail")})
	}
	return c
}

// TestEveryPageSaysThatItIsInternal, at its head and at its foot, and so does the
// title a file manager shows.
func TestEveryPageSaysThatItIsInternal(t *testing.T) {
	r := newRenderer(t)
	for name, c := range companionSamples() {
		doc := layOutCompanion(t, r, c)
		if !strings.HasPrefix(doc.title, "INTERNAL") {
			t.Errorf("%s: the title is %q", name, doc.title)
		}
		for i, p := range doc.pages {
			n := 0
			for _, op := range p.Ops {
				if op.Path == nil && strings.Contains(op.Text, "INTERNAL – not for the customer") {
					n++
				}
			}
			if n != 2 {
				t.Errorf("%s, page %d says %d times that it is internal, want 2", name, i+1, n)
			}
		}
	}
}

// TestQuestionsMayBeAskedAsTheyStand: no question tells what we judge or fear.
func TestQuestionsMayBeAskedAsTheyStand(t *testing.T) {
	r := newRenderer(t)
	for name, c := range companionSamples() {
		questions := c.Questions()
		if len(questions) == 0 {
			t.Errorf("%s: no question is suggested", name)
		}
		for _, q := range questions {
			if said := r.book.Say(q); internal.MatchString(said) || !strings.HasSuffix(said, "?") {
				t.Errorf("%s: %q", name, said)
			}
		}
	}
}

// TestCompanionScoreAddsUp: what is printed of each part adds up to the score, within
// what rounding to a tenth of each may take.
func TestCompanionScoreAddsUp(t *testing.T) {
	h := companionSample().Health
	sum := 0.0
	for _, part := range h.Parts {
		sum += math.Round(10*part.Points.V) / 10
	}
	if math.Abs(sum-h.Score.V) > 0.05*float64(len(h.Parts)) {
		t.Errorf("the parts of the sample add up to %v, its score is %v", sum, h.Score.V)
	}
}

func TestCompanionsHaveTheSameBytes(t *testing.T) {
	a, b := newRenderer(t), newRenderer(t)
	var sums [2][32]byte
	for i, r := range []*Renderer{a, b} {
		hash := sha256.New()
		if _, err := r.Companion(hash, companionSample()); err != nil {
			t.Fatal(err)
		}
		copy(sums[i][:], hash.Sum(nil))
	}
	if sums[0] != sums[1] {
		t.Error("two renderers give other bytes for the same facts")
	}
}

// TestCompanionIsReadableText reads the file back with another program.
func TestCompanionIsReadableText(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext of poppler is not installed")
	}
	file := filepath.Join(t.TempDir(), "c.pdf")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newRenderer(t).Companion(f, companionSample()); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(string(out), "\f")
	for i, want := range []string{"Red at 49, 48 days before the renewal", "Bo Lind has left, on 3 Nov 2026", "Past accounts in red: 11 of 34 were lost"} {
		if !strings.Contains(pages[i], want) {
			t.Errorf("page %d has no %q:\n%s", i+1, want, pages[i])
		}
	}
}

func BenchmarkCompanion(b *testing.B) {
	r, c := newRenderer(b), companionSample()
	for b.Loop() {
		if _, err := r.Companion(io.Discard, c); err != nil {
			b.Fatal(err)
		}
	}
}
