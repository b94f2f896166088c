package amplitude

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/archive"
	"quarterdeck/connectors/lines"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/rest/rows"
	"quarterdeck/connectors/window"
)

const (
	// firstHours and longestHours are how many hours a window has to begin with
	// and at most.
	firstHours, longestHours = 24, 7 * 24
	// maxLine is the longest event.
	maxLine = rest.DefaultMaxLine
)

// cursor is the first hour not yet read, and what was asked with: other settings
// need all of the history again.
type cursor struct {
	Hour     string `json:"hour"`
	GroupKey string `json:"group_key,omitempty"`
	Start    string `json:"start,omitempty"`
}

// export is one pull.
type export struct {
	*Source
	stream   string
	w        *rows.Writer
	mode     connectors.Mode
	from, to time.Time
	parser   fastjson.Parser
	event    completer
}

// Pull implements connectors.Source.
func (s *Source) Pull(ctx context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	stream, err := connectors.Find(s.Streams(), req.Stream)
	if err != nil {
		return connectors.Result{}, err
	}
	x := &export{Source: s, stream: stream.Name, mode: connectors.Full, from: s.start, to: s.ready(), event: completer{groupKey: s.groupKey}}
	if err := x.resume(req.Cursor); err != nil {
		return connectors.Result{}, err
	}
	if x.to.Before(x.from) {
		x.to = x.from // the clock went back, or the start is still to come
	}
	if x.w, err = rows.New(stream, req, sink, leftOut()...); err != nil {
		return connectors.Result{}, err
	}
	defer x.w.Release()
	err = window.New(x.from, x.to, time.Hour, firstHours, longestHours).Run(ctx, window.Way{
		Ask:     func(win connectors.Window) (int, error) { return 1, x.hours(ctx, win) },
		TooMuch: tooMuch,
		Sleep:   s.client.Sleep,
	})
	if err != nil {
		return connectors.Result{}, err
	}
	return x.w.Finish(x.mode, x.upTo(x.to), connectors.Window{From: x.from, To: x.to})
}

// resume starts where the last load ended.
func (x *export) resume(text json.RawMessage) error {
	if len(text) == 0 {
		return nil
	}
	var at cursor
	if err := json.Unmarshal(text, &at); err != nil {
		return fmt.Errorf("read cursor of %s: %w", x.stream, err)
	}
	hour, err := time.Parse(hourText, at.Hour)
	if err != nil {
		return fmt.Errorf("read cursor of %s: %w", x.stream, err)
	}
	if at.GroupKey == x.groupKey && x.start.Format(time.DateOnly) >= at.Start {
		x.mode, x.from = connectors.Increment, hour
	}
	return nil
}

func (x *export) upTo(hour time.Time) cursor {
	return cursor{Hour: hour.Format(hourText), GroupKey: x.groupKey, Start: x.start.Format(time.DateOnly)}
}

// hours lands the events of a window.
func (x *export) hours(ctx context.Context, win connectors.Window) error {
	req := x.request(x.stream, win.From, win.To.Add(-time.Hour))
	req.Whole = func(d *rest.Download) error {
		_, err := archive.Open(d, d.Size())
		return err
	}
	switch file, err := x.client.Download(ctx, req); {
	case nothing(err):
	case err != nil:
		return err
	default:
		if err := errors.Join(x.land(ctx, req, file), file.Close()); err != nil {
			return err
		}
	}
	x.w.EndPage()
	return x.w.Checkpoint(x.mode, x.upTo(win.To), connectors.Window{From: x.from, To: win.To})
}

// land reads a zip member by member.
func (x *export) land(ctx context.Context, req rest.Request, file *rest.Download) error {
	packed, err := archive.Open(file, file.Size())
	if err != nil {
		return x.client.Fail(req, err)
	}
	for _, member := range packed.Members() {
		if err := x.landMember(ctx, req, member); err != nil {
			return err
		}
	}
	return nil
}

func (x *export) landMember(ctx context.Context, req rest.Request, m *archive.Member) error {
	in, err := m.Open()
	if err != nil {
		return x.client.Fail(req, err)
	}
	defer in.Close()
	text := lines.New(in, maxLine)
	for {
		line, err := text.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, lines.ErrTooLong):
			err = x.reject(m, text, err.Error(), line)
		case err != nil:
			return x.client.Fail(req, fmt.Errorf("read %s: %w", m.Name(), err))
		default:
			err = x.landLine(ctx, m, text, line)
		}
		if err != nil {
			return err
		}
	}
}

// landLine lands one event, or says why it is none.
func (x *export) landLine(ctx context.Context, m *archive.Member, text *lines.Reader, line []byte) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("read %s: %w", x.stream, err)
	}
	v, err := x.parser.ParseBytes(line)
	if err != nil || v.Type() != fastjson.TypeObject {
		return x.reject(m, text, "the line is not a JSON object", line)
	}
	if reason := x.event.complete(v); reason != "" {
		return x.reject(m, text, reason, line)
	}
	return x.w.Add(v, false)
}

func (x *export) reject(m *archive.Member, text *lines.Reader, reason string, line []byte) error {
	return x.w.Reject(fmt.Sprintf("%s:%d", m.Name(), text.Number()), reason, line)
}
