package rest

import (
	"crypto/sha256"
	"fmt"
)

// Cursors remembers every page token of one walk, so that an API that hands
// out the same token twice ends in an error and not in an endless loop. It
// keeps sixteen bytes a page.
type Cursors struct {
	source, stream string
	seen           map[[16]byte]struct{}
}

// NewCursors starts the memory of one walk.
func (c *Client) NewCursors(stream string) *Cursors {
	return &Cursors{source: c.cfg.Source, stream: stream, seen: map[[16]byte]struct{}{}}
}

// Next fails when token was handed out before or is empty although more rows
// were promised.
func (c *Cursors) Next(token string) error {
	if token == "" {
		return &Error{Source: c.source, Stream: c.stream, Method: "GET", Path: "next page",
			Permanent: true, Err: fmt.Errorf("more rows are promised but no page token is given")}
	}
	sum := sha256.Sum256([]byte(token))
	key := [16]byte(sum[:16])
	if _, again := c.seen[key]; again {
		return &Error{Source: c.source, Stream: c.stream, Method: "GET", Path: "next page",
			Permanent: true, Err: fmt.Errorf("page token %.40q came twice, so paging would never end", token)}
	}
	c.seen[key] = struct{}{}
	return nil
}
