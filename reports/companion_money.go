package reports

import (
	"context"
	"database/sql"
)

// readRenewals fills what comes up for renewal, with what to expect of it.
func (b *companionBatch) readRenewals(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, renewal_date, days, CAST(arr AS DOUBLE), CAST(forecast AS DOUBLE), probability, state, coalesce(seen, 0)
FROM marts.renewals
WHERE customer_id IN `+idList+`
ORDER BY customer_id, renewal_date`, func(rows *sql.Rows) error {
		var id string
		var r Renewal
		if err := rows.Scan(&id, dayOf{&r.On}, &r.Days, figure{&r.ARR}, figure{&r.Forecast}, &r.Chance, &r.State, &r.Seen); err != nil {
			return err
		}
		b.byID[id].Renewals = append(b.byID[id].Renewals, r)
		return nil
	}, b.ids)
}

// readRisks fills the alerts of risk that are not over, the most money first.
func (b *companionBatch) readRisks(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, rule, reason, action, owner, CAST(money AS DOUBLE), since, state
FROM marts.alerts
WHERE customer_id IN `+idList+` AND kind = 'risk' AND state IN ('new', 'open', 'acknowledged', 'held')
ORDER BY customer_id, money DESC NULLS LAST, since, rule`, func(rows *sql.Rows) error {
		var id string
		var c Concern
		if err := rows.Scan(&id, &c.Rule, &c.Reason, text{&c.Action}, text{&c.Owner}, figure{&c.Money}, dayOf{&c.Since}, &c.State); err != nil {
			return err
		}
		b.byID[id].Risks = append(b.byID[id].Risks, c)
		return nil
	}, b.ids)
}

// readChances fills the ideas of expansion, those with the most signs first. One
// somebody was told of has the state of its alert.
func (b *companionBatch) readChances(ctx context.Context) error {
	return b.each(ctx, `
SELECT e.customer_id, e.rule, e.evidence, e.action, e.owner, CAST(e.money AS DOUBLE), e.goal, a.since, coalesce(a.state, '')
FROM marts.expansion_ideas e
LEFT JOIN marts.alerts a
  ON a.as_of = e.as_of AND a.customer_id = e.customer_id AND a.rule = e.rule AND a.state IN ('new', 'open', 'acknowledged', 'held')
WHERE e.customer_id IN `+idList+`
ORDER BY e.customer_id, e.rank`, func(rows *sql.Rows) error {
		var id string
		var c Concern
		if err := rows.Scan(&id, &c.Rule, &c.Reason, text{&c.Action}, text{&c.Owner}, figure{&c.Money}, text{&c.Goal}, dayOf{&c.Since}, &c.State); err != nil {
			return err
		}
		b.byID[id].Chances = append(b.byID[id].Chances, c)
		return nil
	}, b.ids)
}

// Renewal is the next one that is not settled: a late one, else the first that is
// due; where all are settled, the first. It is nil where none comes up.
func (c *Companion) Renewal() *Renewal {
	for i, r := range c.Renewals {
		if r.State == "late" || r.State == "due" || r.State == "notice" {
			return &c.Renewals[i]
		}
	}
	if len(c.Renewals) > 0 {
		return &c.Renewals[0]
	}
	return nil
}

// AtRisk is the money of the risks: they are of one customer, so the most counts. Of
// a customer in red it is all that is paid, also where no rule has said so.
func (c *Companion) AtRisk() Number {
	risks := most(c.Risks)
	if c.Health != nil && c.Health.Band == "red" && c.MRR.OK() && c.MRR.V > risks.V {
		return c.MRR
	}
	return risks
}

func most(list []Concern) Number {
	var out Number
	for _, one := range list {
		if one.Money.OK() && (!out.OK() || one.Money.V > out.V) {
			out = one.Money
		}
	}
	return out
}

// Expansion is the money of the chances. Each is another reason for much the same
// step, so the most counts.
func (c *Companion) Expansion() Number { return most(c.Chances) }
