package rows

import (
	"fmt"
	"unicode/utf8"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
)

// keyFault says why the record in the slots cannot be told from others; empty
// when it can.
func (w *Writer) keyFault() string {
	for _, k := range w.keys {
		v, c := w.slots[k], w.stream.Columns[k]
		switch {
		case v == nil || isNull(v):
			return "it has no " + c.Name
		case !Fits(c.Type, v):
			return fmt.Sprintf("its %s is no %s", c.Name, wanted(c.Type))
		case v.Type() != fastjson.TypeString:
		case c.Type != connectors.String && len(v.GetStringBytes()) == 0:
			return "it has no " + c.Name
		case !utf8.Valid(v.GetStringBytes()):
			// Two keys could become one where their bytes are replaced.
			return fmt.Sprintf("its %s is not UTF-8", c.Name)
		}
	}
	return ""
}

// wanted names what a key of this type is.
func wanted(t connectors.Type) string {
	switch t {
	case connectors.Int:
		return "whole number"
	case connectors.Float, connectors.Decimal:
		return "number"
	case connectors.Bool:
		return "true or false"
	case connectors.Timestamp, connectors.Millis:
		return "instant"
	case connectors.Date:
		return "date"
	default:
		return "text"
	}
}

// refuse rejects the record at the writer's own place.
func (w *Writer) refuse(record *fastjson.Value, reason string) error {
	w.text = w.text[:0]
	if record != nil {
		w.text = appendJSON(w.text, record)
	}
	return w.Reject(fmt.Sprintf("page %d, record %d", w.pages+1, w.pageRecords), reason, w.text)
}

// Reject hands on a record that cannot be landed and counts it.
func (w *Writer) Reject(place, reason string, record []byte) error {
	w.rejected++
	if w.reject == nil {
		return nil
	}
	return w.reject(connectors.Reject{Place: place, Reason: reason, Record: record})
}
