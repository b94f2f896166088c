package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Strategy is the strategy map: which objective is believed to drive which.
type Strategy struct {
	// Links replace the default ones.
	Links []Link `yaml:"links"`
}

// Link is an arrow of the strategy map from a driver to an outcome.
type Link struct {
	// From and To are objectives.
	From string `yaml:"from"`
	To   string `yaml:"to"`
	// FromMeasure and ToMeasure are KPIs or metrics the link is tested by; empty
	// takes the objective's first KPI.
	FromMeasure string `yaml:"from_measure"`
	ToMeasure   string `yaml:"to_measure"`
	// Sign is plus where more of the driver means more of the outcome, else minus.
	Sign string `yaml:"sign"`
	// LagMonths is how much later the outcome is expected.
	LagMonths int `yaml:"lag_months"`
	// Arithmetic marks a link that is true by its formula, and is never tested.
	Arithmetic bool `yaml:"arithmetic"`
	// Feedback lets a link point to a lower perspective, and close a circle.
	Feedback bool `yaml:"feedback"`
	// At is the place of the link in the file; empty for a default one.
	At string `yaml:"-" json:"-"`
}

// Kind is hypothesis, feedback or arithmetic.
func (l Link) Kind() string {
	switch {
	case l.Arithmetic:
		return "arithmetic"
	case l.Feedback:
		return "feedback"
	}
	return "hypothesis"
}

// longestLag is the most months an outcome may come later.
const longestLag = 24

// defaultLinks are the hypotheses of a company that wrote down none, from learning
// up to money. Signs and lags are first guesses, which the history is to judge.
func defaultLinks() []Link {
	link := func(from, fromMeasure, to, toMeasure, sign string, lag int) Link {
		return Link{From: from, FromMeasure: fromMeasure, To: to, ToMeasure: toMeasure, Sign: sign, LagMonths: lag}
	}
	sum := link("keep_revenue", "grr", "grow_revenue", "nrr", "plus", 0)
	sum.Arithmetic = true
	return []Link{
		link("known_customers", "match_rate", "timely_help", "sla_attainment", "plus", 1),
		link("known_customers", "health_coverage", "first_value", "value_within_30_days", "plus", 1),
		link("timely_help", "sla_attainment", "satisfied_customers", "csat", "plus", 0),
		link("timely_help", "full_resolution_time", "satisfied_customers", "csat", "minus", 0),
		link("first_value", "value_within_30_days", "keep_customers", "logo_churn", "minus", 3),
		link("satisfied_customers", "csat", "keep_customers", "health_green_share", "plus", 1),
		link("satisfied_customers", "nps", "grow_revenue", "expansion_mrr", "plus", 3),
		link("satisfied_customers", "nps", "keep_revenue", "clv", "plus", 3),
		link("keep_customers", "health_green_share", "keep_revenue", "grr", "plus", 3),
		sum,
	}
}

// mapLinks are the configured links, or else the default ones between objectives
// there are.
func mapLinks(configured []Link, objectives []Objective) []Link {
	if len(configured) > 0 {
		return configured
	}
	return slices.DeleteFunc(defaultLinks(), func(l Link) bool {
		return findObjective(objectives, l.From) == nil || findObjective(objectives, l.To) == nil
	})
}

func findObjective(objectives []Objective, name string) *Objective {
	i := slices.IndexFunc(objectives, func(o Objective) bool { return o.Objective == name })
	if i < 0 {
		return nil
	}
	return &objectives[i]
}

// checkStrategy checks the configured links and leaves in the configuration those
// that count, with a measure at both ends where there is one.
func (c *Config) checkStrategy(v *validator) error {
	for i := range c.Strategy.Links {
		path := fmt.Sprintf("$.strategy.links[%d]", i)
		c.Strategy.Links[i].At = v.place(path)
		if err := c.checkLink(v, path, i); err != nil {
			return err
		}
	}
	c.Strategy.Links = mapLinks(c.Strategy.Links, c.Objectives)
	if circle := findCircle(c.Strategy.Links); circle != nil {
		path := fmt.Sprintf("$.strategy.links[%d]", circle.link)
		return v.fail(path, "the links go round: "+strings.Join(circle.names, " → "), "take one of them out, or mark the one that points back as feedback: true")
	}
	for i, l := range c.Strategy.Links {
		c.Strategy.Links[i].FromMeasure = c.testedBy(l.From, l.FromMeasure)
		c.Strategy.Links[i].ToMeasure = c.testedBy(l.To, l.ToMeasure)
	}
	return nil
}

func (c *Config) checkLink(v *validator, path string, i int) error {
	l := c.Strategy.Links[i]
	names := make([]string, len(c.Objectives))
	for k, o := range c.Objectives {
		names[k] = o.Objective
	}
	from, to := findObjective(c.Objectives, l.From), findObjective(c.Objectives, l.To)
	known := "use one of " + strings.Join(names, ", ")
	same := slices.IndexFunc(c.Strategy.Links[:i], func(o Link) bool {
		return o.From == l.From && o.To == l.To && o.FromMeasure == l.FromMeasure && o.ToMeasure == l.ToMeasure
	})
	switch {
	case from == nil:
		return v.fail(path+".from", fmt.Sprintf("a link begins at unknown objective %q", l.From), known)
	case to == nil:
		return v.fail(path+".to", fmt.Sprintf("a link ends at unknown objective %q", l.To), known)
	case l.From == l.To:
		return v.fail(path, fmt.Sprintf("a link leads from %s to itself", l.From), "link two objectives")
	case same >= 0:
		return v.fail(path, fmt.Sprintf("the link from %s to %s is there twice", l.From, l.To), "remove one, or give them different from_measure or to_measure")
	case l.Sign != "plus" && l.Sign != "minus":
		return v.fail(path+".sign", fmt.Sprintf("the link from %s to %s has sign %q", l.From, l.To, l.Sign), "write plus where more of the one means more of the other, else minus")
	case l.LagMonths < 0 || l.LagMonths > longestLag:
		return v.fail(path+".lag_months", fmt.Sprintf("lag_months %d is not from 0 to %d", l.LagMonths, longestLag), "an outcome comes with its driver or later")
	case l.Arithmetic && l.Feedback:
		return v.fail(path, fmt.Sprintf("the link from %s to %s is both arithmetic and feedback", l.From, l.To), "keep one of them")
	case !l.Feedback && c.height(from.Perspective) > c.height(to.Perspective):
		return v.fail(path, fmt.Sprintf("the link from %s (%s) to %s (%s) points downwards", l.From, from.Perspective, l.To, to.Perspective),
			"turn it round, or mark it as feedback: true")
	}
	return nil
}

// height is how far above the lowest perspective one stands.
func (c *Config) height(perspective string) int {
	return -slices.IndexFunc(c.Perspectives, func(p Perspective) bool { return p.Perspective == perspective })
}

// testedBy is the metric an end of a link is tested by; empty when there is none.
func (c *Config) testedBy(objective, asked string) string {
	for _, k := range c.Scorecard {
		if k.KPI == asked || asked == "" && k.Objective == objective {
			return cmp.Or(k.Metric, k.KPI)
		}
	}
	if k, known := BuiltinKPI(asked); known {
		return k.Metric
	}
	return asked
}

// circle is a way along links that comes back to where it began, and the link that
// closes it.
type circle struct {
	names []string
	link  int
}

// findCircle looks for a circle of links that are no feedback, in the order of the file.
func findCircle(links []Link) *circle {
	done := map[string]bool{}
	var way []string
	var walk func(name string) *circle
	walk = func(name string) *circle {
		if done[name] {
			return nil
		}
		way = append(way, name)
		for i, l := range links {
			if l.From != name || l.Feedback {
				continue
			}
			if at := slices.Index(way, l.To); at >= 0 {
				return &circle{names: append(slices.Clone(way[at:]), l.To), link: i}
			}
			if found := walk(l.To); found != nil {
				return found
			}
		}
		way = way[:len(way)-1]
		done[name] = true
		return nil
	}
	for _, l := range links {
		if found := walk(l.From); found != nil {
			return found
		}
	}
	return nil
}
