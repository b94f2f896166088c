package rows

import (
	"encoding/json"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow/array"

	"quarterdeck/connectors"
)

// Flush hands on the rows of the batch begun. It must be called after the last Add.
func (w *Writer) Flush() error {
	if w.batchRows == 0 {
		return nil
	}
	next := w.sizes()
	w.batchRows, w.batchBytes = 0, 0
	batch := w.builder.NewRecord()
	defer batch.Release()
	if err := w.sink(batch); err != nil {
		return err
	}
	w.reserve(next)
	return nil
}

// sizes are the bytes each text column has in the batch begun.
func (w *Writer) sizes() []int {
	sizes := make([]int, len(w.builder.Fields()))
	for i, field := range w.builder.Fields() {
		if text, ok := field.(*array.StringBuilder); ok {
			sizes[i] = text.DataLen()
		}
	}
	return sizes
}

// reserve makes room for a batch like the last one and an eighth more, so that
// the builders need not grow by doubling and copying.
func (w *Writer) reserve(sizes []int) {
	for i, field := range w.builder.Fields() {
		if text, ok := field.(*array.StringBuilder); ok && sizes[i] > 0 {
			text.ReserveData(sizes[i] + sizes[i]/8)
		}
	}
}

// EndPage counts a page as read and tells the caller how far the pull is.
func (w *Writer) EndPage() {
	w.pages++
	if w.progress != nil {
		w.progress(w.rows)
	}
}

// Finish flushes the last batch and is the result of the pull so far. cursor is
// marshalled to JSON.
func (w *Writer) Finish(mode connectors.Mode, cursor any, window connectors.Window) (connectors.Result, error) {
	if err := w.Flush(); err != nil {
		return connectors.Result{}, err
	}
	text, err := json.Marshal(cursor)
	if err != nil {
		return connectors.Result{}, fmt.Errorf("write cursor of %s: %w", w.stream.Name, err)
	}
	return connectors.Result{Cursor: text, Mode: mode, Window: window,
		Rows: w.rows, Pages: w.pages, Invalid: w.invalid}, nil
}

// Release frees the builders.
func (w *Writer) Release() { w.builder.Release() }

// Rows is the number of rows added so far.
func (w *Writer) Rows() int64 { return w.rows }

// Invalid is the number of values and keys so far that did not fit.
func (w *Writer) Invalid() int64 { return w.invalid }
