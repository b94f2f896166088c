package simulator

import (
	"slices"
	"strings"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// indexBilling lists all billing objects newest first.
func (i *index) indexBilling(w *world.World, crm crmIDs) {
	i.invoiceByID = map[string]*world.Invoice{}
	for _, p := range w.Catalog.Products {
		i.products = append(i.products, stripeObject{id: p.ID, created: p.Created, render: func(time.Time, []string) object { return stripeProduct(p) }})
	}
	for _, p := range w.Catalog.Prices {
		i.prices = append(i.prices, stripeObject{id: p.ID, created: p.Created, render: func(time.Time, []string) object { return stripePrice(p) },
			filters: func(time.Time) map[string]string {
				return map[string]string{"product": p.Product.ID, "currency": p.Currency, "active": "true"}
			}})
	}
	for _, c := range w.Catalog.Coupons {
		i.coupons = append(i.coupons, stripeObject{id: c.ID, created: c.Created, render: func(time.Time, []string) object { return stripeCoupon(c) }})
	}
	for _, a := range w.Accounts {
		for _, c := range a.Billing {
			i.customers = append(i.customers, stripeObject{id: c.ID, created: c.Created, deleted: c.Deleted,
				render:  func(now time.Time, _ []string) object { return crm.stripeCustomer(c, now) },
				filters: func(time.Time) map[string]string { return map[string]string{"email": c.Email} }})
		}
		for _, sub := range a.Subs {
			i.subscriptions = append(i.subscriptions, stripeObject{id: sub.ID, created: sub.Created,
				render: func(now time.Time, expand []string) object { return stripeSubscription(sub, now, expand) },
				filters: func(now time.Time) map[string]string {
					return map[string]string{"status": sub.Status(now), "customer": sub.Customer.ID}
				}})
			for _, inv := range sub.Invoices {
				i.invoiceByID[inv.ID] = inv
				i.invoices = append(i.invoices, stripeObject{id: inv.ID, created: inv.Created,
					render: func(now time.Time, expand []string) object { return stripeInvoice(inv, now, expand) },
					filters: func(now time.Time) map[string]string {
						return map[string]string{"status": inv.Status(now), "customer": sub.Customer.ID, "subscription": sub.ID}
					}})
				if !inv.CreditNoteAt.IsZero() {
					i.creditNotes = append(i.creditNotes, stripeObject{id: inv.CreditNoteID, created: inv.CreditNoteAt,
						render: func(time.Time, []string) object { return stripeCreditNote(inv) }})
					i.refunds = append(i.refunds, stripeObject{id: stripeRefundID(inv), created: inv.CreditNoteAt,
						render: func(time.Time, []string) object { return stripeRefund(inv) }})
				}
			}
		}
	}
	for _, all := range []*[]stripeObject{&i.customers, &i.products, &i.prices, &i.coupons, &i.subscriptions, &i.invoices, &i.refunds, &i.creditNotes} {
		slices.SortStableFunc(*all, func(a, b stripeObject) int {
			if c := b.created.Compare(a.created); c != 0 {
				return c
			}
			return strings.Compare(b.id, a.id)
		})
	}
}
