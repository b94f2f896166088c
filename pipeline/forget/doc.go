// Package forget knows whose a row of the lake is, so that a customer who asks for it
// can be removed, and stays removed.
//
// A row is a customer's when one of its columns names the customer, one of its people,
// tickets or subscriptions: which columns do is told by their names, which are ours.
// What was forgotten is remembered by keyed hashes only (List): a later pull brings
// the same rows again, and they are left out before they are written.
package forget
