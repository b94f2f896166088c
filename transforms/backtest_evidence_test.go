package transforms

import "testing"

// Every number of the back-test is the sum of the outcomes behind it.
func TestBacktestFiguresAddUp(t *testing.T) {
	t.Parallel()
	terms := fourTerms(t, 1)
	w := world{asOf: terms.asOf, settings: terms.settings, landed: map[string]string{
		"files_customers": "customer_id name\nA Ash\nB Birch\nC Cedar\nD Dogwood",
		"files_subscription_periods": `
			subscription_id customer_id start_date end_date   mrr kind end_reason renewal_date
			A.s             A           2025-04-01 2026-04-01 100 paid voluntary  2026-04-01
			B.s             B           2025-04-01 2026-04-01 100 paid voluntary  2026-04-01
			C.s             C           2025-04-01 2026-04-01 100 paid -          2026-04-01
			C.s             C           2026-04-01 -          100 paid -          2027-04-01
			D.s             D           2025-04-01 2026-04-01 100 paid -          2026-04-01
			D.s             D           2026-04-01 -          100 paid -          2027-04-01`,
		"quarterdeck_nights": terms.tables["raw.quarterdeck_nights"],
		"quarterdeck_health": terms.tables["raw.quarterdeck_health"],
	}}
	metrics := []string{"health_auc", "red_precision", "red_recall", "warning_lead"}
	e := explainer(t, w, metrics...)
	for _, metric := range metrics {
		told := 0
		for _, id := range show(t, e.db.conn, "SELECT figure_id FROM marts.figures WHERE metric = "+literal(metric)+" ORDER BY 1") {
			got, err := e.Explain(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if !got.AddsUp() {
				t.Errorf("%s is %s, its evidence gives %s", id, shown(got.Figure.Value), shown(got.Sum))
			}
			if got.Figure.Value != nil && *got.Figure.Value != 0 {
				told++
			}
		}
		if told == 0 {
			t.Errorf("no figure of %s has a value", metric)
		}
	}
}
