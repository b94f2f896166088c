package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"quarterdeck/pipeline/forget"
	"quarterdeck/pipeline/lake"
)

// learnForgotten looks through the lake for what the customer has, such as tickets,
// until nothing new turns up, and counts its rows by stream. words are the ids and
// addresses found on the way that stand in texts.
func (p *Pipeline) learnForgotten(ctx context.Context, store *lake.Lake, list *forget.List) (streams []ForgottenStream, words []string, err error) {
	all, err := store.Streams()
	if err != nil {
		return nil, nil, err
	}
	for learned := 1; learned > 0; {
		learned, streams, words = 0, nil, nil
		for _, id := range all {
			rows, one := list.In(p.streamOf(id)), ForgottenStream{Source: id.Source, Stream: id.Stream}
			err := store.Scan(ctx, id, func(batch arrow.Record) error {
				found := rows.Learn(batch)
				one.Rows += found.Rows
				learned += found.Learned
				words = append(words, found.Words...)
				return nil
			})
			if err != nil {
				return nil, nil, err
			}
			if one.Rows > 0 {
				streams = append(streams, one)
			}
		}
	}
	slices.Sort(words)
	return streams, slices.Compact(words), nil
}

// forgetRows writes the loads anew that have rows of the customer, or name it.
func (p *Pipeline) forgetRows(ctx context.Context, store *lake.Lake, list *forget.List, words *forget.Scrubber, report *ForgetReport) error {
	all, err := store.Streams()
	if err != nil {
		return err
	}
	for _, id := range all {
		rows := list.In(p.streamOf(id))
		done, err := store.Rewrite(ctx, id, func(batch arrow.Record) (arrow.Record, error) {
			left, err := rows.Drop(ctx, batch)
			if err != nil || left == nil {
				return nil, err
			}
			scrubbed := words.Columns(left)
			if scrubbed != left && left != batch {
				left.Release()
			}
			return scrubbed, nil
		})
		if err != nil {
			return err
		}
		if done.Rows > 0 {
			report.Streams = append(report.Streams, ForgottenStream{Source: id.Source, Stream: id.Stream, Rows: done.Rows})
		}
	}
	return nil
}

// forgetPublications makes the current publication anew without the customer, and
// removes the others. Where a check holds the new one back, readers see none until
// the next night publishes: a number is not worth a name that must go.
func (p *Pipeline) forgetPublications(ctx context.Context, report *ForgetReport) error {
	old, err := filepath.Glob(p.path("published", "*.duckdb"))
	if err != nil {
		return fmt.Errorf("forget: %w", err)
	}
	current, err := p.Current()
	keep := ""
	if err == nil {
		if keep, err = p.republish(ctx, current); err == nil {
			report.Published = keep
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		report.Unpublished = err.Error()
		if err := ignoreMissing(os.Remove(p.path("published", "current"))); err != nil {
			return fmt.Errorf("forget: %w", err)
		}
	}
	for _, name := range old {
		run := strings.TrimSuffix(filepath.Base(name), ".duckdb")
		if run == keep {
			continue
		}
		for _, suffix := range []string{".json", ".duckdb"} {
			if err := ignoreMissing(os.Remove(p.path("published", run+suffix))); err != nil {
				return fmt.Errorf("forget: %w", err)
			}
		}
		report.Publications++
	}
	return errors.Join(p.clearWork(), ignoreMissing(syncDir(p.path("published"))))
}

// republish computes a publication anew, for its day and with its knowledge.
func (p *Pipeline) republish(ctx context.Context, current Publication) (string, error) {
	asOf, err := p.dayOf(current)
	if err != nil {
		return "", err
	}
	run, err := p.newRunID()
	if err != nil {
		return "", err
	}
	_, err = p.transform(ctx, run, asOf, current.KnownAt)
	return run, err
}

// forgetful leaves out of a batch the rows of those who were forgotten.
type forgetful struct {
	pipeline *Pipeline
	list     *forget.List // of all streams that are pulled at the same time
	rows     forget.Rows
}

// newForgetful is nil where nobody was forgotten.
func (p *Pipeline) newForgetful(id lake.StreamID) (*forgetful, error) {
	if _, err := os.Stat(p.path(forgottenFile)); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.forgotten == nil {
		list, err := p.forgottenList()
		if err != nil {
			return nil, err
		}
		p.forgotten = list
	}
	return &forgetful{pipeline: p, list: p.forgotten, rows: p.forgotten.In(p.streamOf(id))}, nil
}

// save keeps what was learned of those who were forgotten, such as a new ticket of
// theirs, before the load that lacks it exists.
func (f *forgetful) save() error {
	if f == nil || !f.list.Grown() {
		return nil
	}
	f.pipeline.mu.Lock()
	defer f.pipeline.mu.Unlock()
	return f.pipeline.writeForgotten(f.list)
}

// forgetPulled removes what a pull has landed before it learned whose it is, such as
// the events of a ticket that came before the ticket.
func (p *Pipeline) forgetPulled(ctx context.Context) error {
	p.mu.Lock()
	list := p.forgotten
	p.forgotten = nil
	p.mu.Unlock()
	if list == nil || !list.Learned() {
		return nil
	}
	store, _, err := p.open(ctx)
	if err != nil {
		return err
	}
	return p.forgetRows(ctx, store, list, forget.NewScrubber(nil), &ForgetReport{})
}

// append hands on what is to be kept of the batch.
func (f *forgetful) append(ctx context.Context, batch arrow.Record, to func(arrow.Record) error) error {
	if f == nil {
		return to(batch)
	}
	left, err := f.rows.Drop(ctx, batch)
	if err != nil {
		return err
	}
	if left == nil {
		return nil
	}
	if left != batch {
		defer left.Release()
	}
	blotted := f.list.Blot(left)
	if blotted != left {
		defer blotted.Release()
	}
	return to(blotted)
}
