package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/pipeline/lake"
	"quarterdeck/pipeline/state"
)

// SourceStatus is one configured source and what the lake has of it.
type SourceStatus struct {
	Name    string         `json:"name"`
	Type    string         `json:"type"`
	Streams []StreamStatus `json:"streams"`
}

// StreamStatus is one declared stream. What is of the last pull is zero before
// the first one.
type StreamStatus struct {
	Name string `json:"name"`
	// LastLoaded is when the last pull began its newest load; LagSeconds is how
	// long ago that is.
	LastLoaded time.Time       `json:"last_loaded,omitzero"`
	LagSeconds int64           `json:"lag_seconds,omitempty"`
	Mode       connectors.Mode `json:"mode,omitempty"`
	Rows       int64           `json:"rows"`
	// Loads is how many loads there are since everything was pulled.
	Loads int `json:"loads"`
	// LiveRows is how many rows the published marts were made from; nil while they
	// know nothing of the stream.
	LiveRows *int64 `json:"live_rows,omitempty"`
	// VendorRows is how many records the vendor counts; nil where it does not say.
	VendorRows *int64 `json:"vendor_rows,omitempty"`
	// Invalid counts values that fitted no column, Rejected the records that could
	// not be landed; RejectFile has them.
	Invalid    int64  `json:"invalid"`
	Rejected   int64  `json:"rejected"`
	RejectFile string `json:"reject_file,omitempty"`
	// LastAttempt is the newest attempt to pull it, which may have failed with
	// LastError; FailingSince is the first of those that failed in a row.
	LastAttempt  time.Time `json:"last_attempt,omitzero"`
	LastError    string    `json:"last_error,omitempty"`
	FailingSince time.Time `json:"failing_since,omitzero"`
	// Unfinished says why the stream is not read to its end.
	Unfinished string `json:"unfinished,omitempty"`
	// Cursor is where the stream stands, in its own words.
	Cursor json.RawMessage `json:"cursor,omitempty"`
	// Next is what the next pull asks for.
	Next NextPull `json:"next"`
}

// NextPull is what the next pull of a stream asks for.
type NextPull struct {
	// What is everything, changes (since the cursor) or rest (of a pull that did
	// not come to its end).
	What string `json:"what"`
	// Why says why it is everything although there is a cursor.
	Why string `json:"why,omitempty"`
	// Since is the instant the cursor names; zero where it names none.
	Since time.Time `json:"since,omitzero"`
}

// Sources lists what is configured, and how every stream stands.
func (p *Pipeline) Sources(ctx context.Context) ([]SourceStatus, error) {
	store, db, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	attempts, err := attempts(ctx, db)
	if err != nil {
		return nil, err
	}
	live, err := p.publishedRows(ctx)
	if err != nil {
		return nil, err
	}
	var all []SourceStatus
	for _, source := range p.cfg.Sources {
		status := SourceStatus{Name: source.Name, Type: source.Type, Streams: []StreamStatus{}}
		for _, stream := range p.declared(source) {
			one, err := p.streamStatus(store, source, stream)
			if err != nil {
				return nil, err
			}
			one.attempted(attempts[Selector{source.Name, stream.Name}])
			if rows, known := live[Selector{source.Name, stream.Name}]; known {
				one.LiveRows = &rows
			}
			status.Streams = append(status.Streams, one)
		}
		all = append(all, status)
	}
	return all, nil
}

func (p *Pipeline) streamStatus(store *lake.Lake, source config.Source, stream connectors.Stream) (StreamStatus, error) {
	status := StreamStatus{Name: stream.Name, Next: NextPull{What: "everything"}}
	view, err := store.View(source.Name, stream.Name, time.Time{})
	newest := view.Newest()
	if err != nil || newest == nil {
		return status, err
	}
	last := view.LastPull()
	status.LastLoaded, status.Mode, status.Rows, status.Loads = last.BegunAt, last.Mode, last.Rows, len(view.Loads)
	status.LagSeconds = int64(p.deps.Now().Sub(last.BegunAt).Seconds())
	status.VendorRows, status.Invalid, status.Rejected, status.Unfinished = last.Live, last.Invalid, last.Rejected, last.Unfinished
	if len(last.RejectedLoads) > 0 {
		status.RejectFile = p.path(rejectFile(source.Name, stream.Name, last.RejectedLoads[0]))
	}
	status.Cursor = newest.Cursor
	status.Next = nextPull(newest, last, stream)
	return status, nil
}

// attempts are the newest attempts at every stream.
func attempts(ctx context.Context, db *state.DB) (map[Selector]state.Pull, error) {
	pulls, err := db.Pulls(ctx)
	if err != nil {
		return nil, err
	}
	all := map[Selector]state.Pull{}
	for _, one := range pulls {
		all[Selector{one.Source, one.Stream}] = one
	}
	return all, nil
}

func (s *StreamStatus) attempted(last state.Pull) {
	s.LastAttempt, s.LastError, s.FailingSince = last.AttemptedAt, last.Error, last.FailedSince
}

// nextPull reads from the newest load what the pull after it asks for.
func nextPull(newest *lake.Manifest, last lake.LastPull, stream connectors.Stream) NextPull {
	next := NextPull{What: "changes"}
	switch {
	case newest.SchemaHash != lake.SchemaHash(stream):
		return NextPull{What: "everything", Why: "its columns changed"}
	case emptyCursor(newest.Cursor):
		return NextPull{What: "everything"}
	case last.Unfinished != "":
		next.What = "rest"
	}
	next.Since = cursorInstant(newest.Cursor)
	if next.Since.IsZero() {
		next.Since = newest.Window.To
	}
	return next
}

// emptyCursor reports whether a cursor says nothing.
func emptyCursor(cursor json.RawMessage) bool {
	var value any
	if len(cursor) == 0 || json.Unmarshal(cursor, &value) != nil || value == nil {
		return true
	}
	object, isObject := value.(map[string]any)
	return isObject && len(object) == 0
}

// cursorInstant is the earliest instant or day written in a cursor; zero when
// there is none. Cursors are their connector's own affair, so this is only for
// show; where history starts, which some keep in theirs, is not where they stand.
func cursorInstant(cursor json.RawMessage) time.Time {
	var value any
	if json.Unmarshal(cursor, &value) != nil {
		return time.Time{}
	}
	var earliest time.Time
	var walk func(any)
	walk = func(v any) {
		var at time.Time
		switch v := v.(type) {
		case map[string]any:
			for name, one := range v {
				if name != "start" {
					walk(one)
				}
			}
		case []any:
			for _, one := range v {
				walk(one)
			}
		case string:
			for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
				if parsed, err := time.Parse(layout, v); err == nil {
					at = parsed.UTC()
				}
			}
		case float64:
			if v >= 1e9 && v < 4e9 { // seconds of 2001 to 2096
				at = time.Unix(int64(v), 0).UTC()
			}
		}
		if !at.IsZero() && (earliest.IsZero() || at.Before(earliest)) {
			earliest = at
		}
	}
	walk(value)
	return earliest
}

// publishedRows is how many rows of each stream the published marts were made
// from; nothing where none are published.
func (p *Pipeline) publishedRows(ctx context.Context) (counts map[Selector]int64, err error) {
	db, err := p.OpenCurrent(ctx)
	if errors.Is(err, ErrNothingPublished) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, "SELECT source, stream, rows FROM core.source_freshness")
	if err != nil {
		return nil, fmt.Errorf("count published rows: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	counts = map[Selector]int64{}
	for rows.Next() {
		var of Selector
		var n int64
		if err := rows.Scan(&of.Source, &of.Stream, &n); err != nil {
			return nil, fmt.Errorf("count published rows: %w", err)
		}
		counts[of] = n
	}
	return counts, rows.Err()
}
