package lake

import (
	"context"
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/compute"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"quarterdeck/connectors"
)

// Compaction makes one load of several, so that a stream of many nights stays
// quick to read. It is a load like any other: it exists once its manifest does,
// and not before, so a crash leaves the stream as it was. It stands for all loads
// from the newest full pull on; its rows keep the load, the instant and the place
// they came with. The loads it replaces stay, and are what is read for an instant
// before it was made, until Prune takes them.

// Compactable says why the loads of v cannot be made into one; empty when they can.
func (v View) Compactable(stream connectors.Stream) string {
	hash := SchemaHash(stream)
	switch {
	case len(v.Loads) < 2:
		return "there is but one load"
	case len(v.Pending) > 0 || !v.Complete():
		return "a pull of everything has not come to its end"
	case !v.Loads[len(v.Loads)-1].closes():
		return "its newest pull has not come to its end"
	}
	for _, m := range v.Loads {
		if m.SchemaHash != hash {
			return "its columns changed; the next pull reads all of it anew"
		}
	}
	return ""
}

// BeginCompaction starts the load that is to replace the loads of v.
func (l *Lake) BeginCompaction(v View, stream connectors.Stream) (*Load, error) {
	if why := v.Compactable(stream); why != "" {
		return nil, fmt.Errorf("begin compaction of %s: %s", stream.Name, why)
	}
	oldest, newest, last := v.Loads[0], v.Loads[len(v.Loads)-1], v.LastPull()
	w, err := l.Begin(oldest.Source, stream)
	if err != nil {
		return nil, err
	}
	m := &w.manifest
	if m.LoadID <= newest.LoadID {
		return nil, errors.Join(fmt.Errorf("begin compaction of %s: load %s is newer", stream.Name, newest.LoadID), w.Abort())
	}
	m.Mode, m.StartedAt, m.Cursor, m.Window = connectors.Full, newest.StartedAt, newest.Cursor, newest.Window
	m.Invalid, m.Rejected, m.Live = last.Invalid, last.Rejected, last.Live
	m.Compacts = &Compaction{First: oldest.LoadID, Last: newest.LoadID, Loads: len(v.Loads),
		LastMode: last.Mode, LastRows: last.Rows, RejectedIn: last.RejectedLoads}
	if oldest.Compacts != nil {
		m.Compacts.First = oldest.Compacts.First
	}
	return w, nil
}

// CopyFrom appends the rows of m, but for those that skip names.
func (w *Load) CopyFrom(ctx context.Context, m *Manifest, skip func(loadID string, seq int64) bool) error {
	for _, p := range m.Parts {
		if err := w.copyPart(ctx, partPath(m, p), skip); err != nil {
			return fmt.Errorf("copy %s: %w", partPath(m, p), err)
		}
	}
	return nil
}

func (w *Load) copyPart(ctx context.Context, name string, skip func(string, int64) bool) error {
	return w.lake.eachBatch(ctx, name, func(batch arrow.Record) error { return w.copyBatch(ctx, batch, skip) })
}

// copyBatch appends what is not to be skipped of a batch.
func (w *Load) copyBatch(ctx context.Context, batch arrow.Record, skip func(string, int64) bool) error {
	n := len(w.schema.Fields())
	if len(batch.Columns()) != n {
		return fmt.Errorf("it has %d columns, declared are %d", len(batch.Columns()), n)
	}
	for i, field := range w.schema.Fields() {
		if got := batch.Schema().Field(i); got.Name != field.Name || !arrow.TypeEqual(got.Type, field.Type) {
			return fmt.Errorf("it has the column %s %s, declared is %s %s", got.Name, got.Type, field.Name, field.Type)
		}
	}
	loads, seqs := batch.Column(n-5).(*array.String), batch.Column(n-3).(*array.Int64)
	keep := array.NewBooleanBuilder(memory.DefaultAllocator)
	defer keep.Release()
	kept := int64(0)
	for i := range int(batch.NumRows()) {
		wanted := !skip(loads.Value(i), seqs.Value(i))
		keep.Append(wanted)
		if wanted {
			kept++
		}
	}
	if kept == 0 {
		return nil
	}
	out := array.NewRecord(w.schema, batch.Columns(), batch.NumRows())
	defer out.Release()
	if kept == batch.NumRows() {
		return w.Append(out)
	}
	mask := keep.NewBooleanArray()
	defer mask.Release()
	filtered, err := compute.FilterRecordBatch(ctx, out, mask, compute.DefaultFilterOptions())
	if err != nil {
		return err
	}
	defer filtered.Release()
	return w.Append(filtered)
}

// Seal ends the appending and returns the files, which are durable but belong to
// no load yet: what they hold can be compared before the load is committed.
func (w *Load) Seal() ([]string, error) {
	if w.failed == nil {
		w.failed = w.finishPart()
	}
	if w.failed != nil {
		return nil, fmt.Errorf("seal %s: %w", w.dir, w.failed)
	}
	w.sealed = true
	return w.lake.Files(&w.manifest), nil
}

// CommitCompaction makes the compaction the load that is read. liveRows is how
// many of its keys are not deleted.
func (w *Load) CommitCompaction(liveRows int64) (*Manifest, error) {
	m := &w.manifest
	if m.Compacts == nil {
		return nil, fmt.Errorf("commit %s: it is no compaction", w.dir)
	}
	m.Compacts.LiveRows = liveRows
	return w.Commit(connectors.Result{Mode: m.Mode, Invalid: m.Invalid, Cursor: m.Cursor, Window: m.Window, Rejected: m.Rejected, Live: m.Live})
}
