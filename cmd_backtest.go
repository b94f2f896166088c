package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) backtestCommand() *cobra.Command {
	var clocks clockFlags
	var kind string
	var prove int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "backtest",
		Short: "Check the health score against who stayed and who left",
		Long: `Compare what recorded nights said of customers with what their contracts say became
of them 30, 60 and 90 days later. AUC is the chance that a lost customer stood below
a kept one: 0.5 is a coin, 1 never wrong. The score is set beside plain forecasts:
usage alone, last quarter's rate, the team's own opinion. With too few lost or kept
customers it says so instead of a number.

Accounts the team looked after may have stayed because of the warning, so they are
counted with and without. A night that was computed later (hindsight) may know what
came in since, and never counts with those that were not. --prove computes some recorded
nights again from the loads that were there then and names every measure that comes out
otherwise: it saw the future, or data that came late.`,
		Example: "  quarterdeck backtest\n  quarterdeck backtest --kind renewal --json\n  quarterdeck backtest --prove 3",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains([]string{"all", "renewal", "quarter"}, kind) {
				return usagef("--kind %q is unknown; use all, renewal or quarter", kind)
			}
			past, err := clocks.clocks()
			if err != nil {
				return err
			}
			if err := atLeast("prove", prove, 0); err != nil {
				return err
			}
			return a.backtest(cmd.Context(), past, kind, prove, asJSON)
		},
	}
	clocks.addPast(cmd)
	cmd.Flags().StringVar(&kind, "kind", "all", "all outcomes, renewal (terms that came up) or quarter (customers without a term, by quarters)")
	cmd.Flags().IntVar(&prove, "prove", 0, "compute so many of the recorded nights again, to see that none knew the future")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print everything as JSON")
	return cmd
}

func (a *app) backtest(ctx context.Context, clocks pipeline.Clocks, kind string, prove int, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.Backtest(ctx, clocks)
		if err != nil {
			return err
		}
		if prove > 0 {
			if report.Proofs, err = p.ProveNights(ctx, prove); err != nil {
				return err
			}
		}
		if asJSON {
			return printJSON(a.stdout, report)
		}
		if err := printBacktest(a.stdout, report, kind); err != nil {
			return err
		}
		printProofs(a.stdout, report.Proofs)
		return nil
	})
}

// printBacktest prints a block for each horizon of each knowledge there is.
func printBacktest(w io.Writer, r pipeline.BacktestReport, kind string) error {
	fmt.Fprintf(w, "As of %s %s kept and %s lost; %s recorded", r.AsOf, count(r.Kept), count(r.Lost), counted(r.Nights, "night"))
	if r.FirstNight != "" {
		fmt.Fprintf(w, " since %s, %s with hindsight", r.FirstNight, count(r.Hindsight))
	}
	fmt.Fprintln(w)
	printed := false
	for _, knowledge := range []string{"as_known", "hindsight"} {
		for _, horizon := range []int{30, 60, 90} {
			of := pipeline.BacktestGroup{Horizon: horizon, Kind: kind, Accounts: "all", Knowledge: knowledge}
			if tests := testsOf(r, of); len(tests) > 0 && tests[0].Reason != "no_recorded_night" {
				printed = true
				if err := printHorizon(w, r, of); err != nil {
					return err
				}
			}
		}
	}
	if !printed {
		fmt.Fprintln(w, "\nNo night is recorded 30 to 98 days before any of these outcomes. Every published night is")
		fmt.Fprintln(w, "recorded; past ones are computed by 'quarterdeck backfill FROM TO --every week', with")
		fmt.Fprintln(w, "hindsight where the lake does not reach back that far. They count from the next run on.")
		return nil
	}
	printLead(w, r.Leads)
	return nil
}

func testsOf(r pipeline.BacktestReport, of pipeline.BacktestGroup) []pipeline.BacktestRow {
	return slices.DeleteFunc(slices.Clone(r.Tests), func(t pipeline.BacktestRow) bool { return t.BacktestGroup != of })
}

func printHorizon(w io.Writer, r pipeline.BacktestReport, of pipeline.BacktestGroup) error {
	knowledge := "as the nights knew it"
	if of.Knowledge == "hindsight" {
		knowledge = "with hindsight: nights computed later, which may know what came in since"
	}
	fmt.Fprintf(w, "\n%d days before, %s\n", of.Horizon, knowledge)
	all := testsOf(r, of)
	untouched := of
	untouched.Accounts = "untouched"
	var rows [][]string
	for _, t := range append(all, testsOf(r, untouched)...) {
		if t.Accounts == "untouched" && t.Predictor != "score" {
			continue
		}
		auc, interval := "-", reasonText(t, r.MinEvents)
		if t.AUC != nil {
			auc, interval = fmt.Sprintf("%.2f", *t.AUC), fmt.Sprintf("%.2f to %.2f", *t.Low, *t.High)
		}
		rows = append(rows, []string{predictorName(t), count(t.Events), count(t.Others), auc, interval})
	}
	if err := printTable(w, []string{"FORECAST BY", "LOST", "KEPT", "AUC", "95 %"}, rows); err != nil {
		return err
	}
	if score := all[0]; score.PrecisionRed != nil {
		fmt.Fprintf(w, "Of those in red %s were lost; of the lost %s had been red.\n",
			rangeText(score.PrecisionRed, score.PrecisionLow, score.PrecisionTop), rangeText(score.RecallRed, score.RecallLow, score.RecallTop))
	}
	if known := all[0].AlreadyKnown; known > 0 {
		fmt.Fprintf(w, "Left out: %s known by then already, such as notice given.\n", counted(known, "outcome"))
	}
	printBands(w, r.Bands, of)
	return nil
}

func predictorName(t pipeline.BacktestRow) string {
	name := map[string]string{"score": "health score", "usage": "usage trend alone", "last_quarter": "last quarter's rate", "pulse": "team's pulse"}[t.Predictor]
	if t.Accounts == "untouched" {
		name += ", accounts left alone"
	}
	return name
}

// reasonText says why there is no number.
func reasonText(t pipeline.BacktestRow, least int) string {
	switch t.Reason {
	case "too_few_lost":
		return fmt.Sprintf("too few lost: at least %d are needed", least)
	case "too_few_kept":
		return fmt.Sprintf("too few kept: at least %d are needed", least)
	case "nothing_said":
		return "not recorded by these nights"
	case "no_recorded_night":
		return "no recorded night"
	case "looks_ahead":
		return "refused: a measure of it must have known the outcome"
	}
	return strings.ReplaceAll(t.Reason, "_", " ")
}

func rangeText(share, low, high *float64) string {
	if share == nil {
		return "-"
	}
	return fmt.Sprintf("%.0f %% (%.0f to %.0f %%)", 100**share, 100**low, 100**high)
}

// printBands prints what became of each band on a line, and whether it is in order.
func printBands(w io.Writer, all []pipeline.BacktestBand, of pipeline.BacktestGroup) {
	var parts []string
	order := ""
	for _, b := range all {
		if b.BacktestGroup != of {
			continue
		}
		if b.LostShare != nil {
			parts = append(parts, fmt.Sprintf("%s %.0f %% of %s", b.Band, 100**b.LostShare, count(b.Customers)))
		}
		switch {
		case b.IsOrdered != nil && *b.IsOrdered:
			order = "in order"
		case b.IsOrdered != nil:
			order = "NOT in order: the bands are opinions"
		default:
			order = "order not judged, " + strings.ReplaceAll(b.Reason, "_", " ")
		}
	}
	if len(parts) > 0 {
		fmt.Fprintf(w, "Lost by band: %s (%s)\n", strings.Join(parts, ", "), order)
	}
}

// printLead prints the warning time of the last twelve months.
func printLead(w io.Writer, all []pipeline.WarningLead) {
	for _, l := range all {
		if l.Span != "trailing" || l.Seen == 0 {
			continue
		}
		fmt.Fprintf(w, "\nIn twelve months %s lost; of %s seen before, %s had turned red before giving notice", count(l.Lost), count(l.Seen), count(l.Warned))
		if l.LeadDays != nil {
			fmt.Fprintf(w, ", half of them at least %.0f days before", *l.LeadDays)
		}
		fmt.Fprintln(w)
	}
}

// printProofs says of each night computed again whether it knew too much.
func printProofs(w io.Writer, all []pipeline.NightProof) {
	if len(all) > 0 {
		fmt.Fprintln(w, "\nNights computed again from the loads that were there:")
	}
	for _, p := range all {
		switch {
		case p.Why != "":
			fmt.Fprintf(w, "  %s  not possible: %s\n", p.AsOf, p.Why)
		case len(p.Differing) == 0:
			fmt.Fprintf(w, "  %s  the same: %s, known by %s\n", p.AsOf, counted(p.Compared, "value"), p.KnownAt.UTC().Format("2006-01-02 15:04 MST"))
		default:
			var parts []string
			for _, measure := range slices.Sorted(maps.Keys(p.Differing)) {
				parts = append(parts, fmt.Sprintf("%s of %s", measure, counted(p.Differing[measure], "customer")))
			}
			fmt.Fprintf(w, "  %s  OTHERWISE: %s; they saw the future, or data that came late\n", p.AsOf, strings.Join(parts, ", "))
		}
	}
}
