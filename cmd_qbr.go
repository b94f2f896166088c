package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) qbrCommand() *cobra.Command {
	var opts pipeline.QBROptions
	var clocks clockFlags
	var asJSON bool
	var audience string
	cmd := &cobra.Command{
		Use:   "qbr",
		Short: "Write quarterly business reviews as PDF",
		Example: `  quarterdeck qbr
  quarterdeck qbr --customer 9001 --quarter 2026Q3 --out reviews
  quarterdeck qbr --customer 9001 --audience internal`,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if opts.Clocks, err = clocks.clocks(); err != nil {
				return err
			}
			if opts.Audience, err = pipeline.ParseAudience(audience); err != nil {
				return err
			}
			return a.qbr(cmd.Context(), opts, asJSON)
		},
	}
	cmd.Flags().StringArrayVar(&opts.Customers, "customer", nil, "a customer's id; may be given several times; default all")
	cmd.Flags().StringVar(&opts.Quarter, "quarter", "", "a fiscal quarter such as 2026Q3; default the last complete one")
	cmd.Flags().StringVar(&opts.Out, "out", "", "the folder to write to; default reports/<quarter> in the data folder")
	cmd.Flags().StringVar(&audience, "audience", string(pipeline.ForBoth), "customer for the reviews, internal for what the team should know before the meeting, or both")
	cmd.Flags().BoolVar(&opts.Zip, "zip", false, "pack the reviews that may leave into one file of the folder as well")
	clocks.addPast(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) qbr(ctx context.Context, opts pipeline.QBROptions, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.QBRs(ctx, opts)
		if asJSON {
			return errors.Join(err, printJSON(a.stdout, report))
		}
		var usage *pipeline.UsageError
		if report.Quarter != "" && !errors.As(err, &usage) {
			a.printReviews(report)
		}
		return err
	})
}

// maxReviewLines is how many reviews with something to say are printed: one
// mistake in the data can hold every customer.
const maxReviewLines = 20

// printReviews counts a batch and names what was not written.
func (a *app) printReviews(report pipeline.QBRReport) {
	var lines []string
	switch {
	case report.Skipped:
		fmt.Fprintf(a.stdout, "  reviews of %s: all %d written already\n", report.Quarter, report.Count(pipeline.ReviewWritten))
	case report.Reviews != nil || report.Companions == nil:
		kept := ""
		if n := report.Kept(); n > 0 {
			kept = fmt.Sprintf(", %d as they were", n)
		}
		fmt.Fprintf(a.stdout, "  reviews of %s: %d written%s in %s to %s\n", report.Quarter,
			report.Count(pipeline.ReviewWritten)-report.Kept(), kept, duration(report.Duration), report.Dir)
		lines = slices.Concat(report.Unused, reviewLines("", report.Reviews))
	}
	if report.Packed != "" {
		fmt.Fprintf(a.stdout, "  packed into %s\n", report.Packed)
	}
	if c := report.Companions; c != nil {
		fmt.Fprintf(a.stdout, "  internal companions: %d, never for customers, in %s\n", c.Count(pipeline.ReviewWritten), c.Dir)
		lines = append(lines, reviewLines("companion ", c.Reviews)...)
	}
	shown := min(len(lines), maxReviewLines)
	for _, line := range lines[:shown] {
		fmt.Fprintf(a.stdout, "    %s\n", line)
	}
	if hidden := len(lines) - shown; hidden > 0 {
		fmt.Fprintf(a.stdout, "    … and %s more; --json lists all\n", count(hidden))
	}
}

// reviewLines says of each document why it is not written, or what its sender should
// look at.
func reviewLines(kind string, list []pipeline.Review) []string {
	var urgent, lines, calm []string
	for _, r := range list {
		line := fmt.Sprintf("%s%s %s (%s): %s", kind, r.State, r.Customer, r.CustomerID, r.Reason)
		switch r.State {
		case pipeline.ReviewWritten:
		case pipeline.ReviewInternal:
			calm = append(calm, line)
		default:
			urgent = append(urgent, line)
		}
		for _, warning := range r.Warnings {
			lines = append(lines, fmt.Sprintf("%s%s (%s): %s", kind, r.Customer, r.CustomerID, warning))
		}
	}
	return slices.Concat(urgent, lines, calm)
}
