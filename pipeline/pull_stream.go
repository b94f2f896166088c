package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/pipeline/lake"
)

// How much a pull gathers before a checkpoint makes it durable, whichever comes first.
const (
	checkpointRows  = 200_000
	checkpointEvery = 5 * time.Minute
)

// streamPull is one pull of one stream: one load, or several where the connector
// offers checkpoints and the pull is long.
type streamPull struct {
	pipeline *Pipeline
	store    *lake.Lake
	source   string
	stream   connectors.Stream
	load     *lake.Load
	begun    time.Time // when the load was, on the injected clock
	rejects  *rejects
	forgot   *forgetful // nil where nobody was forgotten
	// committed sums up the loads before this one; its Mode is empty while there are none.
	committed connectors.Result
	ids       []string // of the loads committed
	mode      connectors.Mode
}

// pullStream pulls what is new. The cursor is that of the newest load, and the
// new one becomes visible with the rows it belongs to.
func (p *Pipeline) pullStream(ctx context.Context, from config.Source, source connectors.Source, stream connectors.Stream) (report StreamReport, err error) {
	report = StreamReport{Source: from.Name, Stream: stream.Name}
	tracker := p.deps.Progress.Stream(from.Name, stream.Name)
	defer func() { tracker.Done(err) }()
	defer func() {
		if r := recover(); r != nil {
			p.deps.Log.ErrorContext(ctx, "panic in a connector", "source", from.Name, "stream", stream.Name, "stack", string(debug.Stack()))
			err = fmt.Errorf("the connector panicked: %v", r)
		}
	}()
	store, _, err := p.open(ctx)
	if err != nil {
		return report, err
	}
	cursor, err := p.cursor(ctx, store, from.Name, stream)
	if err != nil {
		return report, err
	}
	s := &streamPull{pipeline: p, store: store, source: from.Name, stream: stream, rejects: p.newRejects(from, stream.Name)}
	defer func() { s.describe(&report) }()
	defer func() { err = errors.Join(err, s.rejects.close()) }()
	if s.forgot, err = p.newForgetful(lake.StreamID{Source: from.Name, Stream: stream.Name}); err != nil {
		return report, err
	}
	if err := s.begin(); err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, s.load.Abort()) }()
	result, err := source.Pull(ctx, connectors.Request{
		Stream: stream.Name, Cursor: cursor, LoadID: s.load.ID(), LoadedAt: s.load.StartedAt(),
		Progress:   func(rows int64) { tracker.Update(rows, 0) },
		Reject:     s.reject,
		Checkpoint: s.checkpoint,
	}, func(batch arrow.Record) error { return s.forgot.append(ctx, batch, s.load.Append) })
	if err != nil {
		return report, err
	}
	if err := s.commit(result, s.load.Commit); err != nil {
		return report, err
	}
	report.Unfinished = result.Unfinished
	return report, nil
}

func (s *streamPull) begin() error {
	load, err := s.store.Begin(s.source, s.stream)
	if err != nil {
		return err
	}
	s.load, s.begun = load, s.pipeline.deps.Now()
	return nil
}

// rows is how many rows the pull has handed over so far.
func (s *streamPull) rows() int64 { return s.committed.Rows + s.load.Rows() }

func (s *streamPull) reject(one connectors.Reject) error {
	if err := s.rejects.add(s.load.ID(), one); err != nil {
		return err
	}
	return s.rejects.hopeless(s.rows())
}

// checkpoint makes what was gathered durable once it is worth it, and goes on in
// a load of its own.
func (s *streamPull) checkpoint(r connectors.Result) (connectors.Load, error) {
	p := s.pipeline
	if s.load.Rows() >= p.checkpointRows || p.deps.Now().Sub(s.begun) >= p.checkpointEvery {
		err := s.commit(r, s.load.Checkpoint)
		if err == nil {
			err = s.begin()
		}
		if err != nil {
			return connectors.Load{}, fmt.Errorf("make a checkpoint: %w", err)
		}
	}
	return connectors.Load{ID: s.load.ID(), At: s.load.StartedAt()}, nil
}

// commit ends the load. r counts the whole pull; the manifest holds the load's own share.
func (s *streamPull) commit(r connectors.Result, commit func(connectors.Result) (*lake.Manifest, error)) error {
	if err := errors.Join(s.rejects.close(), s.rejects.judge(s.rows(), r.Mode), s.forgot.save()); err != nil {
		return err
	}
	r.Rejected = s.rejects.count
	if s.forgot != nil {
		r.Live = nil // the vendor counts those who were forgotten
	}
	own := r
	own.Pages -= s.committed.Pages
	own.Invalid -= s.committed.Invalid
	own.Rejected -= s.committed.Rejected
	if len(s.ids) > 0 {
		own.Mode = connectors.Increment // it adds to what the first one began
	}
	manifest, err := commit(own)
	if err != nil {
		return err
	}
	if len(s.ids) == 0 {
		s.mode = manifest.Mode
	}
	s.ids = append(s.ids, manifest.LoadID)
	rows := s.committed.Rows + manifest.Rows
	s.committed, s.committed.Rows = r, rows
	return nil
}

// describe says what became of the pull, also of one that failed on its way.
func (s *streamPull) describe(report *StreamReport) {
	report.Mode, report.Rows, report.Invalid, report.Pages = s.mode, s.committed.Rows, s.committed.Invalid, s.committed.Pages
	report.Rejected = s.rejects.count
	if report.Rejected > 0 {
		report.RejectFile = s.rejects.path
	}
	if n := len(s.ids); n > 0 {
		report.LoadID, report.Loads = s.ids[n-1], n
	}
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
