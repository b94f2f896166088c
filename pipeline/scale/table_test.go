package scale

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"quarterdeck/connectors"
	"quarterdeck/connectors/files"
)

// groupRows is how many rows are held in memory before they are written.
const groupRows = 100_000

// table writes one Parquet file of a canonical table, row by row and value by
// value in the order of its columns. The first error is kept for close.
type table struct {
	name    string
	builder *array.RecordBuilder
	writer  *pqarrow.FileWriter
	column  int
	rows    int64 // of the group begun
	err     error
}

// newTable begins dir/file for a canonical table with these of its columns; those
// it does not declare are text.
func newTable(dir, name, file string, columns ...string) (*table, error) {
	stream, err := connectors.Find(files.Streams(), name)
	if err != nil {
		return nil, err
	}
	var fields []arrow.Field
	for _, column := range columns {
		field := arrow.Field{Name: column, Type: arrow.BinaryTypes.String, Nullable: true}
		for _, c := range stream.Columns {
			if c.Name == column {
				field.Type = c.Type.Arrow()
			}
		}
		fields = append(fields, field)
	}
	schema := arrow.NewSchema(fields, nil)
	out, err := os.Create(filepath.Join(dir, file))
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", file, err)
	}
	properties := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy))
	writer, err := pqarrow.NewFileWriter(schema, out, properties, pqarrow.DefaultWriterProps())
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", file, err)
	}
	return &table{name: name, builder: array.NewRecordBuilder(memory.DefaultAllocator, schema), writer: writer}, nil
}

func (t *table) next() array.Builder {
	t.column++
	return t.builder.Field(t.column - 1)
}

func (t *table) null() { t.next().AppendNull() }

// text adds texts to as many columns; an empty one is null.
func (t *table) text(values ...string) {
	for _, v := range values {
		if v == "" {
			t.null()
		} else {
			t.next().(*array.StringBuilder).Append(v)
		}
	}
}

func (t *table) whole(v int64)    { t.next().(*array.Int64Builder).Append(v) }
func (t *table) number(v float64) { t.next().(*array.Float64Builder).Append(v) }
func (t *table) flag(v bool)      { t.next().(*array.BooleanBuilder).Append(v) }

// money adds an amount in whole cents.
func (t *table) money(cents int64) {
	t.next().(*array.Decimal128Builder).Append(centsOf(cents))
}

// day adds a day counted from 1970; a negative one is null.
func (t *table) day(days ...int) {
	for _, d := range days {
		if d < 0 {
			t.null()
		} else {
			t.next().(*array.Date32Builder).Append(arrow.Date32(d))
		}
	}
}

// instant adds seconds since 1970; a negative one is null.
func (t *table) instant(seconds ...int64) {
	for _, s := range seconds {
		if s < 0 {
			t.null()
		} else {
			t.next().(*array.TimestampBuilder).Append(arrow.Timestamp(s * int64(time.Second/time.Microsecond)))
		}
	}
}

// end ends a row.
func (t *table) end() {
	if want := len(t.builder.Fields()); t.column != want && t.err == nil {
		t.err = fmt.Errorf("write %s: a row has %d of %d columns", t.name, t.column, want)
	}
	t.column = 0
	t.rows++
	if t.rows == groupRows {
		t.flush()
	}
}

func (t *table) flush() {
	if t.err != nil || t.rows == 0 {
		return
	}
	t.rows = 0
	record := t.builder.NewRecord()
	defer record.Release()
	if err := t.writer.Write(record); err != nil {
		t.err = fmt.Errorf("write %s: %w", t.name, err)
	}
}

// close writes the rest; the Parquet writer closes the file.
func (t *table) close() error {
	t.flush()
	t.builder.Release()
	if err := t.writer.Close(); err != nil && t.err == nil {
		t.err = fmt.Errorf("write %s: %w", t.name, err)
	}
	return t.err
}
