// Package salesforce reads accounts, contacts, opportunities, users and the
// field history of accounts from a Salesforce organization.
//
// Every pull first asks which fields the object has now: fields come, go and are
// hidden at any time. Records are read in the order of SystemModstamp and Id,
// each page asked for after the last record of the one before, so that thousands
// of records stamped with the same second are neither lost nor read for ever.
// What is big is read by a Bulk API 2.0 query job instead. Both look into the
// recycle bin, which is how deleted records become tombstones.
//
// A later pull starts ten minutes before the newest stamp the last one may
// claim, because a record can be committed after another one with a later stamp.
// Formula and roll-up fields change without a new stamp: an account that has one
// among its attributes is read whole every time. So is an object whose last pull
// is older than the recycle bin's memory.
package salesforce
