package pipeline

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/pipeline/batch"
	"quarterdeck/reports"
	"quarterdeck/reports/pdf"
	"quarterdeck/transforms"
)

// factsFake prints all that the review tells, so that files differ as their facts do.
type factsFake struct {
	mu   *sync.Mutex
	seen map[string]*reports.QBR
}

func (f factsFake) Render(w io.Writer, q *reports.QBR) (pdf.Result, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen[q.Customer.ID] = q
	facts, err := q.FactsHash()
	if err != nil {
		return pdf.Result{}, err
	}
	n, err := fmt.Fprintf(w, "%s %s", q.Customer.ID, facts)
	return pdf.Result{DocumentID: facts[:8], Pages: 1, Bytes: n, Receipts: []byte("{}")}, err
}

// printsFacts makes the bench draw what can be told apart, and returns what is drawn.
func printsFacts(b *bench) map[string]*reports.QBR {
	seen := map[string]*reports.QBR{}
	b.stages.newRenderer = func() (reviewRenderer, error) { return factsFake{&sync.Mutex{}, seen}, nil }
	return seen
}

// versions are the files of a customer in the folder, by what the manifest says.
func versions(t *testing.T, dir, customer string) (files []string) {
	t.Helper()
	m, err := batch.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range m.Of(customer).Editions() {
		data, err := os.ReadFile(filepath.Join(dir, e.File))
		if err != nil || sum(data) != e.SHA256 {
			t.Errorf("%s: version %d in %s is not as the manifest says: %v", customer, e.Version, e.File, err)
		}
		files = append(files, fmt.Sprintf("v%d %s", e.Version, e.File))
	}
	return files
}

// A version stands for what the customer is told: asking again writes nothing, other
// facts make another file beside the one that may have been sent, and another look
// draws the same version anew.
func TestVersionsOfAReview(t *testing.T) {
	b := newBench(t)
	printsFacts(b)
	pullAndTransform(t, b, TransformOptions{})
	const one, two = "v1 QBR_One-c1_FY2026-Q3_v1.pdf", "v2 QBR_One-c1_FY2026-Q3_v2.pdf"
	dir := ""
	for _, step := range []struct {
		name   string
		change func() error
		kept   int
		files  []string
	}{
		{"first", func() error { return nil }, 0, []string{one}},
		{"again", func() error { return nil }, 2, []string{one}},
		{"as of another publication", func() error { _, err := b.Transform(t.Context(), TransformOptions{AsOf: epochDay}); return err }, 2, []string{one}},
		{"other facts", func() error { b.customers[0].Plan = "Gold"; return nil }, 1, []string{one, two}},
		{"another look", func() error { b.cfg.Reviews.Paper = "letter"; return nil }, 0, []string{one, two}},
		{"a damaged file", func() error {
			return os.WriteFile(filepath.Join(dir, "QBR_One-c1_FY2026-Q3_v2.pdf"), []byte("x"), 0o600)
		}, 1, []string{one, two}},
		{"lost receipts", func() error { return os.RemoveAll(filepath.Join(dir, "receipts")) }, 0, []string{one, two}},
		{"the first facts again", func() error { b.customers[0].Plan = ""; return nil }, 1, []string{one, two, "v3 QBR_One-c1_FY2026-Q3_v3.pdf"}},
	} {
		if err := step.change(); err != nil {
			t.Fatal(err)
		}
		report, err := b.QBRs(t.Context(), QBROptions{})
		if err != nil {
			t.Fatal(err)
		}
		dir = report.Dir
		if report.Kept() != step.kept {
			t.Errorf("%s: %d left as they were, want %d", step.name, report.Kept(), step.kept)
		}
		if diff := cmp.Diff(step.files, versions(t, dir, "c1")); diff != "" {
			t.Errorf("%s: files (-want +got):\n%s", step.name, diff)
		}
	}
	found, err := Verify([]string{dir}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range found {
		if !one.Finding.Fine() {
			t.Errorf("verify: %s is %s", one.Path, one.Finding)
		}
	}
}

// A file nobody has noted is somebody's: no review is written over it.
func TestVersionsLeaveForeignFilesAlone(t *testing.T) {
	b := newBench(t)
	printsFacts(b)
	pullAndTransform(t, b, TransformOptions{})
	dir := t.TempDir()
	foreign := filepath.Join(dir, "QBR_One-c1_FY2026-Q3_v1.pdf")
	if err := os.WriteFile(foreign, []byte("sent last week"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.QBRs(t.Context(), QBROptions{Out: dir}); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(foreign); err != nil || string(data) != "sent last week" {
		t.Errorf("the file holds %q, %v", data, err)
	}
	if diff := cmp.Diff([]string{"v2 QBR_One-c1_FY2026-Q3_v2.pdf"}, versions(t, dir, "c1")); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// Checks, persons and the look at the finished bytes decide what leaves; of each the
// manifest says why.
func TestSendGate(t *testing.T) {
	b := newBench(t, func(c *config.Config) {
		decided := func(customer, quarter, decision string) config.ReviewDecision {
			return config.ReviewDecision{Customer: customer, Quarter: quarter, Decision: decision, By: "Ann Lee", On: "2026-11-19", Reason: "known"}
		}
		c.Reviews.Decided = []config.ReviewDecision{decided("c2", "2026Q3", "send"), decided("c3", "2026Q3", "hold"), decided("c4", "2026Q3", "internal"), decided("c5", "2026Q2", "hold"), decided("c9", "2026Q3", "send")}
	})
	b.outside.checks = []transforms.CheckResult{{Name: "missing_rates", Severity: transforms.SeverityError, Failed: 2, Total: 9, Holds: []string{"c1", "c2"}}}
	pullAndTransform(t, b, TransformOptions{})
	b.outside.secret = "c6"
	b.customers = nil
	for i := range 6 {
		b.customers = append(b.customers, reports.Customer{ID: fmt.Sprint("c", i+1), Name: "N"})
	}
	report, err := b.QBRs(t.Context(), QBROptions{Zip: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Unused) != 1 || !strings.HasSuffix(report.Unused[0], `no review of 2026Q3 is due to customer "c9"`) {
		t.Errorf("decisions that meet nothing: %q", report.Unused)
	}
	got := map[string]string{}
	for _, r := range report.Reviews {
		got[r.CustomerID] = strings.TrimSpace(fmt.Sprintf("%s %s", r.State, r.Reason))
		if _, err := os.Stat(filepath.Join(report.Dir, r.File)); (r.State == ReviewWritten) != (err == nil && r.File != "") {
			t.Errorf("%s is %s, and its file %q: %v", r.CustomerID, r.State, r.File, err)
		}
	}
	want := map[string]string{
		"c1": "held check missing_rates holds this customer", "c2": "written", "c3": "held Ann Lee decided on 2026-11-19: known",
		"c4": "internal Ann Lee decided on 2026-11-19: known", "c5": "written", "c6": "held the finished file is held back: it names c6",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reviews (-want +got):\n%s", diff)
	}
	m, err := batch.Read(report.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if g := m.Of("c2").Gate; g == nil || g.Verdict != batch.Hold || g.Decision == nil || g.Decision.By != "Ann Lee" || len(g.Reasons) != 1 {
		t.Errorf("of c2 the manifest keeps %+v", g)
	}
	if m.Of("c5").Gate != nil {
		t.Errorf("of c5 the manifest keeps %+v", m.Of("c5").Gate)
	}
	if _, err := os.Stat(report.Packed); err != nil {
		t.Errorf("packed into %q: %v", report.Packed, err)
	}
}

// A review that was written and is held now keeps its versions, and the next night
// takes it up again.
func TestHeldReviewKeepsItsVersions(t *testing.T) {
	b := newBench(t)
	printsFacts(b)
	if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
		t.Fatal(err)
	}
	b.outside.secret = "c1 "
	b.customers[0].Plan = "Gold"
	report, err := b.QBRs(t.Context(), QBROptions{})
	if err != nil || report.Count(ReviewHeld) != 1 {
		t.Fatalf("got %v, %v, want one held", states(report.Manifest), err)
	}
	first := []string{"v1 QBR_One-c1_FY2026-Q3_v1.pdf"}
	if diff := cmp.Diff(first, versions(t, report.Dir, "c1")); diff != "" {
		t.Errorf("while held (-want +got):\n%s", diff)
	}
	b.outside.secret = ""
	again, err := b.Run(t.Context(), RunOptions{})
	if err != nil || again.QBRs.Count(ReviewWritten) != 1 {
		t.Fatalf("the night: %v, %v, want the one that was held", states(again.QBRs.Manifest), err)
	}
	if diff := cmp.Diff(append(first, "v2 QBR_One-c1_FY2026-Q3_v2.pdf"), versions(t, report.Dir, "c1")); diff != "" {
		t.Errorf("after (-want +got):\n%s", diff)
	}
}

// What a stopped batch finished is not drawn again, but for a file that did not
// outlive it.
func TestStoppedBatchIsTakenUp(t *testing.T) {
	b := newBench(t)
	seen := printsFacts(b)
	pullAndTransform(t, b, TransformOptions{})
	b.customers = nil
	for i := range 20 {
		b.customers = append(b.customers, reports.Customer{ID: fmt.Sprintf("c%02d", i), Name: "N"})
	}
	broken := errors.New("the power is gone")
	read := b.stages.readReviews
	b.stages.readReviews = func(ctx context.Context, db *sql.DB, opts reports.QBROptions, yield func(*reports.QBR) error) error {
		n := 0
		return read(ctx, db, opts, func(q *reports.QBR) error {
			if n++; n > 12 {
				return broken
			}
			return yield(q)
		})
	}
	for _, missing := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "batch")
		if _, err := b.QBRs(t.Context(), QBROptions{Out: dir}); !errors.Is(err, broken) {
			t.Fatalf("got %v, want the batch to break off", err)
		}
		if _, err := os.Stat(filepath.Join(dir, batch.ManifestFile)); err == nil {
			t.Error("a batch that broke off has a manifest")
		}
		journal := filepath.Join(dir, batch.JournalFile)
		lines, err := os.ReadFile(journal)
		if err != nil {
			t.Fatal(err)
		}
		cut := strings.LastIndex(strings.TrimSpace(string(lines)), "\n") + 20 // the last line is cut off
		var noted batch.Entry                                                 // the first line says what all are made with
		if err := json.Unmarshal([]byte(strings.Split(string(lines), "\n")[1]), &noted); err != nil {
			t.Fatal(err)
		}
		torn := filepath.Join(dir, noted.Review.File)
		if err := errors.Join(os.WriteFile(journal, lines[:cut], 0o600), os.WriteFile(torn, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
		clear(seen)
		whole := b.stages.readReviews
		b.stages.readReviews = read
		report, err := b.QBRs(t.Context(), QBROptions{Out: dir, missing: missing})
		b.stages.readReviews = whole
		if err != nil || len(seen) != 10 || seen[noted.Review.CustomerID] == nil {
			t.Errorf("missing only %v: drew %d, %v, want the eight that were not reached, the torn one and that of the cut line", missing, len(seen), err)
		}
		m, err := batch.Read(dir)
		if err != nil || m.Count(ReviewWritten) != 20 || len(m.Made) != 1 || m.Made[0].RunID != report.RunID {
			t.Errorf("manifest: %d written, made with %+v, %v", m.Count(ReviewWritten), m.Made, err)
		}
		if _, err := os.Stat(journal); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the journal is still there: %v", err)
		}
	}
}
