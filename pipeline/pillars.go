package pipeline

import "quarterdeck/transforms"

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
