package lake

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

const (
	loadPrefix   = "load="
	manifestName = "manifest.json"
	manifestTemp = "manifest.json.tmp"
	maxNameLen   = 128
)

// Options are what a lake needs from outside.
type Options struct {
	// Now is the clock of load ids and of the manifests' times.
	Now func() time.Time
	// Entropy is the random part of load ids. It is read by one goroutine at a time.
	Entropy io.Reader
	// PartBytes is the size from which a load goes on in another part; 0 means 128 MiB.
	PartBytes int64
	// RowGroupRows and RowGroupBytes bound what is held in memory before it is
	// written; 0 means 65,536 rows and 16 MiB of Arrow data.
	RowGroupRows, RowGroupBytes int64
}

// Lake is an open lake folder.
type Lake struct {
	disk *disk
	dir  string
	opts Options

	mu      sync.Mutex
	writing map[string]bool // "source/stream" of every load not yet committed or aborted
}

// Open opens the lake at dir and makes the folder when it is missing.
func Open(dir string, opts Options) (*Lake, error) {
	if opts.PartBytes == 0 {
		opts.PartBytes = 128 << 20
	}
	if opts.RowGroupRows == 0 {
		opts.RowGroupRows = 64 << 10
	}
	if opts.RowGroupBytes == 0 {
		opts.RowGroupBytes = 16 << 20
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open lake: %w", err)
	}
	if err := os.MkdirAll(abs, 0o750); err != nil {
		return nil, fmt.Errorf("open lake: %w", err)
	}
	root, err := os.OpenRoot(abs)
	if err != nil {
		return nil, fmt.Errorf("open lake: %w", err)
	}
	return &Lake{disk: &disk{root: root}, dir: abs, opts: opts, writing: map[string]bool{}}, nil
}

// Close releases the folder. Loads still being written are left as a crash would leave them.
func (l *Lake) Close() error { return l.disk.root.Close() }

// streamPath is the folder of a stream relative to the lake.
func streamPath(source, stream string) (string, error) {
	for _, name := range []string{source, stream} {
		if err := checkName(name); err != nil {
			return "", err
		}
	}
	return path.Join(source, stream), nil
}

// checkName admits what is one harmless path element on every file system and
// has no meaning as a glob.
func checkName(name string) error {
	if len(name) > maxNameLen || strings.HasSuffix(name, ".") || !plainName.MatchString(name) {
		return fmt.Errorf("name %q: want letters, digits, '_', '-' or '.', starting with a letter or digit", name)
	}
	return nil
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)

// parseLoadDir returns the load id of a folder name, or false for any other name.
func parseLoadDir(name string) (string, bool) {
	text, found := strings.CutPrefix(name, loadPrefix)
	if !found {
		return "", false
	}
	return text, isLoadID(text)
}

func isLoadID(text string) bool {
	id, err := ulid.ParseStrict(text)
	return err == nil && id.String() == text
}

// nextID makes an id greater than after, which may be empty. The caller holds l.mu.
func (l *Lake) nextID(now time.Time, after string) (string, error) {
	if now.Before(time.UnixMilli(0)) {
		return "", fmt.Errorf("make load id: the clock stands at %s", now)
	}
	id, err := ulid.New(ulid.Timestamp(now), l.opts.Entropy)
	if err != nil {
		return "", fmt.Errorf("make load id: %w", err)
	}
	if after == "" || id.String() > after {
		return id.String(), nil
	}
	// The clock stands still or went back: count on from the newest load.
	last, err := ulid.ParseStrict(after)
	if err != nil {
		return "", fmt.Errorf("make load id after %s: %w", after, err)
	}
	if err := id.SetTime(last.Time() + 1); err != nil {
		return "", fmt.Errorf("make load id after %s: %w", after, err)
	}
	return id.String(), nil
}

// ErrDiskFull is in the chain of every error that means there is no room left.
var ErrDiskFull = errors.New("disk full")
