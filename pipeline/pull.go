package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
	"quarterdeck/pipeline/lake"
)

// PullReport says what every stream gave, in the order of the configuration.
type PullReport struct {
	Streams []StreamReport `json:"streams"`
}

// StreamReport is the pull of one stream.
type StreamReport struct {
	Source   string          `json:"source"`
	Stream   string          `json:"stream"`
	Mode     connectors.Mode `json:"mode,omitempty"`
	Rows     int64           `json:"rows"`
	Invalid  int64           `json:"invalid"` // values that fitted no column
	Pages    int             `json:"pages"`
	LoadID   string          `json:"load_id,omitempty"`
	Duration time.Duration   `json:"duration"`
	// Skipped is set when an earlier attempt of the run had pulled it.
	Skipped bool   `json:"skipped,omitempty"`
	Error   string `json:"error,omitempty"`
}

// Rows is how many rows came in.
func (r PullReport) Rows() int64 {
	var total int64
	for _, s := range r.Streams {
		total += s.Rows
	}
	return total
}

// FailedSources names the sources of which at least one stream failed.
func (r PullReport) FailedSources() []string {
	var names []string
	for _, s := range r.Streams {
		if s.Error != "" && !slices.Contains(names, s.Source) {
			names = append(names, s.Source)
		}
	}
	return names
}

// PullError says that some streams could not be pulled. The others were.
type PullError struct{ Errs []error }

// Error lists what failed.
func (e *PullError) Error() string { return errors.Join(e.Errs...).Error() }

// Unwrap gives the causes.
func (e *PullError) Unwrap() []error { return e.Errs }

// Pull loads what changed at the selected sources, or at all, into the lake.
// Sources are pulled at the same time, the streams of one in order. What fails
// does not stop the rest; it is in the report and in a *PullError.
func (p *Pipeline) Pull(ctx context.Context, selectors []Selector) (report PullReport, err error) {
	sources, err := p.selection(selectors)
	if err != nil {
		return PullReport{}, err
	}
	err = p.writing(ctx, "pull", false, func() error {
		report, err = p.pull(ctx, sources, nil)
		return err
	})
	return report, err
}

// journal remembers the streams of a run that were pulled; nil remembers nothing.
type journal interface {
	// pulled gives the report of a stream an earlier attempt of the run pulled.
	pulled(source, stream string) (StreamReport, bool)
	// record is told how a stream ended.
	record(ctx context.Context, s StreamReport, startedAt time.Time) error
}

func (p *Pipeline) pull(ctx context.Context, sources []selected, done journal) (PullReport, error) {
	reports := make([][]StreamReport, len(sources))
	errs := make([][]error, len(sources))
	var wg sync.WaitGroup
	for i, s := range sources {
		wg.Go(func() { reports[i], errs[i] = p.pullSource(ctx, s, done) })
	}
	wg.Wait()
	report := PullReport{Streams: slices.Concat(reports...)}
	if err := ctx.Err(); err != nil {
		return report, fmt.Errorf("pull: %w", context.Cause(ctx))
	}
	if failed := slices.Concat(errs...); len(failed) > 0 {
		return report, &PullError{Errs: failed}
	}
	return report, nil
}

var errUnreachable = errors.New("not tried: the source is unreachable")

// pullSource pulls the streams of one source in their order.
func (p *Pipeline) pullSource(ctx context.Context, s selected, done journal) (reports []StreamReport, errs []error) {
	source, openErr := p.openSource(s.config)
	streams := p.declared(s.config)
	if openErr == nil {
		streams = source.Streams()
	}
	for _, stream := range streams {
		if !s.wants(stream.Name) || ctx.Err() != nil {
			continue
		}
		if done != nil {
			if earlier, ok := done.pulled(s.config.Name, stream.Name); ok {
				earlier.Skipped = true
				reports = append(reports, earlier)
				continue
			}
		}
		started := p.deps.Now()
		report := StreamReport{Source: s.config.Name, Stream: stream.Name}
		err := openErr
		if err == nil {
			report, err = p.pullStream(ctx, s.config.Name, source, stream)
		}
		if rest.IsUnreachable(err) {
			openErr = errUnreachable // the other streams would wait as long, in vain
		}
		report.Duration = p.deps.Now().Sub(started)
		if err != nil {
			report.Error = err.Error()
			errs = append(errs, fmt.Errorf("pull %s.%s: %w", s.config.Name, stream.Name, err))
			p.deps.Log.ErrorContext(ctx, "pull failed", "source", s.config.Name, "stream", stream.Name, "error", err)
		}
		reports = append(reports, report)
		if done != nil {
			if err := done.record(context.WithoutCancel(ctx), report, started); err != nil {
				errs = append(errs, err)
			}
		}
	}
	if openErr != nil && len(reports) == 0 {
		// What it names is no stream at all; silence would leave it out for ever.
		errs = append(errs, fmt.Errorf("pull %s: %w", s.config.Name, openErr))
	}
	return reports, errs
}

// pullStream makes one load. The cursor is that of the newest load, and the new
// one becomes visible with the rows it belongs to.
func (p *Pipeline) pullStream(ctx context.Context, name string, source connectors.Source, stream connectors.Stream) (report StreamReport, err error) {
	report = StreamReport{Source: name, Stream: stream.Name}
	tracker := p.deps.Progress.Stream(name, stream.Name)
	defer func() { tracker.Done(err) }()
	defer func() {
		if r := recover(); r != nil {
			p.deps.Log.ErrorContext(ctx, "panic in a connector", "source", name, "stream", stream.Name, "stack", string(debug.Stack()))
			err = fmt.Errorf("the connector panicked: %v", r)
		}
	}()
	store, _, err := p.open(ctx)
	if err != nil {
		return report, err
	}
	load, err := store.Begin(name, stream)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, load.Abort()) }()
	cursor, err := p.cursor(ctx, store, name, stream)
	if err != nil {
		return report, err
	}
	result, err := source.Pull(ctx, connectors.Request{
		Stream: stream.Name, Cursor: cursor, LoadID: load.ID(), LoadedAt: load.StartedAt(),
		Progress: func(rows int64) { tracker.Update(rows, 0) },
	}, load.Append)
	if err != nil {
		return report, err
	}
	manifest, err := load.Commit(result)
	if err != nil {
		return report, err
	}
	report.Mode, report.Rows, report.Invalid = manifest.Mode, manifest.Rows, manifest.Invalid
	report.Pages, report.LoadID = manifest.Pages, manifest.LoadID
	p.deps.Log.InfoContext(ctx, "pulled", "source", name, "stream", stream.Name,
		"rows", report.Rows, "mode", string(report.Mode), "pages", report.Pages)
	return report, nil
}

// cursor is where the stream stands. A stream whose columns were declared anew
// is pulled from the beginning, because the rows in the lake lack the new ones.
func (p *Pipeline) cursor(ctx context.Context, store *lake.Lake, name string, stream connectors.Stream) (json.RawMessage, error) {
	newest, err := store.Newest(name, stream.Name)
	if err != nil || newest == nil {
		return nil, err
	}
	if newest.SchemaHash != lake.SchemaHash(stream) {
		p.deps.Log.WarnContext(ctx, "the columns of a stream changed: pulling all of it again", "source", name, "stream", stream.Name)
		return nil, nil
	}
	return newest.Cursor, nil
}
