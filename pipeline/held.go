package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"quarterdeck/transforms"
)

// ErrNothingHeld says that no build waits that a check has held back.
var ErrNothingHeld = errors.New("no build is held: the newest one is published")

// OpenHeld opens the build that a check held back after the current publication was
// made. It lies there until the next transform. The caller closes it.
func (p *Pipeline) OpenHeld(ctx context.Context) (db *sql.DB, run string, err error) {
	current, err := p.currentRun()
	if err != nil && !errors.Is(err, ErrNothingPublished) {
		return nil, "", err
	}
	built, err := filepath.Glob(p.path("work", "*.duckdb"))
	if err != nil {
		return nil, "", fmt.Errorf("look for held builds: %w", err)
	}
	slices.Sort(built) // ULIDs: the newest last
	for _, path := range slices.Backward(built) {
		run = strings.TrimSuffix(filepath.Base(path), ".duckdb")
		if runName.MatchString(run) && run > current {
			db, err = transforms.OpenReadOnly(ctx, path)
			return db, run, err
		}
	}
	return nil, "", ErrNothingHeld
}
