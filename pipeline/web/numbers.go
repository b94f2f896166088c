package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"quarterdeck/reports/web"
	"quarterdeck/transforms"
)

// mostNumbers is how many numbers a page lists.
const mostNumbers = 200

const figureFields = `f.figure_id, f.metric, d.name, d.unit, f.span, f.dimension, f.segment, f.period_start, f.period_end, f.value, f.n, f.reason`

func figureInto(f *web.Figure) []any {
	return []any{&f.ID, &f.Metric, text{&f.Name}, text{&f.Unit}, text{&f.Span}, text{&f.Dimension}, text{&f.Segment}, day{&f.Start}, day{&f.End}, &f.Value, &f.N, text{&f.Reason}}
}

// numbers are the published figures of a customer.
func (s *Site) numbers(ctx context.Context, v *visit) (web.Page, error) {
	m, err := v.visible(ctx, v.request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	all, err := list(ctx, v.book.db, `SELECT `+figureFields+` FROM (SELECT * FROM marts.figures WHERE customer_id = ?) f
LEFT JOIN marts.definitions d ON d.metric = f.metric ORDER BY f.metric, f.period_end DESC, f.span, f.figure_id`, figureInto, m.id)
	if err != nil {
		return nil, err
	}
	page := web.Numbers{Frame: v.frame, Customer: &web.Named{ID: m.id, Name: m.name}, Metric: v.request.URL.Query().Get("metric")}
	page.Title = "Numbers of " + m.name
	path := customerPath(m.id) + "/numbers"
	page.Metrics = []web.Choice{{Name: "all", Current: page.Metric == "", Link: path}}
	for _, f := range all {
		if last := page.Metrics[len(page.Metrics)-1]; last.Value != f.Metric {
			page.Metrics = append(page.Metrics, web.Choice{Value: f.Metric, Name: f.Metric, Current: f.Metric == page.Metric, Link: path + "?metric=" + url.QueryEscape(f.Metric)})
		}
		if page.Metric == "" || f.Metric == page.Metric {
			page.Rows = append(page.Rows, f)
		}
	}
	page.More = max(0, len(page.Rows)-mostNumbers)
	page.Rows = page.Rows[:min(len(page.Rows), mostNumbers)]
	return page, nil
}

// figure says where a published number comes from. Only who sees all customers sees
// numbers that are not of one customer.
func (s *Site) figure(ctx context.Context, v *visit) (web.Page, error) {
	b, err := v.published()
	if err != nil {
		return nil, err
	}
	id := v.request.URL.Query().Get("id")
	type row struct {
		web.Figure
		customer string
	}
	found, err := one(ctx, b.db, `SELECT `+figureFields+`, f.customer_id FROM (SELECT * FROM marts.figures WHERE figure_id = ?) f
LEFT JOIN marts.definitions d ON d.metric = f.metric`, func(r *row) []any { return append(figureInto(&r.Figure), text{&r.customer}) }, id)
	if err != nil {
		return nil, err
	}
	if found == nil || found.customer == "" && v.own() != "" {
		return nil, notFound("There is no such number among those you may see.")
	}
	page := web.FigurePage{Frame: v.frame, Figure: found.Figure}
	page.Title = found.Name
	page.Section = "/definitions"
	if found.Dimension == "all" {
		page.Figure.Segment = ""
	}
	if found.customer != "" {
		m, err := v.visible(ctx, found.customer)
		if err != nil {
			return nil, err
		}
		page.Customer, page.Section = &web.Named{ID: m.id, Name: m.name}, "/customers"
	}
	if page.Definition, err = definition(ctx, b, found.Metric); err != nil {
		return nil, err
	}
	if v.request.URL.Query().Get("trace") != "" {
		page.Trace, err = s.trace(ctx, id)
	}
	return page, err
}

// mostRecords is how many records a page shows of those behind a number.
const mostRecords = 100

// trace follows a number to its records. It computes marts again, so only one is
// followed at a time.
func (s *Site) trace(ctx context.Context, id string) (*web.Trace, error) {
	select {
	case s.tracing <- struct{}{}:
		defer func() { <-s.tracing }()
	default:
		return nil, &refusal{status: http.StatusServiceUnavailable, heading: "Another number is being followed", text: "Only one number at a time is computed again.", hint: "Try again in some seconds."}
	}
	began := s.opts.Now()
	x, err := s.opts.Pipeline.Explain(ctx, id)
	if err != nil {
		return nil, asRefusal(err)
	}
	out := &web.Trace{Sum: x.Sum, Rebuilt: x.Rebuilt, Adds: x.Adds, Meaning: x.RowsMean, AddsUp: x.AddsUp, Same: x.Same,
		MartSQL: x.MartSQL, EvidenceSQL: x.EvidenceSQL, Total: len(x.Rows), Loads: len(x.Loads), Took: s.opts.Now().Sub(began)}
	for _, r := range x.Rows[:min(len(x.Rows), mostRecords)] {
		out.Rows = append(out.Rows, traceRow(r))
	}
	return out, nil
}

// traceRow is a record with the newest load it came by. A link is shown only when it
// is one of the web.
func traceRow(r transforms.EvidenceRow) web.TraceRow {
	row := web.TraceRow{Customer: r.CustomerID, Record: r.Record, Source: r.Source, ID: r.RecordID, Detail: r.Detail, Day: r.Day, Part: r.Part, Base: r.Base}
	if len(r.Landed) > 0 {
		newest := slices.MaxFunc(r.Landed, func(a, b transforms.Landed) int { return a.LoadedAt.Compare(b.LoadedAt) })
		row.Load = newest.LoadID
		if strings.HasPrefix(newest.Link, "https://") {
			row.Link = newest.Link
		}
	}
	return row
}
