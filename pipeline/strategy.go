package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"quarterdeck/config"
	"quarterdeck/reports"
	"quarterdeck/transforms"
)

// Strategy reads the strategy map of a day.
func (p *Pipeline) Strategy(ctx context.Context, clocks Clocks) (s *reports.Strategy, err error) {
	marts, err := p.Marts(ctx, clocks)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	return reports.ReadStrategy(ctx, marts.DB)
}

// DrawMap writes the strategy map as a PDF.
func (p *Pipeline) DrawMap(w io.Writer, s *reports.Strategy) error {
	renderer, err := p.internalRenderer()
	if err != nil {
		return err
	}
	_, err = renderer.Map(w, s)
	return err
}

// links are the arrows of the strategy map as the marts know them.
func (p *Pipeline) links() []transforms.StrategyLink {
	var links []transforms.StrategyLink
	for _, l := range p.cfg.Strategy.Links {
		links = append(links, transforms.StrategyLink{
			From: l.From, To: l.To, FromMeasure: l.FromMeasure, ToMeasure: l.ToMeasure, Expected: l.Sign, LagMonths: l.LagMonths, Kind: l.Kind(),
		})
	}
	return links
}

// checkStrategy looks for objectives that no configured link reaches, and for links
// that nothing can test.
func (p *Pipeline) checkStrategy(context.Context) []Finding {
	known, err := transforms.DefinedMetrics(p.overrides())
	if err != nil {
		return nil // the models cannot be read, which is a finding already
	}
	var found []Finding
	configured := false
	for _, l := range p.cfg.Strategy.Links {
		configured = configured || l.At != ""
		found = append(found, linkFindings(l, known)...)
	}
	for _, o := range p.cfg.Objectives {
		linked := slices.ContainsFunc(p.cfg.Strategy.Links, func(l config.Link) bool { return l.From == o.Objective || l.To == o.Objective })
		if configured && !linked {
			found = append(found, problem("strategy", fmt.Errorf("no link leads from or to objective %s", o.Objective),
				"say under strategy: links: what drives it, or what it drives"))
		}
	}
	return found
}

// linkFindings judges the two measures of a link.
func linkFindings(l config.Link, known []string) []Finding {
	where := l.At
	if where == "" {
		where = "strategy"
	}
	var found []Finding
	for _, end := range []struct{ key, objective, measure string }{{"from_measure", l.From, l.FromMeasure}, {"to_measure", l.To, l.ToMeasure}} {
		switch {
		case end.measure == "" && !l.Arithmetic:
			found = append(found, Finding{Where: where, Severity: string(transforms.SeverityWarn),
				What: fmt.Sprintf("the link from %s to %s cannot be tested: no KPI measures %s", l.From, l.To, end.objective),
				Mend: "give the objective a KPI, or the link a " + end.key})
		case end.measure != "" && !slices.Contains(known, end.measure):
			found = append(found, problem(where, fmt.Errorf("the link from %s to %s has unknown %s %q", l.From, l.To, end.key, end.measure),
				"write a KPI or a metric; 'quarterdeck define' lists the metrics"))
		}
	}
	return found
}
