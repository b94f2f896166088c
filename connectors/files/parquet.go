package files

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
)

// parquet lands the rows of a Parquet file, some thousands at a time; a nil
// lander only reads its schema. Columns of structs are left out.
func (r *reader) parquet(l *lander) (err error) {
	// The library panics on some damaged files, and only panics of this
	// goroutine can be contained: hence one column after the other, and no
	// structs, whose members it reads in goroutines of its own.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("read %s: the file is damaged: %v", r.path, p)
		}
	}()
	source, err := file.OpenParquetFile(r.path, false)
	if err != nil {
		return fmt.Errorf("read %s: it is no whole Parquet file, perhaps it is still being written: %w", r.path, err)
	}
	defer source.Close()
	in, err := pqarrow.NewFileReader(source, pqarrow.ArrowReadProperties{BatchSize: connectors.BatchRows}, memory.DefaultAllocator)
	if err != nil {
		return fmt.Errorf("read %s: %w", r.path, err)
	}
	header := make([]string, len(in.Manifest.Fields))
	for i, field := range in.Manifest.Fields {
		header[i] = field.Field.Name
	}
	columns, err := names(r.path, r.stream, r.table, header)
	if err != nil || l == nil {
		return err
	}
	typed := *l
	typed.spelling = l.spelling.typed()
	return r.rows(&typed, in, source.NumRows(), columns)
}

// rows lands n rows, reading each column in batches of its own.
func (r *reader) rows(l *lander, in *pqarrow.FileReader, n int64, columns []string) error {
	wanted := func(column string) bool { return l.scout == nil || slices.Contains(r.stream.Key, column) }
	readers, err := fields(l.ctx, in, columns, wanted)
	if err != nil {
		return fmt.Errorf("read %s: %w", r.path, err)
	}
	var arena fastjson.Arena
	batch := make([]arrow.Array, len(readers))
	for done := int64(0); done < n; {
		size := min(n-done, connectors.BatchRows)
		for i, field := range readers {
			if field == nil && wanted(columns[i]) && hasColumn(r.stream, columns[i]) {
				return fmt.Errorf("read %s: column %s holds structs; write it as plain values", r.path, columns[i])
			}
			if field == nil {
				continue
			}
			if batch[i], err = next(field, size); err != nil {
				return fmt.Errorf("read %s: column %s after row %d: %w", r.path, columns[i], done, err)
			}
		}
		for i := range size {
			done++
			arena.Reset()
			record, err := rowRecord(&arena, columns, batch, int(i))
			if err != nil {
				return fmt.Errorf("read %s: row %d: %w", r.path, done, err)
			}
			if err := l.add(record, r.path, int(done)); err != nil {
				return err
			}
		}
	}
	return nil
}

// fields opens a reader for each wanted column, nil for others and those of structs.
func fields(ctx context.Context, in *pqarrow.FileReader, columns []string, wanted func(column string) bool) ([]*pqarrow.ColumnReader, error) {
	groups := make([]int, in.ParquetReader().NumRowGroups())
	for i := range groups {
		groups[i] = i
	}
	leaves := map[int]bool{}
	for i := range in.ParquetReader().MetaData().Schema.NumColumns() {
		leaves[i] = true
	}
	readers := make([]*pqarrow.ColumnReader, len(in.Manifest.Fields))
	for i, field := range in.Manifest.Fields {
		if hasStruct(field.Field.Type) || !wanted(columns[i]) {
			continue
		}
		var err error
		if readers[i], err = in.GetFieldReader(ctx, i, leaves, groups); err != nil {
			return nil, fmt.Errorf("open column %s: %w", field.Field.Name, err)
		}
	}
	return readers, nil
}

func hasStruct(t arrow.DataType) bool {
	switch t := t.(type) {
	case *arrow.StructType, *arrow.MapType:
		return true
	case arrow.ListLikeType:
		return hasStruct(t.Elem())
	default:
		return false
	}
}

// next is the next n values of a column in one piece.
func next(field *pqarrow.ColumnReader, n int64) (arrow.Array, error) {
	chunked, err := field.NextBatch(n)
	if err != nil {
		return nil, err
	}
	if int64(chunked.Len()) != n {
		return nil, fmt.Errorf("the file is damaged: it ends %d values early", n-int64(chunked.Len()))
	}
	if chunks := chunked.Chunks(); len(chunks) == 1 {
		return chunks[0], nil
	}
	return array.Concatenate(chunked.Chunks(), memory.DefaultAllocator)
}

func rowRecord(arena *fastjson.Arena, columns []string, batch []arrow.Array, i int) (*fastjson.Value, error) {
	record := arena.NewObject()
	for c, name := range columns {
		if batch[c] == nil {
			continue
		}
		value, err := cell(arena, batch[c], i)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", name, err)
		}
		if value != nil {
			record.Set(name, value)
		}
	}
	return record, nil
}

// cell is one value in the spelling columns are parsed from; nil is null.
func cell(arena *fastjson.Arena, column arrow.Array, i int) (*fastjson.Value, error) {
	if column.IsNull(i) {
		return nil, nil
	}
	switch column := column.(type) {
	case *array.String:
		return arena.NewString(column.Value(i)), nil
	case *array.LargeString:
		return arena.NewString(column.Value(i)), nil
	case *array.Binary:
		return arena.NewStringBytes(column.Value(i)), nil
	case *array.Dictionary:
		return cell(arena, column.Dictionary(), column.GetValueIndex(i))
	case *array.Boolean:
		if column.Value(i) {
			return arena.NewTrue(), nil
		}
		return arena.NewFalse(), nil
	case *array.Float64:
		return finite(arena, column.Value(i), 64), nil
	case *array.Float32:
		return finite(arena, float64(column.Value(i)), 32), nil
	case *array.Decimal128:
		scale := column.DataType().(*arrow.Decimal128Type).Scale
		return arena.NewNumberString(column.Value(i).ToString(scale)), nil
	case *array.Date32:
		return arena.NewString(column.Value(i).ToTime().Format(time.DateOnly)), nil
	case *array.Date64:
		return arena.NewString(column.Value(i).ToTime().Format(time.DateOnly)), nil
	case *array.Timestamp:
		kind := column.DataType().(*arrow.TimestampType)
		return arena.NewString(column.Value(i).ToTime(kind.Unit).UTC().Format(instantLayout(kind))), nil
	case *array.Int64, *array.Int32, *array.Int16, *array.Int8, *array.Uint64, *array.Uint32, *array.Uint16, *array.Uint8:
		return arena.NewNumberString(column.ValueStr(i)), nil
	default:
		return nested(column, i)
	}
}

// finite is null where JSON has no number for it: NaN and the infinities.
func finite(arena *fastjson.Arena, f float64, bits int) *fastjson.Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return arena.NewNumberString(strconv.FormatFloat(f, 'g', -1, bits))
}

// instantLayout leaves the zone away where the file has only a wall clock's
// time, for the table's zone to decide.
func instantLayout(t *arrow.TimestampType) string {
	if t.TimeZone == "" {
		return "2006-01-02 15:04:05.999999999"
	}
	return time.RFC3339Nano
}

// nested is the JSON of a list or whatever else Parquet can hold.
func nested(column arrow.Array, i int) (*fastjson.Value, error) {
	value, err := fastjson.Parse(column.ValueStr(i))
	if err != nil {
		return nil, fmt.Errorf("values of type %s cannot be read", column.DataType())
	}
	return value, nil
}
