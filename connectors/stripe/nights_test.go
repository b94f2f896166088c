package stripe_test

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"quarterdeck/connectors/connectortest"
)

// nights shows a data set as Stripe does: a list from the newest to the oldest,
// a feed of events that may come late, and every object for itself.
func nights() *connectortest.Incremental {
	return &connectortest.Incremental{Stream: "customers", Value: "name", Deletes: true, Late: 9 * time.Minute,
		Key: func(row map[string]string) string { return "in_" + strings.TrimPrefix(row["id"], "cus_") },
		Serve: func(d *connectortest.Dataset) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /v1/customers", func(w http.ResponseWriter, r *http.Request) {
				items := d.Items()
				slices.SortStableFunc(items, func(a, b connectortest.Item) int {
					return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(b.ID, a.ID))
				})
				writeObjects(w, r, items, customer, func(i connectortest.Item) string { return fmt.Sprintf("cus_%d", i.ID) })
			})
			mux.HandleFunc("GET /v1/customers/{id}", func(w http.ResponseWriter, r *http.Request) {
				n, _ := strconv.ParseInt(strings.TrimPrefix(r.PathValue("id"), "cus_"), 10, 64)
				i, there := d.Item(n)
				switch {
				case !there:
					w.WriteHeader(http.StatusNotFound)
				case i.Deleted:
					fmt.Fprintf(w, `{"id":"cus_%d","object":"customer","deleted":true}`, i.ID)
				default:
					fmt.Fprint(w, customer(i))
				}
			})
			mux.HandleFunc("GET /v1/events", func(w http.ResponseWriter, r *http.Request) {
				history := d.History()
				slices.SortStableFunc(history, func(a, b connectortest.Item) int { return b.UpdatedAt.Compare(a.UpdatedAt) })
				writeObjects(w, r, history, happening, func(i connectortest.Item) string { return fmt.Sprintf("evt_%d_%d", i.ID, i.Value) })
			})
			return mux
		}}
}

func customer(i connectortest.Item) string {
	return fmt.Sprintf(`{"id":"cus_%d","object":"customer","created":%d,"name":"%d"}`, i.ID, i.CreatedAt.Unix(), i.Value)
}

func happening(i connectortest.Item) string {
	kind := "updated"
	if i.Deleted {
		kind = "deleted"
	} else if i.Value == 1 {
		kind = "created"
	}
	return fmt.Sprintf(`{"id":"evt_%d_%d","object":"event","type":"customer.%s","created":%d,"data":{"object":%s}}`,
		i.ID, i.Value, kind, i.UpdatedAt.Unix(), customer(i))
}

// writeObjects goes on after starting_after, which may be gone by now, filters by
// time and writes a page. The events of a list are told by when they happened, its objects by their creation.
func writeObjects(w http.ResponseWriter, r *http.Request, items []connectortest.Item, write func(connectortest.Item) string, id func(connectortest.Item) string) {
	query, events := r.URL.Query(), strings.HasSuffix(r.URL.Path, "/events")
	at := func(i connectortest.Item) int64 {
		if events {
			return i.UpdatedAt.Unix()
		}
		return i.CreatedAt.Unix()
	}
	if last := query.Get("starting_after"); last != "" {
		from := slices.IndexFunc(items, func(i connectortest.Item) bool { return id(i) == last })
		items = items[from+1:]
	}
	items = slices.DeleteFunc(slices.Clone(items), func(i connectortest.Item) bool {
		from, _ := strconv.ParseInt(query.Get("created[gte]"), 10, 64)
		to, err := strconv.ParseInt(query.Get("created[lte]"), 10, 64)
		return at(i) < from || err == nil && at(i) > to || i.Deleted && !events
	})
	page, more := connectortest.Page(items)
	var records []string
	for _, i := range page {
		records = append(records, write(i))
	}
	writeList(w, records, more)
}
