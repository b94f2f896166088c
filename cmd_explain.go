package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
	"quarterdeck/transforms"
)

func (a *app) explainCommand() *cobra.Command {
	var rows, sample int
	var reviews string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain NUMBER-ID",
		Short: "Show where a published number comes from: definition, SQL, parameters, input records",
		Long: "Computes the number again from the loads and settings of the publication, lists the\n" +
			"records it rests on, and says whether they add up to what was published (exit code 1\n" +
			"when they do not). Ids are listed by 'quarterdeck figures'. With --sample it checks\n" +
			"numbers of every metric and kind instead of explaining one.\n\n" +
			"A number printed in a review is named by its document and its place in the list at\n" +
			"the document's end, as 4F85-CF99-2B3B#17. What it is reckoned of is shown and asked\n" +
			"for again. The document alone stands for all its numbers.",
		Example: `  quarterdeck explain nrr@ttm:2025-11-01
  quarterdeck explain "nrr@ttm:2025-11-01/plan=Growth" --json
  quarterdeck explain 4F85-CF99-2B3B#17
  quarterdeck explain --sample 3`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := errors.Join(atLeast("rows", rows, 0), atLeast("sample", sample, 0)); err != nil {
				return err
			}
			switch {
			case sample > 0 && len(args) == 0:
				return a.prove(cmd.Context(), sample, asJSON)
			case sample > 0 || strings.Join(args, "") == "":
				return usagef("name one number, or how many of every kind to check with --sample")
			}
			if pipeline.IsPrinted(args[0]) {
				return a.explainPrinted(cmd.Context(), args[0], reviews, rows, asJSON)
			}
			return a.explain(cmd.Context(), args[0], rows, asJSON)
		},
	}
	cmd.Flags().IntVar(&rows, "rows", 20, "how many input rows to print; --json has all")
	cmd.Flags().IntVar(&sample, "sample", 0, "check this many numbers of every kind instead")
	cmd.Flags().StringVar(&reviews, "reviews", "", "the folder a review was written to; default the reviews of the data folder")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

// prove checks a sample of all numbers.
func (a *app) prove(ctx context.Context, sample int, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		proofs, err := p.Prove(ctx, sample)
		if err != nil {
			return err
		}
		var wrong []string
		metrics := map[string]bool{}
		for _, one := range proofs {
			metrics[one.Metric] = true
			if !one.Holds {
				wrong = append(wrong, fmt.Sprintf("%s: published %s, rebuilt %s, the rows give %s",
					one.ID, valueText(one.Published), valueText(one.Rebuilt), valueText(one.Sum)))
			}
		}
		if len(wrong) > 0 {
			err = fmt.Errorf("explain: %d of %s DO NOT ADD UP\n  %s", len(wrong), counted(len(proofs), "number"), strings.Join(wrong, "\n  "))
		}
		if asJSON {
			return errors.Join(printJSON(a.stdout, proofs), err)
		}
		if err == nil {
			fmt.Fprintf(a.stdout, "%s of %s checked: their input rows add up to what was published\n",
				counted(len(proofs), "number"), counted(len(metrics), "metric"))
		}
		return err
	})
}

func (a *app) explain(ctx context.Context, id string, rows int, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error { return a.explainFigure(ctx, p, id, rows, asJSON) })
}

// explainFigure goes from a published figure to the records it rests on.
func (a *app) explainFigure(ctx context.Context, p *pipeline.Pipeline, id string, rows int, asJSON bool) error {
	x, err := p.Explain(ctx, id)
	if err != nil {
		return err
	}
	if asJSON {
		return errors.Join(printJSON(a.stdout, x), verdict(x))
	}
	a.printDefinitionOf(x)
	a.printSQL("the rows come from", x.EvidenceSQL)
	a.printSQL("the mart "+x.Mart+" comes from", x.MartSQL)
	if err := a.printEvidence(x, rows); err != nil {
		return err
	}
	if err := verdict(x); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "\nThe %s %s to %s: %s, as published.\n",
		counted(len(x.Rows), "row"), plural(len(x.Rows), "adds up", "add up"), valueText(x.Sum), x.Adds)
	return nil
}

// verdict is an error when the rows or the rebuilt mart do not give the published value.
func verdict(x *pipeline.Explained) error {
	switch {
	case !x.Same:
		return fmt.Errorf("explain %s: NOT THE SAME: published was %s, the same loads give %s now: the program or a source of the configuration has changed since run %s",
			x.ID, valueText(x.Value), valueText(x.Rebuilt), x.RunID)
	case !x.AddsUp:
		return fmt.Errorf("explain %s: DOES NOT ADD UP: published was %s, the %s give %s by %s",
			x.ID, valueText(x.Value), counted(len(x.Rows), "row"), valueText(x.Sum), x.Adds)
	default:
		return nil
	}
}

func (a *app) printDefinitionOf(x *pipeline.Explained) {
	d := x.Definition
	fmt.Fprintf(a.stdout, "%s = %s (%s)\n", d.Name, valueText(x.Value), d.Unit)
	if x.Reason != "" {
		fmt.Fprintf(a.stdout, "  %s\n", strings.ReplaceAll(x.Reason, "_", " "))
	}
	fmt.Fprintf(a.stdout, "%s, published by run %s\n\n", x.ID, x.RunID)
	a.printDefinition(d)
	fmt.Fprintf(a.stdout, "\nasked with\n")
	names := make([]string, 0, len(x.Parameters))
	for name := range x.Parameters {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if _, shown := d.Settings[name]; !shown {
			fmt.Fprintf(a.stdout, "  %-14s %v\n", name, parameterText(x.Parameters[name]))
		}
	}
}

func parameterText(value any) string {
	if t, ok := value.(time.Time); ok {
		return when(t)
	}
	return fmt.Sprint(value)
}

func (a *app) printSQL(title, query string) {
	fmt.Fprintf(a.stdout, "\n%s\n", title)
	for line := range strings.Lines(query) {
		fmt.Fprintf(a.stdout, "  | %s\n", strings.TrimRight(line, "\n"))
	}
}

// printEvidence lists the first rows, each with the newest load it came by.
func (a *app) printEvidence(x *pipeline.Explained, limit int) error {
	fmt.Fprintf(a.stdout, "\n%s\n\n", wrap(counted(len(x.Rows), "input row")+": "+x.RowsMean, 90))
	shown := x.Rows[:min(limit, len(x.Rows))]
	var cells [][]string
	for _, r := range shown {
		var landed transforms.Landed
		if len(r.Landed) > 0 {
			landed = slices.MaxFunc(r.Landed, func(a, b transforms.Landed) int { return a.LoadedAt.Compare(b.LoadedAt) })
		}
		cells = append(cells, []string{r.CustomerID, r.Record, r.Source, r.RecordID, dayText(r.Day), shorten(r.Detail, 60),
			valueText(r.Part), valueText(r.Base), landed.LoadID, instantText(landed.LoadedAt), landed.Link})
	}
	header := []string{"CUSTOMER", "RECORD", "SOURCE", "SOURCE ID", "DAY", "DETAIL", "PART", "BASE", "LOAD", "LOADED AT", "LINK"}
	if len(cells) > 0 {
		if err := printTable(a.stdout, header, cells); err != nil {
			return err
		}
	}
	if more := len(x.Rows) - len(shown); more > 0 {
		fmt.Fprintf(a.stdout, "… and %s more; --json lists all\n", count(more))
	}
	if len(x.Loads) > 0 {
		newest := slices.MaxFunc(x.Loads, func(a, b pipeline.ReadLoad) int { return a.FinishedAt.Compare(b.FinishedAt) })
		fmt.Fprintf(a.stdout, "read from %s, the newest %s of %s.%s, finished %s\n",
			counted(len(x.Loads), "load"), newest.LoadID, newest.Source, newest.Stream, when(newest.FinishedAt))
	}
	return nil
}
