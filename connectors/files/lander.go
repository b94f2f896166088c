package files

import (
	"context"
	"fmt"
	"slices"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest/rows"
)

// cancelEvery is how many rows are read between two looks at the context.
const cancelEvery = 1024

// lander lands the rows of all the files of one table, or rejects them.
type lander struct {
	ctx      context.Context
	stream   connectors.Stream
	spelling spelling
	writer   *rows.Writer
	seen     *seen
	scout    *scout // not nil: only the keys are read
	rows     int
	text     []byte
}

// add lands one record that stands at a line of a file (for Parquet, a row). A
// record that does not fit is rejected with its reason.
func (l *lander) add(record *fastjson.Value, file string, line int) error {
	if l.rows%cancelEvery == 0 && l.ctx.Err() != nil {
		return l.ctx.Err()
	}
	l.rows++
	reason := l.spelling.normalise(record)
	if l.scout != nil {
		l.scout.note(l.seen.hash(record, l.stream.Key))
		return nil
	}
	if reason == "" {
		reason = l.misfit(record)
	}
	if reason == "" {
		reason = l.seen.add(record, l.stream.Key, line)
	}
	if reason != "" {
		l.text = record.MarshalTo(l.text[:0])
		return l.reject(file, line, reason, l.text)
	}
	return l.writer.Add(record, false)
}

func (l *lander) reject(file string, line int, reason string, record []byte) error {
	if l.scout != nil {
		return nil
	}
	return l.writer.Reject(fmt.Sprintf("%s:%d", file, line), reason, record)
}

// misfit says which value keeps a record from landing; empty means none does.
func (l *lander) misfit(record *fastjson.Value) string {
	for _, c := range l.stream.Columns {
		value := record.Get(c.Name)
		if value == nil || value.Type() == fastjson.TypeNull || isEmpty(value) {
			if slices.Contains(l.stream.Key, c.Name) {
				return fmt.Sprintf("column %s is empty; every row needs it", c.Name)
			}
			continue
		}
		if !rows.Fits(c.Type, value) {
			return fmt.Sprintf("column %s: %s is not %s", c.Name, value, wanted(c.Type)+l.spelling.hint(c.Type, value))
		}
	}
	return ""
}

func isEmpty(v *fastjson.Value) bool {
	return v.Type() == fastjson.TypeString && len(v.GetStringBytes()) == 0
}

// wanted names a type as the writer of a file would.
func wanted(t connectors.Type) string {
	switch t {
	case connectors.Int:
		return "a whole number"
	case connectors.Float, connectors.Decimal:
		return "a number with a decimal point"
	case connectors.Bool:
		return "true or false"
	case connectors.Date:
		return "a date; write YYYY-MM-DD"
	case connectors.Timestamp, connectors.Millis:
		return "an instant; write RFC 3339, such as 2026-03-01T09:30:00Z"
	default:
		return "text"
	}
}
