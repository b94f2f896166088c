package transforms

import (
	"fmt"
	"math/rand"
	"strings"
	"time"
)

// busyWorld is a company of some customers nobody wrote by hand: contracts that
// are renewed, moved and lost, events of people who may be of two customers,
// plans that change, onboardings, deals and earlier forecasts.
func busyWorld(source, scale int64) world {
	r := rand.New(rand.NewSource(source))
	w := busyTables{r: r, scale: scale, asOf: time.Date(2026, 6, 20, 0, 0, 0, 0, time.UTC), text: map[string]*strings.Builder{}}
	w.begin("files_customers", "customer_id name")
	w.begin("files_customer_attributes", "customer_id attribute valid_from value")
	w.begin("files_subscription_periods", "subscription_id customer_id start_date end_date mrr currency kind renewal_date seats end_reason")
	w.begin("files_usage_events", "event_id customer_id user_id event occurred_at")
	w.begin("files_onboarding_steps", "customer_id step applicable mandatory due_on done_on")
	w.begin("files_opportunities", "opportunity_id customer_id kind amount probability stage close_date is_closed is_won")
	w.begin("files_renewal_forecasts", "made_on customer_id renewal_date arr band probability state")
	w.begin("files_exchange_rates", "currency month rate")
	for month := range 30 {
		w.add("files_exchange_rates", "EUR", w.day(-31*(30-month)), fmt.Sprintf("1.%02d", r.Intn(40)))
	}
	for i := range 16 {
		w.customer(fmt.Sprintf("c%02d", i))
	}
	landed := map[string]string{"files_features": "feature event plan\nf1 e1 *\nf2 e2 Pro\nf3 e3 Pro\nf4 e4 Basic"}
	for name, text := range w.text {
		landed[name] = text.String()
	}
	return world{asOf: w.asOf.Format(time.DateOnly), landed: landed, settings: func(s *Settings) {
		s.Metrics.FirstValueEvents, s.Metrics.TrackedSince = []string{"e3"}, "2025-03-01"
		s.Metrics.PassiveEvents = []string{"e4"}
	}}
}

type busyTables struct {
	r     *rand.Rand
	scale int64 // what all prices are multiplied by
	asOf  time.Time
	text  map[string]*strings.Builder
	n     int
}

func (w *busyTables) begin(table, header string) {
	w.text[table] = &strings.Builder{}
	w.text[table].WriteString(header + "\n")
}

func (w *busyTables) add(table string, fields ...string) {
	w.text[table].WriteString(strings.Join(fields, " ") + "\n")
}

// day is a day so many days after the as-of day.
func (w *busyTables) day(after int) string { return w.asOf.AddDate(0, 0, after).Format(time.DateOnly) }

func (w *busyTables) pick(words ...string) string { return words[w.r.Intn(len(words))] }

func (w *busyTables) money(amount int) string { return fmt.Sprint(int64(amount) * w.scale) }

func (w *busyTables) customer(id string) {
	r := w.r
	w.add("files_customers", id, strings.ToUpper(id))
	w.add("files_customer_attributes", id, "plan", "2024-01-01", w.pick("Pro", "Basic"))
	if r.Intn(2) == 0 {
		w.add("files_customer_attributes", id, "plan", w.day(-r.Intn(60)), w.pick("Pro", "Basic", "Free"))
	}
	for n := range 1 + r.Intn(2) {
		w.contract(id, fmt.Sprintf("%s.%d", id, n))
	}
	for range r.Intn(60) {
		w.n++
		user := fmt.Sprintf("u%d@x.test", r.Intn(30))
		w.add("files_usage_events", fmt.Sprintf("v%d", w.n), id, user, w.pick("e1", "e2", "e3", "e4"), "'"+w.day(-r.Intn(150))+" 12:00:00'")
	}
	w.add("files_usage_events", id+".last", id, fmt.Sprintf("u%d@x.test", r.Intn(3)), "e1", "'"+w.day(-r.Intn(2))+" 12:00:00'")
	for _, step := range []string{"kickoff", "import", "training"} {
		done := w.day(-r.Intn(400))
		if r.Intn(3) == 0 {
			done = "-"
		}
		w.add("files_onboarding_steps", id, step, w.pick("true", "false", "-"), w.pick("true", "false", "-"), w.day(20-r.Intn(400)), done)
	}
	for range r.Intn(6) {
		w.n++
		w.add("files_opportunities", fmt.Sprintf("o%d", w.n), id, w.pick("expansion", "renewal", "new"), w.money(r.Intn(9000)),
			w.pick("0.25", "0.5", "-"), "talk", w.day(r.Intn(200)-100), w.pick("true", "false"), w.pick("true", "false"))
	}
}

// contract has some terms of a year, each at a price and with seats of its own.
func (w *busyTables) contract(customer, id string) {
	r := w.r
	start, currency := -800+r.Intn(700), w.pick("USD", "EUR")
	w.add("files_usage_events", id, customer, "first@x.test", "e3", "'"+w.day(start+r.Intn(60))+" 12:00:00'")
	for {
		end := start + 365
		last := end > 0 || r.Intn(4) == 0
		shownEnd := w.day(end)
		if last && (end > 0 || r.Intn(3) == 0) {
			shownEnd = "-"
		}
		w.add("files_subscription_periods", id, customer, w.day(start), shownEnd, w.money(100+50*r.Intn(9)), currency, "paid", w.day(end),
			fmt.Sprint(r.Intn(8)), "-")
		if r.Intn(2) == 0 {
			w.add("files_renewal_forecasts", w.day(end-r.Intn(80)-1), customer, w.day(end), w.money(1200), w.pick("green", "yellow", "red"), "0.7", "due")
		}
		if last {
			return
		}
		start = end
	}
}
