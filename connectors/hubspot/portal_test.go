package hubspot_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

// portal is a HubSpot account of one kind of object, kept in memory.
type portal struct {
	records map[int]*thing
	// beforeSearch is called with the number of each search, from 1.
	beforeSearch func(n int)
	searches     int
	failBatch    string // answer of every batch read, when set
	pageTo       int    // associations per page
	counts       int    // searches for nothing but the total
	refuse       func(r *http.Request) (status int, body string)
	definitions  string // of the companies' properties
	longestURL   int
	clock        connectortest.Clock
	associate    bool // show associations inline
}

type thing struct {
	modified   time.Time
	archivedAt time.Time
	properties map[string]string
	companies  []int
}

func newPortal() *portal { return &portal{records: map[int]*thing{}, pageTo: 500} }

func (p *portal) open(t *testing.T, attributes map[string]config.Attribute) connectors.Source {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /crm/v3/objects/{type}", p.list)
	mux.HandleFunc("POST /crm/v3/objects/{type}/search", p.search)
	mux.HandleFunc("POST /crm/v3/objects/{type}/batch/read", p.batch)
	mux.HandleFunc("POST /crm/v4/associations/deals/companies/batch/read", p.associations)
	mux.HandleFunc("GET /crm/v3/owners", p.list)
	mux.HandleFunc("GET /crm/v3/properties/companies", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, p.definitions) })
	guarded := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.longestURL > 0 && len(r.URL.String()) > p.longestURL {
			http.Error(w, "<h1>414 Request-URI Too Large</h1>", http.StatusRequestURITooLong)
			return
		}
		if p.refuse != nil {
			if status, body := p.refuse(r); status != 0 {
				w.WriteHeader(status)
				io.WriteString(w, body)
				return
			}
		}
		mux.ServeHTTP(w, r)
	})
	v := vendor()
	v.Config = config.Source{Attributes: attributes}
	return connectortest.Open(t, v, guarded, &p.clock)
}

func (p *portal) ids(keep func(id int, r *thing) bool) []int {
	var ids []int
	for id, r := range p.records {
		if keep(id, r) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func (p *portal) json(id int, history bool) map[string]any {
	r := p.records[id]
	out := map[string]any{"id": strconv.Itoa(id), "createdAt": "2024-01-01T00:00:00Z",
		"updatedAt": r.modified.Format(time.RFC3339Nano), "archived": !r.archivedAt.IsZero(), "properties": r.properties}
	if !r.archivedAt.IsZero() {
		out["archivedAt"] = r.archivedAt.Format(time.RFC3339Nano)
	}
	if p.associate {
		inline := []any{}
		for _, company := range r.companies[:min(p.pageTo, len(r.companies))] {
			inline = append(inline, map[string]any{"id": strconv.Itoa(company), "type": "deal_to_company"})
		}
		list := map[string]any{"results": inline}
		if len(r.companies) > p.pageTo {
			list["paging"] = map[string]any{"next": map[string]any{"after": "x"}}
		}
		out["associations"] = map[string]any{"companies": list}
	}
	if history {
		past := map[string]any{}
		for name, value := range r.properties {
			past[name] = []map[string]any{{"value": value, "timestamp": "2026-01-01T00:00:00Z", "sourceType": "CRM_UI"}}
		}
		out["propertiesWithHistory"] = past
	}
	return out
}

func (p *portal) answer(w http.ResponseWriter, ids []int, history bool, next string) {
	results := []any{}
	for _, id := range ids {
		results = append(results, p.json(id, history))
	}
	out := map[string]any{"results": results}
	if next != "" {
		out["paging"] = map[string]any{"next": map[string]any{"after": next}}
	}
	json.NewEncoder(w).Encode(out)
}

func (p *portal) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	archived := q.Get("archived") == "true"
	after, _ := strconv.Atoi(q.Get("after"))
	limit, _ := strconv.Atoi(q.Get("limit"))
	if q.Get("after") == "refused" {
		http.Error(w, `{"status":"error","message":"after is not valid"}`, http.StatusBadRequest)
		return
	}
	ids := p.ids(func(id int, r *thing) bool { return id > after && !r.archivedAt.IsZero() == archived })
	next := ""
	if len(ids) > limit {
		ids = ids[:limit]
		next = strconv.Itoa(ids[limit-1])
	}
	if q.Get("propertiesWithHistory") != "" && limit > 50 {
		http.Error(w, "limit is 50 with history", http.StatusBadRequest)
		return
	}
	p.associate = q.Get("associations") != ""
	p.answer(w, ids, q.Get("propertiesWithHistory") != "", next)
	p.associate = false
}

func (p *portal) search(w http.ResponseWriter, r *http.Request) {
	var body struct {
		FilterGroups []struct {
			Filters []struct{ PropertyName, Operator, Value string }
		}
		Limit int
		After string
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if len(body.FilterGroups) == 0 {
		p.counts++
		live := p.ids(func(_ int, r *thing) bool { return r.archivedAt.IsZero() })
		fmt.Fprintf(w, `{"total":%d,"results":[]}`, len(live))
		return
	}
	p.searches++
	if p.beforeSearch != nil {
		p.beforeSearch(p.searches)
	}
	offset, _ := strconv.Atoi(body.After)
	if offset+body.Limit > 10_000 || body.Limit > 200 {
		http.Error(w, "beyond 10000", http.StatusBadRequest)
		return
	}
	ids := p.ids(func(id int, r *thing) bool {
		if !r.archivedAt.IsZero() {
			return false
		}
		for _, f := range body.FilterGroups[0].Filters {
			bound, _ := strconv.ParseInt(f.Value, 10, 64)
			have := int64(id)
			if f.PropertyName != "hs_object_id" {
				have = r.modified.UnixMilli()
			}
			if f.Operator != "GTE" || have < bound {
				return false
			}
		}
		return true
	})
	ids = ids[min(offset, len(ids)):]
	next := ""
	if len(ids) > body.Limit {
		ids = ids[:body.Limit]
		next = strconv.Itoa(offset + body.Limit)
	}
	p.answer(w, ids, false, next)
}

type inputs struct {
	Inputs []struct{ ID, After string }
}

func (p *portal) batch(w http.ResponseWriter, r *http.Request) {
	if p.failBatch != "" {
		fmt.Fprint(w, p.failBatch)
		return
	}
	var body inputs
	json.NewDecoder(r.Body).Decode(&body)
	if len(body.Inputs) > 50 {
		http.Error(w, "at most 50 with history", http.StatusBadRequest)
		return
	}
	var ids []int
	var missing []string
	for _, in := range body.Inputs {
		id, _ := strconv.Atoi(in.ID)
		if thing := p.records[id]; thing != nil && thing.archivedAt.IsZero() {
			ids = append(ids, id)
		} else {
			missing = append(missing, in.ID)
		}
	}
	slices.Reverse(ids) // the order is not promised
	results := []any{}
	for _, id := range ids {
		results = append(results, p.json(id, true))
	}
	out := map[string]any{"results": results}
	if missing != nil {
		w.WriteHeader(http.StatusMultiStatus)
		out["errors"] = []any{map[string]any{"category": "OBJECT_NOT_FOUND", "context": map[string]any{"ids": missing}}}
	}
	json.NewEncoder(w).Encode(out)
}

func (p *portal) associations(w http.ResponseWriter, r *http.Request) {
	var body inputs
	json.NewDecoder(r.Body).Decode(&body)
	results, errs := []any{}, []any{}
	for _, in := range body.Inputs {
		id, _ := strconv.Atoi(in.ID)
		all := p.records[id].companies
		from, _ := strconv.Atoi(in.After)
		to := []any{}
		for _, company := range all[from:min(from+p.pageTo, len(all))] {
			to = append(to, map[string]any{"toObjectId": company})
		}
		result := map[string]any{"from": map[string]any{"id": in.ID}, "to": to}
		if from+p.pageTo < len(all) {
			result["paging"] = map[string]any{"next": map[string]any{"after": strconv.Itoa(from + p.pageTo)}}
		}
		if len(all) == 0 {
			errs = append(errs, map[string]any{"category": "OBJECT_NOT_FOUND", "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND"})
			continue
		}
		results = append(results, result)
	}
	if len(errs) > 0 {
		w.WriteHeader(http.StatusMultiStatus)
	}
	json.NewEncoder(w).Encode(map[string]any{"results": results, "errors": errs})
}
