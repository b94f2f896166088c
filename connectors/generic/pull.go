package generic

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/rest/rows"
)

// cursor is the newest change a load has seen.
type cursor struct {
	Since time.Time `json:"since,omitzero"`
}

// Pull implements connectors.Source.
func (s *Source) Pull(ctx context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	t, err := s.table(req.Stream)
	if err != nil {
		return connectors.Result{}, err
	}
	var from cursor
	if len(req.Cursor) > 0 {
		if err := json.Unmarshal(req.Cursor, &from); err != nil {
			return connectors.Result{}, fmt.Errorf("read cursor of %s: %w", req.Stream, err)
		}
	}
	writer, err := rows.New(t.stream, req, sink)
	if err != nil {
		return connectors.Result{}, err
	}
	defer writer.Release()
	began := s.now().UTC()
	l := lander{table: t, writer: writer, met: map[string]bool{}, newest: rest.NewWatermark(from.Since, began)}
	window, mode := connectors.Window{To: began}, connectors.Full
	ask := t.first()
	if t.cursor.Param != "" && !from.Since.IsZero() {
		mode, window.From = connectors.Increment, from.Since.Add(-t.lookback)
		ask.Query.Set(t.cursor.Param, t.since(window.From))
	}
	w := walk{client: s.client, ctx: ctx, log: s.log, source: s.name, table: t, land: l.land, end: writer.EndPage}
	if err := w.run(ask); err != nil {
		return connectors.Result{}, err
	}
	if t.cursor.Param != "" && writer.Rows() > 0 && !l.dated {
		return connectors.Result{}, s.client.Fail(ask, fmt.Errorf("no record says at %s when it changed, which cursor.column names", joined(t.changed)))
	}
	if mode == connectors.Full {
		s.tellUnmet(t, l)
	}
	return writer.Finish(mode, cursor{Since: l.newest.Time()}, window)
}

// tellUnmet warns of paths in the configuration that no record had: an API may
// leave out what is empty, but the path may also be misspelt.
func (s *Source) tellUnmet(t table, l lander) {
	if l.writer.Rows() == 0 {
		return
	}
	for _, f := range t.fields {
		if f.named && !l.met[f.name] {
			s.log.Warn("no record has what the configuration maps to this column: see whether its path is right",
				"source", s.name, "stream", t.stream.Name, "column", f.name, "path", joined(f.path))
		}
	}
}

// lander lands the records of one pull.
type lander struct {
	table  table
	writer *rows.Writer
	newest *rest.Watermark
	dated  bool
	// met are the columns the configuration names a path for that some record had.
	met   map[string]bool
	arena fastjson.Arena
	text  []byte
}

func (l *lander) land(r *record) error {
	if r.came.Type() != fastjson.TypeObject {
		return l.reject(r, fmt.Sprintf("it is %s, not an object", r.came.Type()))
	}
	for _, f := range l.table.fields {
		if f.named && !l.met[f.name] && at(r.came, f.path) != nil {
			l.met[f.name] = true
		}
	}
	l.text = r.came.MarshalTo(l.text[:0])
	changed, known := rows.Instant(at(r.came, l.table.changed))
	l.arena.Reset()
	flat := l.table.flat(&l.arena, r.came)
	if reason := l.table.misfit(flat); reason != "" {
		return l.writer.Reject(r.place, reason, l.text)
	}
	if known && len(l.table.changed) > 0 {
		l.dated = true
		l.newest.Seen(changed)
	}
	return l.writer.Add(flat, false)
}

func (l *lander) reject(r *record, reason string) error {
	l.text = r.came.MarshalTo(l.text[:0])
	return l.writer.Reject(r.place, reason, l.text)
}
