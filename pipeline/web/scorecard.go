package web

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/web"
)

// card is the scorecard of a publication.
type card struct {
	perspectives []web.Perspective // with the total under the name all
	drivers      []web.Driver
	strategy     *reports.Strategy
	picture      *web.Chart
}

func (c *card) kpi(name string) *web.KPI {
	for i := range c.perspectives {
		for k := range c.perspectives[i].KPIs {
			if c.perspectives[i].KPIs[k].Name == name {
				return &c.perspectives[i].KPIs[k]
			}
		}
	}
	return nil
}

// kpiRow is a KPI with the perspective it belongs to.
type kpiRow struct {
	web.KPI
	perspective string
}

const kpisSQL = `
SELECT perspective, kpi, unit, status, owner, objective_title, actual, previous, target, score, trusted, reason, figure_id, metric, span, cadence, kind
FROM marts.scorecard ORDER BY perspective_place, place`

// scorecard reads the scorecard once per publication.
func scorecard(ctx context.Context, b *book) (*card, error) {
	return once(ctx, b, "scorecard", func(ctx context.Context, db *sql.DB) (*card, error) {
		c := &card{}
		var err error
		c.perspectives, err = list(ctx, db, `SELECT perspective, title, status, score, coverage, reason FROM marts.scorecard_perspectives ORDER BY place`,
			func(p *web.Perspective) []any {
				return []any{&p.Name, &p.Title, text{&p.Status}, &p.Score, &p.Coverage, text{&p.Reason}}
			})
		if err != nil {
			return nil, err
		}
		kpis, err := list(ctx, db, kpisSQL, func(k *kpiRow) []any {
			return []any{&k.perspective, &k.Name, &k.Unit, text{&k.Status}, text{&k.Owner}, text{&k.Objective}, &k.Actual, &k.Previous, &k.Target, &k.Score,
				flag{&k.Trusted}, text{&k.Reason}, text{&k.FigureID}, text{&k.Metric}, text{&k.Span}, text{&k.Cadence}, text{&k.Kind}}
		})
		if err != nil {
			return nil, err
		}
		for _, k := range kpis {
			history, err := kpiHistory(ctx, db, k.KPI)
			if err != nil {
				return nil, err
			}
			for _, p := range history[max(0, len(history)-13):] {
				if p.Value != nil {
					k.History = append(k.History, *p.Value)
				}
			}
			if i := slices.IndexFunc(c.perspectives, func(p web.Perspective) bool { return p.Name == k.perspective }); i >= 0 {
				c.perspectives[i].KPIs = append(c.perspectives[i].KPIs, k.KPI)
			}
		}
		if c.drivers, err = list(ctx, db, `SELECT d.kpi, d.driver, d.unit, d.value, d.previous, d.change FROM marts.scorecard_drivers d
JOIN marts.scorecard k ON k.kpi = d.kpi ORDER BY k.perspective_place, k.place, abs(d.change) DESC, d.driver`, func(d *web.Driver) []any {
			return []any{&d.KPI, &d.Name, &d.Unit, &d.Value, &d.Previous, &d.Change}
		}); err != nil {
			return nil, err
		}
		c.strategy, err = reports.ReadStrategy(ctx, db)
		if err != nil {
			return nil, err
		}
		c.picture = web.StrategyMap(c.strategy)
		return c, nil
	})
}

// historyPeriods is how many periods of a KPI are shown.
const historyPeriods = 24

// kpiHistory are the published values of a KPI's metric, the oldest first: of its own
// periods, or of months where it has only the newest of its own.
func kpiHistory(ctx context.Context, db *sql.DB, k web.KPI) ([]web.Period, error) {
	spans := []string{k.Span, "month", "quarter"}
	for _, span := range spans {
		all, err := list(ctx, db, `SELECT f.period_start, f.period_end, f.value, f.n, f.figure_id, f.reason FROM marts.figures f, core.settings s
WHERE f.metric = ? AND f.span = ? AND f.dimension = 'all' AND f.period_start <= s.as_of ORDER BY f.period_end DESC LIMIT ?`, func(p *web.Period) []any {
			return []any{day{&p.Start}, day{&p.End}, &p.Value, &p.N, &p.FigureID, text{&p.Reason}}
		}, k.Metric, span, historyPeriods)
		if err != nil {
			return nil, err
		}
		if len(all) > 2 {
			slices.Reverse(all)
			return all, nil
		}
	}
	return nil, nil
}

func (s *Site) scorecard(ctx context.Context, v *visit) (web.Page, error) {
	b, err := v.published()
	if err != nil {
		return nil, err
	}
	c, err := scorecard(ctx, b)
	if err != nil {
		return nil, err
	}
	page := web.Scorecard{Frame: v.frame, Map: c.picture, Links: web.Links(c.strategy), Drivers: c.drivers}
	page.Title = "Scorecard"
	for _, p := range c.perspectives {
		if p.Name == "all" {
			page.Total = &p
			continue
		}
		page.Perspectives = append(page.Perspectives, p)
	}
	return page, nil
}

// kpi is the page of one KPI.
func (s *Site) kpi(ctx context.Context, v *visit) (web.Page, error) {
	b, err := v.published()
	if err != nil {
		return nil, err
	}
	c, err := scorecard(ctx, b)
	if err != nil {
		return nil, err
	}
	k := c.kpi(v.request.PathValue("kpi"))
	if k == nil {
		return nil, notFound("The scorecard has no such KPI.")
	}
	page, err := once(ctx, b, "KPI "+k.Name, func(ctx context.Context, db *sql.DB) (*web.KPIPage, error) { return readKPI(ctx, db, *k) })
	if err != nil {
		return nil, err
	}
	shown := *page
	shown.Frame, shown.Title = v.frame, web.Sentence(k.Name)
	for _, d := range c.drivers {
		if d.KPI == k.Name {
			shown.Drivers = append(shown.Drivers, d)
		}
	}
	if shown.Definition, err = definition(ctx, b, k.Metric); err != nil {
		return nil, err
	}
	return shown, nil
}

func readKPI(ctx context.Context, db *sql.DB, k web.KPI) (*web.KPIPage, error) {
	page := &web.KPIPage{KPI: k}
	var err error
	if page.History, err = kpiHistory(ctx, db, k); err != nil {
		return nil, err
	}
	var labels []string
	curve := web.Curve{Name: web.Words(k.Name)}
	for _, p := range page.History {
		label := p.Start.Format("Jan 2006")
		if k.Span == "ttm" {
			label = p.End.AddDate(0, 0, -1).Format("Jan 2006") // a year is told by its last month
		}
		labels, curve.Values = append(labels, label), append(curve.Values, p.Value)
	}
	fixed := unset()
	if k.Target != nil {
		fixed = *k.Target
	}
	page.Course = web.Rates(web.Sentence(k.Name)+", and its target", k.Unit, labels, fixed, curve).Wide()
	slices.Reverse(page.History)
	page.Levels, err = readLevels(ctx, db, k.Name)
	return page, err
}

// levelRow is a KPI of a part of the company.
type levelRow struct {
	web.LevelRow
	level, dimension, team, owner, segment string
}

// readLevels reads the KPI of teams, of CSMs and of the segments of every dimension.
func readLevels(ctx context.Context, db *sql.DB, kpi string) ([]web.Level, error) {
	rows, err := list(ctx, db, `SELECT level, dimension, team, owner, segment, customers, value, score, status, reason FROM marts.scorecard_cascade
WHERE kpi = ? AND (level = 'company' AND dimension <> 'all' OR level IN ('team', 'csm') AND dimension = 'all')
ORDER BY level <> 'team', level <> 'csm', dimension, team, owner, segment`, func(r *levelRow) []any {
		return []any{&r.level, text{&r.dimension}, text{&r.team}, text{&r.owner}, text{&r.segment}, &r.Customers, &r.Value, &r.Score, text{&r.Status}, text{&r.Reason}}
	}, kpi)
	if err != nil {
		return nil, err
	}
	var levels []web.Level
	for _, r := range rows {
		title, name := "By "+web.Words(r.dimension), r.segment
		switch r.level {
		case "team":
			title, name = "By team", r.team
		case "csm":
			title, name = "By CSM", strings.TrimSuffix(r.owner+", "+r.team, ", ")
		}
		r.Name = name
		if n := len(levels); n == 0 || levels[n-1].Title != title {
			levels = append(levels, web.Level{Title: title})
		}
		last := &levels[len(levels)-1]
		last.Rows = append(last.Rows, r.LevelRow)
	}
	return levels, nil
}
