package pipeline

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// keptPublications is how many publications stay for a rollback.
const keptPublications = 5

// Publication describes a published file of marts. It lies beside it as <run>.json.
type Publication struct {
	RunID string `json:"run_id"`
	// AsOf is the business date, YYYY-MM-DD.
	AsOf        string    `json:"as_of"`
	KnownAt     time.Time `json:"known_at"`
	PublishedAt time.Time `json:"published_at"`
	// Inputs is the same for the same loads, settings and models.
	Inputs string `json:"inputs"`
	// SHA256 is that of the file; empty where an earlier version published it.
	SHA256 string `json:"sha256,omitempty"`
	Checks int    `json:"checks"`
	// Findings are the checks that found something and did not hold the publication.
	Findings []Finding `json:"findings"`
	// HeldCustomers are those whose reports must not go out.
	HeldCustomers []string `json:"held_customers"`
	// Settings, the user's own Models (path to text) and the Program are what it was
	// made with. There is no secret among them.
	Settings json.RawMessage   `json:"settings,omitempty"`
	Models   map[string]string `json:"models,omitempty"`
	Program  string            `json:"program,omitempty"`
}

// ErrNothingPublished says that there are no marts to read yet.
var ErrNothingPublished = errors.New("nothing is published yet: run 'quarterdeck run' or 'quarterdeck transform' first")

// Current is the publication readers see.
func (p *Pipeline) Current() (Publication, error) {
	run, err := p.currentRun()
	if err != nil {
		return Publication{}, err
	}
	var current Publication
	found, err := readJSONFile(p.path("published", run+".json"), &current)
	if err == nil && !found {
		err = fmt.Errorf("read publication %s: its description is missing", run)
	}
	return current, err
}

// OpenCurrent opens the published marts for reading. The caller closes them.
func (p *Pipeline) OpenCurrent(ctx context.Context) (*sql.DB, error) {
	current, err := p.Current()
	if err != nil {
		return nil, err
	}
	return p.openWhole(ctx, current)
}

// dayOf is the as-of day of a publication.
func (p *Pipeline) dayOf(publication Publication) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, publication.AsOf, p.location)
	if err != nil {
		return day, fmt.Errorf("read publication %s: %w", publication.RunID, err)
	}
	return day, nil
}

// currentRun reads the pointer.
func (p *Pipeline) currentRun() (string, error) {
	data, err := os.ReadFile(p.path("published", "current"))
	if errors.Is(err, os.ErrNotExist) {
		return "", ErrNothingPublished
	}
	if err != nil {
		return "", fmt.Errorf("read current publication: %w", err)
	}
	run := strings.TrimSpace(string(data))
	if !runName.MatchString(run) {
		return "", fmt.Errorf("read current publication: %s names %q", p.path("published", "current"), run)
	}
	return run, nil
}

var runName = regexp.MustCompile(`^[0-9A-Z]{26}$`)

// publish makes a built file the one readers see: first the file and its
// description are in place and durable, then the pointer is swapped.
func (p *Pipeline) publish(built string, publication Publication) error {
	dir := p.path("published")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := errors.Join(os.Chmod(built, 0o640), syncFile(built)); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	hash, err := hashFile(built)
	if err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	publication.SHA256 = hash
	if err := os.Rename(built, filepath.Join(dir, publication.RunID+".duckdb")); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := writeJSONFile(filepath.Join(dir, publication.RunID+".json"), publication); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := writeFile(filepath.Join(dir, "current"), []byte(publication.RunID+"\n")); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	return p.prune(publication.RunID)
}

// prune removes what a crash left without a description and the oldest
// publications beyond those kept, never the current one.
func (p *Pipeline) prune(current string) error {
	names, err := filepath.Glob(p.path("published", "*.duckdb"))
	if err != nil {
		return fmt.Errorf("prune publications: %w", err)
	}
	var whole, gone []string
	for _, name := range names {
		run := strings.TrimSuffix(filepath.Base(name), ".duckdb")
		if !runName.MatchString(run) || run == current {
			continue
		}
		if _, err := os.Stat(p.path("published", run+".json")); errors.Is(err, os.ErrNotExist) {
			gone = append(gone, run)
			continue
		}
		whole = append(whole, run)
	}
	slices.Sort(whole) // ULIDs: oldest first
	gone = append(gone, whole[:max(0, len(whole)-(keptPublications-1))]...)
	for _, run := range gone {
		for _, suffix := range []string{".duckdb", ".json"} {
			if err := ignoreMissing(os.Remove(p.path("published", run+suffix))); err != nil {
				return fmt.Errorf("prune publications: %w", err)
			}
		}
	}
	return nil
}
