package cases

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"quarterdeck/transforms/texttable"
)

// customersPaying is a customers table and one open subscription for each, from
// lines "customer case start seats product".
func customersPaying(text string) map[string]string {
	customers, periods := "customer_id case\n", "subscription_id customer_id start_date end_date mrr seats product\n"
	for _, f := range texttable.Rows(text) {
		customers += f[0] + " " + f[1] + "\n"
		periods += fmt.Sprintf("%s.s %s %s - 100 %s %s\n", f[0], f[0], f[2], strings.Replace(f[3], texttable.Null, "-", 1), f[4])
	}
	return map[string]string{"customers": customers, "subscription_periods": periods}
}

// planFeatures has f1 to f8 in the plan Pro and f9 to f12 in Enterprise.
func planFeatures() string {
	text := "feature event plan\n"
	for i := range 12 {
		text += fmt.Sprintf("f%d use_f%d %s\n", i+1, i+1, map[bool]string{true: "Pro", false: "Enterprise"}[i < 8])
	}
	return text + "old use_old Legacy\n"
}

func TestUsage(t *testing.T) {
	files := customersPaying(`
		a2  USE-02  2026-01-01  10  Basic
		a3  USE-03  2026-01-01  10  Pro
		a4  USE-04  2026-01-01  10  Basic
		a5  USE-05  2026-01-01  0   Basic
		n5  USE-05  2026-01-01  -   Basic
		a6  USE-06  2026-01-01  10  Pro
		b6  USE-06  2026-01-01  10  Pro
		fr  freq    2026-01-01  10  Basic
		tr  trend   2026-01-01  10  Basic
		yo  young   2026-11-07  10  Basic
		wa  warm    2026-12-05  10  Basic`)
	files["features"] = planFeatures()
	var crowd strings.Builder
	for i := range 12 {
		fmt.Fprintf(&crowd, "a4 crowd%d open 2026-12-20\n", i)
	}
	files["usage_events"] = usageEvents(`
		a2  in   open  2026-12-25
		a2  out  open  2026-12-24
		a2  mau  open  2026-12-04
		a2  old  open  2026-12-03
		a3  u1   use_f1 2026-12-30
		a3  u1   use_f2 2026-12-30
		a3  u1   use_f3 2026-12-30
		a3  u2   use_f3 2026-12-30
		a3  u2   use_f4 2026-12-02
		a3  u2   use_f5 2026-12-30
		a3  u2   use_f6 2026-12-30
		a3  u2   use_f7 2026-12-01
		a3  u2   use_old 2026-12-30
		a5  u1   open  2026-12-30
		fr  u1   open  2026-12-28 2026-12-29 2026-12-30
		fr  u2   open  2026-12-30
		fr  u3   open  2026-12-29 2026-12-30
		fr  u4   open  2026-12-28 2026-12-30
		tr  u1   open  2026-12-28 2026-12-29 2026-12-30 2026-12-01 2026-11-30
		yo  u1   open  2026-12-28 2026-11-30
		wa  u1   open  2026-12-28
		a2  old  open  2026-10-01
		` + crowd.String())
	b := build(t, world{files: files}, "marts.customer_features", "marts.health_inputs", "marts.usage", "marts.usage_segments")
	get := func(t *testing.T, customer, columns string) []string {
		t.Helper()
		return b.show(t, "SELECT "+columns+" FROM marts.usage WHERE customer_id = '"+customer+"'")
	}
	t.Run("USE-02 a user of D-6 is in WAU, of D-7 is not", func(t *testing.T) {
		diff(t, get(t, "a2", "dau, wau, mau"), lines("0 1 3"))
	})
	t.Run("USE-03 only features of the plan count", func(t *testing.T) {
		// f4 was used 29 days ago, f7 30 days ago.
		diff(t, get(t, "a3", "plan_features, used_features, adoption_breadth"), lines("8 6 0.75"))
	})
	t.Run("USE-04 more users than seats", func(t *testing.T) {
		diff(t, get(t, "a4", "mau, seats, seat_utilisation, is_over_seats"), lines("12 10 1.2 true"))
		// It scores as 100 %: the best a customer can have.
		diff(t, b.show(t, "SELECT score FROM marts.health_inputs WHERE customer_id = 'a4' AND measure = 'seat_utilisation'"), lines("100.0"))
	})
	t.Run("USE-05 no seats", func(t *testing.T) {
		diff(t, get(t, "a5", "mau, seats, seat_utilisation, is_over_seats, seat_reason"), lines("1 0 - false no_seats"))
		diff(t, get(t, "n5", "mau, seats, seat_utilisation, seat_reason"), lines("0 - - no_seats"))
	})
	t.Run("USE-06 no events, others have some", func(t *testing.T) {
		diff(t, get(t, "a6", "mau, seat_utilisation, adoption_breadth, stickiness, stickiness_reason"), lines("0 0.0 0.0 - no_active_users"))
		diff(t, b.show(t, "SELECT customers, users, seat_utilisation, seat_reason FROM marts.usage_segments WHERE segment = 'USE-06'"), lines("2 0 0.0 -"))
	})
	t.Run("login frequency", func(t *testing.T) {
		// 3, 1, 2 and 2 active days in 28.
		diff(t, get(t, "fr", "login_frequency, login_frequency_median, active_days"), lines("2.0 2.0 3"))
	})
	t.Run("depth", func(t *testing.T) {
		diff(t, b.show(t, "SELECT feature, depth FROM marts.customer_features WHERE customer_id = 'a3' AND feature IN ('f1', 'f3', 'f8', 'old') ORDER BY 1"),
			lines("f1 0.5\nf3 1.0\nf8 0.0\nold 0.5"))
	})
	t.Run("trend and its nulls", func(t *testing.T) {
		diff(t, get(t, "tr", "trend, trend_reason"), lines("0.5 -"))
		diff(t, get(t, "a6", "trend, trend_reason"), lines("- no_use_before"))
		diff(t, get(t, "yo", "trend, trend_reason, is_warming_up"), lines("- too_young false"))
		diff(t, get(t, "wa", "trend, trend_reason, is_warming_up"), lines("- too_young true"))
	})
}

func TestUsageWithoutTracker(t *testing.T) {
	files := customersPaying("a USE-06 2026-01-01 10 Pro")
	files["features"] = planFeatures()
	b := build(t, world{files: files}, "marts.usage", "marts.usage_segments")
	t.Run("USE-06 no tracker", func(t *testing.T) {
		diff(t, b.show(t, "SELECT dau, mau, seat_utilisation, adoption_breadth, trend, reason, seat_reason FROM marts.usage"),
			lines("- - - - - no_tracker no_tracker"))
		diff(t, b.show(t, "SELECT seat_utilisation, seat_reason FROM marts.usage_segments WHERE segment = 'USE-06'"), lines("- no_tracker"))
	})
}

// TestStickiness: twenty silent and busy days, as a company sees them from afar.
func TestStickiness(t *testing.T) {
	files := customersPaying("a USE-01 2026-01-01 50 Basic")
	var text strings.Builder
	last := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	for back := range 30 {
		users := 10 // on the first ten days; five on the next ten, none on the last
		if back >= 10 {
			users = 5
		}
		for u := range users {
			if back < 20 {
				fmt.Fprintf(&text, "a u%d open %s\n", u+10*(back%2), last.AddDate(0, 0, -back).Format(time.DateOnly))
			}
		}
	}
	files["usage_events"] = usageEvents(text.String())
	b := build(t, world{metrics: "mau_days: 30\ntracked_since: 2026-01-01", files: files}, "marts.usage", "marts.usage_daily")
	t.Run("USE-01 silent days count", func(t *testing.T) {
		diff(t, b.show(t, "SELECT user_days, mau, stickiness FROM marts.usage"), lines("150 20 0.25"))
		diff(t, b.show(t, "SELECT mau, stickiness, is_warming_up FROM marts.usage_daily WHERE day = DATE '2026-12-31' AND segment = 'USE-01'"), lines("20 0.25 false"))
	})
}

func TestUsageDays(t *testing.T) {
	files := customersPaying("a USE-08 2026-01-01 10 Basic")
	files["usage_events"] = usageEvents("a u1 open 2026-12-29T22:30:00Z 2026-12-29T23:30:00Z")
	w := world{zone: "Europe/Berlin", files: files}
	berlin := build(t, w, "marts.usage_daily")
	t.Run("USE-08 the reporting zone decides the day", func(t *testing.T) {
		const query = "SELECT day, dau FROM marts.usage_daily WHERE dimension = 'all' AND dau > 0"
		diff(t, berlin.show(t, query), lines("2026-12-29 1\n2026-12-30 1"))
		w.zone = ""
		diff(t, build(t, w, "marts.usage_daily").show(t, query), lines("2026-12-29 1"))
	})
}

// TestActiveEvents: what counts as use is a setting.
func TestActiveEvents(t *testing.T) {
	files := customersPaying("a active 2026-01-01 10 Basic\nb active 2026-01-01 10 Basic")
	files["usage_events"] = usageEvents(`
		a  u1                edit_page    2026-12-30
		a  u2                edit_draft   2026-12-30
		a  u3                page_viewed  2026-12-30
		a  u4                editXpage    2026-12-30
		b  sam@vendor.test   edit_page    2026-12-30
		b  u5                page_viewed  2026-12-30`)
	for _, c := range []struct{ name, metrics, want string }{
		{"only some", "active_events: [\"edit_*\"]\npassive_events: [edit_draft]", "a 1\nb 1"},
		{"not our own people", `ignored_users: ["*@vendor.test"]`, "a 4\nb 1"},
		{"none that happened", "active_events: [nothing]", "a 0\nb 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := build(t, world{metrics: c.metrics, files: files}, "marts.usage")
			diff(t, b.show(t, "SELECT customer_id, mau FROM marts.usage ORDER BY 1"), lines(c.want))
		})
	}
}
