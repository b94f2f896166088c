package transforms

import (
	"fmt"
	"regexp"
	"strings"
)

// kpiPartsHeader is the header of metrics.kpi_parts.
const kpiPartsHeader = `-- grain: one row per KPI whose figure adds up over customers, and customer
-- key: kpi, customer_id
-- sorted: no
-- meaning: the rows of the evidence, summed by customer ('' where it is not known).
--   The figure is the sum of numerator by the sum of denominator, or the sum of
--   numerator where there is no denominator.
`

// added is how the rows of an evidence query add up over customers: the numerator and
// the denominator of each row. Medians and the like do not.
type added struct{ numerator, denominator string }

func (e *evidence) added() (added, bool) {
	ratio := added{"part", "coalesce(base, 0)"}
	switch e.adds {
	case "ratio(sum(part), sum(base))", "sum(part) / sum(base)":
		return ratio, true
	case "100 * ratio(sum(part), sum(base))":
		return added{"100 * part", ratio.denominator}, true
	case "1 - ratio(sum(part), sum(base))":
		return added{"base - part", ratio.denominator}, true
	case "sum(part)", "coalesce(sum(part), 0)", "round(coalesce(sum(part), 0), 6)", "CASE WHEN count(*) = count(part) THEN coalesce(sum(part), 0) END":
		return added{"part", "NULL"}, true
	case "12 * coalesce(sum(part), 0)":
		return added{"12 * part", "NULL"}, true
	case "count(*)":
		return added{"1", "NULL"}, true
	}
	return added{}, false
}

// theFigure is the mention of the figure in an evidence query.
var theFigure = regexp.MustCompile(`(?i)\bmetrics\.figure\b`)

// kpiPartsModel makes metrics.kpi_parts: the evidence of every KPI's figure, asked all
// at once.
func (c *catalog) kpiPartsModel(s Settings) (*model, error) {
	selects := []string{"SELECT '' AS kpi, '' AS customer_id, CAST(0 AS DECIMAL(38, 10)) AS numerator, CAST(0 AS DECIMAL(38, 10)) AS denominator WHERE false"}
	for _, k := range s.Scorecard {
		for _, metric := range kpiMetrics(k.Metric) {
			e := c.evidence[metric]
			if e == nil {
				continue
			}
			how, adds := e.added()
			if !adds {
				continue
			}
			subject := fmt.Sprintf("(SELECT * FROM metrics.kpi_subjects WHERE kpi = %s AND metric = %s)", literal(k.KPI), literal(metric))
			selects = append(selects, fmt.Sprintf(`SELECT %s, coalesce(customer_id, ''), CAST(sum(%s) AS DECIMAL(38, 10)), CAST(sum(%s) AS DECIMAL(38, 10))
FROM (
%s
)
GROUP BY coalesce(customer_id, '')`, literal(k.KPI), how.numerator, how.denominator, theFigure.ReplaceAllLiteralString(e.text, subject)))
		}
	}
	return parseModel("metrics", "definitions/kpi_parts.sql", kpiPartsHeader+strings.Join(selects, "\nUNION ALL\n"))
}

// kpiMetrics are the metrics a KPI of this one may show: satisfaction is that of the
// relationship where nobody was ever asked about an event.
func kpiMetrics(metric string) []string {
	if metric == "csat" {
		return []string{"csat", "csat_relationship"}
	}
	return []string{metric}
}
