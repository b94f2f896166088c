package surveymonkey

import (
	"encoding/json"
	"fmt"
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
	// mostPasses is how often the pages of one second may be read again.
	mostPasses = 10
)

// cursor is the newest change seen of each survey's responses.
type cursor struct {
	Surveys map[string]time.Time `json:"surveys,omitempty"`
	// Next is the survey a pull begins with, because the one before stopped there.
	Next string `json:"next,omitempty"`
	// FullAt is when everything was last read from the beginning.
	FullAt time.Time `json:"full_at,omitzero"`
	// GroupKey is the custom variable the accounts were then read from, where it is
	// not the usual one.
	GroupKey string `json:"group_key,omitempty"`
}

// responses lands what changed of every survey, or everything where that is due
// and the day's requests allow it.
func (p *pull) responses(text json.RawMessage) (connectors.Result, error) {
	var at cursor
	if err := p.readCursor(text, &at); err != nil {
		return connectors.Result{}, err
	}
	n := night{pull: p, first: at.Surveys == nil, before: at, mode: connectors.Increment,
		next: cursor{Surveys: map[string]time.Time{}, Next: at.Next, FullAt: at.FullAt, GroupKey: at.GroupKey}}
	maps.Copy(n.next.Surveys, at.Surveys)
	if n.first {
		n.mode, n.next.FullAt, n.next.GroupKey = connectors.Full, p.window.To, p.unusualKey()
	}
	listed, err := p.list()
	if isQuota(err) {
		return p.pause(n.mode, n.next, 0, len(at.Surveys))
	}
	if err != nil {
		return connectors.Result{}, err
	}
	n.repair = !n.first && at.Next == "" && (at.GroupKey != p.unusualKey() || p.window.To.Sub(at.FullAt) >= repairEvery) && p.affords(listed)
	return n.run(listed)
}

// unusualKey is the group key, where it is not the usual one.
func (p *pull) unusualKey() string {
	if p.groupKey == defaultGroupKey {
		return ""
	}
	return p.groupKey
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
	// total adds up how many responses the surveys say they have.
	total int64
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
		n.mode, n.next.FullAt, n.next.GroupKey = connectors.Full, n.window.To, n.unusualKey()
	}
	result, err := n.writer.Finish(n.mode, n.next, n.window)
	if n.mode == connectors.Full {
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

// survey walks over one survey's responses, and knows their number where it
// reads all of them.
func (n *night) survey(id string) error {
	w := &walk{night: n, id: id, reached: n.before.Surveys[id], ordered: true, ties: map[string]bool{}}
	if n.repair {
		w.reached = time.Time{}
	}
	w.whole = w.reached.IsZero()
	if !w.whole {
		w.from = w.reached.Add(-lookBack)
	}
	w.newest = w.reached
	for passes := 0; ; {
		from := w.from
		done, err := w.stretch()
		if err != nil {
			return err
		}
		if done {
			return w.checkpoint()
		}
		if passes++; w.from.After(from) {
			passes = 0
		}
		if passes == mostPasses {
			return n.client.Fail(n.request(responsesPath(id), nil),
				fmt.Errorf("the responses changed at %s never stand still long enough to be read", stamp(from.Add(time.Second))))
		}
	}
}

// walk is the way through one survey, oldest change first. The next page is not
// asked for by its number, because a response that changes or is deleted moves
// those behind it one place forward: every page begins anew behind the second
// before the newest change there was. Only where one second fills more than a
// page are its pages counted, and read again until they bring nothing new.
type walk struct {
	*night
	id string
	// from is the filter: changes after it, not at it, are asked for.
	from time.Time
	// ties are the responses landed that were changed in the second behind from.
	ties map[string]bool
	// reached is the newest change up to which everything was read, newest the
	// newest one seen. They are the same while the records come in order.
	reached, newest time.Time
	ordered         bool
	// whole says that all responses are asked for, and have not been counted yet.
	whole bool
}

// stretch reads until a page goes beyond the second behind from; done says that
// there is no more.
func (w *walk) stretch() (done bool, err error) {
	query := url.Values{"per_page": {responsesPage}, "sort_by": {"date_modified"}, "sort_order": {"ASC"}}
	if !w.from.IsZero() {
		query.Set("start_modified_at", stamp(w.from))
	}
	list := w.pagesOf(responsesPath(w.id), query)
	fresh := 0
	for number := 1; ; number++ {
		root, more, err := list.next()
		if err != nil {
			return false, err
		}
		if w.whole {
			w.total, w.whole = w.total+root.GetInt64("total"), false
		}
		page, err := w.landPage(root.GetArray("data"))
		if err != nil {
			return false, err
		}
		w.writer.EndPage()
		fresh += page.ties
		beyond := w.ordered && page.last.Add(-time.Second).After(w.from)
		switch {
		case more && !beyond:
			continue
		case number > 1 && fresh > 0:
			return false, nil // the pages of one second may have moved: once more
		case !more:
			w.reached = w.newest
			return true, nil
		}
		w.from, w.reached, w.ties = page.last.Add(-time.Second), w.newest, page.newest
		return false, w.checkpoint()
	}
}

// landed is what a page held.
type landed struct {
	// last is the newest change, newest the responses changed then.
	last   time.Time
	newest map[string]bool
	// ties is how many responses of the second behind from had not been landed.
	ties int
}

// landPage lands the responses of a page, all but those that were.
func (w *walk) landPage(records []*fastjson.Value) (landed, error) {
	page := landed{newest: map[string]bool{}}
	before := time.Time{}
	for _, v := range records {
		changed, err := time.Parse(time.RFC3339, text(v, "date_modified"))
		if err != nil || changed.Before(before) {
			w.ordered = false
		}
		before = changed
		id := text(v, "id")
		if changed.After(page.last) {
			page.last = changed
			clear(page.newest)
		}
		if changed.Equal(page.last) {
			page.newest[id] = true
		}
		if !changed.Add(-time.Second).After(w.from) && !w.from.IsZero() {
			if w.ties[id] {
				continue
			}
			page.ties++
			w.ties[id] = true
		}
		if err := w.land(v, changed); err != nil {
			return page, err
		}
	}
	return page, nil
}

// stamp is an instant as filters take it: in UTC, without saying so.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05") }

// land lands one response.
func (w *walk) land(v *fastjson.Value, changed time.Time) error {
	w.arena.Reset()
	if !v.Exists("survey_id") {
		v.Set("survey_id", w.arena.NewString(w.id))
	}
	if account := w.account(v); account != nil {
		v.Set("account_id", account)
	}
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
