package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) rebuildCommand() *cobra.Command {
	var opts pipeline.RebuildOptions
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "rebuild",
		Short: "Compute the published marts anew from the lake and compare",
		Long: `Compute the marts of the current publication anew from the lake, for its day and
with what was known then, and compare them row by row. Without --publish readers
notice nothing. The exit code is 1 when they differ.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.rebuild(cmd.Context(), opts, asJSON)
		},
	}
	cmd.Flags().BoolVar(&opts.Publish, "publish", false, "publish what was computed")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) rebuild(ctx context.Context, opts pipeline.RebuildOptions, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.Rebuild(ctx, opts)
		if err == nil && !report.Same() && report.Published == "" {
			err = errors.New("the publication is not what the lake gives now; 'quarterdeck rebuild --publish' puts that in its place")
		}
		if asJSON {
			return errors.Join(err, printJSON(a.stdout, report))
		}
		a.printRebuild(report)
		return err
	})
}

func (a *app) printRebuild(report pipeline.RebuildReport) {
	switch {
	case report.RunID == "":
		return
	case report.Unreadable != "":
		fmt.Fprintf(a.stdout, "run %s as of %s cannot be read: %s\n", report.RunID, report.AsOf, report.Unreadable)
	case report.Same():
		fmt.Fprintf(a.stdout, "run %s as of %s: all %d tables are what the lake gives, in %s\n", report.RunID, report.AsOf, report.Tables, duration(report.Duration))
	default:
		fmt.Fprintf(a.stdout, "run %s as of %s: %d of %d tables differ\n", report.RunID, report.AsOf, len(report.Differences), report.Tables)
	}
	for _, d := range report.Differences {
		if d.Columns {
			fmt.Fprintf(a.stdout, "  %s: other columns\n", d.Table)
			continue
		}
		fmt.Fprintf(a.stdout, "  %s: %s rows only published, %s only computed\n", d.Table, count(d.OnlyFirst), count(d.OnlySecond))
	}
	if len(report.Changed) > 0 && !report.Same() {
		fmt.Fprintf(a.stdout, "  other than at the publication: %s\n", strings.Join(report.Changed, ", "))
	}
	if report.Published != "" {
		fmt.Fprintf(a.stdout, "published run %s\n", report.Published)
	}
}

func (a *app) rollbackCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "rollback",
		Short: "Let readers see the publication before the current one",
		Long: `Let readers see the publication before the current one, at once. Nothing is lost:
the withdrawn file stays, what was published stays recorded, and the next night
publishes anew. The last five publications are kept.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(func(p *pipeline.Pipeline) error {
				report, err := p.Rollback(cmd.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(a.stdout, report)
				}
				fmt.Fprintf(a.stdout, "readers see run %s as of %s, known at %s; before it was run %s as of %s\n",
					report.To.RunID, report.To.AsOf, report.To.KnownAt.Format("2006-01-02 15:04 MST"), report.From.RunID, report.From.AsOf)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}
