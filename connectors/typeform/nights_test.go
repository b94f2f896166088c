package typeform_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"quarterdeck/connectors/connectortest"
)

// nights shows a data set as Typeform does: the responses of a form from the
// newest to the oldest, each page after the last token of the one before.
func nights() *connectortest.Incremental {
	return &connectortest.Incremental{Value: "score", AppendOnly: true, Late: 59 * time.Minute,
		Serve: func(d *connectortest.Dataset) http.Handler {
			return withForm(func(w http.ResponseWriter, r *http.Request) {
				since, _ := time.Parse(time.RFC3339, r.URL.Query().Get("since"))
				items := d.Changed(since)
				slices.Reverse(items)
				if last := before(r); last != "" {
					id, _ := strconv.ParseInt(strings.TrimPrefix(last, "r"), 10, 64)
					from := slices.IndexFunc(items, func(i connectortest.Item) bool { return i.ID == id })
					items = items[from+1:]
				}
				page, more := connectortest.Page(items)
				var records []string
				for _, i := range page {
					records = append(records, fmt.Sprintf(`{"token":"r%d","response_id":"r%d","submitted_at":%q,"calculated":{"score":%d}}`,
						i.ID, i.ID, i.UpdatedAt.Format("2006-01-02T15:04:05Z"), i.Value))
				}
				writeItems(w, records, more)
			})
		}}
}
