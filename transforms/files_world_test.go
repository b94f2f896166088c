package transforms

import "testing"

// TestFilesNeedNoCurrency: exports of a company with one currency rarely say it.
func TestFilesNeedNoCurrency(t *testing.T) {
	t.Parallel()
	landed := map[string]string{
		"files_subscription_periods": "subscription_id customer_id start_date mrr currency kind\np1 A 2026-01-01 50 - -\np2 A 2026-01-01 40 eur Paid",
		"files_subscriptions":        "subscription_id customer_id started_at unit_amount billing_interval\ns1 A 2026-01-01 1200 Year",
		"files_invoices":             "invoice_id customer_id issued_on amount status\ni1 A 2026-01-01 50 Void",
	}
	db := buildLanded(t, world{landed: landed}, "core.subscription_periods", "core.invoices")
	diff(t, show(t, db.conn, "SELECT subscription_id, mrr, currency, kind FROM core.subscription_periods ORDER BY 1"), lines(`
		p1 50.000000 USD paid
		p2 40.000000 EUR paid
		s1 100.000000 USD paid`))
	diff(t, show(t, db.conn, "SELECT invoice_id, currency, status, open_amount FROM core.invoices"), lines("i1 USD void 0.000000"))
}

// TestTicketsOfFilesWithoutStatus: then their events and solves tell it.
func TestTicketsOfFilesWithoutStatus(t *testing.T) {
	t.Parallel()
	landed := map[string]string{
		"files_tickets": `
			ticket_id  created_at             status  priority  first_replied_at       solved_at
			events     '2026-01-01 14:00:00'  -       High      '2026-01-01 15:00:00'  -
			later      '2026-01-01 14:00:00'  Closed  -         -                      -
			solve      '2026-01-01 14:00:00'  -       -         -                      '2026-01-03 14:00:00'
			fresh      '2026-01-01 14:00:00'  -       -         -                      -
			given      '2026-01-01 14:00:00'  Hold    -         -                      -`,
		"files_ticket_events": `
			ticket_id  seq  state     occurred_at
			events     1    New       '2026-01-01 14:00:00'
			events     2    Solved    '2026-01-02 14:00:00'
			later      1    open      '2026-01-01 14:00:00'
			later      2    solved    '2026-01-20 14:00:00'`,
	}
	for asOf, want := range map[string]string{
		"2026-01-10": `
			events  solved  high  2026-01-02
			fresh   new     -     -
			given   hold    -     -
			later   new     -     -
			solve   solved  -     2026-01-03`,
		"2026-01-21": `
			events  solved  high  2026-01-02
			fresh   new     -     -
			given   hold    -     -
			later   closed  -     2026-01-20
			solve   solved  -     2026-01-03`,
	} {
		t.Run(asOf, func(t *testing.T) {
			db := buildLanded(t, world{asOf: asOf, landed: landed}, "core.tickets")
			diff(t, show(t, db.conn, "SELECT ticket_id, status, priority, solved_on FROM core.tickets ORDER BY 1"), lines(want))
		})
	}
}

// TestRepliesNotRecordedAreNoBreach: of two exports the one without any reply
// leaves the service level open, but for the breach it tells itself.
func TestRepliesNotRecordedAreNoBreach(t *testing.T) {
	t.Parallel()
	tickets := func(replied string) string {
		return `
			ticket_id  created_at             status  priority  sla_breached  first_replied_at
			a          '2026-01-01 14:00:00'  solved  high      -             ` + replied + `
			b          '2026-01-01 14:00:00'  open    high      -             -
			c          '2026-01-01 14:00:00'  open    high      true          -
			d          '2026-01-01 14:00:00'  open    high      false         -`
	}
	query := "SELECT t.ticket_id, t.sla_breached, f.sla FROM core.tickets t JOIN metrics.ticket_facts f USING (ticket_id) ORDER BY 1"
	for _, c := range []struct{ replied, want string }{
		{"-", "a - none\nb - none\nc true breached\nd false met"},
		{"'2026-01-01 15:00:00'", "a false met\nb true breached\nc true breached\nd false breached"},
	} {
		db := buildLanded(t, world{landed: map[string]string{"files_tickets": tickets(c.replied)}}, "core.tickets", "metrics.ticket_facts")
		diff(t, show(t, db.conn, query), lines(c.want))
	}
}
