package transforms

import "testing"

// TestBadEventsAreCaught: events are no table whose key is checked. One id of two
// sources and an event without a name stop the publication all the same.
func TestBadEventsAreCaught(t *testing.T) {
	t.Parallel()
	const header = "event_id customer_id user_id event occurred_at\n"
	opts := (world{landed: map[string]string{
		"hubspot_companies":         "id domain created_at\n900 acme.test '2024-01-01 17:00:00'",
		"files_usage_events":        header + "e1 - u Login '2026-01-05 14:00:00'\ne2 - u Login '2026-01-05 14:00:00'\ne3 900 u - '2026-01-05 14:00:00'",
		"files_usage_events@second": header + "e1 - v Login '2026-01-06 14:00:00'\ne4 - v Login '2026-01-06 14:00:00'",
	}}).options(t)
	report, err := Build(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range report.Blocking() {
		got = append(got, c.String())
	}
	diff(t, got, []string{
		"metrics.customer_events.not_null(event) (error): 1 of 3: 900 / team",
		"ids_in_two_sources (error): 1 of 0: usage event e1 (second, team)",
	})
}
