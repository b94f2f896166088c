package cases

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quarterdeck/config"
	"quarterdeck/transforms/texttable"
)

// scoring declares the attributes points, voice, support and payment of customers
// as numbers, so that a case can give its measures outright.
const scoring = "attributes:\n  points: {type: number}\n  voice: {type: number}\n  support: {type: number}\n  payment: {type: number}\n"

// profiles writes health profiles, each for the customers of one name.
func profiles(text map[string]string) string {
	var b strings.Builder
	b.WriteString("segments: [case]\nhealth:\n  profiles:\n")
	for _, name := range slices.Sorted(maps.Keys(text)) {
		fmt.Fprintf(&b, "    - name: %s\n      when: name = '%s'\n", strings.ToLower(strings.ReplaceAll(name, "-", "_")), name)
		for line := range strings.Lines(strings.Trim(text[name], "\n")) {
			b.WriteString("      " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	return b.String()
}

// sides writes dimensions of one measure each, from lines "dimension weight measure scale".
func sides(text string) string {
	out := "dimensions:\n"
	for _, f := range texttable.Rows(text) {
		out += fmt.Sprintf("  - {name: %s, group: product, weight: %s, measures: [{measure: %s, %s}]}\n", f[0], f[1], f[2], strings.Join(f[3:], " "))
	}
	return out
}

// outright is a scale on which a value is its own score.
const outright = "worst: 0, best: 100"

// paying gives every customer, named by its case, a contract; a line is
// "customer case start points voice support payment".
func paying(text string) map[string]string {
	customers, periods := "customer_id name case points voice support payment\n", "subscription_id customer_id start_date end_date mrr seats product\n"
	for _, f := range texttable.Rows(text) {
		for i := range f {
			f[i] = strings.Replace(f[i], texttable.Null, "-", 1)
		}
		customers += strings.Join([]string{f[0], f[1], f[1], f[3], f[4], f[5], f[6]}, " ") + "\n"
		periods += fmt.Sprintf("%s.s %s %s - 100 10 Pro\n", f[0], f[0], f[2])
	}
	return map[string]string{"customers": customers, "subscription_periods": periods}
}

func TestHealthScores(t *testing.T) {
	four := sides("usage .4 attribute.points " + outright + "\nsupport .2 attribute.support " + outright + "\nvoice .2 attribute.voice " + outright + "\npayment .2 attribute.payment " + outright)
	one := sides("usage 1 attribute.points " + outright)
	words := "steps: [{at: 1, score: 0}, {at: 2, score: 60}, {at: 3, score: 100}]"
	three := func(weights ...string) string {
		return "dimensions:\n  - name: all\n    group: product\n    weight: 1\n    measures:\n" +
			fmt.Sprintf("      - {measure: attribute.points, weight: %s, worst: 0, best: 100}\n", weights[0]) +
			fmt.Sprintf("      - {measure: attribute.voice, weight: %s, worst: 0, best: 100}\n", weights[1]) +
			fmt.Sprintf("      - {measure: attribute.support, weight: %s, worst: 0, best: 100}\n", weights[2])
	}
	files := paying(`
		a1   HLT-01   2025-06-01  80     -   60  100
		a2   HLT-02   2025-06-01  -      -   -   100
		a3   HLT-03   2025-06-01  -      -   -   -
		a4   HLT-04   2025-06-01  49.99  -   -   -
		b4   HLT-04   2025-06-01  50     -   -   -
		c4   HLT-04   2025-06-01  74.99  -   -   -
		d4   HLT-04   2025-06-01  75     -   -   -
		a5   HLT-05   2025-06-01  90     70  10  -
		b5   HLT-05b  2025-06-01  90     70  10  -
		a7   HLT-07   2025-06-01  -      -   -   -
		b7   HLT-07   2025-06-01  -      -   -   -
		c7   HLT-07   2025-06-01  -      -   -   -
		a9   HLT-09   2025-06-01  82     -   -   -
		a13  HLT-13   2025-06-01  90     -   80  -
		b13  HLT-13   2025-06-01  40     95  -   -
		c13  HLT-13   2025-06-01  80     60  -   -
		d13  HLT-13   2025-06-01  -      -   -   -
		a14  HLT-14   2026-09-30  -      -   -   -
		b14  HLT-14   2026-04-30  -      -   -   -
		c14  HLT-14   2025-10-31  -      -   -   -
		d14  HLT-14   2025-10-31  -      -   -   -
		a15  HLT-15   2025-06-01  -      -   -   -
		b15  HLT-15   2025-06-01  -      -   -   -
		a16  HLT-16   2025-06-01  3      2   1   -`)
	for i, points := range []string{"90", "80", "100", "75", "76", "60", "50", "74", "10", "49"} {
		files["customers"] += fmt.Sprintf("q%d HLT-12 HLT-12 %s - - -\n", i, points)
		files["subscription_periods"] += fmt.Sprintf("q%d.s q%d 2025-06-01 - 100 10 Pro\n", i, i)
	}
	files["tickets"] = `
		ticket_id  customer_id  status  created_at            first_replied_at      solved_at
		t1         a7           solved  2026-12-01T08:00:00Z  2026-12-01T21:00:00Z  2026-12-02T21:00:00Z
		t2         b7           solved  2026-12-01T08:00:00Z  2026-12-01T09:00:00Z  2026-12-02T21:00:00Z
		t3         c7           solved  2026-12-01T08:00:00Z  2026-12-02T14:00:00Z  2026-12-02T21:00:00Z`
	files["invoices"] = "invoice_id customer_id issued_on due_on amount currency status\ni1 a9 2026-11-01 2026-11-25 100 USD open"
	files["survey_responses"] = `
		response_id  kind  customer_id  score  scale_min  scale_max  responded_at
		r1           nps   a15          10     0          10         2026-06-14T12:00:00Z
		r2           nps   b15          10     0          10         2026-07-04T12:00:00Z`
	users := ""
	for customer, n := range map[string]int{"a14": 6, "b14": 6, "c14": 6, "d14": 8} {
		for i := range n {
			users += fmt.Sprintf("%s u%d login 2026-12-20\n", customer, i)
		}
	}
	files["usage_events"] = usageEvents(users)
	b := build(t, world{source: scoring, metrics: "health_answer_days: 365", files: files, config: profiles(map[string]string{
		"HLT-01": four, "HLT-02": four, "HLT-03": four, "HLT-04": one, "HLT-12": one,
		"HLT-05": three("2", "1", "1"), "HLT-05b": three(".5", ".25", ".25"),
		"HLT-07": sides("support 1 first_reply_hours worst: 24, best: 2"),
		"HLT-09": one + "gates: [{measure: days_past_due, above: 30, cap: 49, reason: an invoice is long past due}]\n",
		"HLT-13": "model: simple\n" + three("1", "1", "1"),
		"HLT-14": sides("adoption 1 seat_utilisation anchors: [{from_month: 0, worst: 0, best: .8}, {from_month: 6, worst: .1, best: .9}, {from_month: 12, worst: .4, best: .9}]"),
		"HLT-15": sides("voice 1 nps max_age_days: 180, worst: 0, best: 100"),
		"HLT-16": sides("good .5 attribute.points " + words + "\naverage .3 attribute.voice " + words + "\npoor .2 attribute.support " + words),
	})}, "marts.customers", "marts.health", "marts.health_dimensions", "marts.health_groups", "marts.health_inputs", "marts.health_segments")
	get := func(t *testing.T, id, columns string) []string {
		t.Helper()
		return b.show(t, "SELECT "+columns+" FROM marts.health JOIN marts.customers c USING (customer_id) WHERE c.name = '"+id+"' ORDER BY customer_id")
	}
	const judged = "customer_id, round(score, 6), band, round(coverage, 6)"
	t.Run("HLT-01 a missing measure", func(t *testing.T) {
		diff(t, get(t, "HLT-01", judged), lines("a1 80.0 green 0.8"))
		diff(t, b.show(t, "SELECT dimension, score, band, weight, round(contribution, 6), coverage FROM marts.health_dimensions WHERE customer_id = 'a1' ORDER BY 1"), lines(`
			payment  100.0  green   0.2  25.0  1.0
			support  60.0   yellow  0.2  15.0  1.0
			usage    80.0   green   0.4  40.0  1.0
			voice    -      grey    0.2  -     0.0`))
	})
	t.Run("grouped", func(t *testing.T) {
		diff(t, b.show(t, "SELECT dimension_group, dimensions, known_dimensions, score, band FROM marts.health_groups WHERE customer_id = 'a1'"), lines("product 4 3 80.0 green"))
	})
	t.Run("HLT-02 too little is known", func(t *testing.T) { diff(t, get(t, "HLT-02", judged), lines("a2 - grey 0.2")) })
	t.Run("HLT-03 nothing is known", func(t *testing.T) { diff(t, get(t, "HLT-03", judged), lines("a3 - grey 0.0")) })
	t.Run("HLT-04 the bands' limits", func(t *testing.T) {
		diff(t, get(t, "HLT-04", "customer_id, round(score, 6), band"), lines("a4 49.99 red\nb4 50.0 yellow\nc4 74.99 yellow\nd4 75.0 green"))
	})
	t.Run("HLT-05 weights are relative", func(t *testing.T) {
		diff(t, get(t, "HLT-05", judged), lines("a5 65.0 yellow 1.0"))
		diff(t, get(t, "HLT-05b", judged), lines("b5 65.0 yellow 1.0"))
	})
	t.Run("HLT-07 lower is better", func(t *testing.T) {
		diff(t, b.show(t, "SELECT customer_id, value, score FROM marts.health_inputs WHERE measure = 'first_reply_hours' ORDER BY 1"), lines("a7 13.0 50.0\nb7 1.0 100.0\nc7 30.0 0.0"))
	})
	t.Run("HLT-09 a gate", func(t *testing.T) {
		diff(t, get(t, "HLT-09", "score, band, round(ungated_score, 6), gate, gate_reason"), lines("49.0 red 82.0 days_past_due 'an invoice is long past due'"))
	})
	t.Run("HLT-12 portfolio quality", func(t *testing.T) {
		diff(t, b.show(t, "SELECT customers, green, yellow, red, quality FROM marts.health_segments WHERE dimension = 'case' AND segment = 'HLT-12'"), lines("10 5 3 2 76.0"))
		diff(t, b.show(t, "SELECT customers, scored, quality, reason FROM marts.health_segments WHERE dimension = 'case' AND segment = 'HLT-03'"), lines("1 0 - nothing_scored"))
	})
	t.Run("HLT-13 the poorest decides", func(t *testing.T) {
		diff(t, get(t, "HLT-13", "customer_id, round(score, 6), band"), lines("a13 100.0 green\nb13 40.0 red\nc13 60.0 yellow\nd13 - grey"))
	})
	t.Run("HLT-14 limits by age", func(t *testing.T) {
		diff(t, b.show(t, "SELECT customer_id, round(value, 6), CASE WHEN score >= 75 THEN 'green' WHEN score >= 50 THEN 'yellow' ELSE 'red' END FROM marts.health_inputs WHERE measure = 'seat_utilisation' ORDER BY 1"),
			lines("a14 0.6 green\nb14 0.6 yellow\nc14 0.6 red\nd14 0.8 green"))
		diff(t, get(t, "HLT-14", "customer_id, band"), lines("a14 green\nb14 yellow\nc14 red\nd14 green"))
	})
	t.Run("HLT-15 a stale answer", func(t *testing.T) {
		diff(t, b.show(t, "SELECT customer_id, days_between(seen_on, as_of), value, is_stale, score FROM marts.health_inputs WHERE measure = 'nps' ORDER BY 1"), lines(`
			a15  200  100.0  true   -
			b15  180  100.0  false  100.0`))
		diff(t, get(t, "HLT-15", "customer_id, band"), lines("a15 grey\nb15 green"))
	})
	t.Run("HLT-16 words as steps", func(t *testing.T) { diff(t, get(t, "HLT-16", judged), lines("a16 68.0 yellow 1.0")) })
	t.Run("contributions add up", func(t *testing.T) {
		diff(t, b.show(t, `SELECT h.customer_id FROM marts.health h
			LEFT JOIN (SELECT customer_id, sum(contribution) AS total FROM marts.health_inputs GROUP BY 1) i USING (customer_id)
			WHERE h.score IS NOT NULL AND h.profile <> 'hlt_13' AND NOT abs(i.total - h.ungated_score) < 1e-6`), []string{})
	})
}

// TestHealthProfilesThatCannotBe are refused when the file is loaded.
func TestHealthProfilesThatCannotBe(t *testing.T) {
	for _, c := range []struct{ id, profile, want string }{
		{"HLT-06 all weights 0", "{name: a, dimensions: [{name: x, group: product, weight: 0, measures: [{measure: nps, worst: 0, best: 100}]}]}",
			"q.yml:6:29: all weights of the dimensions of profile a are 0; a mean needs one above 0"},
		{"HLT-06 a negative weight", "{name: a, dimensions: [{name: x, group: product, weight: -1, measures: [{measure: nps, worst: 0, best: 100}]}]}",
			"q.yml:6:64: weight -1 among the dimensions of profile a is not between 0 and 1000; weights are shares of their sum, such as 0.4 and 0.6"},
		{"HLT-06 all weights of a dimension 0", "{name: a, dimensions: [{name: x, group: product, weight: 1, measures: [{measure: nps, weight: 0, worst: 0, best: 100}]}]}",
			"q.yml:6:77: all weights of the measures of dimension x are 0; a mean needs one above 0"},
		{"HLT-08 worst equal to best", "{name: a, dimensions: [{name: x, group: product, weight: 1, measures: [{measure: nps, worst: 5, best: 5}]}]}",
			"q.yml:6:100: measure nps has worst equal to best; a score needs two different anchors"},
	} {
		t.Run(c.id, func(t *testing.T) {
			text := "company: {name: C}\nsources:\n  - {name: f, type: files, tables: {customers: {path: c.csv}}}\nhealth:\n  profiles:\n    - " + c.profile + "\n"
			path := filepath.Join(t.TempDir(), "q.yml")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := config.Load(path, os.LookupEnv)
			if err == nil || !strings.HasSuffix(err.Error(), "/"+c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
