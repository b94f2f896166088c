package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// checkScorecard completes the scorecard by the defaults and checks that it hangs
// together: goals, the objectives that serve them, and the KPIs that measure those.
func (c *Config) checkScorecard(v *validator) error {
	if len(c.Perspectives) == 0 {
		c.Perspectives = standardPerspectives()
	}
	goals := mergeGoals(c.Goals)
	objectives := mergeObjectives(c.Objectives)
	kpis := c.withoutPerspective(mergeScorecard(c.Scorecard), objectives)
	for _, check := range []func() error{
		func() error { return c.checkPerspectives(v) },
		func() error { return c.checkGoals(v, goals) },
		func() error { return checkListed(v, kpis) },
		func() (err error) { objectives, err = c.placeKPIs(v, kpis, objectives); return err },
		func() error { return c.checkObjectives(v, goals, objectives) },
		func() error { return checkTeams(v, c.Teams) },
	} {
		if err := check(); err != nil {
			return err
		}
	}
	c.keepScorecard(v, goals, objectives, kpis)
	if c.Metrics.ScorecardYellow >= c.Metrics.ScorecardGreen {
		return v.fail("$.metrics.scorecard_yellow", "metrics.scorecard_yellow is not below scorecard_green", "yellow begins at the lower score")
	}
	if err := v.checkSettings("scorecard_limits", c.ScorecardLimits); err != nil {
		return err
	}
	if most := c.ScorecardLimits.MostKPIs; len(c.Scorecard) > most {
		return v.fail("$.scorecard", fmt.Sprintf("the scorecard has %d KPIs, more than %d", len(c.Scorecard), most),
			"take some off ('off: true'), or raise scorecard_limits.most_kpis")
	}
	return nil
}

// withoutPerspective takes the default KPIs off whose perspective the company does not have.
func (c *Config) withoutPerspective(kpis []listedKPI, objectives []listedObjective) []listedKPI {
	return slices.DeleteFunc(kpis, func(k listedKPI) bool {
		i := slices.IndexFunc(objectives, func(o listedObjective) bool { return o.Objective.Objective == k.Objective })
		return !k.named && !c.hasPerspective(objectives[i].Perspective)
	})
}

// keepScorecard leaves what is on the scorecard: no KPI that is off, and of the
// default objectives and goals only those that something serves.
func (c *Config) keepScorecard(v *validator, goals []Goal, objectives []listedObjective, kpis []listedKPI) {
	c.Scorecard, c.Objectives = nil, nil
	serves := map[string]bool{}
	for _, k := range kpis {
		if k.Off {
			continue
		}
		if k.named {
			k.KPI.At = v.place(k.path)
		}
		serves[k.Objective] = true
		c.Scorecard = append(c.Scorecard, k.KPI)
	}
	served := map[string]bool{}
	for _, o := range objectives {
		if !o.own && !serves[o.Objective.Objective] {
			continue
		}
		if o.own {
			o.At = v.place(o.path)
		}
		served[o.Goal] = true
		c.Objectives = append(c.Objectives, o.Objective)
	}
	c.Goals = slices.DeleteFunc(goals, func(g Goal) bool {
		return !served[g.Goal] && !slices.ContainsFunc(c.Goals, func(own Goal) bool { return own.Goal == g.Goal })
	})
}

// placeKPIs gives every KPI its objective and perspective, and makes the
// objectives that are only given by their title.
func (c *Config) placeKPIs(v *validator, kpis []listedKPI, objectives []listedObjective) ([]listedObjective, error) {
	at := func(same func(listedObjective) bool) int { return slices.IndexFunc(objectives, same) }
	for i := range kpis {
		k := &kpis[i]
		name := k.KPI.KPI
		if k.Perspective != "" && !c.hasPerspective(k.Perspective) {
			return nil, v.fail(k.path, fmt.Sprintf("KPI %s has unknown perspective %q", name, k.Perspective), "use one of "+c.perspectiveNames())
		}
		if k.Objective == "" && k.builtin { // moved to another perspective
			first := at(func(o listedObjective) bool { return o.Perspective == k.Perspective })
			if first < 0 {
				return nil, v.fail(k.path, fmt.Sprintf("perspective %s has no objective that KPI %s could serve", k.Perspective, name), "add 'objective:' to the KPI")
			}
			k.Objective = objectives[first].Objective.Objective
		}
		if k.Objective == "" {
			return nil, v.fail(k.path, fmt.Sprintf("KPI %s has no objective", name), "add 'objective:' with one of "+objectiveNames(objectives))
		}
		found := at(func(o listedObjective) bool { return o.Objective.Objective == k.Objective || o.Title == k.Objective })
		if found < 0 {
			made, err := c.titled(v, *k, objectives)
			if err != nil {
				return nil, err
			}
			objectives, found = append(objectives, made), len(objectives)
		}
		o := objectives[found].Objective
		if k.Perspective != "" && k.Perspective != o.Perspective {
			return nil, v.fail(k.path, fmt.Sprintf("KPI %s is in perspective %s and its objective %s in %s", name, k.Perspective, o.Objective, o.Perspective), "keep the objective's perspective, or name another objective")
		}
		k.Objective, k.Perspective = o.Objective, o.Perspective
	}
	return objectives, nil
}

// titled makes the objective a KPI only gives the title of. It serves the goal the
// other objectives of its perspective serve.
func (c *Config) titled(v *validator, k listedKPI, objectives []listedObjective) (listedObjective, error) {
	if identifier.MatchString(k.Objective) {
		return listedObjective{}, v.fail(k.path+".objective", fmt.Sprintf("KPI %s has unknown objective %q", k.KPI.KPI, k.Objective),
			"list it under objectives, or use one of "+objectiveNames(objectives))
	}
	name := named(k.Objective)
	if !identifier.MatchString(name) || slices.ContainsFunc(objectives, func(o listedObjective) bool { return o.Objective.Objective == name }) {
		return listedObjective{}, v.fail(k.path+".objective", fmt.Sprintf("KPI %s has an objective without a name, %q", k.KPI.KPI, k.Objective),
			"list it under objectives, with a name and this title")
	}
	perspective := k.Perspective
	if builtin, ok := BuiltinKPI(k.KPI.KPI); ok && perspective == "" {
		i := slices.IndexFunc(defaultObjectives(), func(o Objective) bool { return o.Objective == builtin.Objective })
		perspective = defaultObjectives()[i].Perspective
	}
	if perspective == "" {
		return listedObjective{}, v.fail(k.path, fmt.Sprintf("KPI %s has no perspective", k.KPI.KPI), "use one of "+c.perspectiveNames())
	}
	made := Objective{Objective: name, Title: k.Objective, Perspective: perspective, Owner: k.Owner, Goal: defaultGoals()[0].Goal}
	if i := slices.IndexFunc(objectives, func(o listedObjective) bool { return o.Perspective == perspective }); i >= 0 {
		made.Goal = objectives[i].Goal
	}
	return listedObjective{Objective: made, path: k.path, own: true}, nil
}

// checkTeams makes sure that everybody is in one team.
func checkTeams(v *validator, teams map[string][]string) error {
	team := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(teams)) {
		path := "$.teams." + name
		if name == "" || strings.HasPrefix(name, "(") {
			return v.fail("$.teams", fmt.Sprintf("team name %q is not usable", name), "names in brackets are our own")
		}
		for _, owner := range teams[name] {
			if owner == "" {
				return v.fail(path, fmt.Sprintf("team %s has a member without a name", name), "write owners as the CRM names them")
			}
			if other, taken := team[owner]; taken {
				return v.fail(path, fmt.Sprintf("%s is in team %s and in team %s", owner, other, name), "everybody is in one team, so that teams add up")
			}
			team[owner] = name
		}
	}
	return nil
}
