package transforms

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// brokenWorld has one defect for each check that data can fail.
func brokenWorld(t *testing.T) map[string]string {
	b := &billing{}
	b.customer("cus_A", "", `{"crm_id":"404"}`)
	b.customer("cus_B", "", `{"crm_id":"900"}`)
	b.price("p", 10000, "usd", "month", 1)
	b.price("yen", 900, "jpy", "month", 1)
	b.coupon("c", "forever")
	b.subscription(sub{id: "s1", customer: "cus_A", start: "2026-01-01"})
	b.subscription(sub{id: "s2", customer: "cus_B", start: "2026-01-01"})
	b.invoice(t, inv{sub: "s1", at: "2026-01-01", paid: "2026-01-01", lines: []line{{price: "p", amount: 10000, from: "2026-01-01", to: "2026-02-01"}}})
	b.invoice(t, inv{sub: "s2", customer: "cus_B", currency: "jpy", at: "2026-01-01", paid: "2026-01-01", lines: []line{{price: "yen", amount: 900, from: "2026-01-01", to: "2026-02-01"}}})
	b.invoice(t, inv{sub: "s_gone", at: "2026-01-01", paid: "2026-01-01", lines: []line{{price: "p", amount: 700, from: "2026-01-01", to: "2026-02-01"}}})
	b.invoice(t, inv{sub: "s1", at: "2026-01-10", paid: "2026-01-10", discounts: `[{"id":"d","source":{"coupon":"c"}}]`, lines: []line{
		{item: "si_free", price: "p", amount: 10000, from: "2026-01-10", to: "2026-02-01", off: map[string]int{"d": 10000}},
		{item: "si_odd", price: "price_unknown", amount: 10000, from: "2026-01-10", to: "2026-02-01"}}})
	landed := b.tables()
	landed["hubspot_companies"] = "id domain created_at\n900 acme.test '2024-01-01 17:00:00'"
	landed["files_subscription_periods"] = `
		subscription_id  customer_id  start_date  end_date    mrr  currency  kind
		f1               F            2026-01-01  -           10   usd       paid
		f1               F            2026-01-15  -           20   usd       paid
		f2               G            2026-01-01  -           -5   usd       paid
		f3               H            2026-01-01  -           10   usd       special
		f4               G            2026-01-01  2025-12-01  10   usd       paid
		f5               H            2026-01-01  2026-01-01  10   usd       paid
		s1               F            2026-01-05  -           1    usd       paid`
	landed["files_survey_responses"] = `
		response_id  survey  kind  customer_id  score  responded_at
		v1           NPS     nps   900          11     '2026-01-05 14:00:00'
		v2           NPS     nps   ZZ           9      '2026-01-05 14:00:00'`
	landed["files_usage_events"] = `
		event_id  customer_id  user_id       event  occurred_at
		e1        ZZ           a@lost.test   Login  '2026-01-05 14:00:00'
		e2        ZZ           b@lost.test   Login  '2026-01-05 14:00:00'
		e3        900          c             Login  '2027-01-05 14:00:00'`
	landed["files_tickets"] = `
		ticket_id  requester_id  created_at             solved_at
		t1         r1            '2026-01-05 14:00:00'  '2026-01-04 14:00:00'`
	landed["files_goals"] = "goal_id customer_id\ng1 ZZ"
	return landed
}

func TestSeededDefectsAreCaught(t *testing.T) {
	t.Parallel()
	w := world{landed: brokenWorld(t)}
	opts := w.options(t)
	for i, table := range opts.Tables {
		if table.Name == "hubspot_companies" {
			opts.Tables[i].Sources[0].PreviousRows = 10
			opts.Tables[i].Sources[0].LoadedAt = opts.Settings.KnownAt.Add(-48 * time.Hour)
		}
		if table.Name != "hubspot_companies" && len(table.Sources) > 0 {
			opts.Tables[i].Sources[0].LoadedAt = opts.Settings.KnownAt
		}
	}
	report, err := Build(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, c := range report.Failing() {
		effect := string(c.Severity)
		if c.Blocks {
			effect = "blocks"
		}
		if len(c.Holds) > 0 {
			effect += " holds " + strings.Join(c.Holds, "+")
		}
		if strings.HasPrefix(c.Name, "metrics.") || strings.HasPrefix(c.Name, "marts.") {
			continue
		}
		got = append(got, fmt.Sprintf("%s | %s | %d | %s", c.Name, effect, c.Failed, c.Detail))
	}
	diff(t, got, []string{
		"core.subscription_periods.accepted(kind, paid, trial, free, paused, past_due) | blocks | 1 | f3 / 2026-01-01",
		"backward_periods | error holds G | 1 | amount 10.00: f4 from 2026-01-01 (ends 2025-12-01)",
		"discounts_above_price | warn | 1 | amount 100.00: s1/si_free (list price 100.000000)",
		"empty_segments | warn | 1 | plan (attribute plan)",
		"future_dates | warn | 1 | usage event e3 (2027-01-05 14:00:00)",
		"ids_in_two_sources | blocks | 1 | subscription s1 (billing, team)",
		"invalid_scores | warn | 1 | NPS: v1 (11.0)",
		"missing_exchange_rates | error holds 900 | 1 | JPY 2026-01 (900)",
		"missing_renewal_dates | warn | 2 | amount 1440.00: f1 (paid since 2026-01-15), s1/si_odd (paid since 2026-01-10)",
		"negative_mrr | error holds G | 1 | amount -5.00: f2 from 2026-01-01",
		"orphan_invoices | warn | 1 | amount 7.00: in_3 (s_gone)",
		"overlapping_periods | error holds F+cus_A | 2 | f1 (from 2026-01-01 and from 2026-01-15), s1 (from 2026-01-01 and from 2026-01-05)",
		"stale_sources | warn | 1 | crm.companies (48 hours old)",
		"stamps_before_creation | warn | 1 | ticket t1 (solved 2026-01-04 14:00:00, created 2026-01-05 14:00:00)",
		"unknown_crm_ids | warn | 1 | cus_A (crm_id 404)",
		"unknown_prices | error holds cus_A | 1 | in_4: price_unknown",
		"unknown_team_references | warn | 1 | goal g1 (ZZ)",
		"unmatched_billing | warn | 4 | amount 221.00: F (MRR 21.00), G (MRR 0.00), H (MRR 0.00), cus_A (MRR 200.00)",
		"unmatched_surveys | warn | 1 | customer ZZ (1 answers)",
		"unmatched_tickets | warn | 1 | requester r1 (1 tickets)",
		"unmatched_usage | warn | 2 | lost.test (2 events of 2 users)",
		"unreconciled | warn | 2 | amount 221.00: billed_not_in_crm F (pays, and no CRM record or customer file knows it), billed_not_in_crm cus_A (pays, and no CRM record or customer file knows it)",
		"volume_drops | blocks | 1 | crm.companies (1 rows after 10)",
	})
	if len(report.Blocking()) != 3 {
		t.Errorf("%d checks block, want 3", len(report.Blocking()))
	}
	diff(t, report.HeldCustomers(), []string{"900", "F", "G", "cus_A"})
	db, err := OpenReadOnly(t.Context(), opts.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	diff(t, show(t, db, "SELECT check_name, severity, failed, holds FROM marts.data_quality WHERE failed > 0 AND holds > 0 ORDER BY 1"), lines(`
		backward_periods error 1 1
		missing_exchange_rates error 1 1
		negative_mrr error 1 1
		overlapping_periods error 2 2
		unknown_prices error 1 1`))
	diff(t, show(t, db, "SELECT check_name, position, key, customer_id, amount, detail FROM marts.failing_rows WHERE check_name IN ('negative_mrr', 'overlapping_periods', 'stamps_before_creation') ORDER BY ALL"), lines(`
		negative_mrr 1 'f2 from 2026-01-01' G -5.000000 -
		overlapping_periods 1 f1 F - 'from 2026-01-01 and from 2026-01-15'
		overlapping_periods 2 s1 cus_A - 'from 2026-01-01 and from 2026-01-05'
		stamps_before_creation 1 'ticket t1' - - 'solved 2026-01-04 14:00:00, created 2026-01-05 14:00:00'`))
	diff(t, show(t, db, "SELECT DISTINCT customer_id FROM marts.held_customers ORDER BY 1"), []string{"900", "F", "G", "cus_A"})
}

// TestModelChecks: a model's own checks, on tables made to fail them.
func TestModelChecks(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, err := openDatabase(ctx, Options{WorkDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	m, err := parseModel("core", "m.sql", `-- grain: one row per k
-- key: k
-- check: not_null(a, b)
-- check[warn]: accepted(a, x, y)
-- check: references(b, core.other.id)
-- check: expression(n > 0)
-- check: unique(a, b)
SELECT * FROM (VALUES (1, 'x', 'known', 1), (1, 'y', 'lost', NULL), (2, NULL, 'known', -1), (3, 'z', NULL, 5), (4, 'x', 'known', 2)) AS t(k, a, b, n)`)
	if err != nil {
		t.Fatal(err)
	}
	statement, _ := m.createSQL()
	for _, s := range []string{"CREATE TABLE core.other AS SELECT 'known' AS id", statement} {
		if err := db.exec(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	results, err := db.checkModel(ctx, m)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range results {
		got = append(got, fmt.Sprintf("%s | blocks %t", r, r.Blocks))
	}
	diff(t, got, []string{
		"core.m.unique(k) (error): 1 of 5: 1 | blocks true",
		"core.m.not_null(a, b) (error): 2 of 5: 2, 3 | blocks true",
		"core.m.accepted(a, x, y) (warn): 1 of 5: 3 | blocks false",
		"core.m.references(b, core.other.id) (error): 1 of 5: 1 | blocks true",
		"core.m.expression(n > 0) (error): 1 of 5: 2 | blocks true",
		"core.m.unique(a, b) (error): 1 of 5: 1, 4 | blocks true",
	})
}

func TestDetailShowsTenKeys(t *testing.T) {
	t.Parallel()
	opts := (world{}).options(t)
	opts.Overrides = fstest.MapFS{"checks/many.sql": {Data: []byte("-- severity: error\n-- meaning: m\n-- total: core.features\n" +
		"SELECT 'k' || lpad(CAST(i AS VARCHAR), 2, '0') AS key, i AS amount FROM range(12) AS r(i)")}}
	report, err := Build(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, []string{report.Blocking()[0].String()}, []string{"many (error): 12 of 0: amount 66.00: k00, k01, k02, k03, k04, k05, k06, k07, k08, k09, …"})
}

// TestOrderOfRowsAndThreadsChangeNothing builds everything from the same rows,
// shuffled over other files and with other numbers of threads.
func TestOrderOfRowsAndThreadsChangeNothing(t *testing.T) {
	t.Parallel()
	landed := brokenWorld(t)
	for table, text := range ticketWorld() {
		landed[table] = text
	}
	var want map[string]string
	for run, w := range []world{{threads: 1}, {threads: 2, shuffle: 1}, {threads: 4, shuffle: 2}} {
		w.landed = landed
		w.settings = withKPIs("nrr nrr ttm", "nps nps trailing", "csat csat trailing", "sla sla_attainment trailing", "match match_rate day",
			"green health_green_share day", "mrr mrr month")
		opts := w.options(t)
		if _, err := Build(t.Context(), opts); err != nil {
			t.Fatal(err)
		}
		got := fingerprints(t, opts.Path)
		if run == 0 {
			want = got
			continue
		}
		for _, table := range sortedKeys(want) {
			if got[table] != want[table] {
				t.Errorf("run %d: %s differs", run, table)
			}
		}
	}
}

// fingerprints are the contents of every published table, row order included
// where it is promised.
func fingerprints(t *testing.T, path string) map[string]string {
	t.Helper()
	db, err := OpenReadOnly(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	out := map[string]string{}
	for _, table := range show(t, db, "SELECT schema_name || '.' || table_name FROM duckdb_tables()") {
		query := "SELECT * FROM " + table
		if table == "core.usage_events" { // sorted: no
			query += " ORDER BY ALL"
		}
		out[table] = strings.Join(show(t, db, query), "\n")
	}
	if len(out) < 40 {
		t.Fatalf("only %d tables", len(out))
	}
	return out
}
