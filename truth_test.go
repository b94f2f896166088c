package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"math"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors/simulator"
	"quarterdeck/connectors/simulator/truth"
	"quarterdeck/connectors/simulator/world"
	"quarterdeck/pipeline"
)

// TestMartsEqualTheTruth pulls three worlds over HTTP and compares every mart
// with the simulator's own book-keeping, which knows no SQL and no wire format.
func TestMartsEqualTheTruth(t *testing.T) {
	cases := []truthCase{
		{seed: 1, customers: 60, start: "2024-06-01", asOf: "2026-11-21", fiscalStart: 1},
		{seed: 2, customers: 45, start: "2024-05-01", asOf: "2026-10-31", fiscalStart: 2, earlier: "2026-08-19"},
		{seed: 3, customers: 30, start: "2024-11-01", asOf: "2026-03-29", fiscalStart: 7, earlier: "2026-03-20"},
	}
	if testing.Short() {
		cases = cases[2:]
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("seed %d as of %s", c.seed, c.asOf), func(t *testing.T) { c.run(t) })
	}
}

func (c truthCase) run(t *testing.T) {
	book, db := c.compute(t)
	for _, table := range truthTables(book) {
		table = c.stack.named(table)
		t.Run(table.name, func(t *testing.T) { table.compare(t, db) })
	}
}

// truthCase is a world and a night of it.
type truthCase struct {
	seed                   uint64
	customers, fiscalStart int
	start, asOf            string
	// earlier is the as-of of a pull before, so that the night itself is an increment.
	earlier string
	// stack are the systems that stand in for the demo's.
	stack stack
}

// compute runs the pipeline for the night and opens the truth about it.
func (c truthCase) compute(t *testing.T) (*truth.Book, *sql.DB) {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	invented := world.New(world.Options{Seed: c.seed, Customers: c.customers, Start: date(t, c.start), Months: demoMonths})
	zone, err := time.LoadLocation(demoTimezone)
	if err != nil {
		t.Fatal(err)
	}
	now := nightAfter(t, cmp.Or(c.earlier, c.asOf), zone)
	systems := simulator.New(invented, simulator.Options{Now: func() time.Time { return now }, CRM: c.stack.crm()})
	server := httptest.NewServer(systems)
	t.Cleanup(server.Close)
	p := c.pipeline(t, dir, server.URL, systems, func() time.Time { return now })
	if c.earlier != "" {
		if _, err := p.Pull(ctx, nil); err != nil {
			t.Fatal(err)
		}
		now = nightAfter(t, c.asOf, zone)
		writeTeam(t, dir, systems)
		c.stack.writeEvents(t, dir, systems)
	}
	if _, err := p.Pull(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Transform(ctx, pipeline.TransformOptions{AsOf: date(t, c.asOf)}); err != nil {
		t.Fatal(err)
	}
	db, err := p.OpenCurrent(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return truth.Open(invented, truth.Settings{
		AsOf: date(t, c.asOf), Now: now, Zone: zone, FiscalYearStart: time.Month(c.fiscalStart),
		Attributes: []string{"plan", "industry", "region"}, Helpdesk: c.stack.helpdesk(), Tracked: c.stack.tracked(now),
		Bands: []truth.BandDimension{{Name: "size", Bands: []truth.Band{
			{Segment: "smb"}, {Segment: "mid", From: 1500e6}, {Segment: "enterprise", From: 6000e6},
		}}, {Name: "headcount", Property: "numberofemployees", Bands: []truth.Band{
			{Segment: "small"}, {Segment: "mid", From: 500e6}, {Segment: "large", From: 1500e6},
		}}},
	}), db
}

// pipeline sets a folder up as the demo does, with the case's fiscal year.
func (c truthCase) pipeline(t *testing.T, dir, base string, systems *simulator.Simulator, clock func() time.Time) *pipeline.Pipeline {
	t.Helper()
	tables := writeTeam(t, dir, systems)
	c.stack.writeEvents(t, dir, systems)
	path, err := writeDemoConfig(dir, base, c.start, tables)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(read(t, path), "fiscal_year_start: 1", fmt.Sprintf("fiscal_year_start: %d", c.fiscalStart), 1)
	text = strings.Replace(text, "region: region}", "region: region, employees: {field: numberofemployees, type: number}}", 1)
	text = strings.Replace(text, "segments:\n", "segments:\n  - {name: headcount, attribute: employees, bands: {small: 0, mid: 500, large: 1500}}\n", 1)
	text = c.stack.in(t, text, base, c.start)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(path, os.LookupEnv)
	if err != nil {
		t.Fatal(err)
	}
	a := &app{stdout: t.Output(), stderr: t.Output(), entropy: rand.Reader}
	p, err := a.openWith(cfg, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func writeTeam(t *testing.T, dir string, systems *simulator.Simulator) (tables []string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, "team"), 0o750); err != nil {
		t.Fatal(err)
	}
	for name, text := range systems.TeamFiles() {
		tables = append(tables, name)
		if err := replaceFile(filepath.Join(dir, "team", name+".csv"), text); err != nil {
			t.Fatal(err)
		}
	}
	return tables
}

func date(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// nightAfter is two in the morning after a business date.
func nightAfter(t *testing.T, asOf string, zone *time.Location) time.Time {
	d := date(t, asOf)
	return time.Date(d.Year(), d.Month(), d.Day()+1, 2, 0, 0, 0, zone)
}

// truthTable is a mart's columns, the first of which are its key, and its rows
// as the simulator knows them.
type truthTable struct {
	name    string
	keys    int
	columns []string
	rows    [][]any
	// where limits the mart to the rows the simulator keeps books of.
	where string
	// none tells that the systems say nothing of it, so that the mart is empty.
	none bool
}

// compare matches rows by key in both directions and values within the
// tolerances of the metric definitions: money to the cent, rates to 1e-6.
func (table truthTable) compare(t *testing.T, db *sql.DB) {
	statement := "SELECT " + strings.Join(table.columns, ", ") + " FROM marts." + table.name
	if table.where != "" {
		statement += " WHERE " + table.where
	}
	_, mart, err := readAll(context.Background(), db, statement)
	if err != nil {
		t.Fatal(err)
	}
	if len(table.rows) == 0 && !table.none {
		t.Fatal("the truth has no rows: the test would prove nothing")
	}
	found := map[string][]any{}
	for _, row := range mart {
		found[table.key(row)] = row
	}
	wrong := 0
	complain := func(format string, args ...any) {
		if wrong++; wrong <= 12 {
			t.Errorf(format, args...)
		}
	}
	for _, want := range table.rows {
		key := table.key(want)
		got, ok := found[key]
		if !ok {
			complain("%s is missing, want %s", key, table.show(want))
			continue
		}
		delete(found, key)
		for i := table.keys; i < len(want); i++ {
			if !same(got[i], want[i]) {
				complain("%s %s = %s, want %s", key, table.columns[i], cell(got[i]), cell(want[i]))
			}
		}
	}
	for key, row := range found {
		if !table.empty(row) {
			complain("%s is not in the truth: %s", key, table.show(row))
		}
	}
	t.Logf("%d rows compared, %d differences", len(table.rows), wrong)
}

func (table truthTable) key(row []any) string {
	parts := make([]string, table.keys)
	for i := range parts {
		parts[i] = cell(row[i])
	}
	return strings.Join(parts, "/")
}

func (table truthTable) show(row []any) string {
	var parts []string
	for i := table.keys; i < len(row); i++ {
		parts = append(parts, table.columns[i]+"="+cell(row[i]))
	}
	return strings.Join(parts, " ")
}

// empty rows hold nothing: the marts list every segment of every month, the
// truth only those where something is.
func (table truthTable) empty(row []any) bool {
	for _, value := range row[table.keys:] {
		if number, ok := numeric(value); ok && number != 0 {
			return false
		}
	}
	return true
}

func same(got, want any) bool {
	g, gotNumber := numeric(got)
	w, wantNumber := numeric(want)
	if !gotNumber || !wantNumber {
		return cell(got) == cell(want)
	}
	tolerance := 1e-6
	if _, money := want.(truth.Micros); money {
		tolerance = 0.005
	}
	return math.Abs(g-w) <= tolerance*max(1, math.Abs(w)/1e6)
}

func numeric(value any) (float64, bool) {
	switch v := value.(type) {
	case float64:
		return v, true
	case *float64:
		if v == nil {
			return 0, false
		}
		return *v, true
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case truth.Micros:
		return v.Float(), true
	case interface{ Float64() float64 }:
		return v.Float64(), true
	}
	return 0, false
}

// cell is a value as text; whatever is not there is empty.
func cell(value any) string {
	switch v := value.(type) {
	case *float64:
		if v == nil {
			return ""
		}
		return fmt.Sprint(*v)
	case time.Time:
		return v.Format(time.DateOnly)
	}
	return text(value)
}
