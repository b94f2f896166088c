package transforms

// Tests of staging and core begin where a run begins: with Parquet files. A
// world gives landed rows as text tables (see harness_test.go); buildLanded
// writes them to Parquet and builds the wanted schemas or models.

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// world is what the sources hold, by landed table; table@name is what another
// source of the same type holds. A table's text may have the columns _load_id,
// _deleted and _extra besides its own.
type world struct {
	asOf     string
	settings func(*Settings)
	landed   map[string]string
	// shuffle, when not zero, mixes the rows and spreads them over two files.
	shuffle uint64
	threads int
}

// sourceOf names the source a landed table comes from: as the demo does, else
// by its type.
func sourceOf(table string) string {
	kind, _, _ := strings.Cut(table, "_")
	names := map[string]string{"hubspot": "crm", "stripe": "billing", "zendesk": "helpdesk", "typeform": "survey", "mixpanel": "usage", "files": "team"}
	return cmp.Or(names[kind], kind)
}

// options writes the world to Parquet and returns what Build needs to read it.
func (w world) options(t *testing.T) Options {
	t.Helper()
	dir := t.TempDir()
	settings := testSettings(t, w.asOf)
	if w.settings != nil {
		w.settings(&settings)
	}
	tables := landedTables()
	seen := 0
	for i, table := range tables {
		for _, key := range sortedKeys(w.landed) {
			name, source, other := strings.Cut(key, "@")
			if name != table.Name {
				continue
			}
			if !other {
				source = sourceOf(name)
			}
			seen++
			files := w.write(t, dir, key, table, textRows(w.landed[key]))
			tables[i].Sources = append(tables[i].Sources, TableSource{Source: source, Files: files})
		}
	}
	if seen != len(w.landed) {
		t.Fatal("the world names a table nobody declares")
	}
	threads := w.threads
	if threads == 0 {
		threads = 1
	}
	return Options{Path: filepath.Join(dir, "out.duckdb"), WorkDir: dir, Tables: tables, Settings: settings, Threads: threads}
}

func (w world) write(t *testing.T, dir, key string, table Table, rows [][]string) []string {
	t.Helper()
	header, body := rows[0], rows[1:]
	parts := [][][]string{body}
	if w.shuffle != 0 {
		r := rand.New(rand.NewPCG(w.shuffle, 1))
		r.Shuffle(len(body), func(i, j int) { body[i], body[j] = body[j], body[i] })
		parts = [][][]string{body[:len(body)/2], body[len(body)/2:]}
	}
	var files []string
	for i, part := range parts {
		path := filepath.Join(dir, fmt.Sprintf("%s-%d.parquet", key, i))
		writeParquet(t, path, table, header, part, i*len(body))
		files = append(files, path)
	}
	return files
}

// writeParquet writes rows of text in the Arrow types a landed file has.
func writeParquet(t *testing.T, path string, table Table, header []string, rows [][]string, firstSeq int) {
	t.Helper()
	types := map[string]string{}
	for _, c := range append(table.Columns, columns(landedColumns)...) {
		types[c.Name] = c.Type
	}
	fields := make([]arrow.Field, len(header))
	for i, name := range header {
		if types[name] == "" {
			t.Fatalf("%s has no column %s", table.Name, name)
		}
		fields[i] = arrow.Field{Name: name, Type: arrowType(types[name]), Nullable: true}
	}
	fields = append(fields, landedFields(header)...)
	schema := arrow.NewSchema(fields, nil)
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer builder.Release()
	for n, row := range rows {
		if len(row) != len(header) {
			t.Fatalf("%s: row %q has %d fields, the header %d", table.Name, row, len(row), len(header))
		}
		for i, field := range row {
			appendField(t, builder.Field(i), field)
		}
		for i := len(header); i < len(fields); i++ {
			appendField(t, builder.Field(i), landedDefault(fields[i].Name, firstSeq+n))
		}
	}
	record := builder.NewRecord()
	defer record.Release()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	tbl := array.NewTableFromRecords(schema, []arrow.Record{record})
	defer tbl.Release()
	if err := pqarrow.WriteTable(tbl, file, 1<<20, nil, pqarrow.DefaultWriterProps()); err != nil {
		t.Fatal(err)
	}
}

// landedFields are the columns every landed row has, less those the test gives.
func landedFields(given []string) []arrow.Field {
	has := map[string]bool{}
	for _, name := range given {
		has[name] = true
	}
	var fields []arrow.Field
	for _, c := range columns(landedColumns) {
		if !has[c.Name] {
			fields = append(fields, arrow.Field{Name: c.Name, Type: arrowType(c.Type), Nullable: true})
		}
	}
	return fields
}

func landedDefault(name string, row int) string {
	switch name {
	case "_load_id":
		return "L1"
	case "_loaded_at":
		return "2026-01-31 12:00:00"
	case "_seq":
		return strconv.Itoa(row)
	case "_deleted":
		return "false"
	default:
		return nullField
	}
}

func arrowType(duck string) arrow.DataType {
	switch duck {
	case "BIGINT":
		return arrow.PrimitiveTypes.Int64
	case "DOUBLE":
		return arrow.PrimitiveTypes.Float64
	case "DECIMAL(18,6)":
		return &arrow.Decimal128Type{Precision: 18, Scale: 6}
	case "BOOLEAN":
		return arrow.FixedWidthTypes.Boolean
	case "TIMESTAMP":
		return &arrow.TimestampType{Unit: arrow.Microsecond}
	case "DATE":
		return arrow.FixedWidthTypes.Date32
	default:
		return arrow.BinaryTypes.String
	}
}

func appendField(t *testing.T, b array.Builder, field string) {
	t.Helper()
	if field == nullField {
		b.AppendNull()
		return
	}
	var err error
	switch b := b.(type) {
	case *array.Decimal128Builder:
		var n decimal128.Num
		n, err = decimal128.FromString(field, 18, 6)
		b.Append(n)
	case *array.TimestampBuilder:
		var at time.Time
		at, err = parseInstant(field)
		b.Append(arrow.Timestamp(at.UnixMicro()))
	default:
		err = b.AppendValueFromString(field)
	}
	if err != nil {
		t.Fatalf("append %q: %v", field, err)
	}
}

// parseInstant reads an instant, or a day as its noon in UTC: a time at which
// the day is the same in New York.
func parseInstant(s string) (time.Time, error) {
	if len(s) == len(time.DateOnly) {
		s += " 17:00:00"
	}
	return time.Parse(time.DateTime, strings.Replace(strings.TrimSuffix(s, "Z"), "T", " ", 1))
}

// buildLanded builds the wanted models (or whole schemas) with all they read
// and returns the open database.
func buildLanded(t *testing.T, w world, wanted ...string) *database {
	t.Helper()
	opts := w.options(t)
	opts.Path = "" // in memory
	plan, err := newPlan(opts)
	if err != nil {
		t.Fatal(err)
	}
	plan.models, err = orderModels(withDependencies(plan.catalog.models, expand(plan, append(wanted, "core.customers"))), knownTables(opts.Tables))
	if err != nil {
		t.Fatal(err)
	}
	plan.catalog.checks = nil
	db, err := openDatabase(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	b := &builder{db: db, opts: opts, plan: plan, report: &Report{}}
	if err := b.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

// expand replaces a schema's name by its models.
func expand(p *plan, wanted []string) []string {
	var names []string
	for _, want := range wanted {
		if strings.Contains(want, ".") {
			names = append(names, want)
			continue
		}
		for _, m := range p.models {
			if m.schema() == want {
				names = append(names, m.name)
			}
		}
	}
	return names
}
