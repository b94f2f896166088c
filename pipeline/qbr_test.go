package pipeline

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
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

func states(r batch.Manifest) map[string]ReviewState {
	out := map[string]ReviewState{}
	for _, review := range r.Reviews {
		out[review.CustomerID] = review.State
	}
	return out
}

// Whatever happens to one customer's review, the others are written.
func TestOneFailedReviewDoesNotStopTheOthers(t *testing.T) {
	b := newBench(t)
	b.outside.checks = []transforms.CheckResult{{Name: "missing_rates", Severity: transforms.SeverityError, Failed: 1, Total: 9, Holds: []string{"c03"}}}
	pullAndTransform(t, b, TransformOptions{})
	b.customers = nil
	want := map[string]ReviewState{}
	for i := range 40 {
		c := reports.Customer{ID: fmt.Sprintf("c%02d", i), Name: fmt.Sprintf("Customer %d", i)}
		want[c.ID] = ReviewWritten
		switch i {
		case 3:
			want[c.ID] = ReviewHeld
		case 7, 21:
			c.Name, want[c.ID] = "poison", ReviewFailed
		case 11:
			c.Name, want[c.ID] = "bomb", ReviewFailed
		}
		b.customers = append(b.customers, c)
	}
	report, err := b.QBRs(t.Context(), QBROptions{})
	if err == nil || !strings.Contains(err.Error(), "write review of c07: no glyph for U+FFFF") ||
		!strings.Contains(err.Error(), "write review of c11: drawing it panicked: index out of range") || strings.Contains(err.Error(), "c03") {
		t.Errorf("got %v, want the two that failed and the one that panicked", err)
	}
	if diff := cmp.Diff(want, states(report.Manifest)); diff != "" {
		t.Errorf("reviews (-want +got):\n%s", diff)
	}
	dir := b.path("reports", "2026Q3")
	written, err := batch.Read(dir)
	if err != nil || len(written.Reviews) != 40 || written.AsOf != "2026-11-20" {
		t.Fatalf("manifest: got %d reviews as of %s, %v", len(written.Reviews), written.AsOf, err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 36+2 {
		t.Errorf("%d files, %v, want 36 reviews, the manifest and the page that shows them", len(files), err)
	}
	for _, r := range written.Reviews {
		if r.State != ReviewWritten {
			if r.File != "" || r.Reason == "" {
				t.Errorf("%s: got file %q, reason %q", r.CustomerID, r.File, r.Reason)
			}
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, r.File))
		sum := sha256.Sum256(data)
		if err != nil || string(data) != "review of "+r.CustomerID+" for 2026Q3" || hex.EncodeToString(sum[:]) != r.SHA256 || len(data) != r.Bytes {
			t.Errorf("%s: file %s holds %q, %v", r.CustomerID, r.File, data, err)
		}
	}
}

func TestReviewsShareNoFile(t *testing.T) {
	b := newBench(t)
	pullAndTransform(t, b, TransformOptions{})
	// The ids differ in a way file names alone do not.
	b.customers = []reports.Customer{{ID: "a-1", Name: "Ångström"}, {ID: "a/1", Name: "Angstrom"}, {ID: "A 1", Name: "ANGSTROM"}}
	report, err := b.QBRs(t.Context(), QBROptions{})
	if report.Count(ReviewWritten) != 3 || err != nil {
		t.Errorf("got %v, %v, want all written", states(report.Manifest), err)
	}
	for _, r := range report.Reviews {
		data, err := os.ReadFile(filepath.Join(report.Dir, r.File))
		if err != nil || string(data) != "review of "+r.CustomerID+" for 2026Q3" {
			t.Errorf("%s: %s holds %q, %v", r.CustomerID, r.File, data, err)
		}
	}
}

func TestReviewsOfSomeCustomersKeepTheOthers(t *testing.T) {
	b := newBench(t)
	pullAndTransform(t, b, TransformOptions{})
	if _, err := b.QBRs(t.Context(), QBROptions{}); err != nil {
		t.Fatal(err)
	}
	b.customers[1].Name = "poison"
	report, err := b.QBRs(t.Context(), QBROptions{Customers: []string{"c2"}})
	if err == nil || len(report.Reviews) != 1 {
		t.Errorf("got %v, %v, want the one that failed", states(report.Manifest), err)
	}
	written, err := batch.Read(report.Dir)
	if diff := cmp.Diff(map[string]ReviewState{"c1": ReviewWritten, "c2": ReviewFailed}, states(written)); diff != "" || err != nil {
		t.Errorf("manifest (-want +got):\n%s, error %v", diff, err)
	}
	// A whole batch again speaks only of who is due now.
	b.customers = b.customers[:1]
	if _, err := b.QBRs(t.Context(), QBROptions{}); err != nil {
		t.Fatal(err)
	}
	written, err = batch.Read(report.Dir)
	if diff := cmp.Diff(map[string]ReviewState{"c1": ReviewWritten}, states(written)); diff != "" || err != nil {
		t.Errorf("manifest (-want +got):\n%s, error %v", diff, err)
	}
}

// The night writes what is missing; a review that was written stays as it was sent.
func TestTheNightWritesOnlyWhatIsMissing(t *testing.T) {
	b := newBench(t)
	b.customers = append(b.customers, reports.Customer{ID: "c3", Name: "poison"})
	if _, err := b.Run(t.Context(), RunOptions{}); err == nil {
		t.Fatal("want the poisoned review to be reported")
	}
	dir := b.path("reports", "2026Q3")
	first, err := batch.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	b.customers = append(b.customers, reports.Customer{ID: "c4", Name: "Newly due"})
	b.customers[2].Name = "Three"
	report, err := b.Run(t.Context(), RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]ReviewState{"c3": ReviewWritten, "c4": ReviewWritten}, states(report.QBRs.Manifest)); diff != "" {
		t.Errorf("written by the second night (-want +got):\n%s", diff)
	}
	second, err := batch.Read(dir)
	if err != nil || len(second.Reviews) != 4 || !second.Complete() {
		t.Fatalf("manifest: got %v, %v", states(second), err)
	}
	if diff := cmp.Diff(first.Reviews[:2], second.Reviews[:2]); diff != "" {
		t.Errorf("the reviews of the first night changed:\n%s", diff)
	}
}

func TestQuarterOfReviews(t *testing.T) {
	b := newBench(t)
	pullAndTransform(t, b, TransformOptions{})
	tests := map[string]struct {
		quarter, want string
		usage         bool
	}{
		"the last complete": {"", "2026Q3", false},
		"an earlier one":    {"2025Q4", "2025Q4", false},
		"the running one":   {"2026Q4", "2026Q4", false},
		"a future one":      {"2027Q1", "", true},
		"no quarter":        {"2026-3", "", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			report, err := b.QBRs(t.Context(), QBROptions{Quarter: test.quarter, Out: t.TempDir()})
			var usage *UsageError
			if errors.As(err, &usage) != test.usage || !test.usage && (err != nil || report.Quarter != test.want) {
				t.Errorf("got %s, %v, want %s", report.Quarter, err, test.want)
			}
		})
	}
}

func TestUnknownCustomerIsAUsageError(t *testing.T) {
	b := newBench(t)
	pullAndTransform(t, b, TransformOptions{})
	b.stages.readReviews = func(context.Context, *sql.DB, reports.QBROptions, func(*reports.QBR) error) error {
		return fmt.Errorf("read reviews: c9: %w", reports.ErrNoCustomer)
	}
	_, err := b.QBRs(t.Context(), QBROptions{Customers: []string{"c9"}})
	var usage *UsageError
	if !errors.As(err, &usage) {
		t.Errorf("got %v, want a usage error", err)
	}
}

// Stopping ends the reading; the manifest then still describes the batch before.
func TestStoppedReviewsLeaveTheManifest(t *testing.T) {
	b := newBench(t)
	pullAndTransform(t, b, TransformOptions{})
	if _, err := b.QBRs(t.Context(), QBROptions{}); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(b.path("reports", "2026Q3", "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	read := b.stages.readReviews
	b.stages.readReviews = func(ctx context.Context, db *sql.DB, opts reports.QBROptions, yield func(*reports.QBR) error) error {
		return read(ctx, db, opts, func(q *reports.QBR) error { cancel(); return yield(q) })
	}
	if _, err := b.QBRs(ctx, QBROptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want it canceled", err)
	}
	after, err := os.ReadFile(b.path("reports", "2026Q3", "manifest.json"))
	if err != nil || !slices.Equal(before, after) {
		t.Errorf("the manifest changed, error %v", err)
	}
}

// Who cannot be read fails alone, keeps the versions there are, and is written once it
// can be read again.
func TestCustomerWhoCannotBeReadFailsAlone(t *testing.T) {
	b := newBench(t)
	pullAndTransform(t, b, TransformOptions{})
	first, err := b.QBRs(t.Context(), QBROptions{Audience: ForBoth})
	if err != nil {
		t.Fatal(err)
	}
	read, readInside := b.stages.readReviews, b.stages.readCompanions
	torn := errors.New("torn page")
	b.stages.readReviews = func(ctx context.Context, db *sql.DB, opts reports.QBROptions, yield func(*reports.QBR) error) error {
		opts.Failed(b.customers[0], torn)
		return read(ctx, db, opts, func(q *reports.QBR) error {
			if q.Customer.ID == b.customers[0].ID {
				return nil
			}
			return yield(q)
		})
	}
	b.stages.readCompanions = func(ctx context.Context, db *sql.DB, opts reports.QBROptions, yield func(*reports.Companion) error) error {
		opts.Failed(b.customers[1], torn)
		return nil
	}
	out := QBROptions{Out: t.TempDir(), Audience: ForBoth}
	report, err := b.QBRs(t.Context(), out)
	for _, want := range []string{"write review of c1: torn page", "write companion of c2: torn page"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	m, err := batch.Read(out.Out)
	if err != nil || report.Count(ReviewFailed) != 1 || m.Of("c1").State != ReviewFailed || m.Of("c2").State != ReviewWritten {
		t.Errorf("manifest %+v, %v", m.Reviews, err)
	}
	if _, err = b.QBRs(t.Context(), QBROptions{missing: true, Audience: ForBoth}); err == nil || strings.Contains(err.Error(), "review of c1") {
		t.Errorf("got %v, want nothing said of the review that is there", err)
	}
	if _, err = b.QBRs(t.Context(), QBROptions{}); err == nil {
		t.Error("want an error")
	}
	if m, err = batch.Read(first.Dir); err != nil || len(m.Of("c1").Editions()) != 1 {
		t.Errorf("c1 has %+v, %v, want the version there was", m.Of("c1"), err)
	}
	b.stages.readReviews, b.stages.readCompanions = read, readInside
	if report, err = b.QBRs(t.Context(), out); err != nil || report.Count(ReviewWritten) != len(b.customers) {
		t.Errorf("read again: %d written, %v", report.Count(ReviewWritten), err)
	}
}

// The document of the quarter before is named by its id, and no facts with it.
func TestReviewNamesTheOneBefore(t *testing.T) {
	b := newBench(t)
	seen := printsFacts(b)
	pullAndTransform(t, b, TransformOptions{})
	before, err := b.QBRs(t.Context(), QBROptions{Quarter: "2026Q2", Customers: []string{"c1"}})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := b.QBRs(t.Context(), QBROptions{}); err != nil {
			t.Fatal(err)
		}
	}
	want := &reports.Predecessor{Period: seen["c1"].Period.Previous(), DocumentID: before.Reviews[0].DocumentID}
	if diff := cmp.Diff(want, seen["c1"].Previous); diff != "" || seen["c2"].Previous != nil {
		t.Errorf("c1 follows (-want +got):\n%s, c2 %+v", diff, seen["c2"].Previous)
	}
	with, err := seen["c1"].FactsHash()
	alone := *seen["c1"]
	alone.Previous = nil
	without, err2 := alone.FactsHash()
	if with != without || err != nil || err2 != nil {
		t.Errorf("the facts change with the document before: %v, %v", err, err2)
	}
}
