package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
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
	LoadID   string          `json:"load_id,omitempty"` // of the last load
	Loads    int             `json:"loads,omitempty"`   // how many the pull made
	Duration time.Duration   `json:"duration"`
	// Rejected counts the records that could not be landed; RejectFile has the last of them.
	Rejected   int64  `json:"rejected,omitempty"`
	RejectFile string `json:"reject_file,omitempty"`
	// Unfinished says why the pull stopped early without having failed.
	Unfinished string `json:"unfinished,omitempty"`
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
// Sources are pulled at the same time, and so are some streams of each. What fails
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
	if err := p.forgetPulled(ctx); err != nil {
		return report, fmt.Errorf("pull: %w", err)
	}
	if failed := slices.Concat(errs...); len(failed) > 0 {
		return report, &PullError{Errs: failed}
	}
	return report, nil
}

var errUnreachable = errors.New("not tried: the source is unreachable")

// streamsAtOnce is how many streams of one source are pulled at the same time.
const streamsAtOnce = 4

// pullSource pulls the streams of one source, some at a time, and reports them
// in their order.
func (p *Pipeline) pullSource(ctx context.Context, s selected, done journal) ([]StreamReport, []error) {
	source, openErr := p.openSource(s.config)
	streams := p.declared(s.config)
	if openErr == nil {
		streams = source.Streams()
	}
	streams = slices.DeleteFunc(slices.Clone(streams), func(d connectors.Stream) bool { return !s.wants(d.Name) })
	if openErr != nil && len(streams) == 0 {
		// What it names is no stream at all; silence would leave it out for ever.
		return nil, []error{fmt.Errorf("pull %s: %w", s.config.Name, openErr)}
	}
	pull := &sourcePull{pipeline: p, config: s.config, source: source, done: done, stopped: openErr}
	reports, errs := make([]*StreamReport, len(streams)), make([]error, len(streams))
	places := make(chan struct{}, p.streamsAtOnce)
	var wg sync.WaitGroup
	for i, stream := range streams {
		places <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		wg.Go(func() {
			defer func() { <-places }()
			reports[i], errs[i] = pull.stream(ctx, stream)
		})
	}
	wg.Wait()
	var made []StreamReport
	for _, r := range reports {
		if r != nil {
			made = append(made, *r)
		}
	}
	return made, slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

// sourcePull is the pull of one source. Its methods are safe for several goroutines.
type sourcePull struct {
	pipeline *Pipeline
	config   config.Source
	source   connectors.Source
	done     journal

	mu      sync.Mutex
	stopped error // why no further stream is tried
}

// stream pulls one stream unless an earlier attempt of the run has, and records it.
func (s *sourcePull) stream(ctx context.Context, stream connectors.Stream) (*StreamReport, error) {
	p := s.pipeline
	if s.done != nil {
		if earlier, ok := s.done.pulled(s.config.Name, stream.Name); ok {
			earlier.Skipped = true
			return &earlier, nil
		}
	}
	started := p.deps.Now()
	report := StreamReport{Source: s.config.Name, Stream: stream.Name}
	err := s.stop(nil)
	if err == nil {
		report, err = p.pullStream(ctx, s.config, s.source, stream)
	}
	if rest.IsUnreachable(err) {
		_ = s.stop(errUnreachable) // the other streams would wait as long, in vain
	}
	report.Duration = p.deps.Now().Sub(started)
	s.log(ctx, report, err)
	if err != nil {
		report.Error = err.Error()
		err = fmt.Errorf("pull %s.%s: %w", s.config.Name, stream.Name, err)
	}
	if s.done != nil {
		err = errors.Join(err, s.done.record(context.WithoutCancel(ctx), report, started))
	}
	return &report, errors.Join(err, s.remember(ctx, report, started))
}

// remember keeps what came of the attempt, whoever made it; stopping is none.
func (s *sourcePull) remember(ctx context.Context, report StreamReport, started time.Time) error {
	if ctx.Err() != nil {
		return nil
	}
	_, db, err := s.pipeline.open(ctx)
	if err != nil {
		return err
	}
	return db.SavePull(ctx, report.Source, report.Stream, started, report.Rows, report.Error)
}

// stop tells why no further stream is to be tried; a cause given becomes the reason.
func (s *sourcePull) stop(cause error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cause != nil {
		s.stopped = cause
	}
	return s.stopped
}

func (s *sourcePull) log(ctx context.Context, r StreamReport, err error) {
	to := s.pipeline.deps.Log.With("source", r.Source, "stream", r.Stream)
	if r.Rejected > 0 {
		to.WarnContext(ctx, "records were rejected", "rejected", r.Rejected, "file", r.RejectFile)
	}
	switch {
	case err != nil:
		to.ErrorContext(ctx, "pull failed", "error", err)
	case r.Unfinished != "":
		to.WarnContext(ctx, "pulled a part", "rows", r.Rows, "unfinished", r.Unfinished)
	default:
		to.InfoContext(ctx, "pulled", "rows", r.Rows, "mode", string(r.Mode), "pages", r.Pages, "loads", r.Loads)
	}
}
