package lake

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quarterdeck/connectors"
)

func TestVerifyFindsDamage(t *testing.T) {
	tests := map[string]struct {
		damage func(path string) error
		want   string
	}{
		"one flipped bit": {func(path string) error {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			data[len(data)/2] ^= 1
			return os.WriteFile(path, data, 0o600)
		}, "sha256"},
		"truncated": {func(path string) error { return os.Truncate(path, 100) }, "has 100 bytes"},
		"missing":   {os.Remove, "missing"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			l := openLake(t, t.TempDir(), &clock{epoch})
			writeLoad(t, l, connectors.Full, 0, 50, "1")
			hurt := l.Files(writeLoad(t, l, connectors.Increment, 50, 50, "2"))[0]
			loads, err := l.Loads("crm", "companies", time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			if err := l.Verify(t.Context(), loads); err != nil {
				t.Fatalf("before the damage: %v", err)
			}
			if err := test.damage(hurt); err != nil {
				t.Fatal(err)
			}
			var damaged *DamagedPartError
			err = l.Verify(t.Context(), loads)
			if !errors.As(err, &damaged) || damaged.Path != hurt || !strings.Contains(damaged.Reason, test.want) {
				t.Errorf("got %v, want damage of %s (%s)", err, hurt, test.want)
			}
		})
	}
}

// No flipped bit in a manifest goes unseen, and none makes the reader panic.
func TestEveryFlippedBitOfAManifestIsSeen(t *testing.T) {
	l := openLake(t, t.TempDir(), &clock{epoch})
	m := writeLoad(t, l, connectors.Full, 0, 2, `{"at": 1}`)
	path := filepath.Join(filepath.Dir(l.Files(m)[0]), "manifest.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range data {
		for bit := range 8 {
			hurt := append([]byte(nil), data...)
			hurt[i] ^= 1 << bit
			got, err := ParseManifest(hurt)
			// Case in keys and white space between them carry no meaning.
			if err == nil && (got.LoadID != m.LoadID || !equalJSON(got.Cursor, m.Cursor) || got.Checksum != m.Checksum) {
				t.Fatalf("bit %d of byte %d (%q) changed the manifest unseen", bit, i, data[max(0, i-10):min(len(data), i+10)])
			}
		}
	}
	if err := os.WriteFile(path, data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	var broken *ManifestError
	if _, err := l.Newest("crm", "companies"); !errors.As(err, &broken) || broken.Path != path {
		t.Errorf("got %v, want a ManifestError of %s", err, path)
	}
	if _, err := l.Begin("crm", companies()); err == nil {
		t.Error("a load began behind a manifest nobody can read")
	}
}

func TestParseManifestRefuses(t *testing.T) {
	valid := func() Manifest {
		columns := []Column{{"id", "BIGINT"}}
		return Manifest{FormatVersion: 1, Source: "crm", Stream: "companies", LoadID: "01KAJ000000000000000000000",
			StartedAt: epoch, FinishedAt: epoch, Mode: connectors.Full, Columns: columns, SchemaHash: schemaHash(nil, "", columns)}
	}
	tests := map[string]struct {
		change func(*Manifest)
		want   string
	}{
		"newer format":    {func(m *Manifest) { m.FormatVersion = 3 }, "newer quarterdeck"},
		"no format":       {func(m *Manifest) { m.FormatVersion = 0 }, "format version is 0"},
		"escaping source": {func(m *Manifest) { m.Source = "../x" }, "name"},
		"no load id":      {func(m *Manifest) { m.LoadID = "x" }, "no ULID"},
		"backwards":       {func(m *Manifest) { m.FinishedAt = epoch.Add(-1) }, "it ran from"},
		"unknown mode":    {func(m *Manifest) { m.Mode = "some" }, "neither full nor increment"},
		"columns":         {func(m *Manifest) { m.Columns = nil }, "schema hash"},
		"rows":            {func(m *Manifest) { m.Rows = 3 }, "0 rows, the load 3"},
		"version too old": {func(m *Manifest) { m.Open = true }, "format version is 1, want 2"},
		"version too new": {func(m *Manifest) { m.FormatVersion = 2 }, "format version is 2, want 1"},
		"negative":        {func(m *Manifest) { m.FormatVersion, m.Rejected = 2, -1 }, "less than nothing"},
		"open and ended":  {func(m *Manifest) { m.FormatVersion, m.Open, m.Unfinished = 2, true, "quota" }, "both a checkpoint"},
		"half a compaction": {func(m *Manifest) { m.FormatVersion, m.Mode, m.Compacts = 2, connectors.Increment, &Compaction{} },
			"not a whole one"},
		"compaction of later loads": {func(m *Manifest) {
			m.FormatVersion, m.Compacts = 2, &Compaction{First: m.LoadID, Last: m.LoadID, Loads: 1}
		}, "made of 1 loads"},
		"part name": {func(m *Manifest) { m.Parts = []Part{{Name: "../../etc"}} }, "is called"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m := valid()
			test.change(&m)
			data, err := m.encode()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := ParseManifest(data); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
	m := valid()
	data, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseManifest(data); err != nil {
		t.Errorf("the valid one: %v", err)
	}
	if _, err := ParseManifest(append(data, '{')); err == nil {
		t.Error("trailing text was accepted")
	}
}

func FuzzParseManifest(f *testing.F) {
	golden, err := os.ReadFile(filepath.Join("testdata", "manifest.golden.json"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(golden)
	f.Add([]byte(`{"format_version":1}`))
	f.Add([]byte(`{"format_version":1,"cursor":null,"parts":[{"name":"part-00000.parquet"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := ParseManifest(data)
		if err != nil {
			return
		}
		again, err := m.encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseManifest(again); err != nil {
			t.Errorf("what was accepted once is refused when written again: %v", err)
		}
	})
}

func TestSweepKeepsWhatExists(t *testing.T) {
	dir := t.TempDir()
	l := openLake(t, dir, &clock{epoch})
	writeLoad(t, l, connectors.Full, 0, 5, "1")
	w, err := l.Begin("crm", companies())
	if err != nil {
		t.Fatal(err)
	}
	rec := batch(w, 5, 5)
	defer rec.Release()
	if err := w.Append(rec); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "crm", "companies", "notes"), 0o750); err != nil {
		t.Fatal(err)
	}
	removed, err := openLake(t, dir, &clock{epoch}).Sweep()
	if err != nil || len(removed) != 1 || removed[0] != "crm/companies/load="+w.ID() {
		t.Errorf("got %v, %v, want the unfinished load alone", removed, err)
	}
	if got := stateOf(t, l); got != "1: 5 rows" {
		t.Errorf("got %q", got)
	}
	if _, err := os.Stat(filepath.Join(dir, "crm", "companies", "notes")); err != nil {
		t.Errorf("a folder that is no load was removed: %v", err)
	}
}
