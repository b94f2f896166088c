package pipeline

import (
	"errors"
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
	err := putFile(path, func(w *os.File) error {
		_, err := w.Write(data)
		return err
	})
	b.mu.Lock()
	defer b.mu.Unlock()
	b.placed = append(b.placed, path)
	return err
}

// pack packs the batch into one file of its folder and returns that.
func (b *reviewBatch) pack(m batch.Manifest) (string, error) {
	path := filepath.Join(b.dir, "QBR_"+m.Quarter+".zip")
	err := putFile(path, func(w *os.File) error { return batch.WriteZip(w, b.dir, m, b.current.KnownAt) })
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
