package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"quarterdeck/config"
	"quarterdeck/pipeline"
)

func (a *app) whatIfCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "whatif FILE",
		Short: "Try other weights, limits or alert rules before they are in force",
		Long: `Compute the newest published night with parts of another configuration and show what
would change: which customers change their health band, with how much money, which
alerts would open or close, and whether the back-test gets better or worse. Nothing is
published, recorded or sent.

FILE is YAML with any of metrics:, health: and alerts:, as in the configuration. What it
leaves out stays as it is; a list in it, such as the profiles of health, replaces the
one there is, and alert rules are laid over those of their name. For the back-test
every recorded night is scored anew from what it knew, by the present settings and by
the proposed ones. Bands are shown as the score alone gives them: hysteresis only
delays a change.`,
		Example: "  quarterdeck whatif try.yml\n  quarterdeck whatif try.yml --json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.whatIf(cmd.Context(), args[0], asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print everything as JSON")
	return cmd
}

func (a *app) whatIf(ctx context.Context, file string, asJSON bool) error {
	cfg, err := config.Load(a.configPath, a.lookupEnv)
	if err != nil {
		return err
	}
	proposed, err := cfg.Propose(file, a.lookupEnv)
	if err != nil {
		return err
	}
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.WhatIf(ctx, proposed)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(a.stdout, report)
		}
		return printWhatIf(a.stdout, report)
	})
}

// listedChanges is how many changes of a kind are printed; --json has all.
const listedChanges = 40

func printWhatIf(w io.Writer, r pipeline.WhatIfReport) error {
	fmt.Fprintf(w, "As of %s, %s of customers would change, %s their band\n\n", r.AsOf, counted(r.Scores, "score"), count(len(r.Customers)))
	var rows [][]string
	for _, b := range r.Bands {
		rows = append(rows, []string{b.Band, count(b.CustomersBefore), count(b.CustomersAfter), plainNumber(b.MRRBefore), plainNumber(b.MRRAfter), plainNumber(b.MRRAfter - b.MRRBefore)})
	}
	if err := printTable(w, []string{"BAND", "CUSTOMERS", "THEN", "MRR", "THEN", "CHANGE"}, rows); err != nil {
		return err
	}
	if len(r.Customers) > 0 {
		fmt.Fprintln(w)
		rows = nil
		for _, c := range r.Customers[:min(listedChanges, len(r.Customers))] {
			rows = append(rows, []string{c.Name, c.CustomerID, mrrText(c.MRR), c.BandBefore + " -> " + c.BandAfter, scoreText(c.ScoreBefore) + " -> " + scoreText(c.ScoreAfter)})
		}
		if err := printTable(w, []string{"CUSTOMER", "ID", "MRR", "BAND", "SCORE"}, rows); err != nil {
			return err
		}
		printMore(w, len(r.Customers))
	}
	fmt.Fprintln(w)
	if err := printAlertChanges(w, r.Alerts); err != nil {
		return err
	}
	fmt.Fprintln(w)
	return printBacktestChanges(w, r)
}

func printMore(w io.Writer, all int) {
	if all > listedChanges {
		fmt.Fprintf(w, "… and %s more; --json has all\n", count(all-listedChanges))
	}
}

func mrrText(mrr *float64) string {
	if mrr == nil {
		return "-"
	}
	return plainNumber(*mrr)
}

func scoreText(score *float64) string {
	if score == nil {
		return "-"
	}
	return fmt.Sprintf("%.1f", *score)
}

func printAlertChanges(w io.Writer, all []pipeline.AlertChange) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "no alert would open or close")
		return err
	}
	var rows [][]string
	for _, c := range all[:min(listedChanges, len(all))] {
		rows = append(rows, []string{c.Change, c.Rule, c.Name, mrrText(c.MRR), shorten(c.Reason, 80)})
	}
	if err := printTable(w, []string{"ALERT", "RULE", "CUSTOMER", "MRR", "REASON"}, rows); err != nil {
		return err
	}
	printMore(w, len(all))
	return nil
}

func printBacktestChanges(w io.Writer, r pipeline.WhatIfReport) error {
	if len(r.Backtest) == 0 {
		_, err := fmt.Fprintln(w, "no recorded night lies before an outcome, so neither can be tested on history; 'quarterdeck backfill' computes past nights")
		return err
	}
	var rows [][]string
	for _, c := range r.Backtest {
		rows = append(rows, []string{fmt.Sprintf("%d days", c.Horizon), strings.ReplaceAll(c.Knowledge, "_", " "), count(c.Before.Events), count(c.Before.Others),
			areaText(c.Before), areaText(c.After), orderText(c.OrderedBefore) + " -> " + orderText(c.OrderedAfter)})
	}
	if err := printTable(w, []string{"BACK-TEST", "NIGHTS", "LOST", "KEPT", "AUC", "THEN", "BANDS IN ORDER"}, rows); err != nil {
		return err
	}
	if r.NightsWithout > 0 {
		fmt.Fprintf(w, "%s of %s did not record what was known and could not be scored anew\n", count(r.NightsWithout), counted(r.Nights, "night"))
	}
	return nil
}

func areaText(t pipeline.BacktestRow) string {
	if t.AUC == nil {
		return strings.ReplaceAll(t.Reason, "_", " ")
	}
	return fmt.Sprintf("%.2f (%.2f to %.2f)", *t.AUC, *t.Low, *t.High)
}

func orderText(ordered *bool) string {
	switch {
	case ordered == nil:
		return "-"
	case *ordered:
		return "yes"
	}
	return "no"
}
