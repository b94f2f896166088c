package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"quarterdeck/transforms"
)

// DamagedError says that the file of a publication is not the one that was published.
// Nobody reads a number from it.
type DamagedError struct {
	RunID, Reason string
}

// Error says what to do.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("publication %s is damaged: %s; the next run makes it anew from the lake, 'quarterdeck rebuild --publish' does so now", e.RunID, e.Reason)
}

// stamp tells whether a file may have changed since it was hashed.
type stamp struct {
	size int64
	at   time.Time
}

// openWhole opens a publication for reading, after its bytes were compared with
// what was published: DuckDB itself finds but some damage, and may crash of it. The
// caller closes it.
func (p *Pipeline) openWhole(ctx context.Context, publication Publication) (*sql.DB, error) {
	if err := p.proveWhole(publication); err != nil {
		return nil, err
	}
	return transforms.OpenReadOnly(ctx, p.path("published", publication.RunID+".duckdb"))
}

// proveWhole compares a publication's file with its hash, once for as long as the file
// looks the same. Publications of earlier versions have no hash, and pass.
func (p *Pipeline) proveWhole(publication Publication) error {
	path := p.path("published", publication.RunID+".duckdb")
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &DamagedError{publication.RunID, "its file is missing"}
	}
	if err != nil {
		return fmt.Errorf("open publication %s: %w", publication.RunID, err)
	}
	if publication.SHA256 == "" {
		return nil
	}
	now := stamp{info.Size(), info.ModTime()}
	p.mu.Lock()
	proved := p.proved[publication.RunID] == now
	p.mu.Unlock()
	if proved {
		return nil
	}
	hash, err := hashFile(path)
	if err != nil {
		return fmt.Errorf("open publication %s: %w", publication.RunID, err)
	}
	if hash != publication.SHA256 {
		return &DamagedError{publication.RunID, "its sha256 is not the one it was published with"}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.proved == nil {
		p.proved = map[string]stamp{}
	}
	p.proved[publication.RunID] = now
	return nil
}

// mend moves a damaged current publication to quarantine and makes it anew from the
// lake, for its day and with its knowledge. Where that fails the run goes on: it makes
// the next one. The caller is the one writer.
func (p *Pipeline) mend(ctx context.Context) error {
	current, err := p.Current()
	if err != nil {
		return nil //nolint:nilerr // there is none, or whoever reads it says what is wrong
	}
	var damaged *DamagedError
	if err := p.proveWhole(current); !errors.As(err, &damaged) {
		return err
	}
	p.deps.Log.ErrorContext(ctx, "a damaged publication goes to quarantine and is made anew", "run", current.RunID, "reason", damaged.Reason)
	if err := p.quarantine(current.RunID); err != nil {
		return err
	}
	if _, err := p.republish(ctx, current); err != nil {
		p.deps.Log.ErrorContext(ctx, "the damaged publication could not be made anew", "run", current.RunID, "error", err)
	}
	return ctx.Err()
}

// quarantine moves the file of a publication out of the way, to be looked into.
func (p *Pipeline) quarantine(run string) error {
	if err := os.MkdirAll(p.path("quarantine"), 0o750); err != nil {
		return fmt.Errorf("quarantine: %w", err)
	}
	err := ignoreMissing(os.Rename(p.path("published", run+".duckdb"), p.path("quarantine", run+".duckdb")))
	if err != nil {
		return fmt.Errorf("quarantine: %w", err)
	}
	return nil
}
