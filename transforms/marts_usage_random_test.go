package transforms

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"
)

// usageWorld is a few months of events of people who may belong to several
// customers, whose customers change plan.
type usageWorld struct {
	portfolio *randomPortfolio
	active    map[[2]string]map[int]bool // customer, user -> day numbers since first
	days      int
}

func newUsageWorld(source int64) *usageWorld {
	r := rand.New(rand.NewSource(source))
	w := &usageWorld{portfolio: newRandomPortfolio(source), active: map[[2]string]map[int]bool{}, days: 120}
	for user := range 30 {
		for range 1 + r.Intn(2) {
			key := [2]string{fmt.Sprintf("c%02d", r.Intn(25)), fmt.Sprintf("u%d", user)}
			w.active[key] = map[int]bool{}
			for d := 0; d < w.days; d += 1 + r.Intn(40) {
				w.active[key][d] = true
			}
		}
	}
	return w
}

func (w *usageWorld) day(n int) time.Time { return w.portfolio.asOf.AddDate(0, 0, n-w.days+1) }

func (w *usageWorld) events() string {
	var b strings.Builder
	for key, days := range w.active {
		fmt.Fprintf(&b, "%s %s e", key[0], key[1])
		for d := range days {
			b.WriteString(" " + w.day(d).Format(time.DateOnly))
		}
		b.WriteString("\n")
	}
	return events(b.String())
}

// users counts the distinct users of a plan in the window that ends on a day.
func (w *usageWorld) users(plan string, day, window int) int {
	seen := map[string]bool{}
	for key, days := range w.active {
		if plan != "all" && w.portfolio.planOn(key[0], w.day(day)) != plan {
			continue
		}
		for d := day; d > day-window && d >= 0; d-- {
			if days[d] {
				seen[key[1]] = true
			}
		}
	}
	return len(seen)
}

// userDays counts the days of a plan's users in the 28 days that end on a day.
func (w *usageWorld) userDays(plan string, day int) int {
	seen := map[string]bool{}
	for key, days := range w.active {
		if plan != "all" && w.portfolio.planOn(key[0], w.day(day)) != plan {
			continue
		}
		for d := day; d > day-28 && d >= 0; d-- {
			if days[d] {
				seen[fmt.Sprint(key[1], d)] = true
			}
		}
	}
	return len(seen)
}

// TestRollingUsersAgreeWithCountingThem compares every day's distinct users per
// plan and in total with counting them one by one.
func TestRollingUsersAgreeWithCountingThem(t *testing.T) {
	t.Parallel()
	someSeeds(t, 3, func(source int64) bool {
		w := newUsageWorld(source)
		s := w.portfolio.seed(t, 1, inOrder)
		s.tables["core.usage_events"] = w.events()
		db := buildFrom(t, s, "marts.usage_daily")
		got := show(t, db, "SELECT day, segment, dau, wau, mau, user_days FROM marts.usage_daily WHERE dimension <> 'size'")
		var want []string
		first := 0
		for w.users("all", first, 1) == 0 {
			first++
		}
		for d := first; d < w.days; d++ {
			for _, plan := range []string{"all", "plan0", "plan1", "plan2"} {
				want = append(want, fmt.Sprintf("%s  %s  %d  %d  %d  %d", w.day(d).Format(time.DateOnly), plan,
					w.users(plan, d, 1), w.users(plan, d, 7), w.users(plan, d, 28), w.userDays(plan, d)))
			}
		}
		return same(t, source, got, want)
	})
}
