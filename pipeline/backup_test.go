package pipeline

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/pipeline/state"
	"quarterdeck/transforms"
)

// contents are the lasting files of a data folder, path to bytes.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		name, relErr := filepath.Rel(dir, path)
		if err != nil || relErr != nil || entry.IsDir() {
			return errors.Join(err, relErr)
		}
		if name == "lock" || name == backupFile || strings.HasPrefix(name, "state.db") || strings.HasPrefix(name, "work") {
			return nil
		}
		data, err := os.ReadFile(path)
		all[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A backup is made while the next night is at its models. Restored elsewhere it gives
// every report to the byte, and the night goes on from it.
func TestBackupAndRestore(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	if _, err := b.Run(ctx, RunOptions{}); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "backup")
	build := b.stages.build
	var during map[string]string
	b.stages.build = func(ctx context.Context, opts transforms.Options) (*transforms.Report, error) {
		during = contents(t, b.cfg.Data)
		if _, err := b.Backup(ctx, to); err != nil {
			t.Error(err)
		}
		return build(ctx, opts)
	}
	b.clock.Advance(24 * time.Hour)
	if _, err := b.Run(ctx, RunOptions{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(during, contents(t, to)); diff != "" || len(during) < 10 {
		t.Errorf("%d files backed up (-were +are):\n%s", len(during), diff)
	}
	elsewhere := benchIn(t, t.TempDir(), newOutside(), b.clock)
	if _, err := elsewhere.Restore(ctx, to); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(during, contents(t, elsewhere.cfg.Data)); diff != "" {
		t.Errorf("restored (-were +are):\n%s", diff)
	}
	report, err := elsewhere.Run(ctx, RunOptions{})
	if err != nil || report.State != state.Done {
		t.Errorf("the night on the restored folder: %+v, %v", report, err)
	}
	for name, text := range during { // what was there is not drawn anew
		if strings.HasPrefix(name, "reports") && strings.HasSuffix(name, ".pdf") && contents(t, elsewhere.cfg.Data)[name] != text {
			t.Errorf("%s is another file after the night", name)
		}
	}
	if _, err := elsewhere.Restore(ctx, to); err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("over a data folder: got %v", err)
	}
	if _, err := b.Backup(ctx, to); err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("over a backup: got %v", err)
	}
	if _, err := b.Backup(ctx, b.path("inside")); err == nil || !strings.Contains(err.Error(), "in the data folder") {
		t.Errorf("into itself: got %v", err)
	}
}

// A damaged backup restores nothing.
func TestDamagedBackup(t *testing.T) {
	b := newBench(t)
	if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func(backup Backup, dir string) error{
		"one bit": func(backup Backup, dir string) error {
			path := filepath.Join(dir, backup.Files[len(backup.Files)/2].Path)
			data, err := os.ReadFile(path)
			data[len(data)/2] ^= 4
			return errors.Join(err, os.WriteFile(path, data, 0o600))
		},
		"a missing file": func(backup Backup, dir string) error { return os.Remove(filepath.Join(dir, backup.Files[1].Path)) },
		"no list":        func(_ Backup, dir string) error { return os.Remove(filepath.Join(dir, backupFile)) },
		"a path outside": func(backup Backup, dir string) error {
			backup.Files[0].Path = "../state.db"
			return writeJSONFile(filepath.Join(dir, backupFile), backup)
		},
		"a newer one": func(backup Backup, dir string) error {
			backup.FormatVersion++
			return writeJSONFile(filepath.Join(dir, backupFile), backup)
		},
	} {
		to := filepath.Join(t.TempDir(), "backup")
		backup, err := b.Backup(t.Context(), to)
		if err == nil {
			err = damage(backup, to)
		}
		if err != nil {
			t.Fatal(name, err)
		}
		elsewhere := benchIn(t, t.TempDir(), newOutside(), b.clock)
		if _, err := elsewhere.Restore(t.Context(), to); err == nil {
			t.Errorf("%s: restored", name)
		}
		if left, err := os.ReadDir(filepath.Dir(elsewhere.cfg.Data)); err != nil || len(left) > 0 {
			t.Errorf("%s left %v, %v", name, left, err)
		}
	}
}
