package slack

import (
	"fmt"
	"slices"
	"strings"

	"quarterdeck/reports"
)

// headlineKPIs are shown first, as far as the scorecard has them; MRR at risk
// and the renewals follow the four that leaders ask for.
func headlineKPIs() []string {
	return []string{"nrr", "grr", "logo_churn", "nps", "csat", "sla_attainment", "health_green_share", "first_reply_p50"}
}

const firstKPIs = 4

// numbers are the fields: value, arrow with word, target with status. What never
// had a value is left to the thread: a company without a survey has no news of it.
func (c composer) numbers() []string {
	var kpis []string
	order := headlineKPIs()
	for _, k := range c.d.KPIs {
		if !slices.Contains(order, k.Name) {
			order = append(order, k.Name)
		}
	}
	before := 0
	for i, name := range order {
		at := slices.IndexFunc(c.d.KPIs, func(k reports.KPI) bool { return k.Name == name })
		if at < 0 || c.d.KPIs[at].Actual == nil && c.d.KPIs[at].Previous == nil {
			continue
		}
		if i < firstKPIs {
			before++
		}
		kpis = append(kpis, c.kpiField(c.d.KPIs[at]))
	}
	if c.sells() {
		kpis = slices.Insert(kpis, before, c.renewalField())
		if c.d.Revenue.Scored > 0 {
			kpis = slices.Insert(kpis, before, c.riskField())
		}
	}
	return kpis[:min(len(kpis), maxFields)]
}

// sells reports whether any revenue is known, now or lately.
func (c composer) sells() bool {
	r := c.d.Revenue
	return r.Customers > 0 || r.MRR > 0 || r.MonthStart > 0 || r.AtRisk > 0 || r.PreviousAtRisk > 0 || c.d.Renewals.Total.Customers > 0
}

func (c composer) kpiField(k reports.KPI) string {
	lines := []string{"*" + kpiLabel(k.Name) + "*"}
	if k.Actual == nil {
		return lines[0] + "\n" + statusWords(k)
	}
	text := quantity(*k.Actual, k.Unit, c.d.Currency)
	margin := 0.0
	if k.Margin != nil {
		margin = *k.Margin
		text += " ±" + nbsp + decimal(*k.Margin, 0)
		if k.N > 0 {
			text += fmt.Sprintf(" (n%s=%s%s)", nbsp, nbsp, count(k.N))
		}
	}
	if k.Previous != nil {
		text += " " + change(*k.Actual, *k.Previous, margin, k.Unit, c.d.Currency, k.HigherIsBetter())
	}
	target := statusWords(k)
	if k.Target != nil {
		target += ", target " + quantity(*k.Target, k.Unit, c.d.Currency)
	}
	return strings.Join(append(lines, text, target), "\n")
}

func (c composer) riskField() string {
	r := c.d.Revenue
	text := fmt.Sprintf("*MRR at risk*\n%s %s", c.money(r.AtRisk),
		change(r.AtRisk, r.PreviousAtRisk, 0, "money", c.d.Currency, false))
	text += "\n" + counted(r.AtRiskCustomers, "customer") + " in red"
	if r.MRR > 0 {
		text += ", " + percent(r.AtRisk/r.MRR) + " of MRR"
	}
	return text
}

func (c composer) renewalField() string {
	r := c.d.Renewals
	text := fmt.Sprintf("*Renewals, %d days*\n%s ARR, %s", r.WindowDays, c.money(r.Total.ARR), counted(r.Total.Customers, "customer"))
	if r.Total.ARR > 0 {
		text += fmt.Sprintf("\nforecast %s (%s)", c.money(r.Total.Forecast), percent(r.Total.Forecast/r.Total.ARR))
	}
	return text
}
