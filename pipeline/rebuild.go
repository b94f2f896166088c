package pipeline

import (
	"context"
	"errors"
	"maps"
	"os"
	"time"

	"quarterdeck/pipeline/lake"
	"quarterdeck/transforms"
)

// RebuildOptions say what to do with what was built.
type RebuildOptions struct {
	// Publish makes it what readers see, under a run of its own.
	Publish bool
}

// RebuildReport compares the current publication with its marts computed anew.
type RebuildReport struct {
	RunID   string    `json:"run_id"`
	AsOf    string    `json:"as_of"`
	KnownAt time.Time `json:"known_at"`
	Tables  int       `json:"tables"`
	// Differences are the tables that are not the same.
	Differences []transforms.TableDifference `json:"differences"`
	// Changed says what else is new since the publication: settings, models, program.
	Changed []string `json:"changed"`
	// Unreadable says why the publication could not be compared with.
	Unreadable string        `json:"unreadable,omitempty"`
	Published  string        `json:"published,omitempty"` // the run, with Publish
	Duration   time.Duration `json:"duration"`
}

// Same tells whether the publication is what the lake gives.
func (r RebuildReport) Same() bool { return len(r.Differences) == 0 && r.Unreadable == "" }

// Rebuild computes the marts of the current publication from the lake, for its day
// and with its knowledge, and compares. Readers notice nothing unless told to.
func (p *Pipeline) Rebuild(ctx context.Context, opts RebuildOptions) (report RebuildReport, err error) {
	err = p.writing(ctx, "rebuild", false, func() error {
		report, err = p.rebuildMarts(ctx, opts)
		return err
	})
	return report, err
}

func (p *Pipeline) rebuildMarts(ctx context.Context, opts RebuildOptions) (report RebuildReport, err error) {
	started := p.deps.Now()
	tracker := p.deps.Progress.Stage("rebuild")
	defer func() { report.Duration = p.deps.Now().Sub(started); tracker.Done(err) }()
	store, _, err := p.open(ctx)
	if err != nil {
		return report, err
	}
	current, err := p.Current()
	if err != nil {
		return report, err
	}
	report = RebuildReport{RunID: current.RunID, AsOf: current.AsOf, KnownAt: current.KnownAt, Differences: []transforms.TableDifference{}, Changed: []string{}}
	asOf, err := p.dayOf(current)
	if err != nil {
		return report, err
	}
	now, err := p.moment(current.RunID, asOf, current.KnownAt)
	if err != nil {
		return report, err
	}
	if report.Changed, err = current.changedSince(now); err != nil {
		return report, err
	}
	dir := p.path("work", "rebuild")
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := p.compareRebuilt(ctx, store, dir, now, tracker, &report); err != nil || !opts.Publish {
		return report, err
	}
	runID, err := p.newRunID()
	if err != nil {
		return report, err
	}
	if report.Unreadable != "" {
		if err := p.quarantine(current.RunID); err != nil {
			return report, err
		}
	}
	_, err = p.transform(ctx, runID, asOf, current.KnownAt)
	if err == nil {
		report.Published = runID
	}
	return report, err
}

// compareRebuilt builds what the publication should hold and compares the two.
func (p *Pipeline) compareRebuilt(ctx context.Context, store *lake.Lake, dir string, now moment, tracker Tracker, report *RebuildReport) error {
	from, err := p.landed(ctx, store, knownAt(now.data))
	if err != nil {
		return err
	}
	built, _, err := p.buildIn(ctx, dir, from.tables, now.settings, tracker)
	if err != nil {
		return err
	}
	if err := p.stages.restate(ctx, store, built, now); err != nil {
		return err
	}
	current, err := p.Current()
	if err != nil {
		return err
	}
	published := p.path("published", report.RunID+".duckdb")
	if db, err := p.openWhole(ctx, current); err != nil {
		report.Unreadable = err.Error()
		return nil
	} else if err := db.Close(); err != nil {
		return err
	}
	report.Tables, report.Differences, err = transforms.CompareMarts(ctx, published, built)
	return err
}

// changedSince names what a publication was made with that is otherwise now.
func (p Publication) changedSince(now moment) ([]string, error) {
	changed := []string{}
	if p.Settings == nil {
		return changed, nil
	}
	before, err := p.settings()
	if err != nil {
		return nil, err
	}
	same, err := sameSettings(before, now.settings)
	if err != nil {
		return nil, err
	}
	if !same {
		changed = append(changed, "settings")
	}
	if !maps.Equal(p.Models, now.models) {
		changed = append(changed, "models")
	}
	if p.Program != now.program {
		changed = append(changed, "program")
	}
	return changed, nil
}
