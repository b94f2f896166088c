package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) forgetCommand() *cobra.Command {
	var opts pipeline.ForgetOptions
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "forget CUSTOMER --by NAME --reason TEXT",
		Short: "Remove a customer from everything kept, for a privacy request",
		Long: `Remove a customer, its people, tickets and all else it has from the lake, the marts,
the reports, the logs and the outbox, and keep it from coming back with a later
pull. The loads are written anew, the marts computed anew for the same day, and at
the end every file is searched: the command fails where an id or an e-mail address
is still found. It can be stopped, and goes on when it is run again.

Numbers of the past that are computed again have the customer no longer. What was
published of the company as a whole stays recorded as it was. What lies outside the
data folder, such as files of your own, messages sent and backups, is yours to mend.`,
		Example: "  quarterdeck forget 18200309246 --by \"Ada Byron\" --reason \"request of 21 Nov\" --dry-run\n  quarterdeck forget \"Harbor Software\" --by \"Ada Byron\" --reason \"request of 21 Nov\"",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.Customer = args[0]
			return a.forget(cmd.Context(), opts, asJSON)
		},
	}
	cmd.Flags().StringVar(&opts.By, "by", "", "who asks for it; the audit log shows it")
	cmd.Flags().StringVar(&opts.Reason, "reason", "", "why; the audit log shows it, so do not name the customer")
	cmd.Flags().BoolVar(&opts.DryRun, "dry-run", false, "only tell what would go")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) forget(ctx context.Context, opts pipeline.ForgetOptions, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		report, err := p.Forget(ctx, opts)
		if asJSON {
			return errors.Join(err, printJSON(a.stdout, report))
		}
		return errors.Join(err, a.printForgotten(report))
	})
}

func (a *app) printForgotten(report pipeline.ForgetReport) error {
	if report.CustomerID == "" {
		return nil
	}
	rows := make([][]string, 0, len(report.Streams))
	for _, s := range report.Streams {
		rows = append(rows, []string{s.Source + "." + s.Stream, count(s.Rows)})
	}
	if err := printTable(a.stdout, []string{"STREAM", "ROWS"}, rows); err != nil {
		return err
	}
	if report.DryRun {
		fmt.Fprintf(a.stdout, "would remove %s files, and compute the marts anew in the place of %d publications; nothing was changed\n", count(len(report.Files)), report.Publications)
		return nil
	}
	fmt.Fprintf(a.stdout, "removed %s files and %d publications, blotted out %s texts\n", count(len(report.Files)), report.Publications, count(report.Texts))
	if report.Unpublished != "" {
		fmt.Fprintf(a.stdout, "there is no publication until the next run: %s\n", firstLine(report.Unpublished))
	}
	fmt.Fprintf(a.stdout, "searched %s files: %d places name the customer\n", count(report.Searched), len(report.Found))
	return nil
}
