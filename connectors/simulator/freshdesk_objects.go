package simulator

import (
	"slices"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// The numbers Freshdesk has for states; 7 is a status of the account's own.
func freshdeskStatus(state string) int {
	return map[string]int{"new": 2, "open": 2, "pending": 3, "solved": 4, "closed": 5, "hold": 7}[state]
}

func freshdeskPriority(priority string) int {
	return max(1, map[string]int{"low": 1, "normal": 2, "high": 3, "urgent": 4}[priority])
}

// freshdeskSource is how a ticket came in. The team's own are outbound mails.
func freshdeskSource(t *world.Ticket) int {
	if t.Submitter != t.Requester {
		return 10
	}
	return map[string]int{"email": 1, "web": 2, "chat": 7, "api": 2}[t.Channel]
}

// freshdeskTicket is a ticket. What was never given a priority has the lowest:
// Freshdesk knows no ticket without one.
func (s *Simulator) freshdeskTicket(t *world.Ticket, now time.Time, include []string) object {
	states := t.States.Until(now)
	state := states[len(states)-1].Value
	deleted := state == "deleted"
	if deleted {
		state = states[len(states)-2].Value
	}
	var company, responder any
	if t.Org != nil {
		company = t.Org.ID
	}
	if world.Reached(t.Assigned, now) {
		responder = t.Assignee.ID
	}
	out := object{"id": t.ID, "subject": t.Subject, "status": freshdeskStatus(state), "priority": freshdeskPriority(t.Priority), "source": freshdeskSource(t),
		"type": t.Kind, "requester_id": t.Requester.ID, "responder_id": responder, "company_id": company, "group_id": nil, "product_id": nil,
		"tags": t.Tags, "custom_fields": object{}, "cc_emails": []any{}, "fwd_emails": []any{}, "reply_cc_emails": []any{}, "to_emails": nil,
		"spam": false, "is_escalated": false, "fr_escalated": false, "due_by": seconds(t.Created.AddDate(0, 0, 3)), "fr_due_by": seconds(t.Created.AddDate(0, 0, 1)),
		"created_at": seconds(t.Created), "updated_at": seconds(t.Updated(now))}
	if deleted {
		out["deleted"] = true
	}
	if slices.Contains(include, "stats") {
		out["stats"] = freshdeskStats(t, states, now)
	}
	if slices.Contains(include, "requester") {
		out["requester"] = object{"id": t.Requester.ID, "name": t.Requester.Name, "email": t.Requester.Email, "mobile": nil, "phone": nil}
	}
	if slices.Contains(include, "company") && t.Org != nil {
		out["company"] = object{"id": t.Org.ID, "name": t.Org.Name}
	}
	return out
}

// freshdeskStats are a ticket's milestones. Reopening takes the solution back,
// so that only the last one can be told.
func freshdeskStats(t *world.Ticket, states world.History[string], now time.Time) object {
	at := func(instant time.Time) any {
		if instant.IsZero() || instant.After(now) {
			return nil
		}
		return seconds(instant)
	}
	solved, reopened := t.Solves(now)
	var resolvedAt, reopenedAt, closedAt, pendingSince, answered time.Time
	last := states[len(states)-1]
	if len(solved) > len(reopened) {
		resolvedAt = solved[len(solved)-1]
	}
	if len(reopened) > 0 {
		reopenedAt = reopened[len(reopened)-1]
	}
	switch last.Value {
	case "closed":
		closedAt = last.At
	case "pending":
		pendingSince = last.At
	}
	for _, reply := range t.Replies {
		if !reply.After(now) {
			answered = reply
		}
	}
	return object{"first_responded_at": at(t.FirstReply(now)), "agent_responded_at": at(answered), "requester_responded_at": nil,
		"resolved_at": at(resolvedAt), "closed_at": at(closedAt), "reopened_at": at(reopenedAt), "pending_since": at(pendingSince),
		"status_updated_at": at(last.At)}
}

func freshdeskContact(u *world.User, now time.Time) object {
	var company any
	if u.Org != nil {
		company = u.Org.ID
	}
	out := object{"id": u.ID, "name": u.Name, "email": u.Email, "active": true, "address": nil, "company_id": company, "job_title": nil,
		"language": "en", "mobile": nil, "phone": nil, "time_zone": "UTC", "twitter_id": nil, "unique_external_id": nil, "other_emails": []any{},
		"other_companies": []any{}, "custom_fields": object{}, "tags": []any{}, "created_at": seconds(u.Created), "updated_at": seconds(userUpdated(u, now))}
	if world.Reached(u.Deleted, now) {
		out["deleted"] = true
	}
	return out
}

// freshdeskCompany keeps the CRM's id in a field of the account's own.
func (s *Simulator) freshdeskCompany(o *world.Org, now time.Time) object {
	var external any
	if o.ExternalID != "" {
		external = s.crmID(o.ExternalID)
	}
	return object{"id": o.ID, "name": o.Name, "description": nil, "note": nil, "domains": o.Domains, "health_score": nil, "account_tier": nil,
		"renewal_date": nil, "industry": nil, "custom_fields": object{"crm_id": external}, "created_at": seconds(o.Created), "updated_at": seconds(orgUpdated(o, now))}
}

func freshdeskAgent(u *world.User) object {
	return object{"id": u.ID, "available": true, "occasional": false, "ticket_scope": 1, "type": "support_agent", "group_ids": []any{}, "role_ids": []any{},
		"contact":    object{"name": u.Name, "email": u.Email, "active": true, "job_title": nil, "mobile": nil, "phone": nil},
		"created_at": seconds(u.Created), "updated_at": seconds(u.Created)}
}

// freshdeskRating uses the upper and lower two of the scale's seven steps.
func freshdeskRating(t *world.Ticket) object {
	score := 103 - int(t.Rating.ID%2)
	if t.Rating.Score == "bad" {
		score = -score
	}
	var feedback any
	if t.Rating.Comment != "" {
		feedback = t.Rating.Comment
	}
	return object{"id": t.Rating.ID, "survey_id": 1, "ticket_id": t.ID, "user_id": t.Requester.ID, "agent_id": t.Assignee.ID, "group_id": nil,
		"feedback": feedback, "ratings": object{"default_question": score}, "created_at": seconds(t.Rating.Answered), "updated_at": seconds(t.Rating.Answered)}
}
