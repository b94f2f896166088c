package pipeline

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jonboulle/clockwork"

	"quarterdeck/config"
)

// company is a company with files and nothing pretended: connector, lake, models
// and reports are the real ones. Its nights go by the clock.
type company struct {
	*bench
	dir    string
	files  map[string]string // table to CSV
	change []func(*config.Config)
}

func newCompany(t *testing.T, files map[string]string) *company {
	t.Helper()
	c := &company{dir: t.TempDir(), files: map[string]string{}}
	for table, text := range files {
		c.give(t, table, text)
	}
	c.open(t)
	return c
}

// give writes a table's file anew. Blanks before a line do not count.
func (c *company) give(t *testing.T, table, text string) {
	t.Helper()
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(text)) {
		lines = append(lines, strings.TrimSpace(line))
	}
	c.files[table] = strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(filepath.Join(c.dir, table+".csv"), []byte(c.files[table]), 0o600); err != nil {
		t.Fatal(err)
	}
}

// add appends lines to a table's file.
func (c *company) add(t *testing.T, table, text string) {
	t.Helper()
	c.give(t, table, c.files[table]+text)
}

// open opens the data folder as a new process does, with the changes made so far
// to the configuration.
func (c *company) open(t *testing.T, change ...func(*config.Config)) {
	t.Helper()
	c.change = append(c.change, change...)
	clock := clockwork.NewFakeClockAt(twoInTheMorning)
	if c.bench != nil {
		clock = c.clock
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	c.bench = benchIn(t, c.dir, newOutside(), clock, func(cfg *config.Config) {
		tables := map[string]config.Table{}
		for table := range c.files {
			tables[table] = config.Table{Path: filepath.Join(c.dir, table+".csv")}
		}
		cfg.Sources = []config.Source{{Name: "team", Type: "files", Tables: tables}}
		cfg.Segments = []config.Segment{{Name: "plan", Attribute: "plan"}}
		for _, f := range c.change {
			f(cfg)
		}
	})
	c.deps.Connectors = everyConnector{}
	c.stages = c.realStages()
}

// at sets the clock to two in the morning (in New York) after the day.
func (c *company) at(t *testing.T, asOf string) time.Time {
	t.Helper()
	day, err := time.Parse(time.DateOnly, asOf)
	if err != nil {
		t.Fatal(err)
	}
	c.clock.Advance(day.Add(31 * time.Hour).Sub(c.clock.Now()))
	return day
}

// night pulls and publishes as of the day, in the night after it.
func (c *company) night(t *testing.T, asOf string) TransformReport {
	t.Helper()
	day := c.at(t, asOf)
	if _, err := c.Pull(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	c.clock.Advance(time.Minute)
	report, err := c.Transform(t.Context(), TransformOptions{AsOf: day})
	if err != nil {
		t.Fatal(err)
	}
	c.clock.Advance(time.Minute)
	return report
}

// show asks the published marts; a row is its fields separated by a blank.
func (c *company) show(t *testing.T, query string) []string {
	t.Helper()
	db, err := c.OpenCurrent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return shown(t, db, query)
}

func shown(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ("+query+")")
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{}
	for rows.Next() {
		fields, into := make([]sql.NullString, len(names)), make([]any, len(names))
		for i := range fields {
			into[i] = &fields[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		words := make([]string, len(fields))
		for i, f := range fields {
			words[i] = "-"
			if f.Valid {
				words[i] = f.String
			}
		}
		lines = append(lines, strings.Join(words, " "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

func same(t *testing.T, what string, want, got []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
