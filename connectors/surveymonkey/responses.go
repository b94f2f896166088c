package surveymonkey

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
)

const (
	responsesPage = "100"
	perPage       = 100
	lookBack      = time.Minute
	// repairEvery is how often everything is read again, because nothing tells of
	// deleted responses.
	repairEvery = 7 * 24 * time.Hour
	// restarts is how often the walk over one survey may begin again without
	// having come further.
	restarts = 5
)

// cursor is the newest change seen of each survey's responses.
type cursor struct {
	Surveys map[string]time.Time `json:"surveys,omitempty"`
	// Next is the survey a pull begins with, because the one before stopped there.
	Next string `json:"next,omitempty"`
	// FullAt is when everything was last read from the beginning.
	FullAt time.Time `json:"full_at,omitzero"`
}

// responses lands what changed of every survey, or everything where that is due
// and the day's requests allow it.
func (p *pull) responses(text json.RawMessage) (connectors.Result, error) {
	var at cursor
	if err := p.readCursor(text, &at); err != nil {
		return connectors.Result{}, err
	}
	n := night{pull: p, first: at.Surveys == nil, before: at, mode: connectors.Increment,
		next: cursor{Surveys: map[string]time.Time{}, Next: at.Next, FullAt: at.FullAt}}
	maps.Copy(n.next.Surveys, at.Surveys)
	if n.first {
		n.mode, n.next.FullAt = connectors.Full, p.window.To
	}
	listed, err := p.list()
	if isQuota(err) {
		return p.pause(n.mode, n.next, 0, len(at.Surveys))
	}
	if err != nil {
		return connectors.Result{}, err
	}
	n.repair = !n.first && at.Next == "" && p.window.To.Sub(at.FullAt) >= repairEvery && p.affords(listed)
	return n.run(listed)
}

// affords says that reading everything takes no more than half of what is left
// of the day's requests.
func (p *pull) affords(l listing) bool {
	needed := 0
	for _, s := range l.surveys {
		needed += max(1, (s.responses+perPage-1)/perPage)
	}
	if needed <= l.requestsLeft/2 {
		return true
	}
	p.log.Info("deleted responses stay for now: reading all surveys again would take too many of the day's requests",
		"needed", needed, "left", l.requestsLeft)
	return false
}

// night is one pull of the responses of all surveys.
type night struct {
	*pull
	before, next  cursor
	first, repair bool
	mode          connectors.Mode
	// total adds up what the pages say there is; moved tells that it is no longer
	// what was read.
	total int64
	moved bool
}

func (n *night) run(l listing) (connectors.Result, error) {
	surveys := startAt(l.surveys, n.before.Next)
	readable, refused := 0, error(nil)
	for done, s := range surveys {
		n.next.Next = s.id
		err := n.survey(s.id)
		switch {
		case isQuota(err):
			return n.pause(n.mode, n.next, done, len(surveys))
		case gone(err):
			delete(n.next.Surveys, s.id)
			continue
		case hasStatus(err, http.StatusForbidden) && !concernsAll(err) && n.before.Surveys[s.id].IsZero():
			n.log.Warn("survey skipped: the token may not read its responses", "survey", s.id, "error", err)
			refused = err
			continue
		case err != nil:
			return connectors.Result{}, err
		}
		readable++
	}
	if readable == 0 && refused != nil {
		return connectors.Result{}, refused
	}
	return n.finish(l)
}

// finish ends a round over all surveys.
func (n *night) finish(l listing) (connectors.Result, error) {
	n.next.Next = ""
	if l.whole {
		there := map[string]bool{}
		for _, s := range l.surveys {
			there[s.id] = true
		}
		maps.DeleteFunc(n.next.Surveys, func(id string, _ time.Time) bool { return !there[id] })
	}
	if n.repair {
		n.mode, n.next.FullAt = connectors.Full, n.window.To
	}
	result, err := n.writer.Finish(n.mode, n.next, n.window)
	if n.mode == connectors.Full && !n.moved {
		result.Live = &n.total
	}
	return result, err
}

// startAt is the surveys from that one on, then those before it.
func startAt(all []survey, id string) []survey {
	for i, s := range all {
		if s.id >= id {
			return append(append([]survey{}, all[i:]...), all[:i]...)
		}
	}
	return all
}

// survey walks over one survey's responses. The cursor follows page by page as
// long as they come in the order asked for.
func (n *night) survey(id string) error {
	w := &walk{night: n, id: id, reached: n.before.Surveys[id], ordered: true}
	if n.repair {
		w.reached = time.Time{}
	}
	stuck := 0
	for {
		from := w.reached
		moved, err := w.read()
		if err != nil {
			return err
		}
		if !moved {
			break
		}
		n.moved = true
		if stuck++; w.reached.After(from) {
			stuck = 0
		}
		if stuck == restarts {
			return n.client.Fail(n.request(responsesPath(id), nil), errors.New("the number of responses never stands still long enough to read them"))
		}
	}
	n.total += w.total
	return w.checkpoint()
}

// walk is the way through one survey.
type walk struct {
	*night
	id string
	// reached is the newest change up to which everything was read, newest the
	// newest one seen, last the one of the record before. They are the same as long
	// as the records come in the order asked for.
	reached, newest, last time.Time
	ordered               bool
	total                 int64
}

// read walks from where reached stands to the end; moved says that responses
// moved across the pages meanwhile.
func (w *walk) read() (moved bool, err error) {
	query := url.Values{"per_page": {responsesPage}, "sort_by": {"date_modified"}, "sort_order": {"ASC"},
		"end_modified_at": {stamp(w.window.To)}}
	if !w.reached.IsZero() {
		query.Set("start_modified_at", stamp(w.reached.Add(-lookBack)))
	}
	list := w.pagesOf(responsesPath(w.id), query)
	w.total, w.newest, w.last = -1, w.reached, time.Time{}
	for {
		root, more, err := list.next()
		if err != nil {
			return false, err
		}
		total := root.GetInt64("total")
		if w.total >= 0 && total != w.total {
			return true, nil
		}
		w.total = total
		for _, v := range root.GetArray("data") {
			if err := w.land(v); err != nil {
				return false, err
			}
		}
		w.writer.EndPage()
		if w.ordered || !more {
			w.reached = w.newest
		}
		if !more {
			return false, nil
		}
		if err := w.checkpoint(); err != nil {
			return false, err
		}
	}
}

// stamp is an instant as filters take it: in UTC, without saying so.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05") }

// land lands one response.
func (w *walk) land(v *fastjson.Value) error {
	w.arena.Reset()
	if !v.Exists("survey_id") {
		v.Set("survey_id", w.arena.NewString(w.id))
	}
	if account := w.account(v); account != nil {
		v.Set("account_id", account)
	}
	changed, err := time.Parse(time.RFC3339, text(v, "date_modified"))
	if err != nil || changed.Before(w.last) {
		w.ordered = false
	}
	w.last = changed
	if changed.After(w.newest) && !changed.After(w.window.To) {
		w.newest = changed.UTC()
	}
	return w.writer.Add(v, false)
}

// account is the value that says whose answer it is.
func (w *walk) account(v *fastjson.Value) *fastjson.Value {
	if w.groupKey == "custom_value" {
		return v.Get("custom_value")
	}
	return v.Get("custom_variables", w.groupKey)
}

// keep moves the survey's cursor to where the walk has come; never back, which a
// repair that was stopped would do.
func (w *walk) keep() {
	if w.reached.After(w.next.Surveys[w.id]) {
		w.next.Surveys[w.id] = w.reached
	} else if _, known := w.next.Surveys[w.id]; !known {
		w.next.Surveys[w.id] = time.Time{}
	}
}

// checkpoint tells how far the walk is. The parts of a repair are no place to
// resume at: only all of them together show what was deleted.
func (w *walk) checkpoint() error {
	w.keep()
	if w.repair {
		return nil
	}
	return w.writer.Checkpoint(w.mode, w.next, w.window)
}
