package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"quarterdeck/pipeline/batch"
	"quarterdeck/pipeline/forget"
)

// wouldForget tells what Forget would remove, and changes nothing.
func (p *Pipeline) wouldForget(ctx context.Context, job forgetting, list *forget.List) (ForgetReport, error) {
	report := ForgetReport{CustomerID: job.CustomerID, DryRun: true, Streams: []ForgottenStream{}, Files: []string{}, Found: []string{}}
	store, _, err := p.open(ctx)
	if err != nil {
		return report, err
	}
	streams, words, err := p.learnForgotten(ctx, store, list)
	if err != nil {
		return report, err
	}
	report.Streams, job.Words = streams, append(job.Words, words...)
	published, err := filepath.Glob(p.path("published", "*.duckdb"))
	report.Publications = len(published)
	if err != nil {
		return report, fmt.Errorf("forget: %w", err)
	}
	texts := forget.NewScrubber(slices.Concat(job.Words, job.Names))
	return report, p.eachNaming(job, texts, func(name string) error {
		report.Files = append(report.Files, name)
		return nil
	})
}

// forgetFiles removes the files about the customer, those that list customers by
// name, and takes the customer out of the manifests of reviews.
func (p *Pipeline) forgetFiles(job forgetting, texts *forget.Scrubber, report *ForgetReport) error {
	dirs, err := p.Batches()
	if err != nil {
		return err
	}
	for _, dir := range dirs {
		gone, err := forgetReviews(dir, job.CustomerID)
		for _, name := range gone {
			report.Files = append(report.Files, p.relative(name))
		}
		if err != nil {
			return err
		}
	}
	return p.eachNaming(job, texts, func(name string) error {
		report.Files = append(report.Files, name)
		if err := ignoreMissing(os.Remove(p.path(name))); err != nil {
			return fmt.Errorf("forget: %w", err)
		}
		return nil
	})
}

func (p *Pipeline) relative(name string) string {
	if short, err := filepath.Rel(p.cfg.Data, name); err == nil {
		return short
	}
	return name
}

// forgetReviews removes a customer's reviews from a folder. What speaks of all
// customers of the folder goes too; the next batch makes it anew.
func forgetReviews(dir, customer string) (gone []string, err error) {
	m, err := batch.Read(dir)
	if err != nil {
		return nil, err
	}
	review := m.Of(customer)
	if review == nil {
		return nil, nil
	}
	var names []string
	for _, edition := range review.Editions() {
		names = append(names, edition.File)
		for _, beside := range edition.Beside {
			names = append(names, beside.File)
		}
	}
	for _, file := range m.Files {
		names = append(names, file.File)
	}
	names = append(names, batch.JournalFile) // its lines are in the manifest written below
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		err := os.Remove(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return gone, fmt.Errorf("forget: %w", err)
		}
		gone = append(gone, path)
	}
	others := func(r batch.Review) bool { return r.CustomerID == customer }
	m.Reviews, m.Former, m.Files = slices.DeleteFunc(m.Reviews, others), slices.DeleteFunc(m.Former, others), nil
	return gone, writeJSONFile(filepath.Join(dir, batch.ManifestFile), m)
}

// eachNaming hands over the files outside of lake, marts and state that are about the
// customer, by their name or by what they hold. What people read about many customers
// cannot be searched where it is drawn, and is handed over too.
func (p *Pipeline) eachNaming(job forgetting, texts *forget.Scrubber, each func(name string) error) error {
	return filepath.WalkDir(p.cfg.Data, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("forget: %w", err)
		}
		name := p.relative(path)
		if entry.IsDir() {
			if slices.Contains([]string{"lake", "published", "work"}, name) {
				return filepath.SkipDir
			}
			return nil
		}
		top, _, nested := strings.Cut(filepath.ToSlash(name), "/")
		if !nested {
			return nil // the state, the lock and the lists of what was forgotten
		}
		about := texts.Count(filepath.Base(name)) > 0 || top == "quarantine" || listsCustomers(name)
		if !about {
			if about, err = names(path, texts); err != nil {
				return err
			}
		}
		if !about {
			return nil
		}
		return each(name)
	})
}

// listsCustomers tells what is drawn about many customers at once.
func listsCustomers(name string) bool {
	parts := strings.Split(filepath.ToSlash(name), "/")
	pack := len(parts) > 1 && parts[0] == "reports" && (parts[1] == "pack" || parts[1] == "pack-past")
	return pack || filepath.Ext(name) == ".zip"
}

// names tells whether a file of text holds one of the words.
func names(path string, texts *forget.Scrubber) (bool, error) {
	n, err := countIn(path, texts)
	if err != nil {
		return false, fmt.Errorf("forget: %w", err)
	}
	return n > 0, nil
}
