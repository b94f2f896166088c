package simulator

import (
	"net/http"
	"slices"
	"sort"
	"strconv"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// metricEvent is one step of one of a ticket's clocks.
type metricEvent struct {
	at       time.Time
	id       int64
	ticket   *world.Ticket
	metric   string
	kind     string // measure, activate, pause, fulfill
	instance int
}

// metricEvents lists all clock steps of a world by time; ids count upwards.
func metricEvents(w *world.World) []metricEvent {
	all := make([]metricEvent, 0, len(w.Tickets)*12)
	for _, t := range w.Tickets {
		all = append(all, clockSteps(t)...)
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].at.Before(all[j].at) })
	for i := range all {
		all[i].id = int64(926_000_001 + i)
	}
	return all
}

// clockSteps plays a ticket's reply, wait and resolution clocks.
func clockSteps(t *world.Ticket) []metricEvent {
	var steps []metricEvent
	step := func(at time.Time, metric, kind string, instance int) {
		steps = append(steps, metricEvent{at: at, ticket: t, metric: metric, kind: kind, instance: instance})
	}
	step(t.Created, "resolution_time", "measure", 0)
	step(t.Created, "resolution_time", "activate", 1)
	step(t.Created, "requester_wait_time", "activate", 1)
	round, waiting, done := 1, true, false
	for _, c := range t.States {
		switch c.Value {
		case "pending":
			step(c.At, "requester_wait_time", "pause", round)
			waiting = false
		case "open":
			if done {
				done = false
				round++
				step(c.At, "resolution_time", "activate", round)
			} else if waiting {
				continue
			}
			waiting = true
			step(c.At, "requester_wait_time", "activate", round)
		case "solved":
			done, waiting = true, false
			step(c.At, "requester_wait_time", "fulfill", round)
			step(c.At, "resolution_time", "fulfill", round)
		}
	}
	if t.Submitter == t.Requester {
		replySteps(t, step)
	}
	return steps
}

// replySteps runs the reply clock: from every word of the requester to the
// agent's next public reply.
func replySteps(t *world.Ticket, step func(time.Time, string, string, int)) {
	asked := []time.Time{t.Created}
	for i, c := range t.States {
		if c.Value == "open" && i > 0 && (t.States[i-1].Value == "pending" || t.States[i-1].Value == "solved") {
			asked = append(asked, c.At)
		}
	}
	step(t.Created, "reply_time", "measure", 0)
	for i, at := range asked {
		step(at, "reply_time", "activate", i+1)
		for _, answer := range t.Replies {
			if answer.After(at) {
				step(answer, "reply_time", "fulfill", i+1)
				break
			}
		}
	}
}

// metricExport is the time-based export of metric events. It is by far the
// largest list of the helpdesk and therefore written by hand.
func (s *Simulator) metricExport(w http.ResponseWriter, r *http.Request) {
	start, ok := s.startTime(w, r)
	if !ok {
		return
	}
	now := s.now()
	limit := min(1000, max(1, number(r, "per_page", 1000)))
	events := s.index.metrics
	from := sort.Search(len(events), func(i int) bool { return !events[i].at.Before(start) })
	to := sort.Search(len(events), func(i int) bool { return events[i].at.After(now.Add(-zendeskDelay)) })
	visible := events[from:max(from, to)]
	n := min(limit, len(visible))
	for n > 0 && n < len(visible) && visible[n].at.Equal(visible[n-1].at) {
		n++
	}
	end := start
	if n > 0 {
		end = visible[n-1].at
	}
	b := make([]byte, 0, 160*n+300)
	b = append(b, `{"ticket_metric_events":[`...)
	for i, e := range visible[:n] {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendMetricEvent(b, e, now)
	}
	b = append(b, `],"count":`...)
	b = strconv.AppendInt(b, int64(n), 10)
	b = append(b, `,"end_time":`...)
	b = strconv.AppendInt(b, end.Unix(), 10)
	b = append(b, `,"next_page":"`+origin(r, PathZendesk)+r.URL.Path+`?start_time=`...)
	b = strconv.AppendInt(b, end.Unix(), 10)
	b = append(b, `","end_of_stream":`...)
	b = strconv.AppendBool(b, n == len(visible))
	b = append(b, '}')
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(b)
}

func appendMetricEvent(b []byte, e metricEvent, now time.Time) []byte {
	b = append(b, `{"id":`...)
	b = strconv.AppendInt(b, e.id, 10)
	b = append(b, `,"ticket_id":`...)
	b = strconv.AppendInt(b, e.ticket.ID, 10)
	b = append(b, `,"metric":"`+e.metric+`","instance_id":`...)
	b = strconv.AppendInt(b, int64(e.instance), 10)
	b = append(b, `,"type":"`+e.kind+`","time":"`...)
	b = e.at.AppendFormat(b, "2006-01-02T15:04:05Z")
	b = append(b, '"')
	if slices.ContainsFunc(e.ticket.States.Until(now), func(c world.Change[string]) bool { return c.Value == "deleted" }) {
		b = append(b, `,"deleted":true`...)
	}
	return append(b, '}')
}
