package lake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"quarterdeck/connectors"
)

var epoch = time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)

// clock is a clock that tests set.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func companies() connectors.Stream {
	return connectors.Stream{Name: "companies", Key: []string{"id"}, Version: "updated_at", Columns: []connectors.Column{
		{Name: "id", Type: connectors.Int},
		{Name: "name", Type: connectors.String},
		{Name: "amount", Type: connectors.Decimal},
		{Name: "updated_at", Type: connectors.Timestamp},
		{Name: "day", Type: connectors.Date},
	}}
}

// openLake opens a lake at dir with a fixed seed.
func openLake(t testing.TB, dir string, c *clock, change ...func(*Options)) *Lake {
	t.Helper()
	seed := rand.NewChaCha8([32]byte([]byte(fmt.Sprintf("%32s", filepath.Base(t.Name())))[:32]))
	opts := Options{Now: c.now, Entropy: seed}
	for _, f := range change {
		f(&opts)
	}
	l, err := Open(dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// batch makes rows first … first+n-1 of the companies stream.
func batch(w *Load, first, n int) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, connectors.Schema(companies()))
	defer b.Release()
	for i := first; i < first+n; i++ {
		b.Field(0).(*array.Int64Builder).Append(int64(i))
		b.Field(1).(*array.StringBuilder).Append(fmt.Sprintf("Müller & Söhne %d", i))
		if err := b.Field(2).AppendValueFromString(fmt.Sprintf("%d.000001", i)); err != nil {
			panic(err)
		}
		b.Field(3).(*array.TimestampBuilder).Append(arrow.Timestamp(epoch.UnixMicro() + int64(i)))
		if i%2 == 0 {
			b.Field(4).(*array.Date32Builder).AppendNull()
		} else {
			b.Field(4).(*array.Date32Builder).Append(arrow.Date32(20000 + i))
		}
		b.Field(5).(*array.StringBuilder).Append(w.ID())
		b.Field(6).(*array.TimestampBuilder).Append(arrow.Timestamp(w.StartedAt().UnixMicro()))
		b.Field(7).(*array.Int64Builder).Append(int64(i - first))
		b.Field(8).(*array.BooleanBuilder).Append(false)
		b.Field(9).(*array.StringBuilder).AppendNull()
	}
	return b.NewRecord()
}

// writeLoad commits one load of n rows in one batch.
func writeLoad(t testing.TB, l *Lake, mode connectors.Mode, first, n int, cursor string) *Manifest {
	t.Helper()
	m, err := tryLoad(l, mode, first, n, cursor)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func tryLoad(l *Lake, mode connectors.Mode, first, n int, cursor string) (*Manifest, error) {
	w, err := l.Begin("crm", companies())
	if err != nil {
		return nil, err
	}
	defer func() { _ = w.Abort() }()
	rec := batch(w, first, n)
	defer rec.Release()
	if err := w.Append(rec); err != nil {
		return nil, err
	}
	return w.Commit(connectors.Result{Cursor: json.RawMessage(cursor), Mode: mode, Rows: int64(n), Pages: 1})
}

func equalJSON(a, b json.RawMessage) bool {
	var x, y bytes.Buffer
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	return json.Compact(&x, a) == nil && json.Compact(&y, b) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}
