package main

import (
	"context"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
	"quarterdeck/pipeline/state"
)

func (a *app) auditCommand() *cobra.Command {
	var filter state.AuditFilter
	var since string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Show who saw, downloaded, sent and decided what",
		Long: `Show who saw, downloaded, sent and decided what, on the web page and by the verbs
that ask for a name, newest first. Sign-ins that failed are in it as well.`,
		Example: "  quarterdeck audit --who ada --since 2026-11-01\n  quarterdeck audit --action login_failed --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if filter.Since, err = day("since", since); err != nil {
				return err
			}
			return a.audit(cmd.Context(), filter, asJSON)
		},
	}
	cmd.Flags().StringVar(&filter.Who, "who", "", "only what this person did")
	cmd.Flags().StringVar(&filter.Action, "action", "", "only this action, such as viewed or overrode")
	cmd.Flags().StringVar(&since, "since", "", "only since this day (UTC)")
	cmd.Flags().IntVar(&filter.Limit, "limit", 100, "how many of the newest lines; 0 means all")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) audit(ctx context.Context, filter state.AuditFilter, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		entries, err := p.AuditLog(ctx, filter)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(a.stdout, entries)
		}
		rows := make([][]string, 0, len(entries))
		for _, e := range entries {
			rows = append(rows, []string{e.At.Format("2006-01-02 15:04:05"), e.Who, string(e.Action), e.What})
		}
		return printTable(a.stdout, []string{"AT (UTC)", "WHO", "ACTION", "WHAT"}, rows)
	})
}
