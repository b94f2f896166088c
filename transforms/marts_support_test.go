package transforms

import (
	"fmt"
	"strings"
	"testing"
)

// ticketLines is core.tickets from lines "case priority created replied solved
// reopens [agent]": days and hours since Monday 2026-03-02 00:00 in New York,
// "1d2h", - where it did not happen. The minutes follow from the instants.
func ticketLines(t *testing.T, text string) map[string]string {
	t.Helper()
	var tickets, cases strings.Builder
	tickets.WriteString("ticket_id customer_id priority status created_at created_on solved_at solved_on reopens " +
		"first_reply_minutes full_resolution_minutes opened_by_agent\n")
	seen := map[string]bool{}
	for i, f := range textRows(text) {
		created, replied, solved := clock(t, f[2]), clock(t, f[3]), clock(t, f[4])
		status := "open"
		if solved.known {
			status = "solved"
		}
		fmt.Fprintf(&tickets, "t%03d %s %s %s %s %s %s %s %s %s %s %t\n", i, f[0], f[1], status,
			created.instant(), created.day(), solved.instant(), solved.day(), f[5], replied.since(created), solved.since(created), len(f) > 6)
		if !seen[f[0]] {
			fmt.Fprintf(&cases, "%s %s\n", f[0], f[0])
		}
		seen[f[0]] = true
	}
	return map[string]string{"core.tickets": tickets.String(), "core.segments": plans(t, cases.String()), "core.customers": idsTable(cases.String())}
}

// moment is minutes since 2026-03-02 00:00 New York (05:00 UTC, before summer time).
type moment struct {
	minutes int
	known   bool
}

func clock(t *testing.T, text string) moment {
	t.Helper()
	if text == nullField {
		return moment{}
	}
	var d, h, m int
	if _, err := fmt.Sscanf(text, "%dd%dh%dm", &d, &h, &m); err != nil {
		t.Fatalf("read %q: %v", text, err)
	}
	return moment{minutes: (d*24+h)*60 + m, known: true}
}

func (m moment) instant() string {
	if !m.known {
		return "-"
	}
	utc := m.minutes + 5*60
	return fmt.Sprintf("'2026-03-%02d %02d:%02d:00'", 2+utc/1440, utc%1440/60, utc%60)
}

func (m moment) day() string {
	if !m.known {
		return "-"
	}
	return fmt.Sprintf("2026-03-%02d", 2+m.minutes/1440)
}

func (m moment) since(other moment) string {
	if !m.known {
		return "-"
	}
	return fmt.Sprint(m.minutes - other.minutes)
}

func TestTicketCases(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, seed{asOf: "2026-03-05", settings: onlyPlan, tables: ticketLines(t, `
		SUP-07       normal 0d9h0m  0d11h0m  -        0
		SUP-08       normal 0d9h0m  0d10h0m  3d9h0m   1
		SUP-09       normal 0d9h0m  0d10h0m  -        1
		SUP-14       normal 0d9h0m  0d8h0m   0d8h0m   0
		SUP-16       urgent 0d9h0m  0d10h0m  -        0
		late         urgent 0d9h0m  0d10h1m  -        0
		overdue      urgent 3d9h0m  -        -        0
		not-due      low    3d9h0m  -        -        0
		no-target    -      0d9h0m  0d10h0m  -        0
		agent        normal 0d9h0m  0d10h0m  -        0 agent
		solved-late  urgent 0d9h0m  -        1d9h0m   0
		solved-in-time urgent 0d9h0m -       0d9h30m  0`)}, "marts.tickets")
	cases := []struct{ id, want string }{
		{"SUP-07", "open 120.0 - met"},
		{"SUP-08", "solved 60.0 4320.0 met"},
		{"SUP-09", "open 60.0 - met"},
		{"SUP-14", "solved 0.0 0.0 met"},
		{"SUP-16", "open 60.0 - met"},
		{"late", "open 61.0 - breached"},
		{"overdue", "open - - breached"},
		{"not-due", "open - - open"},
		{"no-target", "open 60.0 - none"},
		{"agent", "open - - none"},
		{"solved-late", "solved - 1440.0 breached"},
		{"solved-in-time", "solved - 30.0 met"},
	}
	for _, c := range cases {
		t.Run(c.id, func(t *testing.T) {
			diff(t, show(t, db, "SELECT state, first_reply_minutes, full_resolution_minutes, sla FROM marts.tickets WHERE customer_id = "+literal(c.id)), lines(c.want))
		})
	}
}

func TestSupportCases(t *testing.T) {
	t.Parallel()
	var reopened strings.Builder
	for i := range 30 {
		reopens := 0
		switch i {
		case 3:
			reopens = 2
		case 7:
			reopens = 1
		}
		fmt.Fprintf(&reopened, "SUP-13 normal 0d9h0m 0d10h0m 2d9h0m %d\n", reopens)
	}
	db := buildFrom(t, seed{asOf: "2026-03-05", settings: onlyPlan, tables: ticketLines(t, reopened.String()+`
		SUP-11 urgent 3d9h0m 3d9h10m - 0
		SUP-11 urgent 3d9h0m 3d9h10m - 0
		SUP-11 urgent 3d9h0m 3d9h10m - 0
		SUP-11 urgent 3d9h0m 3d9h10m - 0
		SUP-11 urgent 3d9h0m 3d9h10m - 0
		SUP-11 urgent 3d9h0m 3d9h10m - 0
		SUP-11 urgent 3d9h0m 3d11h0m - 0
		SUP-11 urgent 3d9h0m - - 0
		SUP-11 low 3d9h0m - - 0
		SUP-11 low 3d9h0m - - 0
		SUP-12 - 3d9h0m 3d9h10m - 0
		SUP-15 normal 0d0h0m 0d1h0m 0d1h0m 0
		SUP-15 normal 0d0h0m 0d2h0m 0d2h0m 0
		SUP-15 normal 0d0h0m 0d3h0m 0d3h0m 0
		SUP-15 normal 0d0h0m -       3d4h0m 0`)}, "marts.support")
	get := func(t *testing.T, segment, columns string) []string {
		t.Helper()
		return show(t, db, "SELECT "+columns+" FROM marts.support WHERE span = 'trailing' AND segment = "+literal(segment))
	}
	t.Run("SUP-11", func(t *testing.T) { diff(t, get(t, "SUP-11", "created, sla_attainment"), lines("10 0.75")) })
	t.Run("SUP-12", func(t *testing.T) { diff(t, get(t, "SUP-12", "created, sla_attainment"), lines("1 -")) })
	t.Run("SUP-13", func(t *testing.T) { diff(t, get(t, "SUP-13", "solved, round(reopen_rate, 6)"), lines("30 0.066667")) })
	t.Run("SUP-15", func(t *testing.T) {
		diff(t, get(t, "SUP-15", "full_resolution_minutes_p50 / 60, first_reply_minutes_p50 / 60, round(full_resolution_minutes_p90 / 60, 6)"), lines("2.5 2.0 54.1"))
	})
	t.Run("nothing happened", func(t *testing.T) {
		diff(t, get(t, "SUP-12", "solved, reopen_rate, full_resolution_minutes_p50, full_resolution_minutes_p90_business"), lines("0 - - -"))
	})
}

func TestBacklogAddsUp(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, seed{asOf: "2026-03-05", settings: onlyPlan, tables: map[string]string{
		"core.customers": "customer_id\nA",
		"core.segments":  plans(t, "A Growth"),
		"core.tickets": `
			ticket_id customer_id status created_at            created_on solved_at             solved_on
			t1        A           solved '2026-01-10 12:00:00' 2026-01-10 '2026-01-31 23:00:00' 2026-01-31
			t2        A           solved '2026-01-10 12:00:00' 2026-01-10 '2026-02-01 12:00:00' 2026-02-01
			t3        A           open   '2026-01-10 12:00:00' 2026-01-10 -                     -
			t4        -           open   '2026-02-28 12:00:00' 2026-02-28 -                     -
			t5        A           deleted '2026-02-28 12:00:00' 2026-02-28 -                    -`,
	}}, "marts.support", "marts.customer_support_monthly")
	diff(t, show(t, db, "SELECT strftime(period_start, '%m'), segment, created, solved, backlog, is_complete FROM marts.support WHERE span = 'month' ORDER BY ALL"), lines(`
		01 Growth     3 1 2 true
		01 all        3 1 2 true
		01 unassigned 0 0 0 true
		02 Growth     0 1 1 true
		02 all        1 1 2 true
		02 unassigned 1 0 1 true
		03 Growth     0 0 1 false
		03 all        0 0 2 false
		03 unassigned 0 0 1 false`))
	diff(t, show(t, db, "SELECT customer_id, strftime(month, '%m'), priority, created, solved, backlog FROM marts.customer_support_monthly ORDER BY month"), lines(`
		A 01 none 3 1 2
		A 02 none 0 1 1
		A 03 none 0 0 1`))
}
