package reports_test

import (
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/reports"
)

// TestClassesOfReviews holds every field against the list people keep.
func TestClassesOfReviews(t *testing.T) {
	classes, err := reports.Classes()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("testdata/customer_fields.txt")
	if err != nil {
		t.Fatal(err)
	}
	var fields, personal []string
	for field, class := range classes {
		fields = append(fields, field)
		if class == reports.Personal {
			personal = append(personal, field)
		}
	}
	slices.Sort(fields)
	if diff := cmp.Diff(strings.Fields(string(raw)), fields); diff != "" {
		t.Errorf("fields with a class (-list +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Support.Oldest.Subject"}, personal); diff != "" {
		t.Errorf("personal fields (-want +got):\n%s", diff)
	}
}

func TestInternalNames(t *testing.T) {
	for name, want := range map[string]bool{
		"pulse": true, "health_score": true, "health": true, "chance": true, "health_gate": true,
		"customer": false, "score": false, "n": false, "period": false, "nonsense": false,
	} {
		if got := reports.InternalName(name); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// TestPeopleAreNamedOnlyWithPermission reads a ticket that names a contact and an address.
func TestPeopleAreNamedOnlyWithPermission(t *testing.T) {
	w := world(t)
	w.build("2026-10-02")
	file, err := os.ReadFile(filepath.Join(w.dir, "published.duckdb"))
	if err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(t.TempDir(), "changed.duckdb")
	if err := os.WriteFile(changed, file, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", changed)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE core.tickets SET subject = 'LIND, bo and bo lind (bo.lind@acme.example): Bo Lindgren'`); err != nil {
		t.Fatal(err)
	}
	for allowed, want := range map[bool]string{
		false: "… and … (…): Bo Lindgren",
		true:  "LIND, bo and bo lind (bo.lind@acme.example): Bo Lindgren",
	} {
		opts := reports.QBROptions{Customers: []string{"100"}, Personal: func(string) bool { return allowed }}
		q := readAll(t, db, opts)[0]
		if q.Support == nil || len(q.Support.Oldest) == 0 || q.Support.Oldest[0].Subject != want {
			raw, _ := json.Marshal(q.Support)
			t.Errorf("allowed %v: want %q in %s", allowed, want, raw)
		}
	}
}
