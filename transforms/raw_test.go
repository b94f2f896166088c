package transforms

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// rawThings is a small landed table with a version column.
func rawThings(version string) Table {
	return Table{Name: "hubspot_things", Key: []string{"id"}, Version: version, Columns: columns("id VARCHAR, name VARCHAR, amount DECIMAL(18,6), changed TIMESTAMP")}
}

// load reads files into raw and returns the database.
func load(t *testing.T, table Table) (*database, error) {
	t.Helper()
	opts := Options{WorkDir: t.TempDir(), Threads: 1}
	db, err := openDatabase(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	_, err = db.loadRaw(t.Context(), table, true)
	return db, err
}

func parquetOf(t *testing.T, table Table, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name+".parquet")
	rows := textRows(text)
	writeParquet(t, path, table, rows[0], rows[1:], 0)
	return path
}

func TestNewestVersionWins(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]string{
		"":        "a new-load\nb only\nd back\ne twice-2",
		"changed": "a newer\nb only\nd back\ne twice-2",
	} {
		t.Run(orDefault(version, "later load"), func(t *testing.T) {
			table := rawThings(version)
			table.Sources = []TableSource{{Source: "crm", Files: []string{
				parquetOf(t, table, "full", `
					id  name      changed                _load_id  _seq  _deleted
					a   newer     '2026-01-05 00:00:00'  01A       0     false
					b   only      -                      01A       1     false
					c   gone      '2026-01-01 00:00:00'  01A       2     false
					d   hidden    '2026-01-01 00:00:00'  01A       3     false
					e   twice-1   '2026-01-01 00:00:00'  01A       4     false
					e   twice-2   '2026-01-01 00:00:00'  01A       5     false`),
				parquetOf(t, table, "increment", `
					id  name      changed                _load_id  _seq  _deleted
					a   new-load  '2026-01-04 00:00:00'  01B       0     false
					c   -         '2026-01-02 00:00:00'  01B       1     true
					d   -         '2026-01-02 00:00:00'  01B       2     true`),
				parquetOf(t, table, "increment2", `
					id  name      changed                _load_id  _seq  _deleted
					d   back      '2026-01-03 00:00:00'  01C       0     false`),
			}}}
			db, err := load(t, table)
			if err != nil {
				t.Fatal(err)
			}
			diff(t, show(t, db.conn, "SELECT id, name FROM raw.hubspot_things ORDER BY id"), lines(want))
			diff(t, show(t, db.conn, "SELECT id, name FROM raw.hubspot_things_gone ORDER BY id"), []string{"c  gone"})
			deleted := map[string]string{"": "2026-01-31 12:00:00", "changed": "2026-01-02 00:00:00"}[version]
			diff(t, show(t, db.conn, "SELECT _gone_at FROM raw.hubspot_things_gone"), []string{deleted})
		})
	}
}

// TestRedeliveryChangesNothing: versions of forty keys, delivered several times
// in any order and split over loads, always leave the newest of each.
func TestRedeliveryChangesNothing(t *testing.T) {
	t.Parallel()
	table := rawThings("changed")
	r := rand.New(rand.NewPCG(7, 7))
	var want []string
	var versions []string
	for k := range 40 {
		n := 1 + r.IntN(4)
		for v := range n {
			versions = append(versions, fmt.Sprintf("k%02d v%d '2026-01-%02d 00:00:00'", k, v, v+1))
		}
		want = append(want, fmt.Sprintf("k%02d  v%d", k, n-1))
	}
	for range 5 {
		var files []string
		for load := range 3 {
			r.Shuffle(len(versions), func(i, j int) { versions[i], versions[j] = versions[j], versions[i] })
			part := versions
			if load > 0 {
				part = versions[:len(versions)/2]
			}
			text := "id name changed _load_id _seq\n"
			for n, v := range part {
				text += fmt.Sprintf("%s 0%d %d\n", v, load, n)
			}
			files = append(files, parquetOf(t, table, "part", text))
		}
		table.Sources = []TableSource{{Source: "crm", Files: files}}
		db, err := load(t, table)
		if err != nil {
			t.Fatal(err)
		}
		diff(t, show(t, db.conn, "SELECT id, name FROM raw.hubspot_things ORDER BY id"), want)
	}
}

func TestOneIDInTwoSourcesIsTwoRows(t *testing.T) {
	t.Parallel()
	table := rawThings("")
	file := parquetOf(t, table, "a", "id name\na x")
	table.Sources = []TableSource{{Source: "crm", Files: []string{file}}, {Source: "crm2", Files: []string{file}}}
	db, err := load(t, table)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, show(t, db.conn, "SELECT _source, id FROM raw.hubspot_things ORDER BY 1"), lines("crm a\ncrm2 a"))
}

// TestColumnsComeAndGo: a column older files lack is null, one nobody declares any
// more lies in _extra, and a text column declared as a number is converted.
func TestColumnsComeAndGo(t *testing.T) {
	t.Parallel()
	old := Table{Name: "hubspot_things", Key: []string{"id"}, Columns: columns("id VARCHAR, amount VARCHAR, dropped VARCHAR")}
	table := rawThings("")
	table.Sources = []TableSource{{Source: "crm", Files: []string{
		parquetOf(t, old, "old", "id amount dropped _load_id\na 1.5 x 01A"),
		parquetOf(t, old, "new", "id amount _load_id\nb - 01B"),
	}}}
	db, err := load(t, table)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, show(t, db.conn, "SELECT id, name, amount, _extra FROM raw.hubspot_things ORDER BY id"), lines("a - 1.500000 '{\"dropped\":\"x\"}'\nb - - -"))
}

func TestTableNobodyGivesIsEmpty(t *testing.T) {
	t.Parallel()
	db, err := load(t, rawThings(""))
	if err != nil {
		t.Fatal(err)
	}
	diff(t, show(t, db.conn, "SELECT count(*), max(amount), max(_load_id), max(_extra) FROM raw.hubspot_things"), lines("0 - - -"))
}

func TestDamagedParquetIsNamed(t *testing.T) {
	t.Parallel()
	table := rawThings("")
	good := parquetOf(t, table, "good", "id name\na x")
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad.parquet")
	if err := os.WriteFile(bad, content[:len(content)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	table.Sources = []TableSource{{Source: "crm", Stream: "things", Files: []string{good, bad}}}
	if _, err := load(t, table); err == nil || !strings.Contains(err.Error(), "read things of source crm: file "+bad) {
		t.Errorf("got %v, want the name of %s", err, bad)
	}
	table.Sources[0].Files = []string{good, filepath.Join(filepath.Dir(bad), "missing.parquet")}
	if _, err := load(t, table); err == nil || !strings.Contains(err.Error(), "missing.parquet") {
		t.Errorf("got %v, want the missing file's name", err)
	}
}

// TestModelsReachNoFile: SQL of a user cannot read, write or fetch anything, nor
// undo the lock.
func TestModelsReachNoFile(t *testing.T) {
	t.Parallel()
	secret := filepath.Join(t.TempDir(), "secret.csv")
	if err := os.WriteFile(secret, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := &billing{}
	b.customer("cus_A", "", "")
	opts := (world{landed: b.tables()}).options(t)
	escape := func(query string) error {
		opts.Overrides = fstest.MapFS{"core/goals.sql": {Data: []byte("-- grain: g\n-- key: x\n" + query)}}
		plan, err := newPlan(opts)
		if err != nil {
			t.Fatal(err)
		}
		plan.models, plan.catalog.checks = []*model{plan.catalog.models["core.goals"]}, nil
		inMemory := opts
		inMemory.Path = ""
		db, err := openDatabase(t.Context(), inMemory)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		return (&builder{db: db, opts: inMemory, plan: plan, report: &Report{}}).run(t.Context())
	}
	if err := escape("SELECT 1 AS x"); err != nil {
		t.Fatalf("a harmless model failed: %v", err)
	}
	for _, query := range []string{
		"SELECT a AS x FROM read_csv(" + literal(secret) + ")",
		"SELECT content AS x FROM read_text('/etc/passwd')",
		"SELECT file AS x FROM glob('/etc/*')",
		"SELECT * FROM '" + secret + "' AS t(x)",
		"SELECT a AS x FROM read_csv(" + literal(opts.WorkDir+"/duckdb_tmp/../../"+filepath.Base(secret)) + ")",
		"SELECT 1 AS x FROM read_csv('https://example.com/x.csv')",
		"SELECT getenv('HOME') AS x",
		"SELECT 1 AS x) ORDER BY x; COPY (SELECT 1) TO " + literal(secret+".out") + "; SELECT * FROM (SELECT 1 AS x",
		"SELECT 1 AS x) ORDER BY x; SET lock_configuration = false; SELECT * FROM (SELECT 1 AS x",
		"SELECT 1 AS x) ORDER BY x; ATTACH " + literal(secret+".db") + " AS away; SELECT * FROM (SELECT 1 AS x",
	} {
		if err := escape(query); err == nil {
			t.Errorf("not refused: %s", query)
		}
	}
	if _, err := os.Stat(secret + ".out"); err == nil {
		t.Error("a model wrote a file")
	}
}
