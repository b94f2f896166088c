package surveymonkey

import (
	"errors"
	"net/url"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

// pages walks over the pages of a list by the numbers in its links.
type pages struct {
	*pull
	path   string
	query  url.Values
	tokens *rest.Cursors
}

func (p *pull) pagesOf(path string, query url.Values) *pages {
	query.Set("page", "1")
	return &pages{pull: p, path: path, query: query, tokens: p.client.NewCursors(p.request(path, nil))}
}

var errNoData = errors.New("the answer is no list: it has no data")

// next gives one page, and whether another follows.
func (l *pages) next() (root *fastjson.Value, more bool, err error) {
	if root, err = l.get(l.path, l.query); err != nil {
		return nil, false, err
	}
	if root.Get("data") == nil || root.Get("data").Type() != fastjson.TypeArray {
		return nil, false, l.client.Fail(l.request(l.path, nil), errNoData)
	}
	link := root.GetStringBytes("links", "next")
	if len(link) == 0 {
		return root, false, nil
	}
	u, err := url.Parse(string(link))
	if err != nil {
		return nil, false, l.client.Fail(l.request(l.path, nil), errors.New("the link to the next page is no URL"))
	}
	number := u.Query().Get("page")
	if err := l.tokens.Next(number); err != nil {
		return nil, false, err
	}
	l.query.Set("page", number)
	return root, true, nil
}
