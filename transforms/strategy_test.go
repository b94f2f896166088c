package transforms

import (
	"database/sql"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// monthSeries are a measure's values from January 2024 on; NaN leaves a month out.
type monthSeries map[string][]float64

// testLinks builds marts.strategy_links of series that are given month by month.
func testLinks(t *testing.T, links []StrategyLink, series monthSeries) *sql.Conn {
	t.Helper()
	cat, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	settings := testSettings(t, "2040-12-31")
	settings.Links = links
	db, err := openDatabase(t.Context(), Options{WorkDir: t.TempDir(), Settings: settings, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.createMacros(t.Context(), cat.macros, settings); err != nil {
		t.Fatal(err)
	}
	if err := db.createRunnerTables(t.Context(), settings); err != nil {
		t.Fatal(err)
	}
	var rows []string
	first := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for metric, values := range series {
		for i, v := range values {
			if !math.IsNaN(v) {
				rows = append(rows, fmt.Sprintf("(%s, DATE '%s', CAST(%v AS DOUBLE))", literal(metric), first.AddDate(0, i, 0).Format(time.DateOnly), v))
			}
		}
	}
	statements := []string{"CREATE TABLE metrics.kpi_months AS SELECT * FROM (VALUES " + strings.Join(rows, ", ") + ") v(metric, month, value)"}
	for _, name := range []string{"metrics.link_pairs", "metrics.link_correlations", "marts.strategy_links"} {
		create, _ := cat.models[name].createSQL()
		statements = append(statements, create)
	}
	for _, statement := range statements {
		if err := db.exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	results, err := db.checkModel(t.Context(), cat.models["marts.strategy_links"])
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Failed > 0 {
			t.Errorf("check failed: %s", r)
		}
	}
	return db.conn
}

func link(from, to, expected string, lag int) StrategyLink {
	return StrategyLink{From: from, To: to, FromMeasure: from, ToMeasure: to, Expected: expected, LagMonths: lag, Kind: "hypothesis"}
}

// Hours of television a week against IQ of ten people, the worked example of
// Spearman's coefficient in many textbooks: rho is -29/165. And one with ties.
func TestRankCorrelationOfTextbooks(t *testing.T) {
	t.Parallel()
	db := testLinks(t, []StrategyLink{link("iq", "tv", "plus", 0), link("tied", "other", "plus", 0)}, monthSeries{
		"iq": {106, 100, 86, 101, 99, 103, 97, 113, 112, 110},
		"tv": {7, 27, 2, 50, 28, 29, 20, 12, 6, 17},
		// Ranks 1.5 1.5 3 4.5 4.5 against 1 2 3 4 5: 9 / sqrt(9 x 10).
		"tied": {1, 1, 2, 3, 3}, "other": {1, 2, 3, 4, 5},
	})
	diff(t, show(t, db, "SELECT from_objective, n, round(rho, 9), verdict, reason FROM marts.strategy_links ORDER BY place"), lines(fmt.Sprintf(`
		iq   10 %.9f not_enough_data few_months
		tied  5 %.9f not_enough_data few_months`, -29.0/165, 9/math.Sqrt(90))))
}

// The interval of rho = 0.6 in 28 months without persistence, by hand: z = 0.693147,
// error sqrt(1.18 / 25) = 0.217256, so tanh(0.267334) to tanh(1.118960).
func TestIntervalByHand(t *testing.T) {
	t.Parallel()
	cat, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	db := testLinks(t, []StrategyLink{link("a", "b", "plus", 0)}, monthSeries{"a": {1, 2}, "b": {1, 2}})
	create, _ := cat.models["marts.strategy_links"].createSQL()
	for _, statement := range []string{
		"CREATE OR REPLACE TABLE metrics.link_correlations AS SELECT 1 AS link, 28 AS n, CAST(0.6 AS DOUBLE) AS rho, CAST(28 AS DOUBLE) AS effective_n",
		"DROP TABLE marts.strategy_links", create,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	diff(t, show(t, db, "SELECT round(low, 5), round(high, 5), verdict FROM marts.strategy_links"), lines(fmt.Sprintf("%.5f %.5f agrees", math.Tanh(0.267334), math.Tanh(1.118960))))
}

// persistent is a series in which every month keeps phi of the one before; with 1
// it is a random walk.
func persistent(r *rand.Rand, n int, phi float64) []float64 {
	out, level := make([]float64, n), 0.0
	for i := range out {
		level = phi*level + r.NormFloat64()
		out[i] = level
	}
	return out
}

// A planted link is found with its lag and sign; and of 400 pairs of series that
// have nothing to do with each other at most about one in twenty is called a link,
// even of random walks, for which counting every month as news claims every second.
func TestPlantedLinkIsFoundAndRandomOnesAreNotClaimed(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 11))
	const pairs = 400
	for _, kind := range []struct {
		name string
		phi  float64
	}{{"noise", 0}, {"persistent", 0.8}, {"random walk", 1}} {
		var links []StrategyLink
		series := monthSeries{}
		for i := range pairs {
			a, b := fmt.Sprintf("a%d", i), fmt.Sprintf("b%d", i)
			series[a], series[b] = persistent(r, 30, kind.phi), persistent(r, 30, kind.phi)
			links = append(links, link(a, b, "plus", 2))
		}
		db := testLinks(t, links, series)
		var claimed, least int
		err := db.QueryRowContext(t.Context(), "SELECT count(CASE WHEN verdict IN ('agrees', 'opposite') THEN 1 END), min(n) FROM marts.strategy_links").Scan(&claimed, &least)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d of %d claimed", kind.name, claimed, pairs)
		if claimed > pairs*6/100 || least != 28 {
			t.Errorf("%s: %d of %d random links claimed, %d pairs of months", kind.name, claimed, pairs, least)
		}
	}
	driver := persistent(r, 30, 0.5)
	outcome := make([]float64, 30)
	for i := range outcome {
		outcome[i] = 0.5 * r.NormFloat64()
		if i >= 3 {
			outcome[i] -= driver[i-3]
		}
	}
	db := testLinks(t, []StrategyLink{link("d", "o", "minus", 3), link("d", "o", "plus", 3), link("d", "o", "minus", 0)}, monthSeries{"d": driver, "o": outcome})
	diff(t, show(t, db, "SELECT lag_months, expected, n, verdict FROM marts.strategy_links ORDER BY place"), lines(`
		3 minus 27 agrees
		3 plus  27 opposite
		0 minus 30 no_support`))
}

// The 95 % interval holds the true rank correlation of normal pairs,
// 6/pi asin(r/2), in about 95 of 100 samples, whose months are independent.
func TestIntervalCoversTheTruth(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 5))
	const samples, pearson = 500, 0.6
	truth := 6 / math.Pi * math.Asin(pearson/2)
	var links []StrategyLink
	series := monthSeries{}
	for i := range samples {
		a, b := fmt.Sprintf("a%d", i), fmt.Sprintf("b%d", i)
		for range 36 {
			x := r.NormFloat64()
			series[a] = append(series[a], x)
			series[b] = append(series[b], pearson*x+math.Sqrt(1-pearson*pearson)*r.NormFloat64())
		}
		links = append(links, link(a, b, "plus", 0))
	}
	var held float64
	query := fmt.Sprintf("SELECT avg(CASE WHEN %v BETWEEN low AND high THEN 1.0 ELSE 0.0 END) FROM marts.strategy_links", truth)
	if err := testLinks(t, links, series).QueryRowContext(t.Context(), query).Scan(&held); err != nil {
		t.Fatal(err)
	}
	t.Logf("held %.3f", held)
	if held < 0.93 || held > 0.99 {
		t.Errorf("the interval holds the truth in %.3f of the samples, want about 0.95", held)
	}
}

// What cannot be tested says why; gaps and order of months change nothing but n.
func TestLinksThatCannotBeTested(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	rising := []float64{5, 1, 9, 3, 12, 4, 11, 2, 8, 6, 10, 7, 13}
	constant := []float64{2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2}
	gaps := []float64{5, nan, 9, 3, 12, 4, nan, 2, 8, 6, 10, 7, 13}
	sum := link("rising", "rising", "plus", 0)
	sum.Kind = "arithmetic"
	none := link("rising", "", "plus", 0)
	db := testLinks(t, []StrategyLink{
		link("rising", "constant", "plus", 0), link("rising", "gaps", "plus", 0), link("rising", "rising", "plus", 2), link("rising", "nowhere", "plus", 0), sum, none,
	}, monthSeries{"rising": rising, "constant": constant, "gaps": gaps})
	diff(t, show(t, db, "SELECT place, n, rho IS NULL, verdict, reason FROM marts.strategy_links ORDER BY place"), lines(`
		1 13 true  not_enough_data constant
		2 11 false not_enough_data few_months
		3 11 false not_enough_data few_months
		4 0  true  not_enough_data few_months
		5 0  true  arithmetic      arithmetic
		6 0  true  not_enough_data no_measure`))
}

// Only the order of the values counts: what is measured in other units, or on another
// scale that keeps the order, gives the same verdict to the digit; turned round it
// gives the opposite one.
func TestOnlyTheOrderCounts(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(13, 17))
	driver := persistent(r, 28, 0.4)
	series := monthSeries{"driver": driver}
	for _, x := range driver {
		y := x + 0.7*r.NormFloat64()
		series["plain"] = append(series["plain"], y)
		series["money"] = append(series["money"], 1e6*math.Exp(y))
		series["turned"] = append(series["turned"], -y)
	}
	db := testLinks(t, []StrategyLink{link("driver", "plain", "plus", 0), link("driver", "money", "plus", 0), link("driver", "turned", "plus", 0)}, series)
	rows := show(t, db, "SELECT round(abs(rho), 9), round(effective_n, 9), round(CASE WHEN rho < 0 THEN -high ELSE low END, 9), round(CASE WHEN rho < 0 THEN -low ELSE high END, 9) FROM marts.strategy_links ORDER BY place")
	if len(rows) != 3 || rows[0] != rows[1] || rows[0] != rows[2] {
		t.Errorf("got %q", rows)
	}
	diff(t, show(t, db, "SELECT to_objective, verdict FROM marts.strategy_links ORDER BY place"), lines(`
		plain  agrees
		money  agrees
		turned opposite`))
}
