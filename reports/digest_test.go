package reports

import (
	"context"
	"database/sql"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "github.com/marcboeker/go-duckdb/v2"
)

// digestDB is a database with the marts' columns and one portfolio of four
// customers, small enough to work every number out by hand.
func digestDB(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	script, err := os.ReadFile("testdata/digest.sql")
	if err != nil {
		t.Fatal(err)
	}
	for statement := range strings.SplitSeq(string(script), ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%v in:\n%s", err, statement)
		}
	}
	return db
}

func digestDay(d int) time.Time { return time.Date(2026, time.March, d, 0, 0, 0, 0, time.UTC) }

func readDigest(t *testing.T, db *sql.DB) *Digest {
	t.Helper()
	d, err := ReadDigest(context.Background(), db, DigestOptions{
		Company: "Northwind", Currency: "USD", AsOf: digestDay(9), RunID: "R1",
		At: time.Date(2026, time.March, 10, 3, 0, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestReadDigestTrust(t *testing.T) {
	d := readDigest(t, digestDB(t))
	want := []SourceFreshness{
		{Source: "billing", LastLoaded: time.Date(2026, time.March, 10, 2, 0, 0, 0, time.UTC), Rows: 30, Age: time.Hour},
		{Source: "crm", LastLoaded: time.Date(2026, time.March, 9, 1, 0, 0, 0, time.UTC), Rows: 12, Age: 26 * time.Hour, Stale: true},
		{Source: "survey", Stale: true},
	}
	if diff := cmp.Diff(want, d.Sources); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(CheckSummary{Total: 4, Passed: 2, Warned: 1, Failed: 1}, d.Checks); diff != "" {
		t.Errorf("checks (-want +got):\n%s", diff)
	}
	findings := []Finding{
		{Check: "rate_missing", Severity: "error", Source: "team", Failed: 2, Total: 10, Holds: 1, Detail: "no EUR rate"},
		{Check: "unmatched", Severity: "warn", Source: "helpdesk", Failed: 3, Total: 50, Detail: "every ticket has a customer"},
	}
	if diff := cmp.Diff(findings, d.Findings); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestReadDigestNumbers(t *testing.T) {
	d := readDigest(t, digestDB(t))
	f := func(v float64) *float64 { return &v }
	kpis := []KPI{
		{Name: "nrr", Perspective: "financial", Objective: "Keep", Owner: "VP", Unit: "ratio", Actual: f(1.02), Previous: f(1.01),
			Target: f(1.1), Floor: f(0.9), Score: f(0.6), Status: "red", Trusted: true},
		{Name: "nps", Perspective: "customer", Objective: "Value", Unit: "score", Actual: f(30), Target: f(40), Floor: f(0),
			Score: f(0.75), Status: "red", Trusted: false, Overdue: true, Margin: f(15.1), N: 100},
	}
	if diff := cmp.Diff(kpis, d.KPIs); diff != "" {
		t.Errorf("kpis (-want +got):\n%s", diff)
	}
	revenue := Revenue{MRR: 1700, MonthStart: 1500, New: 250, Expansion: 100, Contraction: 50, Churn: 100, Customers: 4,
		AtRisk: 1000, AtRiskCustomers: 1, Scored: 3, PreviousAtRisk: 200}
	if diff := cmp.Diff(revenue, d.Revenue); diff != "" {
		t.Errorf("revenue (-want +got):\n%s", diff)
	}
	segments := []SegmentRow{
		{Dimension: "all", Segment: "all", Customers: 4, MRR: 1700, NRR: f(1.02), GRR: f(0.95), LogoChurn: f(0.25), NPS: f(30), NPSResponses: 100},
		{Dimension: "plan", Segment: "Growth", Customers: 3, MRR: 1600, NPSResponses: 4},
		{Dimension: "plan", Segment: "Starter", Customers: 1, MRR: 100},
	}
	if diff := cmp.Diff(segments, d.Segments); diff != "" {
		t.Errorf("segments (-want +got):\n%s", diff)
	}
}

func TestReadDigestChanges(t *testing.T) {
	want := Changes{Definitions: []string{"Net revenue retention"}, Restated: 3, Reason: "late_data"}
	if diff := cmp.Diff(want, readDigest(t, digestDB(t)).Changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestReadDigestCustomers(t *testing.T) {
	d := readDigest(t, digestDB(t))
	f := func(v float64) *float64 { return &v }
	// c3 is yellow with 31 days left, one too many; c5's notice outranks its gate.
	decisions := []Decision{
		{CustomerID: "c1", Customer: "Acme", Owner: "Kim", MRR: 1000, Signal: RenewalAtRisk, More: 1, Renewal: digestDay(29), Days: 20,
			Band: "red", PreviousBand: "green", Driver: Driver{Measure: "usage_trend", Value: f(-0.4)}},
		{CustomerID: "c4", Customer: "Hooli", Owner: "Kim", MRR: 100, Signal: RenewalLate, Renewal: digestDay(1), Days: -8, Band: "grey", PreviousBand: "yellow"},
		{CustomerID: "c5", Customer: "c5", Signal: NoticeGiven, Renewal: digestDay(62), Days: 53, Band: "red", PreviousBand: "red", Gate: "days_past_due", GateReason: "an invoice is more than 30 days past due"},
		{CustomerID: "c6", Customer: "c6", Signal: TurnedRed, Band: "red", PreviousBand: "yellow"},
		{CustomerID: "c8", Customer: "c8", Signal: RenewalAtRisk, Renewal: digestDay(39), Days: 30, Band: "green", PreviousBand: "green"},
		{CustomerID: "c9", Customer: "c9", Signal: RenewalLate, Renewal: digestDay(2), Days: -7, Band: "green", PreviousBand: "green"},
	}
	if diff := cmp.Diff(decisions, d.Decisions); diff != "" {
		t.Errorf("decisions (-want +got):\n%s", diff)
	}
	worse := []Mover{{CustomerID: "c1", Customer: "Acme", Owner: "Kim", MRR: 1000, From: "green", To: "red", Score: f(40), PreviousScore: f(80),
		Driver: Driver{Measure: "usage_trend", Value: f(-0.4)}},
		{CustomerID: "c6", Customer: "c6", From: "yellow", To: "red", Score: f(30), PreviousScore: f(55)}}
	better := []Mover{{CustomerID: "c3", Customer: "Initech", Owner: "Bo", MRR: 200, From: "red", To: "yellow", Score: f(60), PreviousScore: f(45),
		Driver: Driver{Measure: "nps", Value: f(100)}}}
	if diff := cmp.Diff(worse, d.Worse); diff != "" {
		t.Errorf("worse (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(better, d.Better); diff != "" {
		t.Errorf("better (-want +got):\n%s", diff)
	}
	// c1 is red, c3 has seats, c8's usage falls, c9's renewal is late.
	expansion := []Expansion{
		{CustomerID: "c2", Customer: "Globex", Owner: "Ana", MRR: 400, Seats: 50, SeatUse: 0.96, Trend: f(0.12), Goal: "Onboard Lyon"},
		{CustomerID: "c7", Customer: "c7", Seats: 10, SeatUse: 0.9},
	}
	if diff := cmp.Diff(expansion, d.Expansion); diff != "" {
		t.Errorf("expansion (-want +got):\n%s", diff)
	}
}

func TestReadDigestRenewals(t *testing.T) {
	d := readDigest(t, digestDB(t))
	want := Renewals{
		WindowDays: 90,
		Bands: []RenewalBand{
			{Band: "red", Customers: 1, ARR: 24000, Forecast: 12000}, {Band: "yellow", Customers: 2}, {Band: "green", Customers: 1, ARR: 12000, Forecast: 11400},
			{Band: "notice", Customers: 1, ARR: 6000},
		},
		Late:  RenewalBand{Band: "late", Customers: 2, ARR: 900, Forecast: 720},
		Total: RenewalBand{Band: "total", Customers: 5, ARR: 42000, Forecast: 23400},
	}
	if diff := cmp.Diff(want, d.Renewals); diff != "" {
		t.Errorf("renewals (-want +got):\n%s", diff)
	}
}

// Another day's rows are another digest's.
func TestReadDigestOfAnotherDayIsEmpty(t *testing.T) {
	d, err := ReadDigest(context.Background(), digestDB(t), DigestOptions{AsOf: digestDay(1).AddDate(-1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(d.KPIs) + len(d.Decisions) + len(d.Worse) + len(d.Better) + len(d.Expansion) + len(d.Segments) + d.Checks.Total; n != 0 {
		t.Errorf("got %d facts of another day", n)
	}
	if _, err := ReadDigest(context.Background(), digestDB(t), DigestOptions{}); err == nil {
		t.Error("no error without an as-of date")
	}
}

func TestReadDigestNamesWhatItCouldNotRead(t *testing.T) {
	db := digestDB(t)
	if _, err := db.Exec("DROP TABLE marts.scorecard"); err != nil {
		t.Fatal(err)
	}
	_, err := ReadDigest(context.Background(), db, DigestOptions{AsOf: digestDay(9)})
	if err == nil || !strings.HasPrefix(err.Error(), "read digest scorecard: ") {
		t.Errorf("got error %v, want one that names the scorecard", err)
	}
}

func TestDigestQuiet(t *testing.T) {
	calm := func() *Digest {
		return &Digest{QBRs: QBRDelivery{Due: 1, Written: 1}, KPIs: []KPI{{Trusted: true}, {Status: "grey"}}, Sources: []SourceFreshness{{}}}
	}
	if !calm().Quiet() {
		t.Error("a calm day is not quiet")
	}
	for name, disturb := range map[string]func(*Digest){
		"decision":     func(d *Digest) { d.Decisions = make([]Decision, 1) },
		"worse":        func(d *Digest) { d.Worse = make([]Mover, 1) },
		"better":       func(d *Digest) { d.Better = make([]Mover, 1) },
		"expansion":    func(d *Digest) { d.Expansion = make([]Expansion, 1) },
		"failed check": func(d *Digest) { d.Checks.Failed = 1 },
		"warning":      func(d *Digest) { d.Checks.Warned = 1 },
		"MRR fell":     func(d *Digest) { d.Revenue.MonthStart, d.Revenue.MRR = 1000, 985 },
		"MRR rose":     func(d *Digest) { d.Revenue.MonthStart, d.Revenue.MRR = 1000, 1015 },
		"late renewal": func(d *Digest) { d.Renewals.Late.Customers = 1 },
		"qbr open":     func(d *Digest) { d.QBRs.Due, d.QBRs.Written = 2, 1 },
		"qbr held":     func(d *Digest) { d.QBRs.Held = make([]HeldQBR, 1) },
		"stale":        func(d *Digest) { d.Sources[0].Stale = true },
		"doubted":      func(d *Digest) { d.KPIs[0].Trusted, d.KPIs[0].Actual = false, new(float64) },
	} {
		d := calm()
		disturb(d)
		if d.Quiet() {
			t.Errorf("%s: the day is quiet", name)
		}
	}
}
