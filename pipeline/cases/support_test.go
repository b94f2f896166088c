package cases

import (
	"fmt"
	"strings"
	"testing"
)

// desk writes the tables of a helpdesk. A ticket belongs to the customer named by
// its case; its moments are "day hour what", what being a state, reply, note or
// bot, in the order they arrive.
type desk struct {
	tickets, events, schedules strings.Builder
	customers                  map[string]bool
	names                      strings.Builder
	count                      int
}

func newDesk() *desk {
	d := &desk{customers: map[string]bool{}}
	d.tickets.WriteString("ticket_id customer_id priority channel status created_at opened_by_agent\n")
	d.events.WriteString("ticket_id seq occurred_at state public_reply by_agent by_bot priority\n")
	d.schedules.WriteString("ticket_id valid_from schedule\n")
	d.names.WriteString("customer_id name case\n")
	return d
}

// ticket adds a ticket: priority is "urgent", "-" for none; what else is said of it
// stands as "channel=chat", "status=spam" or "agent" before its moments.
func (d *desk) ticket(name, priority, created string, more ...string) string {
	if !d.customers[name] {
		fmt.Fprintf(&d.names, "'%[1]s' '%[1]s' '%[1]s'\n", name)
		d.customers[name] = true
	}
	d.count++
	id, channel, status, agent := fmt.Sprintf("%s/%d", name, d.count), "-", "-", "false"
	seq := 0
	for _, m := range more {
		if value, ok := strings.CutPrefix(m, "channel="); ok {
			channel = value
			continue
		}
		if value, ok := strings.CutPrefix(m, "status="); ok {
			status = value
			continue
		}
		if m == "agent" {
			agent = "true"
			continue
		}
		seq++
		d.moment(id, seq, m)
	}
	fmt.Fprintf(&d.tickets, "'%s' '%s' %s %s %s '%s' %s\n", id, name, priority, channel, status, stamp(created), agent)
	return id
}

func (d *desk) moment(id string, seq int, text string) {
	f := strings.Fields(text)
	at, what, state, public, agent, bot, priority := stamp(f[0]+" "+f[1]), f[2], "-", "false", "false", "false", "-"
	switch what {
	case "reply":
		public, agent = "true", "true"
	case "note":
		agent = "true"
	case "bot":
		public, agent, bot = "true", "true", "true"
	case "urgent", "high", "normal", "low":
		priority = what
	default:
		state = what
	}
	fmt.Fprintf(&d.events, "'%s' %d '%s' %s %s %s %s %s\n", id, seq, at, state, public, agent, bot, priority)
}

// in puts a ticket into a schedule from a moment on.
func (d *desk) in(id, from, schedule string) {
	fmt.Fprintf(&d.schedules, "'%s' '%s' %s\n", id, stamp(from), schedule)
}

// stamp completes "2026-03-02 9:00" to seconds.
func stamp(text string) string {
	day, hour, _ := strings.Cut(text, " ")
	if len(hour) < 5 || hour[1] == ':' {
		hour = "0" + hour
	}
	if len(hour) == 5 {
		hour += ":00"
	}
	return day + " " + hour
}

func (d *desk) files() map[string]string {
	files := map[string]string{"customers": d.names.String(), "tickets": d.tickets.String(), "ticket_events": d.events.String()}
	if strings.Count(d.schedules.String(), "\n") > 1 {
		files["ticket_schedules"] = d.schedules.String()
	}
	return files
}

// oneTicket shows columns of the only ticket of a case.
func (b *book) oneTicket(t *testing.T, name, columns, want string) {
	t.Helper()
	diff(t, b.show(t, "SELECT "+columns+" FROM marts.tickets WHERE customer_id = '"+name+"'"), lines(want))
}

// supportRow shows columns of a case's row of marts.support.
func (b *book) supportRow(t *testing.T, name, span, from, columns, want string) {
	t.Helper()
	diff(t, b.show(t, fmt.Sprintf("SELECT %s FROM marts.support WHERE dimension = 'case' AND segment = '%s' AND span = '%s' AND period_start = '%s'",
		columns, name, span, from)), lines(want))
}

// TestSupportBusinessHours: one desk with four schedules. The default works Monday
// to Friday from nine to five in UTC; the cases' customers and the team's table
// take tickets into the others.
func TestSupportBusinessHours(t *testing.T) {
	desk := newDesk()
	desk.ticket("SUP-01", "-", "2026-03-06 16:30", "2026-03-09 9:45 reply")
	desk.ticket("SUP-02", "-", "2026-03-07 12:00", "2026-03-08 12:00 reply")
	desk.ticket("SUP-03", "-", "2026-03-06 18:00", "2026-03-09 9:10 reply")
	desk.ticket("SUP-04", "-", "2026-03-28 11:00", "2026-03-30 10:00 reply") // 12:00 of the day in Berlin, winter and summer
	desk.ticket("SUP-05", "-", "2026-05-22 16:30", "2026-05-26 9:30 reply")  // Memorial Day is the Monday between
	desk.ticket("split day", "-", "2026-03-06 11:30", "channel=phone", "2026-03-06 13:30:30 reply")
	desk.ticket("night shift", "-", "2026-03-06 23:00", "channel=night", "2026-03-07 7:00 reply", "2026-03-07 7:00 solved", "2026-03-08 1:00 open", "2026-03-09 1:00 solved")
	desk.ticket("waiting", "-", "2026-03-06 16:00", "2026-03-06 16:10 reply", "2026-03-06 16:30 pending", "2026-03-09 9:30 open", "2026-03-09 10:00 solved")
	published := desk.ticket("SUP-06", "-", "2020-09-29 17:01:38", "2020-09-30 19:01:25 note", "2020-09-30 19:01:46 reply", "2020-10-01 15:03:44 reply", "2020-10-01 15:03:44 solved")
	desk.in(published, "2020-09-29 17:01:38", "level_1_chicago")
	desk.in(published, "2020-09-30 19:01:25", "level_2_san_francisco")
	desk.in(published, "2020-09-30 19:01:30", "nobody_works_there")
	const schedules = `
schedule: {hours: {mon-fri: "09:00-17:00"}, holidays: [us]}
schedules:
  - {name: berlin, timezone: Europe/Berlin, hours: {mon-fri: "09:00-17:00"}, holidays: [de-be], tickets: {case: [SUP-04]}}
  - {name: phone, hours: {mon-fri: "09:00-12:00, 13:00-17:00"}, tickets: {channel: [phone], source: [team]}}
  - {name: night, hours: {fri: "22:00-06:00", sun: "22:00-06:00"}, tickets: {channel: [night, dusk]}}
  - {name: level_1_chicago, timezone: America/Chicago, hours: {sun-sat: "07:00-21:00"}}
  - {name: level_2_san_francisco, timezone: America/Los_Angeles, hours: {mon-fri: "08:00-17:30"}}
`
	b := build(t, world{metrics: schedules, files: desk.files()})
	replies := "round(first_reply_minutes_business, 4), round(first_reply_minutes, 4)"
	for _, c := range []struct{ name, title, want string }{
		{"SUP-01", "over the weekend", "75.0 3915.0"},
		{"SUP-02", "wholly on a weekend", "0.0 1440.0"},
		{"SUP-03", "after hours", "10.0 3790.0"},
		{"SUP-04", "summer time begins", "180.0 2820.0"},
		{"SUP-05", "a holiday", "60.0 5340.0"},
		{"SUP-06", "dbt_zendesk's ticket 941606: each schedule while it was in force", "960.1333 1560.1333"},
		{"split day", "a break at noon", "60.5 120.5"},
		{"night shift", "a shift over midnight", "420.0 480.0"},
	} {
		t.Run(c.name+" "+c.title, func(t *testing.T) { b.oneTicket(t, c.name, replies, c.want) })
	}
	t.Run("resolutions", func(t *testing.T) {
		b.oneTicket(t, "night shift", "first_resolution_minutes_business, full_resolution_minutes_business", "420.0 600.0")
	})
	t.Run("requester wait", func(t *testing.T) {
		b.oneTicket(t, "waiting", "requester_wait_minutes, requester_wait_minutes_business", "60.0 60.0")
		b.oneTicket(t, "night shift", "requester_wait_minutes, requester_wait_minutes_business", "1920.0 600.0")
	})
	t.Run("unknown schedules", func(t *testing.T) {
		diff(t, b.show(t, "SELECT key, detail FROM marts.failing_rows WHERE check_name = 'unknown_ticket_schedules'"), []string{"nobody_works_there  1 tickets"})
	})
	last := build(t, world{metrics: schedules + "schedule_changes: last\n", files: desk.files()})
	t.Run("SUP-06 the last schedule throughout", func(t *testing.T) { last.oneTicket(t, "SUP-06", replies, "690.1333 1560.1333") })
}
