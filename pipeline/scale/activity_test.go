package scale

import (
	"fmt"
	"math/rand/v2"
)

// writeTickets writes tickets and their events side by side: fifty and three
// hundred for each customer on average. No status is given: the events decide.
func (c *company) writeTickets(dir string) error {
	tickets, err := newTable(dir, "tickets", "tickets.parquet",
		"ticket_id", "customer_id", "requester_id", "channel", "priority", "created_at")
	if err != nil {
		return err
	}
	events, err := newTable(dir, "ticket_events", "ticket_events.parquet",
		"ticket_id", "seq", "occurred_at", "state", "public_reply", "by_agent")
	if err != nil {
		return err
	}
	for i := range c.customers {
		one, r := &c.customers[i], c.random("tickets", i)
		for n := range one.count(50, r) {
			id := fmt.Sprintf("t%06d%05d", i, n)
			created := int64(one.someDay(r))*86400 + int64(r.IntN(86400))
			tickets.text(id, one.id, one.user(r.IntN(one.users)), pick(r, "email", "web", "chat"), pick(r, "low", "normal", "normal", "high", "urgent"))
			tickets.instant(created)
			tickets.end()
			writeTicketEvents(events, id, created, r)
		}
	}
	if err := tickets.close(); err != nil {
		return err
	}
	return events.close()
}

// writeTicketEvents takes a ticket from new to solved, one in ten once more; the
// last ones may lie after the as-of day.
func writeTicketEvents(t *table, id string, at int64, r *rand.Rand) {
	states := []string{"new", "", "open", "pending", "open", "solved"}
	if r.IntN(10) == 0 {
		states = []string{"new", "", "open", "solved", "open", "solved"}
	}
	for seq, state := range states {
		reply := state == ""
		t.text(id)
		t.whole(int64(seq + 1))
		t.instant(at)
		t.text(state)
		t.flag(reply)
		t.flag(reply)
		t.end()
		at += 60 + int64(r.ExpFloat64()*6*3600)
	}
}

// writeAnswers gives ten answers for each customer on average.
func (c *company) writeAnswers(dir string) error {
	t, err := newTable(dir, "survey_responses", "survey_responses.parquet",
		"response_id", "survey", "kind", "relationship", "respondent_id", "customer_id", "score", "scale_min", "scale_max", "responded_at")
	if err != nil {
		return err
	}
	for i := range c.customers {
		one, r := &c.customers[i], c.random("answers", i)
		for n := range one.count(10, r) {
			kind, most, score := "nps", 10.0, 10-int(r.ExpFloat64()*2)
			switch n % 3 {
			case 1:
				kind, most, score = "csat", 5, 5-int(r.ExpFloat64())
			case 2:
				kind, most, score = "ces", 7, 7-int(r.ExpFloat64())
			}
			t.text(fmt.Sprintf("r%06d%04d", i, n), "Pulse", kind)
			t.flag(kind == "nps")
			t.text(one.user(r.IntN(one.users)), one.id)
			t.number(float64(max(score, 1)))
			t.number(min(most-5, 1))
			t.number(most)
			t.instant(int64(one.someDay(r))*86400 + int64(r.IntN(86400)))
			t.end()
		}
	}
	return t.close()
}

// features are the events that stand for a feature, most used first.
func features() []string {
	return []string{"report_opened", "report_built", "dashboard_shared", "alert_set", "export_made", "import_run", "rule_added", "board_made", "api_called", "comment_left", "goal_set", "team_invited"}
}

func (c *company) writeFeatures(dir string) error {
	t, err := newTable(dir, "features", "features.parquet",
		"feature", "event", "plan")
	if err != nil {
		return err
	}
	for i, event := range features() {
		plans := []string{"Scale"}
		if i < 8 {
			plans = append(plans, "Growth")
		}
		if i < 4 {
			plans = append(plans, "Starter")
		}
		for _, plan := range plans {
			t.text("feature "+event, event, plan)
			t.end()
		}
	}
	return t.close()
}
