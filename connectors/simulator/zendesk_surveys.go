package simulator

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// newSurvey says whether a rating belongs to the account's new satisfaction
// survey and not to its legacy ratings.
func (s *Simulator) newSurvey(r *world.Rating) bool {
	return !s.newCSAT.IsZero() && !r.Offered.Before(s.newCSAT)
}

// surveyResponses is the cursor-paged list of the answers to the new survey. An
// account that never went over to it has none.
func (s *Simulator) surveyResponses(w http.ResponseWriter, r *http.Request) {
	if s.newCSAT.IsZero() {
		reply(w, http.StatusNotFound, object{"errors": []object{{"code": "NotFound", "title": "Not Found"}}})
		return
	}
	now := s.now()
	since := time.Unix(int64(number(r, "filter[created_at_start]", 0)), 0)
	size, after := min(100, max(1, number(r, "page[size]", 100))), r.URL.Query().Get("page[after]")
	rows, more := []object{}, false
	for _, t := range s.index.ratings {
		if !s.newSurvey(t.Rating) || responseID(t.Rating) <= after || !changedSince(t.Rating.Offered, since, now) {
			continue
		}
		if len(rows) == size {
			more = true
			break
		}
		rows = append(rows, surveyResponse(t, now))
	}
	meta := object{"has_more": more, "after_cursor": nil, "before_cursor": nil}
	if len(rows) > 0 {
		meta["after_cursor"] = rows[len(rows)-1]["id"]
	}
	reply(w, http.StatusOK, object{"survey_responses": rows, "meta": meta, "links": object{"next": nil, "prev": nil}})
}

func responseID(r *world.Rating) string { return fmt.Sprintf("01J%023d", r.ID) }

func surveyResponse(t *world.Ticket, now time.Time) object {
	id := strconv.FormatInt(t.ID, 10)
	answers := []object{}
	if world.Reached(t.Rating.Answered, now) {
		at := seconds(t.Rating.Answered)
		rating := 5 - int(t.Rating.ID%2)
		if t.Rating.Score == "bad" {
			rating = 1 + int(t.Rating.ID%2)
		}
		answers = append(answers, object{"type": "rating_scale", "rating": rating, "rating_category": t.Rating.Score, "created_at": at, "updated_at": at,
			"question": object{"type": "rating_scale_numeric", "id": "01JQ0000000000000000000001", "sub_type": "customer_satisfaction",
				"headline": object{"type": "static", "value": "How would you rate the support you received?"}}})
		if t.Rating.Comment != "" {
			answers = append(answers, object{"type": "open_ended", "value": t.Rating.Comment, "created_at": at, "updated_at": at,
				"question": object{"type": "open_ended", "id": "01JQ0000000000000000000002"}})
		}
	}
	return object{"id": responseID(t.Rating), "responder_id": t.Requester.ID, "expires_at": seconds(t.Rating.Offered.AddDate(0, 0, 28)),
		"subject_zrns": []string{"zen:ticket:" + id}, "subjects": []object{{"id": id, "type": "ticket", "zrn": "zen:ticket:" + id}},
		"survey": object{"id": "01JS0000000000000000000001", "version": 1, "state": "enabled"}, "answers": answers}
}

// zendeskCount counts what is live, as of now.
func (s *Simulator) zendeskCount(w http.ResponseWriter, r *http.Request) {
	now, n := s.now(), 0
	switch r.PathValue("what") {
	case "tickets":
		for _, t := range s.world.Tickets {
			if !t.Created.After(now) && t.State(now) != "deleted" {
				n++
			}
		}
	case "users":
		for _, u := range s.world.Users {
			if !u.Created.After(now) && !world.Reached(u.Deleted, now) {
				n++
			}
		}
	case "organizations":
		for _, o := range s.world.Orgs {
			if !o.Created.After(now) {
				n++
			}
		}
	default:
		reply(w, http.StatusNotFound, object{"error": "InvalidEndpoint", "description": "Not found"})
		return
	}
	reply(w, http.StatusOK, object{"count": object{"value": n, "refreshed_at": seconds(now)}})
}
