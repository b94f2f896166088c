package cases

import (
	"fmt"
	"testing"
)

// landscape is three customers, of which grower changes plan in March.
func landscape() map[string]string {
	return map[string]string{
		"customers": `
			customer_id name          created_on employees region owner
			grower      'Grower AG'   2025-06-01 40        EU     Kim
			giant       'Giant Inc.'  2025-01-01 5000      US     Kim
			blank       -             2025-01-01 many      -      -`,
		"customer_attributes": `
			customer_id attribute valid_from value
			grower      plan      2026-01-01 Starter
			grower      plan      2026-03-10 Growth
			grower      owner     2026-01-01 Ann
			grower      owner     2026-02-20 Bob
			giant       plan      2026-01-01 Enterprise`,
		"subscription_periods": `
			subscription_id customer_id start_date mrr
			s1              grower      2026-01-01 100
			s2              giant       2026-01-01 900
			s3              blank       2026-01-01 10`,
		"survey_responses": `
			response_id kind respondent_id customer_id score responded_at
			r1          nps  a             grower      9     2026-02-15T12:00:00Z
			r2          nps  a             grower      9     2026-03-15T12:00:00Z
			r3          nps  b             giant       3     2026-03-15T12:00:00Z`,
	}
}

const landscapeSegments = `
segments:
  - plan
  - {name: size, bands: {small: 0, large: 500}}
  - name: motion
    expression: |
      CASE
        WHEN plan = 'Enterprise' OR employees >= 1000 THEN 'high touch' -- by people
        WHEN plan IS NOT NULL THEN 'tech touch'
      END
  - {name: market, expression: "region || ' / ' || plan"}
  - {name: cohort, expression: "strftime(created_on, '%Y-Q') || quarter(created_on)"}
  - {name: csm, expression: owner}`

// TestSegmentExpressions: expressions stand beside attributes and bands, and follow
// the history of the attributes they read.
func TestSegmentExpressions(t *testing.T) {
	b := build(t, world{asOf: "2026-04-30", config: landscapeSegments, files: landscape(),
		source: "attributes: {employees: {type: number}, region: region, owner: owner}"}, "core.segments", "marts.mrr_bridge", "marts.mrr_movements", "marts.nps")
	spans := "SELECT customer_id, segment, valid_from, valid_to FROM core.segments WHERE dimension = '%s' ORDER BY 1, 3"
	for dimension, want := range map[string]string{
		"motion": `
			blank  (none)       1900-01-01 -
			giant  (none)       1900-01-01 2025-01-01
			giant  'high touch' 2025-01-01 -
			grower (none)       1900-01-01 2026-01-01
			grower 'tech touch' 2026-01-01 -`,
		"market": `
			blank  (none)            1900-01-01 -
			giant  (none)            1900-01-01 2026-01-01
			giant  'US / Enterprise' 2026-01-01 -
			grower (none)            1900-01-01 2026-01-01
			grower 'EU / Starter'    2026-01-01 2026-03-10
			grower 'EU / Growth'     2026-03-10 -`,
		"cohort": `
			blank  2025-Q1 1900-01-01 -
			giant  2025-Q1 1900-01-01 -
			grower 2025-Q2 1900-01-01 -`,
		"csm": `
			blank  (none) 1900-01-01 -
			giant  (none) 1900-01-01 -
			grower (none) 1900-01-01 2026-01-01
			grower Ann    2026-01-01 2026-02-20
			grower Bob    2026-02-20 -`,
	} {
		t.Run(dimension, func(t *testing.T) { diff(t, b.show(t, fmt.Sprintf(spans, dimension)), lines(want)) })
	}
	t.Run("money moves with the segment", func(t *testing.T) {
		diff(t, b.show(t, `SELECT month, segment, movement, amount FROM marts.mrr_movements
			WHERE dimension = 'market' AND movement LIKE 'transfer%' ORDER BY 1, 3, 2`), lines(`
			2026-03-01 'EU / Growth'  transfer_in  100.000000
			2026-03-01 'EU / Starter' transfer_out 100.000000`))
	})
	t.Run("answers are of the period's last segment", func(t *testing.T) {
		diff(t, b.show(t, `SELECT period_start, segment, nps FROM marts.nps
			WHERE span = 'month' AND dimension = 'market' AND responses > 0 ORDER BY 1, 2`), lines(`
			2026-02-01 'EU / Starter'    100.0
			2026-03-01 'EU / Growth'     100.0
			2026-03-01 'US / Enterprise' -100.0`))
	})
	t.Run("every dimension adds up", func(t *testing.T) {
		diff(t, b.show(t, `SELECT b.dimension FROM marts.mrr_bridge b JOIN marts.mrr_bridge a ON a.month = b.month AND a.dimension = 'all'
			GROUP BY b.dimension, b.month HAVING sum(b.end_mrr) <> max(a.end_mrr) OR sum(b.end_customers) <> max(a.end_customers)`), []string{})
		diff(t, b.show(t, "SELECT DISTINCT dimension FROM marts.mrr_bridge ORDER BY 1"), []string{"all", "cohort", "csm", "market", "motion", "plan", "size"})
	})
}

// TestSegmentHistoryIsOfTheAsOfDay: on an earlier day the later plan is not known.
func TestSegmentHistoryIsOfTheAsOfDay(t *testing.T) {
	b := build(t, world{asOf: "2026-03-09", config: "segments: [{name: motion, expression: upper(plan)}, plan]", files: landscape()}, "core.segments")
	diff(t, b.show(t, "SELECT segment, valid_from, valid_to FROM core.segments WHERE customer_id = 'grower' AND dimension = 'motion' ORDER BY 2"), lines(`
		(none)  1900-01-01 2026-01-01
		STARTER 2026-01-01 -`))
}
