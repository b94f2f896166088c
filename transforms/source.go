package transforms

import (
	"strings"
	"time"
)

// Table is one landed table: all the Parquet files, of all sources of one type,
// that hold one stream.
type Table struct {
	Name    string // <type>_<stream>, as models name it: raw.<Name>
	Columns []Column
	Key     []string
	// Version names the column whose greatest value is the newest version of a
	// key; empty means the later load wins.
	Version string
	// Sources is empty when no source of the type is configured: the table is
	// then empty but has its columns.
	Sources []TableSource
	// Own marks the program's own record: nobody is asked whether it is fresh.
	Own bool
}

// Column is a column and its DuckDB type.
type Column struct {
	Name string
	Type string
}

// TableSource is what one configured source gives to a table.
type TableSource struct {
	Source string // the source's name in the config
	// Stream is the stream's own name; empty means the table's name after the
	// first underscore.
	Stream string
	// Files are the Parquet files since the newest full load, oldest first.
	Files []string
	// LoadedAt is when the newest load began, even if it had no rows; zero means
	// that the newest row says so.
	LoadedAt time.Time
	// PreviousRows is how many rows the full load before the newest one had; 0
	// when there is none, or when it is unknown.
	PreviousRows int64

	// What the newest pull said of itself.

	// LiveRows is how many records the vendor counts; nil means that it did not say.
	LiveRows *int64
	// RejectedRows counts the records that could not be landed; RejectFile has
	// them, relative to the data folder.
	RejectedRows int64
	RejectFile   string
	// InvalidValues counts values that fitted no column and lie in _extra.
	InvalidValues int64
	// Unfinished says why the stream is not read to its end; empty when it is.
	Unfinished string

	// History are the newest loads of the stream, oldest first, the one judged last.
	History []PastLoad
	// WarnHours and ErrorHours are the age at which the stream is stale, and at
	// which nothing may be published on it; 0 takes the setting, and never.
	WarnHours, ErrorHours float64
}

func (s TableSource) stream(table string) string {
	if s.Stream != "" {
		return s.Stream
	}
	_, stream, _ := strings.Cut(table, "_")
	return stream
}

// columns reads "name TYPE, name TYPE" as the catalog's tables write it.
func columns(list string) []Column {
	var out []Column
	for _, part := range splitTop(list) {
		name, typ, _ := strings.Cut(strings.TrimSpace(part), " ")
		out = append(out, Column{Name: name, Type: strings.TrimSpace(typ)})
	}
	return out
}
