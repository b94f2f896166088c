package web

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/reports"
)

func pointer[T any](v T) *T { return &v }

func TestValues(t *testing.T) {
	for want, got := range map[string]string{
		"12,345": Money(pointer(12345.4)), "−1,000": Money(pointer(-999.6)), "0": Money(pointer(-0.2)), "–": Money(nil),
		"91.4 %": Share(pointer(0.9139)), "+23": Points(pointer(22.97)), "−67": Points(pointer(-66.6)), "3 h 35 min": Duration(pointer(215.0)),
		"2 d 4 h": Span(52*time.Hour + 10*time.Minute), "1 d": Span(24 * time.Hour), "23.1 s": Span(23100 * time.Millisecond), "12 d": Value(pointer(12.0), "days"),
		"0.53": Value(pointer(0.5312), ""), "1,234": Value(pointer(1234.5), ""), "NRR by team": Words("nrr_by_team"), "MRR growth": Sentence("mrr_growth"),
		"1 day": Plural(1, "day", "days"), "2,000 days": Plural(2000, "day", "days"), "Größe…": short("Größe der Firma", 7), "21 Nov 2026": Day(time.Date(2026, 11, 21, 5, 0, 0, 0, time.UTC)),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func months(n int) (labels []string, values []*float64) {
	for i := range n {
		labels = append(labels, time.Date(2026, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC).Format("Jan 2006"))
		values = append(values, pointer(float64(100+i*7%5)))
	}
	values[1] = nil
	return labels, values
}

// drawings are a chart of every kind pages have.
func drawings() map[string]*Chart {
	labels, values := months(12)
	day := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	company := &reports.Strategy{Lanes: []reports.Lane{{Name: "a", Title: "Money"}, {Name: "b", Title: "People"}},
		Objectives: []reports.Objective{{Name: "x", Title: "Keep <them>", Lane: "a", Status: "green", Score: reports.Num(1)}, {Name: "y", Title: "Help", Lane: "b", Status: "red"},
			{Name: "z", Title: "Know", Lane: "b", Status: "hollow"}, {Name: "v", Title: "Tell", Lane: "a", Status: "yellow"}, {Name: "w", Title: "Ask", Lane: "b", Status: "grey"}},
		Links: []reports.Link{{From: "y", To: "x", Expected: "plus", Verdict: "agrees"}, {From: "z", To: "v", Expected: "minus", Verdict: "opposite"}, {From: "w", To: "x"}}}
	return map[string]*Chart{
		"amounts": Amounts("Tickets", "count", labels, Curve{Name: "opened", Values: values}, Curve{Name: "solved", Values: values, Ghost: true}),
		"rates":   Rates("NRR", "ratio", labels, 108, Curve{Name: "NRR", Values: values}).Wide(),
		"ranges":  Ranges("NPS", "points", -100, 100, []Range{{Label: "<b>", Note: "5", Low: pointer(-20.0), Value: pointer(3.0), High: pointer(30.0)}, {Label: "none"}}, &Range{Value: pointer(10.0)}),
		"health":  HealthCourse([]Night{{On: day, Score: 40}, {On: day.AddDate(0, 0, 40), Score: 80, Break: true}}, []Night{{On: day.AddDate(0, -1, 0), Score: 50}}, 50, 75),
		"map":     StrategyMap(company),
	}
}

var painted = regexp.MustCompile(`<(path|text|rect)( class="[^"]*")?[^>]*? fill="(#[0-9A-F]{6}|none)"(?: stroke="(#[0-9A-F]{6}))?`)

// TestChartsFollowTheDark: every colour of every chart has a name, so that the style
// sheet can give it a dark twin, and the style sheet knows every name.
func TestChartsFollowTheDark(t *testing.T) {
	r, err := New()
	if err != nil {
		t.Fatal(err)
	}
	assets, err := Assets()
	if err != nil {
		t.Fatal(err)
	}
	for name, chart := range drawings() {
		if chart == nil {
			t.Errorf("%s is not drawn", name)
			continue
		}
		picture := string(r.draw(chart))
		for d := xml.NewDecoder(strings.NewReader(picture)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if !strings.Contains(picture, "<title") || !strings.Contains(picture, "<desc") || strings.Contains(picture, "style=") {
			t.Errorf("%s has no title, no description or a style of its own", name)
		}
		for _, m := range painted.FindAllStringSubmatch(picture, -1) {
			if m[3] != "none" && !strings.Contains(m[2], "f-") || m[4] != "" && !strings.Contains(m[2], "s-") {
				t.Errorf("%s has a colour without a name: %s", name, m[0])
			}
		}
	}
	for _, color := range r.names() {
		if !bytes.Contains(assets["style.css"], []byte(".f-"+color+" ")) || !bytes.Contains(assets["style.css"], []byte(".s-"+color+" ")) {
			t.Errorf("the style sheet does not know %s", color)
		}
	}
}

func TestNothingToDraw(t *testing.T) {
	for name, chart := range map[string]*Chart{
		"amounts": Amounts("x", "count", nil), "rates": Rates("x", "ratio", []string{"Jan"}, 1, Curve{Values: []*float64{nil}}).Wide(), "ranges": Ranges("x", "ratio", 0, 1, []Range{{Label: "a"}}, nil),
		"health": HealthCourse(nil, nil, 50, 75), "map": StrategyMap(&reports.Strategy{}),
	} {
		if chart != nil {
			t.Errorf("%s draws nothing", name)
		}
	}
}

// TestSorting: a heading sorts, once more turns it round, and the filters stay.
func TestSorting(t *testing.T) {
	f := Filter{Search: "a&b", Band: "red", Sort: "mrr", Down: true, Page: 3}
	var got []string
	for _, c := range Columns(f)[:4] {
		got = append(got, c.Order+" "+c.Link)
	}
	want := []string{" /customers?band=red&q=a%26b&sort=name", " /customers?band=red&q=a%26b&sort=owner",
		"descending /customers?band=red&q=a%26b&sort=mrr", " /customers?band=red&q=a%26b&sort=health"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{1, 4, 5, 6, 7, 8, 20}, Customers{Filter: Filter{Page: 6}, Pages: 20}.Pager()); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
}
