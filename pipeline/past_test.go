package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/pipeline/lake"
	"quarterdeck/pipeline/ledger"
)

func TestRollback(t *testing.T) {
	c := movingCompany(t)
	first := c.night(t, "2026-01-30")
	if _, err := c.Rollback(t.Context()); !errors.Is(err, ErrNothingBefore) {
		t.Errorf("rolled back to nothing: %v", err)
	}
	second := c.night(t, "2026-01-31")
	report, err := c.Rollback(t.Context())
	if err != nil || report.From.RunID != second.RunID || report.To.RunID != first.RunID {
		t.Fatalf("got %+v, %v", report, err)
	}
	same(t, "the day readers see", []string{"2026-01-30"}, c.show(t, "SELECT as_of FROM core.settings"))
	if _, err := c.Rollback(t.Context()); !errors.Is(err, ErrNothingBefore) {
		t.Errorf("rolled back to nothing: %v", err)
	}
	c.night(t, "2026-02-01")
	same(t, "the nights on record", []string{"2026-01-30", "2026-01-31", "2026-02-01"}, c.show(t, "SELECT DISTINCT as_of FROM marts.scorecard_nights ORDER BY 1"))
}

func TestRebuildGivesThePublicationAgain(t *testing.T) {
	c := movingCompany(t)
	c.night(t, "2026-01-30")
	c.add(t, "tickets", "late,a,normal,2025-11-07T10:00:00Z,2025-11-07T11:00:00Z,2025-11-08T12:00:00Z\n")
	c.night(t, "2026-01-31")
	if n := c.show(t, "SELECT count(*) > 0 FROM marts.restatements"); n[0] != "true" {
		t.Error("nothing was restated")
	}
	c.clock.Advance(1000)
	report, err := c.Rebuild(t.Context(), RebuildOptions{})
	if err != nil || !report.Same() || report.Tables < 40 || len(report.Changed) != 0 {
		t.Errorf("got %+v, %v", report, err)
	}
	c.open(t, func(cfg *config.Config) { cfg.Company.Timezone = "UTC" })
	report, err = c.Rebuild(t.Context(), RebuildOptions{})
	if err != nil || report.Same() || len(report.Changed) != 1 || report.Changed[0] != "settings" {
		t.Errorf("with another time zone: got %+v, %v", report, err)
	}
	if err := os.WriteFile(c.path("published", report.RunID+".duckdb"), []byte("torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	report, err = c.Rebuild(t.Context(), RebuildOptions{Publish: true})
	if err != nil || report.Unreadable == "" || report.Published == "" {
		t.Errorf("of a torn file: got %+v, %v", report, err)
	}
	same(t, "the day readers see", []string{"2026-01-31 UTC"}, c.show(t, "SELECT as_of, timezone FROM core.settings"))
}

// A crash between the publication and its record, or in the midst of it, is made
// good by the next run: after every such night the record is what it is without.
func TestRecordIsMadeGood(t *testing.T) {
	hurt, whole := movingCompany(t), movingCompany(t)
	crash := errors.New("killed")
	streams := ledger.Streams()
	for _, i := range []int{0, 3, len(streams) - 1} { // of which stream on nothing was written
		day := time.Date(2026, 1, 20+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		hurt.add(t, "tickets", fmt.Sprintf("l%d,a,normal,2025-11-08T10:00:00Z,2025-11-08T1%d:00:00Z,2025-11-09T12:00:00Z\n", i, i))
		whole.give(t, "tickets", hurt.files["tickets"])
		whole.night(t, day)
		hurt.at(t, day)
		if _, err := hurt.Pull(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		hurt.clock.Advance(time.Minute)
		hurt.stages.record = func(ctx context.Context, store *lake.Lake, publication Publication) error {
			if publication.AsOf != day { // the one before is made good
				return hurt.record(ctx, store, publication)
			}
			had := loadFolders(t, hurt)
			err := hurt.record(ctx, store, publication)
			for _, load := range loadFolders(t, hurt) { // what was not written yet
				if at := slices.IndexFunc(streams, func(s connectors.Stream) bool { return strings.Contains(load, "/"+s.Name+"/") }); at >= i && !slices.Contains(had, load) {
					err = errors.Join(err, os.RemoveAll(load))
				}
			}
			return errors.Join(err, crash)
		}
		if lost, err := hurt.Transform(t.Context(), TransformOptions{}); !errors.Is(err, crash) || !lost.Published {
			t.Fatalf("got %+v, %v", lost, err)
		}
		hurt.clock.Advance(time.Minute)
		hurt.open(t)
	}
	for _, c := range []*company{hurt, whole} {
		c.night(t, "2026-02-01")
	}
	for _, query := range []string{
		nightRows, healthRows, "SELECT as_of FROM marts.publications ORDER BY 1", "SELECT figure_id, kind FROM marts.figure_changes ORDER BY 1",
		"SELECT metric, version, valid_from, text_hash FROM marts.definition_versions ORDER BY ALL",
		"SELECT * EXCLUDE (run_id) FROM marts.restatements ORDER BY ALL",
	} {
		same(t, query, whole.show(t, query), hurt.show(t, query))
	}
}

// loadFolders lists the loads of the program's own record.
func loadFolders(t *testing.T, c *company) []string {
	t.Helper()
	folders, err := filepath.Glob(c.path("lake", ledger.Source, "*", "load=*"))
	if err != nil {
		t.Fatal(err)
	}
	return folders
}

// A day nobody published is computed for the moment, like a publication of it, and
// readers go on seeing what they saw.
func TestMartsOfAnotherDay(t *testing.T) {
	c := movingCompany(t)
	// Something for each to be told of the third quarter: without it there is no review.
	c.give(t, "goals", `goal_id,customer_id,title,due_on
		g1,a,Close the books in five days,2025-12-31
		g2,b,Answer within a day,2025-12-31`)
	c.open(t)
	kept := c.night(t, "2026-01-30")
	current := c.night(t, "2026-01-31")
	day := c.at(t, "2025-12-24")
	c.at(t, "2026-01-31")
	for _, asked := range []struct {
		clocks Clocks
		run    string
	}{{Clocks{}, current.RunID}, {Clocks{AsOf: day.AddDate(0, 0, 37)}, kept.RunID}, {Clocks{AsOf: day}, ""}} {
		marts, err := c.Marts(t.Context(), asked.clocks)
		if err != nil {
			t.Fatal(err)
		}
		if asked.run != "" && marts.RunID != asked.run || marts.Current != (asked.run == current.RunID) {
			t.Errorf("as of %s: got run %s, current %v", asked.clocks.AsOf, marts.RunID, marts.Current)
		}
		if asked.run == "" {
			same(t, "computed day", []string{"2025-12-24"}, shown(t, marts.DB, "SELECT as_of FROM core.settings"))
		}
		if err := marts.Close(); err != nil {
			t.Error(err)
		}
	}
	reviews, err := c.QBRs(t.Context(), QBROptions{Clocks: Clocks{AsOf: day}})
	if err != nil || reviews.AsOf != "2025-12-24" || reviews.Dir != c.path("reports", "2025Q3-as-of-2025-12-24") || reviews.Count(ReviewWritten) != 2 {
		t.Errorf("got %+v, %v", reviews, err)
	}
	var usage *UsageError
	if _, err := c.Digest(t.Context(), DigestOptions{Clocks: Clocks{AsOf: day}}); !errors.As(err, &usage) {
		t.Errorf("a digest of a past day was sent: %v", err)
	}
	digest, err := c.Digest(t.Context(), DigestOptions{Clocks: Clocks{AsOf: day}, DryRun: true})
	if err != nil || digest.AsOf != "2025-12-24" || digest.Text == "" || len(digest.Files) > 0 {
		t.Errorf("got %+v, %v", digest, err)
	}
	if now, err := c.Current(); err != nil || now.RunID != current.RunID {
		t.Errorf("readers see %s, %v", now.RunID, err)
	}
}

// What is said of the publications is compacted like any source, and says the same.
func TestRecordIsCompacted(t *testing.T) {
	c := movingCompany(t)
	for _, day := range []string{"2026-01-29", "2026-01-30", "2026-01-31"} {
		c.night(t, day)
	}
	before := c.show(t, nightRows)
	report, err := c.Compact(t.Context(), CompactOptions{Selectors: []Selector{{Source: "quarterdeck"}}})
	if err != nil || report.Made() < 3 {
		t.Fatalf("got %+v, %v", report, err)
	}
	marts, err := c.computeMarts(t.Context(), Clocks{AsOf: c.at(t, "2026-01-31")})
	if err != nil {
		t.Fatal(err)
	}
	defer marts.Close()
	same(t, "nights after compaction", before, shown(t, marts.DB, nightRows))
	same(t, "changed figures", []string{}, shown(t, marts.DB, "SELECT figure_id FROM marts.figure_changes"))
	c.night(t, "2026-02-01")
	same(t, "publications", []string{"3"}, c.show(t, "SELECT count(*) FROM marts.publications"))
	if done, err := c.lake.Newest("quarterdeck", "publications"); err != nil || done == nil || done.Cursor == nil {
		t.Errorf("got %+v, %v", done, err)
	}
}
