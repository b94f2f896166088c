package config

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

func (c *Config) checkHealth(v *validator) error {
	if c.Metrics.HealthGreen <= c.Metrics.HealthYellow {
		return v.fail("$.metrics.health_green", fmt.Sprintf("metrics.health_green %v is not above health_yellow %v", c.Metrics.HealthGreen, c.Metrics.HealthYellow), "green begins at the higher score")
	}
	p := c.Health.Pulse
	switch {
	case !(p.MaxWeight >= 0 && p.MaxWeight <= 0.5):
		return v.fail("$.health.pulse.max_weight", fmt.Sprintf("max_weight %v of the pulse is not between 0 and 0.5", p.MaxWeight), "an opinion must not outweigh what is measured; 0 turns it off")
	case p.MaxAgeDays < 1:
		return v.fail("$.health.pulse.max_age_days", "max_age_days of the pulse must be at least 1", "write how many days an opinion counts; max_weight: 0 turns it off")
	case p.Worst == p.Best || !finite(p.Worst, p.Best):
		return v.fail("$.health.pulse", "the pulse has worst equal to best", "name the two ends of its scale, such as {worst: 1, best: 5}")
	}
	names := []string{}
	for i := range c.Health.Profiles {
		profile, path := &c.Health.Profiles[i], fmt.Sprintf("$.health.profiles[%d]", i)
		switch {
		case !identifier.MatchString(profile.Name):
			return v.fail(path+".name", fmt.Sprintf("profile name %q is not usable", profile.Name), "use lower-case letters, digits and _")
		case slices.Contains(names, profile.Name):
			return v.fail(path+".name", fmt.Sprintf("profile %q is taken", profile.Name), "give every profile its own name")
		case profile.When == "" && i < len(c.Health.Profiles)-1:
			return v.fail(path, fmt.Sprintf("profile %s fits every customer, so those after it never count", profile.Name), "give it a condition under when, or put it last")
		case profile.When != "" && profile.Name == "default":
			return v.fail(path+".name", "profile default has a condition", "that is the profile of all whom no other fits; choose another name")
		}
		names = append(names, profile.Name)
		profile.At = v.place(path + ".when")
		if err := c.checkProfile(v, path, *profile); err != nil {
			return err
		}
	}
	return nil
}

func (c *Config) checkProfile(v *validator, path string, p HealthProfile) error {
	if !slices.Contains([]string{"", "weighted", "simple"}, p.Model) {
		return v.fail(path+".model", fmt.Sprintf("profile %s has unknown model %q", p.Name, p.Model), "use one of weighted, simple")
	}
	var weights []float64
	dimensions, measures := []string{}, []string{}
	for i, d := range p.Dimensions {
		at := fmt.Sprintf("%s.dimensions[%d]", path, i)
		switch {
		case !identifier.MatchString(d.Name) || d.Name == "pulse":
			return v.fail(at+".name", fmt.Sprintf("dimension name %q is not usable", d.Name), "use lower-case letters, digits and _; pulse is the team's own opinion")
		case slices.Contains(dimensions, d.Name):
			return v.fail(at+".name", fmt.Sprintf("profile %s has dimension %s twice", p.Name, d.Name), "put the measures of both into one")
		case !slices.Contains(HealthGroups(), d.Group):
			return v.fail(at+".group", fmt.Sprintf("dimension %s has unknown group %q", d.Name, d.Group), "use one of "+strings.Join(HealthGroups(), ", "))
		}
		dimensions, weights = append(dimensions, d.Name), append(weights, d.Weight)
		var shares []float64
		for k, m := range d.Measures {
			at := fmt.Sprintf("%s.measures[%d]", at, k)
			if slices.Contains(measures, m.Measure) {
				return v.fail(at+".measure", fmt.Sprintf("profile %s has measure %s twice", p.Name, m.Measure), "keep it in one dimension")
			}
			measures, shares = append(measures, m.Measure), append(shares, m.Share())
			if err := c.checkMeasure(v, at, m); err != nil {
				return err
			}
		}
		if err := v.checkWeights(at+".measures", "measures of dimension "+d.Name, shares); err != nil {
			return err
		}
	}
	if err := v.checkWeights(path+".dimensions", "dimensions of profile "+p.Name, weights); err != nil {
		return err
	}
	return c.checkGates(v, path, p)
}

// checkWeights wants weights by which a mean can be taken.
func (v *validator) checkWeights(path, of string, weights []float64) error {
	sum := 0.0
	for i, w := range weights {
		if !(w >= 0 && w < 1000) {
			return v.fail(fmt.Sprintf("%s[%d].weight", path, i), fmt.Sprintf("weight %v among the %s is not between 0 and 1000", w, of), "weights are shares of their sum, such as 0.4 and 0.6")
		}
		sum += w
	}
	switch {
	case len(weights) == 0:
		return v.fail(path, "there are no "+of, "list at least one")
	case sum == 0:
		return v.fail(path, "all weights of the "+of+" are 0", "a mean needs one above 0")
	}
	return nil
}

func (c *Config) checkMeasure(v *validator, path string, m HealthMeasure) error {
	if m.Measure == "pulse" {
		return v.fail(path+".measure", "the pulse is no measure of a dimension", "it counts by health.pulse, apart from what is measured")
	}
	if !c.isMeasure(m.Measure) {
		return v.fail(path+".measure", fmt.Sprintf("there is no measure %q", m.Measure), "use one of "+strings.Join(slices.Concat(HealthMeasures(), c.numberMeasures()), ", "))
	}
	if m.MaxAgeDays < 0 {
		return v.fail(path+".max_age_days", "max_age_days must not be negative", "0, or leaving it out, lets a value count at any age")
	}
	ways := 0
	for _, given := range []bool{m.Worst != nil || m.Best != nil, m.Anchors != nil, m.Steps != nil} {
		if given {
			ways++
		}
	}
	if ways != 1 || (m.Worst == nil) != (m.Best == nil) {
		return v.fail(path, fmt.Sprintf("measure %s needs worst and best, or anchors, or steps", m.Measure), "keep one of them: the values that score 0 and 100, those by age, or a table of scores")
	}
	for i, a := range m.Lines() {
		at := path
		if m.Anchors != nil {
			at = fmt.Sprintf("%s.anchors[%d]", path, i)
		}
		switch {
		case a.Worst == a.Best || !finite(a.Worst, a.Best):
			return v.fail(at+".worst", fmt.Sprintf("measure %s has worst equal to best", m.Measure), "a score needs two different anchors")
		case i == 0 && a.FromMonth != 0:
			return v.fail(at, fmt.Sprintf("the anchors of %s begin at month %d", m.Measure, a.FromMonth), "let the first begin at 0")
		case i > 0 && a.FromMonth <= m.Anchors[i-1].FromMonth:
			return v.fail(at, fmt.Sprintf("the anchors of %s are not in the order of their months", m.Measure), "sort them by from_month, each month once")
		}
	}
	for i, s := range m.Steps {
		at := fmt.Sprintf("%s.steps[%d]", path, i)
		switch {
		case !(s.Score >= 0 && s.Score <= 100) || !finite(s.At):
			return v.fail(at, fmt.Sprintf("a step of %s has score %v at %v", m.Measure, s.Score, s.At), "a score is between 0 and 100")
		case i > 0 && !(s.At > m.Steps[i-1].At):
			return v.fail(at, fmt.Sprintf("the steps of %s are not in the order of their values", m.Measure), "sort them by at, each value once")
		}
	}
	return nil
}

func (c *Config) checkGates(v *validator, path string, p HealthProfile) error {
	for i, g := range p.Gates {
		at := fmt.Sprintf("%s.gates[%d]", path, i)
		switch {
		case !c.isMeasure(g.Measure):
			return v.fail(at+".measure", fmt.Sprintf("no gate can go by measure %q", g.Measure), "use one of "+strings.Join(slices.Concat(HealthMeasures(), c.numberMeasures()), ", "))
		case (g.Above == nil) == (g.Below == nil):
			return v.fail(at, fmt.Sprintf("the gate of %s needs either above or below", g.Measure), "write the one limit beyond which it holds")
		case !(g.Cap >= 0 && g.Cap <= 100):
			return v.fail(at+".cap", fmt.Sprintf("the cap %v of the gate of %s is no score", g.Cap, g.Measure), "write 0 to 100")
		case g.Reason == "":
			return v.fail(at, fmt.Sprintf("the gate of %s has no reason", g.Measure), "say in words what it means; it is shown with the score")
		}
	}
	return nil
}

func finite(numbers ...float64) bool {
	return !slices.ContainsFunc(numbers, func(n float64) bool { return math.IsNaN(n) || math.IsInf(n, 0) })
}
