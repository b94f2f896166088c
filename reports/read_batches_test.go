package reports_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quarterdeck/reports"
)

// torn is a copy of a published database in which a column of customers is another
// expression of it.
func torn(t *testing.T, published, column, expression string) *sql.DB {
	t.Helper()
	return changed(t, published, `ALTER TABLE marts.customers RENAME TO whole_customers`,
		`CREATE VIEW marts.customers AS SELECT * REPLACE (`+expression+` AS `+column+`) FROM marts.whole_customers`)
}

// changed is a copy of a published database after some statements.
func changed(t *testing.T, published string, statements ...string) *sql.DB {
	t.Helper()
	raw, err := os.ReadFile(published)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "torn.duckdb")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%v\n%s", err, statement)
		}
	}
	return db
}

// checkTorn reads a database of which one customer cannot be read: the others are, and
// their reviews say what they would have said.
func checkTorn(t *testing.T, whole *sql.DB, published string) {
	db := torn(t, published, "attributes", `CASE WHEN customer_id = '200' THEN error('torn page') ELSE attributes END`)
	for _, size := range []int{0, 1, 2} {
		var told []string
		opts := reports.QBROptions{Batch: size, Failed: func(c reports.Customer, err error) {
			if !strings.Contains(err.Error(), "torn page") {
				t.Errorf("%s: %v, want the cause", c.ID, err)
			}
			told = append(told, c.ID+" "+c.Name)
		}}
		got := readAll(t, db, opts)
		if !slices.Equal(told, []string{"200 Beta"}) {
			t.Errorf("batches of %d: told of %q, want of 200 alone", size, told)
		}
		var want []*reports.QBR
		for _, q := range readAll(t, whole, reports.QBROptions{}) {
			if q.Customer.ID != "200" {
				want = append(want, q)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("batches of %d: read %d, want %d", size, len(got), len(want))
		}
		for i := range want {
			said, err := got[i].FactsHash()
			meant, err2 := want[i].FactsHash()
			if said != meant || err != nil || err2 != nil {
				t.Errorf("batches of %d: %s says something else: %v, %v", size, want[i].Customer.ID, err, err2)
			}
		}
	}
	err := reports.ReadQBRs(t.Context(), db, reports.QBROptions{Customers: []string{"200"}, Failed: func(c reports.Customer, _ error) {
		t.Errorf("told of %s, want an error: nobody could be read", c.ID)
	}}, func(*reports.QBR) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "torn page") {
		t.Errorf("nobody could be read: got %v", err)
	}
	if err := reports.ReadQBRs(t.Context(), db, reports.QBROptions{}, func(*reports.QBR) error { return nil }); err == nil {
		t.Error("nobody wants to be told: want an error")
	}
	stop := errors.New("stop")
	if err := reports.ReadQBRs(t.Context(), db, reports.QBROptions{Failed: func(reports.Customer, error) {}}, func(*reports.QBR) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("yield's error: %v", err)
	}

	none := torn(t, published, "paying", `CASE WHEN customer_id <> '200' THEN paying END`)
	var names, left []string
	err = reports.ReadCompanions(t.Context(), none, reports.QBROptions{Failed: func(c reports.Customer, _ error) { left = append(left, c.ID) }},
		func(c *reports.Companion) error { names = append(names, c.Customer.ID); return nil })
	if err != nil || !slices.Equal(names, []string{"100", "300"}) || !slices.Equal(left, []string{"200"}) {
		t.Errorf("companions of %q, without %q, %v", names, left, err)
	}
}
