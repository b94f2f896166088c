package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) runCommand() *cobra.Command {
	var clocks clockFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "run [nightly|qbr|digest]",
		Short: "Run a job: pull, transform, check, report, deliver",
		Long: `Run a job now. The nightly job, which is the default, pulls what changed,
computes and checks the marts, publishes them, writes the reviews of the last
complete quarter that are not written yet, sends the digest and compacts what has
gathered many loads. A run that broke off is taken up where it stopped.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			job := ""
			if len(args) == 1 {
				job = args[0]
			}
			return a.runJob(cmd.Context(), job, clocks, asJSON)
		},
	}
	clocks.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) runJob(ctx context.Context, job string, clocks clockFlags, asJSON bool) error {
	asOf, err := day("as-of", clocks.asOf)
	if err != nil {
		return err
	}
	knownAt, err := instant("known-at", clocks.knownAt)
	if err != nil {
		return err
	}
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.Run(ctx, pipeline.RunOptions{Job: job, AsOf: asOf, KnownAt: knownAt})
		a.runID = report.RunID
		if asJSON {
			return errors.Join(err, printJSON(a.stdout, report))
		}
		a.printRun(report)
		return err
	})
}

// printRun tells what came of each part of a run.
func (a *app) printRun(report pipeline.RunReport) {
	if report.RunID == "" {
		return
	}
	again := ""
	if report.Resumed {
		again = ", taken up where it stopped"
	}
	fmt.Fprintf(a.stdout, "run %s as of %s: %s in %s%s\n", report.RunID, report.AsOf, report.State, duration(report.Duration), again)
	if report.Pull != nil {
		fmt.Fprintf(a.stdout, "  pulled %s rows from %d streams\n", count(report.Pull.Rows()), len(report.Pull.Streams))
	}
	if t := report.Transform; t != nil && t.Published {
		fmt.Fprintf(a.stdout, "  published as of %s, %d of %d checks passed\n", t.AsOf, t.Checks-len(t.Findings), t.Checks)
	}
	if q := report.QBRs; q != nil && q.Quarter != "" {
		a.printReviews(*q)
	}
	if p := report.Pack; p != nil && p.DocumentID != "" {
		a.printPack(*p)
	}
	if d := report.Digest; d != nil && d.Delivery != "" {
		fmt.Fprintf(a.stdout, "  digest: %s\n", delivered(*d))
	}
	if c := report.Compact; c != nil && c.Made() > 0 {
		fmt.Fprintf(a.stdout, "  compacted %d streams\n", c.Made())
	}
}
