package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"quarterdeck/pipeline/batch"
	"quarterdeck/pipeline/logs"
	"quarterdeck/reports"
	"quarterdeck/reports/pdf"
)

// internalDir is the folder inside that of the reviews which is never sent.
const internalDir = "internal"

// companionReader hands over what the team should know of each customer, one after
// the other.
type companionReader func(ctx context.Context, db *sql.DB, opts reports.QBROptions, yield func(*reports.Companion) error) error

// companionRenderer draws one companion. It is used by several goroutines.
type companionRenderer interface {
	Companion(w io.Writer, c *reports.Companion) (pdf.Result, error)
}

// brandedCompanions draws companions in the brand and the language of the company.
func (p *Pipeline) brandedCompanions() (companionRenderer, error) { return p.internalRenderer() }

// CompanionReport is a batch of internal companions. Its manifest is a file of their
// own folder, so that nothing beside the reviews names them.
type CompanionReport struct {
	batch.Manifest
	Dir string `json:"dir"`
	// Kept is how many this publication had written before.
	Kept int `json:"kept"`
}

// companionBatch draws companions. Its methods may be called by several workers.
type companionBatch struct {
	pipeline *Pipeline
	log      *slog.Logger
	renderer companionRenderer
	dir      string
	made     batch.Provenance
	earlier  batch.Manifest

	mu      sync.Mutex
	written []Review
	kept    int
	names   map[string]string // lower-case file name to customer id
}

// companions writes what the team should know of each customer, in a folder of its
// own inside that of the reviews. It speaks of the as-of day: another publication has
// all of it written anew. What this publication wrote already stays as it is where
// only what is missing is wanted.
func (p *Pipeline) companions(ctx context.Context, marts *Marts, reviews string, read reports.QBROptions, missing bool) (*CompanionReport, error) {
	current := marts.Publication
	report := &CompanionReport{Dir: filepath.Join(reviews, internalDir)}
	report.Quarter, report.AsOf, report.RunID = read.Period.String(), current.AsOf, current.RunID
	earlier, err := batch.Read(report.Dir)
	if err != nil {
		return report, err
	}
	renderer, err := p.stages.newCompanions()
	if err != nil {
		return report, err
	}
	made, err := p.provenance(marts)
	if err != nil {
		return report, err
	}
	report.Made = []batch.Provenance{made}
	b := &companionBatch{pipeline: p, log: logs.Bind(ctx, p.deps.Log), renderer: renderer, dir: report.Dir, made: made, earlier: earlier, names: map[string]string{}}
	read.Failed = func(c reports.Customer, err error) {
		b.add(Review{CustomerID: c.ID, Customer: c.Name, State: ReviewFailed, Reason: err.Error()}, false)
	}
	err = pool(func(yield func(*reports.Companion)) error {
		return p.stages.readCompanions(ctx, marts.DB, read, func(c *reports.Companion) error {
			if old := earlier.Of(c.Customer.ID); missing && b.isDone(old) {
				b.add(*old, true)
			} else {
				yield(c)
			}
			return ctx.Err()
		})
	}, func(c *reports.Companion) { b.add(b.write(c), false) })
	report.Reviews, report.Kept = b.written, b.kept
	if errors.Is(err, reports.ErrNoCustomer) {
		err = &UsageError{err}
	}
	if err != nil {
		return report, err
	}
	before := earlier
	if read.Customers == nil {
		before = batch.Manifest{} // who is no longer due has no companion any more
	}
	report.Manifest = report.After(before, func(Review) bool { return true })
	if err := errors.Join(b.sweep(report.Manifest), writeJSONFile(filepath.Join(report.Dir, batch.ManifestFile), report.Manifest)); err != nil {
		return report, err
	}
	p.deps.Log.InfoContext(ctx, "wrote companions", "quarter", report.Quarter, "written", report.Count(ReviewWritten)-report.Kept,
		"kept", report.Kept, "failed", report.Count(ReviewFailed))
	return report, b.failures()
}

func (b *companionBatch) add(r Review, kept bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.written = append(b.written, r)
	if kept {
		b.kept++
	}
}

// isDone says whether the companion is there as it would be written now.
func (b *companionBatch) isDone(old *Review) bool {
	if old == nil || old.State != ReviewWritten || old.RunID != b.made.RunID || old.Look != b.made.Look {
		return false
	}
	_, err := os.Stat(filepath.Join(b.dir, filepath.Base(old.File)))
	return err == nil
}

// write draws one companion. Whatever happens stays with this customer. A check that
// holds the review holds no companion: that is there to say so.
func (b *companionBatch) write(c *reports.Companion) (made Review) {
	made = Review{CustomerID: c.Customer.ID, Customer: c.Customer.Name, State: ReviewWritten}
	made.RunID, made.Look = b.made.RunID, b.made.Look
	defer func() {
		if r := recover(); r != nil {
			b.log.Error("panic while drawing a companion", "customer", c.Customer.ID, "stack", string(debug.Stack()))
			made.State, made.Reason = ReviewFailed, fmt.Sprintf("drawing it panicked: %v", r)
		}
	}()
	if err := b.draw(c, &made.Edition); err != nil {
		made.State, made.Reason = ReviewFailed, err.Error()
	}
	return made
}

func (b *companionBatch) draw(c *reports.Companion, made *batch.Edition) error {
	name := reports.CompanionFileName(c)
	if err := b.reserve(name, c.Customer.ID); err != nil {
		return err
	}
	var out bytes.Buffer
	result, err := b.renderer.Companion(&out, c)
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(b.dir, name), out.Bytes()); err != nil {
		return err
	}
	sum := sha256.Sum256(out.Bytes())
	made.File, made.DocumentID, made.Pages, made.Bytes = name, result.DocumentID, result.Pages, out.Len()
	made.SHA256, made.Warnings = hex.EncodeToString(sum[:]), result.Warnings
	return nil
}

// reserve keeps two customers from sharing a file, also where case does not count.
func (b *companionBatch) reserve(name, customer string) error {
	if name != filepath.Base(name) {
		return fmt.Errorf("file name %q would leave the folder", name)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	key := strings.ToLower(name)
	if other, taken := b.names[key]; taken {
		return fmt.Errorf("file name %q is that of customer %s", name, other)
	}
	b.names[key] = customer
	return nil
}

// sweep removes the files of the folder's earlier manifest that the new one does not
// know: of customers who are no longer due, or who have another name now.
func (b *companionBatch) sweep(now batch.Manifest) error {
	var errs []error
	for _, old := range b.earlier.Reviews {
		known := slices.ContainsFunc(now.Reviews, func(r Review) bool { return r.File == old.File })
		if old.File != "" && !known {
			errs = append(errs, ignoreMissing(os.Remove(filepath.Join(b.dir, filepath.Base(old.File)))))
		}
	}
	return errors.Join(errs...)
}

// failures is an error that names every companion that could not be drawn.
func (b *companionBatch) failures() error {
	var errs []error
	for _, r := range b.written {
		if r.State == ReviewFailed {
			errs = append(errs, fmt.Errorf("write companion of %s: %s", r.CustomerID, r.Reason))
		}
	}
	return errors.Join(errs...)
}
