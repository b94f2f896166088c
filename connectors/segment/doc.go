// Package segment reads files of Segment messages: JSON lines as a Segment
// destination archives them, or as any program writes that follows Segment's
// specification. A segment source needs no credential.
//
// A load reads the files that are new or have changed since the last one. The
// cursor remembers each by its size, its time of change and the hash of its
// content; a file that has grown is read again as a whole, because a message that
// comes twice is one row by its messageId. A line that is no message is rejected
// with its place and does not keep the others from landing. A file that is still
// being written is left for the next load.
package segment
