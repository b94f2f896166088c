// Package stripe reads customers, products, prices, coupons, subscriptions and
// invoices from Stripe.
//
// No list of Stripe can be filtered by what changed. The first load walks the
// whole list; later loads follow the events feed and fetch every object it names
// once more, because an event shows its object in the API version of its day.
// Events live for thirty days: a cursor older than that means a whole list again.
package stripe
