package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// restoringSuffix ends the name of the folder a backup is copied to, until it is whole.
const restoringSuffix = ".restoring"

// Restore makes the data folder what a backup holds. There must be none, or an empty
// one: what is there is never written over. Every file is compared with what was
// backed up before the folder gets its name.
func (p *Pipeline) Restore(ctx context.Context, from string) (backup Backup, err error) {
	if entries, err := os.ReadDir(p.cfg.Data); err == nil && len(entries) > 0 {
		return backup, &UsageError{fmt.Errorf("restore: %s is not empty; stop quarterdeck and move the folder away first", p.cfg.Data)}
	}
	found, err := readJSONFile(filepath.Join(from, backupFile), &backup)
	switch {
	case err != nil:
		return backup, err
	case !found:
		return backup, &UsageError{fmt.Errorf("restore: %s is no whole backup: %s is missing", from, backupFile)}
	case backup.FormatVersion > backupVersion:
		return backup, &UsageError{fmt.Errorf("restore: the backup has format version %d, this program reads up to %d: use a newer quarterdeck", backup.FormatVersion, backupVersion)}
	}
	to := filepath.Clean(p.cfg.Data) + restoringSuffix
	if err := os.RemoveAll(to); err != nil { // of a restore that broke off
		return backup, fmt.Errorf("restore: %w", err)
	}
	if err := restoreFiles(ctx, backup, from, to); err != nil {
		return backup, errors.Join(err, os.RemoveAll(to))
	}
	if err := ignoreMissing(os.Remove(p.cfg.Data)); err != nil { // the empty one
		return backup, fmt.Errorf("restore: %w", err)
	}
	if err := os.Rename(to, p.cfg.Data); err != nil {
		return backup, fmt.Errorf("restore: %w", err)
	}
	p.deps.Log.InfoContext(ctx, "restored", "from", from, "made_at", backup.MadeAt, "files", len(backup.Files))
	return backup, syncDir(filepath.Dir(filepath.Clean(p.cfg.Data)))
}

func restoreFiles(ctx context.Context, backup Backup, from, to string) error {
	if err := os.MkdirAll(to, 0o750); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	for _, file := range backup.Files {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("restore: %w", err)
		}
		name := filepath.FromSlash(file.Path)
		if !filepath.IsLocal(name) {
			return fmt.Errorf("restore: the backup names a file outside of it: %q", file.Path)
		}
		copied, err := copyFile(filepath.Join(from, name), filepath.Join(to, name))
		if err != nil {
			return fmt.Errorf("restore %s: %w", file.Path, err)
		}
		if copied.SHA256 != file.SHA256 || copied.Bytes != file.Bytes {
			return fmt.Errorf("restore: %s of the backup is damaged: its sha256 is not the one in %s; nothing was restored", file.Path, backupFile)
		}
	}
	return nil
}
