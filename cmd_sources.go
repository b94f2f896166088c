package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/connectors"
	"quarterdeck/pipeline"
)

func (a *app) sourcesCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "sources",
		Short: "Show how every stream stands: last pull, lag, rows, cursor, what comes next",
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
		header := []string{"STREAM", "LAST PULL", "LAG", "LOAD", "ROWS", "LIVE/VENDOR", "REJECTED", "NEXT PULL ASKS", "CURSOR"}
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

// streamRow is a stream's line, short enough for 120 columns: the last pull is
// told without its year, in UTC, and the vendor's own count stands behind ours.
func streamRow(s pipeline.StreamStatus) []string {
	if s.LastLoaded.IsZero() {
		return []string{"  " + s.Name, "never", "", "", "", "", "", "everything", ""}
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
	return []string{"  " + s.Name, s.LastLoaded.UTC().Format("01-02 15:04"), age(lag), mode, count(s.Rows), live, rejected, nextAsks(s.Next), shorten(cursorText(s.Cursor), 16)}
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

func nextAsks(n pipeline.NextPull) string {
	since := ""
	if !n.Since.IsZero() {
		since = n.Since.Format(time.DateOnly)
	}
	switch {
	case n.What == "everything":
		return n.What
	case n.What == "rest":
		return "the rest"
	case since == "":
		return "what changed"
	}
	return "since " + since
}

// cursorText is a cursor as its values, which are what tells one from another.
func cursorText(cursor json.RawMessage) string {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(cursor))
	decoder.UseNumber()
	if decoder.Decode(&value) != nil {
		return ""
	}
	var words []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(v)) {
				walk(v[key])
			}
		case []any:
			for _, one := range v {
				walk(one)
			}
		case nil:
		default:
			words = append(words, fmt.Sprint(v))
		}
	}
	walk(value)
	return strings.Join(words, " ")
}

// streamNotes are what does not fit a table.
func streamNotes(name string, s pipeline.StreamStatus) []string {
	var notes []string
	add := func(format string, args ...any) { notes = append(notes, name+": "+fmt.Sprintf(format, args...)) }
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
