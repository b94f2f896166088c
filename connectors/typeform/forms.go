package typeform

import (
	"fmt"
	"net/url"
	"strconv"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

const formsPage = 200

// form is what the list of forms says of one.
type form struct{ id, updated string }

func (p *pull) listForms() ([]form, error) {
	var all []form
	seen := map[string]bool{}
	for number := 1; ; number++ {
		root, err := p.get("/forms", url.Values{"page_size": {strconv.Itoa(formsPage)}, "page": {strconv.Itoa(number)}})
		if err != nil {
			return nil, err
		}
		items := root.GetArray("items")
		fresh := 0
		for _, v := range items {
			f := form{id: string(v.GetStringBytes("id")), updated: string(v.GetStringBytes("last_updated_at"))}
			if !seen[f.id] {
				seen[f.id] = true
				all = append(all, f)
				fresh++
			}
		}
		p.writer.EndPage()
		if number >= root.GetInt("page_count") {
			return all, nil
		}
		if len(items) > 0 && fresh == 0 {
			return nil, p.client.Fail(rest.Request{Stream: p.stream.Name, Path: "/forms"},
				fmt.Errorf("page %d repeats the forms of earlier ones", number))
		}
	}
}

// definitions lands every form with its fields, which the list does not show.
func (p *pull) definitions(listed []form) (connectors.Result, error) {
	for _, f := range listed {
		root, err := p.get("/forms/"+url.PathEscape(f.id), nil)
		if gone(err) {
			continue // deleted since it was listed
		}
		if err != nil {
			return connectors.Result{}, err
		}
		p.arena.Reset()
		if f.updated != "" && !root.Exists("last_updated_at") {
			root.Set("last_updated_at", p.arena.NewString(f.updated))
		}
		if err := p.writer.Add(root, false); err != nil {
			return connectors.Result{}, err
		}
		p.writer.EndPage()
	}
	return p.writer.Finish(connectors.Full, cursor{}, p.window)
}
