package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"quarterdeck/pipeline/batch"
)

// journalFile notes each finished review of a batch, a line each, until the
// manifest tells of all.
type journalFile struct {
	file *os.File
	err  error
}

// openJournal opens the journal of a folder, to go on where a former one ends: after
// its last whole line.
func openJournal(name string) (*journalFile, error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	before, err := os.ReadFile(name)
	if err := ignoreMissing(err); err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o640)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	if err := file.Truncate(int64(bytes.LastIndexByte(before, '\n') + 1)); err != nil {
		return nil, fmt.Errorf("open journal: %w", errors.Join(err, file.Close()))
	}
	return &journalFile{file: file}, nil
}

// note adds a line. What goes wrong is told by close: a batch goes on without.
func (j *journalFile) note(e batch.Entry) {
	line, err := json.Marshal(e)
	if err == nil {
		_, err = j.file.Write(append(line, '\n'))
	}
	j.err = errors.Join(j.err, err)
}

func (j *journalFile) close() error {
	if err := errors.Join(j.err, j.file.Close()); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return nil
}

// remove takes the journal away once the manifest says the same.
func (j *journalFile) remove() error {
	if err := ignoreMissing(os.Remove(j.file.Name())); err != nil {
		return fmt.Errorf("remove journal: %w", err)
	}
	return nil
}
