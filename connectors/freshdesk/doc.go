// Package freshdesk reads tickets with their milestones, contacts, companies,
// agents and satisfaction ratings from Freshdesk.
//
// Freshdesk pages by number, stops at page 300 and, left alone, shows only the
// tickets of the last thirty days. Tickets are therefore walked by the instant
// of their last change: every page is asked with the change the page before
// ended in, so no page number grows and a ticket that changes meanwhile moves to
// the end of the walk instead of hiding its neighbour. Page numbers are only
// used inside one second that holds more than a page.
//
// What was deleted or marked as spam is missing from that walk; two walks of
// their own turn it into tombstones. Companies and agents are read whole every
// time, so that what is gone shows.
package freshdesk
