package chargebee

import (
	"net/url"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

// complete reads the lines of a long document to their end. They are kept until
// the row is written, so a single document of very many lines costs memory.
func (p *pull) complete(record *fastjson.Value) error {
	p.arena.Reset()
	lists := map[string]*fastjson.Value{}
	for _, name := range p.resource.nested {
		lists[name] = p.arena.NewArray()
		// These live in the page's memory, which stays until the row is written.
		for i, row := range record.GetArray(name) {
			lists[name].SetArrayItem(i, row)
		}
	}
	query := url.Values{}
	req := rest.Request{Stream: p.stream.Name, Query: query, Path: p.resource.path + "/" + url.PathEscape(string(record.GetStringBytes("id")))}
	tokens := p.client.NewCursors(req)
	for next := string(record.GetStringBytes("line_items_next_offset")); next != ""; {
		if err := tokens.Next(next); err != nil {
			return err
		}
		query.Set("line_items_offset", next)
		root, err := p.client.JSON(p.ctx, req, &p.child)
		if err != nil {
			return err
		}
		more := root.Get(p.resource.member)
		for name, list := range lists {
			if err := appendRows(list, more.GetArray(name)); err != nil {
				return err
			}
		}
		next = string(more.GetStringBytes("line_items_next_offset"))
	}
	for name, list := range lists {
		if record.Exists(name) || len(list.GetArray()) > 0 {
			record.Set(name, list)
		}
	}
	return nil
}

// appendRows copies each row: the memory of the page they stand in is used again.
func appendRows(list *fastjson.Value, rows []*fastjson.Value) error {
	for _, row := range rows {
		copied, err := fastjson.ParseBytes(row.MarshalTo(nil))
		if err != nil {
			return err
		}
		list.SetArrayItem(len(list.GetArray()), copied)
	}
	return nil
}
