// Package intercom reads conversations with their statistics and ratings, the
// parts of them that tell replies and changes of state, contacts, companies and
// admins from Intercom.
//
// Conversations are searched by the second of their last change, oldest first,
// up to an instant fixed before the first request. The search has no parts:
// those take one request a conversation, of which several run at a time. A
// conversation that was not closed when it was last read is read once more
// every week, whatever the search says of it, because Intercom has been seen to
// forget a change; one that is gone by then becomes a tombstone.
//
// Contacts can only be searched by the day, in the workspace's own time zone.
// The search therefore begins two days early, what has not changed is left out
// here, and every week the contacts are listed whole, so that those merged or
// deleted go. Companies can only be scrolled through, one scroll a workspace,
// which dies after a minute without a request: its pages are kept in a file
// and landed when the scroll has ended.
package intercom
