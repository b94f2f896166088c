package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) runsCommand() *cobra.Command {
	var limit int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "runs",
		Short: "Show the latest runs and how they ended",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := atLeast("limit", limit, 1); err != nil {
				return err
			}
			return a.runs(cmd.Context(), limit, asJSON)
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 20, "how many")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) runs(ctx context.Context, limit int, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		runs, err := p.Runs(ctx, limit)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(a.stdout, runs)
		}
		if len(runs) == 0 {
			_, err := fmt.Fprintln(a.stdout, "no runs yet")
			return err
		}
		var rows [][]string
		for _, r := range runs {
			rows = append(rows, []string{r.RunID, r.Job, r.AsOf, when(r.StartedAt), r.State, shorten(r.Inputs, 12), firstLine(r.Error)})
		}
		return printTable(a.stdout, []string{"RUN", "JOB", "AS OF", "STARTED", "STATE", "INPUTS", "ERROR"}, rows)
	})
}

func when(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format("2006-01-02 15:04:05Z")
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
