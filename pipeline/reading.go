package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"quarterdeck/pipeline/state"
	"quarterdeck/transforms"
)

// The calls here are for who only looks, while somebody else may be writing: none
// takes the lock of the data folder, not even for a moment.

// CurrentRun names the publication readers see, without reading it.
func (p *Pipeline) CurrentRun() (string, error) { return p.currentRun() }

// OpenPublication opens the marts of a publication for reading and says what is known
// of it. The caller closes them. They stay readable when it is removed meanwhile.
func (p *Pipeline) OpenPublication(ctx context.Context, run string) (*sql.DB, Publication, error) {
	var described Publication
	if !runName.MatchString(run) {
		return nil, described, fmt.Errorf("open publication: %q is no run", run)
	}
	found, err := readJSONFile(p.path("published", run+".json"), &described)
	if err == nil && !found {
		err = errors.New("its description is missing")
	}
	if err != nil {
		return nil, described, fmt.Errorf("open publication %s: %w", run, err)
	}
	db, err := transforms.OpenReadOnly(ctx, p.path("published", run+".duckdb"))
	return db, described, err
}

// State is the history of runs and what goes with it. The pipeline closes it.
func (p *Pipeline) State(ctx context.Context) (*state.DB, error) {
	_, db, err := p.open(ctx)
	return db, err
}

// HeldRun names the newest build that a check holds back; empty when there is none.
func (p *Pipeline) HeldRun() (string, error) {
	current, err := p.currentRun()
	if err != nil && !errors.Is(err, ErrNothingPublished) {
		return "", err
	}
	built, err := filepath.Glob(p.path("work", "*.duckdb"))
	if err != nil {
		return "", fmt.Errorf("look for held builds: %w", err)
	}
	slices.Sort(built) // ULIDs: the newest last
	for _, path := range slices.Backward(built) {
		if run := strings.TrimSuffix(filepath.Base(path), ".duckdb"); runName.MatchString(run) && run > current {
			return run, nil
		}
	}
	return "", nil
}

// Zone is the company's time zone.
func (p *Pipeline) Zone() *time.Location { return p.location }

// Company is its name and the currency of its reports.
func (p *Pipeline) Company() (name, currency string) {
	return p.cfg.Company.Name, p.cfg.Company.Currency
}

// ReportsDir is the folder of what is written for people.
func (p *Pipeline) ReportsDir() string { return p.path("reports") }

// Today is the day whose numbers a run of now would compute.
func (p *Pipeline) Today() (time.Time, error) { return p.businessDay(time.Time{}) }

// Interrupted says of a run that is recorded as running whether nobody works on it
// any more. Where that cannot be told without the lock, it is taken to be worked on.
func (p *Pipeline) Interrupted(run state.Run) bool {
	if run.State != state.Running {
		return false
	}
	held, known := lockHeld(p.path("lock"))
	return known && !held
}

// ReadDefinitions lists what the metrics of a publication mean.
func ReadDefinitions(ctx context.Context, db *sql.DB) ([]Definition, error) {
	return readDefinitions(ctx, db, "")
}
