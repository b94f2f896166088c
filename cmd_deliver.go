package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) deliverCommand() *cobra.Command {
	var opts pipeline.DeliverOptions
	var to string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "deliver",
		Short: "Send what is to be sent of the published marts and was not yet",
		Long: `Send everything the section delivery routes somewhere, and what is about the
customers of a team, a segment or an owner to their channels: the night does the
same. What was delivered stays delivered; what failed is tried again. With --dry-run
nothing is sent, and every delivery is listed with how it stands. With --to test
everything goes to the places for tests, as often as you ask.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if to != "" && to != "test" {
				return usagef("--to %q: there is only test", to)
			}
			opts.Test = to == "test"
			return a.deliver(cmd.Context(), opts, asJSON)
		},
	}
	cmd.Flags().BoolVar(&opts.DryRun, "dry-run", false, "list what would go where, send nothing")
	cmd.Flags().StringVar(&to, "to", "", "test sends to the places for tests instead")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) deliver(ctx context.Context, opts pipeline.DeliverOptions, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.Deliver(ctx, opts)
		if asJSON {
			return errors.Join(err, printJSON(a.stdout, report))
		}
		if err != nil && report.RunID == "" {
			return err
		}
		if len(report.Deliveries) > 0 {
			err = errors.Join(err, a.printDeliveries(report.Deliveries))
		}
		fmt.Fprintf(a.stdout, "as of %s: %s\n", report.AsOf, deliverWords(report, opts.DryRun))
		return err
	})
}

// deliverWords counts what became of a delivery.
func deliverWords(r pipeline.DeliverReport, preview bool) string {
	counts := []struct {
		n    int
		word string
	}{
		{r.Count("sent"), "sent"}, {r.Count("edited"), "changed in place"}, {r.Count("pending"), "would be sent"}, {r.Count("failed"), "failed"},
		{r.Count("unknown"), "of unknown fate"}, {r.Count("skipped"), "without a place for tests"}, {r.Kept, "delivered before"},
		{r.Open, "of unknown fate for longer"}, {r.Held, "reviews held"},
	}
	if preview {
		counts[0].n = 0 // those are what was delivered before
	}
	var parts []string
	for _, c := range counts {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", count(c.n), c.word))
		}
	}
	if parts == nil {
		return "nothing is to be delivered"
	}
	return strings.Join(parts, ", ")
}

func (a *app) printDeliveries(all []pipeline.Delivery) error {
	var rows [][]string
	for _, d := range all {
		why := firstLine(d.Error)
		if why == "" {
			why = d.Reason
		}
		if why == "" {
			why = strings.Join(d.To, ", ")
		}
		rows = append(rows, []string{shorten(d.ID, 8), d.Kind, d.Destination, d.Key, d.State, when(d.UpdatedAt), why})
	}
	return printTable(a.stdout, []string{"ID", "KIND", "TO", "WHICH", "STATE", "CHANGED", "WHY"}, rows)
}
