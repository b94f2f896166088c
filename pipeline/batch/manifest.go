package batch

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// The files of a batch that describe it.
const (
	ManifestFile = "manifest.json"
	// JournalFile has a line per finished review of a batch that is under way.
	JournalFile = "unfinished.jsonl"
)

// Entry is a line of the journal: what a batch draws with, or a review it finished.
type Entry struct {
	Made   *Provenance `json:"made_with,omitempty"`
	Review *Review     `json:"review,omitempty"`
}

// Read reads what is known of a folder: its manifest and, where a batch broke off,
// what that one finished. An empty folder gives an empty manifest.
func Read(dir string) (Manifest, error) {
	var m Manifest
	data, err := os.ReadFile(filepath.Join(dir, ManifestFile))
	if err == nil {
		err = json.Unmarshal(data, &m)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return m, fmt.Errorf("read manifest of %s: %w", dir, err)
	}
	return m, m.readJournal(filepath.Join(dir, JournalFile))
}

// readJournal takes in the lines of a journal. The last may be cut off: what it
// would have said was not finished.
func (m *Manifest) readJournal(path string) (err error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read journal: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	lines := bufio.NewReader(file)
	at := map[string]int{}
	for i, r := range m.Reviews {
		at[r.CustomerID] = i
	}
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			m.order()
			return nil
		}
		if err != nil {
			return fmt.Errorf("read journal: %w", err)
		}
		var one Entry
		if err := json.Unmarshal(line, &one); err != nil {
			return fmt.Errorf("read journal %s: %w", path, err)
		}
		if one.Made != nil {
			m.Made = append(m.Made, *one.Made)
		}
		if one.Review == nil {
			continue
		}
		r := *one.Review
		r.Unsettled = true
		if i, known := at[r.CustomerID]; known {
			m.Reviews[i] = r
			continue
		}
		at[r.CustomerID] = len(m.Reviews)
		m.Reviews = append(m.Reviews, r)
	}
}

func (m *Manifest) order() {
	byCustomer := func(x, y Review) int { return cmp.Compare(x.CustomerID, y.CustomerID) }
	slices.SortFunc(m.Reviews, byCustomer)
	slices.SortFunc(m.Former, byCustomer)
}

// After is the manifest with what the one before it said of reviews this batch did
// not speak of: keep says of which they are due all the same. What was written and is
// no longer due stays known, because its files do.
func (m Manifest) After(earlier Manifest, keep func(Review) bool) Manifest {
	spoken := map[string]bool{}
	for _, r := range m.Reviews {
		spoken[r.CustomerID] = true
	}
	m.Reviews, m.Former = slices.Clone(m.Reviews), nil
	m.Made = append(m.Made, earlier.Made...)
	for _, old := range earlier.Reviews {
		switch {
		case spoken[old.CustomerID]:
		case keep(old):
			m.Reviews = append(m.Reviews, old)
		case len(old.Editions()) > 0:
			m.Former = append(m.Former, old)
		}
	}
	for _, old := range earlier.Former {
		if !spoken[old.CustomerID] {
			m.Former = append(m.Former, old)
		}
	}
	m.order()
	m.Made = m.used()
	return m
}

// used are the provenances that an edition has, each once.
func (m Manifest) used() []Provenance {
	type drawn struct{ run, look string }
	wanted := map[drawn]bool{}
	for _, all := range [][]Review{m.Reviews, m.Former} {
		for _, r := range all {
			for _, e := range r.Editions() {
				wanted[drawn{e.RunID, e.Look}] = true
			}
		}
	}
	used := []Provenance{}
	for _, p := range m.Made {
		if key := (drawn{p.RunID, p.Look}); wanted[key] {
			used = append(used, p)
			delete(wanted, key)
		}
	}
	slices.SortFunc(used, func(x, y Provenance) int { return cmp.Or(cmp.Compare(x.RunID, y.RunID), cmp.Compare(x.Look, y.Look)) })
	return used
}
