package lake

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"time"

	"quarterdeck/connectors"
)

// Discard is what Prune removed.
type Discard struct {
	Loads int   `json:"loads"`
	Bytes int64 `json:"bytes"`
}

// Prune removes the loads of a stream that nobody can ask for who looks back to
// since and no further: those before the full pull, or compaction, that was the
// newest one then. It first reads again all that stays and is used now, and
// removes nothing where any of it is damaged.
//
// That older instants can no longer be asked for is written down, and durable,
// before the first load goes; Sweep ends what a crash leaves.
func (l *Lake) Prune(ctx context.Context, source, stream string, since time.Time) (Discard, error) {
	var gone Discard
	dir, err := streamPath(source, stream)
	if err != nil {
		return gone, fmt.Errorf("prune: %w", err)
	}
	ids, err := l.loadIDs(dir)
	if err != nil {
		return gone, fmt.Errorf("prune %s: %w", dir, err)
	}
	base, whole, err := l.pruneBase(ctx, source, stream, ids, since)
	if err != nil || base == nil {
		return gone, err
	}
	for _, id := range ids {
		if id >= base.LoadID {
			break
		}
		m, err := l.manifest(source, stream, id)
		if err != nil {
			return gone, err
		}
		if m == nil {
			continue // what a crash left
		}
		gone.Loads++
		for _, p := range m.Parts {
			gone.Bytes += p.Bytes
		}
	}
	if gone.Loads == 0 {
		return gone, nil
	}
	if err := l.writeHorizon(dir, horizon{FormatVersion: plainVersion, FirstLoad: base.LoadID, KnownFrom: whole}); err != nil {
		return Discard{}, fmt.Errorf("prune %s: %w", dir, err)
	}
	if _, err := l.sweepPruned(dir, ids, base.LoadID); err != nil {
		return gone, fmt.Errorf("prune %s: %w", dir, err)
	}
	return gone, nil
}

// pruneBase is the oldest load that is still needed and when the full pull it
// begins was whole; nil when all loads are needed.
func (l *Lake) pruneBase(ctx context.Context, source, stream string, ids []string, since time.Time) (*Manifest, time.Time, error) {
	then, err := l.view(source, stream, ids, since)
	var pruned *PrunedError
	if errors.As(err, &pruned) {
		return nil, time.Time{}, nil // less is left than is asked for
	}
	if err != nil {
		return nil, time.Time{}, err
	}
	end := slices.IndexFunc(then.Loads, (*Manifest).closes)
	if end < 0 || then.Loads[0].Mode != connectors.Full {
		return nil, time.Time{}, nil
	}
	now, err := l.view(source, stream, ids, time.Time{})
	if err != nil {
		return nil, time.Time{}, err
	}
	if err := l.Verify(ctx, slices.Concat(now.Loads, now.Pending, then.Loads)); err != nil {
		return nil, time.Time{}, err
	}
	return then.Loads[0], then.Loads[end].FinishedAt, nil
}

// sweepPruned removes the load folders before the first one that is kept.
func (l *Lake) sweepPruned(dir string, ids []string, first string) (removed []string, err error) {
	for _, id := range ids {
		if id >= first {
			break
		}
		load := path.Join(dir, loadPrefix+id)
		if err := l.disk.removeAll(load); err != nil {
			return removed, err
		}
		removed = append(removed, load)
	}
	return removed, nil
}
