package pipeline

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/pipeline/batch"
	"quarterdeck/reports"
	"quarterdeck/transforms"
)

// filesIn lists a folder's files, without folders; none where there is no folder.
func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		if !entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	return names
}

// Each audience gets its own documents, and what is ours lies in a folder of its own.
func TestAudiences(t *testing.T) {
	reviews := []string{"QBR_One-c1_FY2026-Q3_v1.pdf", "QBR_Two-c2_FY2026-Q3_v1.pdf"}
	ours := []string{"INTERNAL_One-c1_FY2026-Q3.pdf", "INTERNAL_Two-c2_FY2026-Q3.pdf", "manifest.json"}
	for audience, want := range map[Audience]struct{ customer, internal []string }{
		ForCustomers: {reviews, nil},
		ForUs:        {nil, ours},
		ForBoth:      {reviews, ours},
	} {
		t.Run(string(audience), func(t *testing.T) {
			b := newBench(t)
			pullAndTransform(t, b, TransformOptions{})
			report, err := b.QBRs(t.Context(), QBROptions{Audience: audience})
			if err != nil {
				t.Fatal(err)
			}
			pdfs := slices.DeleteFunc(filesIn(t, report.Dir), func(name string) bool { return filepath.Ext(name) != ".pdf" })
			if diff := cmp.Diff(want.customer, pdfs); diff != "" {
				t.Errorf("reviews (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(want.internal, filesIn(t, filepath.Join(report.Dir, "internal"))); diff != "" {
				t.Errorf("companions (-want +got):\n%s", diff)
			}
			manifest, err := os.ReadFile(filepath.Join(report.Dir, "manifest.json"))
			if err == nil && strings.Contains(string(manifest), "INTERNAL") {
				t.Error("the manifest of the reviews names companions")
			}
		})
	}
	if _, err := ParseAudience("all"); err == nil {
		t.Error("an unknown audience is taken")
	}
}

// Whatever happens to one companion, the others are written, and so is that of a
// customer whose review is held.
func TestOneFailedCompanionDoesNotStopTheOthers(t *testing.T) {
	b := newBench(t)
	b.outside.checks = []transforms.CheckResult{{Name: "missing_rates", Severity: transforms.SeverityError, Failed: 1, Total: 9, Holds: []string{"c1"}}}
	pullAndTransform(t, b, TransformOptions{})
	b.customers = append(b.customers, reports.Customer{ID: "c3", Name: "poison"}, reports.Customer{ID: "c4", Name: "bomb"})
	report, err := b.QBRs(t.Context(), QBROptions{Audience: ForBoth})
	if err == nil || !strings.Contains(err.Error(), "write companion of c3: no glyph for U+FFFF") || !strings.Contains(err.Error(), "write companion of c4: drawing it panicked") {
		t.Errorf("got %v, want both companions named", err)
	}
	got := map[string]ReviewState{}
	for _, one := range report.Companions.Reviews {
		got[one.CustomerID] = one.State
	}
	want := map[string]ReviewState{"c1": ReviewWritten, "c2": ReviewWritten, "c3": ReviewFailed, "c4": ReviewFailed}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("companions (-want +got):\n%s", diff)
	}
	if report.Reviews[0].State != ReviewHeld {
		t.Errorf("the review of c1 is %s, want it held", report.Reviews[0].State)
	}
}

// A companion speaks of the day: every publication has it written anew, and what is
// no longer due goes. A review that was sent stays.
func TestTheNightWritesCompanionsAnew(t *testing.T) {
	b := newBench(t)
	first, err := b.Run(t.Context(), RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(b.path("reports", "2026Q3"), internalDir)
	b.customers = []reports.Customer{{ID: "c1", Name: "Renamed"}}
	second, err := b.Run(t.Context(), RunOptions{})
	if err != nil || !second.QBRs.Skipped {
		t.Fatalf("got skipped %v, %v, want no new reviews", second.QBRs.Skipped, err)
	}
	if diff := cmp.Diff([]string{"INTERNAL_Renamed-c1_FY2026-Q3.pdf", "manifest.json"}, filesIn(t, dir)); diff != "" {
		t.Errorf("companions (-want +got):\n%s", diff)
	}
	manifest, err := batch.Read(dir)
	if len(manifest.Made) != 1 || manifest.Made[0].RunID != second.QBRs.Companions.RunID {
		t.Errorf("made with %+v, want the second night alone", manifest.Made)
	}
	if err != nil || len(manifest.Reviews) != 1 || manifest.Reviews[0].RunID == first.QBRs.Companions.RunID {
		t.Errorf("manifest: got %+v, %v, want one companion of the second night", manifest.Reviews, err)
	}
}

// Within one publication the night draws only what is missing: a file that was lost,
// or a companion that failed.
func TestCompanionsOfAPublicationAreKept(t *testing.T) {
	b := newBench(t)
	pullAndTransform(t, b, TransformOptions{})
	b.customers = append(b.customers, reports.Customer{ID: "c3", Name: "poison"})
	report, err := b.QBRs(t.Context(), QBROptions{Audience: ForUs})
	if err == nil {
		t.Fatal("want the poisoned companion to be reported")
	}
	b.customers[2].Name = "Three"
	if err := os.Remove(filepath.Join(report.Companions.Dir, "INTERNAL_Two-c2_FY2026-Q3.pdf")); err != nil {
		t.Fatal(err)
	}
	again, err := b.QBRs(t.Context(), QBROptions{Audience: ForUs, missing: true})
	if err != nil || again.Companions.Kept != 1 || again.Companions.Count(ReviewWritten) != 3 || len(filesIn(t, again.Companions.Dir)) != 4 {
		t.Errorf("got %d kept of %d, %v, want one kept and three files", again.Companions.Kept, again.Companions.Count(ReviewWritten), err)
	}
}

// Of some customers only theirs are written, and those of the others stay.
func TestCompanionsOfSomeCustomersKeepTheOthers(t *testing.T) {
	b := newBench(t)
	pullAndTransform(t, b, TransformOptions{})
	if _, err := b.QBRs(t.Context(), QBROptions{Audience: ForUs}); err != nil {
		t.Fatal(err)
	}
	report, err := b.QBRs(t.Context(), QBROptions{Audience: ForUs, Customers: []string{"c2"}})
	if err != nil || len(report.Companions.Reviews) != 2 || len(filesIn(t, report.Companions.Dir)) != 3 {
		t.Errorf("got %d companions in %v, %v", len(report.Companions.Reviews), filesIn(t, report.Companions.Dir), err)
	}
}
