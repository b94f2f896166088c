package chargebee_test

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"quarterdeck/connectors/connectortest"
)

// nights shows a data set as Chargebee does: a list from the newest to the oldest
// or, filtered by updated_at, in that order, whose filter leaves the instant
// itself out and whose offset names the last record.
func nights() *connectortest.Incremental {
	return &connectortest.Incremental{Value: "sub_total", Deletes: true, Late: 110 * time.Second,
		Serve: func(d *connectortest.Dataset) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /api/v2/invoices", func(w http.ResponseWriter, r *http.Request) {
				page, next := listed(d, r)
				var records []string
				for _, i := range page {
					records = append(records, fmt.Sprintf(`{"id":"INV-%d","updated_at":%d,"resource_version":%d,"sub_total":%d,"deleted":%t}`,
						i.ID, i.UpdatedAt.Unix(), i.CommittedAt.UnixMilli(), i.Value, i.Deleted))
				}
				writeList(w, records, next)
			})
			return mux
		}}
}

func listed(d *connectortest.Dataset, r *http.Request) (page []connectortest.Item, next string) {
	query := r.URL.Query()
	var second, id int64
	started := query.Get("offset") != ""
	if started {
		fmt.Sscanf(query.Get("offset"), `["%d","%d"]`, &second, &id)
	}
	items, at := d.Items(), created
	if after := query.Get("updated_at[after]"); after != "" {
		since, _ := strconv.ParseInt(after, 10, 64)
		items, at = d.Changed(time.Unix(since+1, 0)), updated
		items = slices.DeleteFunc(items, func(i connectortest.Item) bool {
			return started && (at(i) < second || at(i) == second && i.ID <= id)
		})
	} else {
		slices.SortFunc(items, func(a, b connectortest.Item) int {
			return cmp.Or(cmp.Compare(at(b), at(a)), cmp.Compare(b.ID, a.ID))
		})
		items = slices.DeleteFunc(items, func(i connectortest.Item) bool {
			return started && (at(i) > second || at(i) == second && i.ID >= id)
		})
	}
	page, more := connectortest.Page(items)
	if more {
		last := page[len(page)-1]
		next = fmt.Sprintf(`["%d","%d"]`, at(last), last.ID)
	}
	return page, next
}

func created(i connectortest.Item) int64 { return i.CreatedAt.Unix() }
func updated(i connectortest.Item) int64 { return i.UpdatedAt.Unix() }
