package pdf

import (
	"regexp"
	"strings"
	"testing"

	"quarterdeck/reports"
)

// TestTenVeryDifferentCustomers: on both papers and in every language no page of any
// of them is cut, crowded, empty, or says something unfilled.
func TestTenVeryDifferentCustomers(t *testing.T) {
	theme, err := DefaultTheme()
	if err != nil {
		t.Fatal(err)
	}
	german, french, letter := theme, theme, theme
	german.Language, french.Language, letter.Letter = "de", "fr", true
	for kind, theme := range map[string]Theme{"A4": theme, "Letter": letter, "German": german, "French": french} {
		r, err := New(theme)
		if err != nil {
			t.Fatal(err)
		}
		w, h := theme.size()
		for name, q := range customers() {
			doc, err := r.layout(q)
			if err != nil {
				t.Fatal(err)
			}
			for _, wrong := range append(misplaced(doc, w, h), sparse(doc)...) {
				t.Errorf("%s, %s: %s", name, kind, wrong)
			}
			for _, line := range texts(doc) {
				if strings.ContainsAny(line, "⟦{}") || noNumber.MatchString(line) {
					t.Errorf("%s, %s: unfilled text %q", name, kind, line)
				}
			}
		}
	}
}

// sparse lists pages with less than a headline, a footer and one block of texts.
func sparse(doc *document) []string {
	var out []string
	for _, p := range doc.pages {
		n := 0
		for _, op := range p.Ops {
			if op.Path == nil {
				n++
			}
		}
		if n < 10 {
			out = append(out, "the page "+p.title+" is nearly empty")
		}
	}
	return out
}

// pagesOf are the titles of a document's pages but the appendix.
func pagesOf(doc *document) []string {
	var out []string
	for _, p := range doc.pages {
		if p.title == "Definitions" {
			return out
		}
		out = append(out, p.title)
	}
	return out
}

// TestPagesOfEveryKind: who lacks the facts of a page lacks the page, and a first
// review is short.
func TestPagesOfEveryKind(t *testing.T) {
	whole := "Summary, Your scorecard, Your goals, Value delivered, Adoption, Service and experience, Plan, Your contract"
	for name, want := range map[string]string{
		"everything":    whole,
		"huge numbers":  whole,
		"churned":       whole,
		"no survey":     whole,
		"no usage":      "Summary, Your scorecard, Your goals, Service and experience, Plan",
		"one ticket":    strings.TrimSuffix(whole, ", Your contract"),
		"first quarter": "Summary, Your goals, Your start, Plan",
	} {
		if got := strings.Join(pagesOf(layOut(t, customers()[name])), ", "); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

// TestContractNeedsItsPermission: without a term nothing tells of the contract, with
// one no page tells of money.
func TestContractNeedsItsPermission(t *testing.T) {
	q := sample()
	q.Term = nil
	for _, line := range texts(layOut(t, receipted(q))) {
		if regexp.MustCompile(`(?i)\b(term|renewal|notice)\b`).MatchString(line) {
			t.Errorf("without permission the review says %q", line)
		}
	}
	for _, line := range texts(layOut(t, receipted(sample()))) {
		if strings.ContainsAny(line, "$€£") || strings.Contains(line, "USD") {
			t.Errorf("the review tells of money: %q", line)
		}
	}
}

// TestDaysOfTheContract: the message goes by where the as-of day lies.
func TestDaysOfTheContract(t *testing.T) {
	for _, tc := range []struct{ renewal, notice, want string }{
		{"2027-02-11", "2026-12-13", "Your term runs until 11 Feb 2027; notice can be given until 13 Dec 2026"},
		{"2027-02-11", "2026-09-30", "Your term runs until 11 Feb 2027; notice can be given until 30 Sep 2026"},
		{"2027-02-11", "2026-09-29", "Your term runs until 11 Feb 2027; the last day for notice was 29 Sep 2026"},
		{"2026-09-30", "2026-08-01", "Your term ended on 30 Sep 2026"},
		{"2027-02-11", "", "Your term runs until 11 Feb 2027"},
	} {
		q := sample()
		q.Term.RenewalOn, q.Term.NoticeOn = day(tc.renewal), reports.Term{}.NoticeOn
		if tc.notice != "" {
			q.Term.NoticeOn = day(tc.notice)
		}
		got := newRenderer(t).book.Say(q.TermTitle())
		if got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

// TestTeamsTakeThePlaceOfBars: with teams the grid stands for the bars, with the share
// of each team, and the team that has not come is the step to take.
func TestTeamsTakeThePlaceOfBars(t *testing.T) {
	all := strings.Join(texts(layOut(t, receipted(sample()))), "\n")
	for _, want := range []string{"Nobody in Finance used the product in the quarter", "Nobody in Finance (13 people) was active", "Dispatch"} {
		if !strings.Contains(strings.ReplaceAll(all, "\n", " "), want) {
			t.Errorf("nothing says %q", want)
		}
	}
	q := sample()
	q.Teams = nil
	if all := strings.Join(texts(layOut(t, receipted(q))), "\n"); !strings.Contains(all, "8 of 10 features of your plan are in use") {
		t.Error("without teams there are no bars of features")
	}
}
