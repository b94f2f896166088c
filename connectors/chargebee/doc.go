// Package chargebee reads customers, subscriptions, item prices, coupons,
// invoices and credit notes from a Chargebee site with product catalogue 2.0.
//
// Every list pages by next_offset, which is handed back as it came and is absent
// on the last page. The first load asks for everything in the list's own order,
// because records that were never changed may lack updated_at. Later loads ask
// for what was updated after the newest instant seen, less a look-back, oldest
// change first. Chargebee's "after" excludes the second it names and late
// commits are normal, so the look-back is two minutes and of a record that comes
// twice the greater resource_version wins.
//
// Deleted records come with deleted: true and become tombstones. Amounts are
// integers in the currency's smallest unit, as Chargebee gives them.
package chargebee
