package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) reviewCommand() *cobra.Command {
	var asJSON bool
	var clocks clockFlags
	cmd := &cobra.Command{
		Use:   "review",
		Short: "Show what changed on the scorecard since it was last reviewed",
		Long: `Show what changed on the scorecard since it was last reviewed: every KPI as the night
of the review had it on record, and as it is. How often it is reviewed is the setting
scorecard_review; the record of former nights is written by every night that is
published, and by backfill.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			past, err := clocks.clocks()
			if err != nil {
				return err
			}
			return a.with(func(p *pipeline.Pipeline) error {
				changes, err := p.Review(cmd.Context(), past)
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(a.stdout, changes)
				}
				return printReview(a.stdout, changes)
			})
		},
	}
	clocks.addPast(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func printReview(w io.Writer, changes []pipeline.KPIChange) error {
	if len(changes) == 0 {
		_, err := fmt.Fprintln(w, "the scorecard has no KPI")
		return err
	}
	moves := map[string]int{}
	var rows [][]string
	for _, c := range changes {
		moves[c.Move]++
		note := c.Move
		if c.Overdue {
			note += ", its definition is overdue for review"
		}
		rows = append(rows, []string{c.Perspective, c.KPI, kpiValue(c.ActualThen, c.Unit), kpiValue(c.Actual, c.Unit), statusChange(c), note})
	}
	fmt.Fprintf(w, "the scorecard of %s against its last review, of %s\n", changes[0].AsOf, changes[0].ReviewedOn)
	if moves["unknown"] == len(changes) {
		_, err := fmt.Fprintf(w, "no night of the week to it is on record; 'quarterdeck backfill %s %s' computes it\n", changes[0].ReviewedOn, changes[0].ReviewedOn)
		return err
	}
	fmt.Fprintf(w, "%d better, %d worse, %d as they were\n\n", moves["better"], moves["worse"], moves["same"])
	return printTable(w, []string{"PERSPECTIVE", "KPI", "THEN", "NOW", "STATUS", ""}, rows)
}

func statusChange(c pipeline.KPIChange) string {
	if c.StatusThen == "" || c.StatusThen == c.Status {
		return c.Status
	}
	return c.StatusThen + " → " + c.Status
}
