// Package slack writes the leadership digest as a Slack message and delivers it.
//
// Compose turns a reports.Digest into Block Kit, Preview into text that can be
// read aloud, JSON into what a dry run prints. Nothing here reads a database or
// a clock: the same digest gives the same bytes.
//
// Two rules hold for every message. It keeps Slack's limits with room to spare,
// cutting by whole lines and saying how many are left for the thread; and no
// value from the data can mention anybody, open a link or change the layout.
//
// Client posts with the digest's key in the message metadata, so that a message
// whose answer was lost can be found again instead of being posted twice.
package slack
