package simulator

import (
	"encoding/json"
	"net/http"
	"strconv"

	"quarterdeck/connectors/simulator/world"
)

// hubspot routes the CRM API, versions v3 and v4.
func (s *Simulator) hubspot() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /crm/v3/objects/{kind}", s.hubList)
	mux.HandleFunc("GET /crm/v3/objects/{kind}/{id}", s.hubGet)
	mux.HandleFunc("POST /crm/v3/objects/{kind}/search", s.hubSearch)
	mux.HandleFunc("POST /crm/v3/objects/{kind}/batch/read", s.hubBatchRead)
	mux.HandleFunc("POST /crm/v4/associations/{from}/{to}/batch/read", s.hubAssociations)
	mux.HandleFunc("GET /crm/v3/owners", s.hubOwners)
	mux.HandleFunc("GET /crm/v3/properties/{kind}", s.hubProperties)
	mux.HandleFunc("GET /crm/v3/pipelines/deals", s.hubPipelines)
	return mux
}

func hubError(w http.ResponseWriter, r *http.Request, status int, category, message string) {
	reply(w, status, object{"status": "error", "message": message, "correlationId": correlation(r), "category": category})
}

func (s *Simulator) hubObjects(kind string) ([]hubObject, bool) {
	switch kind {
	case "companies":
		return s.index.companies, true
	case "contacts":
		return s.index.contacts, true
	case "deals":
		return s.index.deals, true
	}
	return nil, false
}

// objectsOf finds the type in the path; it answers itself for an unknown one.
func (s *Simulator) objectsOf(w http.ResponseWriter, r *http.Request) (kind string, all []hubObject, ok bool) {
	kind = r.PathValue("kind")
	all, ok = s.hubObjects(kind)
	if !ok {
		hubError(w, r, http.StatusBadRequest, "VALIDATION_ERROR", "Unable to infer object type from: "+kind)
	}
	return kind, all, ok
}

func (s *Simulator) hubList(w http.ResponseWriter, r *http.Request) {
	kind, all, ok := s.objectsOf(w, r)
	if !ok {
		return
	}
	properties, histories := list(r, "properties"), list(r, "propertiesWithHistory")
	limit, greatest := number(r, "limit", 10), 100
	if len(histories) > 0 {
		greatest = 50
	}
	if limit < 1 || limit > greatest {
		hubError(w, r, http.StatusBadRequest, "VALIDATION_ERROR", "limit must be between 1 and "+strconv.Itoa(greatest))
		return
	}
	if len(properties) == 0 {
		properties = hubDefaults(kind)
	}
	now, after := s.now(), id64(r.URL.Query().Get("after"))
	archived := r.URL.Query().Get("archived") == "true"
	results, more := []object{}, false
	var last int64
	for _, o := range all {
		if o.id < after || !o.exists(now, archived) {
			continue
		}
		if len(results) == limit {
			more, last = true, o.id
			break
		}
		row := o.render(kind, now, properties, histories)
		for _, to := range list(r, "associations") {
			if to == "companies" && o.company != nil {
				row["associations"] = hubInline(kind, o.company(now))
			}
		}
		results = append(results, row)
	}
	body := object{"results": results}
	if more {
		token := strconv.FormatInt(last, 10)
		body["paging"] = object{"next": object{"after": token, "link": origin(r, PathHubSpot) + r.URL.Path + "?after=" + token}}
	}
	reply(w, http.StatusOK, body)
}

func hubDefaults(kind string) []string {
	return map[string][]string{"companies": {"name", "domain"}, "contacts": {"firstname", "lastname", "email"},
		"deals": {"dealname", "amount", "closedate", "pipeline", "dealstage"}}[kind]
}

func hubInline(kind string, company int64) object {
	if company == 0 {
		return object{}
	}
	single := map[string]string{"contacts": "contact", "deals": "deal"}[kind]
	return object{"companies": object{"results": []object{{"id": strconv.FormatInt(company, 10), "type": single + "_to_company"}}}}
}

func (s *Simulator) hubGet(w http.ResponseWriter, r *http.Request) {
	kind, all, ok := s.objectsOf(w, r)
	if !ok {
		return
	}
	for _, o := range all {
		if o.id == id64(r.PathValue("id")) && o.exists(s.now(), r.URL.Query().Get("archived") == "true") {
			reply(w, http.StatusOK, o.render(kind, s.now(), list(r, "properties"), list(r, "propertiesWithHistory")))
			return
		}
	}
	hubError(w, r, http.StatusNotFound, "OBJECT_NOT_FOUND", "resource not found")
}

func (s *Simulator) hubBatchRead(w http.ResponseWriter, r *http.Request) {
	kind, all, ok := s.objectsOf(w, r)
	if !ok {
		return
	}
	var ask struct {
		Inputs                            []struct{ ID string }
		Properties, PropertiesWithHistory []string
	}
	if err := json.NewDecoder(r.Body).Decode(&ask); err != nil || len(ask.Inputs) == 0 || len(ask.Inputs) > 100 {
		hubError(w, r, http.StatusBadRequest, "VALIDATION_ERROR", "inputs must hold between 1 and 100 ids")
		return
	}
	if len(ask.PropertiesWithHistory) > 0 && len(ask.Inputs) > 50 {
		hubError(w, r, http.StatusBadRequest, "VALIDATION_ERROR", "a read with history takes at most 50 ids")
		return
	}
	found := map[int64]hubObject{}
	now, archived := s.now(), r.URL.Query().Get("archived") == "true"
	for _, o := range all {
		if o.exists(now, archived) {
			found[o.id] = o
		}
	}
	results, missing := []object{}, []string{}
	for _, in := range ask.Inputs {
		if o, ok := found[id64(in.ID)]; ok {
			results = append(results, o.render(kind, now, ask.Properties, ask.PropertiesWithHistory))
		} else {
			missing = append(missing, in.ID)
		}
	}
	body := object{"status": "COMPLETE", "results": results, "startedAt": millis(now), "completedAt": millis(now)}
	status := http.StatusOK
	if len(missing) > 0 {
		status = http.StatusMultiStatus
		body["numErrors"] = 1
		body["errors"] = []object{{"status": "error", "category": "OBJECT_NOT_FOUND",
			"message": "Could not get some " + kind + " objects, they may be deleted or not exist. Check that ids are valid.",
			"context": object{"ids": missing}}}
	}
	reply(w, status, body)
}

func (s *Simulator) hubAssociations(w http.ResponseWriter, r *http.Request) {
	all, ok := s.hubObjects(r.PathValue("from"))
	if !ok || r.PathValue("to") != "companies" {
		hubError(w, r, http.StatusBadRequest, "VALIDATION_ERROR", "unknown association")
		return
	}
	var ask struct{ Inputs []struct{ ID string } }
	if err := json.NewDecoder(r.Body).Decode(&ask); err != nil || len(ask.Inputs) == 0 || len(ask.Inputs) > 1000 {
		hubError(w, r, http.StatusBadRequest, "VALIDATION_ERROR", "inputs must hold between 1 and 1000 ids")
		return
	}
	companies, now := map[int64]int64{}, s.now()
	for _, o := range all {
		if o.exists(now, false) && o.company != nil {
			companies[o.id] = o.company(now)
		}
	}
	results, problems := []object{}, []object{}
	for _, in := range ask.Inputs {
		company := companies[id64(in.ID)]
		if company == 0 {
			problems = append(problems, object{"status": "error", "category": "OBJECT_NOT_FOUND", "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
				"message": "No company is associated with " + in.ID + ".", "context": object{"fromObjectId": []string{in.ID}}})
			continue
		}
		kinds := []object{{"category": "HUBSPOT_DEFINED", "typeId": 5, "label": "Primary"}, {"category": "HUBSPOT_DEFINED", "typeId": 341, "label": nil}}
		results = append(results, object{"from": object{"id": in.ID}, "to": []object{{"toObjectId": company, "associationTypes": kinds}}})
	}
	body := object{"status": "COMPLETE", "results": results, "startedAt": millis(now), "completedAt": millis(now)}
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusMultiStatus
		body["numErrors"], body["errors"] = len(problems), problems
	}
	reply(w, status, body)
}

func (s *Simulator) hubOwners(w http.ResponseWriter, r *http.Request) {
	now, after := s.now(), id64(r.URL.Query().Get("after"))
	limit := min(500, max(1, number(r, "limit", 100)))
	archived := r.URL.Query().Get("archived") == "true"
	results := []object{}
	body := object{}
	for _, o := range s.world.Owners {
		if o.Created.After(now) || id64(o.ID) < after || world.Reached(o.Archived, now) != archived {
			continue
		}
		if len(results) == limit {
			body["paging"] = object{"next": object{"after": o.ID, "link": origin(r, PathHubSpot) + r.URL.Path + "?after=" + o.ID}}
			break
		}
		results = append(results, hubOwner(o, now))
	}
	body["results"] = results
	reply(w, http.StatusOK, body)
}
