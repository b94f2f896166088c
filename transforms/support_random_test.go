package transforms

import (
	"cmp"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"
)

// randomDesk is a helpdesk nobody designed: tickets whose states and replies come
// in any order, twice, before the creation and after the as-of day, some deleted,
// some of nobody. The same seed gives the same one.
type randomDesk struct {
	asOf    time.Time
	tickets []randomTicket
}

type randomTicket struct {
	id, customer, channel string
	created               time.Time
	events                []randomEvent
}

type randomEvent struct {
	seq   int
	at    time.Time
	state string // empty for a reply
}

func newRandomDesk(source int64) *randomDesk {
	r := rand.New(rand.NewSource(source))
	d := &randomDesk{asOf: time.Date(2026, 5, 1+r.Intn(28), 0, 0, 0, 0, time.UTC)}
	states := []string{"new", "open", "open", "pending", "hold", "solved", "solved", "solved", "closed"}
	for n := range 120 {
		t := randomTicket{id: fmt.Sprintf("t%03d", n), customer: fmt.Sprintf("c%d", r.Intn(7)), channel: []string{"mail", "phone"}[r.Intn(2)],
			created: time.Date(2026, 1, 1, 0, r.Intn(150*24*60), 0, 0, time.UTC)}
		for i := range r.Intn(9) {
			e := randomEvent{seq: i, at: t.created.Add(time.Duration(r.Intn(40*24*60)-600) * time.Minute)}
			switch {
			case r.Intn(4) == 0: // a reply
			case r.Intn(25) == 0:
				e.state = "deleted"
			default:
				e.state = states[r.Intn(len(states))]
			}
			t.events = append(t.events, e)
		}
		d.tickets = append(d.tickets, t)
	}
	return d
}

func (d *randomDesk) landed() map[string]string {
	var customers, plans, tickets, events, periods strings.Builder
	customers.WriteString("customer_id name\n")
	plans.WriteString("customer_id attribute valid_from value\n")
	tickets.WriteString("ticket_id customer_id channel priority created_at\n")
	events.WriteString("ticket_id seq occurred_at state public_reply by_agent\n")
	periods.WriteString("subscription_id customer_id start_date mrr currency kind\n")
	for c := range 6 { // c6 is nobody's
		fmt.Fprintf(&customers, "c%d C%d\n", c, c)
		fmt.Fprintf(&plans, "c%d plan 2025-01-01 plan%d\nc%d plan 2026-03-15 plan%d\n", c, c%2, c, c%3)
		fmt.Fprintf(&periods, "s%d c%d 2026-0%d-10 10 USD paid\n", c, c, 1+c/2)
	}
	for i, t := range d.tickets {
		fmt.Fprintf(&tickets, "%s %s %s %s '%s'\n", t.id, t.customer, t.channel, []string{"urgent", "low", "-"}[i%3], t.created.Format(time.DateTime))
		for _, e := range t.events {
			state := cmp.Or(e.state, "-")
			fmt.Fprintf(&events, "%s %d '%s' %s %t %t\n", t.id, e.seq, e.at.Format(time.DateTime), state, e.state == "", e.state == "")
		}
	}
	return map[string]string{"files_customers": customers.String(), "files_customer_attributes": plans.String(), "files_tickets": tickets.String(),
		"files_ticket_events": events.String(), "files_subscription_periods": periods.String()}
}

func (d *randomDesk) world() world {
	return world{asOf: d.asOf.Format(time.DateOnly), landed: d.landed(), settings: func(s *Settings) {
		s.Timezone = "UTC"
		s.Segments = []Segment{{Name: "plan"}}
		var week [7][]Shift
		for day := time.Monday; day <= time.Friday; day++ {
			week[day] = []Shift{{9 * 60, 17 * 60}}
		}
		s.Schedules = []Schedule{{Name: "default", Timezone: "Europe/Berlin", Week: week},
			{Name: "phone", Timezone: "America/New_York", Week: week, Tickets: map[string][]string{"channel": {"phone"}, "plan": {"plan1"}}}}
	}}
}

// life plays a ticket: the days it came and went, and the minutes its requester
// waited, up to the as-of day's end.
type life struct {
	created, reopened, solved, deleted []time.Time
	open, gone                         bool
	wait                               time.Duration
}

func (t randomTicket) life(end time.Time) life {
	events := slices.DeleteFunc(slices.Clone(t.events), func(e randomEvent) bool { return e.state == "" || !e.at.Before(end) })
	for i := range events {
		if events[i].at.Before(t.created) {
			events[i].at = t.created
		}
	}
	slices.SortFunc(events, func(a, b randomEvent) int {
		return cmp.Or(a.at.Compare(b.at), -cmp.Compare(b2i(a.state == "new"), b2i(b.state == "new")), cmp.Compare(a.seq, b.seq))
	})
	l := life{created: []time.Time{t.created}, open: true}
	state, since := "new", t.created
	for _, e := range append(events, randomEvent{at: end, state: "end"}) {
		if slices.Contains([]string{"new", "open", "hold"}, state) {
			l.wait += e.at.Sub(since)
		}
		if e.state == "end" {
			break
		}
		state, since = e.state, e.at
		opens := !slices.Contains([]string{"solved", "closed", "deleted"}, e.state)
		switch {
		case opens && !l.open:
			l.reopened = append(l.reopened, e.at)
		case !opens && l.open && e.state == "deleted":
			l.deleted = append(l.deleted, e.at)
		case !opens && l.open:
			l.solved = append(l.solved, e.at)
		}
		l.open = opens
	}
	l.gone = state == "deleted" && since.Truncate(24*time.Hour).Equal(t.created.Truncate(24*time.Hour))
	return l
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// counted is a month's row by the plain count: every ticket's life, day by day.
func (d *randomDesk) counted(month time.Time, customer string) string {
	end := d.asOf.AddDate(0, 0, 1)
	next := month.AddDate(0, 1, 0)
	if next.After(end) {
		next = end
	}
	var row [6]int
	within := func(moments []time.Time, from, to time.Time) int {
		n := 0
		for _, at := range moments {
			if !at.Before(from) && at.Before(to) {
				n++
			}
		}
		return n
	}
	for _, t := range d.tickets {
		l := t.life(end)
		if !t.created.Before(end) || l.gone || customer != "" && t.customer != customer {
			continue
		}
		never := time.Time{}
		level := func(at time.Time) int {
			return within(l.created, never, at) + within(l.reopened, never, at) - within(l.solved, never, at) - within(l.deleted, never, at)
		}
		row[0] += level(month)
		for i, moments := range [][]time.Time{l.created, l.reopened, l.solved, l.deleted} {
			row[1+i] += within(moments, month, next)
		}
		row[5] += level(next)
	}
	return fmt.Sprintf("%s  %d  %d  %d  %d  %d  %d", month.Format("2006-01"), row[0], row[1], row[2], row[3], row[4], row[5])
}

// TestBacklogAgainstAPlainCount: levels and movements of every month, of all and of
// nobody's tickets, equal to playing every ticket one after the other.
func TestBacklogAgainstAPlainCount(t *testing.T) {
	t.Parallel()
	someSeeds(t, 4, func(source int64) bool {
		d := newRandomDesk(source)
		db := buildLanded(t, d.world(), "marts.support", "marts.tickets")
		ok := true
		for segment, customer := range map[string]string{"all": "", "unassigned": "c6"} {
			want := []string{}
			for m := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); !m.After(d.asOf); m = m.AddDate(0, 1, 0) {
				want = append(want, d.counted(m, customer))
			}
			ok = same(t, source, show(t, db.conn, `SELECT strftime(period_start, '%Y-%m'), backlog_start, created, reopened, solved_events, deleted, backlog
				FROM marts.support WHERE span = 'month' AND segment = `+literal(segment)), want) && ok
		}
		want := []string{}
		for _, x := range d.tickets {
			if l := x.life(d.asOf.AddDate(0, 0, 1)); x.created.Before(d.asOf.AddDate(0, 0, 1)) && len(x.events) > 0 && statesBefore(x, d.asOf.AddDate(0, 0, 1)) && !lastDeleted(x, d.asOf.AddDate(0, 0, 1)) {
				want = append(want, fmt.Sprintf("%s  %d", x.id, int(l.wait.Minutes())))
			}
		}
		return same(t, source, show(t, db.conn, "SELECT ticket_id, CAST(requester_wait_minutes AS BIGINT) FROM marts.tickets WHERE requester_wait_minutes IS NOT NULL"), want) && ok
	})
}

func statesBefore(t randomTicket, end time.Time) bool {
	return slices.ContainsFunc(t.events, func(e randomEvent) bool { return e.state != "" && e.at.Before(end) })
}

// lastDeleted tells whether the ticket is deleted in the end.
func lastDeleted(t randomTicket, end time.Time) bool {
	l := t.life(end)
	return !l.open && len(l.solved)+len(l.deleted) > 0 && lastState(t, end) == "deleted"
}

func lastState(t randomTicket, end time.Time) string {
	last := randomEvent{}
	for _, e := range t.events {
		at := e.at
		if at.Before(t.created) {
			at = t.created
		}
		if e.state == "" || !e.at.Before(end) {
			continue
		}
		if last.state == "" || at.After(last.at) || at.Equal(last.at) && (last.state == "new" || e.state != "new") {
			last = randomEvent{at: at, state: e.state}
		}
	}
	return last.state
}

// TestSupportInvariants hold on every helpdesk.
func TestSupportInvariants(t *testing.T) {
	t.Parallel()
	queries := map[string]string{
		"movements":           "SELECT * FROM marts.support WHERE backlog_start + created + reopened - solved_events - deleted <> backlog",
		"segments add up":     `SELECT s.period_start FROM marts.support s JOIN marts.support a ON a.span = s.span AND a.period_start = s.period_start AND a.dimension = 'all' WHERE s.dimension <> 'all' GROUP BY s.span, s.period_start, s.dimension HAVING sum(s.created) <> max(a.created) OR sum(s.solved) <> max(a.solved) OR sum(s.backlog) <> max(a.backlog) OR sum(s.backlog_start) <> max(a.backlog_start) OR sum(s.sla_decided) <> max(a.sla_decided) OR sum(s.start_customers) <> max(a.start_customers)`,
		"months follow":       "SELECT * FROM marts.support b JOIN marts.support a ON a.span = 'month' AND b.span = 'month' AND a.dimension = 'all' AND b.dimension = 'all' AND a.period_end = b.period_start WHERE a.backlog <> b.backlog_start",
		"open is the backlog": "SELECT 1 FROM marts.support s WHERE s.span = 'trailing' AND s.dimension = 'all' AND s.backlog <> (SELECT count(*) FROM marts.tickets WHERE solved_at IS NULL)",
		"customers add up":    "SELECT 1 FROM (SELECT month, sum(backlog) AS backlog, sum(created) AS created, sum(solved) AS solved FROM marts.customer_support_monthly GROUP BY month) m JOIN (SELECT period_start, sum(backlog) AS backlog, (SELECT count(*) FROM marts.tickets t WHERE t.customer_id IS NOT NULL AND month_of(t.created_on) = period_start) AS created, sum(solved) AS solved FROM marts.support WHERE span = 'month' AND dimension = 'plan' AND segment <> 'unassigned' GROUP BY period_start) s ON s.period_start = m.month WHERE m.backlog <> s.backlog OR m.created <> s.created OR m.solved <> s.solved",
		"business within calendar": `SELECT * FROM marts.tickets WHERE NOT (coalesce(first_reply_minutes_business, 0) BETWEEN 0 AND coalesce(first_reply_minutes, 0)
			AND coalesce(first_resolution_minutes_business, 0) BETWEEN 0 AND coalesce(first_resolution_minutes, 0)
			AND coalesce(full_resolution_minutes_business, 0) BETWEEN 0 AND coalesce(full_resolution_minutes, 0)
			AND coalesce(requester_wait_minutes_business, 0) BETWEEN 0 AND coalesce(requester_wait_minutes, 0))`,
		"business where calendar": "SELECT * FROM marts.tickets WHERE (first_reply_minutes IS NULL) <> (first_reply_minutes_business IS NULL) OR (full_resolution_minutes IS NULL) <> (full_resolution_minutes_business IS NULL) OR (requester_wait_minutes IS NULL) <> (requester_wait_minutes_business IS NULL)",
		"first before last":       "SELECT * FROM marts.tickets WHERE first_resolution_minutes > full_resolution_minutes OR reopens < 0",
		"customers of the bridge": "SELECT * FROM marts.support s JOIN marts.mrr_bridge b ON b.month = s.period_start AND b.dimension = 'all' AND s.dimension = 'all' AND s.span = 'month' WHERE b.start_customers <> s.start_customers",
		"rates":                   "SELECT * FROM marts.support WHERE reopen_rate > reopens_per_solved OR sla_attainment > sla_attainment_completed OR sla_attainment_all > sla_attainment OR full_resolution_minutes_p50 > full_resolution_minutes_p90",
		"a reason for every null": "SELECT * FROM marts.support WHERE (reopen_rate IS NULL) <> (reopen_reason IS NOT NULL) OR (sla_attainment IS NULL) <> (sla_reason IS NOT NULL) OR (tickets_per_100_customers IS NULL) <> (tickets_per_100_reason IS NOT NULL)",
	}
	someSeeds(t, 3, func(source int64) bool {
		db := buildLanded(t, newRandomDesk(source).world(), "marts.support", "marts.tickets", "marts.customer_support_monthly", "marts.mrr_bridge")
		ok := true
		for _, name := range sortedKeys(queries) {
			if rows := show(t, db.conn, queries[name]); len(rows) > 0 {
				t.Errorf("desk %d: %s: %d rows, first %s", source, name, len(rows), rows[0])
				ok = false
			}
		}
		return ok
	})
}

// TestOrderOfTicketEventsDoesNotMatter: rows in any order, in any number of files.
func TestOrderOfTicketEventsDoesNotMatter(t *testing.T) {
	t.Parallel()
	const all = "SELECT * FROM marts.support ORDER BY span, period_start, dimension, segment"
	someSeeds(t, 2, func(source int64) bool {
		w := newRandomDesk(source).world()
		sorted := buildLanded(t, w, "marts.support", "marts.tickets")
		w.shuffle, w.threads = uint64(source)|1, 3
		mixed := buildLanded(t, w, "marts.support", "marts.tickets")
		return same(t, source, show(t, mixed.conn, all), show(t, sorted.conn, all)) &&
			same(t, source, show(t, mixed.conn, "SELECT * FROM marts.tickets"), show(t, sorted.conn, "SELECT * FROM marts.tickets"))
	})
}

// TestEvidenceOfSupportAddsUp: every figure of the helpdesk is the sum of its tickets.
func TestEvidenceOfSupportAddsUp(t *testing.T) {
	t.Parallel()
	metrics := []string{"backlog", "first_reply_time", "first_reply_time_business", "first_resolution_time", "full_resolution_time", "full_resolution_time_business",
		"requester_wait", "reopen_rate", "sla_attainment", "tickets_created", "tickets_solved", "tickets_per_100_customers"}
	e := explainer(t, newRandomDesk(3).world(), metrics...)
	ids, err := e.Sample(t.Context(), 12)
	if err != nil || len(ids) < 12*len(metrics) {
		t.Fatalf("%d figures, %v", len(ids), err)
	}
	for _, id := range ids {
		figure, sum, err := e.Add(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if !SameValue(figure.Value, sum) {
			t.Errorf("%s is %v, its rows give %v", id, shown(figure.Value), shown(sum))
		}
	}
}
