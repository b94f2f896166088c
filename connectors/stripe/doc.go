// Package stripe reads customers, products, prices, coupons, subscriptions,
// invoices, refunds and credit notes from Stripe.
//
// No list of Stripe can be filtered by what changed. The first load walks the
// whole list; later loads follow the events feed and fetch every object it names
// once more, because an event shows its object in the API version of its day, and
// events come in no particular order. Events live for thirty days: a cursor older
// than that means a whole list again. Not every change of a subscription makes an
// event, so those are listed whole once a week as well.
//
// Lists come newest first and page by the id of the last row, so what is made
// meanwhile moves nothing. Nested lists show their first rows and are completed.
package stripe
