package rows

import (
	"encoding/json"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
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
	w.pageRecords = 0
	if w.progress != nil {
		w.progress(w.rows)
	}
}

// Checkpoint tells the caller of Pull that everything added so far is complete
// up to cursor, so that a pull killed later can be taken up there. Call it
// where a page, window or key range has ended; how often it costs anything is
// the caller's choice.
func (w *Writer) Checkpoint(mode connectors.Mode, cursor any, window connectors.Window) error {
	if w.checkpoint == nil {
		return nil
	}
	result, err := w.Finish(mode, cursor, window)
	if err != nil {
		return err
	}
	load, err := w.checkpoint(result)
	if err != nil {
		return err
	}
	w.loadID, w.loadedAt = []byte(load.ID), arrow.Timestamp(load.At.UnixMicro())
	return nil
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
		Rows: w.rows, Pages: w.pages, Invalid: w.invalid, Rejected: w.rejected}, nil
}

// Release frees the builders.
func (w *Writer) Release() { w.builder.Release() }

// Rows is the number of rows added so far.
func (w *Writer) Rows() int64 { return w.rows }

// Rejected is the number of records so far that could not be landed.
func (w *Writer) Rejected() int64 { return w.rejected }

// Invalid is the number of values and keys so far that did not fit.
func (w *Writer) Invalid() int64 { return w.invalid }
