package posthog

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzReadAnswer holds the row-by-row reader against encoding/json: of valid
// JSON it tells the same rows, and no text makes it panic or spin.
func FuzzReadAnswer(f *testing.F) {
	f.Add([]byte(`{"columns":["a"],"results":[["x",1],[null,{"a":"]"}]],"hasMore":true}`))
	f.Add([]byte(`{"error":"Query size limit","results":null}`))
	f.Add([]byte(` { "results" : [ ] , "hasMore" : false } `))
	f.Add([]byte(`{"results":[1,-2.5e3,"\\\"",true]}`))
	f.Add([]byte(`{"results":[[1`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var rows []string
		got, err := readAnswer(bytes.NewReader(text), func(row []byte) error {
			rows = append(rows, string(row))
			return nil
		})
		if got.rows != len(rows) {
			t.Fatalf("%d rows counted, %d told", got.rows, len(rows))
		}
		var want struct {
			Results []json.RawMessage `json:"results"`
			HasMore *bool             `json:"hasMore"`
		}
		if !json.Valid(text) || bytes.Count(text, []byte("results")) != 1 || bytes.Contains(text, []byte(`\u`)) || json.Unmarshal(text, &want) != nil {
			return
		}
		var top map[string]json.RawMessage
		if json.Unmarshal(text, &top) != nil || top["results"] == nil {
			return
		}
		if err != nil {
			t.Fatalf("a valid answer is refused: %v", err)
		}
		if len(rows) != len(want.Results) {
			t.Fatalf("%d rows, want %d", len(rows), len(want.Results))
		}
		for i, row := range rows {
			if !bytes.Equal(bytes.TrimSpace(want.Results[i]), []byte(row)) {
				t.Fatalf("row %d is %s, want %s", i, row, want.Results[i])
			}
		}
	})
}
