package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) digestCommand() *cobra.Command {
	var opts pipeline.DigestOptions
	var clocks clockFlags
	var to string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "digest",
		Short: "Send the leadership digest to Slack, or look at it first",
		Long: `Compose the digest of the published marts and send it. Of one business date one
message is ever posted; sending again changes it in place. With --dry-run nothing
is sent: the text and the JSON are printed.`,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if to != "" && to != "test" {
				return usagef("--to %q: there is only test", to)
			}
			opts.Test = to == "test"
			if opts.Clocks, err = clocks.clocks(); err != nil {
				return err
			}
			return a.digest(cmd.Context(), opts, asJSON)
		},
	}
	cmd.Flags().BoolVar(&opts.DryRun, "dry-run", false, "print the text and the JSON, send nothing")
	cmd.Flags().StringVar(&to, "to", "", "test posts it to the test channel instead")
	clocks.addPast(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) digest(ctx context.Context, opts pipeline.DigestOptions, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.Digest(ctx, opts)
		switch {
		case asJSON:
			return errors.Join(err, printJSON(a.stdout, report))
		case err != nil:
			return err
		case opts.DryRun:
			fmt.Fprintf(a.stdout, "%s\n\n%s\n", report.Text, report.Message)
		default:
			fmt.Fprintf(a.stdout, "digest of %s: %s\n", report.AsOf, delivered(report))
		}
		return nil
	})
}

// delivered says in words what became of a digest.
func delivered(d pipeline.DigestReport) string {
	switch d.Delivery {
	case "off":
		return "not sent, because no slack token is configured; stored in " + d.Files[len(d.Files)-1]
	case "sent", "edited":
		return fmt.Sprintf("%s in channel %s", d.Delivery, d.Channel)
	}
	return d.Delivery
}
