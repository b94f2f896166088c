package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) qbrCommand() *cobra.Command {
	var opts pipeline.QBROptions
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "qbr",
		Short: "Write quarterly business reviews as PDF",
		Example: `  quarterdeck qbr
  quarterdeck qbr --customer 9001 --quarter 2026Q3 --out reviews`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.qbr(cmd.Context(), opts, asJSON)
		},
	}
	cmd.Flags().StringArrayVar(&opts.Customers, "customer", nil, "a customer's id; may be given several times; default all")
	cmd.Flags().StringVar(&opts.Quarter, "quarter", "", "a fiscal quarter such as 2026Q3; default the last complete one")
	cmd.Flags().StringVar(&opts.Out, "out", "", "the folder to write to; default reports/<quarter> in the data folder")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) qbr(ctx context.Context, opts pipeline.QBROptions, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.QBRs(ctx, opts)
		if asJSON {
			return errors.Join(err, printJSON(a.stdout, report))
		}
		if report.Quarter != "" {
			a.printReviews(report)
		}
		return err
	})
}

// printReviews counts a batch and names the reviews that were not written.
func (a *app) printReviews(report pipeline.QBRReport) {
	if report.Skipped {
		fmt.Fprintf(a.stdout, "  reviews of %s: all %d written already\n", report.Quarter, report.Count(pipeline.ReviewWritten))
		return
	}
	fmt.Fprintf(a.stdout, "  reviews of %s: %d written in %s to %s\n", report.Quarter,
		report.Count(pipeline.ReviewWritten), duration(report.Duration), report.Dir)
	for _, r := range report.Reviews {
		if r.State != pipeline.ReviewWritten {
			fmt.Fprintf(a.stdout, "    %s %s (%s): %s\n", r.State, r.Customer, r.CustomerID, r.Reason)
		}
		for _, warning := range r.Warnings {
			fmt.Fprintf(a.stdout, "    %s (%s): %s\n", r.Customer, r.CustomerID, warning)
		}
	}
}
