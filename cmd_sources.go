package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/connectors"
	"quarterdeck/pipeline"
)

func (a *app) sourcesCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "sources",
		Short: "Show how every stream stands: last pull, lag, rows, and what the next pull asks for",
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
		header := []string{"STREAM", "LAST PULL", "LAG", "LOAD", "ROWS", "LIVE/VENDOR", "REJECTED", "NEXT PULL ASKS"}
		var rows [][]string
		var notes []string
		for _, source := range sources {
			rows = append(rows, append([]string{source.Name + " (" + source.Type + ")"}, make([]string, len(header)-1)...))
			for _, s := range source.Streams {
				rows = append(rows, streamRow(s))
				notes = append(notes, streamNotes(source.Name+"."+s.Name, s)...)
			}
		}
		if err := printTable(a.stdout, header, rows); err != nil {
			return err
		}
		for _, note := range notes {
			fmt.Fprintln(a.stdout, note)
		}
		return nil
	})
}

// streamRow is a stream's line, short enough for 120 columns: instants are in UTC,
// the last pull's without its year, and the vendor's own count stands behind ours.
func streamRow(s pipeline.StreamStatus) []string {
	if s.LastLoaded.IsZero() {
		return []string{"  " + s.Name, "never", "", "", "", "", "", "everything"}
	}
	mode := "full"
	if s.Mode == connectors.Increment {
		mode = "incr"
	}
	live := "?"
	if s.LiveRows != nil {
		live = count(*s.LiveRows)
	}
	if s.VendorRows != nil {
		live += "/" + count(*s.VendorRows)
	}
	rejected := ""
	if s.Rejected > 0 {
		rejected = count(s.Rejected)
	}
	lag := time.Duration(s.LagSeconds) * time.Second
	return []string{"  " + s.Name, s.LastLoaded.UTC().Format("01-02 15:04"), age(lag), mode, count(s.Rows), live, rejected, nextAsks(s.Next)}
}

// age is a duration in its one or two greatest units.
func age(d time.Duration) string {
	d = max(d, 0)
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case days > 0:
		return fmt.Sprintf("%dd %dh", days, hours)
	case hours > 0:
		return fmt.Sprintf("%dh %dm", hours, minutes)
	}
	return fmt.Sprintf("%dm", minutes)
}

// nextAsks is where the cursor stands, in words; --json has the cursor itself.
func nextAsks(n pipeline.NextPull) string {
	switch {
	case n.What == "everything":
		return n.What
	case n.What == "rest":
		return "the rest"
	case n.Since.IsZero():
		return "what changed"
	}
	return "since " + n.Since.UTC().Format("2006-01-02 15:04")
}

// streamNotes are what does not fit a table.
func streamNotes(name string, s pipeline.StreamStatus) []string {
	var notes []string
	add := func(format string, args ...any) { notes = append(notes, name+": "+fmt.Sprintf(format, args...)) }
	if s.LastError != "" {
		add("failing since %s, last tried %s: %s", when(s.FailingSince), when(s.LastAttempt), s.LastError)
	}
	if s.Unfinished != "" {
		add("unfinished: %s", s.Unfinished)
	}
	if s.Rejected > 0 {
		add("%s records were rejected: %s", count(s.Rejected), s.RejectFile)
	}
	if s.Invalid > 0 {
		add("%s values fitted no column; they are in _extra", count(s.Invalid))
	}
	if s.Next.Why != "" {
		add("the next pull asks for everything: %s", s.Next.Why)
	}
	return notes
}
