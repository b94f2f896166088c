package hubspot

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

const searchPageSize = 200

func searchPath(object string) string { return objectsPath + object + "/search" }

// search finds records in the order of their ids and starts every page anew
// after the greatest id so far. Offsets would end at 10,000 records, and skip
// one whenever a record left the result while it is being read. It begins after
// the id given, and tells turned the greatest id after each page but the last.
func (p *pull) search(since time.Time, last int64, each func([]*fastjson.Value) error, turned func(id int64) error) error {
	req := rest.Request{Stream: p.stream.Name, Method: http.MethodPost,
		Path: searchPath(p.stream.Name), Bucket: searchBucket}
	tokens := p.client.NewCursors(req)
	after := ""
	for {
		var err error
		if req.Body, err = p.searchBody(since, last, after); err != nil {
			return err
		}
		root, err := p.client.JSON(p.ctx, req, &p.page)
		if err != nil {
			return err
		}
		found := root.GetArray("results")
		next := root.Get("paging", "next")
		greatest, err := p.greatestID(found)
		if err != nil {
			return err
		}
		after = text(next.Get("after"))
		if err := each(found); err != nil {
			return err
		}
		p.writer.EndPage()
		if next == nil {
			return nil
		}
		if greatest > last {
			last, after = greatest, ""
			if err := turned(last); err != nil {
				return err
			}
		}
		if err := tokens.Next(fmt.Sprintf("%d %s", last, after)); err != nil {
			return err
		}
	}
}

func (p *pull) greatestID(found []*fastjson.Value) (int64, error) {
	greatest := int64(0)
	for _, v := range found {
		id, err := strconv.ParseInt(text(v.Get("id")), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read %s: search gave a record whose id is not a number", p.stream.Name)
		}
		greatest = max(greatest, id)
	}
	return greatest, nil
}

type searchRequest struct {
	FilterGroups []filterGroup `json:"filterGroups"`
	Sorts        []sortBy      `json:"sorts"`
	Properties   []string      `json:"properties"`
	Limit        int           `json:"limit"`
	After        string        `json:"after,omitempty"`
}

type filterGroup struct {
	Filters []filter `json:"filters"`
}

type filter struct {
	Property string `json:"propertyName"`
	Operator string `json:"operator"`
	Value    string `json:"value"`
}

type sortBy struct {
	Property  string `json:"propertyName"`
	Direction string `json:"direction"`
}

func (p *pull) searchBody(since time.Time, lastID int64, after string) ([]byte, error) {
	filters := []filter{{p.modified(), "GTE", strconv.FormatInt(since.UnixMilli(), 10)}}
	if lastID > 0 {
		filters = append(filters, filter{"hs_object_id", "GTE", strconv.FormatInt(lastID+1, 10)})
	}
	return json.Marshal(searchRequest{FilterGroups: []filterGroup{{filters}}, Properties: p.properties,
		Sorts: []sortBy{{"hs_object_id", "ASCENDING"}}, Limit: searchPageSize, After: after})
}

// searched lands one page of a search with what the search itself cannot give.
func (p *pull) searched(found []*fastjson.Value) error {
	switch {
	case p.stream.Name == "deals":
		return p.associated(found)
	case len(p.history) > 0:
		return p.read(found, p.land)
	}
	return each(found, p.land)
}

func each(found []*fastjson.Value, do func(*fastjson.Value) error) error {
	for _, v := range found {
		if err := do(v); err != nil {
			return err
		}
	}
	return nil
}
