package zendesk_test

import (
	"fmt"
	"net/http"
	"strconv"

	"quarterdeck/connectors/connectortest"
)

// nights shows a data set as Zendesk's cursor export does: each ticket once, in
// the order of its last change, and a cursor that stands in that order.
func nights() *connectortest.Incremental {
	return &connectortest.Incremental{Value: "requester_id", Deletes: true,
		Serve: func(d *connectortest.Dataset) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /api/v2/incremental/tickets/cursor.json", func(w http.ResponseWriter, r *http.Request) {
				from, _ := strconv.Atoi(cursor(r))
				history := d.History()
				newest := map[int64]int{}
				for n, change := range history {
					newest[change.ID] = n
				}
				var records []string
				at := from
				for ; at < len(history) && len(records) < connectortest.DatasetPage; at++ {
					if i := history[at]; newest[i.ID] == at {
						records = append(records, exported(i))
					}
				}
				writeTickets(w, records, at, at == len(history))
			})
			return mux
		}}
}

func exported(i connectortest.Item) string {
	status := "open"
	if i.Deleted {
		status = "deleted"
	}
	return fmt.Sprintf(`{"id":%d,"status":%q,"requester_id":%d,"updated_at":%q,"generated_timestamp":%d}`,
		i.ID, status, i.Value, i.UpdatedAt.Format("2006-01-02T15:04:05Z"), i.CommittedAt.Unix())
}

func writeTickets(w http.ResponseWriter, records []string, after int, end bool) {
	fmt.Fprintf(w, `{"tickets":%s,"after_cursor":"%d","end_of_stream":%v}`, connectortest.Array(records), after, end)
}
