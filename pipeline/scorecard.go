package pipeline

import (
	"quarterdeck/config"
	"quarterdeck/transforms"
)

// scorecard are the settings of the scorecard and of what it serves.
func (p *Pipeline) scorecard(s *transforms.Settings) {
	s.Teams = p.cfg.Teams
	for _, one := range p.cfg.Perspectives {
		s.Perspectives = append(s.Perspectives, transforms.Perspective(one))
	}
	for _, g := range p.cfg.Goals {
		s.Goals = append(s.Goals, transforms.Goal(g))
	}
	for _, o := range p.cfg.Objectives {
		s.Objectives = append(s.Objectives, transforms.Objective{Objective: o.Objective, Title: o.Title, Perspective: o.Perspective,
			Goal: o.Goal, Owner: o.Owner, ReviewBy: o.ReviewBy})
	}
	for _, k := range p.cfg.Scorecard {
		s.Scorecard = append(s.Scorecard, kpi(k))
	}
}

func kpi(k config.KPI) transforms.KPI {
	one := transforms.KPI{
		KPI: k.KPI, Metric: k.Metric, Span: k.Span, Perspective: k.Perspective, Objective: k.Objective, Unit: k.Unit,
		Direction: k.Direction, Target: *k.Target, Floor: *k.Floor, TargetTo: k.TargetTo, Ceiling: k.Ceiling, Green: k.Green, Yellow: k.Yellow,
		Weight: 1, Cadence: k.Cadence, Kind: k.Kind, Counter: k.Counter, Owner: k.Owner, Department: k.Department, ReviewBy: k.ReviewBy, At: k.At,
	}
	if k.Weight != nil {
		one.Weight = *k.Weight
	}
	if b := k.Benchmark; b != nil {
		one.Benchmark = &transforms.Benchmark{Value: *b.Value, Source: b.Source, Date: b.Date}
	}
	return one
}
