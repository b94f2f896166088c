package surveymonkey

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
)

const (
	surveysPage = "1000"
	// settled is how old a change must be before its instant, which the list
	// gives to the minute, tells it from a later one.
	settled = 10 * time.Minute
)

// survey is what the list says of one.
type survey struct {
	id, modified string
	responses    int
}

// listing is the list of surveys.
type listing struct {
	surveys []survey // by id
	// whole is true when the list has as many surveys as it says there are.
	whole bool
	// requestsLeft is what the day has left after listing.
	requestsLeft int
}

// list asks for all surveys, which costs one request for every thousand.
func (p *pull) list() (listing, error) {
	query := url.Values{"per_page": {surveysPage}, "sort_by": {"title"}, "include": {"date_modified,response_count"}}
	pages := p.pagesOf("/surveys", query)
	byID, total := map[string]survey{}, 0
	for {
		root, more, err := pages.next()
		if err != nil {
			return listing{}, err
		}
		total = root.GetInt("total")
		for _, v := range root.GetArray("data") {
			s := survey{id: text(v, "id"), modified: text(v, "date_modified"), responses: v.GetInt("response_count")}
			byID[s.id] = s
		}
		p.writer.EndPage()
		if !more {
			break
		}
	}
	all := slices.SortedFunc(maps.Values(byID), func(a, b survey) int { return strings.Compare(a.id, b.id) })
	return listing{surveys: all, whole: total == len(all), requestsLeft: requestsLeft(p.page.Header())}, nil
}

func text(v *fastjson.Value, name string) string { return string(v.GetStringBytes(name)) }

// surveysCursor is what is known of each survey.
type surveysCursor struct {
	Surveys map[string]version `json:"surveys,omitempty"`
}

// version is when a survey was changed, as the list spells it, and when it was read.
type version struct {
	Modified string    `json:"modified"`
	Read     time.Time `json:"read"`
}

// surveys lands every survey that changed, with its questions, and buries those
// that are gone.
func (p *pull) surveys(text json.RawMessage) (connectors.Result, error) {
	var at surveysCursor
	if err := p.readCursor(text, &at); err != nil {
		return connectors.Result{}, err
	}
	mode, next := connectors.Increment, surveysCursor{Surveys: map[string]version{}}
	if at.Surveys == nil {
		mode = connectors.Full
	}
	maps.Copy(next.Surveys, at.Surveys)
	listed, err := p.list()
	if isQuota(err) {
		return p.pause(mode, next, 0, len(at.Surveys))
	}
	if err != nil {
		return connectors.Result{}, err
	}
	for i, s := range listed.surveys {
		if at.Surveys[s.id].isStill(s.modified) {
			continue
		}
		err := p.landSurvey(s)
		switch {
		case isQuota(err):
			return p.pause(mode, next, i, len(listed.surveys))
		case gone(err):
			continue
		case err != nil:
			return connectors.Result{}, err
		}
		next.Surveys[s.id] = version{Modified: s.modified, Read: p.window.To}
		if err := p.writer.Checkpoint(mode, next, p.window); err != nil {
			return connectors.Result{}, err
		}
	}
	if err := p.bury(next.Surveys, listed); err != nil {
		return connectors.Result{}, err
	}
	result, err := p.writer.Finish(mode, next, p.window)
	live := int64(len(listed.surveys))
	result.Live = &live
	return result, err
}

// isStill says that the survey, last changed then, is the one that was read.
func (v version) isStill(modified string) bool {
	t, err := time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(strings.TrimSuffix(modified, "Z"), "+00:00"))
	return err == nil && modified == v.Modified && t.Before(v.Read.Add(-settled))
}

// pause ends a pull for which the day has no more requests.
func (p *pull) pause(mode connectors.Mode, cursor any, done, all int) (connectors.Result, error) {
	result, err := p.writer.Finish(mode, cursor, p.window)
	result.Unfinished = unfinished(done, all)
	return result, err
}

func (p *pull) landSurvey(s survey) error {
	root, err := p.get("/surveys/"+url.PathEscape(s.id)+"/details", nil)
	if hasStatus(err, http.StatusRequestEntityTooLarge) {
		return p.writer.Reject("survey "+s.id, "SurveyMonkey does not give away surveys of more than 1000 questions: its answers cannot be read",
			[]byte(`{"id":`+strconv.Quote(s.id)+`}`))
	}
	if err != nil {
		return err
	}
	if got := text(root, "id"); got != s.id {
		return p.client.Fail(p.request("/surveys/"+s.id+"/details", nil), fmt.Errorf("asked for survey %s, got %q", s.id, got))
	}
	p.writer.EndPage()
	return p.writer.Add(root, false)
}

// bury lands a tombstone for every survey that is known but not listed. A list
// that is not whole buries nothing.
func (p *pull) bury(known map[string]version, listed listing) error {
	if !listed.whole {
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(known)) {
		if slices.ContainsFunc(listed.surveys, func(s survey) bool { return s.id == id }) {
			continue
		}
		p.arena.Reset()
		v := p.arena.NewObject()
		v.Set("id", p.arena.NewString(id))
		if err := p.writer.Add(v, true); err != nil {
			return err
		}
		delete(known, id)
	}
	return nil
}
