package cases

import (
	"slices"
	"strings"
	"testing"

	"quarterdeck/pipeline"
)

// The harness itself: a table with null, quotes and an extra column arrives as
// a customer with an attribute, a segment and MRR.
func TestHarness(t *testing.T) {
	w := world{asOf: "2026-02-28", files: map[string]string{
		"customers": `
			customer_id  name          case
			a            'Big Co'      X-1
			b            -             X-2`,
		"subscription_periods": `
			subscription_id  customer_id  start_date  end_date  mrr
			s1               a            2026-01-05  -         100.5
			s2               b            2026-01-05  2026-02-10  7`,
	}}
	b := build(t, w)
	got := b.show(t, `SELECT month, segment, end_mrr, end_customers FROM marts.mrr_bridge WHERE dimension = 'case' ORDER BY segment, month`)
	diff(t, got, lines(`
		2026-01-01  X-1  100.500000  1
		2026-02-01  X-1  100.500000  1
		2026-01-01  X-2  7.000000    1
		2026-02-01  X-2  0.000000    0`))
	diff(t, b.show(t, `SELECT customer_id, name FROM core.customers ORDER BY 1`), []string{"a  Big Co", "b  b"})
	t.Run("what is asked for is the same without the rest", func(t *testing.T) { b.partIsTheSame(t, w) })
}

// partIsTheSame: whatever stands in a file of some models stands in that of all of
// them too, and every check that ran there found the same here.
func (b *book) partIsTheSame(t *testing.T, w world) {
	t.Helper()
	part := build(t, w, "core.customers", "marts.mrr_bridge")
	const tables = `SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema IN ('core', 'marts')
		AND table_name NOT IN ('settings', 'source_freshness', 'load_history', 'data_quality', 'failing_rows') ORDER BY 1`
	names := part.show(t, tables)
	if all := b.show(t, tables); len(all) < 100 || len(names) > len(all)/2 || !slices.Contains(names, "marts.mrr_bridge") {
		t.Errorf("built %d of %d tables: %v", len(names), len(all), names)
	}
	for _, name := range names {
		diff(t, part.show(t, "SELECT * FROM "+name+" ORDER BY ALL"), b.show(t, "SELECT * FROM "+name+" ORDER BY ALL"))
	}
	for _, found := range []string{"SELECT * FROM marts.data_quality", "SELECT * FROM marts.failing_rows"} {
		all := b.show(t, found)
		if part := part.show(t, found); slices.ContainsFunc(part, func(row string) bool { return !slices.Contains(all, row) }) {
			t.Errorf("checks found other than with all the models:\n%v", part)
		}
	}
	if got := part.show(t, "SELECT count(*) > 200 FROM marts.data_quality"); got[0] != "true" {
		t.Error("few checks ran")
	}
	if _, err := b.pipeline.Transform(t.Context(), pipeline.TransformOptions{Select: []string{"marts.nothing"}}); err == nil || !strings.Contains(err.Error(), "select marts.nothing: there is no such model") {
		t.Errorf("selected marts.nothing: %v", err)
	}
}
