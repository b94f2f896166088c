package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) checkCommand() *cobra.Command {
	var connect, asJSON bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check the config, the SQL and the templates before the night does",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.check(cmd.Context(), connect, asJSON)
		},
	}
	cmd.Flags().BoolVar(&connect, "connect", false, "also make one cheap call to every source")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the findings as JSON")
	return cmd
}

func (a *app) check(ctx context.Context, connect, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		findings, err := p.Check(ctx, connect)
		if err != nil {
			return err
		}
		serious := 0
		for _, f := range findings {
			if f.Severity == "error" {
				serious++
			}
		}
		if asJSON {
			if err := printJSON(a.stdout, findings); err != nil {
				return err
			}
		} else {
			for _, f := range findings {
				fmt.Fprintf(a.stdout, "%s: %s: %s\n", f.Severity, f.Where, f.What)
				if f.Mend != "" {
					fmt.Fprintf(a.stdout, "  %s\n", f.Mend)
				}
			}
		}
		if serious > 0 {
			return usagef("check found %d error(s)", serious)
		}
		if !asJSON {
			fmt.Fprintln(a.stdout, "all is well")
		}
		return nil
	})
}
