package main

import (
	"strings"
	"testing"
)

// TestAlertsVerb publishes one night of two customers who owe money, of whom the
// budget lets one be told.
func TestAlertsVerb(t *testing.T) {
	l := newLedger(t, "")
	l.write("quarterdeck.yml", strings.Replace(read(t, l.config), "events.csv}\n",
		"events.csv}\n      subscription_periods: {path: periods.csv}\n      invoices: {path: invoices.csv}\n"+
			"alerts:\n  daily_budget: 1\n  rules:\n    - {rule: payment_past_due, owner: Finance}\n    - {rule: power_user_silent, off: true}\n", 1))
	l.write("customers.csv", "customer_id,name,owner\nC0,Zero,Ann\nC1,One,Ann\nC2,One,Bo\n")
	l.events("a", 0)
	l.write("periods.csv", "subscription_id,customer_id,start_date,mrr,kind\ns0,C0,2026-01-01,100,paid\ns1,C1,2026-01-01,12345,paid\n")
	l.write("invoices.csv", "invoice_id,customer_id,issued_on,due_on,amount,currency,status\ni0,C0,2026-02-01,2026-03-01,9,USD,open\ni1,C1,2026-02-01,2026-03-24,9,USD,open\n")
	if r := l.night(); r.code != exitDone {
		t.Fatalf("the night: exit %d\n%s%s", r.code, r.out, r.errOut)
	}
	alerts := func(args ...string) result {
		return l.run(append([]string{"alerts", "--config", l.config}, args...)...)
	}
	const first = "new    risk  One       12,345  an invoice is 7 days past due   Finance  2026-03-31"
	if got := alerts().out; !strings.Contains(got, first) || !strings.Contains(got, "held   risk  Zero") || !strings.HasSuffix(got, "\n1 new, 1 held\n") {
		t.Errorf("alerts:\n%s", got)
	}
	if got := alerts("--customer", "zero").out; strings.Contains(got, "One") || !strings.Contains(got, "an invoice is 30 days past due") {
		t.Errorf("alerts of a customer:\n%s", got)
	}
	if got := alerts("--customer", "C2").out; got != "no alert is open\n" {
		t.Errorf("alerts of a customer without any:\n%s", got)
	}
	if got := alerts("--json").out; !strings.Contains(got, `"rule": "payment_past_due"`) || !strings.Contains(got, `"state": "held"`) {
		t.Errorf("alerts as JSON:\n%s", got)
	}
	if got := alerts("--quality").out; !strings.Contains(got, "2026-03  risk  all") || !strings.Contains(got, "0 of 0") {
		t.Errorf("quality:\n%s", got)
	}
	for want, args := range map[string][]string{
		`there is no customer "Nobody"`: {"--customer", "Nobody"},
		`2 customers are called "one"`:  {"--customer", "one"},
		"--quality is of all customers": {"--quality", "--customer", "C0"},
	} {
		if r := alerts(args...); r.code != exitUsage || !strings.Contains(r.errOut, want) {
			t.Errorf("alerts %v: exit %d, %s", args, r.code, r.errOut)
		}
	}
}

// A rule that reads what is not there is refused before the night, with its place.
func TestAlertRulesAreChecked(t *testing.T) {
	l := newLedger(t, "")
	l.write("quarterdeck.yml", read(t, l.config)+`alerts:
  rules:
    - {rule: usage_drop, when: usage_chnge < 0}
    - {rule: payment_past_due, until: "SELECT 1"}
    - {rule: score_drop, reason: "it is {scor}"}
    - {rule: notice_given, money: random()}
`)
	r := l.run("check", "--config", l.config)
	if r.code != exitUsage {
		t.Errorf("exit %d", r.code)
	}
	for _, want := range []string{
		"quarterdeck.yml:11:32: alert rule usage_drop, when: there is no column or attribute usage_chnge",
		"quarterdeck.yml:12:39: alert rule payment_past_due, until: it contains a subquery",
		"quarterdeck.yml:13:34: alert rule score_drop, reason: there is no column or attribute scor",
		"quarterdeck.yml:14:35: alert rule notice_given, money: function random cannot be used here",
	} {
		if !strings.Contains(r.out+r.errOut, want) {
			t.Errorf("want %q in:\n%s%s", want, r.out, r.errOut)
		}
	}
}
