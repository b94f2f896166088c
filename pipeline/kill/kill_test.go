package kill

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors/simulator"
	"quarterdeck/transforms"
)

var kills = flag.Int("kills", 50, "how often to kill the program")

// TestKilledAtAnyInstant kills the real program many times, each at a random
// instant of a night, over as many nights as get done meanwhile. In the end the
// folder must hold what the same nights leave in one nobody disturbs.
func TestKilledAtAnyInstant(t *testing.T) {
	if testing.Short() {
		*kills = 5
	}
	program := buildProgram(t)
	night := time.Date(2026, 9, 24, 0, 0, 0, 0, time.UTC)
	hurt, whole := newNights(t, program, night), newNights(t, program, night)
	dice := rand.New(rand.NewPCG(7, 7))
	started := time.Now()
	whole.run(t)
	span := time.Since(started) // of a first night, undisturbed; later ones are shorter
	done := 0
	for killed := 0; killed < *kills; {
		if hurt.runAndKill(t, time.Duration(dice.Float64()*float64(span))) {
			done++
			hurt.asOf = hurt.asOf.AddDate(0, 0, 1)
		} else {
			killed++
		}
	}
	t.Logf("%d kills, %d nights got done meanwhile", *kills, done)
	hurt.run(t)
	for whole.asOf.Before(hurt.asOf) {
		whole.asOf = whole.asOf.AddDate(0, 0, 1)
		whole.run(t)
	}
	for _, table := range comparedTables(t, whole) {
		if diff := cmp.Diff(whole.rows(t, table), hurt.rows(t, table)); diff != "" {
			t.Errorf("%s differs (-undisturbed +killed):\n%.2000s", table, diff)
		}
	}
	hurt.checkPosts(t, done+1)
	hurt.checkRecord(t, night)
	for _, pattern := range []string{"data/lake/*/*/*/*.tmp", "data/published/*.tmp", "data/work/*"} {
		if left, _ := filepath.Glob(filepath.Join(hurt.dir, pattern)); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}

func buildProgram(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "quarterdeck")
	if out, err := exec.Command("go", "build", "-o", program, "../..").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return program
}

// nights is one demo folder and the night it is at.
type nights struct {
	program, dir string
	asOf         time.Time
}

func newNights(t *testing.T, program string, asOf time.Time) *nights {
	t.Helper()
	n := &nights{program: program, dir: t.TempDir(), asOf: asOf}
	world := []byte(`{"seed": 3, "customers": 14, "start": "2025-09-01"}`)
	if err := errors.Join(os.Mkdir(filepath.Join(n.dir, "team"), 0o750), os.WriteFile(filepath.Join(n.dir, "demo.json"), world, 0o600)); err != nil {
		t.Fatal(err)
	}
	return n
}

func (n *nights) command(ctx context.Context) (*exec.Cmd, *bytes.Buffer) {
	cmd := exec.CommandContext(ctx, n.program, "demo", "--dir", n.dir, "--as-of", n.asOf.Format(time.DateOnly))
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	return cmd, &out
}

// runAndKill sends SIGKILL after the delay, unless the program ended before.
func (n *nights) runAndKill(t *testing.T, delay time.Duration) (finished bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), delay)
	defer cancel()
	cmd, out := n.command(ctx)
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return true
	case ctx.Err() != nil && (!errors.As(err, &exit) || !exit.Exited()):
		return false
	}
	t.Fatalf("night of %s after kills: %v\n%s", n.asOf.Format(time.DateOnly), err, out)
	return false
}

func (n *nights) run(t *testing.T) {
	t.Helper()
	cmd, out := n.command(context.Background())
	if err := cmd.Run(); err != nil {
		t.Fatalf("night of %s: %v\n%s", n.asOf.Format(time.DateOnly), err, out)
	}
}

func (n *nights) open(t *testing.T) *sql.DB {
	t.Helper()
	current, err := os.ReadFile(filepath.Join(n.dir, "data/published/current"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := transforms.OpenReadOnly(context.Background(), filepath.Join(n.dir, "data/published", strings.TrimSpace(string(current))+".duckdb"))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// checkRecord: every night since the first is on record once and whole, however
// often it was killed, and nothing of it is said twice.
func (n *nights) checkRecord(t *testing.T, first time.Time) {
	t.Helper()
	want := int64(n.asOf.Sub(first).Hours()/24) + 1
	db := n.open(t)
	defer db.Close()
	for query, want := range map[string]int64{
		"SELECT count(DISTINCT as_of) FROM marts.scorecard_nights":                                                       want,
		"SELECT count(DISTINCT as_of) FROM marts.health_nights":                                                          want,
		"SELECT count(DISTINCT as_of) FROM marts.publications":                                                           want - 1, // those before
		"SELECT count(DISTINCT n) FROM (SELECT count(*) AS n FROM marts.scorecard_nights GROUP BY as_of)":                1,
		"SELECT count(*) FROM (SELECT 1 FROM marts.scorecard_nights GROUP BY as_of, kpi HAVING count(*) > 1)":            0,
		"SELECT count(*) FROM marts.definition_versions WHERE version > 1":                                               0,
		"SELECT count(*) FROM marts.restatements WHERE change <> late_data + new_mapping + later_facts + new_definition": 0,
	} {
		var got int64
		if err := db.QueryRow(query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: got %d, %v, want %d", query, got, err, want)
		}
	}
}

// comparedTables are all the facts and marts, without what tells when and in
// how many loads they came, and when nights were published.
func comparedTables(t *testing.T, n *nights) []string {
	t.Helper()
	db := n.open(t)
	defer db.Close()
	names := read(t, db, `SELECT table_schema || '.' || table_name FROM information_schema.tables
		WHERE table_schema IN ('core', 'marts') ORDER BY 1`)
	var tables []string
	for _, name := range names {
		if !slices.Contains([]string{"core.settings", "core.source_freshness", "core.load_history", "core.load_nulls", "marts.data_quality",
			"marts.definition_versions", "marts.publications", "marts.restatements"}, name) {
			tables = append(tables, name)
		}
	}
	if len(tables) < 30 {
		t.Fatalf("found only %d tables: %v", len(tables), tables)
	}
	return tables
}

// runID is the name of a run, which is another in every folder.
var runID = regexp.MustCompile(`\b01[0-9A-Z]{24}\b`)

// rows is a table as text, one line a row, in the order of the text.
func (n *nights) rows(t *testing.T, table string) []string {
	t.Helper()
	db := n.open(t)
	defer db.Close()
	lines := read(t, db, "SELECT * FROM "+table)
	for i, line := range lines {
		lines[i] = runID.ReplaceAllString(line, "RUN")
	}
	slices.Sort(lines)
	return lines
}

// read asks for rows, each as one line of its values.
func read(t *testing.T, db *sql.DB, query string) (lines []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(values))
		for i, value := range values {
			texts[i] = fmt.Sprint(value)
			if at, isTime := value.(time.Time); isTime { // loads end a few thousandths of a second apart
				texts[i] = at.UTC().Format(time.DateTime)
			}
		}
		lines = append(lines, strings.Join(texts, " | "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// checkPosts: every night that got done posted its digest once, and no night
// posted it twice.
func (n *nights) checkPosts(t *testing.T, atLeast int) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(n.dir, "slack-received.json"))
	if err != nil {
		t.Fatal(err)
	}
	var messages []simulator.Message
	if err := json.Unmarshal(data, &messages); err != nil {
		t.Fatal(err)
	}
	posts := map[string]int{}
	for _, m := range messages {
		var about struct {
			Payload struct{ Key string } `json:"event_payload"`
		}
		if err := json.Unmarshal(m.Metadata, &about); err == nil && m.ThreadTS == "" {
			posts[about.Payload.Key]++
		}
	}
	if len(posts) < atLeast {
		t.Errorf("%d digests posted in %d nights", len(posts), atLeast)
	}
	for key, times := range posts {
		if times != 1 {
			t.Errorf("%s was posted %d times", key, times)
		}
	}
}
