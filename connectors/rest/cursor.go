package rest

import (
	"crypto/sha256"
	"errors"
	"fmt"
)

// Cursors remembers every page token of one walk, so that an API that hands
// out the same token twice ends in an error and not in an endless loop. It
// keeps sixteen bytes a page.
type Cursors struct {
	client *Client
	req    Request
	seen   map[[16]byte]struct{}
}

// NewCursors starts the memory of one walk over the pages of req.
func (c *Client) NewCursors(req Request) *Cursors {
	return &Cursors{client: c, req: req, seen: map[[16]byte]struct{}{}}
}

// Next fails when token was handed out before or is empty although more rows
// were promised.
func (c *Cursors) Next(token string) error {
	if token == "" {
		return c.client.Fail(c.req, errors.New("more rows are promised but no page token is given"))
	}
	sum := sha256.Sum256([]byte(token))
	key := [16]byte(sum[:16])
	if _, again := c.seen[key]; again {
		return c.client.Fail(c.req, fmt.Errorf("page token %.40q came twice, so paging would never end", token))
	}
	c.seen[key] = struct{}{}
	return nil
}
