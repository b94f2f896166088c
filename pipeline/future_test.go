package pipeline

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors/files"
)

// futureAsOf is the day of the property.
const futureAsOf = "2026-06-17"

// Whatever is dated after the as-of day leaves every mart of the day as it was:
// records that begin later, and what happens later to records that are there.
func TestLaterFactsChangeNothingOfADay(t *testing.T) {
	past, future := randomCompany(rand.New(rand.NewPCG(1, 5)))
	before, after := newCompany(t, past), newCompany(t, future)
	if tables := compareDays(t, before, after); len(tables) > 0 {
		t.Errorf("facts dated later changed %s", strings.Join(tables, "; "))
	}
	full := before.show(t, "SELECT count(*) FILTER (WHERE estimated_size > 0) > 50 FROM duckdb_tables() WHERE schema_name IN ('core', 'marts')")
	if full[0] != "true" {
		t.Error("too few tables have rows for this to say anything")
	}
}

// compareDays publishes the day from both and lists the tables that differ but for
// what is about the loads themselves.
func compareDays(t *testing.T, before, after *company) []string {
	t.Helper()
	var texts [2]map[string][]string
	for i, c := range []*company{before, after} {
		c.open(t, func(cfg *config.Config) {
			cfg.Segments = append(cfg.Segments, config.Segment{Name: "size", Bands: []config.Band{{Name: "small"}, {Name: "big", From: 500}}})
		})
		c.night(t, futureAsOf)
		db, err := c.OpenCurrent(t.Context()) // once: there are hundreds of queries
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		texts[i] = map[string][]string{}
		for _, table := range shown(t, db, `SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name IN ('core', 'marts') ORDER BY 1`) {
			if slices.Contains([]string{"core.settings", "core.source_freshness", "core.load_history", "core.load_nulls", "marts.data_quality", "marts.failing_rows"}, table) {
				continue
			}
			columns := shown(t, db, fmt.Sprintf(`SELECT string_agg(CASE WHEN data_type = 'DOUBLE' THEN 'round(' || column_name || ', 9)' ELSE '"' || column_name || '"' END, ', ')
				FROM duckdb_columns() WHERE schema_name || '.' || table_name = '%s' AND column_name NOT IN ('run_id', 'recorded_at')`, table))
			texts[i][table] = shown(t, db, "SELECT "+columns[0]+" FROM "+table+" ORDER BY ALL")
		}
	}
	var differ []string
	for table, rows := range texts[0] {
		if other := texts[1][table]; !slices.Equal(rows, other) {
			at := 0
			for at < min(len(rows), len(other)) && rows[at] == other[at] {
				at++
			}
			differ = append(differ, fmt.Sprintf("%s (%d and %d rows, first %q and %q)", table, len(rows), len(other), slices.Concat(rows[at:], []string{""})[0], slices.Concat(other[at:], []string{""})[0]))
		}
	}
	slices.Sort(differ)
	return differ
}

// randomCompany makes a company's files up to the as-of day, and the same with
// what a later pull would have: the same records with later events, and more.
func randomCompany(dice *rand.Rand) (past, future map[string]string) {
	asOf, err := time.Parse(time.DateOnly, futureAsOf)
	if err != nil {
		panic(err)
	}
	w := &writer{dice: dice, asOf: asOf, past: map[string]*strings.Builder{}, future: map[string]*strings.Builder{}}
	for _, stream := range files.Streams() {
		var names []string
		for _, c := range stream.Columns {
			names = append(names, c.Name)
		}
		if stream.Name == "customers" {
			names = append(names, "plan")
		}
		w.columns = append(w.columns, tableColumns{stream.Name, names})
	}
	w.company()
	past, future = map[string]string{}, map[string]string{}
	for _, t := range w.columns {
		header := strings.Join(t.columns, ",") + "\n"
		past[t.name], future[t.name] = header, header
		if w.past[t.name] != nil {
			past[t.name] += w.past[t.name].String()
			future[t.name] += w.future[t.name].String()
		}
	}
	return past, future
}

type tableColumns struct {
	name    string
	columns []string
}

type writer struct {
	dice         *rand.Rand
	asOf         time.Time
	columns      []tableColumns
	past, future map[string]*strings.Builder
}

// row writes a record: known tells of each value from which day on it is. A record
// that begins later is only in the future; a value known later is empty before.
func (w *writer) row(table string, begins time.Time, values map[string]any) {
	at := slices.IndexFunc(w.columns, func(t tableColumns) bool { return t.name == table })
	if w.past[table] == nil {
		w.past[table], w.future[table] = &strings.Builder{}, &strings.Builder{}
	}
	var then, now []string
	for _, column := range w.columns[at].columns {
		text, earlier := "", ""
		switch v := values[column].(type) {
		case nil:
		case time.Time:
			if text = v.Format(time.RFC3339); isDay(column) {
				text = v.Format(time.DateOnly)
			}
			if w.known(v) {
				earlier = text
			}
		case announced:
			text = v.day.Format(time.DateOnly)
			if w.known(v.at) {
				earlier = text
			}
		case planned: // a day ahead that was known from the beginning
			text = time.Time(v).Format(time.DateOnly)
			earlier = text
		default:
			text = fmt.Sprint(v)
			earlier = text
		}
		then, now = append(then, earlier), append(now, text)
	}
	fmt.Fprintln(w.future[table], strings.Join(now, ","))
	if w.known(begins) {
		fmt.Fprintln(w.past[table], strings.Join(then, ","))
	}
}

type planned time.Time

// announced is a day that was made known on another.
type announced struct{ at, day time.Time }

// known tells whether an instant is not after the as-of day in New York.
func (w *writer) known(t time.Time) bool { return t.Before(w.asOf.Add(28 * time.Hour)) }

func isDay(column string) bool {
	return !strings.HasSuffix(column, "_at") || slices.Contains([]string{"started_at", "cancel_at", "canceled_at", "ended_at"}, column)
}

// day is a day between so many days before and after the as-of day, at noon.
func (w *writer) day(from, to int) time.Time {
	return w.asOf.AddDate(0, 0, from+w.dice.IntN(to-from)).Add(16 * time.Hour)
}

func (w *writer) company() {
	for i := range 8 {
		c := fmt.Sprintf("c%d", i)
		w.row("customers", time.Time{}, map[string]any{"customer_id": c, "name": "Customer " + c, "created_on": w.asOf.AddDate(-2, 0, i), "plan": []string{"Growth", "Starter"}[i%2]})
		start := w.day(-500, -100)
		for piece := range 2 {
			end := start.AddDate(0, 0, 40+w.dice.IntN(300))
			w.row("subscription_periods", start, map[string]any{"subscription_id": "s" + c, "customer_id": c, "product": "App", "start_date": start,
				"end_date": end, "mrr": 100 * (1 + w.dice.IntN(9)), "currency": "USD", "kind": "paid", "seats": 10 + piece, "renewal_date": planned(w.asOf.AddDate(0, 0, w.dice.IntN(120)))})
			start = end
		}
		for k := range 12 {
			w.ticket(c, k)
			w.answer(c, k)
			issued := w.day(-300, 60)
			w.row("invoices", issued, map[string]any{"invoice_id": fmt.Sprintf("i%s-%d", c, k), "customer_id": c, "issued_on": issued, "due_on": planned(issued.AddDate(0, 0, 30)),
				"paid_on": issued.AddDate(0, 0, w.dice.IntN(60)), "amount": 100, "currency": "USD", "status": nil})
		}
		for k := range 40 {
			used := w.day(-60, 30)
			w.row("usage_events", used, map[string]any{"event_id": fmt.Sprintf("e%s-%d", c, k), "customer_id": c, "user_id": fmt.Sprintf("u%d", w.dice.IntN(5)),
				"event": []string{"login", "export"}[w.dice.IntN(2)], "occurred_at": used, "quantity": 1})
		}
		w.contract("d" + c[1:])
		w.onboarding(c)
		written := w.day(-60, 30)
		w.row("notes", written, map[string]any{"note_id": "n" + c, "customer_id": c, "author": "Kim", "written_on": written, "kind": "pulse", "text": "fine", "pulse": 4})
		w.row("value_agreements", written, map[string]any{"agreement_id": "v" + c, "customer_id": c, "factor": 0.5, "unit": "hours", "agreed_by": "Ann", "agreed_on": written})
	}
}

func (w *writer) ticket(c string, k int) {
	created := w.day(-200, 40)
	replied := created.Add(time.Duration(w.dice.IntN(3*24*60)) * time.Minute)
	solved := replied.Add(time.Duration(w.dice.IntN(30*24*60)) * time.Minute)
	ticket := fmt.Sprintf("t%s-%d", c, k)
	if k%2 == 1 { // of this one the events are known
		for i, e := range []struct {
			at    time.Time
			state string
		}{{created, "new"}, {replied, "pending"}, {solved, "solved"}, {solved.AddDate(0, 0, 3), "open"}, {solved.AddDate(0, 0, 5), "closed"}} {
			w.row("ticket_events", e.at, map[string]any{"ticket_id": ticket, "seq": i, "occurred_at": e.at, "state": e.state, "public_reply": i == 1, "by_agent": i > 0})
		}
		w.row("tickets", created, map[string]any{"ticket_id": ticket, "customer_id": c, "requester_id": "p" + c, "channel": "chat", "priority": "low", "created_at": created})
		return
	}
	w.row("tickets", created, map[string]any{"ticket_id": ticket, "customer_id": c, "requester_id": "p" + c, "channel": "email",
		"priority": []string{"low", "normal", "high"}[w.dice.IntN(3)], "created_at": created, "first_replied_at": replied, "first_solved_at": solved, "solved_at": solved})
}

func (w *writer) answer(c string, k int) {
	answered := w.day(-200, 40)
	kind, top := []string{"nps", "csat", "ces"}[k%3], []int{11, 5, 7}[k%3]
	invited := answered.AddDate(0, 0, -w.dice.IntN(9))
	w.row("survey_invitations", invited, map[string]any{"invitation_id": fmt.Sprintf("v%s-%d", c, k), "survey": kind, "kind": kind, "relationship": kind == "nps",
		"respondent_id": fmt.Sprintf("p%d", k), "customer_id": c, "invited_at": invited, "delivered": true})
	w.row("survey_responses", answered, map[string]any{"response_id": fmt.Sprintf("r%s-%d", c, k), "survey": kind, "kind": kind, "relationship": kind == "nps",
		"respondent_id": fmt.Sprintf("p%d", w.dice.IntN(3)), "customer_id": c, "score": top - 1 - w.dice.IntN(top-1), "scale_min": min(1, 11-top), "scale_max": []int{10, 5, 7}[k%3], "responded_at": answered})
}

// contract is a customer with a plan of its own: changed, cancelled, paid late, and
// at some time moved to the other plan.
func (w *writer) contract(c string) {
	w.row("customers", time.Time{}, map[string]any{"customer_id": c, "name": "Customer " + c, "created_on": w.asOf.AddDate(-1, 0, 0), "plan": "Growth"})
	moved := w.day(-60, 60)
	w.row("customer_attributes", time.Time{}, map[string]any{"customer_id": c, "attribute": "plan", "valid_from": w.asOf.AddDate(-1, 0, 0), "valid_to": moved, "value": "Growth"})
	w.row("customer_attributes", moved, map[string]any{"customer_id": c, "attribute": "plan", "valid_from": moved, "value": "Starter"})
	started, cancelled := w.day(-400, -30), w.day(-40, 40)
	ends := cancelled.AddDate(0, 0, w.dice.IntN(60))
	w.row("subscriptions", started, map[string]any{"subscription_id": "s" + c, "customer_id": c, "product": "App", "currency": "EUR", "unit_amount": 90, "quantity": 3,
		"billing_interval": "month", "billing_interval_count": 1, "started_at": started, "canceled_at": cancelled, "cancel_at": announced{cancelled, ends}, "ended_at": ends,
		"past_due_since": w.day(-60, 20)})
	changed := w.day(-29, 40)
	w.row("subscription_changes", changed, map[string]any{"subscription_id": "s" + c, "valid_from": changed, "unit_amount": 120, "quantity": 4})
	used := w.day(-90, 60)
	w.row("usage_charges", used, map[string]any{"charge_id": "u" + c, "customer_id": c, "product": "API", "used_on": used, "amount": 17, "currency": "USD"})
}

// onboarding is a list of steps, and the deals of a customer.
func (w *writer) onboarding(c string) {
	for k := range 4 {
		w.row("onboarding_steps", time.Time{}, map[string]any{"customer_id": c, "step": fmt.Sprintf("step %d", k), "due_on": planned(w.day(-60, 60)), "done_on": w.day(-60, 60)})
	}
	for month := -18; month < 3; month++ {
		first := time.Date(w.asOf.Year(), w.asOf.Month()+time.Month(month), 1, 0, 0, 0, 0, time.UTC)
		if c == "c0" {
			w.row("exchange_rates", first, map[string]any{"currency": "EUR", "month": first, "rate": 1 + float64(w.dice.IntN(30))/100})
		}
	}
}
