package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) packCommand() *cobra.Command {
	var opts pipeline.PackOptions
	var clocks clockFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "pack",
		Short: "Write the leadership pack as PDF: scorecard, revenue, customers, service and trust in the data",
		Long: `Write the leadership pack as PDF: what a leadership meeting needs to know of a day.
Scorecard and what changed since the last review, strategy map, MRR bridge, retention,
cohorts, churn by tier, NPS by segment, support, renewals ahead, whether the health
score and the alerts were right, the pillars, how far the data can be trusted, and how
every figure is computed. A page whose data is not there yet says what it takes.

The pack is internal: it names customers, their health and what they pay.`,
		Example: "  quarterdeck pack\n  quarterdeck pack --as-of 2026-06-30 --out board.pdf",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if opts.Clocks, err = clocks.clocks(); err != nil {
				return err
			}
			return a.pack(cmd.Context(), opts, asJSON)
		},
	}
	cmd.Flags().StringVar(&opts.Out, "out", "", "the file to write; default reports/pack/Leadership_pack_<day>.pdf in the data folder")
	clocks.addPast(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) pack(ctx context.Context, opts pipeline.PackOptions, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.Pack(ctx, opts)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(a.stdout, report)
		}
		a.printPack(report)
		return nil
	})
}

// printPack says where the pack lies and what of it could not be printed.
func (a *app) printPack(report pipeline.PackReport) {
	fmt.Fprintf(a.stdout, "  leadership pack as of %s: %d pages in %s to %s\n", report.AsOf, report.Pages, duration(report.Duration), report.File)
	for _, warning := range report.Warnings {
		fmt.Fprintf(a.stdout, "    %s\n", warning)
	}
}
