// Package files is the source for what a team keeps in files: any canonical
// table as CSV, JSONL or Parquet, under its own name and columns, with a mapping
// for columns named otherwise and for other encodings, numbers and dates. A
// files source needs no credential.
//
// A row with a value that does not fit its column, without its key, or with the
// key of another row is rejected with file, line, column and reason, and the
// rest lands. A file whose columns are not those of its table fails the stream,
// and what was landed before stays.
package files

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest/rows"
)

// Source is one configured folder of files.
type Source struct {
	name    string
	tables  map[string]config.Table
	streams []connectors.Stream
	// readTwice is the constant, but in tests.
	readTwice int64
}

var _ connectors.Source = (*Source)(nil)

// New checks that every table named is a canonical one and that its column
// mapping names columns the table has.
func New(src config.Source) (*Source, error) {
	s := &Source{name: src.Name, tables: src.Tables, readTwice: readTwice}
	var names []string
	for _, stream := range Streams() {
		names = append(names, stream.Name)
		table, configured := src.Tables[stream.Name]
		if !configured {
			continue
		}
		if table.Path == "" {
			return nil, s.misconfigured("table "+stream.Name+" has no path", "say which files it is in: path: "+stream.Name+".csv")
		}
		s.streams = append(s.streams, stream)
		for ours := range table.Columns {
			if !hasColumn(stream, ours) && stream.Name != "customers" {
				return nil, s.misconfigured(fmt.Sprintf("table %s has no column %s", stream.Name, ours), "use one of "+columnNames(stream))
			}
		}
	}
	for name := range src.Tables {
		if !slices.Contains(names, name) {
			return nil, s.misconfigured("unknown table "+name, "use one of "+strings.Join(names, ", "))
		}
	}
	return s, nil
}

func (s *Source) misconfigured(message, mend string) error {
	return &config.Error{File: "source " + s.name, Message: message, Mend: mend}
}

func hasColumn(s connectors.Stream, name string) bool {
	return slices.ContainsFunc(s.Columns, func(c connectors.Column) bool { return c.Name == name })
}

func columnNames(s connectors.Stream) string {
	names := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// Streams lists the configured tables.
func (s *Source) Streams() []connectors.Stream { return s.streams }

// Check finds the files of a table, or of every one, and reads their headers.
func (s *Source) Check(_ context.Context, only string) error {
	for _, stream := range s.streams {
		if only != "" && only != stream.Name {
			continue
		}
		paths, err := s.match(stream.Name)
		if err != nil {
			return err
		}
		for _, path := range paths {
			if err := (&reader{path: path, stream: stream, table: s.tables[stream.Name]}).check(); err != nil {
				return err
			}
		}
	}
	return nil
}

// Pull reads every file of one table, in the order of their names. The load is
// always full: a row gone from the files is gone.
func (s *Source) Pull(ctx context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	i := slices.IndexFunc(s.streams, func(st connectors.Stream) bool { return st.Name == req.Stream })
	if i < 0 {
		return connectors.Result{}, fmt.Errorf("pull %s: source %s has no such table", req.Stream, s.name)
	}
	stream := s.streams[i]
	paths, err := s.match(stream.Name)
	if err != nil {
		return connectors.Result{}, err
	}
	writer, err := rows.New(stream, req, sink)
	if err != nil {
		return connectors.Result{}, err
	}
	defer writer.Release()
	spelling, err := newSpelling(stream, s.tables[stream.Name])
	if err != nil {
		return connectors.Result{}, fmt.Errorf("read %s: %w", stream.Name, err)
	}
	l := &lander{ctx: ctx, stream: stream, spelling: spelling, writer: writer, seen: newSeen()}
	if l.seen.again, err = s.scoutKeys(l, paths); err != nil {
		return connectors.Result{}, fmt.Errorf("read keys of %s: %w", stream.Name, err)
	}
	for _, path := range paths {
		l.seen.begin(path)
		if err := (&reader{path: path, stream: stream, table: s.tables[stream.Name]}).read(l); err != nil {
			return connectors.Result{}, err
		}
		writer.EndPage()
	}
	return writer.Finish(connectors.Full, nil, connectors.Window{})
}

// match finds the files of a table; none is an error, for an empty table is
// told from a wrong path by a file that holds only its header.
func (s *Source) match(table string) ([]string, error) {
	pattern := s.tables[table].Path
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return nil, s.misconfigured(fmt.Sprintf("path %s of table %s is no pattern", pattern, table), "quote special characters with a backslash")
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("read %s: no file matches %s; write it, or correct the path in the config", table, pattern)
	}
	return paths, nil
}
