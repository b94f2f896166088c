package surveymonkey

import (
	"encoding/json"
	"maps"
	"net/http"
	"time"

	"quarterdeck/connectors"
)

const (
	perPage = 100
	// repairEvery is how often everything is read again, because nothing tells of
	// deleted responses.
	repairEvery = 7 * 24 * time.Hour
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
