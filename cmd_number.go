package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"quarterdeck/pipeline"
	"quarterdeck/reports"
)

// explainPrinted follows a number of a review down to what it is made of, and on to
// the records where it is one published figure. Of a whole review it says for each
// number whether it comes out.
func (a *app) explainPrinted(ctx context.Context, id, reviews string, rows int, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		x, err := p.ExplainPrinted(ctx, id, reviews)
		if err != nil {
			return err
		}
		if asJSON {
			return errors.Join(printJSON(a.stdout, x), printedVerdict(x))
		}
		if !strings.Contains(id, "#") {
			return errors.Join(a.printPrinted(x), printedVerdict(x))
		}
		n := x.Numbers[0]
		a.printNumber(x, n)
		if err := printedVerdict(x); err != nil {
			return err
		}
		if n.Figure != "" && x.Current {
			fmt.Fprintln(a.stdout)
			return a.explainFigure(ctx, p, n.Figure, rows, false)
		}
		a.printFigures(n.Figures())
		return nil
	})
}

// printedVerdict is an error when the marts do not give what was printed.
func printedVerdict(x *pipeline.ExplainedReview) error {
	var wrong []string
	for _, n := range x.Numbers {
		if !n.Holds() {
			wrong = append(wrong, fmt.Sprintf("#%d, %s: printed was %s of %s, run %s gives %s",
				n.ID, n.What, n.Text, valueText(&n.Printed), x.RunID, valueText(n.Now)))
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return fmt.Errorf("explain %s: %d of %s DO NOT COME OUT\n  %s", x.DocumentID, len(wrong), counted(len(x.Numbers), "number"), strings.Join(wrong, "\n  "))
}

// printPrinted lists the numbers of a review.
func (a *app) printPrinted(x *pipeline.ExplainedReview) error {
	var cells [][]string
	for _, n := range x.Numbers {
		verdict := "as printed"
		if !n.Holds() {
			verdict = "NOT " + n.Text
		}
		cells = append(cells, []string{fmt.Sprint("#", n.ID), n.Text, pagesText(n.Pages), shorten(n.What, 80), valueText(n.Now), verdict})
	}
	a.printReview(x)
	if len(cells) == 0 {
		return nil
	}
	return printTable(a.stdout, []string{"ID", "PRINTED", "PAGES", "WHAT", "THE MARTS GIVE", ""}, cells)
}

// printNumber prints what a number is and the tree it is made of.
func (a *app) printNumber(x *pipeline.ExplainedReview, n pipeline.ExplainedNumber) {
	fmt.Fprintf(a.stdout, "%s = %s\n", n.What, n.Text)
	fmt.Fprintf(a.stdout, "number %d, on %s %s\n", n.ID, plural(len(n.Pages), "page", "pages"), pagesText(n.Pages))
	a.printReview(x)
	a.printFollowed(n.Followed, 0)
}

func (a *app) printReview(x *pipeline.ExplainedReview) {
	made := "computed again from the same loads"
	if x.Current {
		made = "which readers see"
	}
	fmt.Fprintf(a.stdout, "review %s of customer %s for %s\ndata as of %s, known at %s; asked of run %s, %s\n\n",
		x.DocumentID, x.CustomerID, x.Quarter, x.AsOf, when(x.KnownAt), x.RunID, made)
}

func pagesText(pages []int) string {
	text := make([]string, len(pages))
	for i, page := range pages {
		text[i] = fmt.Sprint(page)
	}
	return strings.Join(text, ", ")
}

// printFollowed prints one step of the reckoning, and below it what it is made of.
func (a *app) printFollowed(f pipeline.Followed, depth int) {
	indent := strings.Repeat("  ", depth)
	verdict := ""
	if len(f.From) == 0 && !f.Holds() {
		verdict = "  NOT THE SAME: the marts give " + valueText(f.Now)
	}
	fmt.Fprintf(a.stdout, "%s%s  %s%s\n", indent, valueText(&f.Printed), f.What, verdict)
	switch {
	case f.Figure != "":
		fmt.Fprintf(a.stdout, "%s  figure %s\n", indent, f.Figure)
	case f.SQL != "":
		fmt.Fprintf(a.stdout, "%s  %s\n", indent, f.SQL)
	case len(f.From) > 0:
		fmt.Fprintf(a.stdout, "%s  %s:\n", indent, reckoning(f.How))
	default:
		fmt.Fprintf(a.stdout, "%s  counted by the document itself\n", indent)
	}
	for _, part := range f.From {
		a.printFollowed(part, depth+2)
	}
}

// reckoning says what is done with the numbers below.
func reckoning(how reports.How) string {
	switch how {
	case reports.Ratio:
		return "the first over the second"
	case reports.Change:
		return "the first over the second, less one"
	case reports.Difference:
		return "the first less the second"
	case reports.Tally:
		return "how many there are"
	case reports.Low:
		return "lower end of the 95 % range (adjusted Wald) of promoters, passives and detractors"
	case reports.High:
		return "upper end of the 95 % range (adjusted Wald) of promoters, passives and detractors"
	}
	return string(how)
}

// printFigures says how to go on to the records of the figures below a number.
func (a *app) printFigures(figures []string) {
	if len(figures) == 0 {
		return
	}
	fmt.Fprintf(a.stdout, "\nto the records of %s:\n", counted(len(figures), "figure"))
	shown := min(len(figures), 4)
	for _, id := range figures[:shown] {
		fmt.Fprintf(a.stdout, "  quarterdeck explain '%s'\n", id)
	}
	if more := len(figures) - shown; more > 0 {
		fmt.Fprintf(a.stdout, "  … and %s more above\n", count(more))
	}
}
