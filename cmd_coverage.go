package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) coverageCommand() *cobra.Command {
	var by, customer string
	var asJSON bool
	var clocks clockFlags
	cmd := &cobra.Command{
		Use:   "coverage",
		Short: "Show of how many customers, and of how much money, each source has data",
		Long: `Show of how many paying customers, and of how much of their MRR, each source has
data, whether it is up to date, and who has data in all five areas: CRM, billing,
helpdesk, surveys and usage. Where data is missing, numbers of the customer rest on
less: its health is scored with less, or not at all.`,
		Example: "  quarterdeck coverage\n  quarterdeck coverage --by plan\n  quarterdeck coverage --customer 18200309246",
		RunE: func(cmd *cobra.Command, _ []string) error {
			past, err := clocks.clocks()
			if err != nil {
				return err
			}
			if customer != "" && cmd.Flags().Changed("by") {
				return usagef("--by is for all customers; leave it out, or --customer")
			}
			if customer != "" {
				return a.accountCoverage(cmd.Context(), customer, past, asJSON)
			}
			return a.coverage(cmd.Context(), pipeline.CoverageOptions{Dimension: by, Clocks: past}, asJSON)
		},
	}
	clocks.addPast(cmd)
	cmd.Flags().StringVar(&by, "by", "all", "the dimension whose segments to show")
	cmd.Flags().StringVar(&customer, "customer", "", "what each source has of this customer")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) coverage(ctx context.Context, opts pipeline.CoverageOptions, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		found, err := p.Coverage(ctx, opts)
		switch {
		case err != nil:
			return err
		case asJSON:
			return printJSON(a.stdout, found)
		case len(found) == 0:
			return errors.New("no customer pays on the as-of day, so there is nothing to cover")
		}
		return printCoverage(a.stdout, found)
	})
}

// printCoverage prints a table for each segment and below it who has data everywhere.
func printCoverage(w io.Writer, found []pipeline.Coverage) error {
	fmt.Fprintf(w, "data as of the end of %s\n", found[0].AsOf)
	for len(found) > 0 {
		var rows [][]string
		first := found[0]
		for len(found) > 0 && found[0].Segment == first.Segment {
			switch c := found[0]; {
			case c.Area == "all":
				first = c
			case c.Source == "all" && c.Reason == "" && !isSplit(found):
			default:
				rows = append(rows, coverageRow(c))
			}
			found = found[1:]
		}
		of := "all"
		if first.Dimension != "all" {
			of = first.Dimension + " " + first.Segment
		}
		fmt.Fprintf(w, "\n%s: %s, MRR %s\n", of, counted(first.Customers, "paying customer"), plainNumber(first.MRR))
		if err := printTable(w, []string{"AREA", "SOURCE", "WITH DATA", "UP TO DATE", "SHARE", "OF MRR", "NEWEST", "LOADED", ""}, rows); err != nil {
			return err
		}
		fmt.Fprintf(w, "in all five areas: %s of %s, %s of the MRR; up to date in all five: %s\n",
			count(first.WithData), count(first.Customers), shareText(first.MRRShare), count(first.Fresh))
	}
	return nil
}

// isSplit says whether the area of the first line, that of any source, has several.
func isSplit(found []pipeline.Coverage) bool {
	return len(found) > 2 && found[2].Area == found[0].Area && found[2].Segment == found[0].Segment
}

func coverageRow(c pipeline.Coverage) []string {
	note := ""
	switch {
	case c.Reason == "no_source":
		note = "no source is connected"
	case c.Stale:
		note = "stale"
	}
	return []string{c.Area, c.Source, count(c.WithData), count(c.Fresh), shareText(c.Share), shareText(c.MRRShare), c.Newest, c.LoadedAt, note}
}

func shareText(share *float64) string {
	if share == nil {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100**share)
}

func (a *app) accountCoverage(ctx context.Context, customer string, clocks pipeline.Clocks, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		found, err := p.AccountCoverage(ctx, customer, clocks)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(a.stdout, found)
		}
		var rows [][]string
		for _, c := range found {
			rows = append(rows, []string{c.Area, c.Source, coverageState(c), count(c.Records), c.Newest})
		}
		fmt.Fprintf(a.stdout, "customer %s, data as of the end of %s\n\n", customer, found[0].AsOf)
		return printTable(a.stdout, []string{"AREA", "SOURCE", "STATE", "RECORDS", "NEWEST"}, rows)
	})
}

// coverageState says in words what a source has of an account.
func coverageState(c pipeline.AccountCoverage) string {
	switch {
	case c.Fresh:
		return "up to date"
	case c.HasData:
		return "out of date"
	case c.Known:
		return "known, no data"
	}
	return "unknown to the source"
}
