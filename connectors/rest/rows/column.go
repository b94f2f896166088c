package rows

import (
	"math"
	"strconv"
	"unsafe"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
)

// fit says how a value went into its column.
type fit uint8

const (
	exact   fit = iota
	rounded     // the column holds it as well as it can
	unfit       // the column is null
)

// column appends JSON values to one Arrow builder.
type column struct {
	typ     connectors.Type
	builder array.Builder
	// Of these, the one for typ is set.
	text    *array.StringBuilder
	integer *array.Int64Builder
	float   *array.Float64Builder
	decimal *array.Decimal128Builder
	boolean *array.BooleanBuilder
	instant *array.TimestampBuilder
	date    *array.Date32Builder
}

func newColumn(t connectors.Type, b array.Builder) column {
	c := column{typ: t, builder: b}
	switch b := b.(type) {
	case *array.StringBuilder:
		c.text = b
	case *array.Int64Builder:
		c.integer = b
	case *array.Float64Builder:
		c.float = b
	case *array.Decimal128Builder:
		c.decimal = b
	case *array.BooleanBuilder:
		c.boolean = b
	case *array.TimestampBuilder:
		c.instant = b
	case *array.Date32Builder:
		c.date = b
	}
	return c
}

// append adds v, which is not null, and tells its size in the batch. An empty
// string is null to every type but text. scratch is memory to work in.
func (c *column) append(v *fastjson.Value, scratch *[]byte) (int, fit) {
	if c.typ == connectors.JSON {
		*scratch = appendJSON((*scratch)[:0], v)
		c.text.BinaryBuilder.Append(*scratch)
		return len(*scratch), exact
	}
	raw, kind := scalar(v, scratch)
	if c.typ == connectors.String {
		return c.appendText(raw, kind)
	}
	if kind == fastjson.TypeString && len(raw) == 0 {
		c.builder.AppendNull()
		return 0, exact
	}
	f := unfit
	if kind == fastjson.TypeString || kind == fastjson.TypeNumber {
		f = c.appendParsed(raw)
	} else if c.typ == connectors.Bool && (kind == fastjson.TypeTrue || kind == fastjson.TypeFalse) {
		c.boolean.Append(kind == fastjson.TypeTrue)
		f = exact
	}
	if f == unfit {
		c.builder.AppendNull()
	}
	return 8, f
}

// scalar is the text of a string, number or boolean; for anything else the kind
// says that there is none.
func scalar(v *fastjson.Value, scratch *[]byte) ([]byte, fastjson.Type) {
	kind := v.Type()
	switch kind {
	case fastjson.TypeString:
		return v.GetStringBytes(), kind
	case fastjson.TypeNumber, fastjson.TypeTrue, fastjson.TypeFalse:
		*scratch = v.MarshalTo((*scratch)[:0])
		return *scratch, kind
	}
	return nil, kind
}

func (c *column) appendText(raw []byte, kind fastjson.Type) (int, fit) {
	if kind == fastjson.TypeObject || kind == fastjson.TypeArray {
		c.text.AppendNull()
		return 0, unfit
	}
	text, same := validUTF8(raw)
	c.text.BinaryBuilder.Append(text)
	if !same {
		return len(text), rounded
	}
	return len(text), exact
}

// appendParsed adds the value written in raw; unfit adds nothing.
func (c *column) appendParsed(raw []byte) fit {
	switch c.typ {
	case connectors.Int:
		n, ok := parseInt(raw)
		if !ok {
			return unfit
		}
		c.integer.Append(n)
	case connectors.Float:
		f, ok := parseFloat(raw)
		if !ok {
			return unfit
		}
		c.float.Append(f)
	case connectors.Decimal:
		n, f := parseDecimal(raw, connectors.DecimalScale)
		if f == unfit {
			return unfit
		}
		c.decimal.Append(decimal128.FromI64(n))
		return f
	case connectors.Bool:
		b, ok := parseBool(raw)
		if !ok {
			return unfit
		}
		c.boolean.Append(b)
	default:
		return c.appendTime(raw)
	}
	return exact
}

func (c *column) appendTime(raw []byte) fit {
	micros, ok := parseInstant(raw, c.typ == connectors.Millis)
	if !ok {
		return unfit
	}
	if c.typ == connectors.Date {
		c.date.Append(arrow.Date32(floorDiv(micros, microsPerDay)))
	} else {
		c.instant.Append(arrow.Timestamp(micros))
	}
	return exact
}

func parseBool(raw []byte) (value, ok bool) {
	switch string(raw) {
	case "true", "True", "TRUE":
		return true, true
	case "false", "False", "FALSE":
		return false, true
	}
	return false, false
}

// parseInt reads an integer, also one spelled 12.0 or 1.2e1, never by way of a
// float: identifiers beyond 2^53 stay what they are.
func parseInt(raw []byte) (int64, bool) {
	if n, err := strconv.ParseInt(asString(raw), 10, 64); err == nil && raw[0] != '+' {
		return n, true
	}
	n, f := parseDecimal(raw, 0)
	return n, f == exact
}

func parseFloat(raw []byte) (float64, bool) {
	f, err := strconv.ParseFloat(asString(raw), 64)
	// Spellings of Go that JSON does not have: 0x1p-2, 1_000, Infinity, nan.
	ok := err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) && plainNumber(raw)
	return f, ok
}

func plainNumber(raw []byte) bool {
	for _, b := range raw {
		if (b < '0' || b > '9') && b != '.' && b != '-' && b != '+' && b != 'e' && b != 'E' {
			return false
		}
	}
	return true
}

// asString shares the memory of raw, for functions that do not keep it.
func asString(raw []byte) string { return unsafe.String(unsafe.SliceData(raw), len(raw)) }
