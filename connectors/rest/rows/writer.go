package rows

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
)

// BatchBytes is the size from which on a batch is handed on, whatever its rows.
const BatchBytes = 4 << 20

// Writer collects the rows of one pull. It belongs to one goroutine.
type Writer struct {
	stream  connectors.Stream
	sink    connectors.Sink
	builder *array.RecordBuilder
	columns []column
	leaves  []*node // where each column's value stands
	keys    []int
	root    *node
	touched []*node // nodes with something for _extra in or below them
	slots   []*fastjson.Value

	loadID   []byte
	loadedAt arrow.Timestamp
	own      ownColumns

	progress              func(int64)
	reject                func(connectors.Reject) error
	checkpoint            func(connectors.Result) (connectors.Load, error)
	batchRows, batchBytes int
	pages                 int
	pageRecords           int
	rows, invalid         int64
	rejected              int64
	text                  []byte
}

// ownColumns are the builders of the columns every stream has.
type ownColumns struct {
	loadID, extra *array.StringBuilder
	loadedAt      *array.TimestampBuilder
	seq           *array.Int64Builder
	deleted       *array.BooleanBuilder
}

// New makes a Writer for one pull. The paths in drop are not kept in _extra:
// they repeat what a column already says.
func New(s connectors.Stream, req connectors.Request, sink connectors.Sink, drop ...string) (*Writer, error) {
	root, err := plan(s, drop)
	if err != nil {
		return nil, err
	}
	w := &Writer{stream: s, sink: sink, progress: req.Progress, reject: req.Reject, checkpoint: req.Checkpoint, root: root, slots: make([]*fastjson.Value, len(s.Columns)),
		loadID: []byte(req.LoadID), loadedAt: arrow.Timestamp(req.LoadedAt.UnixMicro()),
		builder: array.NewRecordBuilder(memory.DefaultAllocator, connectors.Schema(s))}
	w.leaves = make([]*node, len(s.Columns))
	w.prepare(root)
	index := map[string]int{}
	for i, c := range s.Columns {
		w.columns = append(w.columns, newColumn(c.Type, w.builder.Field(i)))
		index[c.Name] = i
	}
	for _, k := range s.Key {
		i, ok := index[k]
		if !ok {
			return nil, fmt.Errorf("plan stream %s: key %s is not a column", s.Name, k)
		}
		w.keys = append(w.keys, i)
	}
	n := len(s.Columns)
	w.own = ownColumns{
		loadID:   w.builder.Field(n).(*array.StringBuilder),
		loadedAt: w.builder.Field(n + 1).(*array.TimestampBuilder),
		seq:      w.builder.Field(n + 2).(*array.Int64Builder),
		deleted:  w.builder.Field(n + 3).(*array.BooleanBuilder),
		extra:    w.builder.Field(n + 4).(*array.StringBuilder),
	}
	return w, nil
}

// prepare gives every inner node the function that sorts a record's fields, so
// that walking a record allocates nothing.
func (w *Writer) prepare(n *node) {
	n.visit = func(key []byte, v *fastjson.Value) { w.sort(n, key, v) }
	if n.column >= 0 {
		w.leaves[n.column] = n
	}
	for _, child := range n.order {
		w.prepare(child)
	}
}

// sort puts one field of a record into its slot, its subtree or _extra.
func (w *Writer) sort(parent *node, key []byte, v *fastjson.Value) {
	n := parent.child(key)
	switch {
	case n == nil:
		w.keep(parent, key, v)
	case n.drop:
	case n.column >= 0:
		w.slots[n.column] = v
	default:
		w.walk(n, key, v)
	}
}

// walk goes into the object at n. Anything but an object or null there leaves
// all columns below null.
func (w *Writer) walk(n *node, key []byte, v *fastjson.Value) {
	if o := v.GetObject(); o != nil {
		n.pos = 0
		o.Visit(n.visit)
		return
	}
	if !isNull(v) {
		w.invalid++
		w.keep(n.parent, key, v)
	}
}

// keep notes an undeclared or unfitting field for _extra; a null says nothing.
func (w *Writer) keep(at *node, key []byte, v *fastjson.Value) {
	if isNull(v) {
		return
	}
	at.extra = append(at.extra, field{key, v})
	for n := at; n != nil && !n.live; n = n.parent {
		n.live = true
		w.touched = append(w.touched, n)
	}
}

// Add appends the record as one row. The record may be used again as soon as
// Add returns. deleted marks a tombstone. What is no object or has no usable key
// is rejected and not landed.
func (w *Writer) Add(record *fastjson.Value, deleted bool) error {
	w.pageRecords++
	o := record.GetObject()
	if o == nil {
		return w.refuse(record, "it is "+typeName(record)+", not an object")
	}
	invalid := w.invalid
	w.root.pos = 0
	o.Visit(w.root.visit)
	defer w.reset()
	if reason := w.keyFault(); reason != "" {
		w.invalid = invalid
		return w.refuse(record, reason)
	}
	for i := range w.columns {
		w.fill(i)
	}
	w.addOwn(deleted)
	if w.batchRows >= connectors.BatchRows || w.batchBytes >= BatchBytes {
		return w.Flush()
	}
	return nil
}

// fill appends the value of column i, or null and the value to _extra.
func (w *Writer) fill(i int) {
	v := w.slots[i]
	if v == nil || isNull(v) {
		w.columns[i].builder.AppendNull()
		w.slots[i] = nil
		return
	}
	n, fit := w.columns[i].append(v, &w.text)
	w.batchBytes += n
	if fit == exact {
		return
	}
	leaf := w.leaves[i]
	w.keep(leaf.parent, []byte(leaf.name), v)
	if fit == unfit {
		w.slots[i] = nil
		w.invalid++
	}
}

func (w *Writer) addOwn(deleted bool) {
	w.own.loadID.BinaryBuilder.Append(w.loadID)
	w.own.loadedAt.Append(w.loadedAt)
	w.own.seq.Append(w.rows)
	w.own.deleted.Append(deleted)
	w.text = w.text[:0]
	if len(w.touched) > 0 {
		w.text = appendExtra(w.text, w.root)
	}
	if len(w.text) == 0 {
		w.own.extra.AppendNull()
	} else {
		w.own.extra.BinaryBuilder.Append(w.text)
	}
	w.batchBytes += len(w.text) + len(w.loadID) + 32
	w.rows++
	w.batchRows++
}

func (w *Writer) reset() {
	clear(w.slots)
	for _, n := range w.touched {
		clear(n.extra)
		n.extra = n.extra[:0]
		n.live = false
	}
	w.touched = w.touched[:0]
}
