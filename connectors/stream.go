package connectors

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
)

// Stream declares one table a source can give: its key, its columns and how a
// newer version of a row is told from an older one.
type Stream struct {
	Name string
	// Key names the columns that identify a row.
	Key []string
	// Version names the column whose greatest value is the newest version of a
	// key; empty means the later load wins.
	Version string
	Columns []Column
}

// Column declares one column and where its value stands in the vendor's record.
type Column struct {
	Name string
	Type Type
	// Path is the dotted path inside the record; empty means Name. A dot that is
	// part of a name is written \.
	Path string
	// PII marks values that identify a person.
	PII bool
}

// Type is the type of a landed column. Every type is flat.
type Type uint8

const (
	String    Type = iota // UTF-8 text; numbers and booleans keep their JSON spelling
	Int                   // 64-bit integer, from a JSON number or a decimal string
	Float                 // 64-bit float
	Decimal               // DECIMAL(18,6), from a JSON number or a decimal string; finer ones are rounded and kept in _extra
	Bool                  // from true/false or "true"/"false"
	Timestamp             // microseconds UTC, no zone; from RFC 3339 text or unix seconds (milliseconds where seconds would lie beyond the year 9999)
	Millis                // as Timestamp, from unix milliseconds
	Date                  // days, from YYYY-MM-DD (or an instant's UTC day)
	JSON                  // any value as its JSON text
)

// Find returns the stream called name.
func Find(streams []Stream, name string) (Stream, error) {
	for _, s := range streams {
		if s.Name == name {
			return s, nil
		}
	}
	return Stream{}, fmt.Errorf("find stream %s: the source has no such stream", name)
}

// Names of the columns every landed row carries after the declared ones.
const (
	ColumnLoadID   = "_load_id"   // the load's ULID
	ColumnLoadedAt = "_loaded_at" // when the load began, UTC
	ColumnSeq      = "_seq"       // the row's position in its load, from 0
	ColumnDeleted  = "_deleted"   // true for a tombstone
	ColumnExtra    = "_extra"     // undeclared fields and values that fit no column, as JSON; null when none
)

// The one decimal type of the lake and the marts.
const (
	DecimalPrecision = 18
	DecimalScale     = 6
)

// Schema is the Arrow schema of a stream's batches and Parquet files.
func Schema(s Stream) *arrow.Schema {
	fields := make([]arrow.Field, 0, len(s.Columns)+5)
	for _, c := range s.Columns {
		fields = append(fields, arrow.Field{Name: c.Name, Type: c.Type.Arrow(), Nullable: true})
	}
	fields = append(fields,
		arrow.Field{Name: ColumnLoadID, Type: arrow.BinaryTypes.String},
		arrow.Field{Name: ColumnLoadedAt, Type: Timestamp.Arrow()},
		arrow.Field{Name: ColumnSeq, Type: arrow.PrimitiveTypes.Int64},
		arrow.Field{Name: ColumnDeleted, Type: arrow.FixedWidthTypes.Boolean},
		arrow.Field{Name: ColumnExtra, Type: arrow.BinaryTypes.String, Nullable: true},
	)
	return arrow.NewSchema(fields, nil)
}

// Arrow is the Arrow type a column of this type has.
func (t Type) Arrow() arrow.DataType {
	switch t {
	case Int:
		return arrow.PrimitiveTypes.Int64
	case Float:
		return arrow.PrimitiveTypes.Float64
	case Decimal:
		return &arrow.Decimal128Type{Precision: DecimalPrecision, Scale: DecimalScale}
	case Bool:
		return arrow.FixedWidthTypes.Boolean
	case Timestamp, Millis:
		return &arrow.TimestampType{Unit: arrow.Microsecond}
	case Date:
		return arrow.FixedWidthTypes.Date32
	default:
		return arrow.BinaryTypes.String
	}
}

// DuckDB is the SQL type a column of this type has once read from Parquet.
func (t Type) DuckDB() string {
	switch t {
	case Int:
		return "BIGINT"
	case Float:
		return "DOUBLE"
	case Decimal:
		return "DECIMAL(18,6)"
	case Bool:
		return "BOOLEAN"
	case Timestamp, Millis:
		return "TIMESTAMP"
	case Date:
		return "DATE"
	default:
		return "VARCHAR"
	}
}
