package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/pipeline/lake"
	"quarterdeck/pipeline/ledger"
	"quarterdeck/transforms"
)

const (
	// nightlyLoads is how many loads a stream may have since its last full pull
	// before the night makes one of them.
	nightlyLoads = 60
	// DefaultKeep is how far back known-at reaches when loads are pruned.
	DefaultKeep = 400 * 24 * time.Hour
)

// CompactOptions say what to compact.
type CompactOptions struct {
	// Selectors name sources or streams; none means all.
	Selectors []Selector
	// MoreThan compacts only streams with more loads than this since their last
	// full pull.
	MoreThan int
	// Prune removes loads nobody needs who looks back Keep and no further.
	Prune bool
	Keep  time.Duration
}

// CompactReport says what became of each stream, in the order of the configuration.
type CompactReport struct {
	Streams []CompactedStream `json:"streams"`
}

// Made is how many streams have a new load.
func (r CompactReport) Made() int {
	made := 0
	for _, s := range r.Streams {
		if s.LoadID != "" {
			made++
		}
	}
	return made
}

// CompactedStream is one stream.
type CompactedStream struct {
	Source string `json:"source"`
	Stream string `json:"stream"`
	// LoadID is the load that was made of the others; empty when none was, which
	// Skipped explains.
	LoadID  string `json:"load_id,omitempty"`
	Skipped string `json:"skipped,omitempty"`
	// Loads and RowsBefore are what it was made of, Rows what it has; LiveRows of
	// them are not deleted.
	Loads      int   `json:"loads,omitempty"`
	RowsBefore int64 `json:"rows_before,omitempty"`
	Rows       int64 `json:"rows,omitempty"`
	LiveRows   int64 `json:"live_rows,omitempty"`
	// Pruned are the loads that were removed.
	Pruned lake.Discard `json:"pruned,omitzero"`
	Error  string       `json:"error,omitempty"`
}

// Compact makes one load of the many a stream has gathered since its last full
// pull. What is read stays the same, for now and for every earlier instant. What
// fails leaves its stream as it was and does not stop the rest.
func (p *Pipeline) Compact(ctx context.Context, opts CompactOptions) (report CompactReport, err error) {
	sources, err := p.compactable(opts.Selectors)
	if err != nil {
		return report, err
	}
	if opts.Prune && opts.Keep <= 0 {
		return report, &UsageError{errors.New("how far back to keep must be more than nothing")}
	}
	err = p.writing(ctx, "compact", false, func() error {
		report, err = p.compact(ctx, sources, opts)
		return err
	})
	return report, err
}

// compactable is a selection that may name the program's own source, and without
// selectors has it as well.
func (p *Pipeline) compactable(selectors []Selector) ([]selected, error) {
	own := selected{config: config.Source{Name: ledger.Source, Type: ledger.Source}}
	var others []Selector
	named := len(selectors) == 0
	for _, s := range selectors {
		if s.Source != ledger.Source {
			others = append(others, s)
			continue
		}
		named = true
		if _, err := connectors.Find(ledger.Streams(), s.Stream); err != nil && s.Stream != "" {
			return nil, &UsageError{fmt.Errorf("source %s has no stream %q; it has %s", ledger.Source, s.Stream, streamNames(ledger.Streams()))}
		}
		if s.Stream != "" {
			own.streams = append(own.streams, s.Stream)
		}
	}
	var all []selected
	if len(others) > 0 || len(selectors) == 0 {
		var err error
		if all, err = p.selection(others); err != nil {
			return nil, err
		}
	}
	if named {
		all = append(all, own)
	}
	return all, nil
}

// compactOwn keeps the program's own record quick to read.
func (p *Pipeline) compactOwn(ctx context.Context) error {
	own, err := p.compactable([]Selector{{Source: ledger.Source}})
	if err != nil {
		return err
	}
	_, err = p.compact(ctx, own, CompactOptions{MoreThan: nightlyLoads})
	return err
}

func (p *Pipeline) compact(ctx context.Context, sources []selected, opts CompactOptions) (report CompactReport, err error) {
	store, _, err := p.open(ctx)
	if err != nil {
		return report, err
	}
	dir := p.path("work", "compact")
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	var errs []error
	for _, source := range sources {
		for _, stream := range p.declared(source.config) {
			if !source.wants(stream.Name) || ctx.Err() != nil {
				continue
			}
			one, err := p.compactStream(ctx, store, dir, source.config, stream, opts)
			if err != nil {
				one.Error = err.Error()
				errs = append(errs, fmt.Errorf("compact %s.%s: %w", one.Source, one.Stream, err))
				p.deps.Log.ErrorContext(ctx, "compaction failed", "source", one.Source, "stream", one.Stream, "error", err)
			}
			report.Streams = append(report.Streams, one)
		}
	}
	return report, errors.Join(append(errs, ctx.Err())...)
}

func (p *Pipeline) compactStream(ctx context.Context, store *lake.Lake, dir string, source config.Source, stream connectors.Stream, opts CompactOptions) (one CompactedStream, err error) {
	one = CompactedStream{Source: source.Name, Stream: stream.Name}
	view, err := store.View(source.Name, stream.Name, time.Time{})
	if err != nil {
		return one, err
	}
	one.Skipped = view.Compactable(stream)
	if n := len(view.Loads); one.Skipped == "" && n <= opts.MoreThan {
		one.Skipped = fmt.Sprintf("it has no more than %d loads", opts.MoreThan)
	}
	if one.Skipped == "" {
		made, err := p.compactView(ctx, store, dir, source, stream, view)
		if err != nil {
			return one, err
		}
		one.LoadID, one.Rows, one.Loads, one.LiveRows = made.LoadID, made.Rows, made.Compacts.Loads, made.Compacts.LiveRows
		for _, m := range view.Loads {
			one.RowsBefore += m.Rows
		}
		p.deps.Log.InfoContext(ctx, "compacted", "source", one.Source, "stream", one.Stream, "loads", one.Loads, "rows_before", one.RowsBefore, "rows", one.Rows)
	}
	if opts.Prune {
		one.Pruned, err = store.Prune(ctx, source.Name, stream.Name, p.deps.Now().Add(-opts.Keep))
	}
	return one, err
}

// compactView writes the load, compares what is read with it and without it, row
// by row, and only then lets it exist.
func (p *Pipeline) compactView(ctx context.Context, store *lake.Lake, dir string, source config.Source, stream connectors.Stream, view lake.View) (made *lake.Manifest, err error) {
	if err := store.Verify(ctx, view.Loads); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make work folder: %w", err)
	}
	opts := transforms.Options{WorkDir: dir}
	before := landedTable(source.Type, stream)
	from := transforms.TableSource{Source: source.Name, Stream: stream.Name}
	for _, m := range view.Loads {
		from.Files = append(from.Files, store.Files(m)...)
	}
	before.Sources = []transforms.TableSource{from}
	skipped := rowSet{}
	if err := transforms.Superseded(ctx, opts, before, skipped.add); err != nil {
		return nil, err
	}
	load, err := store.BeginCompaction(view, stream)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, load.Abort()) }()
	for _, m := range view.Loads {
		if err := load.CopyFrom(ctx, m, skipped.has); err != nil {
			return nil, err
		}
	}
	after := before
	from.Files, err = load.Seal()
	if err != nil {
		return nil, err
	}
	after.Sources = []transforms.TableSource{from}
	live, err := transforms.SameRows(ctx, opts, before, after)
	if err != nil {
		return nil, err
	}
	return load.CommitCompaction(live)
}

// rowSet is a set of rows by their load and their place in it, a bit for each.
type rowSet map[string][]uint64

func (s rowSet) add(load string, seq int64) error {
	if seq < 0 {
		return fmt.Errorf("read load %s: a row has the place %d", load, seq)
	}
	bits := s[load]
	for int64(len(bits)) <= seq/64 {
		bits = append(bits, 0)
	}
	bits[seq/64] |= 1 << (seq % 64)
	s[load] = bits
	return nil
}

func (s rowSet) has(load string, seq int64) bool {
	bits := s[load]
	return seq >= 0 && seq/64 < int64(len(bits)) && bits[seq/64]&(1<<(seq%64)) != 0
}
