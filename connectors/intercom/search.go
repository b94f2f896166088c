package intercom

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

const (
	searchPageSize = 150
	// lookBack is how far a search goes back behind the newest change seen.
	lookBack = 15 * time.Minute
	// dayLookBack is the same for contacts, whose days end when the workspace's do.
	dayLookBack = 48 * time.Hour
)

// filter is one condition of a search, or several of them joined.
type filter struct {
	Field    string `json:"field,omitempty"`
	Operator string `json:"operator"`
	Value    any    `json:"value"`
}

// from and until include their second. Whether > and < do is told differently
// by Intercom's own pages, so equality is asked for besides.
func from(second int64) filter { return orEqual(">", second) }

func until(second int64) filter { return orEqual("<", second) }

func orEqual(operator string, second int64) filter {
	return filter{Operator: "OR", Value: []filter{{"updated_at", operator, second}, {"updated_at", "=", second}}}
}

// query is the body of a search.
type query struct {
	Query      filter     `json:"query"`
	Sort       *sorting   `json:"sort,omitempty"`
	Pagination pagination `json:"pagination"`
}

type sorting struct {
	Field string `json:"field"`
	Order string `json:"order"`
}

type pagination struct {
	PerPage       int    `json:"per_page"`
	StartingAfter string `json:"starting_after,omitempty"`
}

// search asks for every page of a search. A page's records are valid until land
// returns.
func (p *pull) search(path, list string, q query, land func(page []*fastjson.Value) error) error {
	req := rest.Request{Stream: p.stream.Name, Method: http.MethodPost, Path: path}
	tokens := p.client.NewCursors(req)
	for {
		body, err := json.Marshal(q)
		if err != nil {
			return err
		}
		req.Body = body
		root, err := p.client.JSON(p.ctx, req, &p.page)
		if err != nil {
			return err
		}
		next := root.Get("pages", "next")
		after, more := text(next, "starting_after"), next != nil && next.Type() == fastjson.TypeObject
		if err := land(root.GetArray(list)); err != nil {
			return err
		}
		if !more {
			return nil
		}
		if err := tokens.Next(after); err != nil {
			return err
		}
		q.Pagination.StartingAfter = after
	}
}

// count asks how many records a search would find. What fails leaves it
// unknown: the rows are there all the same.
func (p *pull) count(path string) *int64 {
	body, err := json.Marshal(query{Query: filter{"created_at", ">", 0}, Pagination: pagination{PerPage: 1}})
	if err != nil {
		return nil
	}
	root, err := p.client.JSON(p.ctx, rest.Request{Stream: p.stream.Name, Method: http.MethodPost, Path: path, Body: body}, &p.page)
	if err != nil {
		p.log.Info("count left out", "stream", p.stream.Name, "error", err)
		return nil
	}
	total := root.Get("total_count")
	if total == nil || total.Type() != fastjson.TypeNumber {
		return nil
	}
	n := total.GetInt64()
	return &n
}

func unix(seconds int64) string { return strconv.FormatInt(seconds, 10) }
