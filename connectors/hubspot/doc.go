// Package hubspot reads companies, contacts, deals and owners from HubSpot.
//
// The first load of an object walks its list, which has no row limit. Later
// loads search for what was modified since, five minutes further back than the
// cursor because the search index lags, and read the archived list for
// tombstones, which search never shows. Attributes of companies named in the
// configuration come with their whole history.
package hubspot
