package pipeline

import (
	"quarterdeck/config"
	"quarterdeck/transforms"
)

// alerts are the configured rules as the marts know them.
func (p *Pipeline) alerts() transforms.Alerts {
	a := transforms.Alerts{DailyBudget: p.cfg.Alerts.DailyBudget, CoolDownDays: p.cfg.Alerts.CoolDownDays, CloseAfterNights: p.cfg.Alerts.CloseAfterNights}
	for _, r := range p.cfg.Alerts.Rules {
		one := transforms.AlertRule{Rule: r.Rule, Kind: r.Kind, When: r.When, Until: r.Until, Reason: r.Reason, Action: r.Action, Owner: r.Owner, Money: r.Money, At: r.At}
		if one.Owner == config.CustomerOwner {
			one.Owner = ""
		}
		a.Rules = append(a.Rules, one)
	}
	return a
}
