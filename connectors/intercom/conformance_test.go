package intercom_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/intercom"
)

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return intercom.New(src, deps)
}

func vendor() connectortest.Vendor {
	return connectortest.Vendor{
		Open:   open,
		Stream: "conversations",
		Serve: func(n int, page func(int) []string) http.Handler {
			mux := http.NewServeMux()
			pages := connectortest.Numbered(n, page, after, writeSearch)
			mux.HandleFunc("POST /conversations/search", func(w http.ResponseWriter, r *http.Request) {
				pages(w, r)
			})
			return mux
		},
		Repeat: func(records []string) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { writeSearch(w, records, "same") })
		},
		EmptyPages:   true,
		Record:       record,
		KeyColumn:    "id",
		Number:       "count_reopens",
		NumberRecord: func(n int64, value string) string { return record(n, `"statistics":{"count_reopens":`+value+`}`) },
		Incremental:  nights(),
		NullObject:   `"statistics":null`,
	}
}

// after is the token of a search.
func after(r *http.Request) string {
	var body struct {
		Pagination struct {
			After string `json:"starting_after"`
		} `json:"pagination"`
	}
	// A body that is no JSON has no token.
	_ = json.NewDecoder(r.Body).Decode(&body)
	return body.Pagination.After
}

func writeSearch(w io.Writer, records []string, next string) {
	pages := `"pages":{"type":"pages","page":1}`
	if next != "" {
		pages = fmt.Sprintf(`"pages":{"type":"pages","page":1,"next":{"page":2,"starting_after":%q}}`, next)
	}
	fmt.Fprintf(w, `{"type":"conversation.list","conversations":%s,"total_count":%d,%s}`, connectortest.Array(records), len(records), pages)
}

func record(n int64, more string) string {
	return "{" + connectortest.Members(fmt.Sprintf(`"type":"conversation","id":"%d","state":"open","created_at":1767348000,"updated_at":1769940000`, n), more) + "}"
}

func TestConformance(t *testing.T) { connectortest.Run(t, vendor()) }
