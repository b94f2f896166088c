package config

import (
	"fmt"
	"slices"
	"strings"
)

// Alerts say what somebody has to be told of.
type Alerts struct {
	// DailyBudget is how many alerts go out in a night at most; the others wait, those
	// with the most money first.
	DailyBudget int `yaml:"daily_budget"`
	// CoolDownDays is how long a closed alert stays closed, whatever happens.
	CoolDownDays int `yaml:"cool_down_days"`
	// CloseAfterNights is how many nights in a row a rule must be over.
	CloseAfterNights int `yaml:"close_after_nights"`
	// Rules change the defaults of the same name, or are rules of their own. Load has
	// laid them over the defaults and left out those that are off.
	Rules []AlertRule `yaml:"rules"`
}

// AlertRule is one thing worth telling somebody of a customer.
type AlertRule struct {
	Rule string `yaml:"rule"`
	// Kind is risk or expansion.
	Kind string `yaml:"kind"`
	// When is an SQL expression that opens the alert where it is true, Until one that
	// closes it; without it the alert closes where When is false. Neither is true of
	// what is not known.
	When  string `yaml:"when"`
	Until string `yaml:"until"`
	// Reason is a text for people; a name in braces stands for its value.
	Reason string `yaml:"reason"`
	Action string `yaml:"action"`
	// Owner is who has to act; csm is the customer's owner in the CRM.
	Owner string `yaml:"owner"`
	// Money is an SQL expression of what is at stake, in the reporting currency.
	Money string `yaml:"money"`
	// Off drops a default rule.
	Off bool `yaml:"off"`
	// At are the places of the expressions in the file, by their keys.
	At map[string]string `yaml:"-" json:"-"`
}

// CustomerOwner is the owner of a rule whose alerts go to the customer's own.
const CustomerOwner = "csm"

// AlertKinds are the kinds of alerts.
func AlertKinds() []string { return []string{"risk", "expansion"} }

func defaultAlerts() Alerts { return Alerts{DailyBudget: 20, CoolDownDays: 14, CloseAfterNights: 2} }

// DefaultAlertRules are the rules of a company that configured none.
func DefaultAlertRules() []AlertRule { return append(riskRules(), expansionRules()...) }

func riskRules() []AlertRule {
	return []AlertRule{
		risk("notice_given", "notice_given > 0", "notice_given = 0",
			"notice is given for {notice_given} of the MRR", "Ask for the reason, and whether anything would change it"),
		risk("usage_drop", "usage_change <= -0.4", "usage_change > -0.3",
			"usage changed by {usage_change} against the 28 days before", "Ask the sponsor what changed and book a usage review"),
		risk("red_dimension", "band = 'green' AND red_dimensions > 0", "band <> 'green' OR red_dimensions = 0",
			"green in total ({score}), but {red_dimension} is red", "Look at what the total hides before the customer says it"),
		risk("score_drop", "score_change <= -15", "score_change > -10",
			"health changed by {score_change} points in a month, to {score}", "Read what moved the score and call the customer"),
		risk("unanswered_detractor", "unanswered_detractor_days >= 7", "unanswered_detractors = 0",
			"a detractor has waited {unanswered_detractor_days} days for an answer", "Call the person who answered and write down what was said"),
		risk("renewal_not_green", "days_to_renewal BETWEEN 0 AND 90 AND band <> 'green' AND coalesce(notice_given, 0) = 0",
			"days_to_renewal < 0 OR days_to_renewal > 90 OR band = 'green' OR notice_given > 0",
			"renewal in {days_to_renewal} days, and health is {band}", "Agree a plan to the renewal with the sponsor"),
		risk("champion_lost", "champions_left > 0 AND champions = 0", "champions_left = 0 OR champions > 0",
			"a champion left: {lost_champion}", "Find a new champion, and meet the one who takes over"),
		risk("power_user_silent", "power_user_silent_days >= 7 AND power_user_silent_days > 1.5 * power_user_longest_gap", "power_user_silent_days < 7",
			"the most active user has been silent for {power_user_silent_days} days, never before longer than {power_user_longest_gap}",
			"Ask whether the person left or works otherwise now"),
		risk("payment_past_due", "days_past_due >= 7", "days_past_due = 0",
			"an invoice is {days_past_due} days past due", "Ask the customer's finance team what holds it up"),
	}
}

func expansionRules() []AlertRule {
	return []AlertRule{
		expansion("seats_near_limit", "seat_utilisation >= 0.9 AND band = 'green' AND coalesce(usage_change, 0) >= 0",
			"seat_utilisation < 0.8 OR band IN ('yellow', 'red')",
			"{seat_utilisation} of {seats} seats are in use", "Offer seats for the teams that wait"),
		expansion("breadth_growing", "adoption_breadth_change >= 0.15 AND adoption_breadth >= 0.5 AND band = 'green'",
			"adoption_breadth_change <= 0 OR band IN ('yellow', 'red')",
			"uses {adoption_breadth} of the plan's features, {adoption_breadth_change} more than a month ago", "Show what the next plan adds to what they began to use"),
		expansion("promoter_with_goal", "promoters > 0 AND detractors = 0 AND open_goals > 0 AND band = 'green' AND usage_change >= 0.1",
			"promoters = 0 OR detractors > 0 OR open_goals = 0 OR band IN ('yellow', 'red') OR usage_change < 0",
			"promoters: {promoters}, usage changed by {usage_change}, and a goal is open: {open_goal}", "Ask what the goal still lacks, and for a reference"),
	}
}

// ownRule is a rule the defaults do not know, before the file says anything of it.
func ownRule(name string) AlertRule {
	return AlertRule{Rule: name, Owner: CustomerOwner, Money: "mrr"}
}

// risk puts the customer's whole MRR at stake.
func risk(name, when, until, reason, action string) AlertRule {
	return AlertRule{Rule: name, Kind: "risk", When: when, Until: until, Reason: reason, Action: action, Owner: CustomerOwner, Money: "mrr"}
}

// expansion has at stake what a tenth more would bring.
func expansion(name, when, until, reason, action string) AlertRule {
	return AlertRule{Rule: name, Kind: "expansion", When: when, Until: until, Reason: reason, Action: action, Owner: CustomerOwner, Money: "0.1 * mrr"}
}

// merge lays the file's rules over the defaults of the same name and takes
// out those that are off. It comes after the check, which needs the file's own.
func (a *Alerts) merge() {
	merged := DefaultAlertRules()
	for _, r := range a.Rules {
		i := slices.IndexFunc(merged, func(d AlertRule) bool { return d.Rule == r.Rule })
		if i < 0 {
			merged = append(merged, ownRule(r.Rule))
			i = len(merged) - 1
		}
		merged[i].overlay(r)
	}
	a.Rules = slices.DeleteFunc(merged, func(r AlertRule) bool { return r.Off })
}

// overlay takes over what another rule says. A new condition opens and closes by
// itself: the limit of the former one would not fit it.
func (r *AlertRule) overlay(over AlertRule) {
	if over.When != "" {
		r.When, r.Until = over.When, ""
	}
	for _, field := range []struct {
		to   *string
		from string
	}{
		{&r.Kind, over.Kind}, {&r.Until, over.Until}, {&r.Reason, over.Reason}, {&r.Action, over.Action}, {&r.Owner, over.Owner}, {&r.Money, over.Money},
	} {
		if field.from != "" {
			*field.to = field.from
		}
	}
	r.Off, r.At = over.Off, over.At
}

func (c *Config) checkAlerts(v *validator) error {
	a := c.Alerts
	for _, limit := range []struct {
		name         string
		value, least int
	}{{"daily_budget", a.DailyBudget, 1}, {"cool_down_days", a.CoolDownDays, 0}, {"close_after_nights", a.CloseAfterNights, 1}} {
		if limit.value < limit.least {
			return v.fail("$.alerts."+limit.name, fmt.Sprintf("alerts.%s %d is too small", limit.name, limit.value), fmt.Sprintf("write %d or more", limit.least))
		}
	}
	seen := map[string]bool{}
	for i := range a.Rules {
		r, path := &a.Rules[i], fmt.Sprintf("$.alerts.rules[%d]", i)
		if seen[r.Rule] {
			return v.fail(path, fmt.Sprintf("alert rule %s is there twice", r.Rule), "give every rule its own name")
		}
		seen[r.Rule] = true
		if err := r.check(v, path); err != nil {
			return err
		}
		r.At = map[string]string{}
		for _, key := range []string{"when", "until", "reason", "money"} {
			r.At[key] = v.place(path + "." + key)
		}
	}
	c.Alerts.merge()
	return nil
}

func (r AlertRule) check(v *validator, path string) error {
	if !identifier.MatchString(r.Rule) {
		return v.fail(path, fmt.Sprintf("alert rule %q is not a usable name", r.Rule), "use lower-case letters, digits and _")
	}
	isDefault := slices.ContainsFunc(DefaultAlertRules(), func(d AlertRule) bool { return d.Rule == r.Rule })
	if r.Kind != "" && !slices.Contains(AlertKinds(), r.Kind) {
		return v.fail(path+".kind", fmt.Sprintf("alert rule %s has unknown kind %q", r.Rule, r.Kind), "use one of "+strings.Join(AlertKinds(), ", "))
	}
	if isDefault {
		return nil
	}
	if r.Off {
		return v.fail(path, fmt.Sprintf("alert rule %s is off, but there is no such rule", r.Rule), "the rules are "+alertRuleNames())
	}
	for _, field := range []struct{ key, value, mend string }{
		{"kind", r.Kind, "write risk or expansion"},
		{"when", r.When, "write an SQL expression such as usage_change <= -0.4"},
		{"reason", r.Reason, `write what happened, with the numbers: "usage changed by {usage_change}"`},
		{"action", r.Action, "write what the owner should do"},
	} {
		if field.value == "" {
			return v.fail(path, fmt.Sprintf("alert rule %s has no %s", r.Rule, field.key), field.mend)
		}
	}
	return nil
}

func alertRuleNames() string {
	var names []string
	for _, r := range DefaultAlertRules() {
		names = append(names, r.Rule)
	}
	return strings.Join(names, ", ")
}
