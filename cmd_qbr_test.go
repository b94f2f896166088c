package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"quarterdeck/pipeline"
	"quarterdeck/pipeline/batch"
)

// TestReviewsNotWrittenAreNamedInFewLines: a check that holds everybody must not
// bury the rest of the night's report.
func TestReviewsNotWrittenAreNamedInFewLines(t *testing.T) {
	for held, want := range map[int]struct {
		lines int
		last  string
	}{
		20:   {21, "held C19 (19): a reason"},
		1534: {22, "… and 1,514 more; --json lists all"},
	} {
		report := pipeline.QBRReport{Manifest: batch.Manifest{Quarter: "2026Q1"}}
		for i := range held {
			report.Reviews = append(report.Reviews, pipeline.Review{
				CustomerID: fmt.Sprint(i), Customer: fmt.Sprint("C", i), State: pipeline.ReviewHeld, Reason: "a reason"})
		}
		var out bytes.Buffer
		(&app{stdout: &out}).printReviews(report)
		got := strings.Split(strings.TrimSpace(out.String()), "\n")
		if len(got) != want.lines || strings.TrimSpace(got[len(got)-1]) != want.last {
			t.Errorf("%d held: got %d lines, the last %q, want %d and %q", held, len(got), got[len(got)-1], want.lines, want.last)
		}
	}
}
