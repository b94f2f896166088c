package lake

import (
	"fmt"
	"slices"
	"time"
)

// History is the stream's newest loads as they were pulled, at most n of them,
// oldest first, also those that newer full pulls have replaced. Compactions and
// checkpoints of a pull are no pulls of their own and are left out.
func (l *Lake) History(source, stream string, knownAt time.Time, n int) ([]*Manifest, error) {
	dir, err := streamPath(source, stream)
	if err != nil {
		return nil, fmt.Errorf("list history: %w", err)
	}
	ids, err := l.loadIDs(dir)
	if err == nil {
		ids, err = l.remaining(source, stream, ids, knownAt)
	}
	if err != nil {
		return nil, fmt.Errorf("list history of %s: %w", dir, err)
	}
	var loads []*Manifest
	for _, id := range slices.Backward(ids) {
		if len(loads) == n {
			break
		}
		m, err := l.manifest(source, stream, id)
		if err != nil {
			return nil, fmt.Errorf("list history of %s: %w", dir, err)
		}
		if m == nil || m.Open || m.Compacts != nil || !knownAt.IsZero() && m.FinishedAt.After(knownAt) {
			continue
		}
		loads = append(loads, m)
	}
	slices.Reverse(loads)
	return loads, nil
}
