package slack

import (
	"strings"
	"testing"
	"time"

	"quarterdeck/reports"
)

// Three rules that are true of one customer are one line, and what the message asks a
// decision for is not told a second time with another action.
func TestAlertsTellOfACustomerOnce(t *testing.T) {
	d := sample()
	d.Decisions = []reports.Decision{{CustomerID: "R", Customer: "Orchard", Signal: reports.RenewalAtRisk, Band: "red", MRR: 900, Days: 48, Renewal: day(2026, time.April, 8)}}
	d.Alerts = reports.Alerts{New: []reports.Alert{
		{CustomerID: "R", Customer: "Orchard", Rule: "renewal_not_green", Kind: "risk", Reason: "renewal in 48 days, and health is red", Action: "Agree a plan", Money: 900},
		{CustomerID: "Z", Customer: "Zurich", Rule: "score_drop", Kind: "risk", Reason: "health changed by −38 points", Action: "Read what moved the score", Money: 800},
		{CustomerID: "Z", Customer: "Zurich", Rule: "usage_drop", Kind: "risk", Reason: "usage changed by −80 %", Action: "Book a usage review", Money: 800},
		{CustomerID: "Z", Customer: "Zurich", Rule: "seats_near_limit", Kind: "expansion", Reason: "96 % of the seats", Action: "Offer seats", Money: 80},
	}}
	message := compose(t, d)
	text, _, _ := strings.Cut(Preview(message), "── in thread ──")
	_, alerts, _ := strings.Cut(text, "4 new alerts")
	alerts, _, _ = strings.Cut(alerts, "\n\n")
	if strings.Contains(alerts, "Orchard") || !strings.Contains(alerts, "+1 more in thread") {
		t.Errorf("the decision is told twice, or hidden without a word:\n%s", alerts)
	}
	if !strings.Contains(alerts, "health changed by −38 points; usage changed by −80 %. Do: Read what moved the score") || strings.Count(alerts, "Zurich") != 2 {
		t.Errorf("want one line for the risk of Zurich and one for its chance:\n%s", alerts)
	}
	d.Alerts.New = append(d.Alerts.New, d.Alerts.New...)
	if _, thread, _ := strings.Cut(Preview(compose(t, d)), "── in thread ──"); !strings.Contains(thread, "Orchard · $900: renewal in 48 days") {
		t.Errorf("the thread leaves the customer out:\n%s", thread)
	}
}

// That notice is given is said once, and followed by what weighs on the score.
func TestDecisionSaysOnceThatNoticeIsGiven(t *testing.T) {
	c := composer{d: sample(), size: size{name: 60, reason: 140, action: 100}}
	got := c.decision(reports.Decision{Customer: "Acme", Signal: reports.NoticeGiven, Gate: "notice_given", GateReason: "notice is given", Driver: reports.Driver{Measure: "usage_trend", Value: ptr(-0.41)}})
	if !strings.Contains(strings.ReplaceAll(got, nbsp, " "), "Notice given: usage −41 % in 28 days. Do: Call the sponsor") {
		t.Errorf("got %s", got)
	}
}
