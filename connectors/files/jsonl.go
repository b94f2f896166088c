package files

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/valyala/fastjson"
)

// maxLine is the longest JSONL line read; a longer one is not a record.
const maxLine = 16 << 20

// jsonl lands one JSON object a line; a nil lander reads nothing, for there is
// no header to check.
func (r *reader) jsonl(l *lander, in *bufio.Reader) error {
	if l == nil {
		return nil
	}
	var parser fastjson.Parser
	var buffer []byte
	for line := 1; ; line++ {
		text, whole, err := readLine(in, buffer[:0])
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			return fmt.Errorf("read %s:%d: %w", r.path, line, err)
		}
		buffer = text
		if err := r.line(l, &parser, bytes.TrimSpace(text), line, whole, last); err != nil || last {
			return err
		}
	}
}

func (r *reader) line(l *lander, parser *fastjson.Parser, text []byte, line int, whole, last bool) error {
	if len(text) == 0 {
		return nil
	}
	reason := ""
	var record *fastjson.Value
	switch {
	case !whole:
		reason = fmt.Sprintf("the line is longer than %d bytes", maxLine)
	case !utf8.Valid(text):
		reason = "the line is not UTF-8; save the file as UTF-8, or name its encoding"
	default:
		var err error
		if record, err = parser.ParseBytes(text); err != nil || record.Type() != fastjson.TypeObject {
			reason = "not a JSON object"
			if last {
				reason += "; the file ends in the middle of a line, perhaps it is still being written"
			}
		}
	}
	if reason != "" {
		return l.reject(r.path, line, reason, text)
	}
	r.rename(record)
	return l.add(record, r.path, line)
}

// rename gives the mapped members our names; all old ones go before the first
// new one comes, so that two columns may swap their names.
func (r *reader) rename(record *fastjson.Value) {
	taken := slices.Collect(maps.Values(r.table.Columns))
	values := make(map[string]*fastjson.Value, len(r.table.Columns))
	for our, their := range r.table.Columns {
		if value := record.Get(their); value != nil {
			values[our] = value
		}
	}
	for our := range r.table.Columns {
		if value := record.Get(our); value != nil && !slices.Contains(taken, our) {
			record.Del(our)
			values[theirs+our] = value
		}
	}
	for _, their := range taken {
		record.Del(their)
	}
	for our, value := range values {
		record.Set(our, value)
	}
}

// readLine appends the next line to buffer; whole is false where it is longer
// than maxLine, and then only its beginning is kept.
func readLine(in *bufio.Reader, buffer []byte) (line []byte, whole bool, err error) {
	whole = true
	for {
		part, err := in.ReadSlice('\n')
		if keep := maxLine - len(buffer); len(part) > keep {
			part, whole = part[:keep], false
		}
		buffer = append(buffer, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return buffer, whole, err
		}
	}
}
