package reports_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"quarterdeck/connectors/all"
	"quarterdeck/reports"
	"quarterdeck/transforms"
)

// The queries read the marts the models really make, not only those of the
// fixture: on a lake without a row the digest is empty and nobody is called.
func TestReadDigestOfTheRealMarts(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	asOf := time.Date(2026, time.March, 9, 0, 0, 0, 0, time.UTC)
	path := filepath.Join(dir, "night.duckdb")
	var tables []transforms.Table
	for _, typ := range all.Types() {
		for _, stream := range all.Streams(typ) {
			table := transforms.Table{Name: typ + "_" + stream.Name, Key: stream.Key, Version: stream.Version}
			for _, c := range stream.Columns {
				table.Columns = append(table.Columns, transforms.Column{Name: c.Name, Type: c.Type.DuckDB()})
			}
			tables = append(tables, table)
		}
	}
	tables = append(tables, ownTables()...)
	_, err := transforms.Build(ctx, transforms.Options{Path: path, WorkDir: dir, Tables: tables, Settings: transforms.Settings{
		AsOf: asOf, KnownAt: asOf.AddDate(0, 0, 1), RunID: "R1", Company: "Northwind", Currency: "USD", Timezone: "UTC", FiscalYearStart: 1,
	}})
	if err != nil {
		t.Fatal(err)
	}
	db, err := transforms.OpenReadOnly(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	d, err := reports.ReadDigest(ctx, db, reports.DigestOptions{Company: "Northwind", Currency: "USD", AsOf: asOf, RunID: "R1"})
	if err != nil {
		t.Fatal(err)
	}
	if d.Checks.Total == 0 {
		t.Error("the models' checks are not in the digest")
	}
	if n := len(d.Decisions) + len(d.Worse) + len(d.Better) + len(d.Expansion) + len(d.Sources); n != 0 {
		t.Errorf("got %d facts about customers of an empty lake", n)
	}
}
