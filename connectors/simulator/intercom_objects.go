package simulator

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// intercomID spells a number as Intercom's ids of contacts and companies.
func intercomID(n int64) string { return fmt.Sprintf("%024x", n) }

func (s *Simulator) intercomConversations(now time.Time) []change {
	var all []change
	for _, t := range s.world.Tickets {
		// A deleted conversation is gone without a trace.
		if !t.Created.After(now) && t.State(now) != "deleted" {
			made := s.intercomConversation(t, now)
			all = append(all, change{t.Updated(now), t.ID, func() object { return made }})
		}
	}
	return all
}

func (s *Simulator) intercomConversationGet(w http.ResponseWriter, r *http.Request) {
	now := s.now()
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	t := s.index.tickets[id]
	if err != nil || t == nil || t.Created.After(now) || t.State(now) == "deleted" {
		intercomError(w, r, http.StatusNotFound, "not_found", "Resource Not Found")
		return
	}
	out := s.intercomConversation(t, now)
	parts := s.intercomParts(t, now)
	total := len(parts)
	out["conversation_parts"] = object{"type": "conversation_part.list", "conversation_parts": parts[max(0, total-500):], "total_count": total}
	reply(w, http.StatusOK, out)
}

// intercomConversation is a conversation as the search shows it. Intercom has no
// urgent, high, normal and low; the workspace keeps an attribute for them.
func (s *Simulator) intercomConversation(t *world.Ticket, now time.Time) object {
	state := intercomStateOf(t.State(now))
	var assignee any
	if world.Reached(t.Assigned, now) {
		assignee = t.Assignee.ID
	}
	priority, attributes := "not_priority", object{}
	if t.Priority == "urgent" || t.Priority == "high" {
		priority = "priority"
	}
	if t.Priority != "" {
		attributes["Priority"] = map[string]string{"urgent": "Urgent", "high": "High", "normal": "Normal", "low": "Low"}[t.Priority]
	}
	kind := "conversation"
	if t.Channel == "email" {
		kind = "email"
	}
	author, delivered := intercomAuthor(t.Requester, "user"), "customer_initiated"
	if t.Submitter != t.Requester {
		author, delivered = intercomAuthor(t.Submitter, "admin"), "admin_initiated"
	}
	return object{"type": "conversation", "id": strconv.FormatInt(t.ID, 10), "title": t.Subject, "created_at": t.Created.Unix(), "updated_at": t.Updated(now).Unix(),
		"waiting_since": nil, "snoozed_until": nil, "open": state != "closed", "state": state, "read": true, "priority": priority, "admin_assignee_id": assignee, "team_assignee_id": nil,
		"tags":     object{"type": "tag.list", "tags": []any{}},
		"contacts": object{"type": "contact.list", "contacts": []object{{"type": "contact", "id": intercomID(t.Requester.ID), "external_id": nil}}},
		"source": object{"type": kind, "id": strconv.FormatInt(t.ID*10, 10), "delivered_as": delivered, "subject": t.Subject, "body": "<p>" + t.Subject + "</p>",
			"author": author, "attachments": []any{}, "url": nil, "redacted": false},
		"custom_attributes": attributes, "conversation_rating": intercomRating(t, now), "statistics": s.intercomStatistics(t, now), "sla_applied": nil,
		"teammates": object{"type": "admin.list", "teammates": []any{}}, "linked_objects": object{"type": "list", "data": []any{}, "total_count": 0, "has_more": false},
		"ai_agent_participated": false, "ai_agent": nil}
}

// intercomStateOf folds the six states into Intercom's three.
func intercomStateOf(state string) string {
	switch state {
	case "solved", "closed":
		return "closed"
	case "pending", "hold":
		return "snoozed"
	}
	return "open"
}

func intercomAuthor(u *world.User, kind string) object {
	id := intercomID(u.ID)
	if kind == "admin" {
		id = strconv.FormatInt(u.ID, 10)
	}
	return object{"type": kind, "id": id, "name": u.Name, "email": u.Email}
}

func intercomRating(t *world.Ticket, now time.Time) any {
	if t.Rating == nil || !world.Reached(t.Rating.Offered, now) {
		return nil
	}
	out := object{"rating": nil, "remark": nil, "created_at": t.Rating.Offered.Unix(), "updated_at": t.Rating.Offered.Unix(),
		"contact":  object{"type": "contact", "id": intercomID(t.Requester.ID), "external_id": nil},
		"teammate": object{"type": "admin", "id": strconv.FormatInt(t.Assignee.ID, 10)}}
	if world.Reached(t.Rating.Answered, now) {
		out["rating"], out["updated_at"] = 5-int(t.Rating.ID%2), t.Rating.Answered.Unix()
		if t.Rating.Score == "bad" {
			out["rating"] = 1 + int(t.Rating.ID%2)
		}
		if t.Rating.Comment != "" {
			out["remark"] = t.Rating.Comment
		}
	}
	return out
}

// intercomStatistics has its durations in seconds within office hours.
func (s *Simulator) intercomStatistics(t *world.Ticket, now time.Time) object {
	solved, reopened := t.Solves(now)
	var first, last time.Time
	if len(solved) > 0 {
		first, last = solved[0], solved[len(solved)-1]
	}
	at := func(instant time.Time) any {
		if instant.IsZero() {
			return nil
		}
		return instant.Unix()
	}
	office := func(until time.Time) any {
		if until.IsZero() {
			return nil
		}
		return s.world.Schedule.Minutes(t.Created, until) * 60
	}
	reply := t.FirstReply(now)
	return object{"type": "conversation_statistics", "time_to_assignment": nil, "time_to_admin_reply": office(reply), "time_to_first_close": office(first),
		"time_to_last_close": office(last), "median_time_to_reply": nil, "first_contact_reply_at": t.Created.Unix(), "first_assignment_at": nil,
		"first_admin_reply_at": at(reply), "first_close_at": at(first), "last_close_at": at(last), "count_reopens": len(reopened),
		"count_assignments": 1, "count_conversation_parts": len(s.intercomParts(t, now))}
}

// intercomParts are a conversation's parts, oldest first.
func (s *Simulator) intercomParts(t *world.Ticket, now time.Time) []object {
	type part struct {
		at     time.Time
		kind   string
		author object
		body   any
		state  string
	}
	agent, asker := intercomAuthor(t.Assignee, "admin"), intercomAuthor(t.Requester, "user")
	var all []part
	state := "open"
	for i, c := range t.States.Until(now) {
		before := state
		state = intercomStateOf(c.Value)
		switch {
		case i == 1: // the first opening is the assignment
			all = append(all, part{c.At, "assignment", agent, nil, state})
		case state == before:
		case state == "closed":
			all = append(all, part{c.At, "close", agent, nil, state})
		case state == "snoozed":
			all = append(all, part{c.At, "snoozed", agent, nil, state})
		default:
			all = append(all, part{c.At, "open", asker, "<p>One more thing.</p>", state})
		}
	}
	for _, at := range t.Replies {
		if !at.After(now) {
			all = append(all, part{at, "comment", agent, "<p>We are on it.</p>", "open"})
		}
	}
	slices.SortStableFunc(all, func(a, b part) int { return cmp.Compare(a.at.Unix(), b.at.Unix()) })
	out := make([]object, len(all))
	for i, p := range all {
		out[i] = object{"type": "conversation_part", "id": strconv.FormatInt(t.ID*1000+int64(i), 10), "part_type": p.kind, "body": p.body, "created_at": p.at.Unix(),
			"updated_at": p.at.Unix(), "notified_at": p.at.Unix(), "assigned_to": nil, "author": p.author, "attachments": []any{}, "external_id": nil,
			"redacted": false, "email_message_metadata": nil, "metadata": object{}, "state": p.state, "tags": []any{}, "event_details": nil, "app_package_code": nil}
		if p.kind == "assignment" {
			out[i]["assigned_to"] = object{"type": "admin", "id": strconv.FormatInt(t.Assignee.ID, 10)}
		}
	}
	return out
}
