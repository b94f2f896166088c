package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"quarterdeck/connectors"
	"quarterdeck/pipeline/lake"
)

// Writer records rows in the ledger's streams.
type Writer struct {
	Lake *lake.Lake
	// Marts is what rows are read from.
	Marts *sql.DB
	// RunID and RecordedAt are written into every row.
	RunID      string
	RecordedAt time.Time
}

// Copy appends to a stream what a query over the marts gives. Its columns go by
// their names; those the stream has and the query has not are null. A query
// without rows leaves the stream as it is.
func (w Writer) Copy(ctx context.Context, name, query string, args ...any) error {
	rows, err := w.Marts.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("record %s: %w", name, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return fmt.Errorf("record %s: %w", name, err)
	}
	values, into := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	err = w.append(name, nil, names, func(add func([]any) error) error {
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				return err
			}
			if err := add(values); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	if err != nil {
		return fmt.Errorf("record %s: %w", name, err)
	}
	return nil
}

// Add appends one row to a stream and leaves cursor with it.
func (w Writer) Add(name string, row map[string]any, cursor json.RawMessage) error {
	var names []string
	var values []any
	for column, value := range row {
		names, values = append(names, column), append(values, value)
	}
	err := w.append(name, cursor, names, func(add func([]any) error) error { return add(values) })
	if err != nil {
		return fmt.Errorf("record %s: %w", name, err)
	}
	return nil
}

// append makes a load of the rows fill adds, whose values are of the named columns.
func (w Writer) append(name string, cursor json.RawMessage, names []string, fill func(add func([]any) error) error) (err error) {
	stream, err := connectors.Find(Streams(), name)
	if err != nil {
		return err
	}
	load, err := w.Lake.Begin(Source, stream)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, load.Abort()) }()
	b := newBatch(stream, load, names, map[string]any{"run_id": w.RunID, "recorded_at": w.RecordedAt})
	if err = errors.Join(fill(b.add), b.close()); err != nil || load.Rows() == 0 {
		return err
	}
	_, err = load.Commit(connectors.Result{Mode: connectors.Increment, Rows: load.Rows(), Cursor: cursor})
	return err
}
