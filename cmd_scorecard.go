package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
	"quarterdeck/reports"
)

func (a *app) scorecardCommand() *cobra.Command {
	var opts pipeline.CascadeOptions
	var asJSON bool
	var clocks clockFlags
	cmd := &cobra.Command{
		Use:   "scorecard",
		Short: "Show the balanced scorecard, of the company or of every team, CSM or segment",
		Long: `Show the balanced scorecard: every KPI with its value, the one before, target, score
and status by perspective, and what moved the headlines. A score is 0 at the floor and
1 at the target. A KPI whose data is stale or failed a check is not trusted and has no
colour.

With --level or --by it shows the same KPIs by whose customers they are. Teams add up
to the company, CSMs to their team and segments to whoever they split.`,
		Example: "  quarterdeck scorecard\n  quarterdeck scorecard --level csm --kpi nrr\n  quarterdeck scorecard --level team --by plan",
		RunE: func(cmd *cobra.Command, _ []string) error {
			past, err := clocks.clocks()
			if err != nil {
				return err
			}
			if !slices.Contains([]string{"company", "team", "csm"}, opts.Level) {
				return usagef("--level %q is unknown; use company, team or csm", opts.Level)
			}
			opts.Clocks = past
			if opts.Level != "company" || opts.Dimension != "all" || opts.KPI != "" {
				return a.cascade(cmd.Context(), opts, asJSON)
			}
			return a.scorecard(cmd.Context(), past, asJSON)
		},
	}
	clocks.addPast(cmd)
	cmd.Flags().StringVar(&opts.Level, "level", "company", "company, team or csm")
	cmd.Flags().StringVar(&opts.Dimension, "by", "all", "the dimension whose segments to show")
	cmd.Flags().StringVar(&opts.KPI, "kpi", "", "only this KPI")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) scorecard(ctx context.Context, clocks pipeline.Clocks, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		card, err := p.Scorecard(ctx, clocks)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(a.stdout, card)
		}
		return printScorecard(a.stdout, card)
	})
}

// printScorecard prints a block for every perspective, then what moved the headlines
// and what is to be thought over.
func printScorecard(w io.Writer, card *pipeline.Scorecard) error {
	for _, one := range card.Perspectives {
		fmt.Fprintln(w, perspectiveLine(one))
		var rows [][]string
		for _, k := range card.KPIs {
			if k.Perspective == one.Perspective {
				rows = append(rows, []string{"  " + k.KPI, kpiValue(k.Actual, k.Unit), kpiValue(k.Previous, k.Unit), kpiValue(k.Target, k.Unit),
					targetScore(k.Score), k.Status, k.Owner, strings.Join(remarks(k), "; ")})
			}
		}
		if len(rows) > 0 {
			if err := printTable(w, []string{"  KPI", "NOW", "BEFORE", "TARGET", "SCORE", "STATUS", "OWNER", ""}, rows); err != nil {
				return err
			}
		}
		fmt.Fprintln(w)
	}
	return printDrivers(w, card)
}

func perspectiveLine(one pipeline.PerspectiveScore) string {
	line := one.Title + ": "
	switch {
	case one.Reason == "no_kpis":
		return line + "no KPI"
	case one.Score == nil:
		line += "no score"
	default:
		line += targetScore(one.Score) + " " + one.Status
	}
	if one.Coverage < 1 && one.Perspective != "all" {
		line += fmt.Sprintf(", %.0f %% of the weight known", 100*one.Coverage)
	}
	if one.Score == nil && one.Perspective == "all" {
		line += ", because not every perspective has half of its weight"
	}
	return line
}

// remarks are what has to be known beside a value.
func remarks(k pipeline.KPIScore) []string {
	var all []string
	switch {
	case k.StaleStreams != "":
		all = append(all, "not trusted: "+k.StaleStreams+" stale")
	case k.FailedChecks != "":
		all = append(all, "not trusted: "+k.FailedChecks+" failed")
	case k.Reason != "":
		all = append(all, strings.ReplaceAll(k.Reason, "_", " "))
	}
	if k.Counter != "" && k.CounterStatus != "" {
		all = append(all, fmt.Sprintf("against %s %s %s", k.Counter, kpiValue(k.CounterActual, k.CounterUnit), k.CounterStatus))
	}
	if k.Benchmark != nil {
		all = append(all, fmt.Sprintf("others %s (%s)", kpiValue(k.Benchmark, k.Unit), k.BenchmarkBy))
	}
	if k.Overdue {
		all = append(all, "to be reviewed by "+k.ReviewBy)
	}
	return all
}

func printDrivers(w io.Writer, card *pipeline.Scorecard) error {
	var rows [][]string
	for _, d := range card.Drivers {
		rows = append(rows, []string{"  " + d.KPI, strings.ReplaceAll(d.Driver, "_", " "), kpiValue(&d.Previous, d.Unit), kpiValue(&d.Value, d.Unit), kpiValue(&d.Change, d.Unit)})
	}
	if len(rows) == 0 {
		return nil
	}
	fmt.Fprintln(w, "What moved the headlines since the value before")
	return printTable(w, []string{"  KPI", "DRIVER", "BEFORE", "NOW", "CHANGE"}, rows)
}

func (a *app) cascade(ctx context.Context, opts pipeline.CascadeOptions, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		found, err := p.Cascade(ctx, opts)
		switch {
		case err != nil:
			return err
		case asJSON:
			return printJSON(a.stdout, found)
		}
		return printCascade(a.stdout, found)
	})
}

func printCascade(w io.Writer, found []pipeline.CascadeRow) error {
	var rows [][]string
	for _, c := range found {
		customers := "-"
		if c.Customers != nil {
			customers = strconv.FormatInt(*c.Customers, 10)
		}
		status := c.Status
		if c.Reason != "" {
			status += ", " + strings.ReplaceAll(c.Reason, "_", " ")
		}
		rows = append(rows, []string{c.KPI, c.Team, c.Owner, c.Segment, customers, kpiValue(c.Value, c.Unit), targetScore(c.Score), status})
	}
	return printTable(w, []string{"KPI", "TEAM", "CSM", "SEGMENT", "CUSTOMERS", "VALUE", "SCORE", "STATUS"}, rows)
}

// targetScore writes a score of 0 to 1 with two decimals; none is a dash.
func targetScore(score *float64) string {
	if score == nil {
		return "-"
	}
	return strconv.FormatFloat(*score, 'f', 2, 64)
}

// kpiValue writes a value by its unit; none is a dash.
func kpiValue(v *float64, unit string) string { return kpiText(reports.NumFrom(v), unit) }
