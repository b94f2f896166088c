package zendesk

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

const (
	pathRatings   = "/api/v2/satisfaction_ratings.json"
	pathResponses = "/api/v2/guide/survey_responses"
	// ratings may change a while after they were given.
	ratingsLookBack = 24 * time.Hour
	// responses are filtered by the day they were offered, and may be answered
	// and changed until they expire, four weeks later.
	responsesLookBack = 30 * 24 * time.Hour
)

// ratings reads the list of legacy satisfaction ratings, one day further back
// than the newest seen.
func (p *pull) ratings() (cursor, error) {
	query := url.Values{"page[size]": {"100"}}
	if p.at.Since > 0 {
		p.window.From = time.Unix(p.at.Since, 0).UTC().Add(-ratingsLookBack)
		query.Set("start_time", unix(p.window.From))
	} else if !p.start.IsZero() {
		query.Set("start_time", unix(p.start))
	}
	mark := rest.NewWatermark(time.Unix(p.at.Since, 0), p.window.To)
	active, err := p.list(pathRatings, query, func(v *fastjson.Value) { mark.SeenText(v.GetStringBytes("updated_at")) })
	if err != nil || !active {
		return p.at, err
	}
	return cursor{Since: mark.Time().Unix()}, nil
}

// responses reads the answers to the surveys that have replaced the ratings.
func (p *pull) responses() (cursor, error) {
	query := url.Values{"page[size]": {"100"}, "sort": {"id"}}
	if p.at.Since > 0 {
		p.window.From = time.Unix(p.at.Since, 0).UTC().Add(-responsesLookBack)
		query.Set("filter[created_at_start]", unix(p.window.From))
	} else if !p.start.IsZero() {
		query.Set("filter[created_at_start]", unix(p.start))
	}
	active, err := p.list(pathResponses, query, func(*fastjson.Value) {})
	if err != nil || !active {
		return p.at, err
	}
	return cursor{Since: p.window.To.Unix()}, nil
}

// list reads a list paged by cursor. An account has one way of asking for
// satisfaction: the list of the other one is refused, which is no failure.
func (p *pull) list(path string, query url.Values, note func(*fastjson.Value)) (active bool, err error) {
	req := rest.Request{Stream: p.stream.Name, Path: path, Query: query}
	tokens := p.client.NewCursors(req)
	for {
		root, err := p.client.JSON(p.ctx, req, &p.page)
		if isInactive(err) {
			p.log.Info("the account does not use this kind of satisfaction survey", "stream", p.stream.Name, "error", err)
			return false, nil
		}
		if err != nil {
			return false, err
		}
		for _, v := range root.GetArray(p.stream.Name) {
			note(v)
			if err := p.land(v); err != nil {
				return false, err
			}
		}
		p.writer.EndPage()
		if !root.GetBool("meta", "has_more") {
			return true, nil
		}
		after := string(root.GetStringBytes("meta", "after_cursor"))
		if err := tokens.Next(after); err != nil {
			return false, err
		}
		query.Set("page[after]", after)
	}
}

func isInactive(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && (e.Status == http.StatusForbidden || e.Status == http.StatusNotFound)
}

// Above this many records Zendesk's counts are a day old or cut off.
const exactCounts = 100_000

// count asks how many live records the account has of a stream; nil where
// Zendesk does not say, or only about. The rows are there all the same.
func (p *pull) count() *int64 {
	switch p.stream.Name {
	case "tickets", "users", "organizations":
	default:
		return nil
	}
	// A load from a later day than the first cannot be compared with it.
	if !p.start.IsZero() {
		return nil
	}
	req := rest.Request{Stream: p.stream.Name, Path: "/api/v2/" + p.stream.Name + "/count.json"}
	root, err := p.client.JSON(p.ctx, req, &p.page)
	if err != nil {
		p.log.Info("count left out", "stream", p.stream.Name, "error", err)
		return nil
	}
	value := root.Get("count", "value")
	if value == nil || value.Type() != fastjson.TypeNumber {
		return nil
	}
	n := value.GetInt64()
	if n >= exactCounts {
		p.log.Info("count left out: above 100,000 Zendesk only counts approximately", "stream", p.stream.Name, "count", n)
		return nil
	}
	return &n
}

// checks is the cheap request that shows whether a stream may be read.
func (s *Source) checks(stream string) (rest.Request, error) {
	req := rest.Request{Stream: stream, Bucket: exportBucket,
		Query: url.Values{"per_page": {"1"}, "start_time": {unix(s.now().Add(-2 * fresh))}}}
	switch stream {
	case "tickets", "users":
		req.Path = "/api/v2/incremental/" + stream + "/cursor.json"
	case "organizations", "ticket_metric_events":
		req.Path = "/api/v2/incremental/" + stream + ".json"
	case "satisfaction_ratings":
		req.Path, req.Bucket, req.Query = pathRatings, "", url.Values{"page[size]": {"1"}}
	case "survey_responses":
		req.Path, req.Bucket, req.Query = pathResponses, "", url.Values{"page[size]": {"1"}}
	default:
		_, err := connectors.Find(Streams(), stream)
		return req, err
	}
	return req, nil
}

// advise says what to change in Zendesk when an answer is a refusal.
func advise(_ rest.Request, status int, _ http.Header, _ []byte) string {
	switch status {
	case http.StatusUnauthorized:
		return "in Zendesk, Admin Center → Apps and integrations → APIs → API tokens: turn token access on, and give the e-mail address of the user the token acts for"
	case http.StatusForbidden:
		return "the user of the e-mail address must be an admin, and the plan must include what is asked for: Admin Center → People → Team members → Role"
	case http.StatusNotFound:
		return "check subdomain: it is the part of your Zendesk address before .zendesk.com"
	}
	return ""
}
