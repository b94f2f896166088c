package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"quarterdeck/config"
	"quarterdeck/pipeline"
)

func (a *app) runCommand() *cobra.Command {
	var flags runFlags
	cmd := &cobra.Command{
		Use:   "run [nightly|qbr|digest]",
		Short: "Run a job: pull, transform, check, report, deliver",
		Long: `Run a job now. The nightly job, which is the default, pulls what changed,
computes and checks the marts, publishes them, writes the reviews of the last
complete quarter that are not written yet, sends the digest, delivers what
is to go elsewhere and compacts what has
gathered many loads. A run that broke off is taken up where it stopped.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			job := ""
			if len(args) == 1 {
				job = args[0]
			}
			return a.runJob(cmd.Context(), job, flags)
		},
	}
	flags.add(cmd)
	return cmd
}

// runFlags are those of the verb run. The last two are for serve, which starts every
// run as a process of its own.
type runFlags struct {
	clocks      clockFlags
	asJSON      bool
	scheduledAt string
	memory      string
	runID       string
	willRetry   bool
}

func (f *runFlags) add(cmd *cobra.Command) {
	f.clocks.add(cmd)
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print the result as JSON")
	cmd.Flags().StringVar(&f.scheduledAt, "scheduled-at", "", "the time of a schedule the run is for, as RFC 3339: it waits its turn, and is done once")
	cmd.Flags().StringVar(&f.memory, "memory", "", "how much the run may hold, as 6GB")
	cmd.Flags().StringVar(&f.runID, "run-id", "", "the id of a new run")
	cmd.Flags().BoolVar(&f.willRetry, "will-retry", false, "a failure is tried again: tell nobody yet")
	for _, name := range []string{"run-id", "will-retry"} {
		if err := cmd.Flags().MarkHidden(name); err != nil {
			panic(err) // the flag is defined above
		}
	}
}

// options are what the flags say.
func (f *runFlags) options(job string) (opts pipeline.RunOptions, memory int64, err error) {
	opts = pipeline.RunOptions{Job: job, RunID: f.runID, WillRetry: f.willRetry}
	if opts.AsOf, err = day("as-of", f.clocks.asOf); err != nil {
		return opts, 0, err
	}
	if opts.KnownAt, err = instant("known-at", f.clocks.knownAt); err != nil {
		return opts, 0, err
	}
	if opts.ScheduledAt, err = instant("scheduled-at", f.scheduledAt); err != nil {
		return opts, 0, err
	}
	if f.memory != "" {
		if memory, err = config.ParseBytes(f.memory); err != nil {
			return opts, 0, &usageError{err}
		}
	}
	return opts, memory, nil
}

func (a *app) runJob(ctx context.Context, job string, flags runFlags) error {
	opts, memory, err := flags.options(job)
	if err != nil {
		return err
	}
	a.memory = memory
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.Run(ctx, opts)
		a.runID = report.RunID
		if flags.asJSON {
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
	if d := report.Deliver; d != nil && (len(d.Deliveries)+d.Kept+d.Open > 0) {
		fmt.Fprintf(a.stdout, "  delivered: %s\n", deliverWords(*d, false))
	}
	if c := report.Compact; c != nil && c.Made() > 0 {
		fmt.Fprintf(a.stdout, "  compacted %d streams\n", c.Made())
	}
}
