package cases

import (
	"fmt"
	"strings"
	"testing"

	"quarterdeck/transforms/texttable"
)

// answers are the tables of a survey from "case kind scores…" lines: each case is
// a customer of its name, each score a respondent of its own, 9x50 is fifty of
// them and - an empty one. A line may name the day it is about: case@2026-01-05.
func answers(t *testing.T, text string) map[string]string {
	t.Helper()
	var customers, rows strings.Builder
	customers.WriteString("customer_id case\n")
	rows.WriteString("response_id survey kind relationship respondent_id customer_id score responded_at\n")
	n, seen := 0, map[string]bool{}
	for _, f := range texttable.Rows(text) {
		name, on, dated := strings.Cut(f[0], "@")
		if !dated {
			on = "2026-03-15"
		}
		if !seen[name] {
			fmt.Fprintf(&customers, "%s %s\n", name, name)
			seen[name] = true
		}
		for _, spec := range f[2:] {
			score, times, repeated := strings.Cut(spec, "x")
			count := 1
			if repeated {
				if _, err := fmt.Sscan(times, &count); err != nil {
					t.Fatalf("read %q: %v", spec, err)
				}
			}
			if score == texttable.Null {
				score = "-"
			}
			for range count {
				n++
				fmt.Fprintf(&rows, "r%04d pulse %s - p%d %s %s %sT12:00:00Z\n", n, f[1], n, name, score, on)
			}
		}
	}
	return map[string]string{"customers": customers.String(), "survey_responses": rows.String()}
}

// figures asks for columns of a mart's trailing window of one case.
func (b *book) figures(t *testing.T, mart, segment, columns string) []string {
	t.Helper()
	return b.show(t, fmt.Sprintf("SELECT %s FROM marts.%s WHERE span = 'trailing' AND segment = '%s' ORDER BY ALL", columns, mart, segment))
}

func TestNPS(t *testing.T) {
	files := answers(t, `
		NPS-01@2025-06-01 nps 9
		NPS-02   nps 9
		NPS-03a  nps 6
		NPS-03b  nps 8
		NPS-04   nps 6 9
		NPS-05   nps 10x50 7x30 0x20
		NPS-06   nps 10x5 7x3 0x2
		NPS-07   nps 7x5
		NPS-08   nps 10x10 0x10
		NPS-10   nps 9x3 8x2 6
		NPS-13   nps 11 -1 7.5 - 9
		A        nps 9x10
		B        nps 9x45 6x45
		NPS-15   nps 9x30 8x50 6x20
		later@2026-04-01 nps 9x20`)
	files["customers"] = strings.NewReplacer("A A\n", "A NPS-14\n", "B B\n", "B NPS-14\n").Replace(files["customers"])
	files["customers"] = strings.ReplaceAll(files["customers"], "\n", " -\n")
	files["customers"] = strings.NewReplacer("case -", "case part", "A NPS-14 -", "A NPS-14 part-A", "B NPS-14 -", "B NPS-14 part-B").Replace(files["customers"])
	b := build(t, world{asOf: "2026-03-31", config: "segments: [case, part]", files: files}, "marts.nps")
	const score = "promoters, passives, detractors, round(nps, 2), round(margin, 2), shown, reason"
	for _, c := range []struct{ id, segment, want string }{
		{"NPS-01 nobody answered", "NPS-01", "0 0 0 - - false no_responses"},
		{"NPS-02 one promoter", "NPS-02", "1 0 0 100.0 0.0 false min_sample"},
		{"NPS-03 one detractor", "NPS-03a", "0 0 1 -100.0 0.0 false min_sample"},
		{"NPS-03 one passive", "NPS-03b", "0 1 0 0.0 0.0 false min_sample"},
		{"NPS-04 a 6 detracts and a 9 promotes", "NPS-04", "1 0 1 0.0 138.59 false min_sample"},
		{"NPS-05 margin", "NPS-05", "50 30 20 30.0 15.31 true low_confidence"},
		{"NPS-06 low confidence", "NPS-06", "5 3 2 30.0 48.41 true low_confidence"},
		{"NPS-07 all passive", "NPS-07", "0 5 0 0.0 0.0 false min_sample"},
		{"NPS-08 half and half", "NPS-08", "10 0 10 0.0 43.83 true low_confidence"},
		{"NPS-10 thirds and sixths", "NPS-10", "3 2 1 33.33 59.64 false min_sample"},
		{"NPS-14 a total is pooled", "NPS-14", "55 0 45 10.0 19.5 true low_confidence"},
		{"NPS-14 a segment of ten", "part-A", "10 0 0 100.0 0.0 true low_confidence"},
		{"NPS-14 a segment of ninety", "part-B", "45 0 45 0.0 20.66 true low_confidence"},
		{"NPS-15 points, not percent", "NPS-15", "30 50 20 10.0 13.72 true -"},
		{"an answer after the as-of day", "later", "0 0 0 - - false no_responses"},
	} {
		t.Run(c.id, func(t *testing.T) { diff(t, b.figures(t, "nps", c.segment, score), lines(c.want)) })
	}
	for _, c := range []struct{ id, segment, want string }{
		{"NPS-02 adjusted interval", "NPS-02", "25.0 73.5"}, {"NPS-05 adjusted interval", "NPS-05", "29.126 15.075"}, {"NPS-07 adjusted interval", "NPS-07", "0.0 30.006"},
	} {
		t.Run(c.id, func(t *testing.T) {
			diff(t, b.figures(t, "nps", c.segment, "round((low + high) / 2, 3), round(half_width, 3)"), lines(c.want))
		})
	}
	t.Run("NPS-13 invalid scores are counted, never clipped", func(t *testing.T) {
		diff(t, b.figures(t, "nps", "NPS-13", "responses, promoters, detractors, invalid"), lines("1 1 0 4"))
	})
}

// modes are the answers of NPS-11 and NPS-12, and one about a ticket.
func modes() map[string]string {
	return map[string]string{
		"customers": `
			customer_id case
			Z           NPS-11
			X           NPS-12
			Y           NPS-12`,
		"subscription_periods": `
			subscription_id customer_id start_date mrr
			x               X           2026-01-01 300
			y               Y           2026-01-01 100`,
		"survey_responses": `
			response_id survey kind relationship respondent_id    customer_id score responded_at
			r1          pulse  nps  true         Anna@z.example   Z           2     2026-01-10T12:00:00Z
			r2          other  nps  true         anna@z.example   Z           9     2026-03-10T12:00:00Z
			r3          pulse  nps  true         ben@z.example    Z           7     2026-02-10T12:00:00Z
			r4          pulse  nps  true         p1               X           9     2026-02-10T12:00:00Z
			r5          pulse  nps  true         p2               X           9     2026-02-10T12:00:00Z
			r6          pulse  nps  true         p3               X           9     2026-02-10T12:00:00Z
			r7          pulse  nps  true         p4               X           9     2026-02-10T12:00:00Z
			r8          pulse  nps  true         p5               Y           3     2026-02-10T12:00:00Z
			t1          ticket nps  false        anna@z.example   Z           0     2026-03-11T12:00:00Z
			t2          ticket nps  false        anna@z.example   Z           9     2026-03-12T12:00:00Z
			t3          ticket nps  false        anna@z.example   Z           8     2026-03-13T12:00:00Z`,
	}
}

// TestWhoseAnswerCounts: the account of NPS-11 has a mean of 8 and is passive.
func TestWhoseAnswerCounts(t *testing.T) {
	byDefault := build(t, world{asOf: "2026-03-31", files: modes()}, "marts.nps", "marts.nps_account")
	const columns = "relationship, mode, responses, round(nps, 2)"
	t.Run("NPS-11 latest per respondent", func(t *testing.T) {
		diff(t, byDefault.figures(t, "nps", "NPS-11", columns), lines(`
			false responses             3 0.0
			true  latest_per_respondent 2 50.0`))
	})
	t.Run("NPS-12 the modes side by side", func(t *testing.T) {
		diff(t, byDefault.show(t, `SELECT answers, nps_by_response, respondents, nps_by_respondent, accounts, nps_by_account FROM marts.nps
			WHERE span = 'trailing' AND relationship AND dimension = 'case' ORDER BY segment`), lines(`
			3 0.0  2 50.0 1 0.0
			5 60.0 5 60.0 2 0.0`))
	})
	t.Run("NPS-12 accounts by their money", func(t *testing.T) {
		diff(t, byDefault.show(t, `SELECT accounts, nps, mrr, mrr_nps, population, round(margin, 2), population_margin FROM marts.nps_account
			WHERE span = 'trailing' AND relationship AND segment = 'NPS-12'`), lines("2 0.0 400.000000 50.0 2 138.59 0.0"))
	})
	for mode, want := range map[string]string{
		"responses": "true responses 3 0.0\ntrue responses 5 60.0",
		"accounts":  "true accounts 1 0.0\ntrue accounts 2 0.0",
	} {
		t.Run("nps_mode "+mode, func(t *testing.T) {
			b := build(t, world{asOf: "2026-03-31", metrics: "nps_mode: " + mode, files: modes()}, "marts.nps", "marts.nps_account")
			diff(t, b.show(t, "SELECT "+columns+" FROM marts.nps WHERE span = 'trailing' AND relationship AND dimension = 'case' ORDER BY segment"), lines(want))
		})
	}
}

// TestChangeOfNPS: by hand, first quarter 50/30/20 of 100 answers, second 60/25/15
// (45, too near) or 70/20/10 (60). With plain intervals the margins of a change are
// sqrt(15.308² + 14.503²) and sqrt(15.308² + 13.001²).
func TestChangeOfNPS(t *testing.T) {
	files := answers(t, `
		near@2026-02-01 nps 10x50 7x30 0x20
		near@2026-05-01 nps 10x60 7x25 0x15
		far@2026-02-01  nps 10x50 7x30 0x20
		far@2026-05-01  nps 10x70 7x20 0x10
		few@2026-02-01  nps 10x50 7x30 0x20
		few@2026-05-01  nps 10x9
		edge            nps 10x52 7x31 0x22`)
	query := `SELECT segment, round(nps, 2), round(previous_nps, 2), round(change, 2), round(change_margin, 2), is_significant
		FROM marts.nps WHERE span = '%s' AND period_end = DATE '2026-07-01' AND segment IN ('near', 'far', 'few') ORDER BY segment`
	plain := build(t, world{asOf: "2026-06-30", metrics: "nps_interval: plain", files: files}, "marts.nps")
	want := lines(`
		far  60.0  30.0 30.0 20.08 true
		few  100.0 -    -    -     -
		near 45.0  30.0 15.0 21.09 false`)
	diff(t, plain.show(t, fmt.Sprintf(query, "quarter")), want)
	diff(t, plain.show(t, fmt.Sprintf(query, "trailing")), want)
	adjusted := build(t, world{asOf: "2026-06-30", files: files}, "marts.nps")
	diff(t, adjusted.show(t, fmt.Sprintf(query, "quarter")), lines(`
		far  60.0  30.0 30.0 19.9  true
		few  100.0 -    -    -     -
		near 45.0  30.0 15.0 20.81 false`))
	running := build(t, world{asOf: "2026-06-29", files: files}, "marts.nps")
	diff(t, running.show(t, fmt.Sprintf(query, "quarter")), lines(`
		far  60.0  - - - -
		few  100.0 - - - -
		near 45.0  - - - -`))
	const edge = "SELECT round(half_width, 2), reason FROM marts.nps WHERE span = 'month' AND segment = 'edge' AND responses > 0"
	diff(t, plain.show(t, edge), lines("15.1 low_confidence"))
	diff(t, adjusted.show(t, edge), lines("14.87 -"))
}
