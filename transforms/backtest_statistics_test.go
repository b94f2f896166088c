package transforms

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// witness is one outcome and what a predictor said of it.
type witness struct {
	customer string
	lost     bool
	value    float64
}

// backtestOf builds the back-test of given witnesses, each group of them the score of
// a horizon: the first of 1, the next of 2.
func backtestOf(t *testing.T, groups ...[]witness) *sql.Conn {
	t.Helper()
	db := buildFrom(t, seed{settings: func(s *Settings) { s.Metrics.BacktestMinEvents = 1 }}, "marts.backtest")
	var rows []string
	for i, group := range groups {
		for n, w := range group {
			rows = append(rows, fmt.Sprintf("(%d, 'all', 'all', 'as_known', 'score', %s, 'renewal', DATE '2025-01-01' + %d, %s, CAST(%v AS DOUBLE))",
				i+1, literal(w.customer), n, literal(map[bool]string{true: "lost", false: "kept"}[w.lost]), w.value))
		}
	}
	replace(t, db, "metrics.backtest_values",
		"SELECT * FROM (VALUES "+strings.Join(rows, ", ")+") v(horizon, kind, accounts, knowledge, predictor, customer_id, label_kind, due_on, outcome, value)",
		"metrics.backtest_placements", "metrics.backtest_areas", "metrics.backtest_limits")
	// The groups know of all of them.
	replace(t, db, "metrics.backtest_groups", `SELECT horizon, kind, accounts, knowledge, sum_int(CASE WHEN outcome = 'lost' THEN 1 ELSE 0 END) AS lost,
		sum_int(CASE WHEN outcome = 'kept' THEN 1 ELSE 0 END) AS kept, 0 AS unscored, 0 AS red, 0 AS red_lost, 0 AS already_known
		FROM metrics.backtest_values GROUP BY ALL`, "marts.backtest")
	return db
}

// replace puts other rows into a table and makes the models anew that are named.
func replace(t *testing.T, db *sql.Conn, table, query string, models ...string) {
	t.Helper()
	cat, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	statements := []string{"CREATE OR REPLACE TABLE " + table + " AS " + query}
	for _, name := range models {
		statement, _ := cat.models[name].createSQL()
		statements = append(statements, "DROP TABLE "+name, statement)
	}
	for _, s := range statements {
		if _, err := db.ExecContext(context.WithoutCancel(t.Context()), s); err != nil {
			t.Fatalf("%v in %.300s", err, s)
		}
	}
}

// area is what marts.backtest says of a horizon.
type area struct{ auc, low, high, se float64 }

func areaOf(t *testing.T, db *sql.Conn, horizon int) (a area, method string) {
	t.Helper()
	err := db.QueryRowContext(t.Context(), `SELECT auc, low, high, coalesce(standard_error, -1), interval_method FROM marts.backtest
		WHERE horizon = ? AND kind = 'all' AND accounts = 'all' AND knowledge = 'as_known' AND predictor = 'score'`, horizon).Scan(&a.auc, &a.low, &a.high, &a.se, &method)
	if err != nil {
		t.Fatal(err)
	}
	return a, method
}

// brute computes the area and its variance pair by pair, by the definitions.
func brute(all []witness) (auc, variance float64) {
	above := func(kept, lost witness) float64 {
		switch {
		case kept.value > lost.value:
			return 1
		case kept.value < lost.value:
			return 0
		}
		return 0.5
	}
	var lost, kept []witness
	for _, w := range all {
		if w.lost {
			lost = append(lost, w)
		} else {
			kept = append(kept, w)
		}
	}
	m, n := float64(len(lost)), float64(len(kept))
	for _, l := range lost {
		for _, k := range kept {
			auc += above(k, l) / (m * n)
		}
	}
	x, y, who := map[string]float64{}, map[string]float64{}, map[string]bool{}
	for _, l := range lost {
		v := 0.0
		for _, k := range kept {
			v += above(k, l) / n
		}
		x[l.customer], who[l.customer] = x[l.customer]+v-auc, true
	}
	for _, k := range kept {
		v := 0.0
		for _, l := range lost {
			v += above(k, l) / m
		}
		y[k.customer], who[k.customer] = y[k.customer]+v-auc, true
	}
	var s10, s01, s11 float64
	for c := range who {
		s10, s01, s11 = s10+x[c]*x[c], s01+y[c]*y[c], s11+x[c]*y[c]
	}
	i10, i01, i := float64(len(x)), float64(len(y)), float64(len(who))
	s10, s01, s11 = s10*i10/((i10-1)*m), s01*i01/((i01-1)*n), s11*i/(i-1)
	return auc, s10/m + s01/n + 2*s11/(m*n)
}

// The radiologist's ratings of 109 tomograms of Hanley and McNeil (1982), with the
// standard error and the interval Stata's manual gives for them (roctab, DeLong).
func TestAreaOfHanleyAndMcNeil(t *testing.T) {
	t.Parallel()
	var all []witness
	for rating, counts := range [][2]int{{33, 3}, {6, 2}, {6, 2}, {11, 11}, {2, 33}} {
		for abnormal, n := range counts {
			for range n {
				all = append(all, witness{fmt.Sprint("c", len(all)), abnormal == 1, -float64(rating)})
			}
		}
	}
	a, method := areaOf(t, backtestOf(t, all), 1)
	if got, want := fmt.Sprintf("%.4f %.4f %s", a.auc, a.se, method), "0.8932 0.0307 delong"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := fmt.Sprintf("%.5f %.5f", a.auc-1.96*a.se, a.auc+1.96*a.se), "0.83295 0.95339"; got != want {
		t.Errorf("plain interval %s, want %s", got, want)
	}
	// Ours is taken on the logit scale: it stays inside 0 and 1.
	logit, reach := math.Log(a.auc/(1-a.auc)), 1.96*a.se/(a.auc*(1-a.auc))
	near(t, "low", a.low, 1/(1+math.Exp(reach-logit)), 1e-6)
	near(t, "high", a.high, 1/(1+math.Exp(-reach-logit)), 1e-6)
}

func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if math.Abs(got-want) > by || math.IsNaN(got) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// Random scores with ties and customers that come several times, pair by pair.
func TestAreaIsThatOfAllPairs(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(13, 7))
	groups := make([][]witness, 60)
	for g := range groups {
		customers, levels := 4+r.IntN(60), 2+r.IntN(30)
		for len(groups[g]) < 20+r.IntN(80) {
			w := witness{fmt.Sprint("c", r.IntN(customers)), r.IntN(3) == 0, float64(r.IntN(levels)) / 3}
			if w.lost {
				w.value -= float64(r.IntN(5)) / 3
			}
			groups[g] = append(groups[g], w)
		}
		groups[g][0].lost, groups[g][1].lost = true, false
		groups[g][2].lost, groups[g][3].lost = true, false
	}
	db := backtestOf(t, groups...)
	by := map[string]int{}
	for g, all := range groups {
		a, method := areaOf(t, db, g+1)
		auc, variance := brute(all)
		near(t, "auc", a.auc, auc, 1e-8)
		if by[method]++; method == "delong" {
			near(t, "standard error", a.se, math.Sqrt(variance), 1e-8)
		}
	}
	if by["delong"] < 50 {
		t.Errorf("too few of them have a spread: %v", by)
	}
}

// Where all the lost stood below all the kept DeLong's interval would have no width.
func TestAreaWithoutSpread(t *testing.T) {
	t.Parallel()
	apart := func(lost, kept int, gap float64) (all []witness) {
		for n := range lost + kept {
			w := witness{customer: fmt.Sprint("c", n), lost: n < lost, value: float64(n)}
			if w.lost {
				w.value -= gap
			}
			all = append(all, w)
		}
		return all
	}
	db := backtestOf(t, apart(10, 40, 100), apart(10, 40, -100), apart(3, 3, 100))
	for i, c := range []struct {
		lost, kept, auc float64
	}{{10, 40, 1}, {10, 40, 0}, {3, 3, 1}} {
		a, method := areaOf(t, db, i+1)
		// The bound where the distance is 1.96 standard errors, by halving.
		inside := func(x float64) bool {
			n := (c.lost+c.kept)/2 - 1
			v := x * (1 - x) / (c.lost * c.kept) * (1 + n*(1-x)/(2-x) + n*x/(1+x))
			return math.Abs(c.auc-x) <= 1.96*math.Sqrt(v)
		}
		in, out := c.auc, 1-c.auc
		for range 50 {
			if middle := (in + out) / 2; inside(middle) {
				in = middle
			} else {
				out = middle
			}
		}
		low, high := min(in, c.auc), max(in, c.auc)
		if a.auc != c.auc || method != "newcombe" || math.Abs(a.low-low) > 0.001 || math.Abs(a.high-high) > 0.001 {
			t.Errorf("%v lost, %v kept: got %+v by %s, want %v to %v", c.lost, c.kept, a, method, low, high)
		}
	}
}

// Of a hundred worlds in which the score says nothing about ninety-five intervals
// must hold one half, and as many the true area where it says something: accounts that
// come several times, each with a temper of its own, must not narrow them.
func TestIntervalHoldsTheTruth(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	draw := func(shift float64) (all []witness) {
		for c := range 70 {
			temper := r.NormFloat64()
			for range 1 + r.IntN(4) {
				lost := r.IntN(4) == 0
				value := (temper + r.NormFloat64()) / math.Sqrt2
				if lost {
					value -= shift
				}
				all = append(all, witness{fmt.Sprint("c", c), lost, value})
			}
		}
		return all
	}
	const worlds, shift = 120, 1.0
	truth := 0.5 * math.Erfc(-shift/2) // of two normals a unit apart
	var groups [][]witness
	for range worlds {
		groups = append(groups, draw(0), draw(shift))
	}
	db := backtestOf(t, groups...)
	held, flat := 0, 0
	for i := range worlds {
		if a, _ := areaOf(t, db, 2*i+1); a.low <= 0.5 && a.high >= 0.5 {
			flat++
		}
		if a, _ := areaOf(t, db, 2*i+2); a.low <= truth && a.high >= truth {
			held++
		}
	}
	for what, n := range map[string]int{"one half of noise": flat, "the true area": held} {
		if share := float64(n) / worlds; share < 0.90 || share > 0.99 {
			t.Errorf("%d of %d intervals hold %s", n, worlds, what)
		}
	}
}
