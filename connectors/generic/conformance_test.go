package generic_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/generic"
)

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return generic.New(src, deps)
}

// tickets is a table whose pages follow each other in one of the styles.
func tickets(paging config.Paging) config.Source {
	return config.Source{Tables: map[string]config.Table{"tickets": {
		Path: "/v2/tickets?sort=updated_at", Records: "data", Paging: paging,
		Columns: map[string]string{"ticket_id": "id", "customer_id": "company.id", "reopens": "stats.reopens"},
		Cursor:  config.Cursor{Column: "updated_at", Param: "updated_since", Format: "unix", Lookback: "5m"},
	}}}
}

// styles are the ways of paging, each with a server that pages so.
func styles() map[string]connectortest.Vendor {
	return map[string]connectortest.Vendor{
		"cursor": vendor(config.Paging{Style: "cursor", Param: "after", Next: "meta.next"}, func(n int, page func(int) []string) http.HandlerFunc {
			return connectortest.Numbered(n, page, param("after"), writeMeta)
		}),
		"link": vendor(config.Paging{Style: "link"}, func(n int, page func(int) []string) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				connectortest.Numbered(n, page, param("cursor"), func(out io.Writer, records []string, next string) {
					writeLink(w, r, records, next)
				})(w, r)
			}
		}),
		"next_url": vendor(config.Paging{Style: "next_url", Next: `@odata\.nextLink`}, func(n int, page func(int) []string) http.HandlerFunc {
			return connectortest.Numbered(n, page, param("$skiptoken"), writeOData)
		}),
		"page":   vendor(config.Paging{Style: "page", Param: "page"}, countedPages),
		"offset": vendor(config.Paging{Style: "offset", Param: "offset", SizeParam: "limit", Size: 500}, offsetPages),
	}
}

func vendor(paging config.Paging, serve func(n int, page func(int) []string) http.HandlerFunc) connectortest.Vendor {
	v := connectortest.Vendor{
		Open: open, Config: tickets(paging), Stream: "tickets", Strict: true, CheckAnswer: `{"data":[]}`,
		Serve:      func(n int, page func(int) []string) http.Handler { return serve(n, page) },
		EmptyPages: paging.Style != "page" && paging.Style != "offset", EmptyPageEnds: paging.Style == "page" || paging.Style == "offset",
		Record: record, KeyColumn: "ticket_id", KeyText: "t", Number: "reopens",
		NumberRecord: func(n int64, value string) string { return record(n, `"stats":{"reopens":`+value+`}`) },
		NullObject:   `"company":null,"stats":null`,
		Enum:         "status", EnumRecord: func(n int64, value string) string { return record(n, `"status":"`+value+`"`) },
		Refusals: []connectortest.Refusal{
			{Name: "forbidden", Body: `{"error":"forbidden"}`, Mend: "ask who runs the API for the permission"},
			{Name: "wrong path", Status: 404, Mend: "check base_url and the path of table tickets"},
			{Name: "wrong query", Status: 422, Mend: "check query, paging and cursor of table tickets"},
			{Name: "busy", Status: 503, Temporary: true},
		},
		Incremental: nights(paging),
	}
	switch paging.Style {
	case "cursor":
		v.Repeat = repeat(func(w http.ResponseWriter, _ *http.Request, records []string) { writeMeta(w, records, "same") })
	case "link":
		v.Repeat = repeat(func(w http.ResponseWriter, r *http.Request, records []string) { writeLink(w, r, records, "same") })
	case "next_url":
		v.Repeat = repeat(func(w http.ResponseWriter, _ *http.Request, records []string) { writeOData(w, records, "same") })
	default:
		v.Repeat = repeat(func(w http.ResponseWriter, _ *http.Request, records []string) { writeMeta(w, records, "") })
	}
	return v
}

func repeat(write func(http.ResponseWriter, *http.Request, []string)) func([]string) http.Handler {
	return func(records []string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { write(w, r, records) })
	}
}

func param(name string) func(*http.Request) string {
	return func(r *http.Request) string { return r.URL.Query().Get(name) }
}

func writeMeta(w io.Writer, records []string, next string) {
	fmt.Fprintf(w, `{"data":%s,"meta":{"next":%q}}`, connectortest.Array(records), next)
}

func writeLink(w http.ResponseWriter, r *http.Request, records []string, next string) {
	if next != "" {
		query := r.URL.Query()
		query.Set("cursor", next)
		w.Header().Set("Link", fmt.Sprintf(`<http://%s%s>; rel="first", <http://%s%s?%s>; rel="next"`, r.Host, r.URL.Path, r.Host, r.URL.Path, query.Encode()))
	}
	fmt.Fprintf(w, `{"data":%s}`, connectortest.Array(records))
}

func writeOData(w io.Writer, records []string, next string) {
	if next != "" {
		next = `,"@odata.nextLink":"tickets?$skiptoken=` + next + `"`
	}
	fmt.Fprintf(w, `{"data":%s%s}`, connectortest.Array(records), next)
}

// countedPages counts from 1 and has nothing behind the last one.
func countedPages(n int, page func(int) []string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		i, err := strconv.Atoi(param("page")(r))
		switch {
		case err != nil || i < 1:
			http.Error(w, "no such page", http.StatusBadRequest)
		case i > n:
			writeMeta(w, nil, "")
		default:
			writeMeta(w, page(i-1), "")
		}
	}
}

// offsetPages knows where a page begins once the one before was read.
func offsetPages(n int, page func(int) []string) http.HandlerFunc {
	var mu sync.Mutex
	begins := map[int]int{0: 0}
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		at, err := strconv.Atoi(param("offset")(r))
		i, known := begins[at]
		if err != nil || !known || i >= n {
			writeMeta(w, nil, "")
			return
		}
		records := page(i)
		if len(records) > 0 {
			begins[at+len(records)] = i + 1
		}
		writeMeta(w, records, "")
	}
}

func record(n int64, more string) string {
	return "{" + connectortest.Members(fmt.Sprintf(`"id":"t%d","status":"open","created_at":"2026-01-02T10:00:00Z","updated_at":"2026-02-01T10:00:00Z"`, n),
		`"company":{"id":"c1","name":"Acme"},"stats":{"reopens":1}`, more) + "}"
}

func TestConformance(t *testing.T) {
	for style, v := range styles() {
		t.Run(style, func(t *testing.T) { connectortest.Run(t, v) })
	}
}

// nights shows a data set by when its records last changed, in pages told by a
// number or by the last record.
func nights(paging config.Paging) *connectortest.Incremental {
	return &connectortest.Incremental{Value: "reopens", Late: 4 * time.Minute,
		Serve: func(d *connectortest.Dataset) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				seconds, _ := strconv.ParseInt(param("updated_since")(r), 10, 64)
				items := d.Changed(time.Unix(seconds, 0))
				page, next := cut(items, paging, r)
				var records []string
				for _, i := range page {
					records = append(records, fmt.Sprintf(`{"id":"t%d","updated_at":%q,"stats":{"reopens":%d}}`, i.ID, i.UpdatedAt.Format(time.RFC3339), i.Value))
				}
				switch paging.Style {
				case "link":
					writeLink(w, r, records, next)
				case "next_url":
					if since := param("updated_since")(r); next != "" && since != "" {
						next += "&updated_since=" + since
					}
					writeOData(w, records, next)
				default:
					writeMeta(w, records, next)
				}
			})
		}}
}

// cut finds the page asked for. A token is the time and id of the last record.
func cut(items []connectortest.Item, paging config.Paging, r *http.Request) (page []connectortest.Item, next string) {
	number, _ := strconv.Atoi(param(paging.Param)(r))
	switch paging.Style {
	case "page":
		items = items[min(len(items), (number-1)*connectortest.DatasetPage):]
	case "offset":
		items = items[min(len(items), number):]
	default:
		token := map[string]string{"cursor": "after", "link": "cursor", "next_url": "$skiptoken"}[paging.Style]
		var second, id int64
		fmt.Sscanf(param(token)(r), "%d-%d", &second, &id)
		items = slices.DeleteFunc(items, func(i connectortest.Item) bool {
			return i.UpdatedAt.Unix() < second || i.UpdatedAt.Unix() == second && i.ID <= id
		})
	}
	page, more := connectortest.Page(items)
	if more {
		next = fmt.Sprintf("%d-%d", page[len(page)-1].UpdatedAt.Unix(), page[len(page)-1].ID)
	}
	return page, next
}
