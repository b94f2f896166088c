package web

import (
	"context"
	"database/sql"

	"quarterdeck/reports/web"
)

// homeTiles fills the numbers of the first page: of the company, or of the visitor's
// own customers.
func (s *Site) homeTiles(ctx context.Context, v *visit, all *roster, page *web.Home) error {
	var mrr float64
	count, bands := 0, map[string]int{}
	for _, m := range v.fitting(all, web.Filter{}) {
		count++
		bands[m.band]++
		if m.mrr != nil {
			mrr += *m.mrr
		}
	}
	page.Tiles = append(page.Tiles, web.Tile{Label: "MRR", Value: web.Money(&mrr), Note: page.Currency + " of " + web.Plural(count, "customer", "customers"), Link: "/customers"})
	if v.own() != "" {
		for _, band := range []string{"green", "yellow", "red"} {
			page.Tiles = append(page.Tiles, web.Tile{Label: "Customers", Value: web.Count(bands[band]), Status: band, Link: "/customers?band=" + band})
		}
		return nil
	}
	card, err := scorecard(ctx, v.book)
	if err != nil {
		return err
	}
	for _, name := range []string{"nrr", "grr", "nps"} {
		if k := card.kpi(name); k != nil && k.Actual != nil {
			page.Tiles = append(page.Tiles, web.Tile{Label: map[string]string{"nrr": "Net revenue retention", "grr": "Gross revenue retention", "nps": "NPS"}[name],
				Value: web.Value(k.Actual, k.Unit), Note: "target " + web.Value(k.Target, k.Unit), Status: k.Status, Link: "/scorecard/" + name})
		}
	}
	share, err := once(ctx, v.book, "portfolio health", func(ctx context.Context, db *sql.DB) (*portfolio, error) {
		return one(ctx, db, "SELECT green_share, CAST(red_mrr AS DOUBLE) FROM marts.portfolio_health", func(p *portfolio) []any { return []any{&p.green, &p.red} })
	})
	if err != nil {
		return err
	}
	if share != nil && share.green != nil {
		page.Tiles = append(page.Tiles, web.Tile{Label: "MRR of green customers", Value: web.Share(share.green), Note: "red: " + web.Money(share.red), Link: "/customers?band=red"})
	}
	return nil
}

type portfolio struct{ green, red *float64 }

const alertFields = `a.customer_id, c.name, a.owner, a.rule, a.kind, a.state, a.reason, a.action, CAST(a.money AS DOUBLE), a.since,
  a.acknowledged_on, a.acknowledged_by, a.verdict, a.note`

func alertInto(a *web.AlertLine) []any {
	return []any{&a.CustomerID, text{&a.Customer}, text{&a.Owner}, &a.Rule, &a.Kind, &a.State, text{&a.Reason}, text{&a.Action}, &a.Money, day{&a.Since},
		day{&a.AcknowledgedOn}, text{&a.AcknowledgedBy}, text{&a.Verdict}, text{&a.Why}}
}

// openAlerts are all that are open, the most money first.
func openAlerts(ctx context.Context, b *book) ([]web.AlertLine, error) {
	return once(ctx, b, "alerts", func(ctx context.Context, db *sql.DB) ([]web.AlertLine, error) {
		return list(ctx, db, `SELECT `+alertFields+`
FROM marts.alerts a LEFT JOIN marts.customers c ON c.customer_id = a.customer_id
WHERE a.state IN ('new', 'open') ORDER BY a.state <> 'new', a.kind DESC, a.money DESC NULLS LAST, a.customer_id, a.rule`, alertInto)
	})
}

const renewalFields = `r.customer_id, coalesce(nullif(c.name, ''), r.customer_id), c.owner, r.band, r.state, r.renewal_date, coalesce(r.days, 0), CAST(r.arr AS DOUBLE), r.probability`

func renewalInto(r *web.RenewalLine) []any {
	return []any{&r.CustomerID, &r.Customer, text{&r.Owner}, text{&r.Band}, text{&r.State}, day{&r.On}, &r.Days, &r.ARR, &r.Probability}
}

// renewals are those that come or are late, by their day.
func renewals(ctx context.Context, b *book) ([]web.RenewalLine, error) {
	return once(ctx, b, "renewals", func(ctx context.Context, db *sql.DB) ([]web.RenewalLine, error) {
		return list(ctx, db, `SELECT `+renewalFields+`
FROM marts.renewals r LEFT JOIN marts.customers c ON c.customer_id = r.customer_id
ORDER BY r.renewal_date, r.customer_id`, renewalInto)
	})
}
