package mixpanel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/rest/rows"
)

const (
	baseURL         = "https://data.mixpanel.com"
	exportPath      = "/api/2.0/export"
	defaultGroupKey = "account_id"
	// lateDays is how many days events may come late; they are asked for again.
	lateDays = 5
	// windowDays is how many days one request covers. Sixty requests are
	// allowed in an hour, so years of history need wide windows.
	windowDays = 31
)

// Source is one Mixpanel project.
type Source struct {
	client   *rest.Client
	now      func() time.Time
	project  string
	groupKey string
	start    time.Time
}

var _ connectors.Source = (*Source)(nil)

// New makes a source; it sends nothing.
func New(src config.Source, deps connectors.Deps) (*Source, error) {
	cfg := rest.Config{Source: src.Name, BaseURL: src.BaseURL, Auth: rest.Basic(src.Username, src.Token.Reveal()),
		Rate: rest.Rate{PerSecond: 60.0 / 3600, Burst: 40}}
	if cfg.BaseURL == "" {
		cfg.BaseURL = baseURL
	}
	if src.Rate > 0 {
		cfg.Rate = rest.Rate{PerSecond: src.Rate, Burst: int(src.Rate)}
	}
	client, err := rest.New(cfg, deps)
	if err != nil {
		return nil, err
	}
	s := &Source{client: client, now: deps.Now, project: src.ProjectID, groupKey: src.GroupKey}
	if s.groupKey == "" {
		s.groupKey = defaultGroupKey
	}
	if s.start, err = time.Parse(time.DateOnly, src.Start); err != nil {
		return nil, fmt.Errorf("read start of source %s: %q is not a date like 2025-01-31", src.Name, src.Start)
	}
	return s, nil
}

// Streams declares what can be pulled with the usual group key.
func Streams() []connectors.Stream { return streams(defaultGroupKey) }

func streams(groupKey string) []connectors.Stream {
	const inProperties = "properties."
	return []connectors.Stream{{Name: "events", Key: []string{"event", "distinct_id", "occurred_at", "insert_id"},
		Columns: []connectors.Column{
			{Name: "event", Type: connectors.String},
			{Name: "distinct_id", Type: connectors.String, Path: inProperties + "distinct_id", PII: true},
			{Name: "occurred_at", Type: connectors.Timestamp, Path: inProperties + "time"},
			{Name: "insert_id", Type: connectors.String, Path: inProperties + "$insert_id"},
			{Name: "account_id", Type: connectors.String, Path: inProperties + rows.EscapeName(groupKey)},
			{Name: "quantity", Type: connectors.Float, Path: inProperties + "quantity"},
			{Name: "processed_at", Type: connectors.Millis, Path: inProperties + "mp_processing_time_ms"},
		}}}
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return streams(s.groupKey) }

// Check asks for at most one event of yesterday.
func (s *Source) Check(ctx context.Context, _ string) error {
	yesterday := day(s.now()).AddDate(0, 0, -1)
	query := s.query(yesterday, yesterday)
	query.Set("limit", "1")
	return s.client.Lines(ctx, rest.Request{Path: exportPath, Query: query}, func([]byte) error { return nil })
}

// cursor is the last day a load has asked for.
type cursor struct {
	Day string `json:"day"`
}

// Pull implements connectors.Source.
func (s *Source) Pull(ctx context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	stream, err := connectors.Find(s.Streams(), req.Stream)
	if err != nil {
		return connectors.Result{}, err
	}
	mode, from, to := connectors.Full, s.start, day(s.now())
	if len(req.Cursor) > 0 {
		var at cursor
		if err := json.Unmarshal(req.Cursor, &at); err != nil {
			return connectors.Result{}, fmt.Errorf("read cursor of %s: %w", req.Stream, err)
		}
		last, err := time.Parse(time.DateOnly, at.Day)
		if err != nil {
			return connectors.Result{}, fmt.Errorf("read cursor of %s: %w", req.Stream, err)
		}
		mode, from = connectors.Increment, last.AddDate(0, 0, -lateDays)
	}
	w, err := rows.New(stream, req, sink)
	if err != nil {
		return connectors.Result{}, err
	}
	defer w.Release()
	for first := from; !first.After(to); first = first.AddDate(0, 0, windowDays) {
		last := first.AddDate(0, 0, windowDays-1)
		if last.After(to) {
			last = to
		}
		if err := s.export(ctx, stream.Name, first, last, w); err != nil {
			return connectors.Result{}, err
		}
	}
	return w.Finish(mode, cursor{Day: to.Format(time.DateOnly)}, connectors.Window{From: from, To: to.AddDate(0, 0, 1)})
}

// export lands the events of some days, both inclusive. Days with more events
// than one export may hold are asked for in halves.
func (s *Source) export(ctx context.Context, stream string, first, last time.Time, w *rows.Writer) error {
	var parser fastjson.Parser
	err := s.client.Lines(ctx, rest.Request{Stream: stream, Path: exportPath, Query: s.query(first, last)}, func(line []byte) error {
		v, err := parser.ParseBytes(line)
		if err != nil {
			return fmt.Errorf("read %s: a line of the export is not JSON", stream)
		}
		return w.Add(v, false)
	})
	if errors.Is(err, rest.ErrTooLarge) && first.Before(last) {
		half := first.AddDate(0, 0, int(last.Sub(first).Hours()/24)/2)
		if err := s.export(ctx, stream, first, half, w); err != nil {
			return err
		}
		return s.export(ctx, stream, half.AddDate(0, 0, 1), last, w)
	}
	if err != nil {
		return err
	}
	w.EndPage()
	return nil
}

func (s *Source) query(first, last time.Time) url.Values {
	return url.Values{"project_id": {s.project}, "time_in_ms": {"true"},
		"from_date": {first.Format(time.DateOnly)}, "to_date": {last.Format(time.DateOnly)}}
}

func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
