package lake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"quarterdeck/connectors"
)

// rewriteSuffix ends the name of the folder in which a load is written anew. Once it
// has a manifest it takes the place of the load; Sweep ends what a crash leaves.
const rewriteSuffix = ".rewrite"

// Scan hands over every row of every load of a stream, also of those that nothing
// reads any more. The batch belongs to Scan.
func (l *Lake) Scan(ctx context.Context, id StreamID, each func(batch arrow.Record) error) error {
	loads, err := l.everyLoad(id)
	if err != nil {
		return err
	}
	for _, m := range loads {
		for _, p := range m.Parts {
			if err := l.eachBatch(ctx, partPath(m, p), each); err != nil {
				return fmt.Errorf("scan %s: %w", partPath(m, p), err)
			}
		}
	}
	return nil
}

// everyLoad lists all loads of a stream that exist, oldest first.
func (l *Lake) everyLoad(id StreamID) ([]*Manifest, error) {
	dir, err := streamPath(id.Source, id.Stream)
	if err != nil {
		return nil, fmt.Errorf("list loads: %w", err)
	}
	ids, err := l.loadIDs(dir)
	if err != nil {
		return nil, fmt.Errorf("list loads of %s: %w", dir, err)
	}
	var loads []*Manifest
	for _, load := range ids {
		m, err := l.manifest(id.Source, id.Stream, load)
		if err != nil {
			return nil, err
		}
		if m != nil {
			loads = append(loads, m)
		}
	}
	return loads, nil
}

func (l *Lake) eachBatch(ctx context.Context, name string, each func(arrow.Record) error) (err error) {
	source, err := l.disk.root.Open(name)
	if err != nil {
		return err
	}
	reader, err := file.NewParquetReader(source)
	if err != nil {
		return errors.Join(err, source.Close())
	}
	defer func() { err = errors.Join(err, reader.Close()) }() // closes the file too
	rows, err := pqarrow.NewFileReader(reader, pqarrow.ArrowReadProperties{BatchSize: connectors.BatchRows}, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	batches, err := rows.GetRecordReader(ctx, nil, nil)
	if err != nil {
		return err
	}
	defer batches.Release()
	for batches.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := each(batches.Record()); err != nil {
			return err
		}
	}
	if err := batches.Err(); !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// Rewritten is what Rewrite did.
type Rewritten struct {
	Loads int   `json:"loads"`
	Rows  int64 `json:"rows"` // that are gone
}

// Rewrite writes the loads of a stream anew, each under its own id and with its own
// times, where change gives other rows than it was given. This is the one exception
// to a load's never changing, for what the law says must go. change returns the batch
// itself where it stays as it is, and nil where none of it stays; a new batch is
// released here. The load is verified before and after. Only the one writer may call it.
func (l *Lake) Rewrite(ctx context.Context, id StreamID, change func(batch arrow.Record) (arrow.Record, error)) (done Rewritten, err error) {
	loads, err := l.everyLoad(id)
	if err != nil {
		return done, err
	}
	for _, m := range loads {
		gone, changed, err := l.rewriteLoad(ctx, m, change)
		if err != nil {
			return done, fmt.Errorf("rewrite load %s of %s.%s: %w", m.LoadID, m.Source, m.Stream, err)
		}
		if changed {
			done.Loads++
			done.Rows += gone
		}
	}
	return done, nil
}

func (l *Lake) rewriteLoad(ctx context.Context, m *Manifest, change func(arrow.Record) (arrow.Record, error)) (gone int64, changed bool, err error) {
	if err := l.Verify(ctx, []*Manifest{m}); err != nil {
		return 0, false, err
	}
	dir := path.Join(m.Source, m.Stream, loadPrefix+m.LoadID)
	if err := l.disk.removeAll(dir + rewriteSuffix); err != nil {
		return 0, false, err
	}
	if err := l.disk.mkdirAll(dir + rewriteSuffix); err != nil {
		return 0, false, err
	}
	stream := connectors.Stream{Name: m.Stream, Key: m.Key, Version: m.Version}
	w := &Load{lake: l, dir: dir + rewriteSuffix, properties: partProperties(stream), manifest: *m}
	w.manifest.Parts, w.manifest.Rows = []Part{}, 0
	for _, p := range m.Parts {
		err := l.eachBatch(ctx, partPath(m, p), func(batch arrow.Record) error {
			differs, err := w.appendChanged(batch, change)
			changed = changed || differs
			return err
		})
		if err != nil {
			return 0, false, errors.Join(err, l.dropRewrite(w))
		}
	}
	if !changed {
		return 0, false, l.dropRewrite(w)
	}
	if err := w.finishPart(); err != nil {
		return 0, false, errors.Join(err, l.dropRewrite(w))
	}
	return m.Rows - w.manifest.Rows, true, l.replaceLoad(ctx, m, w)
}

// appendChanged appends what change makes of the batch.
func (w *Load) appendChanged(batch arrow.Record, change func(arrow.Record) (arrow.Record, error)) (bool, error) {
	made, err := change(batch)
	if err != nil || made == nil {
		return made == nil, err
	}
	if made != batch {
		defer made.Release()
	}
	if w.schema == nil { // as it was written, without what the Parquet reader adds
		w.schema = plainSchema(made.Schema())
	}
	plain := array.NewRecord(w.schema, made.Columns(), made.NumRows())
	defer plain.Release()
	return made != batch, w.append(plain)
}

// plainSchema is a schema without metadata, which is not part of a row.
func plainSchema(s *arrow.Schema) *arrow.Schema {
	fields := make([]arrow.Field, 0, len(s.Fields()))
	for _, f := range s.Fields() {
		fields = append(fields, arrow.Field{Name: f.Name, Type: f.Type, Nullable: f.Nullable})
	}
	return arrow.NewSchema(fields, nil)
}

// replaceLoad puts the rewritten load in the place of m. From the rename of its
// manifest on there is no way back, and Sweep ends what is left to do.
func (l *Lake) replaceLoad(ctx context.Context, m *Manifest, w *Load) error {
	made := &w.manifest
	if made.Compacts != nil {
		compaction := *made.Compacts
		compaction.LiveRows = max(0, compaction.LiveRows-(m.Rows-made.Rows))
		made.Compacts = &compaction
	}
	made.Live = nil // the vendor's own count has more than is left
	made.FormatVersion = made.version()
	data, err := made.encode()
	if err != nil {
		return err
	}
	if _, err := ParseManifest(data); err != nil {
		return errors.Join(err, l.dropRewrite(w))
	}
	for _, p := range made.Parts {
		reason, err := l.verifyPart(path.Join(w.dir, p.Name), p)
		if err != nil || reason != "" {
			return errors.Join(err, fmt.Errorf("what was written is damaged: %s", reason), l.dropRewrite(w))
		}
	}
	if err := ctx.Err(); err != nil {
		return errors.Join(err, l.dropRewrite(w))
	}
	if err := w.publish(data); err != nil {
		return err
	}
	return l.endRewrite(strings.TrimSuffix(w.dir, rewriteSuffix))
}

// endRewrite lets a rewritten load take the place of the one at dir.
func (l *Lake) endRewrite(dir string) error {
	if err := l.disk.removeAll(dir); err != nil {
		return err
	}
	if err := l.disk.rename(dir+rewriteSuffix, dir); err != nil {
		return err
	}
	return l.disk.syncDir(path.Dir(dir))
}

func (l *Lake) dropRewrite(w *Load) error {
	var err error
	if w.part != nil {
		err = w.part.file.file.Close()
		w.part = nil
	}
	return errors.Join(err, l.disk.removeAll(w.dir))
}

// sweepRewrites ends the rewriting of a stream's loads where it had its manifest, and
// forgets it where it had none.
func (l *Lake) sweepRewrites(stream string) (swept []string, err error) {
	folders, err := l.disk.folders(stream)
	if err != nil {
		return nil, err
	}
	for _, name := range folders {
		load, found := strings.CutSuffix(name, rewriteSuffix)
		if _, isLoad := parseLoadDir(load); !found || !isLoad {
			continue
		}
		dir := path.Join(stream, load)
		_, err := l.disk.root.Lstat(path.Join(dir+rewriteSuffix, manifestName))
		switch {
		case err == nil:
			err = l.endRewrite(dir)
		case errors.Is(err, fs.ErrNotExist):
			err = l.disk.removeAll(dir + rewriteSuffix)
		}
		if err != nil {
			return swept, err
		}
		swept = append(swept, dir+rewriteSuffix)
	}
	return swept, nil
}
