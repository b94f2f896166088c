package simulator

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// PathFreshdesk is where Freshdesk answers, and KeyFreshdesk the key it accepts.
const (
	PathFreshdesk = "/freshdesk"
	KeyFreshdesk  = "demo0not0a0real0freshdesk0key"
)

// freshdeskPages is how many pages of tickets Freshdesk shows.
const freshdeskPages = 300

// sorted keeps a list that is dear to make until the clock moves.
type sorted struct {
	mu   sync.Mutex
	at   time.Time
	list []change
}

func (c *sorted) get(now time.Time, list func(time.Time) []change) []change {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.list == nil || !c.at.Equal(now) {
		c.at, c.list = now, list(now)
		slices.SortFunc(c.list, byChange)
	}
	return c.list
}

// freshdesk routes the support API.
func (s *Simulator) freshdesk() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v2/tickets", s.freshdeskTickets)
	mux.HandleFunc("GET /api/v2/contacts", s.freshdeskContacts)
	mux.HandleFunc("GET /api/v2/companies", s.freshdeskCompanies)
	mux.HandleFunc("GET /api/v2/agents", s.freshdeskAgents)
	mux.HandleFunc("GET /api/v2/agents/me", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, freshdeskAgent(s.world.Agents[len(s.world.Agents)-1]))
	})
	mux.HandleFunc("GET /api/v2/surveys/satisfaction_ratings", s.freshdeskRatings)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	return mux
}

func freshdeskInvalid(w http.ResponseWriter, field, message string) {
	reply(w, http.StatusBadRequest, object{"description": "Validation failed",
		"errors": []object{{"field": field, "message": message, "code": "invalid_value"}}})
}

// freshdeskList answers with one page of rows and a link to the next.
func freshdeskList(w http.ResponseWriter, r *http.Request, all []change) {
	size, page := number(r, "per_page", 30), number(r, "page", 1)
	if size < 1 || size > 100 {
		freshdeskInvalid(w, "per_page", "It should be a Positive Integer less than or equal to 100")
		return
	}
	rows := []object{}
	for _, c := range all[min(len(all), (page-1)*size):min(len(all), page*size)] {
		rows = append(rows, c.render())
	}
	if page*size < len(all) {
		values := r.URL.Query()
		values.Set("page", strconv.Itoa(page+1))
		w.Header().Set("Link", "<"+origin(r, PathFreshdesk)+r.URL.Path+"?"+values.Encode()+`>; rel="next"`)
	}
	reply(w, http.StatusOK, rows)
}

// since reads a time filter; it answers itself when it is malformed.
func freshdeskSince(w http.ResponseWriter, r *http.Request, name string, otherwise time.Time) (time.Time, bool) {
	given := r.URL.Query().Get(name)
	if given == "" {
		return otherwise, true
	}
	at, err := time.Parse(time.RFC3339, given)
	if err != nil {
		freshdeskInvalid(w, name, "It should be in the 'combined date and time ISO8601' format")
	}
	return at, err == nil
}

// freshdeskTickets lists tickets. Without updated_since only those created in
// the last thirty days are shown; deleted ones only where they are asked for.
func (s *Simulator) freshdeskTickets(w http.ResponseWriter, r *http.Request) {
	q, now := r.URL.Query(), s.now()
	if number(r, "page", 1) > freshdeskPages {
		freshdeskInvalid(w, "page", "You cannot access tickets beyond the 300th page. Please provide a smaller page number.")
		return
	}
	since, ok := freshdeskSince(w, r, "updated_since", time.Time{})
	if !ok {
		return
	}
	var hits []change
	for _, c := range s.tickets.get(now, s.freshdeskChanges) {
		t := s.index.tickets[c.id]
		recent := q.Get("updated_since") != "" || !t.Created.Before(now.AddDate(0, 0, -30))
		deleted := t.State(now) == "deleted"
		if recent && !c.at.Before(since) && deleted == (q.Get("filter") == "deleted") && q.Get("filter") != "spam" {
			hits = append(hits, c)
		}
	}
	if q.Get("order_by") != "updated_at" {
		slices.SortStableFunc(hits, func(a, b change) int { return cmp.Compare(a.id, b.id) })
	}
	if q.Get("order_type") != "asc" {
		slices.Reverse(hits)
	}
	include := list(r, "include")
	for i, c := range hits {
		hits[i].render = func() object { return s.freshdeskTicket(s.index.tickets[c.id], now, include) }
	}
	freshdeskList(w, r, hits)
}

func (s *Simulator) freshdeskChanges(now time.Time) []change {
	var all []change
	for _, t := range s.world.Tickets {
		if !t.Created.After(now) {
			all = append(all, change{at: t.Updated(now), id: t.ID})
		}
	}
	return all
}

func (s *Simulator) freshdeskContacts(w http.ResponseWriter, r *http.Request) {
	now := s.now()
	since, ok := freshdeskSince(w, r, "_updated_since", time.Time{})
	if !ok {
		return
	}
	var hits []change
	for _, u := range s.world.Users {
		state := ""
		if world.Reached(u.Deleted, now) {
			state = "deleted"
		}
		at := userUpdated(u, now)
		if u.Role == "end-user" && !u.Created.After(now) && !at.Before(since) && state == r.URL.Query().Get("state") {
			hits = append(hits, change{at, u.ID, func() object { return freshdeskContact(u, now) }})
		}
	}
	freshdeskList(w, r, hits)
}

func (s *Simulator) freshdeskCompanies(w http.ResponseWriter, r *http.Request) {
	now := s.now()
	var hits []change
	for _, o := range s.world.Orgs {
		if !o.Created.After(now) {
			hits = append(hits, change{orgUpdated(o, now), o.ID, func() object { return s.freshdeskCompany(o, now) }})
		}
	}
	freshdeskList(w, r, hits)
}

func (s *Simulator) freshdeskAgents(w http.ResponseWriter, r *http.Request) {
	var hits []change
	for _, u := range s.world.Agents {
		hits = append(hits, change{u.Created, u.ID, func() object { return freshdeskAgent(u) }})
	}
	freshdeskList(w, r, hits)
}

// freshdeskRatings lists the ratings that were given.
func (s *Simulator) freshdeskRatings(w http.ResponseWriter, r *http.Request) {
	now := s.now()
	since, ok := freshdeskSince(w, r, "created_since", time.Time{})
	if !ok {
		return
	}
	var hits []change
	for _, t := range s.index.ratings {
		if world.Reached(t.Rating.Answered, now) && !t.Rating.Answered.Before(since) {
			hits = append(hits, change{t.Rating.Answered, t.Rating.ID, func() object { return freshdeskRating(t) }})
		}
	}
	freshdeskList(w, r, hits)
}
