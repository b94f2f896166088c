package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) sourcesCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "sources",
		Short: "List what is configured and when each stream was last pulled",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.sources(cmd.Context(), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) sources(ctx context.Context, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		sources, err := p.Sources(ctx)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(a.stdout, sources)
		}
		var rows [][]string
		for _, source := range sources {
			for _, s := range source.Streams {
				rows = append(rows, []string{source.Name, source.Type, s.Name, when(s.LastLoaded), string(s.Mode), count(s.Rows), count(s.Loads)})
			}
		}
		return printTable(a.stdout, []string{"SOURCE", "TYPE", "STREAM", "LAST PULLED", "LOAD", "ROWS", "LOADS"}, rows)
	})
}

func (a *app) runsCommand() *cobra.Command {
	var limit int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "runs",
		Short: "Show the latest runs and how they ended",
		RunE: func(cmd *cobra.Command, _ []string) error {
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
			rows = append(rows, []string{r.RunID, r.Job, r.AsOf, when(r.StartedAt), r.State, firstLine(r.Error)})
		}
		return printTable(a.stdout, []string{"RUN", "JOB", "AS OF", "STARTED", "STATE", "ERROR"}, rows)
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
