package mixpanel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/rest/rows"
	"quarterdeck/connectors/window"
)

const (
	// lateDays is how many days events may come late; they are asked for again.
	lateDays = 5
	// windowDays is how many days one request covers, if Mixpanel can. Sixty
	// requests are allowed in an hour, so years of history need wide windows.
	windowDays = 31
	oneDay     = 24 * time.Hour
)

// cursor is the last day a load has asked for, and what it was asked with: other
// settings need all of the history again.
type cursor struct {
	Day      string `json:"day"`
	GroupKey string `json:"group_key,omitempty"`
	Start    string `json:"start,omitempty"`
}

// export is one pull.
type export struct {
	*Source
	stream   string
	w        *rows.Writer
	mode     connectors.Mode
	from, to time.Time // to is the day behind the last one
	parser   fastjson.Parser
	arena    fastjson.Arena
}

// Pull implements connectors.Source.
func (s *Source) Pull(ctx context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	stream, err := connectors.Find(s.Streams(), req.Stream)
	if err != nil {
		return connectors.Result{}, err
	}
	x := &export{Source: s, stream: stream.Name, mode: connectors.Full, from: s.start, to: day(s.now()).Add(oneDay)}
	if err := x.resume(req.Cursor); err != nil {
		return connectors.Result{}, err
	}
	if x.w, err = rows.New(stream, req, sink); err != nil {
		return connectors.Result{}, err
	}
	defer x.w.Release()
	err = window.New(x.from, x.to, oneDay, windowDays, windowDays).Run(ctx, window.Way{
		Ask:     func(win connectors.Window) (int, error) { return 1, x.days(ctx, win) },
		TooMuch: tooMuch,
		Sleep:   s.client.Sleep,
	})
	if err != nil {
		return connectors.Result{}, err
	}
	return x.w.Finish(x.mode, x.upTo(x.to), connectors.Window{From: x.from, To: x.to})
}

// resume starts where the last load ended, less the days events come late.
func (x *export) resume(text json.RawMessage) error {
	if len(text) == 0 {
		return nil
	}
	var at cursor
	if err := json.Unmarshal(text, &at); err != nil {
		return fmt.Errorf("read cursor of %s: %w", x.stream, err)
	}
	last, err := time.Parse(time.DateOnly, at.Day)
	if err != nil {
		return fmt.Errorf("read cursor of %s: %w", x.stream, err)
	}
	start := x.start.Format(time.DateOnly)
	if at.GroupKey != "" && at.GroupKey != x.groupKey || at.Start != "" && start < at.Start {
		return nil
	}
	x.mode, x.from = connectors.Increment, last.AddDate(0, 0, -lateDays)
	if x.from.Before(x.start) {
		x.from = x.start
	}
	return nil
}

// upTo is the cursor after all days before end.
func (x *export) upTo(end time.Time) cursor {
	return cursor{Day: end.AddDate(0, 0, -1).Format(time.DateOnly), GroupKey: x.groupKey, Start: x.start.Format(time.DateOnly)}
}

// days lands the events of whole days.
func (x *export) days(ctx context.Context, win connectors.Window) error {
	first, last := win.From, win.To.Add(-oneDay)
	err := x.read(ctx, first, last)
	if isTomorrow(err) && !last.Before(day(x.now())) {
		// Where the project's clock is behind UTC its today has not begun.
		if last = last.Add(-oneDay); !last.Before(first) {
			err = x.read(ctx, first, last)
		} else {
			err = nil
		}
	}
	if err != nil {
		return err
	}
	x.w.EndPage()
	return x.w.Checkpoint(x.mode, x.upTo(win.To), connectors.Window{From: x.from, To: win.To})
}

// isTomorrow says whether Mixpanel finds that a day is still to come.
func isTomorrow(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == http.StatusBadRequest && strings.Contains(e.Body, "later than today")
}

// read lands the export of some days, both inclusive.
func (x *export) read(ctx context.Context, first, last time.Time) error {
	n := 0
	return x.client.Lines(ctx, rest.Request{Stream: x.stream, Path: exportPath, Query: x.query(first, last), Bucket: hourly}, func(line []byte) error {
		n++
		v, err := x.parser.ParseBytes(line)
		if err != nil || v.Type() != fastjson.TypeObject {
			place := fmt.Sprintf("export of %s to %s, line %d", first.Format(time.DateOnly), last.Format(time.DateOnly), n)
			return x.w.Reject(place, "the line is not a JSON object", line)
		}
		x.arena.Reset()
		x.complete(v)
		return x.w.Add(v, false)
	})
}

// complete gives an event without user or insert id an empty one: both are part
// of the key, and what old libraries sent without them must not be lost.
func (x *export) complete(event *fastjson.Value) {
	properties := event.Get("properties")
	if properties == nil || properties.Type() != fastjson.TypeObject {
		return
	}
	for _, name := range []string{"distinct_id", "$insert_id"} {
		if v := properties.Get(name); v == nil || v.Type() == fastjson.TypeNull {
			properties.Set(name, x.arena.NewString(""))
		}
	}
}
