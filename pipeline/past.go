package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"quarterdeck/transforms"
)

// Clocks say of which day, and with which knowledge, numbers are wanted.
type Clocks struct {
	// AsOf is the business date; zero means that of the publication readers see.
	AsOf time.Time
	// KnownAt limits the loads to those finished by then; zero means those the
	// publication was made from, or all so far where none is.
	KnownAt time.Time
}

// Marts are published marts, or such as were computed for the moment.
type Marts struct {
	Publication
	DB *sql.DB
	// Current is set when they are what readers see; else nothing of them may be
	// taken for what was said on the day.
	Current bool
	remove  func() error
}

// Close lets them go; computed ones are removed.
func (m *Marts) Close() error {
	err := m.DB.Close()
	if m.remove != nil {
		err = errors.Join(err, m.remove())
	}
	return err
}

// Marts opens the marts of a day: the publication of it, if one is kept, else
// marts computed for the moment in a folder of the system's, which leave what
// readers see as it is.
func (p *Pipeline) Marts(ctx context.Context, clocks Clocks) (*Marts, error) {
	found, err := p.publicationOf(clocks)
	if err != nil {
		return nil, err
	}
	if found != nil {
		return p.openPublication(ctx, *found)
	}
	return p.computeMarts(ctx, clocks)
}

func (p *Pipeline) openPublication(ctx context.Context, publication Publication) (*Marts, error) {
	db, err := p.openWhole(ctx, publication)
	if err != nil {
		return nil, err
	}
	current, err := p.currentRun()
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Marts{Publication: publication, DB: db, Current: current == publication.RunID}, nil
}

// publicationOf finds the newest kept publication of a day; nil when there is none.
func (p *Pipeline) publicationOf(clocks Clocks) (*Publication, error) {
	if clocks == (Clocks{}) {
		current, err := p.Current()
		return &current, err
	}
	day := ""
	if !clocks.AsOf.IsZero() {
		day = clocks.AsOf.Format(time.DateOnly)
	}
	all, err := p.publications()
	if err != nil {
		return nil, err
	}
	// What readers see comes before a newer one that was rolled back.
	if current, err := p.Current(); err == nil {
		if day == "" {
			day = current.AsOf
		}
		all = append(all, current)
	}
	for _, one := range slices.Backward(all) {
		if one.AsOf == day && (clocks.KnownAt.IsZero() || one.KnownAt.Equal(clocks.KnownAt)) {
			return &one, nil
		}
	}
	return nil, nil
}

// publications lists those that are kept, in the order they were published.
func (p *Pipeline) publications() ([]Publication, error) {
	names, err := filepath.Glob(p.path("published", "*.json"))
	if err != nil {
		return nil, fmt.Errorf("list publications: %w", err)
	}
	var all []Publication
	for _, name := range names {
		run := strings.TrimSuffix(filepath.Base(name), ".json")
		if _, err := os.Stat(p.path("published", run+".duckdb")); err != nil || !runName.MatchString(run) {
			continue
		}
		var one Publication
		if _, err := readJSONFile(name, &one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b Publication) int { return a.PublishedAt.Compare(b.PublishedAt) })
	return all, nil
}

// computeMarts builds the marts of a day.
func (p *Pipeline) computeMarts(ctx context.Context, clocks Clocks) (marts *Marts, err error) {
	if clocks.AsOf.IsZero() {
		current, err := p.Current()
		if err != nil {
			return nil, err
		}
		if clocks.AsOf, err = p.dayOf(current); err != nil {
			return nil, err
		}
	}
	asOf, err := p.businessDay(clocks.AsOf)
	if err != nil {
		return nil, err
	}
	store, _, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	from, err := p.landed(ctx, store, knownAt(clocks.KnownAt))
	if err != nil {
		return nil, err
	}
	known := clocks.KnownAt
	if known.IsZero() {
		known = from.newest()
	}
	runID, err := p.newRunID()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "quarterdeck-past-")
	if err != nil {
		return nil, fmt.Errorf("compute past marts: %w", err)
	}
	remove := func() error { return os.RemoveAll(dir) }
	defer func() {
		if err != nil {
			err = errors.Join(err, remove())
		}
	}()
	tracker := p.deps.Progress.Stage("transform")
	defer func() { tracker.Done(err) }()
	built, result, err := p.buildIn(ctx, dir, from.tables, p.settings(runID, asOf, known), tracker)
	if err != nil {
		return nil, err
	}
	if blocking := result.Blocking(); len(blocking) > 0 {
		return nil, &HeldError{RunID: runID, Findings: findings(blocking)}
	}
	db, err := transforms.OpenReadOnly(ctx, built)
	if err != nil {
		return nil, err
	}
	return &Marts{DB: db, remove: remove, Publication: Publication{
		RunID: runID, AsOf: asOf.Format(time.DateOnly), KnownAt: known, Checks: len(result.Checks),
		Findings: findings(result.Failing()), HeldCustomers: result.HeldCustomers(),
	}}, nil
}
