package main

import (
	"strings"
	"testing"
)

// TestChecksShowFailingRows: first of the publication, then of a newer build that
// a check holds back.
func TestChecksShowFailingRows(t *testing.T) {
	l := newLedger(t, "")
	l.write("customers.csv", "customer_id,name\nC0,Zero\n")
	l.events("a", 0)
	if r := l.night(); r.code != exitDone {
		t.Fatalf("the first night: exit %d\n%s%s", r.code, r.out, r.errOut)
	}
	checks := func(args ...string) result {
		return l.run(append([]string{"checks", "--config", l.config}, args...)...)
	}
	if got := checks().out; !strings.Contains(got, "unmatched_usage  warn      900 of 1000  0") || strings.Contains(got, "held back") {
		t.Errorf("checks of the publication:\n%s", got)
	}
	if got := checks("unmatched_us").out; !strings.Contains(got, "900 of 1000 rows fail") || !strings.Contains(got, "without e-mail") {
		t.Errorf("rows of a check:\n%s", got)
	}
	for name, want := range map[string]string{"nothing_like_it": "there is no check", "unmatched": "checks are named like"} {
		if r := checks(name); r.code != exitUsage || !strings.Contains(r.errOut, want) {
			t.Errorf("checks %s: exit %d, %s", name, r.code, r.errOut)
		}
	}
	l.write("quarterdeck.yml", strings.Replace(read(t, l.config), "events.csv}\n",
		"events.csv}\n      subscription_periods: {path: periods.csv}\n", 1))
	l.write("periods.csv", "subscription_id,customer_id,start_date,mrr,kind\ns1,C0,2026-01-01,10,odd\n")
	if r := l.night(); r.code != exitHeld {
		t.Fatalf("a night with an odd kind: exit %d\n%s%s", r.code, r.out, r.errOut)
	}
	if got := checks().out; !strings.Contains(got, "  error     1 of 1       all    s1 / 2026-01-01") {
		t.Errorf("checks of the held build:\n%s", got)
	}
	if got := checks("core.subscription_periods.accepted").out; !strings.Contains(got, "is held back") || !strings.Contains(got, "s1 / 2026-01-01") {
		t.Errorf("rows of the held build:\n%s", got)
	}
}
