package transforms

import (
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// troubled is a company whose customers leave for reasons: every one has a term that
// comes up on the same day, and some have had a trouble since long before.
type troubled struct {
	accounts []troubledAccount
	due      time.Time
}

type troubledAccount struct {
	id      string
	trouble string // usage, support, payment or none
	since   time.Time
	lost    bool
	seed    uint64
}

// newTroubled plants the drivers: with a trouble three of four leave, without one of
// twenty.
func newTroubled(t *testing.T, n int) troubled {
	t.Helper()
	w := troubled{due: day(t, "2026-04-01")}
	r := rand.New(rand.NewPCG(5, 6))
	for i := range n {
		a := troubledAccount{id: fmt.Sprintf("c%03d", i), trouble: "none", seed: r.Uint64(), since: w.due.AddDate(0, 0, -70-r.IntN(90))}
		if i%3 == 0 {
			a.trouble = []string{"usage", "support", "payment"}[i/3%3]
		}
		a.lost = r.Float64() < map[bool]float64{true: 0.05, false: 0.75}[a.trouble == "none"]
		w.accounts = append(w.accounts, a)
	}
	return w
}

// at is what there is to know of the company at the end of a day.
func (w troubled) at(t *testing.T, asOf time.Time) seed {
	t.Helper()
	const plain = time.DateOnly
	periods := "subscription_id customer_id start_date end_date mrr currency kind end_reason renewal_date seats\n"
	contracts := "subscription_id customer_id canceled_at cancel_at ended_at term_months\n"
	uses := "event_id customer_id user_id event day occurred_at\n"
	tickets := "ticket_id customer_id status created_at created_on solved_at solved_on\n"
	bills := "invoice_id customer_id issued_on due_on paid_on amount open_amount currency status\n"
	notes := "note_id customer_id written_on kind pulse\n"
	answers := "response_id kind relationship respondent_id customer_id score responded_at responded_on\n"
	n := 0
	id := func() int { n++; return n }
	for _, a := range w.accounts {
		r := rand.New(rand.NewPCG(a.seed, 0))
		end, canceled := "- -", "- -"
		switch over := !asOf.Before(w.due); {
		case over && a.lost:
			end = w.due.Format(plain) + " voluntary"
			canceled = fmt.Sprintf("'%s 12:00:00' '%s 00:00:00'", w.due.AddDate(0, 0, -15).Format(plain), w.due.Format(plain))
		case over:
			end = w.due.Format(plain) + " -"
			periods += fmt.Sprintf("%s.s %s %s - 100 USD paid - %s 5\n", a.id, a.id, w.due.Format(plain), w.due.AddDate(1, 0, 0).Format(plain))
		}
		periods += fmt.Sprintf("%s.s %s %s %s 100 USD paid %s 5\n", a.id, a.id, w.due.AddDate(-1, 0, 0).Format(plain), strings.Fields(end)[0],
			strings.Fields(end)[1]+" "+w.due.Format(plain))
		contracts += fmt.Sprintf("%s.s %s %s - 12\n", a.id, a.id, canceled)
		for back := range 230 {
			on := w.due.AddDate(0, 0, -back-1)
			likely := 0.35
			if a.trouble == "usage" && on.After(a.since) {
				likely *= max(0.15, 1-on.Sub(a.since).Hours()/24/50)
			}
			active := r.Float64() < likely
			if age := asOf.Sub(on); active && age >= 0 && age < 57*24*time.Hour {
				uses += fmt.Sprintf("e%d %s %s.u%d e %s '%s 17:00:00'\n", id(), a.id, a.id, back%3, on.Format(plain), on.Format(plain))
			}
		}
		for i := range 3 {
			opened := a.since.AddDate(0, 0, 9*i)
			if i == 0 && a.trouble != "support" {
				opened = w.due.AddDate(0, 0, -r.IntN(200))
			}
			solved := opened.AddDate(0, 0, 2)
			switch {
			case opened.After(asOf) || i > 0 && a.trouble != "support":
			case a.trouble == "support" || solved.After(asOf):
				tickets += fmt.Sprintf("t%d %s open '%s 12:00:00' %s - -\n", id(), a.id, opened.Format(plain), opened.Format(plain))
			default:
				tickets += fmt.Sprintf("t%d %s solved '%s 12:00:00' %s '%s 12:00:00' %s\n", id(), a.id, opened.Format(plain), opened.Format(plain), solved.Format(plain), solved.Format(plain))
			}
		}
		for m := range 12 {
			due := w.due.AddDate(-1, m, 14)
			paid := due.AddDate(0, 0, -2)
			if due.After(asOf) {
				break
			}
			if a.trouble == "payment" && due.After(a.since) || paid.After(asOf) {
				bills += fmt.Sprintf("i%d %s %s %s - 100 100 USD open\n", id(), a.id, due.AddDate(0, 0, -14).Format(plain), due.Format(plain))
				continue
			}
			bills += fmt.Sprintf("i%d %s %s %s %s 100 0 USD paid\n", id(), a.id, due.AddDate(0, 0, -14).Format(plain), due.Format(plain), paid.Format(plain))
		}
		if on := w.due.AddDate(0, 0, -100); !on.After(asOf) && r.IntN(2) == 0 {
			answers += fmt.Sprintf("r%d nps true %s.p %s %d '%s 12:00:00' %s\n", id(), a.id, a.id, 6+r.IntN(5), on.Format(plain), on.Format(plain))
		}
		for _, back := range []int{95, 50} { // opinions that know little
			if on := w.due.AddDate(0, 0, -back); r.IntN(3) == 0 && !on.After(asOf) {
				notes += fmt.Sprintf("n%d %s %s pulse %d\n", id(), a.id, on.Format(plain), 1+r.IntN(5))
			}
		}
	}
	var ids strings.Builder
	for _, a := range w.accounts {
		ids.WriteString(a.id + "\n")
	}
	last := asOf.Format(plain)
	return seed{asOf: last, settings: onlyPlan, tables: map[string]string{
		"core.months": monthsTable(t, "2025-04-01", last), "core.exchange_rates": usdRates(t, "2025-04-01", last),
		"core.customers": idsTable(ids.String()), "core.subscription_periods": periods, "core.subscriptions": contracts,
		"core.usage_events": uses, "core.tickets": tickets, "core.invoices": bills, "core.survey_responses": answers,
		"core.notes": notes,
	}}
}

// nights runs one night 30, one 60 and one 90 days before the terms come up, and
// returns what they recorded.
func (w troubled) nights(t *testing.T, change func(*Settings)) map[string]string {
	t.Helper()
	health := "as_of customer_id score band mrr hindsight pulse measures seen run_id\n"
	kpis := "as_of kpi run_id _load_id\n"
	for _, before := range []int{90, 60, 30} {
		night := w.due.AddDate(0, 0, -before)
		s := w.at(t, night)
		s.settings = change
		db := buildFrom(t, s, "marts.health_tonight")
		for _, line := range show(t, db, `SELECT as_of, customer_id, score, band, mrr, hindsight, pulse, '''' || measures || '''', '''' || seen || '''', 'r' || day(as_of)
			FROM marts.health_tonight ORDER BY 2`) {
			health += line + "\n"
		}
		kpis += fmt.Sprintf("%s mrr r%d l1\n", night.Format(time.DateOnly), night.Day())
	}
	return map[string]string{"raw.quarterdeck_health": health, "raw.quarterdeck_nights": kpis}
}

// judge builds the back-test after all terms came up, from nights recorded before.
func (w troubled) judge(t *testing.T, nights map[string]string, change func(*Settings)) *sql.Conn {
	t.Helper()
	s := w.at(t, w.due.AddDate(0, 0, 9))
	maps.Copy(s.tables, nights)
	s.settings = change
	return buildFrom(t, s, "marts.backtest", "marts.backtest_bands", "marts.backtest_calibration", "marts.lead_times", "marts.warning_lead", "marts.backtest_measures")
}

// aucs are the areas and intervals of a predictor by horizon.
func aucs(t *testing.T, db querier, predictor string) map[int]area {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT horizon, auc, low, high FROM marts.backtest
		WHERE predictor = ? AND kind = 'all' AND accounts = 'all' AND knowledge = 'as_known' AND auc IS NOT NULL`, predictor)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := map[int]area{}
	for rows.Next() {
		var horizon int
		var a area
		if err := rows.Scan(&horizon, &a.auc, &a.low, &a.high); err != nil {
			t.Fatal(err)
		}
		all[horizon] = a
	}
	return all
}

// What drives customers away is found again: better than by usage alone, because
// others leave for other reasons; the nearer the better; and nowhere else.
func TestPlantedDriversAreFound(t *testing.T) {
	t.Parallel()
	w := newTroubled(t, 180)
	nights := w.nights(t, onlyPlan)
	db := w.judge(t, nights, onlyPlan)
	score, usage := aucs(t, db, "score"), aucs(t, db, "usage")
	for horizon, least := range map[int]float64{30: 0.75, 60: 0.7, 90: 0.6} {
		if a := score[horizon]; a.auc < least || a.low <= 0.5 {
			t.Errorf("%d days before: got %+v, want at least %v and an interval above 0.5", horizon, a, least)
		}
		if score[horizon].auc <= usage[horizon].auc {
			t.Errorf("%d days before: the score's %.3f is no better than usage alone, %.3f", horizon, score[horizon].auc, usage[horizon].auc)
		}
	}
	t.Run("bands in order", func(t *testing.T) {
		diff(t, show(t, db, "SELECT DISTINCT is_ordered FROM marts.backtest_bands WHERE horizon = 30 AND kind = 'renewal' AND accounts = 'all' AND knowledge = 'as_known'"), lines("true"))
	})
	t.Run("every driver by itself", func(t *testing.T) {
		diff(t, show(t, db, `SELECT measure, auc > 0.5, looks_ahead FROM marts.backtest_measures
			WHERE horizon = 60 AND measure IN ('usage_trend', 'open_tickets_over_7_days', 'days_past_due') ORDER BY 1`), lines(`
			days_past_due            false false
			open_tickets_over_7_days false false
			usage_trend              true  false`))
	})
	t.Run("one quarter has no former rate", func(t *testing.T) {
		diff(t, show(t, db, "SELECT DISTINCT reason FROM marts.backtest WHERE predictor = 'last_quarter' AND kind = 'all' AND knowledge = 'as_known'"), lines("nothing_said"))
	})
	t.Run("every outcome is in one bin", func(t *testing.T) {
		diff(t, show(t, db, `SELECT horizon, sum(customers), sum(lost) FROM marts.backtest_calibration WHERE kind = 'all' AND accounts = 'all' GROUP BY 1 ORDER BY 1`),
			show(t, db, `SELECT horizon, events + others, events FROM marts.backtest WHERE predictor = 'score' AND kind = 'all' AND accounts = 'all' AND knowledge = 'as_known' ORDER BY 1`))
	})
	t.Run("what was entered after the fact is refused", func(t *testing.T) {
		exits := maps.Clone(nights) // a field of the CRM that only those who left have
		var planted strings.Builder
		for line := range strings.Lines(nights["raw.quarterdeck_health"]) {
			reason := 0
			for _, a := range w.accounts {
				if a.lost && strings.Contains(line, " "+a.id+" ") {
					reason = 3
				}
			}
			planted.WriteString(strings.Replace(line, "'{", fmt.Sprintf(`'{"attribute.exit_reason":%d,`, reason), 1))
		}
		exits["raw.quarterdeck_health"] = planted.String()
		with := w.judge(t, exits, func(s *Settings) {
			onlyPlan(s)
			s.Health = Health{Profiles: []HealthProfile{{Name: "all", Dimensions: []HealthDimension{{Name: "all", Group: "product", Weight: 1, Measures: []HealthMeasure{
				{Measure: "attribute.exit_reason", Weight: 1, Anchors: []Anchors{{Worst: 3, Best: 0}}}}}}}}}
		})
		diff(t, show(t, with, "SELECT horizon, auc, looks_ahead FROM marts.backtest_measures WHERE measure = 'attribute.exit_reason' ORDER BY 1"),
			lines("60 0.0 true"))
		diff(t, show(t, with, "SELECT DISTINCT auc, precision_red, reason FROM marts.backtest WHERE predictor = 'score' AND kind = 'all' AND knowledge = 'as_known'"), lines("- - looks_ahead"))
		byGate := w.judge(t, exits, func(s *Settings) {
			onlyPlan(s)
			one, above := DefaultHealthProfile(), 1.0
			one.Gates = []HealthGate{{Measure: "attribute.exit_reason", Above: &above, Cap: 20, Reason: "left"}}
			s.Health = Health{Profiles: []HealthProfile{one}}
		})
		diff(t, show(t, byGate, "SELECT DISTINCT predictor FROM marts.backtest WHERE reason = 'looks_ahead'"), lines("score"))
		// It stands in the record, but no score counts it.
		diff(t, show(t, w.judge(t, exits, onlyPlan), "SELECT count(*) FROM marts.backtest WHERE reason = 'looks_ahead'"), lines("0"))
	})
	t.Run("with shuffled outcomes nothing is found", func(t *testing.T) {
		held, all := 0, shuffles(t, db, 100)
		noise := backtestOf(t, all...)
		for i := range all {
			if a, _ := areaOf(t, noise, i+1); a.low <= 0.5 && a.high >= 0.5 {
				held++
			}
		}
		if held < 90 {
			t.Errorf("%d of %d intervals hold 0.5", held, len(all))
		}
	})
}

// shuffles are the scores 30 days before, each time with the outcomes dealt anew.
func shuffles(t *testing.T, db querier, n int) (all [][]witness) {
	t.Helper()
	var real []witness
	for _, line := range show(t, db, `SELECT customer_id, outcome, value FROM metrics.backtest_values
		WHERE horizon = 30 AND predictor = 'score' AND kind = 'all' AND accounts = 'all' ORDER BY 1`) {
		f := strings.Fields(line)
		value, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		real = append(real, witness{f[0], f[1] == "lost", value})
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range n {
		dealt := slices.Clone(real)
		for i, from := range r.Perm(len(real)) {
			dealt[i].lost = real[from].lost
		}
		all = append(all, dealt)
	}
	return all
}
