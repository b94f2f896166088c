// Package batch is what is known of a folder of reviews: what became of each
// customer's, why, in which files, and what all of it was made from.
//
// A review comes about in four steps, and each has one owner:
//
//	decide   Judge: the facts and the checks say send, hold or internal only; a
//	         named person may decide otherwise, and both are kept.
//	draw     the renderer makes the file in memory.
//	check    an inspector reads the finished bytes and may refuse them.
//	write    the file is put in place under a name and a version of its own, noted
//	         in the journal, and at the end in manifest.json.
//
// Package pipeline takes every customer through them.
package batch

import (
	"slices"
)

// State is what became of a customer's review.
type State string

// The states of a review.
const (
	Written  State = "written"
	Held     State = "held"     // it must not go out: a check, the inspection or a person says so
	Internal State = "internal" // there is nothing to tell the customer yet, so nothing waits
	Failed   State = "failed"   // it could not be drawn
)

// Manifest is what a folder of reviews holds, as its manifest.json.
type Manifest struct {
	Quarter string `json:"quarter"`
	// AsOf and RunID are the day and the publication of the newest review.
	AsOf  string `json:"as_of"`
	RunID string `json:"run_id"`
	// Made says of every publication its reviews come from what they were made with.
	Made []Provenance `json:"made_with"`
	// Decisions is the hash of the file of decisions; empty without one.
	Decisions string `json:"decisions_sha256,omitempty"`
	// Reviews are in the order of their customer ids.
	Reviews []Review `json:"reviews"`
	// Former are reviews that were written and are no longer due.
	Former []Review `json:"former,omitempty"`
	// Files are those about all of them, as the index.
	Files []File `json:"files,omitempty"`
}

// Provenance is what reviews were made with: with the same, they are the same to
// the byte.
type Provenance struct {
	RunID string `json:"run_id"`
	AsOf  string `json:"as_of"`
	// Look is that of the editions drawn so.
	Look string `json:"look"`
	// Data is the hash of the published marts; empty where they were computed for the
	// moment. Inputs names the loads, settings and models they follow from.
	Data   string `json:"data_sha256,omitempty"`
	Inputs string `json:"inputs_sha256,omitempty"`
	// SQL is the hash of all models, the user's own among them, Config that of the
	// configuration without its secrets, Program the version that drew.
	SQL     string `json:"sql_sha256"`
	Config  string `json:"config_sha256"`
	Program string `json:"program"`
}

// Review is one customer's review.
type Review struct {
	CustomerID string `json:"customer_id"`
	Customer   string `json:"customer"`
	State      State  `json:"state"`
	// Reason says why it is not written.
	Reason string `json:"reason,omitempty"`
	// Gate is what the checks said, and who decided otherwise; nil when they said
	// send and nobody did.
	Gate *Gate `json:"gate,omitempty"`
	// Edition is the file; where there is none it only names the publication.
	Edition
	// Older are the versions before, the oldest first. Their files stay.
	Older []Edition `json:"older,omitempty"`
	// Unsettled is set of what only the journal of a broken batch tells: its files may
	// not have outlived what broke it.
	Unsettled bool `json:"-"`
	// Kept is set when this batch left the file as it was.
	Kept bool `json:"-"`
}

// Edition is one version of a review.
type Edition struct {
	// RunID is the publication its numbers come from.
	RunID      string   `json:"run_id"`
	Version    int      `json:"version,omitempty"`
	File       string   `json:"file,omitempty"` // in the folder
	DocumentID string   `json:"document_id,omitempty"`
	Pages      int      `json:"pages,omitempty"`
	Bytes      int      `json:"bytes,omitempty"`
	SHA256     string   `json:"sha256,omitempty"`
	Warnings   []string `json:"warnings,omitempty"`
	// Facts and Look name what it says and what it was drawn with; a new version is
	// made only where Facts differ.
	Facts string `json:"facts,omitempty"`
	Look  string `json:"look,omitempty"`
	// Beside are files that belong to it, as its receipts and its picture.
	Beside []File `json:"beside,omitempty"`
}

// File is a file of the batch other than a review.
type File struct {
	Kind   string `json:"kind"`
	File   string `json:"file"` // from the batch's folder, with forward slashes
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Count is how many reviews ended so.
func (m Manifest) Count(as State) int {
	n := 0
	for _, review := range m.Reviews {
		if review.State == as {
			n++
		}
	}
	return n
}

// Due is how many reviews customers wait for.
func (m Manifest) Due() int { return len(m.Reviews) - m.Count(Internal) }

// Complete reports whether every review that is due is written.
func (m Manifest) Complete() bool { return m.Due() > 0 && m.Count(Written) == m.Due() }

// Of is the review of a customer, or nil.
func (m Manifest) Of(customer string) *Review {
	for _, all := range [][]Review{m.Reviews, m.Former} {
		if i := slices.IndexFunc(all, func(r Review) bool { return r.CustomerID == customer }); i >= 0 {
			return &all[i]
		}
	}
	return nil
}

// Editions are all versions of the review, the newest last.
func (r *Review) Editions() []Edition {
	if r == nil {
		return nil
	}
	all := slices.Clone(r.Older)
	if r.File != "" {
		all = append(all, r.Edition)
	}
	return all
}
