package batch

import (
	"path"
	"slices"
)

// Known is a file the manifest tells of.
type Known struct {
	File
	CustomerID string `json:"customer_id,omitempty"`
	Customer   string `json:"customer,omitempty"`
	// Version and DocumentID are those of a review, RunID and Look of what it was
	// made with.
	Version    int    `json:"version,omitempty"`
	DocumentID string `json:"document_id,omitempty"`
	RunID      string `json:"run_id,omitempty"`
	Look       string `json:"-"`
	// Newest is the version that counts; 0 when nothing newer than this is known.
	Newest int `json:"newest,omitempty"`
}

// KindReview is the kind of a review itself among the files of a batch.
const KindReview = "review"

// Known lists every file of the batch: all versions of all reviews, what belongs to
// them and what is about all of them.
func (m Manifest) Known() []Known {
	var all []Known
	for _, reviews := range [][]Review{m.Reviews, m.Former} {
		for _, r := range reviews {
			editions := r.Editions()
			for i, e := range editions {
				one := Known{CustomerID: r.CustomerID, Customer: r.Customer, Version: e.Version, DocumentID: e.DocumentID, RunID: e.RunID, Look: e.Look}
				if i < len(editions)-1 {
					one.Newest = editions[len(editions)-1].Version
				}
				for _, f := range append([]File{{Kind: KindReview, File: e.File, Bytes: e.Bytes, SHA256: e.SHA256}}, e.Beside...) {
					one.File = f
					all = append(all, one)
				}
			}
		}
	}
	for _, f := range m.Files {
		all = append(all, Known{File: f})
	}
	return all
}

// bySum finds the file of these bytes; what counts comes before what is replaced.
func (m Manifest) bySum(sum string) *Known {
	var found *Known
	for _, k := range m.Known() {
		if k.SHA256 == sum && (found == nil || found.Newest != 0) {
			found = &k
		}
	}
	return found
}

// byName finds the file of this name, in whatever folder it lies.
func (m Manifest) byName(name string) *Known {
	all := m.Known()
	if i := slices.IndexFunc(all, func(k Known) bool { return path.Base(k.File.File) == name }); i >= 0 {
		return &all[i]
	}
	return nil
}

// byDocument finds the review that prints the id; nothing has an empty one.
func (m Manifest) byDocument(id string) *Known {
	all := m.Known()
	if i := slices.IndexFunc(all, func(k Known) bool { return k.Kind == KindReview && id != "" && k.DocumentID == id }); i >= 0 {
		return &all[i]
	}
	return nil
}

// madeWith is what the file was made with; nil where the manifest does not say.
func (m Manifest) madeWith(k Known) *Provenance {
	i := slices.IndexFunc(m.Made, func(p Provenance) bool { return p.RunID == k.RunID && p.Look == k.Look })
	if i < 0 {
		return nil
	}
	return &m.Made[i]
}
