package simulator

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// typeform routes the survey API.
func (s *Simulator) typeform() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /forms", s.formsList)
	mux.HandleFunc("GET /forms/{id}", s.formGet)
	mux.HandleFunc("GET /forms/{id}/responses", s.responsesList)
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, object{"alias": "Northwind Cloud", "email": "surveys@northwind-cloud.example", "language": "en"})
	})
	return mux
}

func (s *Simulator) formsList(w http.ResponseWriter, r *http.Request) {
	size, page := min(200, max(1, number(r, "page_size", 10))), max(1, number(r, "page", 1))
	all := s.world.Forms
	items := []object{}
	for i := min(len(all), (page-1)*size); i < min(len(all), page*size); i++ {
		f := &all[i]
		items = append(items, object{"id": f.ID, "title": f.Title, "last_updated_at": seconds(f.Updated), "created_at": seconds(f.Updated),
			"settings": object{"is_public": true}, "self": object{"href": origin(r,
				PathTypeform) + "/forms/" + f.ID}, "_links": object{"display": "https://forms.example/to/" + f.ID}})
	}
	reply(w, http.StatusOK, object{"total_items": len(all), "page_count": (len(all) + size - 1) / size, "items": items})
}

func (s *Simulator) form(w http.ResponseWriter, r *http.Request) *world.Form {
	for i := range s.world.Forms {
		if s.world.Forms[i].ID == r.PathValue("id") {
			return &s.world.Forms[i]
		}
	}
	reply(w, http.StatusNotFound, object{"code": "FORM_NOT_FOUND", "description": "Non existing form with uid " + r.PathValue("id")})
	return nil
}

func (s *Simulator) formGet(w http.ResponseWriter, r *http.Request) {
	f := s.form(w, r)
	if f == nil {
		return
	}
	fields := []object{}
	for _, q := range f.Fields {
		field := object{"id": q.ID, "ref": q.Ref, "type": q.Kind, "title": q.Title, "validations": object{"required": false}}
		switch q.Kind {
		case "nps":
			field["properties"] = object{"steps": 11, "start_at_one": false, "labels": object{"left": "Not likely", "right": "Very likely"}}
		case "rating":
			field["properties"] = object{"shape": "star", "steps": 5}
		default:
			field["properties"] = object{}
		}
		fields = append(fields, field)
	}
	reply(w, http.StatusOK, object{"id": f.ID, "type": "quiz", "title": f.Title, "last_updated_at": seconds(f.Updated), "created_at": seconds(f.Updated),
		"published_at": seconds(f.Updated), "hidden": []string{"account_id",
			"email"}, "fields": fields, "settings": object{"language": "en", "is_public": true},
		"workspace": object{"href": origin(r, PathTypeform) + "/workspaces/demo"}})
}

// responsesList gives answer sheets newest first; the next page starts before
// the last token. There is no link to it: an empty page ends the list.
func (s *Simulator) responsesList(w http.ResponseWriter, r *http.Request) {
	f := s.form(w, r)
	if f == nil {
		return
	}
	q := r.URL.Query()
	size := number(r, "page_size", 25)
	if size < 1 || size > 1000 {
		reply(w, http.StatusBadRequest, object{"code": "VALIDATION_ERROR", "description": "page_size must be between 1 and 1000"})
		return
	}
	if q.Get("sort") != "" && (q.Get("before") != "" || q.Get("after") != "") {
		reply(w, http.StatusBadRequest, object{"code": "VALIDATION_ERROR", "description": "before and after cannot be combined with sort"})
		return
	}
	now := s.now()
	since, until := instant(q.Get("since"), time.Time{}), instant(q.Get("until"), now)
	var hits []*world.Response
	for _, a := range slices.Backward(s.world.Responses) {
		if a.Form == f && !a.Submitted.After(now) && changedSince(a.Submitted, since, until) {
			hits = append(hits, a)
		}
	}
	total := len(hits)
	hits = cutAt(hits, q.Get("before"), q.Get("after"))
	if q.Get("sort") == "submitted_at,asc" {
		slices.Reverse(hits)
	}
	items := []object{}
	for _, a := range hits[:min(size, len(hits))] {
		items = append(items, s.answerSheet(a))
	}
	reply(w, http.StatusOK, object{"total_items": total, "page_count": (total + size - 1) / size, "items": items})
}

// cutAt leaves the sheets older than before, or newer than after.
func cutAt(hits []*world.Response, before, after string) []*world.Response {
	if before != "" {
		at := slices.IndexFunc(hits, func(a *world.Response) bool { return a.Token == before })
		if at < 0 {
			return nil
		}
		return hits[at+1:]
	}
	if at := slices.IndexFunc(hits, func(a *world.Response) bool { return a.Token == after }); after != "" && at >= 0 {
		return hits[:at]
	}
	return hits
}

// instant reads a time filter: UTC text with or without zone, or unix seconds.
func instant(text string, standard time.Time) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	if sec, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Unix(sec, 0).UTC()
	}
	return standard
}

func (s *Simulator) answerSheet(a *world.Response) object {
	hidden := object{"email": a.Person.Email}
	if a.AccountID != "" {
		hidden["account_id"] = s.crmID(a.AccountID)
	}
	answers := []object{}
	if a.Answered {
		q := a.Form.Fields[0]
		answers = append(answers, object{"field": object{"id": q.ID, "type": q.Kind, "ref": q.Ref}, "type": "number", "number": a.Score})
	}
	if a.Comment != "" {
		q := a.Form.Fields[1]
		answers = append(answers, object{"field": object{"id": q.ID, "type": q.Kind, "ref": q.Ref}, "type": "text", "text": a.Comment})
	}
	return object{"token": a.Token, "response_id": a.Token, "landing_id": a.Token, "response_type": "completed",
		"landed_at": seconds(a.Landed), "submitted_at": seconds(a.Submitted),
		"metadata": object{"platform": "other", "browser": "default", "referer": "", "network_id": a.Token[:10], "user_agent": "Mozilla/5.0"},
		"hidden":   hidden, "variables": []any{}, "calculated": object{"score": 0}, "answers": answers}
}
