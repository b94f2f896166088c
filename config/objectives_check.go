package config

import (
	"fmt"
	"slices"
	"strings"
)

func (c *Config) checkPerspectives(v *validator) error {
	seen := map[string]bool{}
	standard := standardPerspectives()
	for i, p := range c.Perspectives {
		path := fmt.Sprintf("$.perspectives[%d]", i)
		if !identifier.MatchString(p.Perspective) || p.Perspective == "all" {
			return v.fail(path, fmt.Sprintf("perspective name %q is not usable", p.Perspective), "use lower-case letters, digits and _; 'all' is the total")
		}
		if seen[p.Perspective] {
			return v.fail(path, fmt.Sprintf("perspective %s is listed twice", p.Perspective), "keep one of them")
		}
		seen[p.Perspective] = true
		if usual := slices.IndexFunc(standard, func(s Perspective) bool { return s.Perspective == p.Perspective }); usual >= 0 && p.Title == "" {
			c.Perspectives[i].Title = standard[usual].Title
		}
		if c.Perspectives[i].Title == "" {
			return v.fail(path, fmt.Sprintf("perspective %s has no title", p.Perspective), "add 'title:', as it is to be printed; perspectives is a list, or one of standard, nonprofit")
		}
	}
	return nil
}

func (c *Config) checkGoals(v *validator, goals []Goal) error {
	seen := map[string]bool{}
	for i, g := range c.Goals {
		path := fmt.Sprintf("$.goals[%d]", i)
		switch {
		case !identifier.MatchString(g.Goal):
			return v.fail(path, fmt.Sprintf("goal name %q is not usable", g.Goal), "use lower-case letters, digits and _")
		case seen[g.Goal]:
			return v.fail(path, fmt.Sprintf("goal %s is listed twice", g.Goal), "keep one of them")
		case goals[slices.IndexFunc(goals, func(m Goal) bool { return m.Goal == g.Goal })].Title == "":
			return v.fail(path, fmt.Sprintf("goal %s has no title", g.Goal), "add 'title:', as it is to be printed")
		}
		seen[g.Goal] = true
	}
	return nil
}

// checkObjectives refuses an objective that hangs in the air.
func (c *Config) checkObjectives(v *validator, goals []Goal, objectives []listedObjective) error {
	seen := map[string]bool{}
	for _, o := range objectives {
		name := o.Objective.Objective
		switch {
		case !identifier.MatchString(name):
			return v.fail(o.path, fmt.Sprintf("objective name %q is not usable", name), "use lower-case letters, digits and _")
		case seen[name]:
			return v.fail(o.path, fmt.Sprintf("objective %s is listed twice", name), "keep one of them")
		case o.Title == "":
			return v.fail(o.path, fmt.Sprintf("objective %s has no title", name), "add 'title:', as it is to be printed")
		case !c.hasPerspective(o.Perspective) && o.own:
			return v.fail(o.path, fmt.Sprintf("objective %s has unknown perspective %q", name, o.Perspective), "use one of "+c.perspectiveNames())
		case o.Goal == "":
			return v.fail(o.path, fmt.Sprintf("objective %s serves no goal", name), "add 'goal:' with one of "+goalNames(goals))
		case !slices.ContainsFunc(goals, func(g Goal) bool { return g.Goal == o.Goal }):
			return v.fail(o.path+".goal", fmt.Sprintf("objective %s serves unknown goal %q", name, o.Goal), "list it under goals, or use one of "+goalNames(goals))
		}
		seen[name] = true
		if err := v.checkDay(o.path+".review_by", "review_by of objective "+name, o.ReviewBy); err != nil {
			return err
		}
	}
	return nil
}

func (c *Config) hasPerspective(name string) bool {
	return slices.ContainsFunc(c.Perspectives, func(p Perspective) bool { return p.Perspective == name })
}

func (c *Config) perspectiveNames() string {
	var names []string
	for _, p := range c.Perspectives {
		names = append(names, p.Perspective)
	}
	return strings.Join(names, ", ")
}

func objectiveNames(objectives []listedObjective) string {
	var names []string
	for _, o := range objectives {
		names = append(names, o.Objective.Objective)
	}
	return strings.Join(names, ", ")
}

func goalNames(goals []Goal) string {
	var names []string
	for _, g := range goals {
		names = append(names, g.Goal)
	}
	return strings.Join(names, ", ")
}
