package simulator

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// PathIntercom is where Intercom answers, and TokenIntercom the token it accepts.
const (
	PathIntercom  = "/intercom"
	TokenIntercom = "demo_not_a_real_intercom_token="
)

// intercomState is what a workspace keeps between requests.
type intercomState struct {
	conversations, contacts sorted

	mu sync.Mutex
	// scroll is the one open scroll: its token, when it was last used and where
	// it stands.
	scroll  string
	used    time.Time
	at      int
	opened  int
	refused bool
}

// intercom routes the API.
func (s *Simulator) intercom() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /conversations/search", func(w http.ResponseWriter, r *http.Request) {
		s.intercomSearch(w, r, "conversation.list", "conversations", s.ic.conversations.get(s.now(), s.intercomConversations), second)
	})
	mux.HandleFunc("GET /conversations", func(w http.ResponseWriter, r *http.Request) {
		s.intercomList(w, r, "conversation.list", "conversations", s.ic.conversations.get(s.now(), s.intercomConversations))
	})
	mux.HandleFunc("GET /conversations/{id}", s.intercomConversationGet)
	mux.HandleFunc("POST /contacts/search", func(w http.ResponseWriter, r *http.Request) {
		s.intercomSearch(w, r, "list", "data", s.ic.contacts.get(s.now(), s.intercomContacts), s.day)
	})
	mux.HandleFunc("GET /contacts", func(w http.ResponseWriter, r *http.Request) {
		s.intercomList(w, r, "list", "data", s.ic.contacts.get(s.now(), s.intercomContacts))
	})
	mux.HandleFunc("GET /companies/scroll", s.intercomScroll)
	mux.HandleFunc("POST /companies/list", func(w http.ResponseWriter, r *http.Request) {
		s.intercomList(w, r, "list", "data", s.intercomCompanies(s.now()))
	})
	mux.HandleFunc("GET /admins", func(w http.ResponseWriter, _ *http.Request) {
		team := []object{}
		for _, u := range s.world.Agents {
			team = append(team, intercomAdmin(u))
		}
		reply(w, http.StatusOK, object{"type": "admin.list", "admins": team})
	})
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, _ *http.Request) {
		me := intercomAdmin(s.world.Agents[len(s.world.Agents)-1])
		me["app"] = object{"type": "app", "id_code": "demo", "name": "Northwind Cloud", "region": "US", "timezone": s.world.Zone.String()}
		reply(w, http.StatusOK, me)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		intercomError(w, r, http.StatusNotFound, "not_found", "Resource Not Found")
	})
	return mux
}

func intercomError(w http.ResponseWriter, r *http.Request, status int, code, message string) {
	reply(w, status, object{"type": "error.list", "request_id": correlation(r), "errors": []object{{"code": code, "message": message}}})
}

// second and day are what an instant is compared as: conversations to the
// second, contacts only to the day of the workspace's time zone.
func second(unix int64) (from, to int64) { return unix, unix + 1 }

func (s *Simulator) day(unix int64) (from, to int64) {
	y, m, d := time.Unix(unix, 0).In(s.world.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, s.world.Zone).Unix(), time.Date(y, m, d+1, 0, 0, 0, 0, s.world.Zone).Unix()
}

// intercomFilter is a condition, or several joined by AND or OR.
type intercomFilter struct {
	Field    string          `json:"field"`
	Operator string          `json:"operator"`
	Value    json.RawMessage `json:"value"`
}

// matches evaluates the filter on a record; grain says how fine instants are.
func (f intercomFilter) matches(record object, grain func(int64) (int64, int64)) (bool, error) {
	if f.Operator == "AND" || f.Operator == "OR" {
		var parts []intercomFilter
		if json.Unmarshal(f.Value, &parts) != nil || len(parts) == 0 || len(parts) > 15 {
			return false, fmt.Errorf("a group takes 1 to 15 filters")
		}
		for _, part := range parts {
			hit, err := part.matches(record, grain)
			if err != nil || hit == (f.Operator == "OR") {
				return hit, err
			}
		}
		return f.Operator == "AND", nil
	}
	have, known := record[f.Field]
	if !known {
		return false, fmt.Errorf("field %q is not searchable", f.Field)
	}
	if at, ok := have.(int64); ok {
		return f.compare(at, grain)
	}
	var want any
	if json.Unmarshal(f.Value, &want) != nil || f.Operator != "=" && f.Operator != "!=" {
		return false, fmt.Errorf("operator %q does not fit %s", f.Operator, f.Field)
	}
	return (have == want) == (f.Operator == "="), nil
}

func (f intercomFilter) compare(at int64, grain func(int64) (int64, int64)) (bool, error) {
	var want int64
	if json.Unmarshal(f.Value, &want) != nil {
		return false, fmt.Errorf("the value of %s is no date", f.Field)
	}
	from, to := grain(want)
	switch f.Operator {
	case "=":
		return at >= from && at < to, nil
	case ">":
		return at >= to, nil
	case "<":
		return at < from, nil
	}
	return false, fmt.Errorf("operator %q is not supported on dates", f.Operator)
}

type intercomQuery struct {
	Query intercomFilter `json:"query"`
	Sort  struct {
		Order string `json:"order"`
	} `json:"sort"`
	Pagination struct {
		PerPage int    `json:"per_page"`
		After   string `json:"starting_after"`
	} `json:"pagination"`
}

func (s *Simulator) intercomSearch(w http.ResponseWriter, r *http.Request, kind, name string, all []change, grain func(int64) (int64, int64)) {
	var q intercomQuery
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		intercomError(w, r, http.StatusBadRequest, "parameter_invalid", "the body is no JSON")
		return
	}
	var hits []change
	for _, c := range all {
		hit, err := q.Query.matches(c.render(), grain)
		if err != nil {
			intercomError(w, r, http.StatusBadRequest, "parameter_invalid", err.Error())
			return
		}
		if hit {
			hits = append(hits, c)
		}
	}
	if q.Sort.Order != "ascending" {
		slices.Reverse(hits)
	}
	intercomPage(w, r, kind, name, hits, q.Pagination.PerPage, q.Pagination.After)
}

func (s *Simulator) intercomList(w http.ResponseWriter, r *http.Request, kind, name string, all []change) {
	intercomPage(w, r, kind, name, all, number(r, "per_page", 0), r.URL.Query().Get("starting_after"))
}

// intercomPage answers with the records that follow the one the token names.
func intercomPage(w http.ResponseWriter, r *http.Request, kind, name string, hits []change, size int, after string) {
	if size == 0 {
		size = 20
	}
	if size < 1 || size > 150 {
		intercomError(w, r, http.StatusBadRequest, "parameter_invalid", "per_page must be between 1 and 150")
		return
	}
	begin := 0
	if after != "" {
		token, err := base64.StdEncoding.DecodeString(after)
		begin = 1 + slices.IndexFunc(hits, func(c change) bool { return intercomToken(c) == string(token) })
		if err != nil || begin == 0 {
			intercomError(w, r, http.StatusBadRequest, "parameter_invalid", "starting_after is invalid")
			return
		}
	}
	rows := []object{}
	end := min(len(hits), begin+size)
	for _, c := range hits[begin:end] {
		rows = append(rows, c.render())
	}
	pages := object{"type": "pages", "page": begin/size + 1, "per_page": size, "total_pages": (len(hits) + size - 1) / size}
	if end < len(hits) {
		pages["next"] = object{"page": begin/size + 2, "starting_after": base64.StdEncoding.EncodeToString([]byte(intercomToken(hits[end-1])))}
	}
	reply(w, http.StatusOK, object{"type": kind, name: rows, "total_count": len(hits), "pages": pages})
}

func intercomToken(c change) string { return fmt.Sprintf("[%d000,%d,2]", c.at.Unix(), c.id) }
