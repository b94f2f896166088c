package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// LockedError says that another process is writing to the data folder.
type LockedError struct {
	Data string
	// Holder describes that process, as it wrote itself into the lock file.
	Holder string
}

// Error says who it is and what to do.
func (e *LockedError) Error() string {
	return fmt.Sprintf("%s is in use by another quarterdeck (%s): wait until it is done, or stop it", e.Data, e.Holder)
}

// lockRetry is how often a scheduled job looks whether the data folder is free.
const lockRetry = 500 * time.Millisecond

// lock makes this process the one writer of the data folder. With wait it waits
// its turn, else it fails at once with a *LockedError. The lock dies with the
// process, so none is ever left behind.
func (p *Pipeline) lock(ctx context.Context, what string, wait bool) (unlock func() error, err error) {
	if err := os.MkdirAll(p.cfg.Data, 0o750); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	path := p.path("lock")
	mutex := flock.New(path, flock.SetPermissions(0o640))
	var locked bool
	if wait {
		locked, err = mutex.TryLockContext(ctx, lockRetry)
	} else {
		locked, err = mutex.TryLock()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", p.cfg.Data, err), mutex.Close())
	}
	if !locked {
		return nil, errors.Join(&LockedError{Data: p.cfg.Data, Holder: readHolder(path)}, mutex.Close())
	}
	holder := fmt.Sprintf("PID %d, %s since %s\n", os.Getpid(), what, p.deps.Now().UTC().Format(time.RFC3339))
	if err := os.WriteFile(path, []byte(holder), 0o640); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", p.cfg.Data, err), mutex.Close())
	}
	return mutex.Close, nil
}

func readHolder(path string) string {
	data, err := os.ReadFile(path)
	if text := strings.TrimSpace(string(data)); err == nil && text != "" {
		return text
	}
	return "of unknown PID"
}

// writing runs work as the one writer, after what a crash left was swept away.
func (p *Pipeline) writing(ctx context.Context, what string, wait bool, work func() error) (err error) {
	unlock, err := p.lock(ctx, what, wait)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	store, _, err := p.open(ctx)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.forgotten = nil // another process may have forgotten somebody
	p.mu.Unlock()
	swept, err := store.Sweep()
	if err != nil {
		return err
	}
	if err := p.sweepFiles(); err != nil {
		return err
	}
	if len(swept) > 0 {
		p.deps.Log.InfoContext(ctx, "removed unfinished loads of an earlier run", "loads", swept)
	}
	return work()
}
