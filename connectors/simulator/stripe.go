package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// stripeObject is anything billing lists: newest first, filtered by created.
type stripeObject struct {
	id      string
	created time.Time
	deleted time.Time // zero: never
	// filters are the values a list can be filtered by, beside created.
	filters func(now time.Time) map[string]string
	render  func(now time.Time, expand []string) object
}

// stripe routes the billing API of version 2026-08-26.dahlia.
func (s *Simulator) stripe() *http.ServeMux {
	mux := http.NewServeMux()
	for path, objects := range map[string]*[]stripeObject{"customers": &s.index.customers, "products": &s.index.products, "prices": &s.index.prices,
		"coupons": &s.index.coupons, "subscriptions": &s.index.subscriptions, "invoices": &s.index.invoices,
		"refunds": &s.index.refunds, "credit_notes": &s.index.creditNotes} {
		mux.HandleFunc("GET /v1/"+path, func(w http.ResponseWriter, r *http.Request) { s.stripeList(w, r, "/v1/"+path, *objects) })
		mux.HandleFunc("GET /v1/"+path+"/{id}", func(w http.ResponseWriter, r *http.Request) {
			s.stripeGet(w, r, *objects, strings.TrimSuffix(path, "s"))
		})
	}
	mux.HandleFunc("GET /v1/invoices/{id}/lines", s.stripeLines)
	mux.HandleFunc("GET /v1/credit_notes/{id}/lines", s.stripeNoteLines)
	mux.HandleFunc("GET /v1/subscription_items", s.stripeItems)
	mux.HandleFunc("GET /v1/events", s.stripeEvents)
	mux.HandleFunc("GET /v1/events/{id}", s.stripeEvent)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		stripeError(w, http.StatusNotFound, "", "",
			fmt.Sprintf("Unrecognized request URL (%s: %s). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.", r.Method, r.URL.Path))
	})
	return mux
}

func stripeError(w http.ResponseWriter, status int, code, param, message string) {
	problem := object{"type": "invalid_request_error", "message": message}
	if code != "" {
		problem["code"] = code
		problem["doc_url"] = "https://stripe.com/docs/error-codes/" + strings.ReplaceAll(code, "_", "-")
	}
	if param != "" {
		problem["param"] = param
	}
	reply(w, status, object{"error": problem})
}

// stripeLimit reads limit; it answers itself when it is out of bounds.
func stripeLimit(w http.ResponseWriter, r *http.Request) (int, bool) {
	limit := number(r, "limit", 10)
	if limit < 1 {
		stripeError(w, http.StatusBadRequest, "parameter_invalid_integer", "limit", "This value must be greater than or equal to 1.")
		return 0, false
	}
	if limit > 100 {
		stripeError(w, http.StatusBadRequest, "parameter_invalid_integer", "limit",
			fmt.Sprintf("This value must be less than or equal to 100 (it currently is '%d').", limit))
		return 0, false
	}
	return limit, true
}

// expands lists the fields to expand, without the "data." of lists.
func expands(r *http.Request) []string {
	var out []string
	for name, values := range r.URL.Query() {
		if strings.HasPrefix(name, "expand[") {
			for _, v := range values {
				out = append(out, strings.TrimPrefix(v, "data."))
			}
		}
	}
	return out
}

// within reports whether created satisfies the request's created[…] filters.
func within(r *http.Request, created time.Time) bool {
	for op, holds := range map[string]func(a, b int64) bool{
		"gt": func(a, b int64) bool { return a > b }, "gte": func(a, b int64) bool { return a >= b },
		"lt": func(a, b int64) bool { return a < b }, "lte": func(a, b int64) bool { return a <= b }} {
		if bound, err := strconv.ParseInt(r.URL.Query().Get("created["+op+"]"), 10, 64); err == nil && !holds(created.Unix(), bound) {
			return false
		}
	}
	return true
}

func (s *Simulator) stripeList(w http.ResponseWriter, r *http.Request, url string, objects []stripeObject) {
	limit, ok := stripeLimit(w, r)
	if !ok {
		return
	}
	now, q := s.now(), r.URL.Query()
	start, step, end := 0, 1, len(objects)
	if cursor := q.Get("starting_after") + q.Get("ending_before"); cursor != "" {
		at := slices.IndexFunc(objects, func(o stripeObject) bool { return o.id == cursor })
		if at < 0 {
			stripeError(w, http.StatusBadRequest, "resource_missing", "starting_after", "No such object: '"+cursor+"'")
			return
		}
		start = at + 1
		if q.Get("ending_before") != "" {
			start, step, end = at-1, -1, -1
		}
	}
	data, more, expand := []object{}, false, expands(r)
	for i := start; i != end; i += step {
		o := objects[i]
		if o.created.After(now) || !o.deleted.IsZero() && !o.deleted.After(now) || !within(r, o.created) || !o.passes(r, url, now) {
			continue
		}
		if len(data) == limit {
			more = true
			break
		}
		data = append(data, o.render(now, expand))
	}
	if step < 0 {
		slices.Reverse(data)
	}
	reply(w, http.StatusOK, object{"object": "list", "url": url, "has_more": more, "data": data})
}

// passes applies the list's own filters. Subscriptions leave canceled ones
// out unless status asks for them.
func (o stripeObject) passes(r *http.Request, url string, now time.Time) bool {
	have := map[string]string{}
	if o.filters != nil {
		have = o.filters(now)
	}
	for name, value := range have {
		want := r.URL.Query().Get(name)
		if name == "status" && url == "/v1/subscriptions" {
			switch want {
			case "all":
				continue
			case "":
				if value == "canceled" || value == "incomplete_expired" {
					return false
				}
				continue
			case "ended":
				want = "canceled"
			}
		}
		if want != "" && want != value {
			return false
		}
	}
	return true
}

// expanded reports whether the client asked for a field whole, or for something in it.
func expanded(expand []string, field string) bool {
	return slices.ContainsFunc(expand, func(e string) bool { return e == field || strings.HasPrefix(e, field+".") })
}

func (s *Simulator) stripeGet(w http.ResponseWriter, r *http.Request, objects []stripeObject, kind string) {
	id, now := r.PathValue("id"), s.now()
	for _, o := range objects {
		if o.id != id || o.created.After(now) {
			continue
		}
		if !o.deleted.IsZero() && !o.deleted.After(now) {
			reply(w, http.StatusOK, object{"id": id, "object": kind, "deleted": true})
			return
		}
		reply(w, http.StatusOK, o.render(now, expands(r)))
		return
	}
	stripeError(w, http.StatusNotFound, "resource_missing", "id", "No such "+kind+": '"+id+"'")
}

// stripeLines pages all lines of one invoice.
func (s *Simulator) stripeLines(w http.ResponseWriter, r *http.Request) {
	limit, ok := stripeLimit(w, r)
	if !ok {
		return
	}
	inv := s.index.invoiceByID[r.PathValue("id")]
	if inv == nil || inv.Created.After(s.now()) {
		stripeError(w, http.StatusNotFound, "resource_missing", "invoice", "No such invoice: '"+r.PathValue("id")+"'")
		return
	}
	lines := inv.Lines
	if cursor := r.URL.Query().Get("starting_after"); cursor != "" {
		for i, l := range lines {
			if l.ID == cursor {
				lines = lines[i+1:]
				break
			}
		}
	}
	data := stripeLinesOf(inv, lines[:min(limit, len(lines))], slices.Contains(expands(r), "discounts"))
	reply(w, http.StatusOK, object{"object": "list", "url": "/v1/invoices/" + inv.ID + "/lines", "has_more": len(lines) > limit, "data": data})
}

// stripeItems lists the items of one subscription.
func (s *Simulator) stripeItems(w http.ResponseWriter, r *http.Request) {
	now := s.now()
	for _, o := range s.index.subscriptions {
		if o.id == r.URL.Query().Get("subscription") && !o.created.After(now) {
			reply(w, http.StatusOK, o.render(now, nil)["items"])
			return
		}
	}
	stripeError(w, http.StatusBadRequest, "parameter_missing", "subscription", "Missing required param: subscription.")
}
