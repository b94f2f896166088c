package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

// clockFlags are the two clocks: which day to speak of, and what was known.
type clockFlags struct{ asOf, knownAt string }

func (f *clockFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.asOf, "as-of", "", "the business date, YYYY-MM-DD; default yesterday")
	cmd.Flags().StringVar(&f.knownAt, "known-at", "", "use only what was pulled by this instant (RFC 3339); default everything")
}

// clocks reads them; empty ones stay zero.
func (f clockFlags) clocks() (clocks pipeline.Clocks, err error) {
	if clocks.AsOf, err = day("as-of", f.asOf); err != nil {
		return clocks, err
	}
	clocks.KnownAt, err = instant("known-at", f.knownAt)
	return clocks, err
}

// addPast adds the flags to a verb that reads what was published.
func (f *clockFlags) addPast(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.asOf, "as-of", "", "another business date, YYYY-MM-DD; one nobody published is computed for the moment")
	cmd.Flags().StringVar(&f.knownAt, "known-at", "", "with only what was pulled by this instant (RFC 3339)")
}

func (a *app) transformCommand() *cobra.Command {
	var clocks clockFlags
	var selected []string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "transform",
		Short: "Compute the marts from the lake, check them and publish them",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.transform(cmd.Context(), clocks, selected, asJSON)
		},
	}
	clocks.add(cmd)
	cmd.Flags().StringSliceVar(&selected, "select", nil, "only these models, such as marts.retention, with what they rest on; publishes nothing")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) transform(ctx context.Context, clocks clockFlags, selected []string, asJSON bool) error {
	asOf, err := day("as-of", clocks.asOf)
	if err != nil {
		return err
	}
	knownAt, err := instant("known-at", clocks.knownAt)
	if err != nil {
		return err
	}
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.Transform(ctx, pipeline.TransformOptions{AsOf: asOf, KnownAt: knownAt, Select: selected})
		if asJSON {
			return errors.Join(err, printJSON(a.stdout, report))
		}
		if err != nil {
			return err
		}
		a.printTransform(report)
		return nil
	})
}

func (a *app) printTransform(report pipeline.TransformReport) {
	done := "published"
	if report.Built != "" {
		done = "built"
	}
	fmt.Fprintf(a.stdout, "%s %d models as of %s in %s, from %d loads\n",
		done, len(report.Models), report.AsOf, duration(report.Duration), report.Loads)
	if report.Built != "" {
		fmt.Fprintf(a.stdout, "published nothing; until the next run they are in %s\n", report.Built)
	}
	a.printFindings(report.Checks, report.Findings)
}

// printFindings lists what the checks found, a short line each.
func (a *app) printFindings(checks int, findings []pipeline.Finding) {
	fmt.Fprintf(a.stdout, "%d of %d checks passed\n", checks-len(findings), checks)
	for _, f := range findings {
		fmt.Fprintf(a.stdout, "  %s %s: %s\n", f.Severity, f.Where, shorten(f.What, 150))
	}
	if len(findings) > 0 {
		fmt.Fprintln(a.stdout, "  quarterdeck checks CHECK lists the rows in question")
	}
}
