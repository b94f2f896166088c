package transforms

import (
	"context"
	"errors"
	"math"
	"testing"
)

// retentionWorld has two subscriptions of one customer that shrinks, one that
// leaves, and one that comes later.
func retentionWorld() world {
	return world{
		asOf: "2026-02-28",
		landed: map[string]string{
			"files_customers": `
				customer_id  name
				A            Acme
				B            Bolt
				C            Coil`,
			"files_subscription_periods": `
				subscription_id  start_date  end_date    customer_id  product  mrr  currency  kind
				a1               2025-06-01  -           A            Basic    100  USD       paid
				a2               2025-06-01  2026-02-10  A            Extra    50   USD       paid
				b1               2025-06-01  2026-02-15  B            Basic    50   USD       paid
				c1               2026-02-03  -           C            Basic    70   USD       paid`,
		},
	}
}

func explainer(t *testing.T, w world, metrics ...string) *Explainer {
	t.Helper()
	e, err := NewExplainer(t.Context(), w.options(t), metrics...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func TestExplainFindsTheRecordsBehindAFigure(t *testing.T) {
	t.Parallel()
	e := explainer(t, retentionWorld(), "nrr")
	got, err := e.Explain(t.Context(), "nrr@month:2026-02-01")
	if err != nil {
		t.Fatal(err)
	}
	if !got.AddsUp() || got.Sum == nil || math.Abs(*got.Sum-0.5) > 1e-12 {
		t.Errorf("the rows give %v, the figure is %v, want 0.5", got.Sum, got.Figure.Value)
	}
	type part struct {
		id         string
		part, base float64
	}
	want := []part{{"a1", 100, 100}, {"a2", 0, 50}, {"b1", 0, 50}}
	if len(got.Rows) != len(want) {
		t.Fatalf("%d rows, want %d: %+v", len(got.Rows), len(want), got.Rows)
	}
	for i, row := range got.Rows {
		if row.RecordID != want[i].id || *row.Part != want[i].part || *row.Base != want[i].base {
			t.Errorf("row %d is %s %v %v, want %v", i, row.RecordID, *row.Part, *row.Base, want[i])
		}
		if len(row.Landed) != 1 || row.Landed[0].LoadID == "" || row.Landed[0].Stream != "subscription_periods" {
			t.Errorf("%s is not traced to its load: %+v", row.RecordID, row.Landed)
		}
	}
}

func TestExplainBuildsOnlyWhatItNeeds(t *testing.T) {
	t.Parallel()
	e := explainer(t, retentionWorld(), "nrr")
	diff(t, show(t, e.db.conn, "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'marts' AND estimated_size > 0 ORDER BY ALL"),
		lines("definitions\nfigures\nretention"))
}

func TestExplainOfNoFigure(t *testing.T) {
	t.Parallel()
	e := explainer(t, retentionWorld(), "nrr")
	if _, err := e.Explain(context.Background(), "nrr@month:1999-01-01"); !errors.Is(err, ErrNoFigure) {
		t.Errorf("got %v, want ErrNoFigure", err)
	}
}
