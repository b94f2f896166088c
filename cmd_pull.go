package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) pullCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "pull [SOURCE[.STREAM]...]",
		Short:   "Pull what changed at the sources into the lake",
		Example: "  quarterdeck pull\n  quarterdeck pull crm billing.invoices",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.pull(cmd.Context(), args, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) pull(ctx context.Context, args []string, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.Pull(ctx, selectors(args))
		if asJSON {
			return errors.Join(err, printJSON(a.stdout, report))
		}
		return errors.Join(err, a.printPull(report))
	})
}

// selectors reads arguments such as crm and billing.invoices.
func selectors(args []string) []pipeline.Selector {
	all := make([]pipeline.Selector, len(args))
	for i, arg := range args {
		all[i].Source, all[i].Stream, _ = strings.Cut(arg, ".")
	}
	return all
}

// printPull shows a line a stream; why one failed, the error says that follows.
func (a *app) printPull(report pipeline.PullReport) error {
	var rows [][]string
	for _, s := range report.Streams {
		what := string(s.Mode)
		if s.Rejected > 0 {
			what += fmt.Sprintf(", %s rejected: %s", count(s.Rejected), s.RejectFile)
		}
		if s.Unfinished != "" {
			what += ", unfinished: " + s.Unfinished
		}
		if s.Error != "" {
			what = "failed, see below"
		}
		rows = append(rows, []string{s.Source + "." + s.Stream, count(s.Rows), duration(s.Duration), what})
	}
	if len(rows) == 0 {
		_, err := fmt.Fprintln(a.stdout, "nothing to pull")
		return err
	}
	return printTable(a.stdout, []string{"STREAM", "ROWS", "TIME", "LOAD"}, rows)
}
