package generic_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

// FuzzAnswer: whatever an API answers, a pull ends, with rows whose texts are
// UTF-8 and JSON, with rejects or with an error, but never in a panic.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		`{"data":[{"id":"1","company":{"id":"c"},"stats":{"reopens":2},"updated_at":"2026-01-01T00:00:00Z"}],"meta":{"next":null}}`,
		`{"data":[{"id":"1","id":{"a":1},"company":[],"company":{"id":null}},7,null,[],{"stats":null}],"meta":{"next":"x"}}`,
		`{"data":null}`, `{"data":[{"ticket_id":"other","id":"\ud800","updated_at":99999999999999999999}],"meta":[]}`,
		"{\"data\":[{\"id\":\"\xff\",\"\xfe\":{\"\":{}}}],\"meta\":{\"next\":{}}}", `{"data":[{"id":-0.0e5,"stats":{"reopens":"1e3"}}],"meta":{"next":1e999}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		src := tickets(config.Paging{Style: "cursor", Param: "after", Next: "meta.next"})
		src.Name, src.BaseURL = "fuzz", "https://api.example"
		deps := (&connectortest.Clock{}).Deps()
		deps.HTTP = &http.Client{Transport: &canned{first: body}}
		source, err := open(src, deps)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = source.Pull(t.Context(), connectors.Request{Stream: "tickets"}, func(batch arrow.Record) error {
			for _, row := range connectortest.Texts(batch) {
				if extra, there := row[connectors.ColumnExtra]; there && !json.Valid([]byte(extra)) {
					t.Errorf("_extra is not JSON: %q", extra)
				}
			}
			return nil
		})
	})
}

// canned answers the first request with first and all others with nothing more.
type canned struct {
	first []byte
	n     int
}

func (c *canned) RoundTrip(r *http.Request) (*http.Response, error) {
	body := []byte(`{"data":[]}`)
	if c.n++; c.n == 1 {
		body = c.first
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body)), Request: r}, nil
}
