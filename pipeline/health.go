package pipeline

import (
	"quarterdeck/config"
	"quarterdeck/transforms"
)

// health is how customers are judged, as the marts know it.
func (p *Pipeline) health() transforms.Health {
	configured := p.cfg.Health
	h := transforms.Health{Pulse: transforms.Pulse(configured.Pulse)}
	for _, profile := range configured.Profiles {
		one := transforms.HealthProfile{Name: profile.Name, When: profile.When, At: profile.At, Simple: profile.Model == "simple"}
		for _, d := range profile.Dimensions {
			dimension := transforms.HealthDimension{Name: d.Name, Group: d.Group, Weight: d.Weight}
			for _, m := range d.Measures {
				dimension.Measures = append(dimension.Measures, healthMeasure(m))
			}
			one.Dimensions = append(one.Dimensions, dimension)
		}
		for _, g := range profile.Gates {
			one.Gates = append(one.Gates, transforms.HealthGate(g))
		}
		h.Profiles = append(h.Profiles, one)
	}
	return h
}

func healthMeasure(m config.HealthMeasure) transforms.HealthMeasure {
	out := transforms.HealthMeasure{Measure: m.Measure, Weight: m.Share(), MaxAgeDays: m.MaxAgeDays}
	for _, a := range m.Lines() {
		out.Anchors = append(out.Anchors, transforms.Anchors(a))
	}
	for _, s := range m.Steps {
		out.Steps = append(out.Steps, transforms.HealthStep(s))
	}
	return out
}
