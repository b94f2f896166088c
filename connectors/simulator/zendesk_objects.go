package simulator

import (
	"time"

	"quarterdeck/connectors/simulator/world"
)

// generated is the instant the vendor's system last touched a ticket: at least
// its last update, and for some a later mass change nobody sees in updated_at.
func (s *Simulator) generated(t *world.Ticket, now time.Time) time.Time {
	at := t.Updated(now)
	if swept := s.world.Start.AddDate(0, 0, 500).Add(7 * time.Hour); t.ID%40 == 0 && swept.After(at) && world.Reached(swept, now) {
		at = swept
	}
	if t.State(now) == "deleted" {
		if scrubbed := at.AddDate(0, 0, 30); world.Reached(scrubbed, now) {
			at = scrubbed
		}
	}
	return at
}

func (s *Simulator) zendeskTicket(t *world.Ticket, now time.Time) object {
	state := t.State(now)
	subject := t.Subject
	var kind, priority, org, assignee any
	if t.Kind != "" {
		kind = t.Kind
	}
	if t.Priority != "" {
		priority = t.Priority
	}
	if t.Org != nil {
		org = t.Org.ID
	}
	if world.Reached(t.Assigned, now) {
		assignee = t.Assignee.ID
	}
	if state == "deleted" && s.generated(t, now).After(t.Updated(now)) {
		subject = "SCRUBBED"
	}
	out := object{"id": t.ID, "external_id": nil, "url": "", "created_at": seconds(t.Created), "updated_at": seconds(t.Updated(now)),
		"generated_timestamp": s.generated(t, now).Unix(), "subject": subject, "raw_subject": subject, "status": state, "custom_status_id": 1001,
		"priority": priority, "type": kind, "requester_id": t.Requester.ID, "submitter_id": t.Submitter.ID, "assignee_id": assignee,
		"organization_id": org, "group_id": 5500100, "brand_id": 5500200, "tags": t.Tags, "custom_fields": []any{}, "fields": []any{},
		"via": object{"channel": t.Channel, "source": object{"from": object{}, "to": object{}, "rel": nil}}, "is_public": true, "due_at": nil,
		"problem_id": nil, "followup_ids": []any{}, "satisfaction_rating": object{"score": "unoffered"}}
	if t.Rating != nil && world.Reached(t.Rating.Answered, now) {
		out["satisfaction_rating"] = object{"score": t.Rating.Score, "id": t.Rating.ID, "comment": t.Rating.Comment}
	} else if t.Rating != nil && world.Reached(t.Rating.Offered, now) {
		out["satisfaction_rating"] = object{"score": "offered"}
	}
	if state != "deleted" {
		out["metric_set"] = s.metricSet(t, now)
	}
	return out
}

// metricSet is the side-loaded summary of a ticket's times.
func (s *Simulator) metricSet(t *world.Ticket, now time.Time) object {
	span := func(until time.Time) object {
		if until.IsZero() {
			return object{"calendar": nil, "business": nil}
		}
		return object{"calendar": int(until.Sub(t.Created) / time.Minute), "business": s.world.Schedule.Minutes(t.Created, until)}
	}
	solved, reopened := t.Solves(now)
	var first, last time.Time
	if len(solved) > 0 {
		first = solved[0]
	}
	state := t.State(now)
	if len(solved) > 0 && (state == "solved" || state == "closed") {
		last = solved[len(solved)-1]
	}
	firstReply := t.FirstReply(now)
	if t.Submitter != t.Requester {
		firstReply = time.Time{} // the team wrote first: there was nothing to answer
	}
	stamp := func(at time.Time) any {
		if at.IsZero() || at.After(now) {
			return nil
		}
		return seconds(at)
	}
	replies := 0
	var comment time.Time
	for _, at := range t.Replies {
		if !at.After(now) {
			replies++
			comment = at
		}
	}
	wait, hold := s.waits(t, now)
	return object{"id": t.ID + 7_000_000, "ticket_id": t.ID, "created_at": seconds(t.Created), "updated_at": seconds(t.Updated(now)),
		"reopens": len(reopened), "replies": replies, "group_stations": 1, "assignee_stations": 1,
		"reply_time_in_minutes": span(firstReply), "first_resolution_time_in_minutes": span(first), "full_resolution_time_in_minutes": span(last),
		"requester_wait_time_in_minutes": wait, "on_hold_time_in_minutes": hold, "agent_wait_time_in_minutes": object{"calendar": nil, "business": nil},
		"solved_at": stamp(last), "assigned_at": stamp(t.Assigned), "initially_assigned_at": stamp(t.Assigned), "latest_comment_added_at": stamp(comment),
		"status_updated_at": stamp(t.Updated(now)), "assignee_updated_at": nil, "requester_updated_at": seconds(t.Created)}
}

// waits sums the time the requester waited (new, open, hold) and the time on
// hold, up to the last state change.
func (s *Simulator) waits(t *world.Ticket, now time.Time) (wait, hold object) {
	var calendar, business, held, heldBusiness int
	h := t.States.Until(now)
	for i := range len(h) - 1 {
		minutes := int(h[i+1].At.Sub(h[i].At) / time.Minute)
		office := s.world.Schedule.Minutes(h[i].At, h[i+1].At)
		switch h[i].Value {
		case "hold":
			held += minutes
			heldBusiness += office
			fallthrough
		case "new", "open":
			calendar += minutes
			business += office
		}
	}
	return object{"calendar": calendar, "business": business}, object{"calendar": held, "business": heldBusiness}
}

func userUpdated(u *world.User, now time.Time) time.Time {
	if world.Reached(u.Deleted, now) {
		return u.Deleted
	}
	return u.Created
}

func zendeskUser(u *world.User, now time.Time) object {
	var org any
	if u.Org != nil {
		org = u.Org.ID
	}
	return object{"id": u.ID, "name": u.Name, "email": u.Email, "role": u.Role, "organization_id": org, "external_id": nil,
		"active": !world.Reached(u.Deleted, now), "suspended": false, "verified": true, "user_fields": object{}, "tags": []any{},
		"created_at": seconds(u.Created), "updated_at": seconds(userUpdated(u, now)), "last_login_at": nil, "time_zone": "UTC", "locale": "en-US"}
}

func orgUpdated(o *world.Org, now time.Time) time.Time {
	if world.Reached(o.Updated, now) {
		return o.Updated
	}
	return o.Created
}

func (s *Simulator) zendeskOrg(o *world.Org, now time.Time) object {
	var external any
	if o.ExternalID != "" {
		external = s.crmID(o.ExternalID)
	}
	return object{"id": o.ID, "name": o.Name, "external_id": external, "domain_names": o.Domains, "tags": []any{}, "organization_fields": object{},
		"created_at": seconds(o.Created), "updated_at": seconds(orgUpdated(o, now)), "group_id": nil, "notes": nil, "details": nil,
		"shared_tickets": false, "shared_comments": false, "deleted_at": nil}
}

func ratingUpdated(r *world.Rating, now time.Time) time.Time {
	if world.Reached(r.Answered, now) {
		return r.Answered
	}
	return r.Offered
}

func zendeskRating(t *world.Ticket, now time.Time) object {
	out := object{"id": t.Rating.ID, "ticket_id": t.ID, "requester_id": t.Requester.ID, "assignee_id": t.Assignee.ID, "group_id": 5500100,
		"score": "offered", "comment": nil, "reason": nil, "reason_id": nil, "created_at": seconds(t.Rating.Offered), "updated_at": seconds(ratingUpdated(t.Rating, now))}
	if world.Reached(t.Rating.Answered, now) {
		out["score"] = t.Rating.Score
		if t.Rating.Comment != "" {
			out["comment"] = t.Rating.Comment
		}
	}
	return out
}
