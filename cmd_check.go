package main

import (
	"context"
	"fmt"
	"strings"

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
	cmd.Flags().BoolVar(&connect, "connect", false, "also make one cheap call for every stream of every source")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the findings as JSON")
	return cmd
}

// checked is what check --json prints.
type checked struct {
	Findings    []pipeline.Finding    `json:"findings"`
	Connections []pipeline.Connection `json:"connections,omitempty"`
	// Schedules are as they were understood; none where one of them is wrong.
	Schedules []pipeline.ScheduleStatus `json:"schedules,omitempty"`
}

// verdict is nil when nothing would break the night. What is wrong in the
// configuration is a usage error; what a source refused is not.
func (c checked) verdict() error {
	wrong, refused := 0, 0
	for _, f := range c.Findings {
		if f.Severity == "error" {
			wrong++
		}
	}
	for _, answer := range c.Connections {
		if !answer.OK {
			refused++
		}
	}
	err := fmt.Errorf("check found %d error(s)", wrong+refused)
	switch {
	case wrong > 0:
		return &usageError{err}
	case refused > 0:
		return err
	}
	return nil
}

func (a *app) check(ctx context.Context, connect, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		findings, err := p.Check(ctx)
		if err != nil {
			return err
		}
		result := checked{Findings: append([]pipeline.Finding{}, findings...)} // [] and not null in JSON
		if result.verdict() == nil {
			if result.Schedules, err = p.Planned(3); err != nil {
				return err
			}
		}
		if connect {
			if result.Connections, err = p.Connect(ctx); err != nil {
				return err
			}
		}
		if asJSON {
			if err := printJSON(a.stdout, result); err != nil {
				return err
			}
		} else {
			a.printChecked(result)
		}
		if err := result.verdict(); err != nil {
			return err
		}
		if !asJSON && len(result.Findings) == 0 {
			fmt.Fprintln(a.stdout, "all is well")
		}
		return nil
	})
}

func (a *app) printChecked(c checked) {
	for _, answer := range c.Connections {
		name := answer.Source + " (" + answer.Type + ")"
		if answer.Stream != "" {
			name = answer.Source + "." + answer.Stream
		}
		if answer.OK {
			fmt.Fprintf(a.stdout, "✓ %s\n", name)
			continue
		}
		fmt.Fprintf(a.stdout, "✗ %s: %s\n", name, answer.Error)
		if answer.Mend != "" && !strings.Contains(answer.Error, answer.Mend) {
			fmt.Fprintf(a.stdout, "  %s\n", answer.Mend)
		}
	}
	for _, s := range c.Schedules {
		fmt.Fprintf(a.stdout, "%s: %s\n", s.Name, s.Words)
		a.printNext(s.Next)
	}
	for _, f := range c.Findings {
		fmt.Fprintf(a.stdout, "%s: %s: %s\n", f.Severity, f.Where, f.What)
		if f.Mend != "" {
			fmt.Fprintf(a.stdout, "  %s\n", f.Mend)
		}
	}
}
