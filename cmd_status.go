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
)

func (a *app) statusCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Tell what ran, what comes next, and what is late or failed",
		Long: `Tell when each job ended well last and when it runs next, how old the published
marts are, and what is late, failed, held or of unknown fate. For monitoring: the
exit code is 0 when all is well and 1 when something is late or failed.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.status(cmd.Context(), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

// told is a status as a program reads it.
type told struct {
	Version string `json:"version"`
	pipeline.Status
}

func (a *app) status(ctx context.Context, asJSON bool) error {
	return a.with(func(p *pipeline.Pipeline) error {
		s, err := p.Status(ctx)
		if err != nil {
			return err
		}
		if asJSON {
			err = printJSON(a.stdout, told{version(), s})
		} else {
			err = a.printStatus(s)
		}
		return errors.Join(err, notWell(s))
	})
}

// notWell is the error of a status with problems: it names their kinds.
func notWell(s pipeline.Status) error {
	if s.OK {
		return nil
	}
	var kinds []string
	for _, p := range s.Problems {
		if kind := strings.TrimSpace(string(p.Kind) + " " + p.Of); !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return fmt.Errorf("not well: %s", strings.Join(kinds, ", "))
}

func (a *app) printStatus(s pipeline.Status) error {
	if err := a.printJobs(s); err != nil {
		return err
	}
	if m := s.Marts; m != nil {
		fmt.Fprintf(a.stdout, "published: as of %s, %s old, run %s; %d checks, %s; %d customers held\n", m.AsOf,
			age(time.Duration(m.AgeSeconds)*time.Second), m.RunID, m.Checks, findingsBySeverity(m.Findings), m.HeldCustomers)
	}
	if r := s.Reviews; r != nil {
		fmt.Fprintf(a.stdout, "reviews:   %s: %d written, %d held, %d for us only, %d failed\n", r.Quarter, r.Written, r.Held, r.Internal, r.Failed)
	}
	fmt.Fprintf(a.stdout, "deliveries: %s\n", tally(s.Deliveries))
	for _, source := range s.Sources {
		fmt.Fprintf(a.stdout, "source:    %s\n", sourceLine(source))
	}
	if d := s.Disk; d.TotalBytes > 0 {
		fmt.Fprintf(a.stdout, "disk:      %d MB free of %d MB\n", d.FreeBytes>>20, d.TotalBytes>>20)
	}
	fmt.Fprintf(a.stdout, "program:   %s\n", version())
	if s.OK {
		_, err := fmt.Fprintln(a.stdout, "all is well")
		return err
	}
	for _, p := range s.Problems {
		since := ""
		if !p.Since.IsZero() {
			since = ", since " + when(p.Since)
		}
		fmt.Fprintf(a.stdout, "\n%s: %s%s\n  %s\n", strings.ToUpper(string(p.Kind)), p.What, since, p.Mend)
	}
	return nil
}

func (a *app) printJobs(s pipeline.Status) error {
	var rows [][]string
	for _, j := range s.Jobs {
		row := []string{j.Job, "never", "", "", "no schedule", "no"}
		if g := j.LastGood; g != nil {
			row[1], row[2], row[3] = when(g.FinishedAt), age(time.Duration(j.AgeSeconds)*time.Second), g.AsOf
		}
		if !j.Next.IsZero() {
			row[4] = j.Next.Format("2006-01-02 15:04 MST")
		}
		if !j.LateSince.IsZero() {
			row[5] = "since " + j.LateSince.Format("2006-01-02 15:04 MST")
		}
		rows = append(rows, row)
	}
	return printTable(a.stdout, []string{"JOB", "ENDED WELL", "AGO", "AS OF", "NEXT", "LATE"}, rows)
}

func findingsBySeverity(findings map[string]int) string {
	if len(findings) == 0 {
		return "none found anything"
	}
	return fmt.Sprintf("found something: %d error, %d warn", findings["error"], findings["warn"])
}

// tally lists counts by name, in the order of the names.
func tally(counts map[string]int64) string {
	var parts []string
	for name, n := range counts {
		parts = append(parts, fmt.Sprintf("%d %s", n, name))
	}
	if len(parts) == 0 {
		return "none yet"
	}
	slices.SortFunc(parts, func(x, y string) int {
		return strings.Compare(x[strings.IndexByte(x, ' '):], y[strings.IndexByte(y, ' '):])
	})
	return strings.Join(parts, ", ")
}

func sourceLine(s pipeline.SourceAge) string {
	line := s.Name + ": never pulled"
	if !s.NewestLoad.IsZero() {
		line = fmt.Sprintf("%s: %s behind", s.Name, age(time.Duration(s.LagSeconds)*time.Second))
	}
	if len(s.Stale) > 0 {
		line += fmt.Sprintf("; %d stale", len(s.Stale))
	}
	if len(s.Failing) > 0 {
		line += fmt.Sprintf("; %d failing", len(s.Failing))
	}
	return line
}
