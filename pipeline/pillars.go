package pipeline

import (
	"context"
	"errors"
	"io"

	"quarterdeck/reports"
	"quarterdeck/transforms"
)

// Maturity reads the pillars as judged and suggested on a day.
func (p *Pipeline) Maturity(ctx context.Context, clocks Clocks) (m *reports.Maturity, err error) {
	marts, err := p.Marts(ctx, clocks)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	return reports.ReadMaturity(ctx, marts.DB)
}

// DrawPillars writes the pillars as a PDF.
func (p *Pipeline) DrawPillars(w io.Writer, m *reports.Maturity) error {
	renderer, err := p.internalRenderer()
	if err != nil {
		return err
	}
	_, err = renderer.Pillars(w, m)
	return err
}

// pillars are the pillars and their assessments as the marts know them.
func (p *Pipeline) pillars(s *transforms.Settings) {
	for _, one := range p.cfg.Pillars.List {
		s.Pillars = append(s.Pillars, transforms.Pillar(one))
	}
	for _, a := range p.cfg.Pillars.Judged {
		for _, one := range p.cfg.Pillars.List {
			if level, judged := a.Levels[one.Pillar]; judged {
				s.Assessments = append(s.Assessments, transforms.PillarAssessment{
					Pillar: one.Pillar, AssessedOn: a.Date, Level: level.Level, Evidence: level.Evidence, By: a.By,
				})
			}
		}
	}
}
