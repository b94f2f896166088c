package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// backupFile describes a backup. It is the last file to be written: a folder without
// one is no backup.
const backupFile = "backup.json"

// backupVersion is the newest version of a backup this program makes and reads.
const backupVersion = 1

// Backup describes a copy of a data folder.
type Backup struct {
	FormatVersion int          `json:"format_version"`
	MadeAt        time.Time    `json:"made_at"`
	RunID         string       `json:"run_id,omitempty"` // of the current publication
	Files         []BackupPart `json:"files"`
}

// BackupPart is one file of a backup.
type BackupPart struct {
	Path   string `json:"path"` // from the data folder, with forward slashes
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Bytes is how much the backup holds.
func (b Backup) Bytes() int64 {
	total := int64(0)
	for _, f := range b.Files {
		total += f.Bytes
	}
	return total
}

// errMoved says that a file went away while it was to be copied.
var errMoved = errors.New("the data folder changed while it was copied")

// backupTries is how often a backup begins anew when a night clears away what it copies.
const backupTries = 5

// Backup copies the data folder to a new folder, while a run may be under way: what is
// copied is as it would be after a crash, which is something every run goes on from.
func (p *Pipeline) Backup(ctx context.Context, to string) (backup Backup, err error) {
	if entries, err := os.ReadDir(to); err == nil && len(entries) > 0 {
		return backup, &UsageError{fmt.Errorf("back up to %s: the folder is not empty; name a new one", to)}
	}
	if inside, err := isInside(p.cfg.Data, to); err != nil || inside {
		return backup, &UsageError{errors.Join(fmt.Errorf("back up to %s: it lies in the data folder; name one outside, best on another disk", to), err)}
	}
	_, db, err := p.open(ctx)
	if err != nil {
		return backup, err
	}
	for try := 1; ; try++ {
		if err := os.MkdirAll(to, 0o700); err != nil {
			return backup, fmt.Errorf("back up: %w", err)
		}
		// The state first: what it says was done lies in the folders that follow.
		err := db.CopyTo(ctx, filepath.Join(to, "state.db"))
		if err == nil {
			backup, err = p.copyData(ctx, to)
		}
		if err == nil {
			return backup, writeSecretJSON(filepath.Join(to, backupFile), backup)
		}
		// Nothing of a copy that is not whole may be taken for one.
		err = errors.Join(err, os.RemoveAll(to))
		if !errors.Is(err, errMoved) || try == backupTries {
			return backup, err
		}
		p.deps.Log.InfoContext(ctx, "the data folder changed while it was copied: copying again")
	}
}

func isInside(data, to string) (bool, error) {
	data, err := filepath.Abs(data)
	if err != nil {
		return false, err
	}
	to, err = filepath.Abs(to)
	if err != nil {
		return false, err
	}
	return to == data || strings.HasPrefix(to, data+string(filepath.Separator)), nil
}

// copyData copies all but the state and what is there only for a while.
func (p *Pipeline) copyData(ctx context.Context, to string) (Backup, error) {
	backup := Backup{FormatVersion: backupVersion, MadeAt: p.deps.Now().UTC()}
	run, err := p.currentRun()
	if err != nil && !errors.Is(err, ErrNothingPublished) {
		return backup, err
	}
	backup.RunID = run
	one, err := describeFile(filepath.Join(to, "state.db"))
	if err != nil {
		return backup, err
	}
	one.Path = "state.db"
	backup.Files = append(backup.Files, one)
	names, err := p.lastingFiles()
	if err != nil {
		return backup, err
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return backup, fmt.Errorf("back up: %w", err)
		}
		one, err := copyFile(p.path(filepath.FromSlash(name)), filepath.Join(to, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			return backup, errMoved
		}
		if err != nil {
			return backup, fmt.Errorf("back up %s: %w", name, err)
		}
		one.Path = name
		backup.Files = append(backup.Files, one)
	}
	if again, err := p.currentRun(); err == nil && again != run {
		return backup, errMoved // the files of the one that is current now may be missing
	}
	return backup, nil
}

// lastingFiles lists what a backup holds besides the state. Of the lake only loads
// that exist are in it, each with its manifest after its parts.
func (p *Pipeline) lastingFiles() (names []string, err error) {
	err = filepath.WalkDir(p.cfg.Data, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a night goes on meanwhile
		}
		if err != nil {
			return fmt.Errorf("back up: %w", err)
		}
		name := filepath.ToSlash(p.relative(path))
		if entry.IsDir() {
			unfinished := strings.HasPrefix(entry.Name(), "load=") && !exists(filepath.Join(path, "manifest.json"))
			if slices.Contains([]string{"work", "quarantine"}, name) || unfinished {
				return filepath.SkipDir
			}
			return nil
		}
		lasting := name != "lock" && !strings.HasPrefix(name, "state.db") && !strings.HasPrefix(entry.Name(), tempPrefix) && !strings.HasSuffix(name, ".tmp")
		if lasting && entry.Type().IsRegular() {
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// copyFile copies a file whole and durable, and tells what was copied.
func copyFile(from, to string) (one BackupPart, err error) {
	source, err := os.Open(from)
	if err != nil {
		return one, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	info, err := source.Stat()
	if err != nil {
		return one, err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return one, err
	}
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if err != nil {
		return one, err
	}
	digest := sha256.New()
	one.Bytes, err = io.Copy(io.MultiWriter(target, digest), source)
	one.SHA256 = hex.EncodeToString(digest.Sum(nil))
	if err == nil {
		err = target.Sync()
	}
	return one, errors.Join(err, target.Close())
}

func describeFile(path string) (one BackupPart, err error) {
	file, err := os.Open(path)
	if err != nil {
		return one, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	digest := sha256.New()
	one.Bytes, err = io.Copy(digest, file)
	one.SHA256 = hex.EncodeToString(digest.Sum(nil))
	return one, err
}
