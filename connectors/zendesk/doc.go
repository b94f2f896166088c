// Package zendesk reads tickets with their metrics, users, organizations,
// ticket metric events and satisfaction ratings from Zendesk Support.
//
// Zendesk pages in three ways and each stream has one: a cursor export that
// never repeats a row, a time-based export whose pages overlap, and lists paged
// by cursor.
package zendesk
