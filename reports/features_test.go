package reports_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/reports"
)

// TestFeaturesOfAQuarter compares the printed uses with the events themselves, on
// days early and late in a quarter, of the default quarter and of the running one.
// An older quarter's uses are not kept: they are unknown, not none.
func TestFeaturesOfAQuarter(t *testing.T) {
	l := newLanded(t)
	l.put("crm", "hubspot_companies", "id, name, domain, created_at, updated_at, archived, attributes",
		`SELECT id, 'C' || id, id || '.example', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', false, '{}' FROM (VALUES ('100'), ('200')) t(id)`)
	l.put("team", "files_subscription_periods", "subscription_id, start_date, customer_id, product, mrr, currency, kind",
		`SELECT 's' || id, DATE '2025-01-01', id, 'P', 100, 'USD', 'paid' FROM (VALUES ('100'), ('200')) t(id)`)
	l.put("team", "files_features", "feature, event, plan", `VALUES ('Boards', 'board_opened', '*'), ('Boards', 'board_opened', 'Pro'), ('Export', 'export_made', '*')`)
	l.put("team", "files_usage_events", "event_id, customer_id, user_id, event, occurred_at",
		`SELECT 'e' || i, CASE WHEN i % 3 = 0 THEN '200' ELSE '100' END, CASE WHEN i % 11 > 0 THEN 'u' || hash(i // 90) % 9 END,
		CASE i % 5 WHEN 0 THEN 'page_viewed' WHEN 1 THEN 'export_made' ELSE 'board_opened' END,
		TIMESTAMP '2025-07-01 12:00:00' + CAST(i % 601 AS INTEGER) * INTERVAL 1 DAY FROM range(0, 9000) t(i)`)
	count := func(customer, feature string, from time.Time) (users, uses, before float64) {
		event := map[string]string{"Boards": "board_opened", "Export": "export_made"}[feature]
		err := l.mem.QueryRow(`SELECT count(DISTINCT user_id) FILTER (day >= $1), count(*) FILTER (day >= $1), count(*) FILTER (day < $1)
FROM (SELECT *, CAST(occurred_at AS DATE) AS day FROM files_usage_events)
WHERE customer_id = $2 AND event = $3 AND day >= $1 - INTERVAL 91 DAY AND day < $1 + INTERVAL 91 DAY`, from, customer, event).Scan(&users, &uses, &before)
		if err != nil {
			t.Fatal(err)
		}
		return users, uses, before
	}
	for _, asOf := range []string{"2026-09-30", "2026-10-02", "2026-12-30"} {
		db := l.build(asOf)
		running := reports.QuarterAt(date(asOf), 1)
		for _, period := range []reports.Period{{}, running} {
			for _, q := range readAll(t, db, reports.QBROptions{Period: period}) {
				if q.Features == nil || len(q.Features.Items) != 2 {
					t.Fatalf("as of %s, %s: features %+v", asOf, q.Period, q.Features)
				}
				for _, f := range q.Features.Items {
					users, uses, before := count(q.Customer.ID, f.Name, q.Features.From)
					want := fmt.Sprintln(users, uses, before)
					if diff := cmp.Diff(want, fmt.Sprintln(f.ActiveUsers.V, f.Uses.V, f.Previous.V)); diff != "" || uses == 0 {
						t.Errorf("as of %s, %s, %s of %s\n%s", asOf, q.Period, f.Name, q.Customer.ID, diff)
					}
				}
			}
		}
		older := reports.LastCompleteQuarter(date(asOf), 1).Previous()
		for _, q := range readAll(t, db, reports.QBROptions{Period: older}) {
			if q.Features != nil || q.Usage == nil || gaps(q)["features"] != "no_history" {
				t.Errorf("as of %s, %s: features %+v, missing for %q", asOf, older, q.Features, gaps(q)["features"])
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
