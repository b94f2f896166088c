package transforms

import "testing"

// waitingWorld is ticketWorld with the requester's clock of ticket 1, a ticket
// merged on the 6th, and one of which only the helpdesk's own measures are known.
func waitingWorld() map[string]string {
	landed := ticketWorld()
	landed["zendesk_ticket_metric_events"] += `
			110  1  requester_wait_time  1  activate  '2026-01-01 14:00:00'
			111  1  requester_wait_time  1  pause     '2026-01-01 15:00:00'
			112  1  requester_wait_time  1  activate  '2026-01-01 20:00:00'
			113  1  requester_wait_time  1  fulfill   '2026-01-02 14:00:00'
			114  1  requester_wait_time  2  activate  '2026-01-03 14:00:00'
			115  1  requester_wait_time  2  fulfill   '2026-01-05 14:00:00'`
	landed["zendesk_tickets"] = `
			id  requester_id  submitter_id  status  created_at             updated_at             generated_at           tags                     first_reply_minutes  first_reply_minutes_business  requester_wait_minutes  requester_wait_minutes_business
			1   11            11            closed  '2026-01-01 14:00:00'  '2026-01-10 17:00:00'  '2026-01-10 17:00:00'  '["vip"]'                30                   20                            4020                    700
			6   11            11            closed  '2026-01-02 14:00:00'  '2026-01-06 14:00:00'  '2026-01-06 14:00:00'  '["closed_by_merge"]'    -                    -                             -                       -
			7   11            11            open    '2026-01-02 14:00:00'  '2026-01-06 14:00:00'  '2026-01-06 14:00:00'  '[]'                     -                    -                             55                      44`
	return landed
}

// TestZendeskWaits: the requester waits while the clock runs, as of any day; where
// no event tells, Zendesk's own measure counts while it is of the as-of day.
func TestZendeskWaits(t *testing.T) {
	t.Parallel()
	query := "SELECT ticket_id, requester_wait_minutes, requester_wait_minutes_business FROM core.tickets ORDER BY 1"
	for asOf, want := range map[string]string{
		"2026-01-02": "1 1140.0 -\n6 - -\n7 - -", // an hour and 18 hours; merged and measured later
		"2026-01-10": "1 4020.0 700.0\n7 55.0 44.0",
	} {
		t.Run(asOf, func(t *testing.T) {
			db := buildLanded(t, world{asOf: asOf, landed: waitingWorld()}, "core.tickets")
			diff(t, show(t, db.conn, query), lines(want))
		})
	}
}

// TestScheduleBeforeTheHelpdesks: the helpdesk's own business minutes count until
// the team says when it works.
func TestScheduleBeforeTheHelpdesks(t *testing.T) {
	t.Parallel()
	query := "SELECT first_reply_minutes_business, requester_wait_minutes_business FROM core.tickets WHERE ticket_id = '1'"
	w := world{asOf: "2026-01-10", landed: waitingWorld()}
	db := buildLanded(t, w, "core.tickets")
	diff(t, show(t, db.conn, query), lines("20.0 700.0"))
	w.settings = func(s *Settings) {
		s.Schedules = []Schedule{{Name: "default", Timezone: "UTC", Week: everyDay(0, 1440)}}
	}
	db = buildLanded(t, w, "core.tickets")
	diff(t, show(t, db.conn, query), lines("30.0 4020.0"))
}
