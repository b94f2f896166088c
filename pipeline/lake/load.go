package lake

import (
	"errors"
	"fmt"
	"path"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"

	"quarterdeck/connectors"
)

// Load is a load being written, by one goroutine. It ends with Commit or Abort;
// Abort after Commit does nothing, so it may be deferred.
type Load struct {
	lake     *Lake
	manifest Manifest
	schema   *arrow.Schema
	// properties say how its columns are written.
	properties *parquet.WriterProperties
	dir        string // relative to the lake
	part       *partWriter
	floor      time.Time // FinishedAt of the load before it
	failed     error
	done       bool
	sealed     bool // takes no more rows
	renamed    bool
}

// Begin starts a load of the stream. There is one load of a stream at a time.
func (l *Lake) Begin(source string, stream connectors.Stream) (*Load, error) {
	dir, err := streamPath(source, stream.Name)
	if err != nil {
		return nil, fmt.Errorf("begin load: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.writing[dir] {
		return nil, fmt.Errorf("begin load of %s: one is already being written", dir)
	}
	w, err := l.begin(dir, source, stream)
	if err != nil {
		return nil, fmt.Errorf("begin load of %s: %w", dir, err)
	}
	l.writing[dir] = true
	return w, nil
}

func (l *Lake) begin(dir, source string, stream connectors.Stream) (*Load, error) {
	if err := l.disk.mkdirAll(dir); err != nil {
		return nil, err
	}
	folders, err := l.loadIDs(dir)
	if err != nil {
		return nil, err
	}
	newest, err := l.newest(source, stream.Name, folders)
	if err != nil {
		return nil, err
	}
	now, after, floor := instant(l.opts.Now()), "", time.Time{}
	if len(folders) > 0 {
		after = folders[len(folders)-1]
	}
	if newest != nil {
		floor = newest.FinishedAt
	}
	id, err := l.nextID(now, after)
	if err != nil {
		return nil, err
	}
	columns := declaredColumns(stream)
	w := &Load{
		lake: l, dir: path.Join(dir, loadPrefix+id), schema: connectors.Schema(stream), properties: partProperties(stream), floor: floor,
		manifest: Manifest{
			Source: source, Stream: stream.Name, LoadID: id,
			StartedAt: now, Key: stream.Key, Version: stream.Version, Columns: columns,
			SchemaHash: schemaHash(stream.Key, stream.Version, columns), Parts: []Part{},
		},
	}
	return w, l.disk.mkdirAll(w.dir)
}

// instant is the precision of every time in the lake: what a Parquet row can hold.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// ID is the load's ULID.
func (w *Load) ID() string { return w.manifest.LoadID }

// StartedAt is when the load began, for the rows' _loaded_at.
func (w *Load) StartedAt() time.Time { return w.manifest.StartedAt }

// Append adds a batch shaped as the stream's schema. It keeps nothing of it.
// After an error the load can only be aborted.
func (w *Load) Append(batch arrow.Record) error {
	if w.failed == nil && (w.done || w.sealed) {
		w.failed = errors.New("the load has ended")
	}
	if w.failed == nil {
		w.failed = w.append(batch)
	}
	if w.failed != nil {
		return fmt.Errorf("append to %s: %w", w.dir, w.failed)
	}
	return nil
}

func (w *Load) append(batch arrow.Record) error {
	if !batch.Schema().Equal(w.schema) {
		return fmt.Errorf("the batch has the columns %s, declared are %s", batch.Schema(), w.schema)
	}
	if batch.NumRows() == 0 {
		return nil
	}
	if w.part != nil && w.part.size() >= w.lake.opts.PartBytes {
		if err := w.finishPart(); err != nil {
			return err
		}
	}
	if w.part == nil {
		part, err := createPart(w.lake.disk, w.dir, partName(len(w.manifest.Parts)), w.schema, w.properties)
		if err != nil {
			return err
		}
		w.part = part
	}
	return w.part.append(batch, w.lake.opts.RowGroupRows, w.lake.opts.RowGroupBytes)
}

func (w *Load) finishPart() error {
	if w.part == nil {
		return nil
	}
	part, err := w.part.finish()
	w.part = nil
	if err != nil {
		return err
	}
	w.manifest.Parts = append(w.manifest.Parts, part)
	w.manifest.Rows += part.Rows
	return nil
}

// Rows is how many rows were appended.
func (w *Load) Rows() int64 {
	rows := w.manifest.Rows
	if w.part != nil {
		rows += w.part.rows
	}
	return rows
}

// Checkpoint commits the load as a part of a pull that goes on in the next load.
func (w *Load) Checkpoint(result connectors.Result) (*Manifest, error) {
	w.manifest.Open = true
	return w.Commit(result)
}

// Commit makes the load exist. When it fails, the load is not there or, if only
// the very last sync failed, is there whole; either way rows and cursor agree.
func (w *Load) Commit(result connectors.Result) (*Manifest, error) {
	if w.failed == nil && w.done {
		w.failed = errors.New("the load has ended")
	}
	if w.failed == nil {
		w.failed = w.commit(result)
	}
	if w.failed != nil {
		return nil, fmt.Errorf("commit %s: %w", w.dir, w.failed)
	}
	w.end()
	return &w.manifest, nil
}

func (w *Load) commit(result connectors.Result) error {
	if err := w.finishPart(); err != nil {
		return err
	}
	m := &w.manifest
	m.Mode, m.Pages, m.Invalid = result.Mode, result.Pages, result.Invalid
	m.Cursor, m.Window = result.Cursor, result.Window
	m.Rejected, m.Live, m.Unfinished = result.Rejected, result.Live, result.Unfinished
	m.FinishedAt = instant(w.lake.opts.Now())
	for _, floor := range []time.Time{m.StartedAt, w.floor} {
		if m.FinishedAt.Before(floor) {
			m.FinishedAt = floor // the clock went back; what was known stays known
		}
	}
	m.FormatVersion = m.version()
	data, err := m.encode()
	if err != nil {
		return err
	}
	if _, err := ParseManifest(data); err != nil {
		return err // better no load than one nobody can read
	}
	return w.publish(data)
}

func (w *Load) publish(manifest []byte) error {
	d := w.lake.disk
	file, err := d.create(path.Join(w.dir, manifestTemp))
	if err != nil {
		return err
	}
	if _, err := file.Write(manifest); err != nil {
		return errors.Join(err, file.file.Close())
	}
	if err := file.finish(); err != nil {
		return err
	}
	// The parts' names must be on the disk before a manifest speaks of them.
	if err := d.syncDir(w.dir); err != nil {
		return err
	}
	if err := d.rename(path.Join(w.dir, manifestTemp), path.Join(w.dir, manifestName)); err != nil {
		return err
	}
	w.renamed = true
	return d.syncDir(w.dir)
}

// Abort takes away what was written, unless the load exists already.
func (w *Load) Abort() error {
	if w.done {
		return nil
	}
	w.end()
	var err error
	if w.part != nil {
		err = w.part.file.file.Close()
	}
	if w.renamed {
		return err
	}
	return errors.Join(err, w.lake.disk.removeAll(w.dir))
}

func (w *Load) end() {
	w.done = true
	w.lake.mu.Lock()
	defer w.lake.mu.Unlock()
	delete(w.lake.writing, path.Dir(w.dir))
}
