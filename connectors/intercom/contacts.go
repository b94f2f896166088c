package intercom

import (
	"net/url"
	"strconv"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

// contacts searches for the contacts that changed, and once a week lists them
// all.
func (p *pull) contacts() error {
	var err error
	mark := rest.NewWatermark(time.Unix(p.at.Since, 0), p.window.To)
	if p.at.Since == 0 || p.weekOld() {
		p.mode, p.at.Whole = connectors.Full, p.window.To.Unix()
		err = p.listContacts(mark)
	} else {
		err = p.searchContacts(mark)
	}
	if err != nil {
		return err
	}
	p.at.Since = max(mark.Time().Unix(), 1)
	p.live = p.count("/contacts/search")
	return nil
}

// searchContacts asks two days too early, since Intercom cuts the instant to a
// day of the workspace's and begins at the next, and leaves out what is old.
func (p *pull) searchContacts(mark *rest.Watermark) error {
	p.window.From = time.Unix(p.at.Since, 0).UTC().Add(-lookBack)
	q := query{Query: filter{"updated_at", ">", max(0, p.at.Since-int64(dayLookBack/time.Second))}, Pagination: pagination{PerPage: searchPageSize}}
	return p.search("/contacts/search", "data", q, func(page []*fastjson.Value) error {
		for _, v := range page {
			changed := time.Unix(v.GetInt64("updated_at"), 0)
			if changed.Before(p.window.From) {
				continue
			}
			mark.Seen(changed)
			if err := p.writer.Add(v, false); err != nil {
				return err
			}
		}
		p.writer.EndPage()
		return nil
	})
}

// listContacts reads every contact there is.
func (p *pull) listContacts(mark *rest.Watermark) error {
	query := url.Values{"per_page": {strconv.Itoa(searchPageSize)}}
	req := rest.Request{Stream: p.stream.Name, Path: "/contacts", Query: query}
	tokens := p.client.NewCursors(req)
	for {
		root, err := p.client.JSON(p.ctx, req, &p.page)
		if err != nil {
			return err
		}
		for _, v := range root.GetArray("data") {
			mark.Seen(time.Unix(v.GetInt64("updated_at"), 0))
			if err := p.writer.Add(v, false); err != nil {
				return err
			}
		}
		p.writer.EndPage()
		next := root.Get("pages", "next")
		if next == nil || next.Type() != fastjson.TypeObject {
			return nil
		}
		after := text(next, "starting_after")
		if err := tokens.Next(after); err != nil {
			return err
		}
		query.Set("starting_after", after)
	}
}
