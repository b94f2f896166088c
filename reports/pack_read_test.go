package reports_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/reports"
)

// packWorld is a company small enough to work every number of its pack out by hand:
// Acme grows from 1,000 to 1,500 in January 2026, Bolt pays 400 and leaves at the end
// of February, Crux comes in February with 300 and Dune goes from 700 to 600 in June.
func packWorld(t *testing.T) *landed {
	l := newLanded(t)
	l.put("crm", "hubspot_companies", "id, name, domain, created_at, updated_at, archived, attributes",
		`SELECT id, name, lower(name) || '.example', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', false, '{"plan":"Growth"}'
		FROM (VALUES ('a', 'Acme'), ('b', 'Bolt'), ('c', 'Crux'), ('d', 'Dune')) v(id, name)`)
	l.put("team", "files_subscription_periods", "subscription_id, start_date, end_date, customer_id, product, mrr, currency, kind, renewal_date",
		`VALUES ('s1', DATE '2024-01-01', DATE '2026-01-01', 'a', 'Growth', 1000, 'USD', 'paid', NULL),
		('s1', DATE '2026-01-01', NULL, 'a', 'Growth', 1500, 'USD', 'paid', DATE '2026-11-15'),
		('s2', DATE '2024-01-01', DATE '2026-03-01', 'b', 'Growth', 400, 'USD', 'paid', NULL),
		('s3', DATE '2026-02-01', NULL, 'c', 'Growth', 300, 'USD', 'paid', NULL),
		('s4', DATE '2025-01-01', DATE '2026-06-01', 'd', 'Growth', 700, 'USD', 'paid', NULL),
		('s4', DATE '2026-06-01', NULL, 'd', 'Growth', 600, 'USD', 'paid', NULL)`)
	l.put("team", "files_tickets", "ticket_id, customer_id, priority, status, created_at, first_replied_at, first_solved_at, solved_at, reopens, opened_by_agent",
		`SELECT 't' || i, 'a', 'normal', 'solved', TIMESTAMP '2026-08-03 10:00:00' + i * INTERVAL 4 DAY, TIMESTAMP '2026-08-03 10:00:00' + i * INTERVAL 4 DAY + i * INTERVAL 1 HOUR,
		TIMESTAMP '2026-08-04 10:00:00' + i * INTERVAL 4 DAY, TIMESTAMP '2026-08-04 10:00:00' + i * INTERVAL 4 DAY, 0, false FROM range(1, 8) t(i)`)
	l.put("team", "files_survey_responses", "response_id, survey, kind, relationship, respondent_id, customer_id, score, scale_min, scale_max, responded_at",
		`SELECT 'r' || i, 'rel', 'nps', true, 'p' || i, 'a', CASE WHEN i < 9 THEN 9 ELSE 3 END, 0, 10, TIMESTAMP '2026-08-10 10:00:00' FROM range(0, 12) t(i)`)
	return l
}

func readPack(t *testing.T, l *landed, asOf string) *reports.Pack {
	t.Helper()
	p, err := reports.ReadPack(t.Context(), l.build(asOf))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestReadPack(t *testing.T) {
	l := packWorld(t)
	p := readPack(t, l, "2026-10-02")
	t.Run("bridge", func(t *testing.T) { checkBridge(t, p.Bridge) })
	t.Run("retention", func(t *testing.T) { checkRetention(t, p.Retention) })
	t.Run("customers", func(t *testing.T) { checkCustomers(t, p) })
	t.Run("service and renewals", func(t *testing.T) { checkService(t, p) })
	t.Run("trust", func(t *testing.T) { checkTrust(t, p) })
	t.Run("beside", func(t *testing.T) { checkBeside(t, l.published()) })
}

// checkBeside puts two KPIs on the scorecard: the one has a counter-metric and a
// benchmark, the other neither.
func checkBeside(t *testing.T, published string) {
	db := changed(t, published,
		`INSERT INTO marts.scorecard_perspectives BY NAME SELECT DATE '2026-10-02' AS as_of, 'internal' AS perspective, 'Internal' AS title, 'green' AS status, 1 AS place`,
		`INSERT INTO core.scorecard_targets BY NAME SELECT unnest(['reply', 'reopened']) AS kpi, unnest(['first_reply_time', 'reopen_rate']) AS metric, 'service' AS objective`,
		`INSERT INTO marts.scorecard BY NAME SELECT DATE '2026-10-02' AS as_of, 'internal' AS perspective, 'service' AS objective, 'reply' AS kpi, 'minutes' AS unit, 'green' AS status,
			30 AS actual, 'reopened' AS counter, 45 AS benchmark, 'Desk survey' AS benchmark_source, DATE '2026-05-01' AS benchmark_date, 1 AS place
		UNION ALL BY NAME SELECT DATE '2026-10-02' AS as_of, 'internal' AS perspective, 'service' AS objective, 'reopened' AS kpi, 'ratio' AS unit, 'yellow' AS status, 0.1 AS actual, 2 AS place`)
	p, err := reports.ReadPack(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	reply, reopened := p.Card.KPI("reply"), p.Card.KPI("reopened")
	if reply == nil || reopened == nil {
		t.Fatalf("card %+v", p.Card)
	}
	want := &reports.Benchmark{Value: reports.Num(45), Source: "Desk survey", On: date("2026-05-01")}
	if diff := cmp.Diff(want, reply.Benchmark); diff != "" || reply.Counter != "reopened" {
		t.Errorf("counter %q, benchmark (-want +got):\n%s", reply.Counter, diff)
	}
	if reopened.Benchmark != nil || reopened.Counter != "" {
		t.Errorf("got %+v beside a KPI that has nothing beside it", reopened)
	}
}

func checkBridge(t *testing.T, b reports.Bridge) {
	want := reports.Bridge{
		From: date("2025-10-01"), Until: date("2026-10-01"), Months: 12,
		Start: reports.Num(2100), End: reports.Num(2400), StartN: reports.Num(3), EndN: reports.Num(3),
		Steps: []reports.BridgeStep{
			{Kind: "new", By: reports.Num(300), Customers: reports.Num(1)}, {Kind: "expansion", By: reports.Num(500)},
			{Kind: "contraction", By: reports.Num(-100)}, {Kind: "churn", By: reports.Num(-400), Customers: reports.Num(1)},
		},
		Largest: []reports.Movement{
			{Customer: "Acme", Kind: "expansion", Month: date("2026-01-01"), By: reports.Num(500)}, {Customer: "Bolt", Kind: "churn", Month: date("2026-03-01"), By: reports.Num(-400)},
			{Customer: "Crux", Kind: "new", Month: date("2026-02-01"), By: reports.Num(300)}, {Customer: "Dune", Kind: "contraction", Month: date("2026-06-01"), By: reports.Num(-100)},
		},
	}
	flows := b.Flows
	b.Flows = nil
	if diff := cmp.Diff(want, b, withoutReceipts); diff != "" {
		t.Errorf("bridge (-want +got):\n%s", diff)
	}
	added, taken := 0.0, 0.0
	for _, f := range flows {
		added, taken = added+f.Added.V, taken+f.Taken.V
	}
	if len(flows) != 12 || added != 800 || taken != 500 {
		t.Errorf("%d months added %g and took %g, want 12, 800 and 500", len(flows), added, taken)
	}
}

func checkRetention(t *testing.T, r reports.Retention) {
	last := r.Last()
	if last == nil || !last.End.Equal(date("2026-10-01")) || last.Customers.V != 3 || last.Lost.V != 1 || last.StartMRR.V != 2100 {
		t.Fatalf("got %+v, want twelve months to the end of September, 1 of 3 customers and 2,100 lost", last)
	}
	for what, pair := range map[string][2]float64{
		"nrr": {last.NRR.V, 2100.0 / 2100}, "grr": {last.GRR.V, 1600.0 / 2100}, "churn": {last.Churn.V, 1.0 / 3}, "largest": {last.Largest.V, 1000.0 / 2100},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-9 {
			t.Errorf("%s is %g, want %g", what, pair[0], pair[1])
		}
	}
	if len(r.Points) < 13 {
		t.Errorf("the trend has %d points, want 13 or more", len(r.Points))
	}
	if len(r.Breaks) != 0 {
		t.Errorf("breaks %v, and no definition changed", r.Breaks)
	}
}

func checkCustomers(t *testing.T, p *reports.Pack) {
	c := p.Cohorts
	kept := map[string][]float64{}
	for _, g := range c.Groups {
		for _, n := range g.Kept {
			if n.OK() {
				kept[g.Period.String()] = append(kept[g.Period.String()], n.V)
			}
		}
	}
	// Of Acme and Bolt, who were there when the data begin, Bolt is gone after 26 months.
	want := map[string][]float64{"2024Q1": {1, 1, 1, 1, 1, 1, 1, 1, 0.5, 0.5}, "2025Q1": {1, 1, 1, 1, 1, 1}, "2026Q1": {1, 1}}
	if diff := cmp.Diff(want, kept); diff != "" {
		t.Errorf("cohorts (-want +got):\n%s", diff)
	}
	if !c.Groups[0].Opening || c.Groups[0].Customers.V != 2 || c.Ages[0] != 3 {
		t.Errorf("first cohort %+v of ages %v, want the 2 of the opening", c.Groups[0], c.Ages)
	}
	moves := map[string]float64{}
	for _, m := range p.Tiers.Moves {
		moves[m.From+" to "+m.To] = m.Customers.V
	}
	if diff := cmp.Diff(map[string]float64{"mid to mid": 2, "low to churned": 1, "none to low": 1}, moves); diff != "" {
		t.Errorf("tiers (-want +got):\n%s", diff)
	}
	if all := p.Tiers.Segments[0]; all.Dimension != "all" || all.Churn.N.V != 3 || !all.Small {
		t.Errorf("churn of all is %+v, want 1 of 3, a small sample", all)
	}
	v := p.Voice
	// Nine promoters and three detractors.
	if v.All == nil || v.All.N != 12 || math.Abs(v.All.NPS.V-50) > 1e-9 || !v.All.Shown {
		t.Errorf("NPS %+v, want +50 of 12", v.All)
	}
}

func checkService(t *testing.T, p *reports.Pack) {
	w := p.Desk.Window
	// Seven tickets, replied to after 1 to 7 hours: the middle one after 4.
	if w == nil || w.Created.V != 7 || w.FirstReply.V != 240 || w.Replies.V != 7 || w.Resolution.V != 1440 {
		t.Errorf("support %+v, want 7 tickets, the middle reply after 240 and resolution after 1440 minutes", w)
	}
	o := p.Outlook
	if len(o.List) != 1 || o.List[0].Customer != "Acme" || !o.List[0].On.Equal(date("2026-11-15")) || o.List[0].ARR.V != 18000 || o.List[0].Days != 44 {
		t.Errorf("renewals %+v, want Acme's 18,000 in 44 days", o.List)
	}
	if o.Due.N.V != 1 || o.Due.ARR.V != 18000 || !o.Until.Equal(date("2026-12-31")) {
		t.Errorf("due %+v until %v, want 1 of 18,000 until 31 December", o.Due, o.Until)
	}
	if b := p.Backtest; b.Reason != "no_recorded_night" || !b.Title().Empty() {
		t.Errorf("back-test %+v says %v without a recorded night", b, b.Title())
	}
}

func checkTrust(t *testing.T, p *reports.Pack) {
	if p.Trust.Customers.V != 3 || p.Trust.Checks.Total != p.Trust.Checks.Passed+p.Trust.Checks.Failed+p.Trust.Checks.Warned || len(p.Trust.Failing) != p.Trust.Checks.Failed+p.Trust.Checks.Warned {
		t.Errorf("trust %+v does not add up", p.Trust.Checks)
	}
	if len(p.Definitions) < 20 {
		t.Errorf("%d definitions, want those of the pages", len(p.Definitions))
	}
	for _, d := range p.Definitions {
		if d.Name == "" || d.Text == "" || d.Formula == "" {
			t.Errorf("definition %+v is not whole", d)
		}
	}
}

// A company's first night has marts without data: nothing is claimed of them.
func TestReadPackWithoutData(t *testing.T) {
	p := readPack(t, newLanded(t), "2026-10-02")
	for what, title := range map[string]reports.Sentence{
		"card": p.Card.Title(), "since": p.Since.Title(), "bridge": p.Bridge.Title(), "retention": p.Retention.Title(), "cohorts": p.Cohorts.Title(), "tiers": p.Tiers.Title(),
		"voice": p.Voice.Title(), "desk": p.Desk.Title(), "outlook": p.Outlook.Title("USD"), "backtest": p.Backtest.Title(), "warnings": p.Warnings.Title(),
	} {
		if !title.Empty() {
			t.Errorf("%s says %v without data", what, title)
		}
	}
}
