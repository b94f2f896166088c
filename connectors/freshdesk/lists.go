package freshdesk

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

const (
	pathTickets   = "/api/v2/tickets"
	pathCompanies = "/api/v2/companies"
	pathContacts  = "/api/v2/contacts"
	pathAgents    = "/api/v2/agents"
	pathRatings   = "/api/v2/surveys/satisfaction_ratings"
)

// tickets walks what changed, then what was deleted and what was marked as spam.
// A first load needs no tombstones.
func (p *pull) tickets() error {
	first, since := p.at.Since == 0, p.since(p.at.Since)
	if first {
		p.at = cursor{Since: since.Unix(), Deleted: p.window.To.Unix(), Spam: p.window.To.Unix()}
	}
	if err := p.walk("", since, p.land, p.passed(&p.at.Since)); err != nil || first {
		return err
	}
	buried := map[string]*int64{"deleted": &p.at.Deleted, "spam": &p.at.Spam}
	for _, filter := range []string{"deleted", "spam"} {
		place := buried[filter]
		if err := p.walk(filter, p.since(*place), p.bury, p.passed(place)); err != nil {
			return err
		}
	}
	return nil
}

// passed moves a place of the cursor on, but never past the pull's beginning.
func (p *pull) passed(place *int64) func(time.Time) error {
	return func(upTo time.Time) error {
		*place = max(*place, min(upTo.Unix(), p.window.To.Unix()))
		return p.writer.Checkpoint(p.mode, p.at, p.window)
	}
}

// contacts lists the people who changed, those who are blocked, and those who
// were deleted. The lists have no order, so there is nothing to take up midway.
func (p *pull) contacts() error {
	query := url.Values{}
	if since := p.since(p.at.Since); p.at.Since > 0 {
		query.Set("_updated_since", stamp(since))
	}
	mark := rest.NewWatermark(time.Unix(p.at.Since, 0), p.window.To)
	noting := func(land func(*fastjson.Value) error) func(*fastjson.Value) error {
		return func(v *fastjson.Value) error {
			mark.SeenText(v.GetStringBytes("updated_at"))
			return land(v)
		}
	}
	if err := p.list(pathContacts, query, noting(p.land)); err != nil {
		return err
	}
	for _, state := range []string{"blocked", "deleted"} {
		query.Set("state", state)
		land := p.land
		if state == "deleted" {
			if p.at.Since == 0 {
				break
			}
			land = p.bury
		}
		if err := p.list(pathContacts, query, noting(land)); err != nil {
			return err
		}
	}
	p.at = cursor{Since: mark.Time().Unix()}
	return nil
}

// whole reads a list from its beginning to its end.
func (p *pull) whole(path string) error {
	p.mode, p.at = connectors.Full, cursor{}
	return p.list(path, url.Values{}, p.land)
}

// ratings lists the ratings given since the newest one seen; none ever changes.
// An account whose plan has no surveys has none, which is no failure.
func (p *pull) ratings() error {
	query := url.Values{"created_since": {stamp(p.since(p.at.Since))}}
	mark := rest.NewWatermark(time.Unix(p.at.Since, 0), p.window.To)
	err := p.list(pathRatings, query, func(v *fastjson.Value) error {
		mark.SeenText(v.GetStringBytes("created_at"))
		return p.land(v)
	})
	if lacksFeature(err) {
		p.log.Warn("stream left empty", "stream", p.stream.Name, "reason", "the account's Freshdesk plan has no satisfaction surveys")
		return nil
	}
	if err == nil {
		p.at = cursor{Since: mark.Time().Unix()}
	}
	return err
}

// list reads the pages of a list to the last one.
func (p *pull) list(path string, query url.Values, land func(*fastjson.Value) error) error {
	query = maps.Clone(query)
	query.Set("per_page", strconv.Itoa(pageSize))
	first := int64(0)
	for page := 1; ; page++ {
		records, next, err := p.get(path, query, page)
		if err != nil {
			return err
		}
		for i, v := range records {
			if id := v.GetInt64("id"); i == 0 && id != 0 {
				if id == first {
					return p.broken(path, "pages %d and %d are the same, so every record came twice and paging would never end", page-1, page)
				}
				first = id
			}
			if err := land(v); err != nil {
				return err
			}
		}
		p.writer.EndPage()
		if !next {
			return nil
		}
		if len(records) == 0 {
			return p.broken(path, "page %d is empty although another one is promised", page)
		}
	}
}

func (p *pull) broken(path, format string, args ...any) error {
	return p.client.Fail(rest.Request{Stream: p.stream.Name, Path: path}, fmt.Errorf(format, args...))
}

// linksToNext reads the Link header, whose absence ends a list.
func linksToNext(h http.Header) bool {
	return strings.Contains(strings.Join(h.Values("Link"), ","), `rel="next"`)
}

// lacksFeature says whether the account's plan does not include what was asked for.
func lacksFeature(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == http.StatusForbidden && strings.Contains(e.Body, "require_feature")
}

// advise says what to change in Freshdesk when an answer is a refusal.
func advise(_ rest.Request, status int, _ http.Header, body []byte) string {
	switch {
	case status == http.StatusUnauthorized:
		return "in Freshdesk, profile picture → Profile settings → View API key, gives the key of a user who is still active"
	case status == http.StatusForbidden && strings.Contains(string(body), "access_denied"):
		return "the key's user needs a role that may see all tickets, contacts and companies: Admin → Agents → Roles"
	case status == http.StatusNotFound:
		return "check subdomain: it is the part of your Freshdesk address before .freshdesk.com"
	}
	return ""
}
