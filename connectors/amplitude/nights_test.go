package amplitude_test

import (
	"archive/zip"
	"fmt"
	"net/http"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors/connectortest"
)

// nights shows a data set as Amplitude does: by the hour of the upload, two hours
// after it ended.
func nights() *connectortest.Incremental {
	return &connectortest.Incremental{Value: "quantity", AppendOnly: true, Step: time.Millisecond, Settle: 5 * time.Hour,
		Config: &config.Source{APIKey: "public-key", Start: "2026-02-20"},
		Serve: func(d *connectortest.Dataset) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /api/2/export", func(w http.ResponseWriter, r *http.Request) {
				var lines []string
				for _, i := range d.Items() {
					hour := i.UpdatedAt.Truncate(time.Hour)
					ready := !hour.Add(3 * time.Hour).After(d.Now())
					if text := hour.Format("20060102T15"); ready && r.URL.Query().Get("start") <= text && text <= r.URL.Query().Get("end") {
						lines = append(lines, fmt.Sprintf(`{"$insert_id":"e%d","event_type":"login","event_properties":{"quantity":%d}}`, i.ID, i.Value))
					}
				}
				if len(lines) == 0 {
					noData(w, r)
					return
				}
				archive := zip.NewWriter(w)
				pack(archive, "1/1_x#0.json.gz", lines...)
				archive.Close()
			})
			return mux
		}}
}
