package pipeline

import (
	"cmp"
	"path/filepath"
	"slices"
)

// write writes the batch's manifest.json, after all its files. Reviews that were
// not asked for keep what the manifest said of them before.
func (r QBRReport) write(earlier QBRReport, opts QBROptions) error {
	for _, old := range earlier.Reviews {
		now := slices.ContainsFunc(r.Reviews, func(one Review) bool { return one.CustomerID == old.CustomerID })
		// A whole batch replaces the earlier one, but for what is not drawn again.
		keep := opts.Customers != nil || opts.missing && old.State == ReviewWritten
		if !now && keep {
			r.Reviews = append(slices.Clone(r.Reviews), old)
		}
	}
	slices.SortFunc(r.Reviews, func(x, y Review) int { return cmp.Compare(x.CustomerID, y.CustomerID) })
	return writeJSONFile(filepath.Join(r.Dir, "manifest.json"), r)
}

// readBatch reads the manifest of a folder of reviews; without one it is empty.
func readBatch(dir string) (QBRReport, error) {
	var batch QBRReport
	_, err := readJSONFile(filepath.Join(dir, "manifest.json"), &batch)
	batch.Dir = dir
	return batch, err
}

// written reports whether the customer's review lies in the folder.
func (r QBRReport) written(customer string) bool {
	return slices.ContainsFunc(r.Reviews, func(one Review) bool {
		return one.CustomerID == customer && one.State == ReviewWritten
	})
}

// complete reports whether every review of the batch is written.
func (r QBRReport) complete() bool {
	return len(r.Reviews) > 0 && r.Count(ReviewWritten) == len(r.Reviews)
}

// dueBatch is the batch the night has to see to, as far as it is written: that
// of the last complete quarter.
func (p *Pipeline) dueBatch() (QBRReport, error) {
	current, err := p.Current()
	if err != nil {
		return QBRReport{}, err
	}
	period, _, err := p.quarter("", current)
	if err != nil {
		return QBRReport{}, err
	}
	return readBatch(p.path("reports", period.String()))
}
