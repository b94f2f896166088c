package connectortest

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
)

var errKilled = errors.New("killed")

// kills is how often a pull is ended before it is left to come through.
const kills = 3

// exerciseResume ends a pull at one of its checkpoints, takes it up there, ends
// that one too, and at last lets it come through. Nothing may be missing of what
// was durable at the checkpoints and what came last.
func exerciseResume(t *testing.T, v Vendor) {
	if !v.Checkpoints {
		return
	}
	const pages, size = 7, 4
	var want []string
	for n := range int64(pages * size) {
		want = append(want, v.key(n+1))
	}
	slices.Sort(want)
	for lives := 1; lives <= pages; lives++ {
		source := v.open(t, v.Serve(pages, v.pages(size)))
		r := &resumed{lives: lives}
		r.run(t, source, v)
		if r.checkpoints == 0 {
			t.Fatal("the pull never made a checkpoint")
		}
		slices.Sort(r.keys)
		if diff := cmp.Diff(want, slices.Compact(r.keys)); diff != "" {
			t.Errorf("killed at every checkpoint number %d (-want +got)\n%s", lives, diff)
		}
	}
}

// resumed is a pull that is killed again and again.
type resumed struct {
	lives       int // checkpoints until the next end
	checkpoints int
	keys        []string // durable
}

func (r *resumed) run(t *testing.T, source connectors.Source, v Vendor) {
	t.Helper()
	var cursor json.RawMessage
	for attempt := range kills + 1 {
		left := r.lives
		landed := 0
		req := connectors.Request{Stream: v.Stream, Cursor: cursor, LoadID: "01LOAD", LoadedAt: Now()}
		var rows []map[string]string
		req.Checkpoint = func(result connectors.Result) (connectors.Load, error) {
			r.checkpoints++
			if mode := wantedMode(attempt); result.Mode != mode {
				t.Errorf("checkpoint of pull %d says %s, want %s", attempt+1, result.Mode, mode)
			}
			if int64(len(rows)) != result.Rows {
				t.Errorf("checkpoint says %d rows, %d landed", result.Rows, len(rows))
			}
			for ; landed < len(rows); landed++ {
				r.keys = append(r.keys, rows[landed][v.KeyColumn])
			}
			cursor = slices.Clone(result.Cursor)
			if left--; left == 0 && attempt < kills {
				return connectors.Load{}, errKilled
			}
			return connectors.Load{ID: "02LOAD", At: Now()}, nil
		}
		loaded, err := pullInto(t.Context(), t, source, req, &rows)
		switch {
		case errors.Is(err, errKilled):
		case err != nil:
			t.Fatalf("pull %d from %s: %v", attempt+1, cursor, err)
		default:
			if mode := wantedMode(attempt); loaded.Mode != mode {
				t.Errorf("pull %d says %s, want %s", attempt+1, loaded.Mode, mode)
			}
			for ; landed < len(rows); landed++ {
				r.keys = append(r.keys, rows[landed][v.KeyColumn])
			}
			return
		}
	}
	t.Fatal("the pull never came to its end")
}

// wantedMode: what is taken up adds to the full load that was begun.
func wantedMode(attempt int) connectors.Mode {
	if attempt == 0 {
		return connectors.Full
	}
	return connectors.Increment
}
