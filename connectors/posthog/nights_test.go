package posthog_test

import (
	"fmt"
	"net/http"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors/connectortest"
)

// nights shows a data set as PostHog does: events taken in, some hours before
// they can be seen, which happened up to four days earlier.
func nights() *connectortest.Incremental {
	return &connectortest.Incremental{Value: "quantity", AppendOnly: true, Late: 23 * time.Hour, Step: time.Second,
		Config: &config.Source{ProjectID: "77", Start: "2026-02-01"},
		Serve: func(d *connectortest.Dataset) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("POST /api/projects/77/query/", func(w http.ResponseWriter, r *http.Request) {
				p := &table{cap: connectortest.DatasetPage, properties: `{\"quantity\":1}`}
				for _, i := range d.Items() {
					happened := i.UpdatedAt.Add(-time.Duration(i.ID%5) * 24 * time.Hour)
					p.events = append(p.events, event{fmt.Sprintf("e%d", i.ID), spell(happened), spell(i.UpdatedAt)})
				}
				p.ServeHTTP(w, r)
			})
			return mux
		}}
}
