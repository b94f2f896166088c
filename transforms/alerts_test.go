package transforms

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func alertLimits(budget int, rules ...string) Alerts {
	a := Alerts{DailyBudget: budget, CoolDownDays: 14, CloseAfterNights: 2}
	for _, r := range rules {
		a.Rules = append(a.Rules, AlertRule{Rule: r, Kind: "risk", When: "TRUE", Reason: "r", Action: "Call", Money: "mrr"})
	}
	return a
}

// TestAlertLife plays one rule of one customer. A letter is what the rule says in a
// night (T true, F over, - neither, ? unknown), _ a night nobody computed, x one in
// which the customer does not pay. Small letters are nights a look back computed
// before the first night anybody saw.
func TestAlertLife(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		says     string
		answered []int // nights in whose course somebody answers
		want     string
	}{
		"opens once":                         {"FTTT", nil, "- new open open"},
		"one night over is not enough":       {"TFTFT", nil, "new open open open open"},
		"closes after two":                   {"TFFF", nil, "new open closed cooling"},
		"neither true nor over keeps it":     {"TF-F-FF", nil, "new open open open open open closed"},
		"unknown is not over":                {"T???F?F", nil, "new open open open open open closed"},
		"unknown opens nothing":              {"??T", nil, "- - new"},
		"unknown for more than a month ends": {"T" + strings.Repeat("?", 31), nil, "new" + strings.Repeat(" open", 30) + " closed"},
		"a missed night counts for nothing":  {"TF_TF__F", nil, "new open _ open open _ _ closed"},
		"cools down for fourteen days":       {"TFF" + strings.Repeat("T", 14), nil, "new open closed" + strings.Repeat(" cooling", 13) + " new"},
		"and forgets after them":             {"TFF" + strings.Repeat("F", 14), nil, "new open closed" + strings.Repeat(" cooling", 13) + " -"},
		"acknowledged stays so":              {"TTTT", []int{1}, "new acknowledged acknowledged acknowledged"},
		"acknowledged closes by itself":      {"TTFFT", []int{1}, "new acknowledged acknowledged closed cooling"},
		"an answer before is another's":      {"FFT", []int{1}, "- - new"},
		"an answer of the last episode": {"TFF" + strings.Repeat("F", 14) + "T", []int{3},
			"new open closed" + strings.Repeat(" cooling", 13) + " - new"},
		"a customer that leaves":               {"TTxx", nil, "new open closed cooling"},
		"and comes back soon":                  {"TxT" + strings.Repeat("T", 13), nil, "new closed" + strings.Repeat(" cooling", 13) + " new"},
		"what a look back sent reached nobody": {"ttT", nil, "new open new"},
		"and what it closed stays closed":      {"tffT", nil, "new open closed cooling"},
	} {
		t.Run(name, func(t *testing.T) {
			n := newAlertNights(t, alertLimits(20, "drop"))
			var got []string
			first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			for i, says := range []byte(test.says) {
				day := first.AddDate(0, 0, i)
				if slices.Contains(test.answered, i) {
					n.answer(t, "A", "drop", day, "")
				}
				if says == '_' {
					got = append(got, "_")
					continue
				}
				conditions := []condition{{"B", "drop", 'F', 1}} // the rule is asked of somebody
				if says != 'x' {
					conditions = append(conditions, condition{"A", "drop", says &^ 0x20, 100})
					if !(says >= 'a' && says <= 'z') {
						conditions[1].says = says
					}
				}
				n.night(t, day, says >= 'a' && says <= 'z' && says != 'x', conditions)
				got = append(got, strings.Join(append(n.show(t, "SELECT state FROM marts.alerts WHERE customer_id = 'A'"), "-")[:1], ""))
			}
			if s := strings.Join(got, " "); s != test.want {
				t.Errorf("%s\n got %s\nwant %s", test.says, s, test.want)
			}
		})
	}
}

// A rule that is taken out of the configuration takes its alerts with it; one that
// comes back does not tell the same again at once.
func TestAlertRuleRemoved(t *testing.T) {
	t.Parallel()
	n := newAlertNights(t, alertLimits(20, "drop", "late"))
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	both := []condition{{"A", "drop", 'T', 5}, {"A", "late", 'T', 5}}
	n.night(t, day, false, both)
	n.exec(t, "DELETE FROM core.alert_rules WHERE rule = 'drop'")
	n.night(t, day.AddDate(0, 0, 1), false, both[1:])
	diff(t, n.show(t, "SELECT rule, state, ended, closed_on FROM marts.alerts"), lines(`
		drop  closed  rule_removed  2026-01-02
		late  open    -             -`))
	n.exec(t, "INSERT INTO core.alert_rules (rule, place, kind) VALUES ('drop', 1, 'risk')")
	n.night(t, day.AddDate(0, 0, 2), false, both)
	diff(t, n.show(t, "SELECT rule, state FROM marts.alerts"), lines("drop cooling\nlate open"))
}

// What the budget holds back goes out on later nights while it is true, the most
// money first; what is over by then nobody hears of.
func TestAlertBudget(t *testing.T) {
	t.Parallel()
	n := newAlertNights(t, alertLimits(2, "drop"))
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	says := func(all string) []condition {
		var out []condition
		for i, c := range []byte(all) {
			out = append(out, condition{string(rune('A' + i)), "drop", c, []int{10, 50, 30, 40, 20, 60}[i]})
		}
		return out
	}
	const states = "SELECT customer_id, state, sent_on FROM marts.alerts ORDER BY customer_id"
	n.night(t, day, false, says("TTTTTF"))
	diff(t, n.show(t, states), lines(`
		A held -
		B new  2026-01-01
		C held -
		D new  2026-01-01
		E held -`))
	n.answer(t, "A", "drop", day.AddDate(0, 0, 1), "right") // somebody looked at the list
	n.night(t, day.AddDate(0, 0, 1), false, says("TTFTTT"))
	diff(t, n.show(t, states), lines(`
		A acknowledged -
		B open 2026-01-01
		C held -
		D open 2026-01-01
		E new  2026-01-02
		F new  2026-01-02`))
	n.night(t, day.AddDate(0, 0, 2), false, says("TTFTTT"))
	diff(t, n.show(t, "SELECT state, sent_on, ended FROM marts.alerts WHERE customer_id = 'C'"), lines("closed - over"))
}

// The reason and the money of an alert that is over are those of its last true night.
func TestAlertKeepsItsReason(t *testing.T) {
	t.Parallel()
	n := newAlertNights(t, alertLimits(20, "drop"))
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	n.night(t, day, false, []condition{{"A", "drop", 'T', 5}})
	n.night(t, day.AddDate(0, 0, 1), false, []condition{{"A", "drop", 'T', 6}})
	n.night(t, day.AddDate(0, 0, 2), false, []condition{{"A", "drop", 'F', 7}})
	diff(t, n.show(t, "SELECT since, reason, money, action, owner FROM marts.alerts"),
		lines("2026-01-01 'since 2026-01-02' 7.000000 Call Ann"))
}

// Of customers that are one by now the alert that is open longest goes on.
func TestAlertOfMergedCustomers(t *testing.T) {
	t.Parallel()
	n := newAlertNights(t, alertLimits(20, "drop"))
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	n.night(t, day, false, []condition{{"A", "drop", 'T', 5}})
	n.night(t, day.AddDate(0, 0, 1), false, []condition{{"A", "drop", 'T', 5}, {"B", "drop", 'T', 5}})
	n.exec(t, "INSERT INTO core.customers (customer_id) VALUES ('B')")
	n.exec(t, "INSERT INTO core.identity (source, kind, source_id, customer_id) VALUES ('crm', 'company', 'A', 'B'), ('crm', 'company', 'B', 'B')")
	n.night(t, day.AddDate(0, 0, 2), false, []condition{{"B", "drop", 'T', 5}})
	diff(t, n.show(t, "SELECT customer_id, state, since FROM marts.alerts"), lines("B open 2026-01-01"))
}

// TestAlertsOfManyNights replays 90 nights of random conditions: nights are missed,
// some are computed twice, customers leave and come back. No alert is told twice
// within the cool-down, the budget is kept and used, and the same night says the same.
func TestAlertsOfManyNights(t *testing.T) {
	t.Parallel()
	const budget, customers, nights = 3, 30, 90
	rules := []string{"drop", "late", "silent"}
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 7))
			n := newAlertNights(t, alertLimits(budget, rules...))
			truth := map[string]byte{}
			told := map[string]time.Time{}
			sent := 0
			first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			for i := range nights {
				day := first.AddDate(0, 0, i)
				conditions := randomConditions(random, truth, customers, rules)
				if random.IntN(12) == 0 {
					continue // the machine was off
				}
				n.night(t, day, false, conditions)
				was := n.show(t, "SELECT * FROM marts.alerts")
				if random.IntN(3) == 0 {
					n.night(t, day, false, conditions)
					diff(t, n.show(t, "SELECT * FROM marts.alerts"), was)
				}
				fresh := n.show(t, "SELECT customer_id || '/' || rule FROM marts.alerts WHERE state = 'new'")
				sent += len(fresh)
				for _, alert := range fresh {
					if last, again := told[alert]; again && day.Sub(last) < 14*24*time.Hour {
						t.Errorf("%s is told on %s and on %s", alert, last.Format(time.DateOnly), day.Format(time.DateOnly))
					}
					told[alert] = day
				}
				if len(fresh) > budget {
					t.Errorf("%d alerts go out on %s", len(fresh), day.Format(time.DateOnly))
				}
				const waiting = "FROM marts.alerts WHERE state = 'held' AND is_true"
				if held := n.show(t, "SELECT customer_id "+waiting); len(held) > 0 && len(fresh) < budget {
					t.Errorf("%d wait on %s, and only %d go out", len(held), day.Format(time.DateOnly), len(fresh))
				}
				if worse := n.show(t, "SELECT customer_id "+waiting+" AND money > (SELECT min(money) FROM marts.alerts WHERE state = 'new')"); len(worse) > 0 {
					t.Errorf("on %s %v wait for alerts with less money", day.Format(time.DateOnly), worse)
				}
			}
			if sent < nights {
				t.Errorf("only %d alerts went out: the test says little", sent)
			}
		})
	}
}

// randomConditions moves what is true of whom by chance.
func randomConditions(random *rand.Rand, truth map[string]byte, customers int, rules []string) []condition {
	var out []condition
	for c := range customers {
		customer := fmt.Sprintf("c%02d", c)
		if random.IntN(40) == 0 {
			truth[customer] ^= 1 // leaves, or comes back
		}
		for _, rule := range rules {
			key := customer + rule
			if random.IntN(4) == 0 || truth[key] == 0 {
				truth[key] = "TFF-?"[random.IntN(5)]
			}
			if truth[customer] == 0 {
				out = append(out, condition{customer, rule, truth[key], 10 + c*7%50})
			}
		}
	}
	return out
}
