package qualtrics_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"quarterdeck/connectors/connectortest"
)

// nights: what an export gives stands when it is started. A response is dated
// when it is recorded and may be seen minutes later; edits move no date.
func nights() *connectortest.Incremental {
	return &connectortest.Incremental{
		Value:      "duration_seconds",
		AppendOnly: true,
		Late:       4 * time.Minute,
		Serve: func(d *connectortest.Dataset) http.Handler {
			e := &exporter{data: d}
			whole := vendor().Serve(1, func(int) []string { return e.last() })
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					e.start(r)
				}
				whole.ServeHTTP(w, r)
			})
		},
	}
}

// exporter keeps the newest export.
type exporter struct {
	data    *connectortest.Dataset
	mu      sync.Mutex
	records []string
}

func (e *exporter) last() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.records
}

func (e *exporter) start(r *http.Request) {
	var o struct{ StartDate, EndDate time.Time }
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
		return
	}
	items := slices.DeleteFunc(e.data.Items(), func(i connectortest.Item) bool {
		return i.CreatedAt.Before(o.StartDate) || !i.CreatedAt.Before(o.EndDate)
	})
	e.mu.Lock()
	defer e.mu.Unlock()
	e.records = nil
	for _, i := range items {
		e.records = append(e.records, fmt.Sprintf(`{"responseId":"R_%d","values":{"recordedDate":%q,"duration":%d}}`, i.ID, i.CreatedAt.UTC().Format(time.RFC3339), i.Value))
	}
}
