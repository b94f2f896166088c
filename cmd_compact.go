package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) compactCommand() *cobra.Command {
	var prune, asJSON bool
	var keep string
	cmd := &cobra.Command{
		Use:   "compact [SOURCE[.STREAM]...]",
		Short: "Make one load of the many a stream has gathered",
		Long: `Make one load of all a stream has gathered since it was last pulled whole, so
that it stays quick to read. Nothing that is read changes, and the loads it was
made of stay: with --known-at one still sees what was known in each night. With
--prune those go that nobody needs who looks back --keep and no further.

The nightly job compacts by itself what has more than 60 loads. It never prunes.`,
		Example: "  quarterdeck compact\n  quarterdeck compact crm billing.invoices --prune --keep 400d",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			span, err := days(keep)
			if err != nil {
				return err
			}
			return a.compact(cmd.Context(), pipeline.CompactOptions{Selectors: selectors(args), Prune: prune, Keep: span}, asJSON)
		},
	}
	cmd.Flags().BoolVar(&prune, "prune", false, "remove loads that are no longer needed")
	cmd.Flags().StringVar(&keep, "keep", days400, "with --prune, how far back --known-at must reach, in days")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

// days400 is pipeline.DefaultKeep as people write it.
const days400 = "400d"

// days reads a number of days such as 400d.
func days(text string) (time.Duration, error) {
	n, err := strconv.Atoi(strings.TrimSuffix(text, "d"))
	if err != nil || n < 1 || n > 100_000 || !strings.HasSuffix(text, "d") {
		return 0, usagef("--keep %q is not a number of days; write such as %s", text, days400)
	}
	return time.Duration(n) * 24 * time.Hour, nil
}

func (a *app) compact(ctx context.Context, opts pipeline.CompactOptions, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.Compact(ctx, opts)
		if asJSON {
			return errors.Join(err, printJSON(a.stdout, report))
		}
		return errors.Join(err, a.printCompacted(report))
	})
}

func (a *app) printCompacted(report pipeline.CompactReport) error {
	var rows [][]string
	for _, s := range report.Streams {
		row := []string{s.Source + "." + s.Stream, "", "", s.Skipped}
		if s.LoadID != "" {
			row = []string{row[0], count(s.Loads), count(s.RowsBefore), "one load of " + count(s.Rows) + " rows"}
		}
		if s.Pruned.Loads > 0 {
			row[3] += fmt.Sprintf("; removed %s loads of %s kB", count(s.Pruned.Loads), count(s.Pruned.Bytes/1000))
		}
		if s.Error != "" {
			row[3] = "failed: " + firstLine(s.Error)
		}
		rows = append(rows, row)
	}
	return printTable(a.stdout, []string{"STREAM", "LOADS", "ROWS", "MADE"}, rows)
}
