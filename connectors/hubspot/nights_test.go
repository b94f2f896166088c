package hubspot_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"quarterdeck/connectors/connectortest"
)

// nights shows a data set as HubSpot does: a list in the order of ids, a list of
// what was archived, and a search by modification and id.
func nights() *connectortest.Incremental {
	return &connectortest.Incremental{Stream: "contacts", Value: "job_title", Deletes: true, Late: 4 * time.Minute,
		Serve: func(d *connectortest.Dataset) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /crm/v3/objects/contacts", func(w http.ResponseWriter, r *http.Request) {
				archived := r.URL.Query().Get("archived") == "true"
				last, _ := strconv.ParseInt(after(r), 10, 64)
				var found []connectortest.Item
				for _, i := range d.Items() {
					if i.Deleted == archived && i.ID > last {
						found = append(found, i)
					}
				}
				writeContacts(w, found)
			})
			mux.HandleFunc("POST /crm/v3/objects/contacts/search", func(w http.ResponseWriter, r *http.Request) {
				writeContacts(w, searchedContacts(d, r))
			})
			return mux
		}}
}

func searchedContacts(d *connectortest.Dataset, r *http.Request) []connectortest.Item {
	var body struct {
		FilterGroups []struct {
			Filters []struct{ PropertyName, Operator, Value string }
		}
		After string
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.After != "" {
		return nil // the source never pages by offsets
	}
	since, least := int64(0), int64(0)
	for _, group := range body.FilterGroups {
		for _, f := range group.Filters {
			n, _ := strconv.ParseInt(f.Value, 10, 64)
			if f.PropertyName == "lastmodifieddate" {
				since = n
			} else {
				least = n
			}
		}
	}
	var found []connectortest.Item
	for _, i := range connectortest.Live(d.Items()) {
		if i.UpdatedAt.UnixMilli() >= since && i.ID >= least {
			found = append(found, i)
		}
	}
	return found
}

func writeContacts(w http.ResponseWriter, found []connectortest.Item) {
	page, more := connectortest.Page(found)
	var records []string
	for _, i := range page {
		at := i.UpdatedAt.Format("2006-01-02T15:04:05.000Z")
		records = append(records, fmt.Sprintf(`{"id":"%d","createdAt":%q,"updatedAt":%q,"archived":%t,"archivedAt":%q,"properties":{"jobtitle":"%d"}}`,
			i.ID, i.CreatedAt.Format("2006-01-02T15:04:05.000Z"), at, i.Deleted, at, i.Value))
	}
	next := ""
	if more {
		next = strconv.FormatInt(page[len(page)-1].ID, 10)
	}
	writePage(w, records, next)
}
