package rest

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"github.com/valyala/fastjson"
)

// Page holds one decoded answer. Its memory is used again by the next one, so
// a value read from it must be copied before the page is handed to JSON again.
type Page struct {
	parser fastjson.Parser
	body   []byte
	header http.Header
}

// Header is the header of the answer last decoded into p.
func (p *Page) Header() http.Header { return p.header }

// maxValues bounds how many JSON values one page may decode to: each costs some
// eighty bytes, so a small page of brackets could otherwise fill the memory.
const maxValues = 2 << 20

// JSON asks for one page and decodes it. An answer that ends early or does not
// parse is a failed attempt like any other.
func (c *Client) JSON(ctx context.Context, req Request, page *Page) (*fastjson.Value, error) {
	var root *fastjson.Value
	err := c.do(ctx, req, func(a *answer) error {
		var err error
		if page.body, err = readAll(page.body[:0], a.body, c.cfg.MaxPage); err != nil {
			return err
		}
		page.header = a.Header
		root, err = page.decode()
		return err
	})
	return root, err
}

func (p *Page) decode() (*fastjson.Value, error) {
	if n := countValues(p.body); n > maxValues {
		return nil, fmt.Errorf("%w: about %d JSON values in one page", ErrTooLarge, n)
	}
	root, err := p.parser.ParseBytes(p.body)
	if err != nil {
		// The parser's message quotes the answer, which may hold personal data.
		return nil, fmt.Errorf("decode answer of %d bytes: it is not whole JSON", len(p.body))
	}
	return root, nil
}

// countValues is at least the number of values: every value but the first
// follows a comma, a colon or an opening bracket.
func countValues(body []byte) int {
	return 1 + bytes.Count(body, []byte{','}) + bytes.Count(body, []byte{'['}) + bytes.Count(body, []byte{'{'})
}
