package web

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"net/url"
	"slices"
	"time"

	"quarterdeck/reports/web"
)

// unset is a line of a chart that is not there.
func unset() float64 { return math.NaN() }

// segments compares the segments of a dimension.
func (s *Site) segments(ctx context.Context, v *visit) (web.Page, error) {
	b, err := v.published()
	if err != nil {
		return nil, err
	}
	all, err := once(ctx, b, "dimensions", func(ctx context.Context, db *sql.DB) ([]string, error) {
		return list(ctx, db, `SELECT DISTINCT dimension FROM marts.health_segments WHERE dimension <> 'all' ORDER BY 1`, func(name *string) []any { return []any{name} })
	})
	if err != nil {
		return nil, err
	}
	chosen := v.request.URL.Query().Get("by")
	if len(all) > 0 && !slices.Contains(all, chosen) {
		chosen = all[0]
	}
	page := web.Segments{Dimension: chosen}
	if len(all) > 0 {
		kept, err := once(ctx, b, "segments by "+chosen, func(ctx context.Context, db *sql.DB) (*web.Segments, error) { return readSegments(ctx, db, chosen) })
		if err != nil {
			return nil, err
		}
		page = *kept
	}
	page.Frame = v.frame
	page.Title = "Segments"
	for _, name := range all {
		page.Dimensions = append(page.Dimensions, web.Choice{Value: name, Name: name, Current: name == chosen, Link: "/segments?by=" + url.QueryEscape(name)})
	}
	return page, nil
}

const segmentsSQL = `
WITH latest AS (
  SELECT (SELECT max(period_start) FROM marts.retention WHERE span = 'ttm') AS retained,
    (SELECT max(period_start) FROM marts.nps WHERE span = 'trailing') AS asked,
    (SELECT max(period_start) FROM marts.support WHERE span = 'trailing') AS served,
    (SELECT max(month) FROM marts.revenue r, core.settings s WHERE r.month <= s.as_of) AS billed)
SELECT h.segment, h.customers, CAST(v.mrr AS DOUBLE), r.start_customers, r.logo_churn, r.logo_churn_low, r.logo_churn_high, r.grr, r.nrr, r.reason,
  n.nps, n.low, n.high, n.responses, n.reason, p.first_reply_minutes_p50, p.full_resolution_minutes_p50, p.sla_attainment, p.reopen_rate, p.created,
  h.green, h.yellow, h.red, h.grey, CAST(h.red_mrr AS DOUBLE), r.period_end
FROM marts.health_segments h
CROSS JOIN latest
LEFT JOIN marts.revenue v ON v.dimension = h.dimension AND v.segment = h.segment AND v.month = latest.billed
LEFT JOIN marts.retention r ON r.span = 'ttm' AND r.dimension = h.dimension AND r.segment = h.segment AND r.period_start = latest.retained
LEFT JOIN marts.nps n ON n.span = 'trailing' AND n.relationship AND n.dimension = h.dimension AND n.segment = h.segment AND n.period_start = latest.asked
LEFT JOIN marts.support p ON p.span = 'trailing' AND p.dimension = h.dimension AND p.segment = h.segment AND p.period_start = latest.served
WHERE h.dimension IN ('all', ?)
ORDER BY h.dimension = 'all', v.mrr DESC NULLS LAST, h.segment`

// segmentRow is a segment with the end of its rates' period.
type segmentRow struct {
	web.Segment
	until time.Time
}

func readSegments(ctx context.Context, db *sql.DB, dimension string) (*web.Segments, error) {
	rows, err := list(ctx, db, segmentsSQL, func(s *segmentRow) []any {
		return []any{text{&s.Name}, &s.Customers, &s.MRR, &s.StartCustomers, &s.Churn, &s.ChurnLow, &s.ChurnHigh, &s.GRR, &s.NRR, text{&s.ChurnReason},
			&s.NPS, &s.NPSLow, &s.NPSHigh, &s.Responses, text{&s.NPSReason}, &s.FirstReply, &s.Resolution, &s.SLA, &s.Reopens, &s.Tickets,
			&s.Green, &s.Yellow, &s.Red, &s.Grey, &s.RedMRR, day{&s.until}}
	}, dimension)
	if err != nil {
		return nil, err
	}
	page := &web.Segments{Dimension: dimension}
	for _, r := range rows {
		if !r.until.IsZero() {
			page.Until = web.Day(r.until.AddDate(0, 0, -1))
		}
		if r.Name == "all" {
			page.All = &r.Segment
			continue
		}
		page.Rows = append(page.Rows, r.Segment)
	}
	page.Retention, page.NPS = segmentCharts(page)
	return page, nil
}

// segmentCharts draw lost customers and NPS with their intervals.
func segmentCharts(page *web.Segments) (lost, nps *web.Chart) {
	var churn, scores []web.Range
	top := 0.0
	for _, r := range page.Rows {
		churn = append(churn, web.Range{Label: r.Name, Note: countNote(r.StartCustomers), Low: r.ChurnLow, Value: r.Churn, High: r.ChurnHigh})
		scores = append(scores, web.Range{Label: r.Name, Note: countNote(r.Responses), Low: r.NPSLow, Value: r.NPS, High: r.NPSHigh})
		for _, end := range []*float64{r.Churn, r.ChurnHigh} {
			if end != nil {
				top = math.Max(top, *end)
			}
		}
	}
	var allChurn, allNPS *web.Range
	if page.All != nil {
		allChurn, allNPS = &web.Range{Value: page.All.Churn}, &web.Range{Value: page.All.NPS}
	}
	top = math.Min(1, math.Ceil(top*10)/10)
	lost = web.Ranges(fmt.Sprintf("Customers lost in the twelve months to %s", page.Until), "ratio", 0, math.Max(0.1, top), churn, allChurn)
	nps = web.Ranges("NPS", "points", -100, 100, scores, allNPS)
	return lost, nps
}

func countNote(n *int64) string {
	if n == nil {
		return ""
	}
	return web.Count(*n)
}
