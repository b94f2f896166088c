package pipeline

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"

	"quarterdeck/pipeline/batch"
	"quarterdeck/reports"
	"quarterdeck/reports/pdf"
)

// review decides about one customer's review, draws it, has it checked and puts it
// in place. Whatever happens stays with this customer.
func (b *reviewBatch) review(q *reports.QBR) (review Review) {
	editions := b.earlier.Of(q.Customer.ID).Editions()
	review = Review{CustomerID: q.Customer.ID, Customer: q.Customer.Name, State: ReviewWritten, Older: editions}
	review.RunID = b.current.RunID
	defer func() {
		if r := recover(); r != nil {
			b.log.Error("panic while drawing a review", "customer", q.Customer.ID, "stack", string(debug.Stack()))
			review.State, review.Reason = ReviewFailed, fmt.Sprintf("drawing it panicked: %v", r)
		}
	}()
	gate := batch.Judge(q, b.standings[q.Customer.ID])
	gate.Decision = b.decisions[q.Customer.ID]
	review.Gate = gate.Kept()
	switch gate.Outcome() {
	case batch.Hold:
		review.State, review.Reason = ReviewHeld, gate.Why()
		return review
	case batch.InternalOnly:
		review.State, review.Reason = ReviewInternal, gate.Why()
		return review
	}
	var refused *refusedError
	switch err := b.edition(q, &review); {
	case errors.As(err, &refused):
		review.State, review.Reason = ReviewHeld, err.Error()
	case err != nil:
		review.State, review.Reason = ReviewFailed, err.Error()
	}
	return review
}

// edition gives the review its file: the one there is, where it says and shows the
// same, the same version drawn anew where only the look has changed, else a new one.
func (b *reviewBatch) edition(q *reports.QBR, review *Review) error {
	facts, err := q.FactsHash()
	if err != nil {
		return err
	}
	older := review.Older
	var last batch.Edition
	if n := len(older); n > 0 && older[n-1].Facts == facts {
		last, older = older[n-1], older[:n-1]
	}
	if last.File != "" && last.Look == b.made.Look && b.intact(last) {
		review.Edition, review.Older, review.Kept = last, older, true
		return b.reserve(last.File, q.Customer.ID)
	}
	made := batch.Edition{RunID: b.current.RunID, Facts: facts, Look: b.made.Look}
	file, result, err := b.drawn(q)
	if err != nil {
		return err
	}
	made.DocumentID, made.Pages, made.Warnings = result.DocumentID, result.Pages, result.Warnings
	made.Bytes, made.SHA256 = len(file), sum(file)
	if made.Version, made.File, err = b.version(q, last, older, made.SHA256); err != nil {
		return err
	}
	if err := b.place(made.File, file); err != nil {
		return err
	}
	if result.Receipts != nil {
		receipts, err := b.put("receipts", receiptsPath(made.DocumentID), result.Receipts)
		if err != nil {
			return err
		}
		made.Beside = append(made.Beside, receipts)
	}
	if made.Beside, err = b.picture(made, result.First); err != nil {
		return err
	}
	review.Edition, review.Older = made, older
	return nil
}

// drawn draws the file in memory and has the finished bytes checked.
func (b *reviewBatch) drawn(q *reports.QBR) (file []byte, result pdf.Result, err error) {
	var out bytes.Buffer
	done := b.hands.on(&b.hands.draw)
	result, err = b.renderer.Render(&out, q)
	done()
	if err != nil {
		return nil, result, err
	}
	defer b.hands.on(&b.hands.check)()
	if err := b.decisions[q.Customer.ID].Forgive(b.inspector.Inspect(out.Bytes(), q)); err != nil {
		return nil, result, &refusedError{err}
	}
	return out.Bytes(), result, nil
}

// version chooses the number and the name of a file. A file nobody has noted, as of
// a batch that broke off, keeps its place, unless it is the very same.
func (b *reviewBatch) version(q *reports.QBR, last batch.Edition, older []batch.Edition, sha string) (int, string, error) {
	if last.File != "" {
		return last.Version, last.File, b.reserve(last.File, q.Customer.ID)
	}
	n := 1
	if len(older) > 0 {
		n = older[len(older)-1].Version + 1
	}
	for ; ; n++ {
		name := reports.FileName(q, n)
		if err := b.reserve(name, q.Customer.ID); err != nil {
			return n, name, err
		}
		there, err := os.ReadFile(filepath.Join(b.dir, name))
		if errors.Is(err, os.ErrNotExist) || err == nil && sum(there) == sha {
			return n, name, nil
		}
		if err != nil {
			return n, name, fmt.Errorf("look for %s: %w", name, err)
		}
	}
}

// intact reports whether the file and all beside it are as they were written.
func (b *reviewBatch) intact(e batch.Edition) bool {
	for _, f := range append([]batch.File{{File: e.File, SHA256: e.SHA256}}, e.Beside...) {
		data, err := os.ReadFile(filepath.Join(b.dir, filepath.FromSlash(f.File)))
		if err != nil || sum(data) != f.SHA256 {
			return false
		}
	}
	return true
}

// put puts a file that is not a review in place, under a path of the batch's folder.
func (b *reviewBatch) put(kind, name string, data []byte) (batch.File, error) {
	file := batch.File{Kind: kind, File: path.Clean(name), Bytes: len(data), SHA256: sum(data)}
	return file, b.place(file.File, data)
}

func sum(data []byte) string {
	hash := sha256.Sum256(data)
	return hex.EncodeToString(hash[:])
}

// refusedError is a finished file that must not be put in place.
type refusedError struct{ err error }

func (e *refusedError) Error() string { return "the finished file is held back: " + e.err.Error() }
func (e *refusedError) Unwrap() error { return e.err }
