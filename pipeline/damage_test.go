package pipeline

import (
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

// A bit is flipped, the end cut off or filled with zeros at 100 random places of the
// published file: no reader is given a number of it, each is told what to do.
func TestDamagedPublicationIsNotRead(t *testing.T) {
	b := newBench(t)
	if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
		t.Fatal(err)
	}
	current, err := b.Current()
	if err != nil {
		t.Fatal(err)
	}
	path := b.path("published", current.RunID+".duckdb")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewChaCha8(randomSeed()))
	for i := range 100 {
		data, at := slices.Clone(whole), random.IntN(len(whole)-1)
		switch i % 3 {
		case 0:
			data[at] ^= 1 << random.IntN(8)
		case 1:
			data = data[:at]
		case 2:
			data[len(data)-1] = 1 // so that it differs from what is to come
			clear(data[at:])
			if slices.Equal(data, whole) {
				continue
			}
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		b.proved = nil // as in a new process
		var damaged *DamagedError
		if db, err := b.OpenCurrent(t.Context()); !errors.As(err, &damaged) {
			t.Fatalf("damage %d at %d: got %v, %v", i%3, at, db, err)
		}
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := b.OpenCurrent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// The next run moves the damaged file to quarantine and makes it anew, whatever it is
// a run of; a file that is gone counts as damaged.
func TestDamagedPublicationIsMadeAnew(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"cut off": func(path string) error { return os.Truncate(path, 1) },
		"gone":    os.Remove,
	} {
		b := newBench(t)
		if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
			t.Fatal(err)
		}
		before, err := b.Current()
		if err != nil {
			t.Fatal(err)
		}
		if err := damage(b.path("published", before.RunID+".duckdb")); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Run(t.Context(), RunOptions{Job: "digest"}); err != nil {
			t.Fatal(err)
		}
		after, err := b.Current()
		if err != nil || after.RunID == before.RunID || after.AsOf != before.AsOf || !after.KnownAt.Equal(before.KnownAt) {
			t.Errorf("%s: got run %s of %s, %v, want that of %s made anew", name, after.RunID, after.AsOf, err, before.AsOf)
		}
		if _, err := os.Stat(b.path("quarantine", before.RunID+".duckdb")); (err == nil) != (name == "cut off") {
			t.Errorf("%s: quarantine: %v", name, err)
		}
	}
}
