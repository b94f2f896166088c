package transforms

import (
	"fmt"
	"strings"
	"testing"
)

// answers is core.survey_responses of relationship NPS from "case scores…"
// lines: each case is a customer on the plan of its name, each score a
// respondent of its own, "9x50" is 50 of them. "case@day" sets the day.
func answers(t *testing.T, text string) map[string]string {
	t.Helper()
	var responses, cases strings.Builder
	responses.WriteString("response_id kind relationship respondent_id customer_id score responded_at responded_on\n")
	n := 0
	for _, f := range textRows(text) {
		name, on, dated := strings.Cut(f[0], "@")
		if !dated {
			on = "2026-03-15"
		}
		fmt.Fprintf(&cases, "%s %s\n", name, name)
		for _, spec := range f[1:] {
			score, times, repeated := strings.Cut(spec, "x")
			count := 1
			if repeated {
				if _, err := fmt.Sscan(times, &count); err != nil {
					t.Fatalf("read %q: %v", spec, err)
				}
			}
			if score == nullField {
				score = "-"
			}
			for range count {
				n++
				fmt.Fprintf(&responses, "r%04d nps true p%d %s %s '%s 12:00:00' %s\n", n, n, name, score, on, on)
			}
		}
	}
	return map[string]string{
		"core.survey_responses": responses.String(), "core.segments": plans(t, cases.String()), "core.customers": idsTable(cases.String()),
	}
}

func TestNPSCases(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, seed{asOf: "2026-03-31", settings: onlyPlan, tables: answers(t, `
		NPS-01@2025-06-01 9
		NPS-02   9
		NPS-03a  6
		NPS-03b  8
		NPS-04   6 9
		NPS-05   10x50 7x30 0x20
		NPS-06   10x5 7x3 0x2
		NPS-07   7x5
		NPS-08   10x10 0x10
		NPS-10   9x3 8x2 6
		NPS-13   11 -1 7.5 - 9
		NPS-14a  9x10
		NPS-14b  9x45 6x45
		NPS-15   9x30 8x50 6x20
		many     10x80 7x220 0x60`)}, "marts.nps")
	get := func(t *testing.T, segment, columns string) []string {
		t.Helper()
		return show(t, db, "SELECT "+columns+" FROM marts.nps WHERE span = 'trailing' AND relationship AND segment = "+literal(segment))
	}
	const score = "responses, round(nps, 2), round(margin, 3), shown, reason"
	cases := []struct{ id, want string }{
		{"NPS-01", "0 - - false no_responses"},
		{"NPS-02", "1 100.0 0.0 false min_sample"},
		{"NPS-03a", "1 -100.0 0.0 false min_sample"},
		{"NPS-03b", "1 0.0 0.0 false min_sample"},
		{"NPS-04", "2 0.0 138.593 false min_sample"},
		{"NPS-05", "100 30.0 15.308 true low_confidence"},
		{"NPS-06", "10 30.0 48.408 true low_confidence"},
		{"NPS-07", "5 0.0 0.0 false min_sample"},
		{"NPS-08", "20 0.0 43.827 true low_confidence"},
		{"NPS-10", "6 33.33 59.641 false min_sample"},
		{"NPS-13", "1 100.0 0.0 false min_sample"},
		{"NPS-14a", "10 100.0 0.0 true low_confidence"},
		{"NPS-14b", "90 0.0 20.66 true low_confidence"},
		{"NPS-15", "100 10.0 13.72 true -"},
		{"many", "360 5.56 6.416 true -"},
	}
	for _, c := range cases {
		t.Run(c.id, func(t *testing.T) { diff(t, get(t, c.id, score), lines(c.want)) })
	}
	interval := "round((low + high) / 2, 3), round((high - low) / 2, 2)"
	for _, c := range []struct{ id, want string }{
		{"NPS-02", "25.0 73.5"}, {"NPS-05", "29.126 15.08"}, {"NPS-07", "0.0 30.01"},
	} {
		t.Run(c.id+" adjusted interval", func(t *testing.T) { diff(t, get(t, c.id, interval), lines(c.want)) })
	}
	t.Run("NPS-13 invalid answers are counted", func(t *testing.T) { diff(t, get(t, "NPS-13", "responses, invalid"), lines("1 4")) })
}

func TestNPSTotalIsPooled(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, seed{asOf: "2026-03-31", settings: onlyPlan, tables: answers(t, "A 9x10\nB 9x45 6x45")}, "marts.nps")
	t.Run("NPS-14", func(t *testing.T) {
		diff(t, show(t, db, "SELECT promoters, passives, detractors, nps FROM marts.nps WHERE span = 'trailing' AND dimension = 'all'"), lines("55 0 45 10.0"))
	})
}

func TestLatestAnswerOfEachRespondentCounts(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, seed{asOf: "2026-03-31", settings: onlyPlan, tables: map[string]string{
		"core.customers": "customer_id\nX\nY",
		"core.segments":  plans(t, "X NPS-11\nY ties"),
		"core.survey_responses": `
			response_id kind relationship respondent_id customer_id score responded_at          responded_on
			r1          nps  true         anna          X           2     '2026-01-10 12:00:00' 2026-01-10
			r2          nps  true         anna          X           9     '2026-03-10 12:00:00' 2026-03-10
			r3          nps  true         ben           X           7     '2026-02-10 12:00:00' 2026-02-10
			r4          nps  true         cleo          Y           0     '2026-03-10 12:00:00' 2026-03-10
			r5          nps  true         cleo          Y           10    '2026-03-10 12:00:00' 2026-03-10
			r6          nps  true         cleo          Y           11    '2026-03-11 12:00:00' 2026-03-11
			t1          nps  false        anna          X           0     '2026-03-12 12:00:00' 2026-03-12
			t2          nps  false        anna          X           9     '2026-03-13 12:00:00' 2026-03-13`,
	}}, "marts.nps")
	trailing := "SELECT responses, nps FROM marts.nps WHERE span = 'trailing'"
	t.Run("NPS-11", func(t *testing.T) {
		diff(t, show(t, db, trailing+" AND relationship AND segment = 'NPS-11'"), lines("2 50.0"))
	})
	t.Run("a later invalid answer does not displace a valid one", func(t *testing.T) {
		diff(t, show(t, db, trailing+" AND relationship AND segment = 'ties'"), lines("1 100.0"))
	})
	t.Run("transactional answers stand apart and all count", func(t *testing.T) {
		diff(t, show(t, db, trailing+" AND NOT relationship AND segment = 'all'"), lines("2 0.0"))
	})
	t.Run("each month has its own latest", func(t *testing.T) {
		diff(t, show(t, db, "SELECT period_start, responses, nps, is_complete FROM marts.nps WHERE span = 'month' AND relationship AND segment = 'NPS-11' ORDER BY 1"), lines(`
			2026-01-01 1 -100.0 true
			2026-02-01 1 0.0 true
			2026-03-01 1 100.0 true`))
		diff(t, show(t, db, "SELECT period_start, period_end, responses, nps FROM marts.nps WHERE span = 'quarter' AND relationship AND segment = 'NPS-11'"), lines(
			"2026-01-01 2026-04-01 2 50.0"))
	})
}

func TestNPSWindowIsNinetyDays(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, seed{asOf: "2026-03-31", settings: onlyPlan, tables: answers(t, `
		first@2026-01-01   9
		before@2025-12-31  9
		last@2026-03-31    9
		after@2026-04-01   9`)}, "marts.nps")
	diff(t, show(t, db, "SELECT segment, period_start, period_end, responses FROM marts.nps WHERE span = 'trailing' AND dimension = 'plan' ORDER BY segment"), lines(`
		after  2026-01-01 2026-04-01 0
		before 2026-01-01 2026-04-01 0
		first  2026-01-01 2026-04-01 1
		last   2026-01-01 2026-04-01 1`))
}

func TestAnswersWithoutCustomerAreUnassigned(t *testing.T) {
	t.Parallel()
	tables := answers(t, "A 9x3")
	tables["core.survey_responses"] += "r9 nps true p99 - 0 '2026-03-15 12:00:00' 2026-03-15\n"
	db := buildFrom(t, seed{asOf: "2026-03-31", settings: onlyPlan, tables: tables}, "marts.nps")
	diff(t, show(t, db, "SELECT dimension, segment, responses FROM marts.nps WHERE span = 'trailing' ORDER BY 1, 2"), lines(`
		all  all        4
		plan A          3
		plan unassigned 1`))
}
