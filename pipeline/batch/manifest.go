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
		var r Review
		if err := json.Unmarshal(line, &r); err != nil {
			return fmt.Errorf("read journal %s: %w", path, err)
		}
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
	return m
}
