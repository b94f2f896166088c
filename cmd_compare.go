package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) compareCommand() *cobra.Command {
	var span, start string
	var asJSON bool
	var clocks clockFlags
	cmd := &cobra.Command{
		Use:   "compare [nrr | grr | logo_churn | mrr_churn | churn]",
		Short: "Compute retention and churn under every main written rule, side by side",
		Long: `Compute retention and churn of all customers under the main written rules side by
side, each with the two numbers behind it and who publishes figures of it, so that
the number of another tool can be found again. The rule of the scorecard is marked.`,
		Example: "  quarterdeck compare nrr\n  quarterdeck compare churn --span month --start 2026-08-01",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			wanted, err := comparedMetrics(args)
			if err != nil {
				return err
			}
			from, err := day("start", start)
			if err != nil {
				return err
			}
			if !slices.Contains([]string{"month", "quarter", "ttm"}, span) {
				return usagef("--span %q is unknown; use month, quarter or ttm", span)
			}
			past, err := clocks.clocks()
			if err != nil {
				return err
			}
			return a.compare(cmd.Context(), wanted, pipeline.ComparisonOptions{Span: span, Start: from, Clocks: past}, asJSON)
		},
	}
	clocks.addPast(cmd)
	cmd.Flags().StringVar(&span, "span", "ttm", "month, quarter or ttm (twelve months)")
	cmd.Flags().StringVar(&start, "start", "", "first day of the period; the newest complete one when left out")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

// metricNames are what can be compared, in the order shown.
func metricNames() [][2]string {
	return [][2]string{{"nrr", "Net revenue retention"}, {"grr", "Gross revenue retention"}, {"logo_churn", "Logo churn"}, {"mrr_churn", "MRR churn"}}
}

// comparedMetrics are the metrics named by the arguments, all without one.
func comparedMetrics(args []string) ([]string, error) {
	var all []string
	for _, m := range metricNames() {
		all = append(all, m[0])
	}
	switch {
	case len(args) == 0:
		return all, nil
	case args[0] == "churn":
		return []string{"logo_churn", "mrr_churn"}, nil
	case slices.Contains(all, args[0]):
		return args, nil
	}
	return nil, usagef("%q cannot be compared; use %s or churn", args[0], strings.Join(all, ", "))
}

func (a *app) compare(ctx context.Context, metrics []string, opts pipeline.ComparisonOptions, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		found, err := p.Comparisons(ctx, opts)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return noSuchPeriod(opts.Span, opts.Start)
		}
		found = slices.DeleteFunc(found, func(c pipeline.Comparison) bool { return !slices.Contains(metrics, c.Metric) })
		if asJSON {
			return printJSON(a.stdout, found)
		}
		return printComparisons(a.stdout, found)
	})
}

func noSuchPeriod(span string, start time.Time) error {
	if !start.IsZero() {
		return fmt.Errorf("no complete period of span %s with customers at its start begins on %s", span, start.Format(time.DateOnly))
	}
	if span == "ttm" {
		return errors.New("the history has no complete twelve months yet; try --span month")
	}
	return fmt.Errorf("the history has no complete period of span %s with customers at its start", span)
}

// printComparisons prints each metric as a block, our rule marked with a star.
func printComparisons(w io.Writer, found []pipeline.Comparison) error {
	for _, m := range metricNames() {
		of := slices.DeleteFunc(slices.Clone(found), func(c pipeline.Comparison) bool { return c.Metric != m[0] })
		if len(of) == 0 {
			continue
		}
		fmt.Fprintf(w, "%s, the period from %s and before %s%s\n\n", m[1], of[0].PeriodStart, of[0].PeriodEnd, rangeOf(of))
		width := 0
		for _, c := range of {
			width = max(width, len(c.Rule))
		}
		for _, c := range of {
			printComparison(w, c, width)
		}
		fmt.Fprintln(w)
	}
	_, err := fmt.Fprintln(w, "* the rule of the scorecard under the present settings")
	return err
}

// printComparison writes one rule: its value and numbers, what it does, who uses it.
func printComparison(w io.Writer, c pipeline.Comparison, width int) {
	mark, value, numbers := " ", "      -  ", ""
	if c.IsOurs {
		mark = "*"
	}
	if c.Value != nil {
		value = fmt.Sprintf("%7.2f %%", 100**c.Value)
	}
	if c.Numerator != nil && c.Denominator != nil {
		numbers = fmt.Sprintf("   %s of %s", plainNumber(*c.Numerator), plainNumber(*c.Denominator))
	}
	fmt.Fprintf(w, "%s %-*s %s%s\n    %s\n    used by: %s\n", mark, width, c.Rule, value, numbers, c.Words, c.UsedBy)
}

// rangeOf says how far the rules are apart; nothing when there is no value.
func rangeOf(of []pipeline.Comparison) string {
	low, high := math.Inf(1), math.Inf(-1)
	for _, c := range of {
		if c.Value != nil {
			low, high = min(low, *c.Value), max(high, *c.Value)
		}
	}
	if low > high {
		return ""
	}
	return fmt.Sprintf(": %.2f %% to %.2f %% by rule", 100*low, 100*high)
}

// plainNumber writes 1234567.5 as 1,234,567.5: cents of large numbers, four
// digits of small ones.
func plainNumber(x float64) string {
	digits := 4
	if math.Abs(x) >= 100 {
		digits = 2
	}
	whole, fraction, _ := strings.Cut(fmt.Sprintf("%.*f", digits, math.Abs(x)), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		whole += "." + fraction
	}
	if x < 0 && whole != "0" {
		whole = "-" + whole
	}
	return whole
}
