package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

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
	values := make([]any, len(names))
	err = w.append(name, nil, func(add func(map[string]any) error) error {
		for rows.Next() {
			into := make([]any, len(names))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				return err
			}
			row := make(map[string]any, len(names))
			for i, column := range names {
				row[column] = values[i]
			}
			if err := add(row); err != nil {
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
	err := w.append(name, cursor, func(add func(map[string]any) error) error { return add(row) })
	if err != nil {
		return fmt.Errorf("record %s: %w", name, err)
	}
	return nil
}

func (w Writer) append(name string, cursor json.RawMessage, fill func(add func(map[string]any) error) error) (err error) {
	stream, err := connectors.Find(Streams(), name)
	if err != nil {
		return err
	}
	load, err := w.Lake.Begin(Source, stream)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, load.Abort()) }()
	b := &batch{stream: stream, load: load, builder: array.NewRecordBuilder(memory.DefaultAllocator, connectors.Schema(stream))}
	defer b.builder.Release()
	err = fill(func(row map[string]any) error {
		row["run_id"], row["recorded_at"] = w.RunID, w.RecordedAt
		return b.add(row)
	})
	if err == nil {
		err = b.flush()
	}
	if err != nil || load.Rows() == 0 {
		return err
	}
	_, err = load.Commit(connectors.Result{Mode: connectors.Increment, Rows: load.Rows(), Cursor: cursor})
	return err
}

// batch gathers rows for a load.
type batch struct {
	stream  connectors.Stream
	load    *lake.Load
	builder *array.RecordBuilder
	rows    int64
	place   int64
}

func (b *batch) add(row map[string]any) error {
	for i, c := range b.stream.Columns {
		if err := put(b.builder.Field(i), row[c.Name]); err != nil {
			return fmt.Errorf("column %s: %w", c.Name, err)
		}
	}
	n := len(b.stream.Columns)
	b.builder.Field(n).(*array.StringBuilder).Append(b.load.ID())
	b.builder.Field(n + 1).(*array.TimestampBuilder).Append(arrow.Timestamp(b.load.StartedAt().UnixMicro()))
	b.builder.Field(n + 2).(*array.Int64Builder).Append(b.place)
	b.builder.Field(n + 3).(*array.BooleanBuilder).Append(false)
	b.builder.Field(n + 4).AppendNull()
	b.rows, b.place = b.rows+1, b.place+1
	if b.rows == connectors.BatchRows {
		return b.flush()
	}
	return nil
}

func (b *batch) flush() error {
	if b.rows == 0 {
		return nil
	}
	b.rows = 0
	record := b.builder.NewRecord()
	defer record.Release()
	return b.load.Append(record)
}

// put appends one value as its column's type.
func put(to array.Builder, value any) error {
	if value == nil {
		to.AppendNull()
		return nil
	}
	switch to := to.(type) {
	case *array.StringBuilder:
		if v, ok := value.(string); ok {
			to.Append(v)
			return nil
		}
	case *array.Int64Builder:
		switch v := value.(type) {
		case int64:
			to.Append(v)
			return nil
		case int32:
			to.Append(int64(v))
			return nil
		}
	case *array.Float64Builder:
		if v, ok := value.(float64); ok {
			to.Append(v)
			return nil
		}
	case *array.BooleanBuilder:
		if v, ok := value.(bool); ok {
			to.Append(v)
			return nil
		}
	case *array.Date32Builder:
		if v, ok := value.(time.Time); ok {
			to.Append(arrow.Date32FromTime(v))
			return nil
		}
	case *array.TimestampBuilder:
		if v, ok := value.(time.Time); ok {
			to.Append(arrow.Timestamp(v.UnixMicro()))
			return nil
		}
	case *array.Decimal128Builder:
		if v, ok := value.(fmt.Stringer); ok {
			return putDecimal(to, v.String())
		}
	}
	return fmt.Errorf("a %T does not fit", value)
}

// putDecimal reads a decimal as DuckDB spells it.
func putDecimal(to *array.Decimal128Builder, spelled string) error {
	number, ok := new(big.Rat).SetString(spelled)
	if !ok {
		return fmt.Errorf("%q is no number", spelled)
	}
	number.Mul(number, new(big.Rat).SetInt64(millionths))
	if !number.IsInt() || number.Num().BitLen() > 63 {
		return fmt.Errorf("%s has more digits than money has", spelled)
	}
	to.Append(decimal128.FromBigInt(number.Num()))
	return nil
}

// millionths is how many of its smallest unit the lake's decimal has in one.
const millionths = 1_000_000
