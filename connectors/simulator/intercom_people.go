package simulator

import (
	"net/http"
	"strconv"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// scrollLife is how long a scroll lives that nobody asks.
const (
	scrollLife = time.Minute
	scrollPage = 100
)

// intercomContacts are the people who ask; those deleted are gone.
func (s *Simulator) intercomContacts(now time.Time) []change {
	var all []change
	for _, u := range s.world.Users {
		if u.Role == "end-user" && !u.Created.After(now) && !world.Reached(u.Deleted, now) {
			made := intercomContact(u, now)
			all = append(all, change{userUpdated(u, now), u.ID, func() object { return made }})
		}
	}
	return all
}

func intercomContact(u *world.User, now time.Time) object {
	companies := []object{}
	if u.Org != nil {
		companies = append(companies, object{"type": "company", "id": intercomID(u.Org.ID), "url": "/companies/" + intercomID(u.Org.ID)})
	}
	return object{"type": "contact", "id": intercomID(u.ID), "workspace_id": "demo", "external_id": nil, "role": "user", "email": u.Email, "phone": nil,
		"name": u.Name, "avatar": nil, "owner_id": nil, "created_at": u.Created.Unix(), "updated_at": userUpdated(u, now).Unix(), "signed_up_at": u.Created.Unix(),
		"last_seen_at": nil, "unsubscribed_from_emails": false, "custom_attributes": object{},
		"companies": object{"type": "list", "data": companies, "url": "/contacts/" + intercomID(u.ID) + "/companies", "total_count": len(companies), "has_more": false}}
}

func (s *Simulator) intercomCompanies(now time.Time) []change {
	var all []change
	for _, o := range s.world.Orgs {
		if !o.Created.After(now) {
			all = append(all, change{orgUpdated(o, now), o.ID, func() object { return s.intercomCompany(o, now) }})
		}
	}
	return all
}

// intercomCompany has the customer's own id as company_id. A company nobody gave
// one got a number of the workspace's.
func (s *Simulator) intercomCompany(o *world.Org, now time.Time) object {
	external := "workspace-" + strconv.FormatInt(o.ID, 10)
	if o.ExternalID != "" {
		external = s.crmID(o.ExternalID)
	}
	return object{"type": "company", "id": intercomID(o.ID), "company_id": external, "app_id": "demo", "name": o.Name, "website": "https://www." + o.Domains[0] + "/",
		"industry": nil, "size": nil, "plan": object{}, "monthly_spend": 0, "session_count": 0, "user_count": 0, "remote_created_at": nil,
		"created_at": o.Created.Unix(), "updated_at": orgUpdated(o, now).Unix(), "last_request_at": nil, "custom_attributes": object{},
		"tags": object{"type": "tag.list", "tags": []any{}}, "segments": object{"type": "segment.list", "segments": []any{}}}
}

// intercomScroll hands out all companies page by page. A workspace has one
// scroll, which an unused minute ends; where the simulator's clock stands still,
// whoever asks again after a refusal is taken to have waited it out.
func (s *Simulator) intercomScroll(w http.ResponseWriter, r *http.Request) {
	now, token := s.now(), r.URL.Query().Get("scroll_param")
	s.ic.mu.Lock()
	defer s.ic.mu.Unlock()
	if s.ic.scroll != "" && now.Sub(s.ic.used) >= scrollLife {
		s.ic.scroll = ""
	}
	switch {
	case token == "" && s.ic.scroll != "" && !s.ic.refused:
		s.ic.refused = true
		intercomError(w, r, http.StatusBadRequest, "scroll_exists", "scroll already exists for this workspace")
		return
	case token == "":
		s.ic.opened++
		s.ic.scroll, s.ic.at = "demo-scroll-"+strconv.Itoa(s.ic.opened), 0
	case token != s.ic.scroll:
		intercomError(w, r, http.StatusNotFound, "not_found", "scroll parameter not found")
		return
	}
	s.ic.used, s.ic.refused = now, false
	all := s.intercomCompanies(now)
	rows := []object{}
	for _, c := range all[min(len(all), s.ic.at):min(len(all), s.ic.at+scrollPage)] {
		rows = append(rows, c.render())
	}
	s.ic.at += scrollPage
	answer := object{"type": "list", "data": rows, "pages": nil, "total_count": nil, "scroll_param": s.ic.scroll}
	if len(rows) == 0 {
		s.ic.scroll = ""
	}
	reply(w, http.StatusOK, answer)
}

func intercomAdmin(u *world.User) object {
	return object{"type": "admin", "id": strconv.FormatInt(u.ID, 10), "name": u.Name, "email": u.Email, "job_title": nil,
		"away_mode_enabled": false, "away_mode_reassign": false, "has_inbox_seat": true, "team_ids": []any{}}
}
