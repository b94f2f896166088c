// Package hubspot reads companies, contacts, deals and owners from HubSpot.
//
// The first load of an object walks its list, which has no row limit; a load
// that is killed goes on at the page where it stood. Later loads search for what
// was modified since, five minutes further back than the cursor because the
// search index lags, in the order of the ids and beginning anew after each page:
// a search cannot be paged beyond 10,000 records. Then they read the archived
// list for tombstones, which search never shows, and bury what was merged away.
// Attributes of companies named in the configuration come with their whole
// history. Last, HubSpot is asked how many records it counts itself.
package hubspot
