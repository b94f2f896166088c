package generic

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"strings"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

// step is the request for the next page. Without a token there is none.
type step struct {
	token string
	// promised is true when the answer says that more follows.
	promised bool
	// counted is true when the next page is told by how many records or pages
	// come before it, so that it shifts when one of them goes.
	counted bool
	req     rest.Request
}

// following reads from a page where the next one is.
func (w *walk) following(req rest.Request, p page) (step, error) {
	next := step{req: req}
	if more := w.table.more; len(more) > 0 {
		flag := at(p.root, more)
		if flag == nil || flag.Type() != fastjson.TypeTrue && flag.Type() != fastjson.TypeFalse {
			return next, w.client.Fail(req, fmt.Errorf("the answer has no true or false at %s, which paging.more names", joined(more)))
		}
		if flag.Type() == fastjson.TypeFalse {
			return next, nil
		}
		next.promised = true
	}
	switch w.table.paging.Style {
	case "page", "offset":
		return w.counted(next, len(p.records))
	case "cursor":
		if next.token = text(at(p.root, w.table.next)); next.token != "" {
			next.req.Query = withParam(req.Query, w.table.paging.Param, next.token)
		}
		return next, nil
	case "link":
		next.token = rest.LinkTo(w.buffer.Header(), "next")
	case "next_url":
		next.token = text(at(p.root, w.table.next))
	}
	if next.token == "" {
		return next, nil
	}
	next.counted = countsPages(next.token)
	var err error
	next.req, err = w.client.Follow(req, next.token)
	return next, err
}

// counted is the next page by its number. Only a page without records is the
// end: a short one may just hide some.
func (w *walk) counted(next step, records int) (step, error) {
	if records == 0 {
		if next.promised {
			return next, w.client.Fail(next.req, errors.New("a page without records promises more"))
		}
		return next, nil
	}
	if w.table.paging.Style == "page" {
		w.number++
	} else {
		w.number += records
	}
	next.token, next.counted = strconv.Itoa(w.number), true
	next.req.Query = withParam(next.req.Query, w.table.paging.Param, next.token)
	return next, nil
}

func withParam(query url.Values, name, value string) url.Values {
	query = maps.Clone(query)
	query.Set(name, value)
	return query
}

// countsPages is true for a link whose query names a page or an offset by number.
func countsPages(link string) bool {
	_, query, _ := strings.Cut(link, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return false
	}
	for name := range values {
		switch strings.ToLower(strings.TrimPrefix(name, "$")) {
		case "page", "p", "page[number]", "page[offset]", "page_number", "pagenumber", "offset", "skip", "start", "startat", "start_at", "startindex", "start_index", "from":
			if _, err := strconv.Atoi(values.Get(name)); err == nil {
				return true
			}
		}
	}
	return false
}

// text is a token: text, a number, or nothing.
func text(v *fastjson.Value) string {
	if v == nil {
		return ""
	}
	switch v.Type() {
	case fastjson.TypeString:
		return string(v.GetStringBytes())
	case fastjson.TypeNumber:
		return v.String()
	}
	return ""
}
