package generic

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/rest/rows"
)

// table is one configured table, ready to be asked for.
type table struct {
	stream  connectors.Stream
	path    string
	query   url.Values
	records []string // the path of the array; empty is the answer itself
	fields  []field
	paging  config.Paging
	next    []string
	more    []string
	cursor  config.Cursor
	// changed is where a record says when it changed, lookback how far before
	// that the next pull begins.
	changed  []string
	lookback time.Duration
}

// field is one of our columns and where its value stands: at a path, or in the
// configuration itself.
type field struct {
	name     string
	path     []string
	constant *string
	// named is true where the configuration says the path.
	named bool
}

// Look-backs where the configuration names none.
const (
	usualLookback = 10 * time.Minute
	dayLookback   = 24 * time.Hour
)

func newTable(stream connectors.Stream, given config.Table) (table, error) {
	t := table{stream: stream, path: given.Path, query: url.Values{}, paging: given.Paging, cursor: given.Cursor,
		records: pathOf(given.Records), next: pathOf(given.Paging.Next), more: pathOf(given.Paging.More)}
	for name, value := range given.Query {
		t.query.Set(name, value)
	}
	if !strings.HasPrefix(t.path, "/") {
		t.path = "/" + t.path
	}
	if err := t.splitQuery(); err != nil {
		return t, err
	}
	if t.paging.SizeParam != "" && t.paging.Size > 0 {
		t.query.Set(t.paging.SizeParam, strconv.Itoa(t.paging.Size))
	}
	if err := t.plan(given.Columns); err != nil {
		return t, err
	}
	return t, t.planCursor()
}

// splitQuery lets a path be written with its query.
func (t *table) splitQuery() error {
	path, query, found := strings.Cut(t.path, "?")
	if !found {
		return nil
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return fault{fmt.Sprintf("path of table %s has a query that is none", t.stream.Name), "write it under query: {name: value}"}
	}
	t.path = path
	for name := range values {
		if !t.query.Has(name) {
			t.query[name] = values[name]
		}
	}
	return nil
}

func pathOf(text string) []string {
	if text == "" {
		return nil
	}
	return rows.SplitPath(text)
}

// plan says where each column's value stands.
func (t *table) plan(columns map[string]string) error {
	for _, c := range t.stream.Columns {
		f := newField(c.Name, cmp.Or(columns[c.Name], rows.EscapeName(c.Name)))
		f.named = columns[c.Name] != "" && f.constant == nil
		t.fields = append(t.fields, f)
	}
	for _, name := range slices.Sorted(maps.Keys(columns)) {
		if t.has(name) {
			continue
		}
		// What a customer has beside our columns becomes an attribute.
		if t.stream.Name != "customers" {
			return fault{fmt.Sprintf("table %s has no column %s", t.stream.Name, name), "use one of " + t.columnNames()}
		}
		f := newField(name, columns[name])
		f.named = f.constant == nil
		t.fields = append(t.fields, f)
	}
	return nil
}

func newField(name, where string) field {
	if constant, fixed := strings.CutPrefix(where, "="); fixed {
		return field{name: name, constant: &constant}
	}
	return field{name: name, path: rows.SplitPath(where)}
}

func (t *table) has(column string) bool {
	return slices.ContainsFunc(t.stream.Columns, func(c connectors.Column) bool { return c.Name == column })
}

func (t *table) columnNames() string {
	names := make([]string, len(t.stream.Columns))
	for i, c := range t.stream.Columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// planCursor finds the field that tells when a record changed: one of our
// columns, or a path of its own.
func (t *table) planCursor() error {
	if t.cursor.Param == "" {
		return nil
	}
	t.changed = rows.SplitPath(t.cursor.Column)
	for _, f := range t.fields {
		if f.name == t.cursor.Column && f.constant == nil {
			t.changed = f.path
		}
	}
	t.lookback = usualLookback
	if t.cursor.Format == "date" {
		t.lookback = dayLookback
	}
	if t.cursor.Lookback != "" {
		var err error
		if t.lookback, err = time.ParseDuration(t.cursor.Lookback); err != nil || t.lookback < 0 {
			return fault{fmt.Sprintf("lookback %q of table %s is no length of time", t.cursor.Lookback, t.stream.Name), "write one such as 10m or 24h"}
		}
	}
	return nil
}

// since writes an instant as the API wants it.
func (t *table) since(at time.Time) string {
	switch t.cursor.Format {
	case "date":
		return at.UTC().Format(time.DateOnly)
	case "unix":
		return strconv.FormatInt(at.Unix(), 10)
	case "unix_ms":
		return strconv.FormatInt(at.UnixMilli(), 10)
	default:
		return at.UTC().Format("2006-01-02T15:04:05.999Z")
	}
}

// first asks for the first page of everything.
func (t *table) first() rest.Request {
	query := url.Values{}
	maps.Copy(query, t.query)
	req := rest.Request{Stream: t.stream.Name, Path: t.path, Query: query}
	if t.counted() && t.paging.Param != "" {
		query.Set(t.paging.Param, strconv.Itoa(t.start()))
	}
	return req
}

// counted is true where pages are told by a number.
func (t *table) counted() bool { return t.paging.Style == "page" || t.paging.Style == "offset" }

func (t *table) start() int {
	switch {
	case t.paging.First != nil:
		return *t.paging.First
	case t.paging.Style == "page":
		return 1
	default:
		return 0
	}
}
