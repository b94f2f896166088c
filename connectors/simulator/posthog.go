package simulator

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// posthogCap is the most rows a query may ask for.
const posthogCap = 50_000

// posthog routes the project and its queries.
func (s *Simulator) posthog() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/projects/{project}/{$}", s.posthogProject)
	mux.HandleFunc("POST /api/projects/{project}/query/{$}", s.posthogQuery)
	return mux
}

func posthogError(w http.ResponseWriter, status int, kind, code, detail string) {
	reply(w, status, object{"type": kind, "code": code, "detail": detail, "attr": nil})
}

func (s *Simulator) posthogProject(w http.ResponseWriter, r *http.Request) {
	if s.posthogKnows(w, r) {
		reply(w, http.StatusOK, object{"id": 2999, "name": "Northwind Cloud", "timezone": "UTC"})
	}
}

func (s *Simulator) posthogKnows(w http.ResponseWriter, r *http.Request) bool {
	if r.PathValue("project") == ProjectPostHog {
		return true
	}
	posthogError(w, http.StatusForbidden, "authentication_error", "permission_denied", "You don't have access to the project.")
	return false
}

// posthogQuery answers a query for events. It knows the queries of an exporter:
// bounds on the two instants, a place to go on behind, an order and a limit.
func (s *Simulator) posthogQuery(w http.ResponseWriter, r *http.Request) {
	if !s.posthogKnows(w, r) {
		return
	}
	var body struct {
		Query struct {
			Kind, Query string
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.Query.Kind != "HogQLQuery" {
		posthogError(w, http.StatusBadRequest, "validation_error", "invalid_input", "query: a HogQLQuery is expected")
		return
	}
	q, err := parseHogQL(body.Query.Query)
	if err != nil {
		posthogError(w, http.StatusBadRequest, "validation_error", "invalid_input", err.Error())
		return
	}
	rows := s.posthogEvents(q)
	more := len(rows) > q.limit
	rows = rows[:min(q.limit, len(rows))]
	results := make([][]any, len(rows))
	for i, row := range rows {
		results[i] = q.selected(row)
	}
	reply(w, http.StatusOK, object{"columns": q.columns, "types": q.columns, "results": results, "hasMore": more,
		"limit": q.limit, "offset": 0, "is_cached": false, "hogql": body.Query.Query})
}

// posthogEvent is one row of the events table.
type posthogEvent struct {
	uuid, event, user  string
	timestamp, created time.Time
	properties         object
}

// value is a column as the query's answer spells it.
func (e posthogEvent) value(column string) any {
	switch column {
	case "uuid":
		return e.uuid
	case "event":
		return e.event
	case "distinct_id":
		return e.user
	case "person_id":
		return nameUUID("person " + e.user)
	case "timestamp":
		return posthogTime(e.timestamp)
	case "created_at":
		return posthogTime(e.created)
	default: // properties, which are a text
		text, _ := json.Marshal(e.properties) // strings and numbers always encode
		return string(text)
	}
}

func posthogTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// posthogEvents are the rows of a query in its order, not yet limited.
func (s *Simulator) posthogEvents(q hogQL) []posthogEvent {
	var rows []posthogEvent
	keep := func(e posthogEvent) {
		if q.matches(e) {
			rows = append(rows, e)
		}
	}
	from, to := q.span(s.world.Start, s.now())
	s.received(from, to, func(u world.Use) { s.posthogUse(u, keep) })
	slices.SortFunc(rows, func(a, b posthogEvent) int {
		return cmp.Or(a.instant(q.order).Compare(b.instant(q.order)), strings.Compare(a.uuid, b.uuid))
	})
	return rows
}

func (e posthogEvent) instant(column string) time.Time {
	if column == "created_at" {
		return e.created
	}
	return e.timestamp
}

// posthogUse yields the events one use leaves: its own, and now and then what
// the library does for itself: tell who the user is and what the account is.
func (s *Simulator) posthogUse(u world.Use, yield func(posthogEvent)) {
	account := s.usageAccount(u)
	properties := object{"$lib": "web", "$insert_id": fmt.Sprint(u.InsertID), "quantity": u.Quantity, "feature": u.Feature.Name}
	if account != "" {
		properties["$groups"] = object{GroupKey: account}
		properties["$group_0"] = account
	}
	yield(posthogEvent{uuid: eventUUID(u, 0), event: u.Feature.Event, user: u.Person.Email, timestamp: u.At, created: u.Processed, properties: properties})
	if u.InsertID%97 == 3 && account != "" {
		yield(posthogEvent{uuid: eventUUID(u, 2), event: "$groupidentify", user: "$" + GroupKey + "_" + account, timestamp: u.At, created: u.Processed,
			properties: object{"$group_type": GroupKey, "$group_key": account, "$groups": object{GroupKey: account}}})
	}
	if u.InsertID%89 == 3 {
		yield(posthogEvent{uuid: eventUUID(u, 3), event: "$identify", user: u.Person.Email, timestamp: u.At, created: u.Processed,
			properties: object{"$anon_distinct_id": nameUUID("device of " + u.Person.Email)}})
	}
}
