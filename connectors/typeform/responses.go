package typeform

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

const (
	responsesPage = "1000"
	// lookBack is how late a response may appear.
	lookBack = time.Hour
	// repairEvery is how often everything is read again: a response that was
	// deleted is missed by nothing else.
	repairEvery = 7 * 24 * time.Hour
)

// cursor is the newest submission seen of each form, and when all of them were
// last read from the beginning.
type cursor struct {
	Forms  map[string]time.Time `json:"forms,omitempty"`
	FullAt time.Time            `json:"full_at,omitzero"`
	// GroupKey is the hidden field the accounts were read from, where it is not the
	// usual one.
	GroupKey string `json:"group_key,omitempty"`
}

// responses lands the responses of every form since that form's own cursor, or
// from the beginning where that is due.
func (p *pull) responses(listed []form, at cursor) (connectors.Result, error) {
	mode, next := connectors.Increment, cursor{Forms: map[string]time.Time{}, FullAt: at.FullAt, GroupKey: p.unusualKey()}
	first := at.Forms == nil
	if first || at.GroupKey != next.GroupKey || p.window.To.Sub(at.FullAt) >= repairEvery {
		mode, next.FullAt = connectors.Full, p.window.To
	} else {
		maps.Copy(next.Forms, at.Forms)
	}
	var refused error
	readable := 0
	for _, f := range listed {
		since := next.Forms[f.id]
		mark := rest.NewWatermark(since, p.window.To)
		err := p.responsesOf(f.id, since, mark)
		switch {
		case gone(err):
			delete(next.Forms, f.id)
			continue
		case forbidden(err) && at.Forms[f.id].IsZero():
			p.log.Warn("form skipped: the token may not read its responses", "form", f.id, "error", err)
			refused = err
			continue
		case err != nil:
			return connectors.Result{}, err
		}
		readable++
		next.Forms[f.id] = mark.Time()
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
	forget(next.Forms, listed)
	return p.writer.Finish(mode, next, p.window)
}

// unusualKey is the group key, where it is not the usual one.
func (p *pull) unusualKey() string {
	if p.groupKey == defaultGroupKey {
		return ""
	}
	return p.groupKey
}

// forget drops the cursors of forms that are no longer listed.
func forget(cursors map[string]time.Time, listed []form) {
	there := map[string]bool{}
	for _, f := range listed {
		there[f.id] = true
	}
	maps.DeleteFunc(cursors, func(id string, _ time.Time) bool { return !there[id] })
}

// responsesOf walks from the newest response to the oldest. Responses that
// arrive meanwhile are newer than the first page and come with the next load.
func (p *pull) responsesOf(id string, since time.Time, mark *rest.Watermark) error {
	query := url.Values{"page_size": {responsesPage}}
	if !since.IsZero() {
		query.Set("since", since.Add(-lookBack).UTC().Format("2006-01-02T15:04:05Z"))
	}
	path := responsesPath(id)
	tokens := p.client.NewCursors(rest.Request{Stream: p.stream.Name, Path: path})
	for {
		root, err := p.get(path, query)
		if err != nil {
			return err
		}
		items := root.GetArray("items")
		p.writer.EndPage()
		if len(items) == 0 {
			return nil
		}
		before := string(items[len(items)-1].GetStringBytes("token"))
		if err := tokens.Next(before); err != nil {
			return err
		}
		for _, v := range items {
			if err := p.land(id, v, mark); err != nil {
				return err
			}
		}
		query.Set("before", before)
	}
}

// notSubmitted is what Typeform writes for "never".
const notSubmitted = "0001-01-01T00:00:00Z"

func (p *pull) land(formID string, v *fastjson.Value, mark *rest.Watermark) error {
	p.arena.Reset()
	v.Set("form_id", p.arena.NewString(formID))
	if account := v.Get("hidden", p.groupKey); account != nil {
		v.Set("account_id", account)
	}
	if !v.Exists("response_id") {
		v.Set("response_id", v.Get("token"))
	}
	if submitted := v.GetStringBytes("submitted_at"); string(submitted) == notSubmitted {
		v.Del("submitted_at")
	} else {
		mark.SeenText(submitted)
	}
	return p.writer.Add(v, false)
}

// gone says that a form was deleted between being listed and being read.
func gone(err error) bool { return hasStatus(err, http.StatusNotFound) }

// forbidden says that the token is good but not for this form.
func forbidden(err error) bool { return hasStatus(err, http.StatusForbidden) }

func hasStatus(err error, status int) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == status
}
