// Package generic is the source for any HTTP API that answers with JSON: which
// canonical tables to ask for, where the records stand in an answer, how its
// pages follow each other and how to ask for what changed are told by the
// configuration. The type is called rest.
//
// # Paging
//
// A walk ends where the API says that it ends: after one answer (none), at a page
// without records (page, offset), at an answer without a next token or link
// (cursor, link, next_url), or where paging.more says so. A page may be short or,
// where tokens lead on, empty. A token, link or page that comes twice is an
// error, for the walk would never end.
//
// Pages told by a number shift when a record leaves an earlier one, and the first
// record of the next page would never be seen. So after each such page the one
// before it is asked for once more, and what has moved up into it lands too. That
// makes two requests of one; a list read by cursors or by links to the last
// record needs none of it. Only a record that moves up and back again between two
// requests can still be missed; it comes with the next pull.
//
// # What changed
//
// With a cursor a table is asked for what changed since the newest change seen,
// less a look-back; never since later than the last pull began. Without one, or
// on a first pull, everything is read and replaces what was known. Deletions are
// only seen that way.
//
// # Records
//
// Every column takes the value at its path, or the one of its own name; what else
// a record holds is kept with the row. A record without its key, or with a value
// that does not fit its column, is rejected with the reason.
package generic
