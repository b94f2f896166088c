package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
	"quarterdeck/reports"
)

func (a *app) pillarsCommand() *cobra.Command {
	var asJSON bool
	var file string
	var clocks clockFlags
	cmd := &cobra.Command{
		Use:   "pillars",
		Short: "Show how mature Customer Success is judged to be, and what the data suggest",
		Long: `Show the pillars of Customer Success with the level each is judged to have (none, basic,
intermediate or advanced), how it changed, and what the data suggest. Assessments are
kept in a file of dated judgements with their evidence, named by pillars.assessments;
the list of pillars is configurable. A suggestion is never taken for a judgement.`,
		Example: "  quarterdeck pillars\n  quarterdeck pillars --pdf pillars.pdf",
		RunE: func(cmd *cobra.Command, _ []string) error {
			past, err := clocks.clocks()
			if err != nil {
				return err
			}
			return a.pillars(cmd.Context(), past, file, asJSON)
		},
	}
	clocks.addPast(cmd)
	cmd.Flags().StringVar(&file, "pdf", "", "draw the pillars into this file")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	cmd.MarkFlagsMutuallyExclusive("json", "pdf")
	return cmd
}

func (a *app) pillars(ctx context.Context, clocks pipeline.Clocks, file string, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		m, err := p.Maturity(ctx, clocks)
		if err != nil {
			return err
		}
		switch {
		case asJSON:
			return printJSON(a.stdout, maturityJSON(m))
		case file != "":
			if err := drawInto(file, func(w io.Writer) error { return p.DrawPillars(w, m) }); err != nil {
				return err
			}
			_, err := fmt.Fprintln(a.stdout, "wrote", file)
			return err
		}
		return printPillars(a.stdout, m)
	})
}

// levelName is a level in words, as the file of assessments has it.
func levelName(level int) string {
	if level == reports.NotJudged {
		return "-"
	}
	return []string{"none", "basic", "intermediate", "advanced"}[level]
}

// printPillars prints a line per pillar, and under the table what the data show.
func printPillars(w io.Writer, m *reports.Maturity) error {
	var rows [][]string
	for _, p := range m.Pillars {
		change := ""
		if p.Level != reports.NotJudged && p.Before != reports.NotJudged {
			change = fmt.Sprintf("%+d", p.Level-p.Before)
		}
		on := dayText(p.JudgedOn)
		if p.Stale {
			on += " (old)"
		}
		rows = append(rows, []string{p.Title, levelName(p.Level), change, on, levelName(p.Suggested), shorten(p.Evidence, 60)})
	}
	if err := printTable(w, []string{"PILLAR", "JUDGED", "CHANGE", "ON", "DATA SUGGEST", "EVIDENCE"}, rows); err != nil {
		return err
	}
	fmt.Fprintln(w)
	switch {
	case !m.Score.OK():
		fmt.Fprintln(w, "nobody has judged the pillars yet; name a file of assessments under pillars: assessments:")
	case m.Previous.OK():
		fmt.Fprintf(w, "%.1f %% of the highest level, of %d of %d pillars; the judgements before give %.1f %%\n", 100*m.Score.V, m.Assessed, len(m.Pillars), 100*m.Previous.V)
	default:
		fmt.Fprintf(w, "%.1f %% of the highest level, of %d of %d pillars\n", 100*m.Score.V, m.Assessed, len(m.Pillars))
	}
	if len(m.Weakest) > 0 {
		fmt.Fprintln(w, "weakest:", strings.Join(m.Weakest, ", "))
	}
	printFacts(w, m)
	return nil
}

// printFacts prints the measured criteria of every pillar that has some.
func printFacts(w io.Writer, m *reports.Maturity) {
	fmt.Fprintf(w, "\nWhat the data show, by the level it speaks for\n")
	for _, p := range m.Pillars {
		if len(p.Facts) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", p.Title)
		for _, f := range p.Facts {
			mark := "✗"
			if f.Met {
				mark = "✓"
			}
			fmt.Fprintf(w, "  %s %-12s  %s: %s\n", mark, levelName(f.Level), f.Fact, factText(f))
		}
	}
}

// factText is a criterion's value and what it takes.
func factText(f reports.PillarFact) string {
	switch {
	case !f.Value.OK():
		return "unknown"
	case f.Unit == "proof" && f.Value.V >= 1:
		return "yes"
	case f.Unit == "proof":
		return "no"
	case f.Unit == "share" && f.Least < 0.01:
		return fmt.Sprintf("%.0f %%", 100*f.Value.V)
	case f.Unit == "share":
		return fmt.Sprintf("%.0f %% (at least %.0f %%)", 100*f.Value.V, 100*f.Least)
	}
	return fmt.Sprintf("%s (at least %s)", plainNumber(f.Value.V), plainNumber(f.Least))
}
