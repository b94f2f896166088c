package files

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/valyala/fastjson"
)

// csv lands the rows of CSV text; a nil lander only reads the header.
func (r *reader) csv(l *lander, in io.Reader) error {
	lines := csv.NewReader(in)
	lines.ReuseRecord = true
	lines.Comma = r.comma()
	header, err := lines.Read()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("read %s: the file is empty; write at least its header line: %s", r.path, columnNames(r.stream))
	}
	if err != nil {
		return r.broken(err)
	}
	columns, err := names(r.path, r.stream, r.table, header)
	if err != nil || l == nil {
		return err
	}
	var arena fastjson.Arena
	for {
		fields, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			if err := r.malformed(l, fields, len(columns), err); err != nil {
				return err
			}
			continue
		}
		line, _ := lines.FieldPos(0)
		if i := notUTF8(fields); i >= 0 {
			reason := fmt.Sprintf("column %s is not UTF-8; save the file as UTF-8, or name its encoding: windows-1252", columns[i])
			if err := l.reject(r.path, line, reason, rowText(fields)); err != nil {
				return err
			}
			continue
		}
		arena.Reset()
		if err := l.add(csvRecord(&arena, columns, fields), r.path, line); err != nil {
			return err
		}
	}
}

func (r *reader) comma() rune {
	switch r.table.Delimiter {
	case "":
		return ','
	case "tab":
		return '\t'
	}
	mark, _ := utf8.DecodeRuneInString(r.table.Delimiter)
	return mark
}

// malformed rejects a row that is no proper CSV. Where a quote that nobody
// closed has swallowed further lines, nobody can say which rows they were: then
// the file fails.
func (r *reader) malformed(l *lander, fields []string, want int, err error) error {
	var at *csv.ParseError
	if !errors.As(err, &at) || at.StartLine != at.Line && !errors.Is(err, csv.ErrFieldCount) {
		return r.broken(err)
	}
	reason := at.Err.Error()
	if errors.Is(err, csv.ErrFieldCount) {
		reason = fmt.Sprintf("the row has %d columns, the header %d; quote values that hold the separator", len(fields), want)
	}
	return l.reject(r.path, at.StartLine, reason, rowText(fields))
}

// broken puts the file before what encoding/csv says, which has line and column.
func (r *reader) broken(err error) error {
	var at *csv.ParseError
	if errors.As(err, &at) && errors.Is(err, csv.ErrQuote) {
		return fmt.Errorf("read %s:%d: a quote of this row is not closed, or one inside a value is not doubled: %w", r.path, at.StartLine, err)
	}
	return fmt.Errorf("read %s: %w", r.path, err)
}

func notUTF8(fields []string) int {
	for i, value := range fields {
		if !utf8.ValidString(value) {
			return i
		}
	}
	return -1
}

// csvRecord leaves empty fields out: CSV has no other way to say null.
func csvRecord(arena *fastjson.Arena, columns, fields []string) *fastjson.Value {
	record := arena.NewObject()
	for i, value := range fields {
		if value != "" {
			record.Set(columns[i], arena.NewString(value))
		}
	}
	return record
}

// rowText is a row as a JSON array, for the reject file.
func rowText(fields []string) []byte {
	var arena fastjson.Arena
	row := arena.NewArray()
	for i, value := range fields {
		row.SetArrayItem(i, arena.NewString(value))
	}
	return row.MarshalTo(nil)
}
