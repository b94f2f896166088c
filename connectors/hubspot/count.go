package hubspot

import (
	"encoding/json"
	"net/http"

	"quarterdeck/connectors/rest"
)

// live is how many records HubSpot itself counts, archived ones aside: the total
// of a search without filter. It only serves to compare, so a refusal costs no
// pull; nil then.
func (p *pull) live() (*int64, error) {
	body, err := json.Marshal(searchRequest{FilterGroups: []filterGroup{}, Sorts: []sortBy{}, Properties: []string{"hs_object_id"}, Limit: 1})
	if err != nil {
		return nil, err
	}
	req := rest.Request{Stream: p.stream.Name, Method: http.MethodPost, Path: searchPath(p.stream.Name), Body: body, Bucket: searchBucket}
	root, err := p.client.JSON(p.ctx, req, &p.page)
	if err != nil {
		return nil, p.ctx.Err()
	}
	total := root.Get("total")
	if total == nil {
		return nil, nil
	}
	n, err := total.Int64()
	if err != nil {
		return nil, nil
	}
	return &n, nil
}
