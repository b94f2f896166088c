package mixpanel_test

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors/connectortest"
)

// nights shows a data set as Mixpanel does: the events of whole days, in no
// order, some of them days late.
func nights() *connectortest.Incremental {
	return &connectortest.Incremental{Value: "quantity", AppendOnly: true, Late: 4 * 24 * time.Hour, Step: time.Millisecond,
		Config: &config.Source{Username: "svc", ProjectID: "1", Start: "2026-02-20"},
		Serve: func(d *connectortest.Dataset) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /api/2.0/export", func(w http.ResponseWriter, r *http.Request) {
				first, last := r.URL.Query().Get("from_date"), r.URL.Query().Get("to_date")
				for _, i := range d.Shuffle(d.Items()) {
					if day := i.UpdatedAt.Format(time.DateOnly); first <= day && day <= last {
						io.WriteString(w, event(i)+"\n")
					}
				}
			})
			return mux
		}}
}

func event(i connectortest.Item) string {
	return fmt.Sprintf(`{"event":"login","properties":{"time":%d,"distinct_id":"u1","$insert_id":"e%d","quantity":%d}}`,
		i.UpdatedAt.UnixMilli(), i.ID, i.Value)
}
