package intercom_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"quarterdeck/connectors/connectortest"
)

// nights shows a data set as Intercom does: a search by the second of the last
// change, from and until one, whose token names the last conversation, and every
// conversation for itself.
func nights() *connectortest.Incremental {
	return &connectortest.Incremental{Value: "count_reopens", Late: 14 * time.Minute,
		Serve: func(d *connectortest.Dataset) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("POST /conversations/search", func(w http.ResponseWriter, r *http.Request) {
				page, next := searched(d, r)
				var records []string
				for _, i := range page {
					records = append(records, conversationOf(i))
				}
				writeSearch(w, records, next)
			})
			mux.HandleFunc("GET /conversations/{id}", func(w http.ResponseWriter, r *http.Request) {
				id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
				i, there := d.Item(id)
				if !there {
					w.WriteHeader(http.StatusNotFound)
					return
				}
				io.WriteString(w, conversationOf(i))
			})
			return mux
		}}
}

func conversationOf(i connectortest.Item) string {
	return fmt.Sprintf(`{"type":"conversation","id":"%d","state":"open","created_at":%d,"updated_at":%d,"statistics":{"count_reopens":%d}}`,
		i.ID, i.CreatedAt.Unix(), i.UpdatedAt.Unix(), i.Value)
}

// searched reads the two bounds of a search, each written as > or = of a second.
func searched(d *connectortest.Dataset, r *http.Request) (page []connectortest.Item, next string) {
	var body struct {
		Query struct {
			Value json.RawMessage
		}
		Pagination struct {
			After string `json:"starting_after"`
		}
	}
	var bounds []struct {
		Value []struct {
			Operator string
			Value    int64
		}
	}
	if json.NewDecoder(r.Body).Decode(&body) != nil || json.Unmarshal(body.Query.Value, &bounds) != nil {
		return nil, "" // the count
	}
	from, until := int64(0), int64(1<<62)
	for _, bound := range bounds {
		for _, either := range bound.Value {
			switch either.Operator {
			case ">":
				from = either.Value
			case "<":
				until = either.Value
			}
		}
	}
	var second, id int64
	fmt.Sscanf(body.Pagination.After, "%d-%d", &second, &id)
	items := slices.DeleteFunc(d.Changed(time.Unix(from, 0)), func(i connectortest.Item) bool {
		at := i.UpdatedAt.Unix()
		return at > until || at < second || at == second && i.ID <= id
	})
	page, more := connectortest.Page(items)
	if more {
		last := page[len(page)-1]
		next = fmt.Sprintf("%d-%d", last.UpdatedAt.Unix(), last.ID)
	}
	return page, next
}
