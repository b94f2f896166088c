package pipeline

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jonboulle/clockwork"

	"quarterdeck/config"
)

// One night with nothing pretended: three files of a company without any vendor
// go through the real connector, models, renderer and digest.
func TestNightOfACompanyWithFiles(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{
		"customers": "customer_id,name,domain,created_on,plan\n" +
			"a,Ärzte & Söhne,aerzte.example,2026-01-05,Growth\nb,Beta <b>,beta.example,2026-01-05,Starter\n",
		// The year before as a whole, then a loses a quarter of its money in September.
		"subscription_periods": "subscription_id,customer_id,product,start_date,end_date,mrr,currency,kind\n" +
			"s1,a,App,2026-01-05,2026-09-10,1000,USD,paid\ns1,a,App,2026-09-10,,750,USD,paid\ns2,b,App,2026-02-01,,250.50,USD,paid\n",
		"goals": "goal_id,customer_id,title,due_on\ng1,a,Close the books in five days,2026-09-30\ng2,b,Answer within a day,2026-12-31\n",
	}
	tables := map[string]config.Table{}
	for name, text := range files {
		path := filepath.Join(dir, name+".csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		tables[name] = config.Table{Path: path}
	}
	b := benchIn(t, dir, newOutside(), clockwork.NewFakeClockAt(twoInTheMorning), func(c *config.Config) {
		c.Sources = []config.Source{{Name: "exports", Type: "files", Tables: tables}}
		c.Segments = []config.Segment{{Name: "plan", Attribute: "plan"}}
	})
	b.deps.Connectors = everyConnector{}
	b.stages = b.realStages()
	report, err := b.Run(t.Context(), RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	db, err := b.OpenCurrent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var got string
	err = db.QueryRow(`SELECT string_agg(month::VARCHAR || ' ' || end_mrr::DECIMAL(18,2)::VARCHAR || ' ' || contraction::DECIMAL(18,2)::VARCHAR, ', ' ORDER BY month)
		FROM marts.mrr_bridge WHERE dimension = 'all' AND month >= DATE '2026-08-01'`).Scan(&got)
	want := "2026-08-01 1250.50 0.00, 2026-09-01 1000.50 250.00, 2026-10-01 1000.50 0.00, 2026-11-01 1000.50 0.00"
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("bridge (-want +got):\n%s, error %v", diff, err)
	}
	if report.QBRs.Quarter != "2026Q3" || report.QBRs.Count(ReviewWritten) != 2 {
		t.Fatalf("reviews: got %+v", report.QBRs)
	}
	for _, r := range report.QBRs.Reviews {
		data, err := os.ReadFile(b.path("reports", "2026Q3", r.File))
		if err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) || r.Pages == 0 {
			t.Errorf("%s: %d pages, %v, want a PDF", r.File, r.Pages, err)
		}
	}
	if !bytes.Contains([]byte(report.Digest.Text), []byte("Acme")) {
		t.Errorf("digest:\n%s", report.Digest.Text)
	}
	sameNight(t, b, report)
}

// sameNight computes the night again, from the same loads: the reviews are the
// same to the byte.
func sameNight(t *testing.T, b *bench, first RunReport) {
	t.Helper()
	b.clock.Advance(24 * time.Hour)
	if _, err := b.Transform(t.Context(), TransformOptions{AsOf: epochDay, KnownAt: first.Transform.KnownAt}); err != nil {
		t.Fatal(err)
	}
	again, err := b.QBRs(t.Context(), QBROptions{Out: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range again.Reviews {
		if r.SHA256 != first.QBRs.Reviews[i].SHA256 {
			t.Errorf("the review of %s differs when the same night is computed again", r.CustomerID)
		}
	}
}
