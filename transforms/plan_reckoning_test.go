package transforms

import (
	"fmt"
	"math"
	"math/rand"
	"strconv"
	"strings"
	"testing"
	"time"
)

// reckonedPlan is a plan as a file gives it, and its MRR reckoned day by day
// without any SQL.
type reckonedPlan struct {
	start, ended, cancelAt, canceled, trialEnd, pausedFrom, pausedTo, pastDue, discountEnd, changedOn time.Time
	unit, quantity                                                                                    int64
	interval                                                                                          string
	count                                                                                             int64
	percent, tax                                                                                      float64
	off, changedUnit                                                                                  int64
	duration                                                                                          string
}

func randomPlanOf(r *rand.Rand) reckonedPlan {
	day := func(chance int) time.Time {
		if r.Intn(100) >= chance {
			return time.Time{}
		}
		return time.Date(2025, time.Month(1+r.Intn(14)), 1+r.Intn(28), 0, 0, 0, 0, time.UTC)
	}
	p := reckonedPlan{
		start: day(100), cancelAt: day(10), canceled: day(30), trialEnd: day(20), pausedFrom: day(30), pausedTo: day(50), pastDue: day(20),
		discountEnd: day(50), changedOn: day(40), unit: int64(1 + r.Intn(900)), quantity: int64(1 + r.Intn(5)),
		interval: []string{"day", "week", "month", "quarter", "half_year", "year"}[r.Intn(6)], count: int64(1 + r.Intn(2)),
		percent: float64(10 * r.Intn(11)), duration: []string{"", "once", "limited", "forever"}[r.Intn(4)], tax: float64(r.Intn(2) * 19),
		off: int64(r.Intn(3) * 5), changedUnit: int64(1 + r.Intn(900)),
	}
	if r.Intn(4) == 0 && p.canceled.IsZero() {
		p.ended = day(100)
	}
	return p
}

// months is the length of the plan's interval.
func (p reckonedPlan) months(m Metrics) float64 {
	unit := map[string]float64{"month": 1, "quarter": 3, "half_year": 6, "year": 12}[p.interval]
	switch p.interval {
	case "day":
		unit = fraction(m.DayMonths)
	case "week":
		unit = fraction(m.WeekMonths)
	}
	return unit * float64(p.count)
}

func fraction(text string) float64 {
	above, below, _ := strings.Cut(text, "/")
	a, _ := strconv.ParseFloat(above, 64)
	b, _ := strconv.ParseFloat(below, 64)
	return a / b
}

// next is the end of an interval that begins on a day.
func (p reckonedPlan) next(day time.Time, n int64) time.Time {
	steps := int(p.count * n)
	switch p.interval {
	case "day":
		return day.AddDate(0, 0, steps)
	case "week":
		return day.AddDate(0, 0, 7*steps)
	default:
		return day.AddDate(0, map[string]int{"month": 1, "quarter": 3, "half_year": 6, "year": 12}[p.interval]*steps, 0)
	}
}

// end is the first day without MRR, zero when none is known.
func (p reckonedPlan) end(asOf time.Time, m Metrics) time.Time {
	end := p.ended
	if end.IsZero() {
		end = p.cancelAt
	}
	announced := !p.canceled.IsZero() && !p.canceled.After(asOf)
	if end.IsZero() && announced {
		for n := int64(0); !end.After(p.canceled); n++ {
			end = p.next(p.start, n)
			if p.start.After(p.canceled) {
				end = p.next(p.start, 0)
				break
			}
		}
	}
	if announced && m.CancelRecognition == "immediate" && (end.IsZero() || p.canceled.Before(end)) {
		end = p.canceled
	}
	return end
}

// mrr is the plan's on a day, as known at the as-of day.
func (p reckonedPlan) mrr(day, asOf time.Time, m Metrics) float64 {
	from := func(t time.Time) bool { return !t.IsZero() && !day.Before(t) }
	grace := p.pastDue.AddDate(0, 0, m.PastDueGraceDays)
	switch {
	case day.Before(p.start), from(p.end(asOf, m)):
		return 0
	case !p.trialEnd.IsZero() && day.Before(p.trialEnd):
		return 0
	case m.Pause == "zero_mrr" && from(p.pausedFrom) && !from(p.pausedTo):
		return 0
	case !p.pastDue.IsZero() && !p.pastDue.After(asOf) && !day.Before(grace):
		return 0
	}
	unit := p.unit
	if from(p.changedOn) || (!p.changedOn.IsZero() && p.changedOn.Before(p.start)) {
		unit = p.changedUnit
	}
	amount := float64(unit * p.quantity)
	if p.discounted(day, m) {
		amount = math.Max(0, amount*(1-p.percent/100)-float64(p.off))
	}
	return amount / (1 + p.tax/100) / p.months(m)
}

func (p reckonedPlan) discounted(day time.Time, m Metrics) bool {
	duration := p.duration
	if duration == "" {
		duration = "limited"
		if p.discountEnd.IsZero() {
			duration = "forever"
		}
	}
	counted := map[string]bool{"all": true, "recurring_in_force": duration != "once", "forever_only": duration == "forever"}[m.Discounts]
	end := p.discountEnd
	if duration == "once" && end.IsZero() {
		end = p.next(p.start, 1)
		// The discount lasts for the first interval of the terms it came with.
	}
	return counted && (end.IsZero() || day.Before(end))
}

// row is the plan as a line of the file.
func (p reckonedPlan) row(id string) string {
	on := func(t time.Time) string {
		if t.IsZero() {
			return "-"
		}
		return t.Format(time.DateOnly)
	}
	duration := p.duration
	if duration == "" {
		duration = "-"
	}
	return fmt.Sprintf("%s A %d %d %s %d %v %d %s %s %s %s %s %s %s %s %s %s %v", id, p.unit, p.quantity, p.interval, p.count, p.percent, p.off, duration,
		on(p.discountEnd), on(p.start), on(p.trialEnd), on(p.ended), on(p.cancelAt), on(p.canceled), on(p.pausedFrom), on(p.pausedTo), on(p.pastDue), p.tax)
}

// TestPlansAgreeWithADayByDayReckoning: every rule of a plan's MRR, alone and
// together, under settings drawn at random.
func TestPlansAgreeWithADayByDayReckoning(t *testing.T) {
	t.Parallel()
	const header = "subscription_id customer_id unit_amount quantity billing_interval billing_interval_count discount_percent discount_amount discount_duration " +
		"discount_end started_at trial_end ended_at cancel_at canceled_at paused_from paused_to past_due_since included_tax_percent\n"
	asOf := time.Date(2026, 2, 15, 0, 0, 0, 0, time.UTC)
	someSeeds(t, 4, func(source int64) bool {
		r := rand.New(rand.NewSource(source))
		m := DefaultMetrics()
		m.Discounts = []string{"recurring_in_force", "forever_only", "all", "none"}[r.Intn(4)]
		m.Pause = []string{"zero_mrr", "keep_mrr"}[r.Intn(2)]
		m.CancelRecognition = []string{"period_end", "immediate"}[r.Intn(2)]
		m.PastDueGraceDays = []int{0, 30, 90}[r.Intn(3)]
		m.WeekMonths, m.DayMonths = []string{"12/52", "1/4", "7/30.4375"}[r.Intn(3)], []string{"12/365", "1/30"}[r.Intn(2)]
		plans, changes := map[string]reckonedPlan{}, "subscription_id valid_from unit_amount"
		text := header
		for i := range 60 {
			id, p := fmt.Sprintf("s%02d", i), randomPlanOf(r)
			plans[id] = p
			text += p.row(id) + "\n"
			if !p.changedOn.IsZero() {
				changes += fmt.Sprintf("\n%s %s %d", id, p.changedOn.Format(time.DateOnly), p.changedUnit)
			}
		}
		w := world{asOf: asOf.Format(time.DateOnly), settings: func(s *Settings) { s.Metrics = m },
			landed: map[string]string{"files_subscriptions": text, "files_subscription_changes": changes}}
		db := buildLanded(t, w, "core.subscription_periods")
		rows := show(t, db.conn, `SELECT p.subscription_id, CAST(d.day AS DATE), p.mrr FROM core.subscription_periods p
			JOIN UNNEST(generate_series(DATE '2025-01-01', DATE '2026-02-15', INTERVAL 3 DAY)) AS d(day) ON p.start_date <= d.day AND (p.end_date IS NULL OR p.end_date > d.day)`)
		got := map[string]float64{}
		for _, row := range rows {
			f := strings.Fields(row)
			got[f[0]+" "+f[1]], _ = strconv.ParseFloat(f[2], 64)
		}
		wrong := 0
		for id, p := range plans {
			for day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC); !day.After(asOf); day = day.AddDate(0, 0, 3) {
				key := id + " " + day.Format(time.DateOnly)
				if want := p.mrr(day, asOf, m); math.Abs(got[key]-want) > 1e-6 {
					if wrong++; wrong < 4 {
						t.Errorf("portfolio %d: %s: MRR %f, want %f (%+v)", source, key, got[key], want, p)
					}
				}
			}
		}
		return wrong == 0
	})
}
