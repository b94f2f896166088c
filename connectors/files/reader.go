package files

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest/rows"
)

// maxLine is the longest JSONL line read; a longer one is not a record.
const maxLine = 16 << 20

// cancelEvery is how many rows are read between two looks at the context.
const cancelEvery = 1024

// reader lands one file.
type reader struct {
	path   string
	stream connectors.Stream
	rename map[string]string // ours: theirs
	writer *rows.Writer
	seen   *seen // of all the files of the table
	rows   int
}

func (r *reader) read(ctx context.Context) error {
	return r.open(
		func(in *bufio.Reader) error { return r.csv(ctx, in) },
		func(in *bufio.Reader) error { return r.jsonl(ctx, in) },
	)
}

// check reads as much of the file as tells whether its columns are there.
func (r *reader) check() error {
	return r.open(
		func(in *bufio.Reader) error {
			_, _, err := r.header(in)
			return err
		},
		func(*bufio.Reader) error { return nil },
	)
}

// open hands the file to the reader of its kind.
func (r *reader) open(csv, jsonl func(*bufio.Reader) error) error {
	file, err := os.Open(r.path)
	if err != nil {
		return fmt.Errorf("read %s: %w", r.stream.Name, err)
	}
	defer file.Close()
	buffered := bufio.NewReaderSize(file, 1<<16)
	switch strings.ToLower(filepath.Ext(r.path)) {
	case ".csv":
		return csv(buffered)
	case ".jsonl", ".ndjson":
		return jsonl(buffered)
	default:
		return fmt.Errorf("read %s: unknown kind of file; name it .csv or .jsonl", r.path)
	}
}

// header reads a CSV file up to its first row.
func (r *reader) header(in *bufio.Reader) (*csv.Reader, []string, error) {
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		if _, err := in.Discard(3); err != nil {
			return nil, nil, fmt.Errorf("read %s: %w", r.path, err)
		}
	}
	lines := csv.NewReader(in)
	lines.ReuseRecord = true
	header, err := lines.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil, fmt.Errorf("read %s: the file is empty; write at least its header line: %s", r.path, columnNames(r.stream))
	}
	if err != nil {
		return nil, nil, r.broken(err)
	}
	names, err := r.names(header)
	return lines, names, err
}

func (r *reader) csv(ctx context.Context, in *bufio.Reader) error {
	lines, names, err := r.header(in)
	if err != nil {
		return err
	}
	var arena fastjson.Arena
	for {
		fields, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return r.broken(err)
		}
		line, _ := lines.FieldPos(0)
		arena.Reset()
		record := arena.NewObject()
		for i, value := range fields {
			if !utf8.ValidString(value) {
				return fmt.Errorf("read %s:%d: column %s is not UTF-8; save the file as UTF-8", r.path, line, names[i])
			}
			if value != "" {
				record.Set(names[i], arena.NewString(value))
			}
		}
		if err := r.add(ctx, record, line); err != nil {
			return err
		}
	}
}

// broken puts the file before what encoding/csv says, which has line and column.
func (r *reader) broken(err error) error { return fmt.Errorf("read %s: %w", r.path, err) }

// names gives each header column our name and checks that the key is there.
func (r *reader) names(header []string) ([]string, error) {
	ours := make(map[string]string, len(r.rename))
	for our, their := range r.rename {
		ours[their] = our
	}
	names := make([]string, len(header))
	for i, their := range header {
		their = strings.TrimSpace(their)
		names[i] = their
		if our, mapped := ours[their]; mapped {
			names[i] = our
		}
		if slices.Contains(names[:i], names[i]) {
			return nil, fmt.Errorf("read %s:1: two columns are %s; remove one or map it away", r.path, names[i])
		}
	}
	for our, their := range r.rename {
		if !slices.Contains(names, our) {
			return nil, fmt.Errorf("read %s:1: the header has no column %s, which the config maps to %s", r.path, their, our)
		}
	}
	for _, column := range slices.Concat(r.stream.Key, needed(r.stream.Name)) {
		if !slices.Contains(names, column) {
			return nil, fmt.Errorf("read %s:1: the header has no column %s; %s needs it (or map yours to it under 'columns')%s",
				r.path, column, r.stream.Name, separator(header))
		}
	}
	return names, nil
}

// separator guesses why a header is one column.
func separator(header []string) string {
	if len(header) == 1 && strings.ContainsAny(header[0], ";\t|") {
		return "; separate the columns with commas"
	}
	return ""
}

func (r *reader) jsonl(ctx context.Context, in *bufio.Reader) error {
	var parser fastjson.Parser
	scanner := bufio.NewScanner(in)
	scanner.Buffer(make([]byte, 0, 1<<16), maxLine)
	line := 0
	for scanner.Scan() {
		line++
		text := bytes.TrimSpace(scanner.Bytes())
		if len(text) == 0 {
			continue
		}
		record, err := parser.ParseBytes(text)
		if err != nil || record.Type() != fastjson.TypeObject {
			return fmt.Errorf("read %s:%d: not a JSON object", r.path, line)
		}
		r.renameFields(record)
		if err := r.add(ctx, record, line); err != nil {
			return err
		}
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("read %s:%d: %w", r.path, line+1, err)
	}
	return nil
}

func (r *reader) renameFields(record *fastjson.Value) {
	for our, their := range r.rename {
		if value := record.Get(their); value != nil {
			record.Del(their)
			record.Set(our, value)
		}
	}
}

// add lands one record, or says which value keeps it from landing.
func (r *reader) add(ctx context.Context, record *fastjson.Value, line int) error {
	if r.rows%cancelEvery == 0 && ctx.Err() != nil {
		return ctx.Err()
	}
	r.rows++
	if err := r.seen.add(record, r.stream.Key, line); err != nil {
		return fmt.Errorf("read %s:%d: %w", r.path, line, err)
	}
	before := r.writer.Invalid()
	if err := r.writer.Add(record, false); err != nil {
		return err
	}
	if r.writer.Invalid() == before {
		return nil
	}
	return fmt.Errorf("read %s:%d: %s", r.path, line, r.complaint(record))
}

// complaint finds the value at fault by landing each column of the record alone.
func (r *reader) complaint(record *fastjson.Value) string {
	for _, c := range r.stream.Columns {
		value := record.Get(c.Name)
		if value == nil || value.Type() == fastjson.TypeNull {
			if slices.Contains(r.stream.Key, c.Name) {
				return fmt.Sprintf("column %s is empty; every row needs it", c.Name)
			}
			continue
		}
		if !lands(c, value) {
			return fmt.Sprintf("column %s: %s is not %s", c.Name, value, wanted(c.Type))
		}
	}
	return "a value does not fit its column"
}

func lands(c connectors.Column, value *fastjson.Value) bool {
	alone := connectors.Stream{Name: "value", Columns: []connectors.Column{c}}
	writer, err := rows.New(alone, connectors.Request{}, func(arrow.Record) error { return nil })
	if err != nil {
		return false
	}
	defer writer.Release()
	var arena fastjson.Arena
	record := arena.NewObject()
	record.Set(c.Name, value)
	return writer.Add(record, false) == nil && writer.Invalid() == 0
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
