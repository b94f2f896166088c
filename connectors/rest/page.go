package rest

import (
	"bytes"
	"context"
	"errors"
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

// maxValues bounds how many JSON values one page may decode to: each costs up to
// half a kilobyte, so a small page of brackets could otherwise fill the memory.
const maxValues = 600_000

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

var errWebPage = errors.New("the answer is a web page and no JSON; see whether the address is the API's, and whether a proxy asks for a login")

func (p *Page) decode() (*fastjson.Value, error) {
	if countCommas(p.body) > maxValues && countValues(p.body) > maxValues {
		return nil, fmt.Errorf("%w: more than %d JSON values in one page; ask for smaller pages", ErrTooLarge, maxValues)
	}
	root, err := p.parser.ParseBytes(p.body)
	if err != nil {
		if bytes.HasPrefix(bytes.TrimLeft(p.body, " \t\r\n\uFEFF"), []byte("<")) {
			return nil, errWebPage
		}
		// The parser's message quotes the answer, which may hold personal data.
		return nil, fmt.Errorf("decode answer of %d bytes: it is not whole JSON", len(p.body))
	}
	return root, nil
}

// countCommas is at least the number of values: every value but the first
// follows a comma or an opening bracket.
func countCommas(body []byte) int {
	return 1 + bytes.Count(body, []byte{','}) + bytes.Count(body, []byte{'['}) + bytes.Count(body, []byte{'{'})
}

// countValues is as countCommas, but slower and without those inside strings.
func countValues(body []byte) int {
	n, inside, escaped := 1, false, false
	for _, c := range body {
		switch {
		case escaped:
			escaped = false
		case inside:
			escaped, inside = c == '\\', c != '"'
		case c == '"':
			inside = true
		case c == ',' || c == '[' || c == '{':
			n++
		}
	}
	return n
}
