package pipeline

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"quarterdeck/pipeline/batch"
)

// settlers is how many files are made durable at once. A disk takes many in about
// the time of one.
const settlers = 16

// place puts a file of the batch in place whole. It is durable once settle has been
// called.
func (b *reviewBatch) place(name string, data []byte) error {
	defer b.hands.on(&b.hands.write)()
	path := filepath.Join(b.dir, filepath.FromSlash(name))
	err := putFile(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	b.mu.Lock()
	defer b.mu.Unlock()
	b.placed = append(b.placed, path)
	return err
}

// putFile writes a file under another name in the same folder and renames it.
func putFile(path string, write func(io.Writer) error) (err error) {
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
	writeErr := write(file)
	if err := errors.Join(writeErr, file.Chmod(0o640), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// pack packs the batch into one file of its folder and returns that.
func (b *reviewBatch) pack(m batch.Manifest) (string, error) {
	path := filepath.Join(b.dir, "QBR_"+m.Quarter+".zip")
	err := putFile(path, func(w io.Writer) error { return batch.WriteZip(w, b.dir, m, b.current.KnownAt) })
	if err != nil {
		return "", err
	}
	return path, errors.Join(syncFile(path), syncDir(b.dir))
}

// settle makes every placed file durable: only then may the manifest speak of it.
func (b *reviewBatch) settle() error {
	var mu sync.Mutex
	var errs []error
	queue := make(chan string)
	var wg sync.WaitGroup
	for range settlers {
		wg.Go(func() {
			for path := range queue {
				if err := syncFile(path); err != nil {
					mu.Lock()
					errs = append(errs, err)
					mu.Unlock()
				}
			}
		})
	}
	dirs := map[string]bool{}
	defer func() { b.placed = nil }()
	for _, path := range b.placed {
		dirs[filepath.Dir(path)] = true
		queue <- path
	}
	close(queue)
	wg.Wait()
	for dir := range dirs {
		errs = append(errs, syncDir(dir))
	}
	return errors.Join(errs...)
}
