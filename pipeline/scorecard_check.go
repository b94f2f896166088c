package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"quarterdeck/config"
	"quarterdeck/transforms"
)

// checkScorecard warns of a scorecard that can be computed and yet does not serve.
func (p *Pipeline) checkScorecard(context.Context) []Finding {
	today := p.deps.Now().In(p.location).Format(time.DateOnly)
	return slices.Concat(p.checkPerspectives(), p.checkBalance(), p.checkOwners(), p.checkReviews(today))
}

func warning(where, mend, format string, args ...any) Finding {
	return Finding{Where: cmp.Or(where, "scorecard"), What: fmt.Sprintf(format, args...), Mend: mend, Severity: string(transforms.SeverityWarn)}
}

// checkPerspectives warns of what is missing: one of the four perspectives, KPIs in
// one of them, a measure of an objective.
func (p *Pipeline) checkPerspectives() []Finding {
	var found []Finding
	for _, name := range config.KaplanNorton() {
		if !slices.ContainsFunc(p.cfg.Perspectives, func(one config.Perspective) bool { return one.Perspective == name }) {
			found = append(found, warning("perspectives", "a balanced scorecard has all four; add it, or leave it out knowingly", "there is no perspective %s", name))
		}
	}
	for _, one := range p.cfg.Perspectives {
		if !slices.ContainsFunc(p.cfg.Scorecard, func(k config.KPI) bool { return k.Perspective == one.Perspective }) {
			found = append(found, warning("perspectives", "add a KPI under scorecard; without one there is no total", "perspective %s has no KPI", one.Perspective))
		}
	}
	for _, o := range p.cfg.Objectives {
		if !slices.ContainsFunc(p.cfg.Scorecard, func(k config.KPI) bool { return k.Objective == o.Objective }) {
			found = append(found, warning(o.At, "add a KPI that serves it under scorecard", "no KPI measures objective %s", o.Objective))
		}
	}
	return found
}

// checkBalance warns of too many KPIs, of one perspective that outweighs the others,
// and of a scorecard that only looks back.
func (p *Pipeline) checkBalance() []Finding {
	var found []Finding
	kpis, many, most := p.cfg.Scorecard, p.cfg.ScorecardLimits.ManyKPIs, p.cfg.ScorecardLimits.MostShare
	if len(kpis) > many {
		found = append(found, warning("", "take some off ('off: true'), or raise scorecard_limits.many_kpis",
			"the scorecard has %d KPIs, more than %d; too many dilute the focus", len(kpis), many))
	}
	counts, weights, weight := map[string]int{}, map[string]float64{}, 0.0
	for _, k := range kpis {
		one := kpi(k)
		counts[k.Perspective]++
		weights[k.Perspective] += one.Weight
		weight += one.Weight
	}
	for _, one := range p.cfg.Perspectives {
		count, share := counts[one.Perspective], weights[one.Perspective]/weight
		switch {
		case float64(count) > most*float64(len(kpis)):
			found = append(found, warning("", "balance the perspectives, or raise scorecard_limits.most_share",
				"perspective %s has %d of %d KPIs, more than %.0f %%", one.Perspective, count, len(kpis), 100*most))
		case share > most:
			found = append(found, warning("", "balance the weights, or raise scorecard_limits.most_share",
				"perspective %s has %.0f %% of the weight, more than %.0f %%", one.Perspective, 100*share, 100*most))
		}
	}
	if len(kpis) > 0 && !slices.ContainsFunc(kpis, func(k config.KPI) bool { return k.Kind != "lagging" }) {
		found = append(found, warning("", "add KPIs that move first ('kind: leading'), such as first_reply_p50 or health_green_share",
			"every KPI of the scorecard is lagging: it tells what happened, and warns of nothing"))
	}
	return found
}

// checkOwners warns of what nobody answers for.
func (p *Pipeline) checkOwners() []Finding {
	var found []Finding
	for _, k := range p.cfg.Scorecard {
		if strings.TrimSpace(k.Owner) == "" {
			found = append(found, warning(k.At, "add 'owner:', a person or a team", "KPI %s has no owner", k.KPI))
		}
	}
	for _, o := range p.cfg.Objectives {
		if strings.TrimSpace(o.Owner) == "" {
			found = append(found, warning(o.At, "add 'owner:', a person or a team", "objective %s has no owner", o.Objective))
		}
	}
	return found
}

// checkReviews warns of what was to be thought over before today.
func (p *Pipeline) checkReviews(today string) []Finding {
	var found []Finding
	overdue := func(at, what, by string) {
		if by != "" && by < today {
			found = append(found, warning(at, "think it over and set the next review_by", "%s was to be reviewed by %s", what, by))
		}
	}
	for _, k := range p.cfg.Scorecard {
		overdue(k.At, "KPI "+k.KPI, k.ReviewBy)
	}
	for _, o := range p.cfg.Objectives {
		overdue(o.At, "objective "+o.Objective, o.ReviewBy)
	}
	return found
}
