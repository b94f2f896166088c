package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) defineCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "define [METRIC]",
		Short: "Say what the metrics mean, as they are computed here",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.define(cmd.Context(), strings.Join(args, ""), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) define(ctx context.Context, metric string, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		all, err := p.Definitions(ctx, metric)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(a.stdout, all)
		}
		if metric != "" {
			fmt.Fprintf(a.stdout, "%s (%s, %s)\n\n", all[0].Name, all[0].Metric, all[0].Unit)
			a.printDefinition(all[0])
			return nil
		}
		var rows [][]string
		for _, d := range all {
			rows = append(rows, []string{d.Area, d.Metric, d.Unit, d.Name, shorten(d.Definition, 80)})
		}
		return printTable(a.stdout, []string{"AREA", "METRIC", "UNIT", "NAME", "DEFINITION"}, rows)
	})
}

func (a *app) printDefinition(d pipeline.Definition) {
	fmt.Fprintln(a.stdout, wrap(d.Definition, 90))
	fmt.Fprintf(a.stdout, "\nformula   %s\n", d.Formula)
	if d.Variants != "" {
		fmt.Fprintf(a.stdout, "not       %s\n", strings.Join(strings.Split(d.Variants, "; "), "\n          "))
	}
	for i, name := range slices.Sorted(maps.Keys(d.Settings)) {
		label := "settings"
		if i > 0 {
			label = ""
		}
		fmt.Fprintf(a.stdout, "%-9s %s: %s\n", label, name, d.Setting(name))
	}
	fmt.Fprintf(a.stdout, "source    %s\n", d.Source)
	if d.Version != "" {
		fmt.Fprintf(a.stdout, "version   %s, in force since %s\n", d.Version, d.Since)
	}
}

func (a *app) figuresCommand() *cobra.Command {
	var opts pipeline.FiguresOptions
	var limit int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "figures [METRIC]",
		Short: "List the published numbers with their ids",
		Example: `  quarterdeck figures nrr
  quarterdeck figures nrr --segment plan=Growth --span ttm
  quarterdeck figures --customer 1001`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := atLeast("limit", limit, 1); err != nil {
				return err
			}
			opts.Metric = strings.Join(args, "")
			return a.figures(cmd.Context(), opts, limit, asJSON)
		},
	}
	cmd.Flags().StringVar(&opts.Segment, "segment", "", "only of a segment, as plan=Growth, or of a dimension, as plan; all is the total")
	cmd.Flags().StringVar(&opts.Customer, "customer", "", "only of a customer")
	cmd.Flags().StringVar(&opts.Span, "span", "", "only of periods of one length: month, quarter, ttm, trailing, day, …")
	cmd.Flags().IntVar(&limit, "limit", 40, "how many to print; --json has all")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) figures(ctx context.Context, opts pipeline.FiguresOptions, limit int, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		all, err := p.Figures(ctx, opts)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(a.stdout, all)
		}
		if len(all) == 0 {
			_, err := fmt.Fprintln(a.stdout, "no figures")
			return err
		}
		var rows [][]string
		for _, f := range all[:min(limit, len(all))] {
			n := ""
			if f.N != nil {
				n = count(*f.N)
			}
			rows = append(rows, []string{f.ID, valueText(f.Value), n, f.Reason})
		}
		if err := printTable(a.stdout, []string{"ID", "VALUE", "N", "REASON"}, rows); err != nil {
			return err
		}
		if more := len(all) - len(rows); more > 0 {
			fmt.Fprintf(a.stdout, "… and %s more; --limit prints more, --json all\n", count(more))
		}
		return nil
	})
}
