package transforms

import (
	"fmt"
	"strings"
	"testing"
)

// ratings is core.survey_responses of CSAT from "case min max scores…" lines,
// written as answers reads them.
func ratings(t *testing.T, text string) map[string]string {
	t.Helper()
	var responses, cases strings.Builder
	responses.WriteString("response_id kind relationship customer_id score scale_min scale_max responded_at responded_on\n")
	n := 0
	for _, f := range textRows(text) {
		fmt.Fprintf(&cases, "%s %s\n", f[0], f[0])
		for _, spec := range f[3:] {
			score, times, repeated := strings.Cut(spec, "x")
			count := 1
			if repeated {
				if _, err := fmt.Sscan(times, &count); err != nil {
					t.Fatalf("read %q: %v", spec, err)
				}
			}
			for range count {
				n++
				fmt.Fprintf(&responses, "r%04d csat false %s %s %s %s '2026-03-15 12:00:00' 2026-03-15\n", n, f[0], score, f[1], f[2])
			}
		}
	}
	return map[string]string{
		"core.survey_responses": responses.String(), "core.segments": plans(t, cases.String()), "core.customers": idsTable(cases.String()),
	}
}

func TestCSATCases(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, seed{asOf: "2026-03-31", settings: onlyPlan, tables: ratings(t, `
		CSAT-01     1 5  5x42 4x32 3x10 2x9 1x14
		good-bad    0 1  1x9 0x3
		seven       1 7  7x5 6x5 5x10
		ten         1 10 10x5 9x5 8x10
		out-of-range 1 5 5x10 6 0 4.5`)}, "marts.csat")
	cases := []struct{ id, want string }{
		{"CSAT-01", "107 74 0.691589 1-5 true - 0"},
		{"good-bad", "12 9 0.75 0-1 true low_confidence 0"},
		{"seven", "20 10 0.5 1-7 true low_confidence 0"},
		{"ten", "20 10 0.5 1-10 true low_confidence 0"},
		{"out-of-range", "10 10 1.0 1-5 true low_confidence 3"},
	}
	for _, c := range cases {
		t.Run(c.id, func(t *testing.T) {
			diff(t, show(t, db, "SELECT responses, satisfied, round(score, 6), scale, shown, reason, invalid FROM marts.csat WHERE span = 'trailing' AND segment = "+literal(c.id)), lines(c.want))
		})
	}
	t.Run("the total pools answers of several scales", func(t *testing.T) {
		diff(t, show(t, db, "SELECT responses, satisfied, scale FROM marts.csat WHERE span = 'trailing' AND dimension = 'all'"), lines("169 113 mixed"))
	})
	t.Run("CSAT-02", func(t *testing.T) {
		diff(t, show(t, db, "SELECT responses, score, low, high, margin, shown, reason FROM marts.csat WHERE span = 'quarter' AND segment = 'CSAT-01' AND period_start < DATE '2026-01-01'"), lines(""))
		empty := buildFrom(t, seed{asOf: "2026-03-31", settings: onlyPlan, tables: map[string]string{"core.segments": plans(t, "A Growth"), "core.customers": "customer_id\nA"}}, "marts.csat")
		diff(t, show(t, empty, "SELECT segment, responses, score, low, high, margin, shown, reason FROM marts.csat WHERE dimension = 'plan'"), lines(
			"Growth 0 - - - - false no_responses"))
	})
}
