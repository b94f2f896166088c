package qualtrics

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/archive"
	"quarterdeck/connectors/lines"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/window"
)

const (
	// fresh is how old a response must be before it is read: its instant is the
	// vendor's, whose clock may be behind ours.
	fresh = 5 * time.Minute
	// repairEvery is how often everything is exported again: edits and deletions
	// are told of by nothing else.
	repairEvery = 30 * 24 * time.Hour
	day         = 24 * time.Hour
	maxLine     = rest.DefaultMaxLine
)

// firstResponse is before any response of the vendor's.
func firstResponse() time.Time { return time.Date(2002, 1, 1, 0, 0, 0, 0, time.UTC) }

// cursor is up to when each survey was exported.
type cursor struct {
	Surveys map[string]time.Time `json:"surveys,omitempty"`
	// FullAt is when everything was last exported.
	FullAt time.Time `json:"full_at,omitzero"`
	// GroupKey is the embedded data the accounts were read from.
	GroupKey string `json:"group_key,omitempty"`
}

// responses lands what was recorded of every survey since its last export, or
// everything where that is due.
func (p *pull) responses(text json.RawMessage) (connectors.Result, error) {
	var at cursor
	if err := p.readCursor(text, &at); err != nil {
		return connectors.Result{}, err
	}
	p.window.To = p.window.To.Add(-fresh)
	mode, next := connectors.Increment, cursor{Surveys: map[string]time.Time{}, FullAt: at.FullAt, GroupKey: p.groupKey}
	first := at.Surveys == nil
	if first || at.GroupKey != p.groupKey || p.window.To.Sub(at.FullAt) >= repairEvery {
		mode, next.FullAt = connectors.Full, p.window.To
	} else {
		maps.Copy(next.Surveys, at.Surveys)
	}
	listed, err := p.list()
	if err != nil {
		return connectors.Result{}, err
	}
	var refused error
	readable, there := 0, map[string]bool{}
	for _, s := range listed {
		there[s.id] = true
		err := p.survey(s.id, next.Surveys[s.id])
		switch {
		case errors.Is(err, errGone):
			continue
		case hasStatus(err, http.StatusForbidden) && at.Surveys[s.id].IsZero():
			p.log.Warn("survey skipped: the token may not export its responses", "survey", s.id, "error", err)
			refused = err
			continue
		case err != nil:
			return connectors.Result{}, err
		}
		readable++
		next.Surveys[s.id] = p.window.To
		// A repair counts once it is whole: its parts would hide what is known.
		if first || mode == connectors.Increment {
			if err := p.writer.Checkpoint(mode, next, p.window); err != nil {
				return connectors.Result{}, err
			}
		}
	}
	if readable == 0 && refused != nil {
		return connectors.Result{}, refused
	}
	maps.DeleteFunc(next.Surveys, func(id string, _ time.Time) bool { return !there[id] })
	return p.writer.Finish(mode, next, p.window)
}

// survey lands the responses of one survey recorded since then; the zero time
// means all. They are asked for at once, and where that is too much in windows.
func (p *pull) survey(id string, since time.Time) error {
	if !since.Before(p.window.To) {
		return nil
	}
	err := p.exported(id, connectors.Window{From: since, To: p.window.To})
	if err == nil || !tooMuch(err) {
		return err
	}
	if since.IsZero() {
		since = firstResponse()
	}
	days := int64(p.window.To.Sub(since)/day) + 1
	return window.New(since, p.window.To, day, max(1, days/2), days).Run(p.ctx, window.Way{
		Ask:     func(win connectors.Window) (int, error) { return 1, p.exported(id, win) },
		TooMuch: tooMuch,
		Sleep:   p.client.Sleep,
	})
}

// exported lands the responses of one export.
func (p *pull) exported(survey string, win connectors.Window) error {
	file, err := p.export(survey, win)
	if err != nil {
		return err
	}
	if err := errors.Join(p.unpack(survey, file), file.Close()); err != nil {
		return err
	}
	p.writer.EndPage()
	return nil
}

// unpack lands the lines of every file in the zip.
func (p *pull) unpack(survey string, file *rest.Download) error {
	req := p.request(exportPath(survey))
	packed, err := archive.Open(file, file.Size())
	if err != nil {
		return p.client.Fail(req, err)
	}
	for _, member := range packed.Members() {
		in, err := member.Open()
		if err != nil {
			return p.client.Fail(req, err)
		}
		if err := errors.Join(p.land(survey, member.Name(), in), in.Close()); err != nil {
			return err
		}
	}
	return nil
}

// land lands one response a line.
func (p *pull) land(survey, name string, in io.Reader) error {
	reader := lines.New(in, maxLine)
	for {
		line, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, lines.ErrTooLong) {
			return p.client.Fail(p.request(exportPath(survey)), fmt.Errorf("unpack %s: %w", name, err))
		}
		if ended := p.ctx.Err(); ended != nil {
			return fmt.Errorf("read %s: %w", p.stream.Name, ended)
		}
		var v *fastjson.Value
		if err == nil {
			if v, err = p.parser.ParseBytes(line); err != nil {
				err = errors.New("the line is not JSON")
			}
		}
		if err != nil {
			err = p.writer.Reject(fmt.Sprintf("survey %s, %s, line %d", survey, name, reader.Number()), err.Error(), line)
		} else {
			err = p.landResponse(survey, v)
		}
		if err != nil {
			return err
		}
	}
}

func (p *pull) landResponse(survey string, v *fastjson.Value) error {
	p.arena.Reset()
	v.Set("survey_id", p.arena.NewString(survey))
	values := v.Get("values")
	if values != nil {
		for _, name := range lifted() {
			if value := values.Get(name); value != nil {
				v.Set(name, value)
			}
		}
		if account := values.Get(p.groupKey); account != nil {
			v.Set("account_id", account)
		}
		if finished := values.Get("finished"); finished != nil {
			v.Set("finished", p.truth(finished))
		}
	}
	return p.writer.Add(v, false)
}

// truth is 1 and 0 as true and false, and anything else as it is.
func (p *pull) truth(v *fastjson.Value) *fastjson.Value {
	if v.Type() != fastjson.TypeNumber {
		return v
	}
	if v.GetFloat64() != 0 {
		return p.arena.NewTrue()
	}
	return p.arena.NewFalse()
}
