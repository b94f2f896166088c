package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
	"quarterdeck/pipeline/child"
)

func (a *app) scheduleCommand() *cobra.Command {
	var next int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "schedule",
		Short: "Show the schedules as they were understood, their next times and what became of the last",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := atLeast("next", next, 1); err != nil {
				return err
			}
			return a.schedule(cmd.Context(), next, asJSON)
		},
	}
	cmd.Flags().IntVar(&next, "next", 3, "how many coming times of each")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) schedule(ctx context.Context, next int, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		all, err := p.Schedules(ctx, next)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(a.stdout, all)
		}
		if len(all) == 0 {
			fmt.Fprintln(a.stdout, "the configuration has no schedules")
		}
		for _, s := range all {
			a.printSchedule(s)
		}
		return nil
	})
}

// printSchedule tells of one schedule.
func (a *app) printSchedule(s pipeline.ScheduleStatus) {
	name := s.Name
	if s.Job != s.Name {
		name += " (" + s.Job + ")"
	}
	fmt.Fprintf(a.stdout, "%s: %s\n", name, s.Words)
	a.printNext(s.Next)
	rules := fmt.Sprintf("missed runs: %s", s.CatchUp)
	if s.Window > 0 {
		rules += " of the last " + span(s.Window)
	}
	rules += fmt.Sprintf("; retries: %d, the first after %s; timeout: %s", s.Retries, span(s.RetryWait), span(s.Timeout))
	if s.Memory > 0 {
		rules += "; memory: " + child.Bytes(s.Memory)
	}
	fmt.Fprintf(a.stdout, "  %s\n", rules)
	if t := s.Last; t != nil {
		fmt.Fprintf(a.stdout, "  last: %s, %s\n", t.ScheduledAt.Format(nextLayout), tickText(*t))
	}
}

const nextLayout = "Mon 2006-01-02 15:04 MST"

func (a *app) printNext(next []time.Time) {
	var times []string
	for _, at := range next {
		times = append(times, at.Format(nextLayout))
	}
	fmt.Fprintf(a.stdout, "  next: %s\n", strings.Join(times, ", "))
}

// tickText says what became of a tick.
func tickText(t pipeline.TickStatus) string {
	text := t.State
	if t.State == "claimed" {
		text = "under way"
	}
	if !t.RetryAt.IsZero() {
		text = "failed, to be tried again at " + when(t.RetryAt)
	}
	if t.RunID != "" {
		text += ", run " + t.RunID
	}
	if t.Reason != "" {
		text += ": " + firstLine(t.Reason)
	}
	return text
}

// span writes a duration without the zeros at its end, such as 12h or 1h30m.
func span(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
