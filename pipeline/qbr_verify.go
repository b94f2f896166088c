package pipeline

import (
	"errors"
	"fmt"
	"os"

	"quarterdeck/pipeline/batch"
)

// Verify compares files, and folders of batches, with the manifests that tell of them.
// A file is looked for in the batch it lies in and then in those others names. Nothing
// is changed.
func Verify(paths []string, others []string) ([]batch.Verified, error) {
	var all []batch.Verified
	for _, path := range paths {
		about, err := os.Stat(path)
		if errors.Is(err, os.ErrNotExist) {
			return nil, &UsageError{fmt.Errorf("there is no file or folder %s", path)}
		}
		if err != nil {
			return nil, fmt.Errorf("verify: %w", err)
		}
		if !about.IsDir() {
			one, err := batch.VerifyFile(path, others)
			if err != nil {
				return nil, err
			}
			all = append(all, one)
			continue
		}
		found, err := batch.VerifyDir(path)
		if errors.Is(err, batch.ErrNoManifest) {
			err = &UsageError{err}
		}
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// Batches are the folders of the data folder that hold a batch.
func (p *Pipeline) Batches() ([]string, error) { return batch.Dirs(p.path("reports")) }

// SameMarts tells what is kept of the publication a file was made from: whether its
// marts are there, and whether they are still the same to the byte.
func (p *Pipeline) SameMarts(made batch.Provenance) (kept, same bool, err error) {
	hash, err := hashFile(p.path("published", made.RunID+".duckdb"))
	if errors.Is(err, os.ErrNotExist) {
		return false, false, nil
	}
	return err == nil, hash == made.Data, err
}
