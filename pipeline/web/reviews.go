package web

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"quarterdeck/pipeline/batch"
	"quarterdeck/reports/web"
)

// reviewIndex knows the manifests of the batches in reports/. One is read again when
// its files have changed.
type reviewIndex struct {
	mu      sync.Mutex
	folders map[string]*folder // by the folder
}

// folder is one batch as it was when its files had this stamp, with what is for the
// team alone in a folder inside.
type folder struct {
	name     string // below reports/
	stamp    string
	manifest batch.Manifest
	byID     map[string]*batch.Review
	// companions are the newest for the team, by customer, as paths in the folder.
	companions map[string]string
	// owner is whose each file is, by its path in the folder.
	owner map[string]string
}

// internalDir is the folder inside a batch for what is never sent.
const internalDir = "internal"

// batches are all there are, the newest quarter first.
func (s *Site) batches() ([]*folder, error) {
	root := s.opts.Pipeline.ReportsDir()
	dirs, err := filepath.Glob(filepath.Join(root, "*", batch.ManifestFile))
	if err != nil {
		return nil, fmt.Errorf("look for reviews: %w", err)
	}
	s.reviews.mu.Lock()
	defer s.reviews.mu.Unlock()
	next := map[string]*folder{}
	var all []*folder
	for _, manifest := range dirs {
		dir := filepath.Dir(manifest)
		stamp := stampOf(dir)
		f := s.reviews.folders[dir]
		if f == nil || f.stamp != stamp {
			if f, err = readFolder(dir, stamp); err != nil {
				return nil, err
			}
		}
		next[dir] = f
		all = append(all, f)
	}
	s.reviews.folders = next
	slices.SortFunc(all, func(x, y *folder) int {
		return cmp.Or(strings.Compare(y.manifest.Quarter, x.manifest.Quarter), strings.Compare(y.manifest.AsOf, x.manifest.AsOf), strings.Compare(x.name, y.name))
	})
	return all, nil
}

// stampOf changes when a batch writes.
func stampOf(dir string) string {
	var stamp strings.Builder
	for _, name := range []string{batch.ManifestFile, batch.JournalFile, filepath.Join(internalDir, batch.ManifestFile)} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
			fmt.Fprintf(&stamp, "%s %d %d ", name, info.Size(), info.ModTime().UnixNano())
		}
	}
	return stamp.String()
}

func readFolder(dir, stamp string) (*folder, error) {
	manifest, err := batch.Read(dir)
	if err != nil {
		return nil, err
	}
	internal, err := batch.Read(filepath.Join(dir, internalDir))
	if err != nil {
		return nil, err
	}
	f := &folder{name: filepath.Base(dir), stamp: stamp, manifest: manifest, byID: map[string]*batch.Review{}, companions: map[string]string{}, owner: map[string]string{}}
	for _, all := range [][]batch.Review{manifest.Reviews, manifest.Former} {
		for i := range all {
			f.byID[all[i].CustomerID] = &all[i]
			f.own(&all[i], "")
		}
	}
	for _, all := range [][]batch.Review{internal.Reviews, internal.Former} {
		for i := range all {
			f.own(&all[i], internalDir+"/")
			if all[i].File != "" {
				f.companions[all[i].CustomerID] = internalDir + "/" + all[i].File
			}
		}
	}
	return f, nil
}

// own notes whose the files of a review are.
func (f *folder) own(r *batch.Review, below string) {
	for _, e := range r.Editions() {
		f.owner[below+e.File] = r.CustomerID
		for _, beside := range e.Beside {
			f.owner[below+beside.File] = r.CustomerID
		}
	}
}

// heldReviews are those of the newest quarter that wait for a decision, of the
// customers the visitor may see.
func (s *Site) heldReviews(ctx context.Context, v *visit) ([]web.HeldReview, error) {
	all, err := s.batches()
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var held []web.HeldReview
	for _, r := range all[0].manifest.Reviews {
		if r.State != batch.Held && r.State != batch.Failed {
			continue
		}
		if v.own() != "" {
			if _, err := v.visible(ctx, r.CustomerID); err != nil {
				continue
			}
		}
		held = append(held, web.HeldReview{Customer: web.Named{ID: r.CustomerID, Name: nameOr(r.Customer, r.CustomerID)}, Quarter: all[0].manifest.Quarter,
			State: string(r.State), Reason: r.Reason})
	}
	return held, nil
}

func nameOr(name, id string) string {
	if name == "" {
		return id
	}
	return name
}

// reviewsOf are a customer's reviews, the newest first.
func (s *Site) reviewsOf(id string) ([]web.Review, error) {
	all, err := s.batches()
	if err != nil {
		return nil, err
	}
	var out []web.Review
	for _, f := range all {
		if r := f.byID[id]; r != nil {
			out = append(out, f.review(r))
		}
	}
	return out, nil
}

func (f *folder) review(r *batch.Review) web.Review {
	one := web.Review{Quarter: f.manifest.Quarter, State: string(r.State), Reason: r.Reason}
	if r.Gate != nil && r.Gate.Decision != nil {
		d := r.Gate.Decision
		one.DecidedBy = fmt.Sprintf("%s decided on %s: %s, because %s", d.By, d.On, d.Verdict, d.Reason)
	}
	if name := f.companions[r.CustomerID]; name != "" {
		one.Companion = filePath(f.name, name)
	}
	for _, e := range slices.Backward(r.Editions()) {
		shown := web.Edition{Version: e.Version, DocumentID: e.DocumentID, Pages: e.Pages, Link: filePath(f.name, e.File)}
		if slices.ContainsFunc(e.Beside, func(b batch.File) bool { return b.File == receiptsFile(e.DocumentID) }) {
			shown.Receipts = "/receipts/" + url.PathEscape(f.name) + "/" + url.PathEscape(e.DocumentID)
		}
		one.Editions = append(one.Editions, shown)
	}
	return one
}

// receiptsFile is where a batch keeps the receipts of a document.
func receiptsFile(document string) string { return "receipts/" + document + ".json" }

func filePath(folder, file string) string {
	parts := strings.Split(file, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return "/files/" + url.PathEscape(folder) + "/" + strings.Join(parts, "/")
}
