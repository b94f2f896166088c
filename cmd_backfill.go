package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) backfillCommand() *cobra.Command {
	var opts pipeline.BackfillOptions
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "backfill FROM TO",
		Short: "Compute past nights, so that trends have a history",
		Long: `Compute the scorecard, every customer's health and the figures of past nights,
oldest first, and record them. What readers see is not touched, and nights that
were published when it was their turn stay as they are.

A night is computed with what was known in it where the lake reaches back that
far, and else with what is known now, which the list says and marts.scorecard_nights
marks as hindsight. A backfill that was stopped goes on where it stood.`,
		Example: "  quarterdeck backfill 2025-01-01 2025-12-31 --every month\n  quarterdeck backfill 2026-01-01 2026-03-31",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			for i, to := range []*time.Time{&opts.From, &opts.To} {
				if *to, err = time.Parse(time.DateOnly, args[i]); err != nil {
					return usagef("%q is not a date; write YYYY-MM-DD", args[i])
				}
			}
			return a.backfill(cmd.Context(), opts, asJSON)
		},
	}
	cmd.Flags().StringVar(&opts.Every, "every", "day", "day, week (its Sunday) or month (its last day)")
	cmd.Flags().BoolVar(&opts.Again, "again", false, "compute anew what an earlier backfill computed")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) backfill(ctx context.Context, opts pipeline.BackfillOptions, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.Backfill(ctx, opts)
		if asJSON {
			return errors.Join(err, printJSON(a.stdout, report))
		}
		a.printBackfill(report)
		return err
	})
}

// printBackfill counts the nights and says once from where on hindsight ends.
func (a *app) printBackfill(report pipeline.BackfillReport) {
	if len(report.Nights) == 0 {
		return
	}
	fmt.Fprintf(a.stdout, "computed %d of %d nights in %s\n", report.Count(pipeline.NightComputed), len(report.Nights), duration(report.Duration))
	for _, fate := range []struct{ state, one, many string }{
		{pipeline.NightPublished, "was published when it was its turn", "were published when it was their turn"},
		{pipeline.NightThere, "was computed before", "were computed before"},
		{pipeline.NightHeld, "is held by a check", "are held by a check"},
	} {
		if n := report.Count(fate.state); n > 0 {
			fmt.Fprintf(a.stdout, "  %d %s\n", n, plural(n, fate.one, fate.many))
		}
	}
	hindsight, why := 0, ""
	for _, night := range report.Nights {
		if night.Hindsight {
			hindsight, why = hindsight+1, fmt.Sprintf("on %s %s", night.AsOf, night.Why)
		}
		if night.State == pipeline.NightHeld {
			fmt.Fprintf(a.stdout, "    held %s: %s\n", night.AsOf, shorten(night.Why, 150))
		}
	}
	if hindsight > 0 {
		fmt.Fprintf(a.stdout, "  %d with hindsight, because the lake does not reach back that far: %s\n", hindsight, why)
	}
	if report.Count(pipeline.NightComputed) > 0 {
		fmt.Fprintln(a.stdout, "marts.scorecard_nights has them from the next publication on")
	}
}
