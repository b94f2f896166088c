package web

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"quarterdeck/pipeline"
	"quarterdeck/reports/web"
)

// definitionsOf are the metrics of a publication, by area.
func definitionsOf(ctx context.Context, b *book) ([]web.Definition, error) {
	return once(ctx, b, "definitions", func(ctx context.Context, db *sql.DB) ([]web.Definition, error) {
		all, err := pipeline.ReadDefinitions(ctx, db)
		var out []web.Definition
		for _, d := range all {
			one := web.Definition{Metric: d.Metric, Name: d.Name, Area: d.Area, Unit: d.Unit, Better: d.Better, Definition: d.Definition, Formula: d.Formula,
				Source: d.Source, Version: d.Version, Since: d.Since}
			if d.Variants != "" {
				one.Variants = strings.Split(d.Variants, "; ")
			}
			for _, name := range slices.Sorted(maps.Keys(d.Settings)) {
				one.Settings = append(one.Settings, web.Pair{Name: name, Value: d.Setting(name)})
			}
			out = append(out, one)
		}
		return out, err
	})
}

// definition is that of a metric; nil when there is none.
func definition(ctx context.Context, b *book, metric string) (*web.Definition, error) {
	all, err := definitionsOf(ctx, b)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(d web.Definition) bool { return d.Metric == metric }); i >= 0 {
		return &all[i], nil
	}
	return nil, nil
}

// definitions is the page of all metrics.
func (s *Site) definitions(ctx context.Context, v *visit) (web.Page, error) {
	b, err := v.published()
	if err != nil {
		return nil, err
	}
	all, err := definitionsOf(ctx, b)
	if err != nil {
		return nil, err
	}
	page := web.Definitions{Frame: v.frame, Count: len(all)}
	page.Title = "Definitions"
	for _, d := range all {
		if n := len(page.Areas); n == 0 || page.Areas[n-1].Name != d.Area {
			page.Areas = append(page.Areas, web.DefinitionArea{Name: d.Area})
		}
		last := &page.Areas[len(page.Areas)-1]
		last.Metrics = append(last.Metrics, d)
	}
	return page, nil
}
