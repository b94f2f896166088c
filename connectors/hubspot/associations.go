package hubspot

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

const associationsPath = "/crm/v4/associations/deals/companies/batch/read"

// setCompanies puts the ids of a listed deal's companies into "company_ids".
// The list shows only the first of many; then they are asked for by themselves.
func (p *pull) setCompanies(deal *fastjson.Value) error {
	inline := deal.Get("associations", "companies")
	ids := []string{}
	for _, v := range inline.GetArray("results") {
		ids = append(ids, text(v.Get("id")))
	}
	if inline.Exists("paging", "next") {
		id := text(deal.Get("id"))
		all, err := p.companiesOf([]string{id})
		if err != nil {
			return err
		}
		ids = all[id]
	}
	p.setIDs(deal, ids)
	return nil
}

// setIDs drops repetitions: two records can be associated in several ways.
func (p *pull) setIDs(deal *fastjson.Value, ids []string) {
	slices.Sort(ids)
	list := p.arena.NewArray()
	for i, id := range slices.Compact(ids) {
		list.SetArrayItem(i, p.arena.NewString(id))
	}
	deal.Set("company_ids", list)
}

// associated lands deals found by a search, which shows no associations.
func (p *pull) associated(found []*fastjson.Value) error {
	if len(found) == 0 {
		return nil
	}
	var ids []string
	for _, v := range found {
		ids = append(ids, text(v.Get("id")))
	}
	companies, err := p.companiesOf(ids)
	if err != nil {
		return err
	}
	return each(found, func(deal *fastjson.Value) error {
		merged, updated := text(deal.Get("properties", mergedProperty)), text(deal.Get("updatedAt"))
		p.mark.SeenText(deal.GetStringBytes("updatedAt"))
		p.arena.Reset()
		p.setIDs(deal, companies[text(deal.Get("id"))])
		if err := p.writer.Add(deal, false); err != nil {
			return err
		}
		return p.bury(merged, updated)
	})
}

// companiesOf reads the companies of deals. Each deal's list is paged on its own.
func (p *pull) companiesOf(deals []string) (map[string][]string, error) {
	companies := map[string][]string{}
	req := rest.Request{Stream: p.stream.Name, Method: http.MethodPost, Path: associationsPath}
	tokens := p.client.NewCursors(req)
	for ask := inputs(deals); len(ask) > 0; {
		var err error
		if req.Body, err = json.Marshal(batchRequest{Inputs: ask}); err != nil {
			return nil, err
		}
		root, err := p.client.JSON(p.ctx, req, &p.child)
		if err != nil {
			return nil, err
		}
		if _, err := p.batchErrors(req, root); err != nil {
			return nil, err
		}
		ask = nil
		for _, result := range root.GetArray("results") {
			deal := text(result.Get("from", "id"))
			for _, to := range result.GetArray("to") {
				companies[deal] = append(companies[deal], text(to.Get("toObjectId")))
			}
			if next := result.Get("paging", "next"); next != nil {
				after := text(next.Get("after"))
				if err := tokens.Next(deal + " " + after); err != nil {
					return nil, err
				}
				ask = append(ask, batchInput{ID: deal, After: after})
			}
		}
	}
	return companies, nil
}
