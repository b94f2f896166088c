package freshdesk_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"quarterdeck/connectors/connectortest"
)

// nights shows a data set as Freshdesk does: tickets by their last change in
// pages that are counted, and the deleted ones by a filter of their own.
func nights() *connectortest.Incremental {
	return &connectortest.Incremental{Value: "company_id", Deletes: true, Late: 50 * time.Second,
		Serve: func(d *connectortest.Dataset) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /api/v2/tickets", func(w http.ResponseWriter, r *http.Request) {
				query := r.URL.Query()
				since, _ := time.Parse(time.RFC3339, query.Get("updated_since"))
				number, _ := strconv.Atoi(query.Get("page"))
				filter := query.Get("filter")
				items := slices.DeleteFunc(d.Changed(since), func(i connectortest.Item) bool {
					return filter == "spam" || i.Deleted != (filter == "deleted")
				})
				page, more := connectortest.Page(items[min(len(items), (number-1)*connectortest.DatasetPage):])
				if more {
					link(w)
				}
				var records []string
				for _, i := range page {
					records = append(records, fmt.Sprintf(`{"id":%d,"status":2,"company_id":%d,"updated_at":%q}`, i.ID, i.Value, i.UpdatedAt.Format(time.RFC3339)))
				}
				io.WriteString(w, connectortest.Array(records))
			})
			return mux
		}}
}
