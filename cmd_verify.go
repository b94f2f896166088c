package main

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
	"quarterdeck/pipeline/batch"
)

func (a *app) verifyCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify FILE|DIR...",
		Short: "Check that a report is the one that was written",
		Long: `Compare files with the manifest of the batch they were written in, byte for byte.
A file is looked for in the batch of its own folder and then, by its bytes, in all
batches of the data folder, so that one that came back by mail can be checked where
it lies. A folder is compared as a whole: nothing may have changed, lack or be there
that was not written.`,
		Example: `  quarterdeck verify reports/2026Q3
  quarterdeck verify ~/Downloads/QBR_Acme-9001_FY2026-Q3_v1.pdf`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.verify(args, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

func (a *app) verify(paths []string, asJSON bool) error {
	// Who was only sent a folder has no configuration, and needs none.
	if _, err := os.Stat(a.configPath); errors.Is(err, os.ErrNotExist) {
		return a.verifyIn(nil, paths, asJSON)
	}
	return a.with(func(p *pipeline.Pipeline) error { return a.verifyIn(p, paths, asJSON) })
}

// verifyIn compares; p is nil where there is no data folder to look into.
func (a *app) verifyIn(p *pipeline.Pipeline, paths []string, asJSON bool) error {
	var others []string
	if p != nil {
		var err error
		if others, err = p.Batches(); err != nil {
			return err
		}
	}
	found, err := pipeline.Verify(paths, others)
	if err != nil {
		return err
	}
	if asJSON {
		err = printJSON(a.stdout, found)
	} else {
		err = a.printVerified(p, found)
	}
	wrong := 0
	for _, one := range found {
		if !one.Finding.Fine() {
			wrong++
		}
	}
	if wrong > 0 {
		err = errors.Join(err, fmt.Errorf("%s of %s %s not as written", count(wrong), counted(len(found), "file"), plural(wrong, "is", "are")))
	}
	return err
}

// maxVerifiedLines is how many files that are not as they were written are printed.
const maxVerifiedLines = 50

// printVerified tells of every file that is not as it was written, and of single ones
// also where they come from.
func (a *app) printVerified(p *pipeline.Pipeline, found []batch.Verified) error {
	tally := map[batch.Found]int{}
	lines := 0
	for _, one := range found {
		tally[one.Finding]++
		if one.Finding == batch.Same && len(found) > 1 {
			continue
		}
		if lines++; lines <= maxVerifiedLines {
			fmt.Fprintf(a.stdout, "%-9s %s\n", one.Finding, one.Path)
			a.printKnown(one)
		}
	}
	if hidden := lines - maxVerifiedLines; hidden > 0 {
		fmt.Fprintf(a.stdout, "… and %s more; --json lists all\n", count(hidden))
	}
	if n := tally[batch.Same]; n > 0 && len(found) > 1 {
		fmt.Fprintf(a.stdout, "%s as written\n", counted(n, "file"))
	}
	return a.printMadeWith(p, found)
}

func (a *app) printKnown(one batch.Verified) {
	k := one.Known
	if k == nil {
		fmt.Fprintln(a.stdout, "          no batch that is known here wrote these bytes")
		return
	}
	switch one.Finding {
	case batch.Same, batch.Replaced:
		fmt.Fprintf(a.stdout, "          %s, batch %s\n", knownAs(*k), one.Batch)
	case batch.Changed:
		fmt.Fprintf(a.stdout, "          the batch %s wrote %s, with other bytes: sha256 %s\n", one.Batch, knownAs(*k), k.SHA256)
	default:
		fmt.Fprintf(a.stdout, "          %s\n", knownAs(*k))
	}
	if k.Newest != 0 {
		fmt.Fprintf(a.stdout, "          version %d has taken its place\n", k.Newest)
	}
}

// knownAs says what a file of a batch is.
func knownAs(k batch.Known) string {
	if k.CustomerID == "" {
		return "the " + k.Kind
	}
	text := fmt.Sprintf("%s of %s (%s)", k.Kind, k.Customer, k.CustomerID)
	if k.Version > 0 {
		text += fmt.Sprintf(", version %d", k.Version)
	}
	if k.DocumentID != "" {
		text += ", document " + k.DocumentID
	}
	return text
}

// printMadeWith tells what the files were made with, each such state once.
func (a *app) printMadeWith(p *pipeline.Pipeline, found []batch.Verified) error {
	var told []batch.Provenance
	for _, one := range found {
		if one.Made == nil || slices.Contains(told, *one.Made) {
			continue
		}
		m := *one.Made
		told = append(told, m)
		fmt.Fprintf(a.stdout, "\nmade from publication %s as of %s\n", m.RunID, m.AsOf)
		for _, line := range [][2]string{{"data", m.Data}, {"SQL", m.SQL}, {"config", m.Config}} {
			if line[1] != "" {
				fmt.Fprintf(a.stdout, "  %-8s sha256 %s\n", line[0], line[1])
			}
		}
		fmt.Fprintf(a.stdout, "  %-8s %s\n", "program", m.Program)
		if p == nil || m.Data == "" {
			continue
		}
		switch kept, same, err := p.SameMarts(m); {
		case err != nil:
			return err
		case !kept:
			fmt.Fprintln(a.stdout, "  its marts are not kept any more")
		case same:
			fmt.Fprintln(a.stdout, "  its marts are kept, and the same to the byte")
		default:
			fmt.Fprintln(a.stdout, "  its marts are kept, and not the same any more")
		}
	}
	return nil
}
