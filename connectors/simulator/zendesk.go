package simulator

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// zendeskDelay is how long an incremental export holds the newest changes back.
const zendeskDelay = time.Minute

// zendesk routes the support API.
func (s *Simulator) zendesk() *http.ServeMux {
	mux := http.NewServeMux()
	for _, suffix := range []string{"", ".json"} {
		mux.HandleFunc("GET /api/v2/incremental/tickets/cursor"+suffix, func(w http.ResponseWriter, r *http.Request) {
			s.cursorExport(w, r, "tickets", s.ticketChanges)
		})
		mux.HandleFunc("GET /api/v2/incremental/users/cursor"+suffix, func(w http.ResponseWriter, r *http.Request) {
			s.cursorExport(w, r, "users", s.userChanges)
		})
		mux.HandleFunc("GET /api/v2/incremental/organizations"+suffix, func(w http.ResponseWriter, r *http.Request) {
			s.timeExport(w, r, "organizations", s.orgChanges)
		})
		mux.HandleFunc("GET /api/v2/incremental/ticket_metric_events"+suffix, s.metricExport)
		mux.HandleFunc("GET /api/v2/satisfaction_ratings"+suffix, s.ratingsList)
		mux.HandleFunc("GET /api/v2/guide/survey_responses"+suffix, s.surveyResponses)
		mux.HandleFunc("GET /api/v2/{what}/count"+suffix, s.zendeskCount)
		mux.HandleFunc("GET /api/v2/users/me"+suffix, func(w http.ResponseWriter, _ *http.Request) {
			reply(w, http.StatusOK, object{"user": zendeskUser(s.world.Agents[len(s.world.Agents)-1], s.now())})
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusNotFound, object{"error": object{"title": "No help desk at this path", "message": "There is no resource here"}})
	})
	return mux
}

// change is a record and the instant an export sorts it by.
type change struct {
	at     time.Time
	id     int64
	render func() object
}

func byChange(a, b change) int {
	if c := a.at.Compare(b.at); c != 0 {
		return c
	}
	return cmp.Compare(a.id, b.id)
}

// startTime reads start_time; it answers itself when it is missing or too new.
func (s *Simulator) startTime(w http.ResponseWriter, r *http.Request) (time.Time, bool) {
	sec, err := strconv.ParseInt(r.URL.Query().Get("start_time"), 10, 64)
	if err != nil {
		reply(w, http.StatusBadRequest, object{"error": "InvalidStartTime", "description": "start_time must be a unix epoch time"})
		return time.Time{}, false
	}
	start := time.Unix(sec, 0).UTC()
	if start.After(s.now().Add(-zendeskDelay)) {
		reply(w, http.StatusUnprocessableEntity, object{"error": "StartTimeTooRecent",
			"description": "Too recent start_time. Use a start_time older than 60 seconds"})
		return time.Time{}, false
	}
	return start, true
}

// cursorExport pages changes by an opaque cursor of (instant, id). It never
// skips or repeats a change, and may be asked again later from its last cursor.
func (s *Simulator) cursorExport(w http.ResponseWriter, r *http.Request, name string, changes func(now time.Time) []change) {
	after := change{id: -1}
	cursor := r.URL.Query().Get("cursor")
	if cursor != "" {
		raw, err := base64.StdEncoding.DecodeString(cursor)
		sec, id, ok := strings.Cut(string(raw), ".0||")
		at, errAt := strconv.ParseInt(sec, 10, 64)
		number, errID := strconv.ParseInt(id, 10, 64)
		if err != nil || !ok || errAt != nil || errID != nil {
			reply(w, http.StatusBadRequest, object{"error": "InvalidPaginationParameter", "description": "cursor is invalid"})
			return
		}
		after.at, after.id = time.Unix(at, 0).UTC(), number
	} else {
		start, ok := s.startTime(w, r)
		if !ok {
			return
		}
		after.at = start
	}
	limit := min(1000, max(1, number(r, "per_page", 1000)))
	rows, more := []object{}, false
	for _, c := range pageOf(changes(s.now().Add(-zendeskDelay)), after) {
		if len(rows) == limit {
			more = true
			break
		}
		rows = append(rows, c.render())
		after = c
	}
	next := base64.StdEncoding.EncodeToString([]byte(fmt.Sprintf("%d.0||%d", after.at.Unix(), after.id)))
	url := origin(r, PathZendesk) + r.URL.Path + "?cursor=" + url.QueryEscape(next)
	reply(w, http.StatusOK, object{name: rows, "after_cursor": next, "after_url": url, "before_cursor": nil, "before_url": nil, "end_of_stream": !more})
}

// pageOf sorts changes and cuts off those up to and with after.
func pageOf(all []change, after change) []change {
	slices.SortFunc(all, byChange)
	at, found := slices.BinarySearchFunc(all, after, byChange)
	if found {
		at++
	}
	return all[at:]
}

// timeExport pages changes by their second: start_time is inclusive, so a page
// repeats the last second of the one before, and a page grows until its last
// second is complete.
func (s *Simulator) timeExport(w http.ResponseWriter, r *http.Request, name string, changes func(now time.Time) []change) {
	start, ok := s.startTime(w, r)
	if !ok {
		return
	}
	limit := min(1000, max(1, number(r, "per_page", 1000)))
	rows, end, more := []object{}, start, false
	for _, c := range pageOf(changes(s.now().Add(-zendeskDelay)), change{at: start, id: -1}) {
		if len(rows) >= limit && c.at.After(end) {
			more = true
			break
		}
		rows = append(rows, c.render())
		end = c.at
	}
	s.replyTime(w, r, name, rows, end, more)
}

func (s *Simulator) replyTime(w http.ResponseWriter, r *http.Request, name string, rows []object, end time.Time, more bool) {
	next := fmt.Sprintf("%s%s?start_time=%d", origin(r, PathZendesk), r.URL.Path, end.Unix())
	reply(w, http.StatusOK, object{name: rows, "count": len(rows), "end_time": end.Unix(), "next_page": next, "end_of_stream": !more})
}

func (s *Simulator) ticketChanges(now time.Time) []change {
	all := make([]change, 0, len(s.world.Tickets))
	for _, t := range s.world.Tickets {
		if !t.Created.After(now) {
			all = append(all, change{s.generated(t, now), t.ID, func() object { return s.zendeskTicket(t, now) }})
		}
	}
	return all
}

func (s *Simulator) userChanges(now time.Time) []change {
	var all []change
	for _, u := range s.world.Users {
		if !u.Created.After(now) {
			all = append(all, change{userUpdated(u, now), u.ID, func() object { return zendeskUser(u, now) }})
		}
	}
	return all
}

func (s *Simulator) orgChanges(now time.Time) []change {
	var all []change
	for _, o := range s.world.Orgs {
		if !o.Created.After(now) {
			all = append(all, change{orgUpdated(o, now), o.ID, func() object { return s.zendeskOrg(o, now) }})
		}
	}
	return all
}

// ratingsList is the cursor-paged list of satisfaction ratings.
func (s *Simulator) ratingsList(w http.ResponseWriter, r *http.Request) {
	q, now := r.URL.Query(), s.now()
	if !s.newCSAT.IsZero() && !s.newCSAT.After(s.world.Start) {
		reply(w, http.StatusForbidden, object{"error": "Forbidden", "description": "You do not have access to this page."})
		return
	}
	size := min(100, max(1, number(r, "page[size]", 100)))
	after, _ := strconv.ParseInt(q.Get("page[after]"), 10, 64)
	since := time.Unix(int64(number(r, "start_time", 0)), 0)
	until := now
	if q.Get("end_time") != "" {
		until = time.Unix(int64(number(r, "end_time", 0)), 0)
	}
	rows, more := []object{}, false
	var last int64
	for _, t := range s.index.ratings {
		at := ratingUpdated(t.Rating, now)
		if s.newSurvey(t.Rating) || t.Rating.ID <= after || t.Rating.Offered.After(now) || !changedSince(at, since, until) || !scoreMatches(q.Get("score"), t.Rating, now) {
			continue
		}
		if len(rows) == size {
			more = true
			break
		}
		rows = append(rows, zendeskRating(t, now))
		last = t.Rating.ID
	}
	body := object{"satisfaction_ratings": rows, "meta": object{"has_more": more, "after_cursor": nil,
		"before_cursor": nil}, "links": object{"next": nil, "prev": nil}}
	if more {
		values := r.URL.Query()
		values.Set("page[after]", strconv.FormatInt(last, 10))
		body["meta"] = object{"has_more": true, "after_cursor": strconv.FormatInt(last, 10), "before_cursor": nil}
		body["links"] = object{"next": origin(r, PathZendesk) + r.URL.Path + "?" + values.Encode(), "prev": nil}
	}
	reply(w, http.StatusOK, body)
}

func scoreMatches(want string, rating *world.Rating, now time.Time) bool {
	answered := world.Reached(rating.Answered, now)
	switch want {
	case "":
		return true
	case "received":
		return answered
	case "offered":
		return !answered
	default:
		return answered && rating.Score == want
	}
}
