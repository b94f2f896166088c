package ledger

import (
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"quarterdeck/connectors"
	"quarterdeck/pipeline/lake"
)

// batch gathers rows for a load. Full records are written to it while the next
// rows come in, so nobody else may use the load before close.
type batch struct {
	load    *lake.Load
	builder *array.RecordBuilder
	columns []source
	rows    int64
	place   int64
	records chan arrow.Record
	written chan error // what became of all of them, once records is closed
}

// source says where a column's values come from: the place in the given rows, or
// -1 and one value for all.
type source struct {
	name  string
	place int
	value any
}

// newBatch takes rows of the named columns; every row has the values of same.
func newBatch(stream connectors.Stream, load *lake.Load, names []string, same map[string]any) *batch {
	b := &batch{
		load: load, builder: array.NewRecordBuilder(memory.DefaultAllocator, connectors.Schema(stream)),
		records: make(chan arrow.Record, 1), written: make(chan error, 1),
	}
	for _, c := range stream.Columns {
		from := source{name: c.Name, place: -1, value: same[c.Name]}
		if _, fixed := same[c.Name]; !fixed {
			from.place = slices.Index(names, c.Name)
		}
		b.columns = append(b.columns, from)
	}
	go b.write()
	return b
}

// write appends the records to the load until there are no more or one fails; the
// others are then dropped.
func (b *batch) write() {
	var err error
	for record := range b.records {
		if err == nil {
			err = b.load.Append(record)
		}
		record.Release()
	}
	b.written <- err
}

// close waits until everything is written.
func (b *batch) close() error {
	b.flush()
	b.builder.Release()
	close(b.records)
	return <-b.written
}

func (b *batch) add(row []any) error {
	for i, from := range b.columns {
		value := from.value
		if from.place >= 0 {
			value = row[from.place]
		}
		if err := put(b.builder.Field(i), value); err != nil {
			return fmt.Errorf("column %s: %w", from.name, err)
		}
	}
	n := len(b.columns)
	b.builder.Field(n).(*array.StringBuilder).Append(b.load.ID())
	b.builder.Field(n + 1).(*array.TimestampBuilder).Append(arrow.Timestamp(b.load.StartedAt().UnixMicro()))
	b.builder.Field(n + 2).(*array.Int64Builder).Append(b.place)
	b.builder.Field(n + 3).(*array.BooleanBuilder).Append(false)
	b.builder.Field(n + 4).AppendNull()
	b.rows, b.place = b.rows+1, b.place+1
	if b.rows == connectors.BatchRows {
		b.flush()
	}
	return nil
}

// flush hands the rows gathered to write.
func (b *batch) flush() {
	if b.rows > 0 {
		b.rows = 0
		b.records <- b.builder.NewRecord()
	}
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
