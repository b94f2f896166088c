package qualtrics

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
)

// settled is how old a change must be before its instant tells it from a later one.
const settled = 10 * time.Minute

// survey is what the list says of one.
type survey struct {
	id, name, owner, created, modified string
	active                             bool
}

// list asks for all surveys, by id.
func (p *pull) list() ([]survey, error) {
	req := p.request(listPath)
	tokens := p.client.NewCursors(req)
	byID := map[string]survey{}
	for {
		result, err := p.result(req)
		if err != nil {
			return nil, err
		}
		elements := result.Get("elements")
		if elements == nil || elements.Type() != fastjson.TypeArray {
			return nil, p.client.Fail(req, errors.New("the answer lists no elements"))
		}
		for _, v := range elements.GetArray() {
			s := survey{id: text(v, "id"), name: text(v, "name"), owner: text(v, "ownerId"), created: text(v, "creationDate"),
				modified: text(v, "lastModified"), active: v.GetBool("isActive")}
			byID[s.id] = s
		}
		p.writer.EndPage()
		next := text(result, "nextPage")
		if next == "" {
			return slices.SortedFunc(maps.Values(byID), func(a, b survey) int { return strings.Compare(a.id, b.id) }), nil
		}
		u, err := url.Parse(next)
		if err != nil {
			return nil, p.client.Fail(req, errors.New("nextPage is no URL"))
		}
		if err := tokens.Next(u.RawQuery); err != nil {
			return nil, err
		}
		req.Query = u.Query()
	}
}

// surveysCursor is what is known of each survey.
type surveysCursor struct {
	Surveys map[string]version `json:"surveys,omitempty"`
}

// version is when a survey was changed, as the list spells it, and when it was read.
type version struct {
	Modified string    `json:"modified"`
	Read     time.Time `json:"read"`
}

// isStill says that the survey, last changed then, is the one that was read.
func (v version) isStill(modified string) bool {
	t, err := time.Parse(time.RFC3339, modified)
	return err == nil && modified == v.Modified && t.Before(v.Read.Add(-settled))
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
	if err != nil {
		return connectors.Result{}, err
	}
	for _, s := range listed {
		if at.Surveys[s.id].isStill(s.modified) {
			continue
		}
		if err := p.landSurvey(s); err != nil {
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
	live := int64(len(listed))
	result.Live = &live
	return result, err
}

// landSurvey lands a survey. One whose definition the token may not read lands
// without its questions.
func (p *pull) landSurvey(s survey) error {
	result, err := p.result(p.request("/survey-definitions/" + url.PathEscape(s.id)))
	switch {
	case hasStatus(err, http.StatusForbidden), hasStatus(err, http.StatusNotFound):
		p.log.Warn("survey landed without its questions: the token may not read them", "survey", s.id, "error", err)
		result = nil
	case err != nil:
		return err
	}
	p.writer.EndPage()
	p.arena.Reset()
	v := p.arena.NewObject()
	for name, value := range map[string]string{"id": s.id, "name": s.name, "owner_id": s.owner, "created_at": s.created, "modified_at": s.modified} {
		v.Set(name, p.arena.NewString(value))
	}
	v.Set("is_active", p.arena.NewFalse())
	if s.active {
		v.Set("is_active", p.arena.NewTrue())
	}
	// A survey without questions has an empty list in their place.
	if result != nil && result.Get("Questions") != nil && result.Get("Questions").Type() == fastjson.TypeObject {
		v.Set("questions", result.Get("Questions"))
	}
	return p.writer.Add(v, false)
}

// bury lands a tombstone for every survey that is known but not listed.
func (p *pull) bury(known map[string]version, listed []survey) error {
	for _, id := range slices.Sorted(maps.Keys(known)) {
		if slices.ContainsFunc(listed, func(s survey) bool { return s.id == id }) {
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
