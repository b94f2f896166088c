package main

import (
	"fmt"
	"path/filepath"

	"quarterdeck/connectors"
	"quarterdeck/pipeline"
	"quarterdeck/pipeline/batch"
)

// printDemo ends the demo: what was pulled, how long each stage took, and what
// to look at.
func (a *app) printDemo(dir string, report pipeline.RunReport, resumed bool, posted int) error {
	out := a.stdout
	fmt.Fprintln(out)
	if report.Resumed {
		fmt.Fprint(out, "The run that broke off was taken up where it stopped; what it had pulled is kept.\n\n")
	}
	if err := a.printPull(*report.Pull); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s\n", pullInWords(*report.Pull, resumed))
	fmt.Fprintln(out)
	var stages [][]string
	for _, step := range report.Steps {
		stages = append(stages, []string{step.Name, duration(step.Duration), a.stageInWords(step.Name, report)})
	}
	if err := printTable(out, []string{"STAGE", "TIME", "MADE"}, stages); err != nil {
		return err
	}
	fmt.Fprintln(out)
	if t := report.Transform; t != nil {
		a.printFindings(t.Checks, t.Findings)
	}
	fmt.Fprintf(out, `
Look at
  %-14s every customer's, on one page: %s
  %-14s where the company stands: %s
  %-14s %s (Slack received %d message(s): %s)
  %-14s %s scorecard --config %s
  %-14s %s alerts --config %s
`, "reviews", filepath.Join(report.QBRs.Dir, batch.IndexFile),
		"leadership", report.Pack.File,
		"digest", report.Digest.Files[len(report.Digest.Files)-1], posted, messagesFile(dir),
		"scorecard", a.program, a.configPath, "alerts", a.program, a.configPath)
	return nil
}

// pullInWords tells a first load from one of only what changed.
func pullInWords(report pipeline.PullReport, resumed bool) string {
	increments := 0
	for _, s := range report.Streams {
		if s.Mode == connectors.Increment {
			increments++
		}
	}
	if !resumed || increments == 0 {
		return fmt.Sprintf("first load: %s rows; run the demo again in this folder to pull only what changed", count(report.Rows()))
	}
	return fmt.Sprintf("incremental: %s rows; %d of %d streams pulled only what changed since the last load, the others are small and pulled whole",
		count(report.Rows()), increments, len(report.Streams))
}

func (a *app) stageInWords(stage string, report pipeline.RunReport) string {
	switch stage {
	case "pull":
		return count(report.Pull.Rows()) + " rows"
	case "transform":
		rows := int64(0)
		for _, m := range report.Transform.Models {
			rows += m.Rows
		}
		return fmt.Sprintf("%d models, %s rows", len(report.Transform.Models), count(rows))
	case "qbr":
		if report.QBRs.Skipped {
			return fmt.Sprintf("all %d reviews of %s were written already", report.QBRs.Count(pipeline.ReviewWritten), report.QBRs.Quarter)
		}
		return fmt.Sprintf("%d reviews of %s", report.QBRs.Count(pipeline.ReviewWritten), report.QBRs.Quarter)
	case "pack":
		return fmt.Sprintf("the leadership pack, %d pages", report.Pack.Pages)
	case "digest":
		return delivered(*report.Digest)
	case "compact":
		if made := report.Compact.Made(); made > 0 {
			return fmt.Sprintf("%d streams of many loads have one now", made)
		}
		return "nothing: no stream has many loads"
	}
	return ""
}
