package main

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) restatementsCommand() *cobra.Command {
	var opts pipeline.RestatementOptions
	var since string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "restatements",
		Short: "List published figures of closed periods that changed since, and why",
		Long: `List every figure of a closed period that was published and is said otherwise
since. The change is split into what came in late, what another mapping did, what
happened later and what another definition (text, setting, own model or program)
did; the parts add up to it.`,
		Example: "  quarterdeck restatements --metric nrr --since 2026-10-01",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if opts.Since, err = day("since", since); err != nil {
				return err
			}
			return a.restatements(cmd.Context(), opts, asJSON)
		},
	}
	cmd.Flags().StringVar(&opts.Metric, "metric", "", "only this metric")
	cmd.Flags().StringVar(&since, "since", "", "only what was restated on this as-of day or later, YYYY-MM-DD")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the list as JSON")
	return cmd
}

func (a *app) restatements(ctx context.Context, opts pipeline.RestatementOptions, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		all, err := p.Restatements(ctx, opts)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(a.stdout, all)
		}
		if len(all) == 0 {
			fmt.Fprintln(a.stdout, "no published figure of a closed period has changed")
			return nil
		}
		if opts.Metric == "" && len(all) > listedRestatements {
			return a.sumRestatements(all)
		}
		var rows [][]string
		for _, r := range all {
			rows = append(rows, []string{r.RestatedOn, r.FigureID, valueText(r.PublishedValue), valueText(r.Value), valueText(r.Change),
				valueText(r.LateData), valueText(r.NewMapping), valueText(r.LaterFacts), valueText(r.NewDefinition), strings.ReplaceAll(r.Reason, "_", " ")})
		}
		return printTable(a.stdout, []string{"RESTATED", "FIGURE", "WAS", "IS", "CHANGE", "LATE DATA", "NEW MAPPING", "LATER FACTS", "NEW DEFINITION", "REASON"}, rows)
	})
}

// listedRestatements is how many are listed one by one unless a metric is named.
const listedRestatements = 40

// sumRestatements shows a line per night, metric and reason, with the largest change.
func (a *app) sumRestatements(all []pipeline.Restatement) error {
	type group struct{ restatedOn, metric, reason string }
	var order []group
	figures, largest := map[group]int{}, map[group]pipeline.Restatement{}
	for _, r := range all {
		g := group{r.RestatedOn, r.Metric, r.Reason}
		if figures[g] == 0 {
			order = append(order, g)
		}
		figures[g]++
		if figures[g] == 1 || size(r.Change) > size(largest[g].Change) {
			largest[g] = r
		}
	}
	var rows [][]string
	for _, g := range order {
		r := largest[g]
		rows = append(rows, []string{g.restatedOn, g.metric, strings.ReplaceAll(g.reason, "_", " "), count(figures[g]), valueText(r.PublishedValue), valueText(r.Value), r.FigureID})
	}
	if err := printTable(a.stdout, []string{"RESTATED", "METRIC", "REASON", "FIGURES", "MOST: WAS", "IS", "FIGURE"}, rows); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "\n%s figures; quarterdeck restatements --metric METRIC lists them one by one\n", count(len(all)))
	return nil
}

// size orders changes; one that is not known is the least.
func size(change *float64) float64 {
	if change == nil {
		return -1
	}
	return math.Abs(*change)
}
