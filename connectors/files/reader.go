package files

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"quarterdeck/config"
	"quarterdeck/connectors"
)

// reader reads one file of a table.
type reader struct {
	path   string
	stream connectors.Stream
	table  config.Table
}

// kinds are the endings a file may have.
const kinds = ".csv, .jsonl, .ndjson (each also with .gz) or .parquet"

// read lands the file's rows.
func (r *reader) read(l *lander) error { return r.open(l) }

// check reads as much of the file as tells whether its columns are there.
func (r *reader) check() error { return r.open(nil) }

// open hands the file to the reader of its kind, with a nil lander to look only.
func (r *reader) open(l *lander) error {
	name, zipped := strings.CutSuffix(strings.ToLower(filepath.Base(r.path)), ".gz")
	kind := filepath.Ext(name)
	if kind == ".parquet" && !zipped {
		return r.parquet(l)
	}
	if kind != ".csv" && kind != ".jsonl" && kind != ".ndjson" {
		return fmt.Errorf("read %s: unknown kind of file; its name must end in %s", r.path, kinds)
	}
	file, err := os.Open(r.path)
	if err != nil {
		return fmt.Errorf("read %s: %w", r.stream.Name, err)
	}
	defer file.Close()
	in := io.Reader(file)
	if zipped {
		if in, err = gzip.NewReader(file); err != nil {
			return fmt.Errorf("read %s: %w", r.path, err)
		}
	}
	text, err := decoded(in, r.table.Encoding)
	if err != nil {
		return fmt.Errorf("read %s: %w", r.path, err)
	}
	if kind == ".csv" {
		return r.csv(l, text)
	}
	return r.jsonl(l, text)
}
