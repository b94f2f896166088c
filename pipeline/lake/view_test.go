package lake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
)

// history writes loads given as words: F or I for the mode, then "open" or
// "quota", and the number of rows. Each is a day after the one before.
func history(t *testing.T, l *Lake, c *clock, words string) []*Manifest {
	t.Helper()
	var made []*Manifest
	for i, word := range strings.Fields(words) {
		c.at = epoch.AddDate(0, 0, i)
		parts := strings.Split(word, ":")
		mode := connectors.Increment
		if parts[0] == "F" {
			mode = connectors.Full
		}
		w, err := l.Begin("crm", companies())
		if err != nil {
			t.Fatal(err)
		}
		var rows int
		if _, err := fmt.Sscan(parts[len(parts)-1], &rows); err != nil {
			t.Fatal(err)
		}
		rec := batch(w, 100*i, rows)
		if err := w.Append(rec); err != nil {
			t.Fatal(err)
		}
		rec.Release()
		result := connectors.Result{Cursor: json.RawMessage(fmt.Sprint(i)), Mode: mode}
		commit := w.Commit
		switch parts[1] {
		case "open":
			commit = w.Checkpoint
		case "quota":
			result.Unfinished = "quota"
		}
		m, err := commit(result)
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, m)
	}
	return made
}

// Which loads are read, which wait, and how many rows the full pull before had.
func TestView(t *testing.T) {
	tests := map[string]struct {
		history       string
		read, pending string // load numbers
		incomplete    bool
		before        int64
	}{
		"one full pull":                      {"F:x:3", "0", "", false, 0},
		"a full pull in three loads":         {"F:x:3 F:open:1 I:open:1 I:x:1", "1 2 3", "", false, 3},
		"its end is not there":               {"F:x:3 I:x:1 F:open:1 I:open:1", "0 1", "2 3", false, 0},
		"with an empty end":                  {"F:x:3 F:open:1 I:x:0", "1 2", "", false, 3},
		"increments after it":                {"F:open:2 I:x:2 I:open:1 I:x:1 F:x:5", "4", "", false, 4},
		"an increment's end is not there":    {"F:x:3 I:open:1", "0 1", "", false, 0},
		"nothing else is there":              {"F:open:1 I:open:1", "0 1", "", true, 0},
		"two that broke off":                 {"F:open:1 I:open:1 F:open:2", "2", "", true, 0},
		"one that broke off between two":     {"F:x:3 F:open:1 F:x:4 I:x:1", "2 3", "", false, 3},
		"a quota that ran out":               {"F:x:3 F:quota:1 I:quota:1", "0", "1 2", false, 0},
		"a quota made up for":                {"F:x:3 F:quota:1 I:quota:1 I:x:0", "1 2 3", "", false, 3},
		"a quota in an increment":            {"F:x:3 I:quota:1", "0 1", "", false, 0},
		"only increments":                    {"I:x:1 I:open:2", "0 1", "", false, 0},
		"increments, then an unfinished one": {"I:x:1 F:open:2", "0", "1", false, 0},
		"an open increment, then a full one": {"I:open:1 F:open:2", "1", "", true, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := &clock{epoch}
			l := openLake(t, t.TempDir(), c)
			made := history(t, l, c, test.history)
			view, err := l.View("crm", "companies", time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			numbers := func(loads []*Manifest) string {
				var words []string
				for _, m := range loads {
					words = append(words, string(m.Cursor))
				}
				return strings.Join(words, " ")
			}
			got := []string{numbers(view.Loads), numbers(view.Pending)}
			if diff := cmp.Diff([]string{test.read, test.pending}, got); diff != "" {
				t.Errorf("read and pending (-want +got):\n%s", diff)
			}
			if view.Complete() == test.incomplete {
				t.Errorf("complete is %v", view.Complete())
			}
			if before, err := l.RowsBefore(view); err != nil || before != test.before {
				t.Errorf("the full pull before had %d rows, %v, want %d", before, err, test.before)
			}
			newest, err := l.Newest("crm", "companies")
			if err != nil || newest.LoadID != made[len(made)-1].LoadID || view.Newest().LoadID != newest.LoadID {
				t.Errorf("the newest load is %v, %v", newest, err)
			}
		})
	}
}

// At every instant of a history of full pulls in parts, what is read is what was whole then.
func TestViewKnownAt(t *testing.T) {
	c := &clock{epoch}
	l := openLake(t, t.TempDir(), c)
	history(t, l, c, "F:open:1 I:x:1 F:open:1 I:open:1 I:x:1 I:x:1 F:x:1")
	for day, want := range []string{"0", "0 1", "0 1", "0 1", "2 3 4", "2 3 4 5", "6"} {
		loads, err := l.Loads("crm", "companies", epoch.AddDate(0, 0, day))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range loads {
			got = append(got, string(m.Cursor))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("known at day %d: got loads %v, want %s", day, got, want)
		}
	}
}

// A manifest an older program wrote is read, and written again it is the same.
func TestManifestOfAnOlderProgram(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "manifest.v1.json"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := ParseManifest(data)
	if err != nil {
		t.Fatal(err)
	}
	if m.Stream != "responses" || m.Rows != 1632 || m.Rejected != 0 || m.Live != nil || m.Open || !m.closes() {
		t.Errorf("got %+v", m)
	}
	again, err := m.encode()
	if err != nil || !bytes.Equal(again, data) {
		t.Errorf("written again it is another: %v\n%s", err, again)
	}
}

// What only newer programs understand is marked so, and comes back.
func TestManifestOfACheckpoint(t *testing.T) {
	l := openLake(t, t.TempDir(), &clock{epoch})
	w, err := l.Begin("crm", companies())
	if err != nil {
		t.Fatal(err)
	}
	live := int64(12)
	if _, err := w.Checkpoint(connectors.Result{Mode: connectors.Full, Rejected: 2, Live: &live}); err != nil {
		t.Fatal(err)
	}
	m, err := l.Newest("crm", "companies")
	if err != nil {
		t.Fatal(err)
	}
	if m.FormatVersion != 2 || !m.Open || m.Rejected != 2 || *m.Live != 12 || m.closes() {
		t.Errorf("got %+v", m)
	}
}
