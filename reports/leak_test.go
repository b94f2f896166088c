package reports_test

import (
	"encoding/json"
	"strings"
	"testing"

	"quarterdeck/reports"
)

// TestReviewsHoldOneCustomer looks for the facts of one customer in another's
// review, and for internal notes in any.
func TestReviewsHoldOneCustomer(t *testing.T) {
	all := readAll(t, world(t).build("2026-10-02"), reports.QBROptions{Customers: []string{"100", "200", "300", "400"}})
	marks := map[string][]string{
		"100": {"Acme", "acme.example", "Bo Lind", "Ship faster", "Single sign-on", "A good quarter", "t90"},
		"200": {"Beta", "beta.example"}, "300": {"Gamma", "gamma.example"}, "400": {"Delta", "delta.example"},
	}
	if len(all) != len(marks) {
		t.Fatalf("%d reviews", len(all))
	}
	for _, q := range all {
		raw, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		for owner, words := range marks {
			for _, w := range words {
				if owner != q.Customer.ID && strings.Contains(text, w) {
					t.Errorf("the review of %s holds %q of %s", q.Customer.ID, w, owner)
				}
			}
		}
		for _, w := range []string{"SECRET", "pulse", "mrr", "1500"} {
			if strings.Contains(strings.ToLower(text), strings.ToLower(w)) {
				t.Errorf("the review of %s holds %q", q.Customer.ID, w)
			}
		}
	}
	if raw, _ := json.Marshal(all[0]); !strings.Contains(string(raw), "Bo Lind") {
		t.Error("the marks are not in their own review either; the test proves nothing")
	}
}
