package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime/debug"

	"quarterdeck/pipeline/lake"
	"quarterdeck/pipeline/ledger"
	"quarterdeck/transforms"
)

// ownModels reads the user's own models and definitions, path to text.
func (p *Pipeline) ownModels() (map[string]string, error) {
	texts := map[string]string{}
	models := p.overrides()
	if models == nil {
		return texts, nil
	}
	err := fs.WalkDir(models, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".sql" && path.Ext(name) != ".yml" {
			return err
		}
		text, err := fs.ReadFile(models, name)
		texts[name] = string(text)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read models: %w", err)
	}
	return texts, nil
}

// program names what computes: the commit it was built from, and its models.
func program() (string, error) {
	models, err := transforms.Fingerprint()
	if err != nil {
		return "", err
	}
	commit := "unknown"
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, s := range build.Settings {
			if s.Key == "vcs.revision" {
				commit = s.Value
			}
		}
	}
	return commit + " models " + models, nil
}

// record writes what a publication says into the program's own source.
func (p *Pipeline) record(ctx context.Context, store *lake.Lake, publication Publication) (err error) {
	marts, err := transforms.OpenReadOnly(ctx, p.path("published", publication.RunID+".duckdb"))
	if err != nil {
		return fmt.Errorf("record publication: %w", err)
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	models, err := json.Marshal(publication.Models)
	if err != nil {
		return fmt.Errorf("record publication: %w", err)
	}
	w := ledger.Writer{Lake: store, Marts: marts, RunID: publication.RunID, RecordedAt: p.deps.Now()}
	return w.Published(ctx, ledger.Publication{
		AsOf: publication.AsOf, KnownAt: publication.KnownAt, PublishedAt: publication.PublishedAt,
		Settings: publication.Settings, Models: models, Program: publication.Program,
	})
}

// makeGood records the current publication where a crash came between. One that
// cannot be read is passed over: it must not keep the next one from being made.
func (p *Pipeline) makeGood(ctx context.Context, store *lake.Lake) error {
	current, err := p.Current()
	if errors.Is(err, ErrNothingPublished) || err == nil && current.Settings == nil {
		return nil
	}
	if err == nil {
		var done bool
		if done, err = ledger.Recorded(store, current.PublishedAt); err != nil || done {
			return err
		}
		err = p.stages.record(ctx, store, current)
	}
	if err != nil {
		p.deps.Log.ErrorContext(ctx, "the current publication could not be recorded", "publication", current.RunID, "error", err)
	}
	return ctx.Err()
}
