package pipeline

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"quarterdeck/reports"
)

// qbrWorkers is how many reviews are drawn at once.
const qbrWorkers = 4

// batch draws reviews with a pool of workers.
type batch struct {
	pipeline *Pipeline
	renderer reviewRenderer
	dir      string
	current  Publication
	tracker  Tracker

	mu      sync.Mutex
	reviews []Review
	names   map[string]string // lower-case file name to customer id
}

// run reads one review after the other and draws several at once.
func (b *batch) run(read func(yield func(*reports.QBR) error) error) error {
	queue := make(chan *reports.QBR)
	var wg sync.WaitGroup
	for range qbrWorkers {
		wg.Go(func() {
			for q := range queue {
				b.add(b.write(q))
			}
		})
	}
	err := read(func(q *reports.QBR) error {
		queue <- q
		return nil
	})
	close(queue)
	wg.Wait()
	return err
}

func (b *batch) add(r Review) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reviews = append(b.reviews, r)
	b.tracker.Update(int64(len(b.reviews)), 0)
}

// write draws one review into its file. Whatever happens stays with this customer.
func (b *batch) write(q *reports.QBR) (review Review) {
	review = Review{CustomerID: q.Customer.ID, Customer: q.Customer.Name, RunID: b.current.RunID}
	defer func() {
		if r := recover(); r != nil {
			b.pipeline.deps.Log.Error("panic while drawing a review", "customer", q.Customer.ID, "stack", string(debug.Stack()))
			review.State, review.Reason = ReviewFailed, fmt.Sprintf("drawing it panicked: %v", r)
		}
	}()
	if slices.Contains(b.current.HeldCustomers, q.Customer.ID) {
		review.State, review.Reason = ReviewHeld, "a data check holds this customer; see marts.data_quality"
		return review
	}
	err := b.draw(q, &review)
	review.State = ReviewWritten
	if err != nil {
		review.State, review.Reason = ReviewFailed, err.Error()
	}
	return review
}

func (b *batch) draw(q *reports.QBR, review *Review) error {
	name := reports.FileName(q)
	if err := b.reserve(name, q.Customer.ID); err != nil {
		return err
	}
	var out bytes.Buffer
	result, err := b.renderer.Render(&out, q)
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(b.dir, name), out.Bytes()); err != nil {
		return err
	}
	sum := sha256.Sum256(out.Bytes())
	review.File, review.DocumentID, review.Pages, review.Bytes = name, result.DocumentID, result.Pages, out.Len()
	review.SHA256, review.Warnings = hex.EncodeToString(sum[:]), result.Warnings
	return nil
}

// reserve keeps two customers from sharing a file, also where case does not count.
func (b *batch) reserve(name, customer string) error {
	if name != filepath.Base(name) || strings.HasPrefix(name, ".") {
		return fmt.Errorf("file name %q would leave the folder", name)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	key := strings.ToLower(name)
	if other, taken := b.names[key]; taken && other != customer {
		return fmt.Errorf("file name %q is that of customer %s", name, other)
	}
	b.names[key] = customer
	return nil
}

func (b *batch) sorted() []Review {
	slices.SortFunc(b.reviews, func(x, y Review) int { return cmp.Compare(x.CustomerID, y.CustomerID) })
	return b.reviews
}

// failures is an error that names every review that could not be drawn.
func (b *batch) failures() error {
	var errs []error
	for _, r := range b.reviews {
		if r.State == ReviewFailed {
			errs = append(errs, fmt.Errorf("write review of %s: %s", r.CustomerID, r.Reason))
		}
	}
	return errors.Join(errs...)
}
