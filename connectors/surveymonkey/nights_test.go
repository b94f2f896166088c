package surveymonkey_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"quarterdeck/connectors/connectortest"
)

// nights: a response has one id for life and is dated anew with every change.
// Filters leave their own instant out. Deletions are told of by nothing.
func nights() *connectortest.Incremental {
	return &connectortest.Incremental{
		Value: "total_time",
		Late:  50 * time.Second,
		Serve: func(d *connectortest.Dataset) http.Handler {
			return withSurvey(func(w http.ResponseWriter, r *http.Request) { writeDataset(w, r, d) })
		},
	}
}

func writeDataset(w http.ResponseWriter, r *http.Request, d *connectortest.Dataset) {
	q := r.URL.Query()
	from, _ := time.Parse("2006-01-02T15:04:05", q.Get("start_modified_at"))
	page, err := strconv.Atoi(q.Get("page"))
	if err != nil || q.Get("sort_by") != "date_modified" || q.Get("sort_order") != "ASC" {
		http.Error(w, "not asked in order", http.StatusBadRequest)
		return
	}
	items := slices.DeleteFunc(d.Changed(from), func(i connectortest.Item) bool { return !i.UpdatedAt.After(from) })
	var records []string
	for _, i := range items[min(len(items), (page-1)*connectortest.DatasetPage):min(len(items), page*connectortest.DatasetPage)] {
		records = append(records, fmt.Sprintf(`{"id":"5007%d","survey_id":"1","date_modified":%q,"total_time":%d}`, i.ID, i.UpdatedAt.UTC().Format(time.RFC3339), i.Value))
	}
	next := ""
	if page*connectortest.DatasetPage < len(items) {
		next = fmt.Sprintf(`,"next":"https://api.surveymonkey.com/v3/x?page=%d"`, page+1)
	}
	fmt.Fprintf(w, `{"data":%s,"total":%d,"links":{"self":"x"%s}}`, connectortest.Array(records), len(items), next)
}
