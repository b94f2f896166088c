package batch

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func edition(version int, run string) Edition {
	return Edition{RunID: run, Version: version, File: fmt.Sprintf("QBR_v%d.pdf", version), SHA256: run, Look: "look"}
}

// write puts a manifest and lines of a journal into a folder.
func write(t *testing.T, dir string, m Manifest, journal string) {
	t.Helper()
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{ManifestFile: string(data), JournalFile: journal} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// What a broken batch finished counts, up to the line it was cut off in.
func TestReadTakesInTheJournal(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, Manifest{Quarter: "2026Q3", Reviews: []Review{{CustomerID: "a", State: Held}, {CustomerID: "c", State: Written, Edition: edition(1, "R1")}}},
		`{"made_with":{"run_id":"R2","look":"look"}}
{"review":{"customer_id":"b","state":"written","version":1,"file":"b.pdf","run_id":"R2"}}
{"review":{"customer_id":"a","state":"written","version":1,"file":"a.pdf","run_id":"R2"}}
{"review":{"customer_id":"c","state":"wri`)
	m, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range m.Reviews {
		got = append(got, fmt.Sprint(r.CustomerID, " ", r.State, " ", r.RunID, " ", r.Unsettled))
	}
	if diff := cmp.Diff([]string{"a written R2 true", "b written R2 true", "c written R1 false"}, got); diff != "" || len(m.Made) != 1 {
		t.Errorf("reviews (-want +got):\n%s, made with %+v", diff, m.Made)
	}
	if empty, err := Read(t.TempDir()); err != nil || empty.Reviews != nil || empty.Complete() {
		t.Errorf("an empty folder: got %+v, %v", empty, err)
	}
}

func TestDamagedManifestIsAnError(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, Manifest{}, "no json\n")
	if _, err := Read(dir); err == nil || !strings.Contains(err.Error(), "read journal") {
		t.Errorf("journal: got %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, ManifestFile), []byte(`{"reviews": [`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(dir); err == nil || !strings.Contains(err.Error(), "read manifest") {
		t.Errorf("manifest: got %v", err)
	}
}

// A batch of some customers keeps what was known of the others; a whole one keeps of
// those no longer due that their files exist, and what those were made with.
func TestManifestAfterAnother(t *testing.T) {
	earlier := Manifest{Made: []Provenance{{RunID: "R1", Look: "look"}, {RunID: "R0", Look: "look"}},
		Reviews: []Review{
			{CustomerID: "a", State: Written, Edition: edition(1, "R1")},
			{CustomerID: "b", State: Held, Older: []Edition{edition(1, "R0")}},
			{CustomerID: "c", State: Held},
		},
		Former: []Review{{CustomerID: "d", State: Written, Edition: edition(3, "R1")}, {CustomerID: "e", State: Written, Edition: edition(1, "R1")}},
	}
	now := Manifest{Made: []Provenance{{RunID: "R2", Look: "look"}}, Reviews: []Review{{CustomerID: "d", State: Written, Edition: edition(4, "R2"), Older: []Edition{edition(3, "R1")}}}}
	for name, c := range map[string]struct {
		keep                func(Review) bool
		reviews, former, of string
	}{
		"some":  {func(Review) bool { return true }, "abcd", "e", "R0R1R2"},
		"whole": {func(Review) bool { return false }, "d", "abe", "R0R1R2"},
	} {
		m := now.After(earlier, c.keep)
		reviews, former, of := "", "", ""
		for _, r := range m.Reviews {
			reviews += r.CustomerID
		}
		for _, r := range m.Former {
			former += r.CustomerID
		}
		for _, p := range m.Made {
			of += p.RunID
		}
		if reviews != c.reviews || former != c.former || of != c.of {
			t.Errorf("%s: got %s, former %s, made with %s, want %+v", name, reviews, former, of, c)
		}
	}
}

// Nobody waits for what stays internal.
func TestCompleteCountsOnlyWhatIsDue(t *testing.T) {
	m := Manifest{Reviews: []Review{{State: Written}, {State: Internal}}}
	if !m.Complete() || m.Due() != 1 {
		t.Errorf("got %d due, complete %v", m.Due(), m.Complete())
	}
	m.Reviews = append(m.Reviews, Review{State: Held})
	if m.Complete() || m.Due() != 2 {
		t.Errorf("with one held: got %d due, complete %v", m.Due(), m.Complete())
	}
	if (Manifest{Reviews: []Review{{State: Internal}}}).Complete() {
		t.Error("a batch in which nothing was due is not complete: the next night may find somebody")
	}
}
