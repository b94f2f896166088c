package slack

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/reports"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func compose(t *testing.T, d *reports.Digest) Message {
	t.Helper()
	m, err := Compose(d)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func encode(t *testing.T, m Message) []byte {
	t.Helper()
	text, err := JSON(m)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestComposeGolden(t *testing.T) {
	m := compose(t, sample())
	golden(t, "digest.txt", Preview(m))
	golden(t, "digest.json", string(encode(t, m)))
	if n := length(m); n > goodMessage+500 {
		t.Errorf("main message: %d characters, want about %d", n, goodMessage)
	}
	if again := encode(t, compose(t, sample())); string(again) != string(encode(t, m)) {
		t.Error("the same digest gave other bytes")
	}
}

func TestComposeQuietIsOneLine(t *testing.T) {
	d := sample()
	d.Decisions, d.Worse, d.Better, d.Expansion, d.Findings = nil, nil, nil, nil, nil
	d.Checks = reports.CheckSummary{Total: 41, Passed: 41}
	d.Renewals.Late, d.QBRs, d.Alerts = reports.RenewalBand{}, reports.QBRDelivery{}, reports.Alerts{Open: 17}
	d.Sources = d.Sources[:3]
	for i := range d.KPIs {
		d.KPIs[i].Trusted = true
	}
	m := compose(t, d)
	golden(t, "quiet.txt", Preview(m))
	if len(m.Blocks) != 4 || len(m.Thread) != 0 {
		t.Errorf("got %d blocks and %d replies, want 4 and none", len(m.Blocks), len(m.Thread))
	}
	d.Checks.Passed, d.Checks.Failed = 40, 1
	if m := compose(t, d); !strings.Contains(Preview(m), "1 check failed") {
		t.Errorf("a failed check is not news:\n%s", Preview(m))
	}
}

func TestComposeEmptyWorld(t *testing.T) {
	d := &reports.Digest{AsOf: day(2026, time.March, 9), Renewals: reports.Renewals{WindowDays: 90}}
	golden(t, "empty.txt", Preview(compose(t, d)))
	if _, err := Compose(nil); err == nil {
		t.Error("no error for no digest")
	}
}

// TestComposeOfASurveyAlone: what has no source is no news; what lost its value is.
func TestComposeOfASurveyAlone(t *testing.T) {
	d := &reports.Digest{Company: "Fruit", Currency: "USD", AsOf: day(2026, time.March, 9),
		Checks: reports.CheckSummary{Total: 2, Passed: 1, Warned: 1},
		KPIs: []reports.KPI{
			{Name: "nrr", Unit: "ratio", Status: "grey"},
			{Name: "nps", Unit: "score", Actual: ptr(5), Previous: ptr(7), Status: "red", Trusted: true},
			{Name: "csat", Unit: "ratio", Previous: ptr(0.9), Status: "grey"},
		}}
	got := composer{d: d, size: sizes()[0]}.numbers()
	if len(got) != 2 || !strings.Contains(got[0], "NPS") || !strings.Contains(got[1], "CSAT") || !strings.Contains(got[1], "no value") {
		t.Errorf("got fields %q, want NPS and CSAT, the latter without a value", got)
	}
	if got, want := (composer{d: d, size: sizes()[0]}).sentence(), "No paying customer is known."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	d.Revenue = reports.Revenue{MonthStart: 100, Scored: 1}
	if got := (composer{d: d, size: sizes()[0]}).numbers(); len(got) != 4 {
		t.Errorf("with revenue got %d fields, want also MRR at risk and renewals: %q", len(got), got)
	}
}

func TestComposeFailure(t *testing.T) {
	m, err := ComposeFailure(Failure{
		Company: "AT&T <labs>", Job: "nightly", RunID: "01JP0Q5W7Z", AsOf: day(2026, time.March, 9), Stage: "pull",
		Cause: "pull billing.invoices: get /v1/invoices: 401 <!channel>", LastGood: day(2026, time.March, 8),
		Resume: "quarterdeck run nightly",
	})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "failure.txt", Preview(m))
	if err := validate(encode(t, m)); err != nil {
		t.Error(err)
	}
}

// Every item of a list is shown, or counted where the list is cut.
func TestOverflowIsCounted(t *testing.T) {
	d := sample()
	d.Decisions = make([]reports.Decision, 10)
	d.Expansion = make([]reports.Expansion, 5)
	d.QBRs.Held = make([]reports.HeldQBR, 40)
	d.Worse = make([]reports.Mover, 2000)
	for i := range d.Worse {
		d.Worse[i] = reports.Mover{Customer: strings.Repeat("x", 59), From: "green", To: "red"}
	}
	m := compose(t, d)
	main := Preview(Message{Blocks: m.Blocks})
	for _, want := range []string{"+7 more in thread", "+2 more in thread", "+37 more in thread", "10 need you"} {
		if !strings.Contains(main, want) {
			t.Errorf("want %q in:\n%s", want, main)
		}
	}
	_, text, found := strings.Cut(Preview(m), "Health movers")
	if !found {
		t.Fatal("the movers are not in the thread")
	}
	shown := strings.Count(text, strings.Repeat("x", 59))
	_, rest, _ := strings.Cut(text, "+")
	hidden, _, _ := strings.Cut(rest, " more in marts.health")
	if got, want := count(int64(2001-shown))+" hidden", hidden+" hidden"; got != want {
		t.Errorf("%d of 2000 shown, so %s, but the message says %s", shown, got, want)
	}
}

func TestFooterNamesOverdueReviews(t *testing.T) {
	d := sample()
	d.KPIs[0].Overdue = true
	if want, text := "KPIs to be reviewed: "+kpiLabel(d.KPIs[0].Name), Preview(compose(t, d)); !strings.Contains(text, want) {
		t.Errorf("no %q in\n%s", want, text)
	}
	for i := range d.KPIs {
		d.KPIs[i].Overdue = true
	}
	if text := Preview(compose(t, d)); len(d.KPIs) > 5 && !strings.Contains(text, "more") {
		t.Errorf("all of %d overdue KPIs are named in\n%s", len(d.KPIs), text)
	}
}

// Where nobody is scored no MRR is known to be at risk, and that is no zero.
func TestComposeWithoutHealthScores(t *testing.T) {
	d := sample()
	d.Revenue.Scored, d.Worse, d.Better = 0, nil, nil
	text := Preview(compose(t, d))
	if strings.Contains(text, "MRR at risk") || !strings.Contains(text, "no customer has a health score;") {
		t.Errorf("got:\n%s", text)
	}
}
