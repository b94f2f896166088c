package pipeline

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// tempPrefix begins the names of files being written.
const tempPrefix = ".new-"

// sweepFiles removes the files a crash left half-written. The work folder is
// cleared by the next transform: a database that a check held back lies in it.
func (p *Pipeline) sweepFiles() error {
	var left []string
	for _, pattern := range [][]string{{"published", tempPrefix + "*"}, {"reports", "*", tempPrefix + "*"}, {"reports", "*", "*", tempPrefix + "*"}} {
		found, err := filepath.Glob(p.path(pattern...))
		if err != nil {
			return fmt.Errorf("sweep data folder: %w", err)
		}
		left = append(left, found...)
	}
	for _, name := range left {
		if err := ignoreMissing(os.Remove(name)); err != nil {
			return fmt.Errorf("sweep data folder: %w", err)
		}
	}
	return p.makeWork()
}

// makeWork makes the folder for what is there only for a while.
func (p *Pipeline) makeWork() error {
	if err := os.MkdirAll(p.path("work"), 0o750); err != nil {
		return fmt.Errorf("make work folder: %w", err)
	}
	return nil
}

// clearWork empties the work folder.
func (p *Pipeline) clearWork() error {
	if err := os.RemoveAll(p.path("work")); err != nil {
		return fmt.Errorf("clear work folder: %w", err)
	}
	return p.makeWork()
}

// writeFile puts a file in place whole or not at all, and makes it durable.
func writeFile(path string, data []byte) error {
	err := putFile(path, func(file *os.File) error {
		_, err := file.Write(data)
		return errors.Join(err, file.Sync())
	})
	if err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// putFile writes a file under another name in the same folder and renames it. Making
// it durable is left to write, and the new name to the caller.
func putFile(path string, write func(*os.File) error) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	file, err := os.CreateTemp(dir, tempPrefix+"*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(file.Name())))
		}
	}()
	writeErr := errors.Join(file.Chmod(0o640), write(file))
	if err := errors.Join(writeErr, file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func writeJSONFile(path string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return writeFile(path, append(data, '\n'))
}

// readJSONFile reads into v; it reports false when there is no such file.
func readJSONFile(path string, v any) (bool, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		return false, fmt.Errorf("read %s: %w", path, err)
	}
	return true, nil
}

// syncFile makes the content of a file another library wrote durable.
func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	return nil
}

// syncDir makes the names in a folder durable.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	return nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
