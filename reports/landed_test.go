package reports_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/marcboeker/go-duckdb/v2"

	"quarterdeck/connectors/all"
	"quarterdeck/pipeline/ledger"
	"quarterdeck/transforms"
)

// landed is a lake in a folder: rows by table, written as Parquet when built.
type landed struct {
	t    *testing.T
	dir  string
	mem  *sql.DB
	rows map[string][]transforms.TableSource
	// alerts are the rules it is built with; none unless a test sets them.
	alerts transforms.Alerts
}

func newLanded(t *testing.T) *landed {
	t.Helper()
	mem, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mem.Close() })
	return &landed{t: t, dir: t.TempDir(), mem: mem, rows: map[string][]transforms.TableSource{}}
}

// put lands rows of SQL values of the named columns.
func (l *landed) put(source, table, columns string, values ...string) {
	l.t.Helper()
	typ, stream, _ := strings.Cut(table, "_")
	var defs []string
	streams := all.Streams(typ)
	if typ == ledger.Source {
		streams = ledger.Streams()
	}
	for _, s := range streams {
		if s.Name != stream {
			continue
		}
		for _, c := range s.Columns {
			defs = append(defs, c.Name+" "+c.Type.DuckDB())
		}
	}
	defs = append(defs, "_load_id VARCHAR DEFAULT 'L1'", "_loaded_at TIMESTAMP DEFAULT TIMESTAMP '2026-10-02 06:00:00'",
		"_seq BIGINT DEFAULT 0", "_deleted BOOLEAN DEFAULT false", "_extra VARCHAR")
	file := filepath.Join(l.dir, table+".parquet")
	for _, statement := range []string{
		fmt.Sprintf("CREATE TABLE %s (%s)", table, strings.Join(defs, ", ")),
		fmt.Sprintf("INSERT INTO %s (%s) %s", table, columns, strings.Join(values, " UNION ALL ")),
		fmt.Sprintf("COPY %s TO '%s' (FORMAT parquet)", table, file),
	} {
		if _, err := l.mem.Exec(statement); err != nil {
			l.t.Fatalf("%v\n%s", err, statement)
		}
	}
	l.rows[table] = append(l.rows[table], transforms.TableSource{Source: source, Files: []string{file}})
}

// published is the file that build makes.
func (l *landed) published() string { return filepath.Join(l.dir, "published.duckdb") }

// build makes the published database as of a day.
func (l *landed) build(asOf string) *sql.DB {
	l.t.Helper()
	ctx, path := context.Background(), l.published()
	var tables []transforms.Table
	for _, typ := range all.Types() {
		for _, stream := range all.Streams(typ) {
			table := transforms.Table{Name: typ + "_" + stream.Name, Key: stream.Key, Version: stream.Version}
			for _, c := range stream.Columns {
				table.Columns = append(table.Columns, transforms.Column{Name: c.Name, Type: c.Type.DuckDB()})
			}
			table.Sources = l.rows[table.Name]
			tables = append(tables, table)
		}
	}
	for _, table := range ownTables() {
		table.Sources = l.rows[table.Name]
		tables = append(tables, table)
	}
	day := date(asOf)
	_, err := transforms.Build(ctx, transforms.Options{Path: path, WorkDir: l.dir, Tables: tables, Settings: transforms.Settings{
		AsOf: day, KnownAt: day.Add(30 * time.Hour), RunID: "R1", Company: "Northwind Cloud", Currency: "USD", Timezone: "UTC",
		FiscalYearStart: 1, Metrics: transforms.DefaultMetrics(), Segments: []transforms.Segment{{Name: "plan"}}, Alerts: l.alerts,
	}})
	if err != nil {
		l.t.Fatal(err)
	}
	db, err := transforms.OpenReadOnly(ctx, path)
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { _ = db.Close() })
	return db
}

// ownTables are those of the program's own record, empty.
func ownTables() []transforms.Table {
	var tables []transforms.Table
	for _, stream := range ledger.Streams() {
		table := transforms.Table{Name: ledger.Source + "_" + stream.Name, Key: stream.Key, Own: true}
		for _, c := range stream.Columns {
			table.Columns = append(table.Columns, transforms.Column{Name: c.Name, Type: c.Type.DuckDB()})
		}
		tables = append(tables, table)
	}
	return tables
}

func date(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}
