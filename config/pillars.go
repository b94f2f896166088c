package config

import (
	"cmp"
	"fmt"
	"slices"
)

// Pillars is the company's own judgement of how mature its Customer Success is.
type Pillars struct {
	// List are the pillars judged; without one the usual eleven are.
	List []Pillar `yaml:"list"`
	// Assessments is the file of dated judgements.
	Assessments string `yaml:"assessments"`
	// Judged are those of the file, in its order.
	Judged []Assessment `yaml:"-"`
}

// Pillar is one side of Customer Success, and what each level of it looks like.
type Pillar struct {
	Pillar       string `yaml:"pillar"`
	Title        string `yaml:"title"`
	Basic        string `yaml:"basic"`
	Intermediate string `yaml:"intermediate"`
	Advanced     string `yaml:"advanced"`
}

// UnmarshalYAML reads either a name or a mapping.
func (p *Pillar) UnmarshalYAML(unmarshal func(any) error) error {
	var name string
	if err := unmarshal(&name); err == nil {
		*p = Pillar{Pillar: name}
		return nil
	}
	type plain Pillar
	return unmarshal((*plain)(p))
}

// Levels are what a pillar can be judged as, the lowest first.
func Levels() []string { return []string{"none", "basic", "intermediate", "advanced"} }

// defaultPillars are the usual eleven in our own words. Published lists differ, so
// a company may well have its own.
func defaultPillars() []Pillar {
	return []Pillar{
		{"onboarding", "Onboarding",
			"A welcome mail with the login and where to find help",
			"A CSM walks every new customer through the features they bought for",
			"Handoff from sales, visible progress and training are one path to first value"},
		{"training", "Training",
			"A help section or portal to read",
			"Regular sessions, made to measure for large accounts",
			"Each key role is taught what it needs through the whole lifecycle"},
		{"voice", "Voice of the customer",
			"A relationship survey once a year",
			"NPS asked regularly, in the product too, with the response rate known",
			"Feedback on relationship, events and usage, answered and fed to the product"},
		{"customer_360", "Customer 360",
			"Usage data and CRM side by side",
			"Satisfaction and marketing data beside them",
			"Usage, CRM, billing, helpdesk, surveys and advocacy in one view of every account"},
		{"early_warning", "Health score and early warning",
			"A health score, with simple alerts such as a drop in usage",
			"A score of several dimensions and roles, known for most accounts",
			"Alerts on risk and on expansion that are acted on, from a score proven against outcomes"},
		{"business_reviews", "Business reviews",
			"Usage reports go to the customer's administrator",
			"Quarterly reviews of adoption, good practice and what is new",
			"A talk about business value with all stakeholders, goals and promises kept track of"},
		{"lifecycle", "Lifecycle campaigns",
			"Newsletters and welcome mails",
			"The CSM sets the stage of the customer and sends by hand",
			"What customers do sets the stage and starts the campaign"},
		{"advocacy", "Advocacy",
			"Possible advocates are known from the relationship",
			"Advocates are kept in a tool, with what they agreed to",
			"Advocates are found, grown and thanked in a steady way"},
		{"renewals", "Renewals",
			"The renewal invoice goes out on time",
			"Every renewal is worked on at least 90 days ahead",
			"The renewal begins with the sale, and its forecast is kept to"},
		{"expansion", "Up-sell and cross-sell",
			"Requests are dealt with as customers ask",
			"Chances come up in business reviews and are kept as a pipeline",
			"A repeatable way, each idea tied to a goal of the customer, its return measured"},
		{"escalations", "Accounts at risk and escalations",
			"Escalations are kept and followed to their end",
			"A team across departments takes accounts at risk",
			"People are moved to where it burns, and patterns behind it are found"},
	}
}

// checkPillars completes the list by the usual texts.
func (c *Config) checkPillars(v *validator) error {
	known := defaultPillars()
	if c.Pillars.List == nil {
		c.Pillars.List = known
		return nil
	}
	seen := map[string]bool{}
	for i, p := range c.Pillars.List {
		path := fmt.Sprintf("$.pillars.list[%d]", i)
		switch {
		case !identifier.MatchString(p.Pillar):
			return v.fail(path, fmt.Sprintf("pillar name %q is not usable", p.Pillar), "use lower-case letters, digits and _")
		case seen[p.Pillar]:
			return v.fail(path, fmt.Sprintf("pillar %s is there twice", p.Pillar), "keep one of them")
		}
		seen[p.Pillar] = true
		if at := slices.IndexFunc(known, func(k Pillar) bool { return k.Pillar == p.Pillar }); at >= 0 {
			k := known[at]
			p.Title, p.Basic = cmp.Or(p.Title, k.Title), cmp.Or(p.Basic, k.Basic)
			p.Intermediate, p.Advanced = cmp.Or(p.Intermediate, k.Intermediate), cmp.Or(p.Advanced, k.Advanced)
		}
		if p.Title == "" {
			return v.fail(path, fmt.Sprintf("pillar %s has no title", p.Pillar), "add 'title:', and under basic, intermediate and advanced what each level looks like")
		}
		c.Pillars.List[i] = p
	}
	return nil
}
