package salesforce_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

var errKilled = errors.New("killed")

// pullUntil pulls the accounts and dies at the checkpoint of that number, from 1.
// The rows are those that were safe by then; the cursor is nil when the pull
// ended before.
func pullUntil(t *testing.T, source connectors.Source, stop int) (connectortest.Loaded, json.RawMessage) {
	t.Helper()
	var rows []map[string]string
	var safe connectortest.Loaded
	var cursor json.RawMessage
	seen := 0
	req := connectors.Request{Stream: "accounts", LoadID: "01LOAD", LoadedAt: connectortest.Now(),
		Checkpoint: func(r connectors.Result) (connectors.Load, error) {
			safe.Rows, cursor = append([]map[string]string{}, rows...), r.Cursor
			if int64(len(rows)) != r.Rows {
				t.Errorf("checkpoint says %d rows, %d were handed over", r.Rows, len(rows))
			}
			if seen++; seen == stop {
				return connectors.Load{}, errKilled
			}
			return connectors.Load{ID: "01LOAD", At: connectortest.Now()}, nil
		}}
	result, err := source.Pull(t.Context(), req, func(batch arrow.Record) error {
		rows = append(rows, connectortest.Texts(batch)...)
		return nil
	})
	if errors.Is(err, errKilled) {
		return safe, cursor
	}
	if err != nil {
		t.Fatal(err)
	}
	return connectortest.Loaded{Result: result, Rows: rows}, nil
}
