package transforms

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// usageMarts are the marts of usage, onboarding and renewals.
func usageMarts() []string {
	return []string{"marts.usage", "marts.usage_daily", "marts.usage_segments", "marts.onboarding", "marts.time_to_value", "marts.onboarding_completion",
		"marts.renewals", "marts.renewal_forecast", "marts.renewal_outcomes", "marts.expansion_pipeline"}
}

// TestUsageAndRenewalInvariants are the identities every night's marts must hold.
func TestUsageAndRenewalInvariants(t *testing.T) {
	t.Parallel()
	queries := map[string]string{
		"DAU <= WAU <= MAU": `SELECT day, segment FROM marts.usage_daily WHERE dau > wau OR wau > mau
			UNION ALL SELECT as_of, customer_id FROM marts.usage WHERE dau > wau OR wau > mau`,
		"a user-day needs a user, and a window has no more days than it has": `SELECT day FROM marts.usage_daily WHERE user_days < mau OR user_days > 28 * mau
			UNION ALL SELECT as_of FROM marts.usage WHERE user_days < mau OR user_days > 28 * mau OR active_days > 28`,
		"shares are shares": `SELECT customer_id FROM marts.usage WHERE NOT (coalesce(stickiness, 0) BETWEEN 0 AND 1 AND coalesce(adoption_breadth, 0) BETWEEN 0 AND 1
				AND coalesce(adoption_depth, 0) BETWEEN 0 AND 1 AND coalesce(login_frequency, 1) BETWEEN 1 AND 28) OR used_features > plan_features
			UNION ALL SELECT segment FROM marts.time_to_value WHERE NOT (coalesce(share_30, 0) BETWEEN 0 AND 1 AND coalesce(share_90, 0) BETWEEN 0 AND 1)
				OR reached > customers OR within_30 > reached OR within_90 > reached
			UNION ALL SELECT segment FROM marts.renewal_outcomes WHERE renewal_rate_value > 1 OR renewal_rate > 1 OR contraction_arr < 0`,
		"over 100 % is flagged": "SELECT customer_id FROM marts.usage WHERE is_over_seats <> coalesce(seat_utilisation > 1, FALSE)",
		"a rate that is null has a reason": `SELECT customer_id FROM marts.usage WHERE (seat_utilisation IS NULL) <> (seat_reason IS NOT NULL)
				OR (trend IS NULL) <> (trend_reason IS NOT NULL) OR (adoption_breadth IS NULL) <> (adoption_reason IS NOT NULL)
				OR (stickiness IS NULL) <> (stickiness_reason IS NOT NULL)
			UNION ALL SELECT segment FROM marts.time_to_value WHERE (share_30 IS NULL) <> (share_30_reason IS NOT NULL) OR (median_days IS NULL) <> (reason IS NOT NULL)
			UNION ALL SELECT segment FROM marts.renewal_outcomes WHERE (renewal_rate IS NULL) <> (reason IS NOT NULL)
			UNION ALL SELECT segment FROM marts.renewal_forecast WHERE (forecast_rate IS NULL) <> (reason IS NOT NULL)
			UNION ALL SELECT segment FROM marts.usage_segments WHERE (seat_utilisation IS NULL) <> (seat_reason IS NOT NULL)`,
		"due is the sum of its states": `SELECT segment FROM marts.renewal_forecast WHERE due <> undecided + renewed + notice OR due_arr <> undecided_arr + renewed_arr + notice_arr
			OR forecast < renewed_arr OR forecast > due_arr - notice_arr OR at_risk_arr > undecided_arr
			UNION ALL SELECT segment FROM marts.renewal_outcomes WHERE due <> renewed + lost + undecided OR due_arr <> decided_arr + undecided_arr
			OR decided_arr <> renewed_arr + lost_arr + contraction_arr`,
		"segments add up": `SELECT s.dimension FROM marts.renewal_forecast s JOIN marts.renewal_forecast a ON a.dimension = 'all' WHERE s.dimension <> 'all'
				GROUP BY s.dimension HAVING sum(s.due) <> max(a.due) OR sum(s.due_arr) <> max(a.due_arr) OR sum(s.forecast) <> max(a.forecast) OR sum(s.late) <> max(a.late)
			UNION ALL SELECT s.dimension FROM marts.renewal_outcomes s JOIN marts.renewal_outcomes a ON a.span = s.span AND a.period_start = s.period_start AND a.dimension = 'all'
				WHERE s.dimension <> 'all' GROUP BY s.span, s.period_start, s.dimension HAVING sum(s.due) <> max(a.due) OR sum(s.renewed_arr) <> max(a.renewed_arr)
			UNION ALL SELECT s.dimension FROM marts.expansion_pipeline s JOIN marts.expansion_pipeline a ON a.dimension = 'all' WHERE s.dimension <> 'all'
				GROUP BY s.dimension HAVING sum(s.weighted) <> max(a.weighted) OR sum(s.stale_amount) <> max(a.stale_amount)
			UNION ALL SELECT s.dimension FROM marts.usage_segments s JOIN marts.usage_segments a ON a.dimension = 'all' WHERE s.dimension <> 'all'
				GROUP BY s.dimension HAVING sum(s.customers) <> max(a.customers) OR sum(s.users) <> max(a.users) OR sum(s.seats) <> max(a.seats)
			UNION ALL SELECT s.dimension FROM marts.time_to_value s JOIN marts.time_to_value a ON a.span = s.span AND a.period_start = s.period_start AND a.dimension = 'all'
				WHERE s.dimension <> 'all' GROUP BY s.span, s.period_start, s.dimension HAVING sum(s.customers) <> max(a.customers) OR sum(s.within_90) <> max(a.within_90)`,
		"the months of a year are its renewals": `SELECT y.period_start FROM marts.renewal_outcomes y JOIN marts.renewal_outcomes m
			ON m.span = 'month' AND m.dimension = y.dimension AND m.segment = y.segment AND m.period_start >= y.period_start AND m.period_end <= y.period_end
			WHERE y.span = 'ttm' GROUP BY y.period_start, y.dimension, y.segment, y.due, y.renewed_arr HAVING sum(m.due) <> y.due OR sum(m.renewed_arr) <> y.renewed_arr`,
	}
	someSeeds(t, 3, func(source int64) bool {
		db := buildLanded(t, busyWorld(source, 1), usageMarts()...)
		ok := true
		for _, name := range slices.Sorted(maps.Keys(queries)) {
			if rows := show(t, db.conn, queries[name]); len(rows) > 0 {
				t.Errorf("world %d: %s: %d rows, first %s", source, name, len(rows), rows[0])
				ok = false
			}
		}
		return medianAgrees(t, source, db.conn) && ok
	})
}

// medianAgrees computes the Kaplan–Meier medians of all cohorts again.
func medianAgrees(t *testing.T, source int64, db querier) bool {
	cohorts := map[string][]journey{}
	for _, row := range show(t, db, `SELECT quarter_start(started_on), coalesce(ttv_days, -1), age_days FROM marts.onboarding
		WHERE value_state <> 'unknown' AND started_on IS NOT NULL`) {
		f := strings.Fields(row)
		reached, _ := strconv.Atoi(f[1])
		age, _ := strconv.Atoi(f[2])
		for _, cohort := range []string{"quarter " + f[0], "all"} {
			cohorts[cohort] = append(cohorts[cohort], journey{reached, age})
		}
	}
	var want []string
	for cohort, journeys := range cohorts {
		want = append(want, fmt.Sprintf("%s  %d  %s", cohort, len(journeys), kaplanMeierMedian(journeys)))
	}
	got := show(t, db, `SELECT CASE span WHEN 'all' THEN 'all' ELSE span || ' ' || CAST(period_start AS VARCHAR) END, customers, CAST(median_days AS BIGINT)
		FROM marts.time_to_value WHERE dimension = 'all' AND span <> 'trailing' AND customers > 0`)
	return same(t, source, got, want)
}

// journey is the days to first value, -1 when not reached, and the days watched.
type journey struct{ reached, age int }

// kaplanMeierMedian walks the days one by one, in exact fractions of floats.
func kaplanMeierMedian(journeys []journey) string {
	waiting := 1.0
	for day := range 1000 {
		atRisk, reached := 0, 0
		for _, j := range journeys {
			if j.reached >= day || j.reached < 0 && j.age >= day {
				atRisk++
			}
			if j.reached == day {
				reached++
			}
		}
		if reached > 0 {
			waiting *= 1 - float64(reached)/float64(atRisk)
		}
		if reached > 0 && waiting <= 0.5+1e-9 {
			return strconv.Itoa(day)
		}
	}
	return "-"
}

// usageContent is everything the marts hold, in their own order.
func usageContent(t *testing.T, w world) []string {
	db := buildLanded(t, w, usageMarts()...)
	var all []string
	for _, mart := range usageMarts() {
		all = append(all, show(t, db.conn, "SELECT * FROM "+mart)...)
	}
	return all
}

func TestOrderOfUsageRowsDoesNotMatter(t *testing.T) {
	t.Parallel()
	w := busyWorld(5, 1)
	plain := usageContent(t, w)
	w.shuffle = 7
	diff(t, usageContent(t, w), plain)
}

func TestScalingPricesLeavesRenewalRates(t *testing.T) {
	t.Parallel()
	const query = `SELECT span, CAST(period_start AS VARCHAR), dimension, segment, CAST(due AS VARCHAR), CAST(round(renewal_rate, 9) AS VARCHAR),
			CAST(round(renewal_rate_value, 9) AS VARCHAR), CAST(round(forecast_error, 6) AS VARCHAR), CAST(round(due_arr / %[1]d, 3) AS VARCHAR), CAST(round(expansion_arr / %[1]d, 3) AS VARCHAR)
		FROM marts.renewal_outcomes WHERE dimension <> 'size'
		UNION ALL SELECT span, '', dimension, segment, CAST(due AS VARCHAR), CAST(round(forecast_rate, 6) AS VARCHAR), '', '', CAST(round(due_arr / %[1]d, 3) AS VARCHAR),
			CAST(round(forecast / %[1]d, 2) AS VARCHAR) FROM marts.renewal_forecast WHERE dimension <> 'size' ORDER BY ALL`
	ratesAt := func(scale int64) []string {
		return show(t, buildLanded(t, busyWorld(6, scale), "marts.renewal_outcomes", "marts.renewal_forecast").conn, fmt.Sprintf(query, scale))
	}
	diff(t, ratesAt(7), ratesAt(1))
}
