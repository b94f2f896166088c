package lake

import (
	"fmt"
	"slices"
	"time"

	"quarterdeck/connectors"
)

// View is what was known of a stream at an instant.
type View struct {
	// Loads, oldest first, are together all that was known: the newest full pull
	// that came to its end, and every load after it.
	Loads []*Manifest
	// Pending are the loads of a newer full pull that had not come to its end.
	// Reading them would take away what the pull has not reached yet.
	Pending []*Manifest
}

// Complete tells whether a pull of everything had come to its end. Where none
// had, Loads are what there was of the newest.
func (v View) Complete() bool {
	return len(v.Loads) == 0 || v.Loads[0].Mode != connectors.Full || slices.ContainsFunc(v.Loads, (*Manifest).closes)
}

// closes reports whether a pull had come to its end with the load.
func (m *Manifest) closes() bool {
	return m.Compacts != nil || !m.Open && m.Unfinished == ""
}

// View is what was known of the stream from loads that had finished at knownAt;
// zero means all.
func (l *Lake) View(source, stream string, knownAt time.Time) (View, error) {
	dir, err := streamPath(source, stream)
	if err != nil {
		return View{}, fmt.Errorf("list loads: %w", err)
	}
	ids, err := l.loadIDs(dir)
	if err != nil {
		return View{}, fmt.Errorf("list loads of %s: %w", dir, err)
	}
	return l.view(source, stream, ids, knownAt)
}

// view walks from the newest load back to the newest full pull that is whole.
func (l *Lake) view(source, stream string, ids []string, knownAt time.Time) (View, error) {
	ids, err := l.remaining(source, stream, ids, knownAt)
	if err != nil {
		return View{}, err
	}
	var v View
	var newer [][]*Manifest // full pulls that broke off, newest first
	for _, id := range slices.Backward(ids) {
		m, err := l.manifest(source, stream, id)
		if err != nil {
			return View{}, err
		}
		if m == nil || !knownAt.IsZero() && m.FinishedAt.After(knownAt) {
			continue
		}
		v.Loads = append(v.Loads, m)
		if m.Mode != connectors.Full {
			continue
		}
		if slices.ContainsFunc(v.Loads, (*Manifest).closes) {
			break
		}
		slices.Reverse(v.Loads)
		newer = append(newer, v.Loads)
		v.Loads = nil
	}
	slices.Reverse(v.Loads)
	if len(newer) == 0 {
		return v, nil
	}
	if !slices.ContainsFunc(v.Loads, (*Manifest).closes) {
		return View{Loads: newer[0]}, nil // better than nothing
	}
	v.Pending = newer[0]
	return v, nil
}

// Newest is the newest load of all; nil when there is none.
func (v View) Newest() *Manifest {
	for _, loads := range [][]*Manifest{v.Pending, v.Loads} {
		if len(loads) > 0 {
			return loads[len(loads)-1]
		}
	}
	return nil
}

// LastPull sums up the newest pull, which may have taken several loads.
type LastPull struct {
	// BegunAt is when its last load began.
	BegunAt time.Time
	// Mode is full when the pull began everything anew.
	Mode          connectors.Mode
	Rows          int64
	Invalid       int64 // values that fitted no column
	Rejected      int64 // records that could not be landed
	RejectedLoads []string
	// Live is how many records the vendor counts; nil where it did not say.
	Live *int64
	// Unfinished says why the stream is not read to its end; empty when it is.
	Unfinished string
}

// LastPull is the newest pull of the stream; its zero value when there is none.
func (v View) LastPull() LastPull {
	loads := slices.Concat(v.Loads, v.Pending)
	if len(loads) == 0 {
		return LastPull{}
	}
	newest := loads[len(loads)-1]
	pull := LastPull{BegunAt: newest.StartedAt, Mode: newest.Mode, Live: newest.Live, Unfinished: newest.Unfinished}
	if c := newest.Compacts; c != nil {
		pull.Mode, pull.Rows, pull.Invalid, pull.Rejected, pull.RejectedLoads = c.LastMode, c.LastRows, newest.Invalid, newest.Rejected, c.RejectedIn
		return pull
	}
	for i := len(loads) - 1; i >= 0 && (i == len(loads)-1 || loads[i].Open); i-- {
		m := loads[i]
		pull.Mode = m.Mode
		pull.Rows += m.Rows
		pull.Invalid += m.Invalid
		pull.Rejected += m.Rejected
		if m.Rejected > 0 {
			pull.RejectedLoads = append(pull.RejectedLoads, m.LoadID)
		}
	}
	switch {
	case newest.Open:
		pull.Unfinished = fmt.Sprintf("the pull broke off after %d rows and goes on from there", pull.Rows)
	case pull.Unfinished == "":
		return pull
	}
	if len(v.Pending) > 0 {
		pull.Unfinished += "; until it is whole the rows of the pull before it are used"
	} else if !v.Complete() {
		pull.Unfinished += "; there is nothing older to use, so rows are missing"
	}
	return pull
}

// Loads are the loads of View: together they are what was known of the stream then.
func (l *Lake) Loads(source, stream string, knownAt time.Time) ([]*Manifest, error) {
	v, err := l.View(source, stream, knownAt)
	return v.Loads, err
}

// RowsBefore is how many rows the full pull before the one in v had; 0 when
// there is none.
func (l *Lake) RowsBefore(v View) (int64, error) {
	if len(v.Loads) == 0 {
		return 0, nil
	}
	base := v.Loads[0]
	first := base.LoadID
	if base.Compacts != nil {
		first = base.Compacts.First
	}
	dir, err := streamPath(base.Source, base.Stream)
	if err != nil {
		return 0, err
	}
	ids, err := l.loadIDs(dir)
	if err != nil {
		return 0, fmt.Errorf("list loads of %s: %w", dir, err)
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return id >= first })
	earlier, err := l.view(base.Source, base.Stream, ids, time.Time{})
	if err != nil || !earlier.Complete() {
		return 0, err
	}
	return earlier.fullRows(), nil
}

// fullRows is how many rows the full pull at the beginning of v gave.
func (v View) fullRows() int64 {
	if len(v.Loads) == 0 || v.Loads[0].Mode != connectors.Full {
		return 0
	}
	var rows int64
	for _, m := range v.Loads {
		if m.Compacts != nil {
			return m.Compacts.LiveRows
		}
		rows += m.Rows
		if m.closes() {
			break
		}
	}
	return rows
}
