package lake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"quarterdeck/connectors"
)

// partWriter writes one Parquet file. It holds one row group in memory.
type partWriter struct {
	name       string
	file       *newFile
	sink       *sink
	parquet    *pqarrow.FileWriter
	rows       int64
	groupRows  int64
	groupBytes int64
}

// partProperties compresses with zstd, and spares the dictionary those columns
// whose values hardly repeat: JSON, the key that is one column, and the row's
// own number. Building one for them only costs time and memory.
func partProperties(stream connectors.Stream) *parquet.WriterProperties {
	properties := []parquet.WriterProperty{
		parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithVersion(parquet.V2_LATEST),
		parquet.WithCreatedBy("quarterdeck"),
		// Every column that is being written holds a page or two in memory.
		parquet.WithDataPageSize(256 << 10),
	}
	plain := []string{connectors.ColumnSeq, connectors.ColumnExtra}
	if len(stream.Key) == 1 {
		plain = append(plain, stream.Key[0])
	}
	for _, c := range stream.Columns {
		if c.Type == connectors.JSON {
			plain = append(plain, c.Name)
		}
	}
	for _, name := range plain {
		properties = append(properties, parquet.WithDictionaryFor(name, false))
	}
	return parquet.NewWriterProperties(properties...)
}

func createPart(d *disk, dir, name string, schema *arrow.Schema, properties *parquet.WriterProperties) (*partWriter, error) {
	file, err := d.create(dir + "/" + name)
	if err != nil {
		return nil, err
	}
	out := &sink{file: file, digest: sha256.New()}
	writer, err := pqarrow.NewFileWriter(schema, out, properties, pqarrow.DefaultWriterProps())
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", name, err)
	}
	return &partWriter{name: name, file: file, sink: out, parquet: writer}, nil
}

// append adds a batch, in a new row group when it does not fit the current one.
func (p *partWriter) append(batch arrow.Record, maxRows, maxBytes int64) error {
	size := arrowBytes(batch)
	if p.groupRows > 0 && (p.groupRows+batch.NumRows() > maxRows || p.groupBytes+size > maxBytes) {
		p.parquet.NewBufferedRowGroup()
		p.groupRows, p.groupBytes = 0, 0
	}
	if err := p.parquet.WriteBuffered(batch); err != nil {
		return fmt.Errorf("write %s: %w", p.name, err)
	}
	p.rows += batch.NumRows()
	p.groupRows += batch.NumRows()
	p.groupBytes += size
	return p.sink.err
}

// arrowBytes is how much memory the batch's values take.
func arrowBytes(batch arrow.Record) int64 {
	var total int64
	for _, column := range batch.Columns() {
		for _, buffer := range column.Data().Buffers() {
			if buffer != nil {
				total += int64(buffer.Len())
			}
		}
	}
	return total
}

// size is what the file will have at least.
func (p *partWriter) size() int64 {
	return p.sink.bytes + p.parquet.RowGroupTotalCompressedBytes()
}

// finish writes the rest and makes the file durable.
func (p *partWriter) finish() (Part, error) {
	if err := p.parquet.Close(); err != nil {
		return Part{}, fmt.Errorf("write %s: %w", p.name, err)
	}
	if p.sink.err != nil {
		return Part{}, p.sink.err
	}
	if err := p.file.finish(); err != nil {
		return Part{}, err
	}
	return Part{Name: p.name, Rows: p.rows, Bytes: p.sink.bytes, SHA256: hex.EncodeToString(p.sink.digest.Sum(nil))}, nil
}

// sink counts and hashes what goes to the file. It never fails: the Parquet
// writer ignores some errors and panics on others, so the first one is kept
// here and asked for after each step.
type sink struct {
	file   *newFile
	digest hash.Hash
	bytes  int64
	err    error
}

func (s *sink) Write(p []byte) (int, error) {
	if s.err != nil {
		return len(p), nil
	}
	n, err := s.file.Write(p)
	s.digest.Write(p[:n])
	s.bytes += int64(n)
	s.err = err
	return len(p), nil
}
