package lake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
)

// DamagedPartError says that a Parquet file is not the one that was written.
type DamagedPartError struct {
	Path   string // absolute
	Reason string
}

// Error names the file and the trouble.
func (e *DamagedPartError) Error() string {
	return fmt.Sprintf("damaged lake file %s: %s; restore it from a backup, or remove the stream's folder to pull it again", e.Path, e.Reason)
}

// Verify reads every part of the loads again and compares it with what was
// written. The error joins one DamagedPartError for each damaged part.
func (l *Lake) Verify(ctx context.Context, loads []*Manifest) error {
	var damaged []error
	for _, m := range loads {
		for _, p := range m.Parts {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("verify lake: %w", err)
			}
			reason, err := l.verifyPart(partPath(m, p), p)
			if err != nil {
				return fmt.Errorf("verify lake: %w", err)
			}
			if reason != "" {
				damaged = append(damaged, &DamagedPartError{
					Path: filepath.Join(l.dir, filepath.FromSlash(partPath(m, p))), Reason: reason})
			}
		}
	}
	return errors.Join(damaged...)
}

// verifyPart says what is wrong with a part; empty when it is as written.
func (l *Lake) verifyPart(name string, p Part) (reason string, err error) {
	file, err := l.disk.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "the file is missing", nil
	}
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	digest := sha256.New()
	n, err := io.Copy(digest, file)
	if err != nil {
		return "", err
	}
	if n != p.Bytes {
		return fmt.Sprintf("it has %d bytes, written were %d", n, p.Bytes), nil
	}
	if hex.EncodeToString(digest.Sum(nil)) != p.SHA256 {
		return "its sha256 is not the one in the manifest", nil
	}
	return "", nil
}

// Sweep removes what crashes left: load folders without a manifest, and loads
// that were being pruned; one that was being rewritten is rewritten, or is not. Only the one writer may call it, before it begins a load. It returns what it removed.
func (l *Lake) Sweep() ([]string, error) {
	streams, err := l.Streams()
	if err != nil {
		return nil, fmt.Errorf("sweep lake: %w", err)
	}
	var removed []string
	for _, s := range streams {
		dir := path.Join(s.Source, s.Stream)
		rewritten, err := l.sweepRewrites(dir)
		removed = append(removed, rewritten...)
		if err != nil {
			return removed, fmt.Errorf("sweep lake: %w", err)
		}
		ids, err := l.loadIDs(dir)
		if err != nil {
			return removed, fmt.Errorf("sweep lake: %w", err)
		}
		pruned, err := l.readHorizon(dir)
		if err != nil {
			return removed, err
		}
		if pruned != nil {
			gone, err := l.sweepPruned(dir, ids, pruned.FirstLoad)
			removed = append(removed, gone...)
			if err != nil {
				return removed, fmt.Errorf("sweep lake: %w", err)
			}
			ids = ids[len(gone):]
		}
		for _, id := range ids {
			load := path.Join(dir, loadPrefix+id)
			if _, err := l.disk.root.Lstat(path.Join(load, manifestName)); !errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err := l.disk.removeAll(load); err != nil {
				return removed, fmt.Errorf("sweep lake: %w", err)
			}
			removed = append(removed, load)
		}
	}
	return removed, nil
}
