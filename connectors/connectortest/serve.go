package connectortest

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// Numbered serves pages whose token is their number: token reads it from the
// request ("" for the first page) and write gives the answer, with the token of
// the next page or "" on the last one.
func Numbered(n int, page func(i int) []string, token func(*http.Request) string, write func(w io.Writer, records []string, next string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		i := 0
		if at := token(r); at != "" {
			var err error
			if i, err = strconv.Atoi(at); err != nil || i <= 0 || i >= n {
				http.Error(w, "no such page: "+at, http.StatusBadRequest)
				return
			}
		}
		next := ""
		if i+1 < n {
			next = strconv.Itoa(i + 1)
		}
		write(w, page(i), next)
	}
}

// Following serves pages whose token is the id of the last record of the page
// before. It answers a token nobody was given with no records.
func Following(n int, page func(i int) []string, id func(record string) string, token func(*http.Request) string, write func(w io.Writer, records []string, more bool)) http.HandlerFunc {
	var mu sync.Mutex
	after := map[string]int{"": 0}
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		i, known := after[token(r)]
		if !known || i >= n {
			write(w, nil, false)
			return
		}
		records := page(i)
		if len(records) > 0 {
			after[id(records[len(records)-1])] = i + 1
		}
		write(w, records, i+1 < n)
	}
}

// Array is a JSON array of records.
func Array(records []string) string { return "[" + strings.Join(records, ",") + "]" }
