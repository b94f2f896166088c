package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"quarterdeck/pipeline/lake"
	"quarterdeck/pipeline/ledger"
	"quarterdeck/transforms"
)

// restate finds out why figures that were published before are others in the
// built file. It computes the former publication again and lets one cause after
// the other into it: what it then says of the figures is what the cause did.
// Where that cannot be told the restatements stay without a reason.
func (p *Pipeline) restate(ctx context.Context, store *lake.Lake, built string, now moment) error {
	metrics, err := transforms.Restated(ctx, built)
	if err != nil || len(metrics) == 0 {
		return err
	}
	p.deps.Log.InfoContext(ctx, "closed figures changed: looking for the causes", "metrics", metrics)
	dir := p.path("work", "causes")
	err = p.splitRestatements(ctx, store, built, dir, metrics, now)
	if err != nil && ctx.Err() == nil {
		p.deps.Log.WarnContext(ctx, "the causes of restatements could not be told", "error", err)
		err = nil
	}
	return errors.Join(err, os.RemoveAll(dir))
}

// moment is everything a publication is a function of.
type moment struct {
	asOf          time.Time
	data, mapping time.Time // known
	settings      transforms.Settings
	models        map[string]string
	program       string
}

// cause is one difference between two publications.
type cause struct {
	name  transforms.Cause
	apply func(*moment)
}

// causes lists what differs, in the order it is taken.
func (p *Pipeline) causes(store *lake.Lake, before, now moment) ([]cause, error) {
	var all []cause
	if before.program != now.program {
		all = append(all, cause{transforms.NewDefinition, func(*moment) {}}) // there is no other program to compute with
	}
	for _, knowledge := range []struct {
		name    transforms.Cause
		mapping bool
		apply   func(*moment)
	}{
		{transforms.LateData, false, func(m *moment) { m.data = now.data }},
		{transforms.NewMapping, true, func(m *moment) { m.mapping = now.mapping }},
	} {
		arrived, err := p.arrived(store, before.data, now.data, knowledge.mapping)
		if err != nil {
			return nil, err
		}
		if arrived {
			all = append(all, cause{knowledge.name, knowledge.apply})
		}
	}
	if before.asOf.Format(time.DateOnly) != now.asOf.Format(time.DateOnly) {
		all = append(all, cause{transforms.LaterFacts, func(m *moment) {
			m.asOf = now.asOf
			if m.settings.Metrics.Schedule == now.settings.Metrics.Schedule {
				m.settings.Schedules = now.settings.Schedules // the same hours, with the days off since
			}
		}})
	}
	same, err := sameSettings(before.settings, now.settings)
	if err != nil {
		return nil, err
	}
	if !same || !maps.Equal(before.models, now.models) {
		all = append(all, cause{transforms.NewDefinition, func(m *moment) { m.settings, m.models = now.settings, now.models }})
	}
	return all, nil
}

// arrived tells whether streams of a kind have other loads than they had before.
func (p *Pipeline) arrived(store *lake.Lake, before, now time.Time, mapping bool) (bool, error) {
	ids := func(at time.Time) ([]string, error) {
		var all []string
		for _, source := range p.cfg.Sources {
			for _, stream := range p.declared(source) {
				if isMapping(landsAs(source.Type), stream.Name) != mapping {
					continue
				}
				loads, err := store.Loads(source.Name, stream.Name, at)
				if err != nil {
					return nil, err
				}
				for _, m := range loads {
					all = append(all, m.LoadID)
				}
			}
		}
		return all, nil
	}
	had, err := ids(before)
	if err != nil {
		return false, err
	}
	has, err := ids(now)
	return !slices.Equal(had, has), err
}

// sameSettings compares what is not the run's own. Schedules are compared in the
// words of Metrics.Schedule, because their lists of days off go up to the as-of day.
func sameSettings(a, b transforms.Settings) (bool, error) {
	var texts [2][]byte
	for i, s := range []transforms.Settings{a, b} {
		s.AsOf, s.KnownAt, s.RunID, s.Schedules = time.Time{}, time.Time{}, "", nil
		text, err := json.Marshal(s)
		if err != nil {
			return false, fmt.Errorf("compare settings: %w", err)
		}
		texts[i] = text
	}
	return bytes.Equal(texts[0], texts[1]), nil
}

func (p *Pipeline) splitRestatements(ctx context.Context, store *lake.Lake, built, dir string, metrics []string, now moment) error {
	before, err := formerMoment(ctx, built)
	if err != nil {
		return err
	}
	all, err := p.causes(store, before, now)
	if err != nil {
		return err
	}
	if len(all) == 0 { // the program itself, though it goes by the same name
		all = []cause{{transforms.NewDefinition, func(*moment) {}}}
	}
	var steps []transforms.Step
	for i, c := range all {
		c.apply(&before)
		step := transforms.Step{Cause: c.name}
		if i < len(all)-1 {
			step.Path = filepath.Join(dir, strconv.Itoa(i)+".duckdb")
			if err := p.buildFigures(ctx, store, dir, step.Path, before, metrics); err != nil {
				if ctx.Err() != nil {
					return err
				}
				// What it did is taken for the next cause's.
				p.deps.Log.WarnContext(ctx, "a cause of restatements could not be computed apart", "cause", string(c.name), "error", err)
				continue
			}
		}
		steps = append(steps, step)
	}
	return transforms.SplitRestatements(ctx, built, steps)
}

// formerMoment reads from the built file what it restates.
func formerMoment(ctx context.Context, built string) (before moment, err error) {
	last, err := transforms.LastPublication(ctx, built)
	if err != nil {
		return before, err
	}
	if last == nil {
		return before, errors.New("no publication before this one is recorded")
	}
	before = moment{asOf: last.AsOf, data: last.KnownAt, mapping: last.KnownAt, program: last.Program, models: map[string]string{}}
	if err := json.Unmarshal([]byte(last.Settings), &before.settings); err != nil {
		return before, fmt.Errorf("read the settings of run %s: %w", last.RunID, err)
	}
	if err := json.Unmarshal([]byte(last.Models), &before.models); err != nil {
		return before, fmt.Errorf("read the models of run %s: %w", last.RunID, err)
	}
	return before, nil
}

// buildFigures computes the figures of some metrics as of a moment.
func (p *Pipeline) buildFigures(ctx context.Context, store *lake.Lake, dir, file string, at moment, metrics []string) error {
	from, err := p.tables(store, knowledge{data: at.data, mapping: at.mapping, ownStreams: []string{ledger.Renewals}})
	if err != nil {
		return err
	}
	models, err := writeModels(file+".models", at.models)
	if err != nil {
		return err
	}
	settings := at.settings
	settings.AsOf, settings.KnownAt = at.asOf, at.data
	_, err = transforms.BuildOnly(ctx, transforms.Options{
		Path: file, WorkDir: dir, Tables: from.tables, Settings: settings, Overrides: models, Now: p.deps.Now, Log: p.deps.Log,
	}, transforms.Only{Models: []string{"marts.figures"}, Metrics: metrics})
	return err
}

// writeModels puts the user's own models of a moment into a folder; nil for none.
func writeModels(dir string, texts map[string]string) (fs.FS, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("write models: %w", err)
	}
	if len(texts) == 0 {
		return nil, nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("write models: %w", err)
	}
	defer root.Close()
	for name, text := range texts {
		if err := root.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			return nil, fmt.Errorf("write models: %w", err)
		}
		if err := root.WriteFile(name, []byte(text), 0o640); err != nil {
			return nil, fmt.Errorf("write models: %w", err)
		}
	}
	return os.DirFS(dir), nil
}
