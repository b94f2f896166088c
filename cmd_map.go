package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
	"quarterdeck/reports"
)

func (a *app) mapCommand() *cobra.Command {
	var tree, asJSON bool
	var file string
	var clocks clockFlags
	cmd := &cobra.Command{
		Use:   "map",
		Short: "Show the strategy map: goals, objectives and KPIs, and what the history says of every link",
		Long: `Show the strategy map: every goal with the objectives that serve it and the KPIs that
measure those, and the links between objectives with what the history says of them.

A link is a hypothesis: more of the driver goes with more, or less, of the outcome so
many months later. It is tested by Spearman's rank correlation over the months there
are, with a 95 % interval that counts how much a month is like the one before. It can
agree, find no support or show the opposite; below 12 months nothing is said. It is an
association and never a proof of cause.`,
		Example: "  quarterdeck map\n  quarterdeck map --tree\n  quarterdeck map --pdf map.pdf",
		RunE: func(cmd *cobra.Command, _ []string) error {
			past, err := clocks.clocks()
			if err != nil {
				return err
			}
			return a.strategyMap(cmd.Context(), past, mapOutput{tree: tree, asJSON: asJSON, file: file})
		},
	}
	clocks.addPast(cmd)
	cmd.Flags().BoolVar(&tree, "tree", false, "goals, objectives and KPIs only")
	cmd.Flags().StringVar(&file, "pdf", "", "draw the map into this file")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	cmd.MarkFlagsMutuallyExclusive("tree", "json", "pdf")
	return cmd
}

// mapOutput says what of the map is wanted.
type mapOutput struct {
	tree, asJSON bool
	file         string
}

func (a *app) strategyMap(ctx context.Context, clocks pipeline.Clocks, want mapOutput) error {
	return a.with(func(p *pipeline.Pipeline) error {
		s, err := p.Strategy(ctx, clocks)
		if err != nil {
			return err
		}
		switch {
		case want.asJSON:
			return printJSON(a.stdout, strategyJSON(s))
		case want.file != "":
			if err := drawInto(want.file, func(w io.Writer) error { return p.DrawMap(w, s) }); err != nil {
				return err
			}
			_, err := fmt.Fprintln(a.stdout, "wrote", want.file)
			return err
		}
		printTree(a.stdout, s)
		if !want.tree {
			printLinks(a.stdout, s)
		}
		return nil
	})
}

// drawInto writes a file whole, or leaves none behind.
func drawInto(path string, draw func(io.Writer) error) error {
	file, err := os.Create(path) //nolint:gosec // the user names the file
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	err = draw(file)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = os.Remove(path)
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// printTree prints every goal with its objectives and their KPIs.
func printTree(w io.Writer, s *reports.Strategy) {
	fmt.Fprintf(w, "Goals, objectives and KPIs of %s, data as of %s\n", s.Company, dayText(s.AsOf))
	lanes := map[string]string{}
	for _, l := range s.Lanes {
		lanes[l.Name] = l.Title
	}
	for _, goal := range s.Goals {
		fmt.Fprintf(w, "\n%s%s\n", goal.Title, owned(goal.Owner))
		var serve []reports.Objective
		for _, o := range s.Objectives {
			if o.Aim == goal.Name {
				serve = append(serve, o)
			}
		}
		for i, o := range serve {
			branch, stem := "├─", "│ "
			if i == len(serve)-1 {
				branch, stem = "└─", "  "
			}
			fmt.Fprintf(w, "%s %s · %s: %s%s\n", branch, lanes[o.Lane], o.Title, statusText(o), owned(o.Owner))
			printKPIs(w, stem, o.KPIs)
		}
	}
}

func printKPIs(w io.Writer, stem string, kpis []reports.Measure) {
	for i, k := range kpis {
		branch := "├─"
		if i == len(kpis)-1 {
			branch = "└─"
		}
		line := fmt.Sprintf("%s %s %-22s %10s of %-10s %-6s %s", stem, branch, k.Name, kpiText(k.Actual, k.Unit), kpiText(k.Target, k.Unit), k.Status, before(k))
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
}

func owned(by string) string {
	if by == "" {
		return ""
	}
	return " (" + by + ")"
}

func before(k reports.Measure) string {
	if !k.Previous.OK() {
		return ""
	}
	return "was " + kpiText(k.Previous, k.Unit)
}

// statusText is an objective's status in words.
func statusText(o reports.Objective) string {
	switch o.Status {
	case "hollow":
		return "no KPI"
	case "grey":
		return "no value to trust"
	}
	return fmt.Sprintf("%s, %.0f %% of the way", o.Status, 100*o.Score.V)
}

// kpiText writes a KPI's value by its unit.
func kpiText(n reports.Number, unit string) string {
	if !n.OK() {
		return "-"
	}
	switch unit {
	case "ratio":
		return fmt.Sprintf("%.1f %%", 100*n.V)
	case "minutes":
		return fmt.Sprintf("%.0f min", n.V)
	case "days":
		return fmt.Sprintf("%.0f d", n.V)
	case "score":
		return fmt.Sprintf("%.1f", n.V)
	}
	return plainNumber(n.V)
}

// printLinks prints every link with what the history says of it.
func printLinks(w io.Writer, s *reports.Strategy) {
	fmt.Fprintf(w, "\nWhat drives what, and what the history says of it\n\n")
	for i, l := range s.Links {
		fmt.Fprintf(w, "%2d  %s → %s\n", i+1, s.Objective(l.From).Title, s.Objective(l.To).Title)
		sign, lag := "higher", "in the same month"
		if l.Expected == "minus" {
			sign = "lower"
		}
		if l.Lag > 0 {
			lag = counted(l.Lag, "month") + " later"
		}
		if l.FromMeasure != "" && l.ToMeasure != "" {
			fmt.Fprintf(w, "    higher %s, %s %s %s\n", lowerFirst(l.FromMeasure), sign, lowerFirst(l.ToMeasure), lag)
		}
		fmt.Fprintf(w, "    %s\n", verdictText(l))
	}
	few := func(l reports.Link) bool { return l.Reason == "few_months" }
	if slices.ContainsFunc(s.Links, few) {
		fmt.Fprintln(w, "\nWhat is only known of a day, such as health, has a month for every month of which a night\nis recorded; quarterdeck backfill FROM TO --every month fills in past ones.")
	}
}

// lowerFirst begins a name inside a sentence, unless it begins with an abbreviation.
func lowerFirst(name string) string {
	if len(name) > 1 && strings.ToUpper(name[:2]) == name[:2] {
		return name
	}
	return strings.ToLower(name[:1]) + name[1:]
}

// verdictText says what the history says of a link.
func verdictText(l reports.Link) string {
	numbers := fmt.Sprintf("rho %.2f (95 %%: %.2f to %.2f), %s", l.Rho.V, l.Low.V, l.High.V, counted(l.Months, "month"))
	switch l.Verdict {
	case "agrees":
		return "goes together as expected: " + numbers
	case "opposite":
		return "the opposite of what is expected: " + numbers
	case "no_support":
		return "no support: " + numbers
	case "arithmetic":
		return "true by its formula, not tested"
	}
	switch l.Reason {
	case "no_measure":
		return "cannot be tested: no KPI or metric measures one of its ends"
	case "constant":
		return "not enough data: one side never changed in " + counted(l.Months, "month")
	case "slow":
		return "not enough data: " + counted(l.Months, "month") + " that hardly differ from one to the next"
	}
	return fmt.Sprintf("not enough data: %d of 12 months", l.Months)
}
