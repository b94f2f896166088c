package cases

import (
	"fmt"
	"testing"
)

// supportDesk is a desk without a schedule: the counts and rates of the cases.
func supportDesk() *desk {
	d := newDesk()
	d.ticket("SUP-07", "-", "2026-03-02 9:00", "2026-03-02 10:00 note", "2026-03-02 11:00 reply", "2026-03-02 12:00 reply")
	// The moments arrive in any order; their own time counts.
	d.ticket("SUP-08", "-", "2026-03-02 9:00", "2026-03-06 9:00 solved", "2026-03-03 9:00 solved", "2026-03-04 9:00 open")
	d.ticket("SUP-09", "-", "2026-12-29 9:00", "2026-12-30 9:00 solved", "2026-12-31 9:00 open")
	d.ticket("SUP-14", "-", "2026-03-02 9:00", "2026-03-02 8:00 reply", "2026-03-02 8:30 solved")
	d.ticket("SUP-16", "urgent", "2026-12-01 9:00", "2026-12-01 10:00 reply")
	d.ticket("SUP-16 late", "urgent", "2026-12-01 9:00", "2026-12-01 10:00:01 reply")
	for range 6 {
		d.ticket("SUP-11", "urgent", "2026-12-02 9:00", "2026-12-02 9:30 reply")
	}
	d.ticket("SUP-11", "urgent", "2026-12-02 9:00", "2026-12-02 11:00 reply")
	d.ticket("SUP-11", "urgent", "2026-12-02 9:00")
	d.ticket("SUP-11", "low", "2026-12-31 9:00")
	d.ticket("SUP-11", "low", "2026-12-31 10:00")
	d.ticket("SUP-12", "-", "2026-12-02 9:00", "2026-12-02 11:00 reply")
	for i := range 30 {
		moments := []string{"2026-12-02 10:00 solved"}
		if i == 3 || i == 7 {
			moments = append(moments, "2026-12-02 11:00 open", "2026-12-02 12:00 solved")
		}
		if i == 3 {
			moments = append(moments, "2026-12-02 13:00 open", "2026-12-02 14:00 solved")
		}
		d.ticket("SUP-13", "-", "2026-12-02 9:00", moments...)
	}
	for _, solved := range []string{"2026-12-02 1:00", "2026-12-02 2:00", "2026-12-02 3:00", "2026-12-06 4:00"} {
		d.ticket("SUP-15", "-", "2026-12-02 0:00", solved+" solved")
	}
	d.backlogOfMarch()
	d.ticket("agent", "urgent", "2026-12-02 9:00", "agent", "2026-12-02 9:30 reply")
	d.ticket("bot", "urgent", "2026-12-02 9:00", "2026-12-02 9:00:05 bot", "2026-12-02 9:20 reply")
	d.ticket("priority", "low", "2026-12-02 9:00", "2026-12-02 9:00 low", "2026-12-02 12:00 urgent", "2026-12-02 13:00 reply")
	d.ticket("priority", "urgent", "2026-12-02 9:00", "2026-12-02 10:00 urgent", "2026-12-02 12:00 low", "2026-12-02 13:00 reply")
	d.gone()
	return d
}

// backlogOfMarch is SUP-10: 40 open at the end of February, three solved then and
// opened again in March, 25 new ones, and 30 solves.
func (d *desk) backlogOfMarch() {
	for i := range 40 {
		moments := []string{}
		if i < 15 {
			moments = append(moments, "2026-03-10 9:00 solved")
		}
		d.ticket("SUP-10", "-", "2026-02-10 9:00", moments...)
	}
	for range 3 {
		d.ticket("SUP-10", "-", "2026-02-10 9:00", "2026-02-11 9:00 solved", "2026-03-05 9:00 open", "2026-04-02 9:00 solved")
	}
	for i := range 25 {
		moments := []string{}
		if i < 15 {
			moments = append(moments, "2026-03-31 9:00 solved", "2026-03-31 10:00 closed")
		}
		d.ticket("SUP-10", "-", "2026-03-20 9:00", moments...)
	}
}

// gone are tickets that are no work of the team, and one that was until it was merged.
func (d *desk) gone() {
	d.ticket("gone", "urgent", "2026-12-02 9:00", "status=spam")
	d.ticket("gone", "urgent", "2026-12-02 9:00", "status=merged")
	d.ticket("gone", "urgent", "2026-12-02 9:00", "status=deleted")
	d.ticket("gone", "urgent", "2026-12-02 9:00", "2026-12-02 9:05 spam")
	d.ticket("gone", "urgent", "2026-11-20 9:00", "2026-12-03 9:00 merged")
	d.ticket("gone", "urgent", "2026-12-30 9:00", "2027-01-03 9:00 deleted")
}

func TestSupportCounts(t *testing.T) {
	files := supportDesk().files()
	files["subscription_periods"] = "subscription_id customer_id start_date mrr\ns1 SUP-13 2026-11-30 10\ns2 SUP-15 2026-12-02 10"
	b := build(t, world{files: files})
	december := func(t *testing.T, name, columns, want string) {
		t.Helper()
		b.supportRow(t, name, "month", "2026-12-01", columns, want)
	}
	t.Run("SUP-07 a private note is no reply", func(t *testing.T) { b.oneTicket(t, "SUP-07", "first_reply_minutes", "120.0") })
	t.Run("SUP-08 reopened", func(t *testing.T) {
		b.oneTicket(t, "SUP-08", "first_resolution_minutes / 1440, full_resolution_minutes / 1440, reopens, requester_wait_minutes / 1440", "1.0 4.0 1 3.0")
	})
	t.Run("SUP-09 open again", func(t *testing.T) {
		b.oneTicket(t, "SUP-09", "state, full_resolution_minutes, first_resolution_minutes, solved_at", "open - 1440.0 -")
		december(t, "SUP-09", "created, solved, solved_events, reopened, backlog", "1 0 1 1 1")
	})
	t.Run("SUP-10 the backlog adds up", func(t *testing.T) {
		b.supportRow(t, "SUP-10", "month", "2026-03-01", "backlog_start, created, reopened, solved_events, deleted, backlog", "40 25 3 30 0 38")
		b.supportRow(t, "SUP-10", "month", "2026-02-01", "backlog_start, created, reopened, solved_events, backlog", "0 43 0 3 40")
		b.supportRow(t, "SUP-10", "month", "2026-04-01", "backlog_start, created, reopened, solved_events, backlog", "38 0 0 3 35")
	})
	t.Run("SUP-11 open and overdue is breached", func(t *testing.T) {
		december(t, "SUP-11", "sla_attainment, round(sla_attainment_completed, 4), sla_attainment_all, sla_met, sla_decided, sla_overdue", "0.75 0.8571 0.6 6 8 1")
	})
	t.Run("SUP-12 no target", func(t *testing.T) { december(t, "SUP-12", "created, sla_attainment, sla_reason", "1 - no_targets") })
	t.Run("SUP-13 reopened by tickets and by events", func(t *testing.T) {
		december(t, "SUP-13", "solved, round(reopen_rate, 6), reopens_per_solved, solved_events", "30 0.066667 0.1 33")
	})
	t.Run("SUP-14 stamped before creation", func(t *testing.T) {
		b.oneTicket(t, "SUP-14", "first_reply_minutes, first_resolution_minutes, full_resolution_minutes, requester_wait_minutes, reopens", "0.0 0.0 0.0 0.0 0")
		if got := b.found(t, "stamps_before_creation"); len(got) != 1 {
			t.Errorf("findings %v", got)
		}
		diff(t, b.show(t, "SELECT detail FROM marts.failing_rows WHERE check_name = 'stamps_before_creation' ORDER BY position"), []string{
			"reply 2026-03-02 08:00:00, created 2026-03-02 09:00:00", "solved 2026-03-02 08:30:00, created 2026-03-02 09:00:00"})
	})
	t.Run("SUP-15 the mean beside the median", func(t *testing.T) {
		december(t, "SUP-15", "full_resolution_minutes_p50 / 60, full_resolution_minutes_mean / 60, first_resolution_minutes_p50 / 60", "2.5 26.5 2.5")
	})
	t.Run("SUP-16 met to the second", func(t *testing.T) {
		b.oneTicket(t, "SUP-16", "sla", "met")
		b.oneTicket(t, "SUP-16 late", "sla", "breached")
	})
	t.Run("tickets per 100 customers", func(t *testing.T) {
		december(t, "SUP-13", "start_customers, tickets_per_100_customers, tickets_per_100_reason", "1 3000.0 -")
		december(t, "SUP-15", "start_customers, tickets_per_100_customers, tickets_per_100_reason", "0 - no_start_customers")
	})
	t.Run("replies of nobody", func(t *testing.T) {
		b.oneTicket(t, "agent", "first_reply_minutes, sla", "- none")
		b.oneTicket(t, "bot", "first_reply_minutes, sla", "20.0 met")
	})
	t.Run("deleted, spam and merged", func(t *testing.T) {
		diff(t, b.show(t, "SELECT created_on, state FROM marts.tickets WHERE customer_id = 'gone'"), lines("2026-12-30 new"))
		b.supportRow(t, "gone", "month", "2026-11-01", "backlog_start, created, deleted, backlog, sla_decided", "0 1 0 1 0")
		december(t, "gone", "backlog_start, created, deleted, backlog, sla_decided", "1 1 1 1 1")
	})
	t.Run("the priority when the target was set", func(t *testing.T) {
		got := "SELECT sla_target_minutes, sla FROM marts.tickets WHERE customer_id = 'priority' ORDER BY ticket_id"
		diff(t, b.show(t, got), lines("1440.0 met\n60.0 breached"))
		last := build(t, world{metrics: "sla_priority: last", files: files})
		diff(t, last.show(t, got), lines(fmt.Sprint("60.0 breached\n", "1440.0 met")))
	})
}
