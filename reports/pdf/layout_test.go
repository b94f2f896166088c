package pdf

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

var update = flag.Bool("update", false, "write the golden files anew")

func layOut(t testing.TB, q *reports.QBR) *document {
	t.Helper()
	doc, err := newRenderer(t).layout(q)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// dump writes every page's steps.
func dump(t *testing.T, doc *document) string {
	t.Helper()
	var out strings.Builder
	for i, p := range doc.pages {
		fmt.Fprintf(&out, "== page %d: %s\n", i+1, p.title)
		if err := p.Dump(&out); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// texts are the printed lines of a document.
func texts(doc *document) []string {
	var out []string
	for _, p := range doc.pages {
		for _, op := range p.Ops {
			if op.Path == nil {
				out = append(out, op.Text)
			}
		}
	}
	return out
}

// TestLayoutGolden holds every step of the full sample's pages.
func TestLayoutGolden(t *testing.T) {
	got := dump(t, layOut(t, sample()))
	const file = "testdata/full.txt"
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

// misplaced lists what leaves the page and texts that touch each other.
func misplaced(doc *document, w, h float64) []string {
	var out []string
	for n, p := range doc.pages {
		var boxes []charts.Op
		for _, op := range p.Ops {
			b := op.Bounds()
			edge := 0.0
			if op.Path == nil {
				edge = 20 // text keeps clear of the paper's edge
			}
			if b.X < edge-0.1 || b.Y < edge-0.1 || b.Right() > w-edge+0.1 || b.Bottom() > h-edge+5 {
				out = append(out, fmt.Sprintf("page %d outside: %v", n+1, op))
			}
			if op.Path == nil {
				boxes = append(boxes, op)
			}
		}
		for i, a := range boxes {
			for _, b := range boxes[:i] {
				x, y := a.Bounds(), b.Bounds()
				if x.X < y.Right()-0.5 && y.X < x.Right()-0.5 && x.Y < y.Bottom()-1.2 && y.Y < x.Bottom()-1.2 {
					out = append(out, fmt.Sprintf("page %d touch: %v | %v", n+1, a, b))
				}
			}
		}
	}
	return out
}

func TestPagesAreTidy(t *testing.T) {
	theme, err := DefaultTheme()
	if err != nil {
		t.Fatal(err)
	}
	w, h := theme.size()
	for name, q := range samples() {
		t.Run(name, func(t *testing.T) {
			if bad := misplaced(layOut(t, q), w, h); len(bad) > 0 {
				t.Errorf("%s", strings.Join(bad, "\n"))
			}
		})
	}
}

func TestLetterPaper(t *testing.T) {
	theme, err := DefaultTheme()
	if err != nil {
		t.Fatal(err)
	}
	theme.Letter = true
	r, err := New(theme)
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range samples() {
		doc, err := r.layout(q)
		if err != nil {
			t.Fatal(err)
		}
		if bad := misplaced(doc, 792, 612); len(bad) > 0 {
			t.Errorf("%s: %s", name, strings.Join(bad, "\n"))
		}
	}
}

// TestAnyReviewIsTidy: random texts and numbers break no page.
func TestAnyReviewIsTidy(t *testing.T) {
	r := newRenderer(t)
	w, h := r.theme.size()
	rapid.Check(t, func(t *rapid.T) {
		q := sample()
		text := func(name string) string {
			return anyName(30, 14).Draw(t, name)
		}
		number := func(name string) reports.Number {
			return reports.Number{V: rapid.Float64Range(0, 1e13).Draw(t, name), State: rapid.SampledFrom([]reports.State{reports.Known, reports.Known, reports.Missing}).Draw(t, name)}
		}
		q.Customer.Name, q.Supplier.Name = text("customer"), text("supplier")
		for i := range q.Goals {
			g := &q.Goals[i]
			g.Title, g.Measure, g.Owner, g.Unit = text("title"), text("measure"), text("owner"), text("unit")
			g.Baseline, g.Target, g.Actual = number("baseline"), number("target"), number("actual")
		}
		for i := range q.Next {
			q.Next[i].Text, q.Next[i].Owner = text("promise"), text("owner")
			q.Next[i].DueOn = q.Period.End.AddDate(0, 0, rapid.IntRange(0, 90).Draw(t, "due"))
		}
		for i := range q.Usage.Weeks {
			q.Usage.Weeks[i].Active, q.Usage.Weeks[i].Events, q.Usage.LastYear[i].Active = number("active"), number("events"), number("year")
		}
		for i := range q.Features.Items {
			f := &q.Features.Items[i]
			f.Name, f.ActiveUsers, f.Uses, f.Previous = text("feature"), number("users"), number("uses"), number("previous")
		}
		q.Seats = &reports.Seats{Active: number("active"), Bought: number("seats")}
		q.Support.FirstReply, q.Support.PreviousReply, q.Support.Created = number("reply"), number("before"), number("created")
		q.Note.Text = text("note")
		doc, err := r.layout(receipted(q))
		if err != nil {
			t.Fatal(err)
		}
		if bad := append(misplaced(doc, w, h), doc.loose()...); len(bad) > 0 {
			t.Fatalf("%s", strings.Join(bad, "\n"))
		}
		for _, line := range texts(doc) {
			if strings.ContainsAny(line, "⟦{}") || noNumber.MatchString(line) {
				t.Fatalf("unfilled text %q", line)
			}
		}
	})
}

// internal are words of the supplier's own view of a customer.
var internal = regexp.MustCompile(`(?i)health score|churn|risk|renewal probab|likelihood|pulse|forecast|upsell|\bmrr\b|\barr\b|margin`)

func TestNoInternalWord(t *testing.T) {
	for name, q := range samples() {
		if name == "first" {
			q.Customer.Name = "Bluebird" // its sample name holds a word of the list
		}
		for _, line := range texts(layOut(t, q)) {
			if w := internal.FindString(line); w != "" {
				t.Errorf("%s prints %q in %q", name, w, line)
			}
		}
	}
}

// TestOneCustomerOnly: two reviews laid out by one renderer share no name.
func TestOneCustomerOnly(t *testing.T) {
	r := newRenderer(t)
	a, b := sample(), firstQuarter()
	for _, pair := range [][2]*reports.QBR{{a, b}, {b, a}} {
		doc, err := r.layout(pair[0])
		if err != nil {
			t.Fatal(err)
		}
		if all := strings.Join(append(texts(doc), doc.title, doc.subject), "\n"); strings.Contains(all, pair[1].Customer.Name) {
			t.Errorf("the review of %s names %s", pair[0].Customer.Name, pair[1].Customer.Name)
		}
	}
}

func TestFooterOnEveryPage(t *testing.T) {
	doc := layOut(t, sample())
	for i, p := range doc.pages {
		var all []string
		for _, op := range p.Ops {
			if op.Path == nil && op.Y > 560 {
				all = append(all, op.Text)
			}
		}
		got := strings.Join(all, " | ")
		for _, want := range []string{"Meridian Logistics", "Q3 2026", "Data as of 30 Sep 2026", doc.id, fmt.Sprintf("%d / %d", i+1, len(doc.pages))} {
			if !strings.Contains(got, want) {
				t.Errorf("page %d: %q is not in the footer %q", i+1, want, got)
			}
		}
	}
}

// TestDocumentID: the id follows the facts and nothing else.
func TestDocumentID(t *testing.T) {
	id := func(q *reports.QBR) string { return layOut(t, q).id }
	first := id(sample())
	if again := id(sample()); again != first {
		t.Errorf("the same facts have the ids %s and %s", first, again)
	}
	q := sample()
	q.Support.Months[0].Created["low"]++
	if other := id(q); other == first {
		t.Error("another fact has the same id")
	}
	q = sample()
	q.KnownAt = q.KnownAt.Add(time.Second)
	if other := id(q); other == first {
		t.Error("another knowledge instant has the same id")
	}
}
