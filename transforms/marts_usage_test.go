package transforms

import (
	"fmt"
	"strings"
	"testing"
)

// events is core.usage_events from lines "customer user event day…".
func events(text string) string {
	var b strings.Builder
	b.WriteString("event_id customer_id user_id event day occurred_at\n")
	n := 0
	for _, f := range textRows(text) {
		customer := f[0]
		if customer == nullField {
			customer = "-"
		}
		for _, day := range f[3:] {
			n++
			fmt.Fprintf(&b, "e%d %s %s %s %s '%s 17:00:00'\n", n, customer, f[1], f[2], day, day)
		}
	}
	return b.String()
}

// seats sets the seats of every period of a portfolio.
func seats(s seed, n int) {
	header, rows, _ := strings.Cut(s.tables["core.subscription_periods"], "\n")
	rows = strings.ReplaceAll(rows, " paid\n", fmt.Sprintf(" paid %d\n", n))
	s.tables["core.subscription_periods"] = header + " seats\n" + rows
}

func TestUsageCases(t *testing.T) {
	t.Parallel()
	s := portfolio(t, "2025-10-01", "2026-03-31", "A Pro\nB Pro\nC Pro\nD Free\nE Pro", `
		A  2025-10-01 - 100 USD
		B  2025-10-01 - 100 USD
		C  2025-10-01 - 100 USD
		D  2025-10-01 - 100 USD
		E  2026-03-01 - 100 USD`)
	seats(s, 2)
	s.tables["core.customer_attributes"] = "customer_id attribute valid_from value\nA plan 2025-10-01 Pro\nB plan 2025-10-01 Pro\nC plan 2025-10-01 Pro\nD plan 2025-10-01 Free"
	s.tables["core.features"] = "feature event plan\nf1 e1 Pro\nf2 e2 Pro\nf3 e3 Pro\nf4 e4 Pro\nold e9 Legacy"
	s.tables["core.usage_events"] = events(`
		A u1 e1 2025-10-02 2026-03-31 2026-03-25 2026-03-24
		A u2 e2 2026-03-25
		A u3 e3 2026-03-24 2026-03-04
		A u4 e9 2026-03-03
		A u4 e4 2026-02-01
		B v1 e1 2026-03-30
		B v2 e1 2026-03-30
		B v3 e1 2026-03-30
		E w1 e1 2026-03-10`)
	db := buildFrom(t, s, "marts.usage", "marts.customer_features")
	get := func(t *testing.T, customer, columns string) []string {
		t.Helper()
		return show(t, db, "SELECT "+columns+" FROM marts.usage WHERE customer_id = "+literal(customer))
	}
	t.Run("USE-02", func(t *testing.T) {
		// u1 and u2 were active on D-6, u3 last on D-7 and on D-27, u4 on D-28.
		diff(t, get(t, "A", "dau, wau, mau, active_days"), lines("1 2 3 4"))
	})
	t.Run("USE-01", func(t *testing.T) {
		// 6 active user-days in 28 days; silent days count.
		diff(t, get(t, "A", "round(stickiness, 6)"), []string{fmt.Sprintf("%.6f", 6.0/28/3)})
	})
	t.Run("USE-03", func(t *testing.T) {
		diff(t, get(t, "A", "adoption_breadth"), lines("0.75"))
	})
	t.Run("USE-04", func(t *testing.T) { diff(t, get(t, "B", "seats, seat_utilisation"), lines("2 1.5")) })
	t.Run("USE-06", func(t *testing.T) {
		diff(t, get(t, "C", "mau, seat_utilisation, adoption_breadth, stickiness"), lines("0 0.0 0.0 -"))
	})
	t.Run("plan without features", func(t *testing.T) { diff(t, get(t, "D", "adoption_breadth"), lines("-")) })
	t.Run("trend", func(t *testing.T) {
		// 6 user-days against 2 in the window before (03-03 and 02-01 is outside).
		diff(t, get(t, "A", "trend"), lines("5.0"))
		diff(t, get(t, "B", "trend"), lines("-"))
		diff(t, get(t, "E", "trend, is_warming_up"), lines("- false"))
	})
	t.Run("features", func(t *testing.T) {
		diff(t, show(t, db, "SELECT feature, in_plan, active_users, uses, previous_uses FROM marts.customer_features WHERE customer_id = 'A' ORDER BY 1"), lines(`
			f1  true  1 3 0
			f2  true  1 1 0
			f3  true  1 2 0
			f4  true  1 1 0
			old false 1 1 0`))
	})
}

func TestUsageWithoutSeatsOrTracker(t *testing.T) {
	t.Parallel()
	s := portfolio(t, "2025-10-01", "2026-03-31", "A Pro", "A 2025-10-01 - 100 USD")
	seats(s, 0)
	db := buildFrom(t, s, "marts.usage")
	t.Run("USE-06 no tracker", func(t *testing.T) {
		diff(t, show(t, db, "SELECT dau, wau, mau, stickiness, seat_utilisation, trend FROM marts.usage"), lines("- - - - - -"))
	})
	s.tables["core.usage_events"] = events("A u1 e1 2026-03-30")
	db = buildFrom(t, s, "marts.usage")
	t.Run("USE-05", func(t *testing.T) {
		diff(t, show(t, db, "SELECT mau, seats, seat_utilisation FROM marts.usage"), lines("1 0 -"))
	})
}

func TestDailyUsers(t *testing.T) {
	t.Parallel()
	s := portfolio(t, "2026-01-01", "2026-03-10", "A SMB 2026-02-04 Mid\nB Mid", "A 2026-01-01 - 100 USD\nB 2026-01-01 - 100 USD")
	s.tables["core.usage_events"] = events(`
		A anna  e1 2026-02-01 2026-02-02 2026-02-08
		A ben   e1 2026-02-02
		B anna  e1 2026-02-05
		- ghost e1 2026-02-03`)
	db := buildFrom(t, s, "marts.usage_daily", "marts.retention", "marts.mrr_bridge")
	get := func(t *testing.T, segment, days string) []string {
		t.Helper()
		return show(t, db, "SELECT strftime(day, '%m-%d'), dau, wau, mau FROM marts.usage_daily WHERE segment = "+literal(segment)+" AND "+days+" ORDER BY day")
	}
	t.Run("a person in two customers counts once", func(t *testing.T) {
		diff(t, get(t, "all", "day BETWEEN DATE '2026-02-04' AND DATE '2026-02-10'"), lines(`
			02-04 0 3 3
			02-05 1 3 3
			02-06 0 3 3
			02-07 0 3 3
			02-08 1 3 3
			02-09 0 2 3
			02-10 0 1 3`))
	})
	t.Run("users move with their customer", func(t *testing.T) {
		diff(t, get(t, "SMB", "day BETWEEN DATE '2026-02-01' AND DATE '2026-02-05'"), lines(`
			02-01 1 1 1
			02-02 2 2 2
			02-03 0 2 2
			02-04 0 0 0
			02-05 0 0 0`))
		diff(t, get(t, "Mid", "day BETWEEN DATE '2026-02-03' AND DATE '2026-02-05'"), lines(`
			02-03 0 0 0
			02-04 0 2 2
			02-05 1 2 2`))
	})
	t.Run("users leave the window after 28 days", func(t *testing.T) {
		diff(t, get(t, "Mid", "day IN (DATE '2026-03-01', DATE '2026-03-02', DATE '2026-03-07', DATE '2026-03-08')"), lines(`
			03-01 0 0 2
			03-02 0 0 1
			03-07 0 0 1
			03-08 0 0 0`))
	})
	t.Run("stickiness", func(t *testing.T) {
		diff(t, show(t, db, "SELECT round(stickiness, 6), is_warming_up FROM marts.usage_daily WHERE segment = 'all' AND day = DATE '2026-02-28'"),
			[]string{fmt.Sprintf("%.6f  false", 6.0/28/3)})
	})
	t.Run("unmatched users", func(t *testing.T) {
		diff(t, get(t, "unassigned", "day IN (DATE '2026-02-02', DATE '2026-02-03', DATE '2026-02-10')"), lines(`
			02-02 0 0 0
			02-03 1 1 1
			02-10 0 0 1`))
		diff(t, show(t, db, "SELECT segment FROM marts.retention UNION SELECT segment FROM marts.mrr_bridge ORDER BY 1"), lines("Mid\nSMB\nall"))
	})
}

func TestWeeklyUsage(t *testing.T) {
	t.Parallel()
	s := portfolio(t, "2026-01-01", "2026-02-17", "A SMB", "A 2026-01-01 - 100 USD")
	s.tables["core.usage_events"] = events("A u1 e1 2026-02-01 2026-02-02 2026-02-02\nA u2 e1 2026-02-03 2026-02-17")
	db := buildFrom(t, s, "marts.customer_usage_weekly")
	diff(t, show(t, db, "SELECT week_start, active_users, events, active_days, is_complete FROM marts.customer_usage_weekly ORDER BY 1"), lines(`
		2026-01-26 1 1 1 true
		2026-02-02 2 3 2 true
		2026-02-09 0 0 0 true
		2026-02-16 1 1 1 false`))
}
