package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"
)

func TestZendeskShapes(t *testing.T) {
	c := visit(t, 120, Options{})
	deleted, solved := 0, 0
	var tickets []map[string]any
	for query, more := "start_time=0", true; more; {
		page := c.get("/zendesk/api/v2/incremental/tickets/cursor.json?include=metric_sets&" + query)
		tickets = append(tickets, rowsOf(page, "tickets")...)
		query, more = "cursor="+url.QueryEscape(text(page["after_cursor"])), page["end_of_stream"] == false
	}
	for _, row := range tickets {
		if row["status"] == "deleted" {
			deleted++
			continue
		}
		if integer(t, row["generated_timestamp"]) < mustTime(t, row["updated_at"]).Unix() {
			t.Errorf("ticket %v was generated before it was updated", row["id"])
		}
		full := dig(row, "metric_set", "full_resolution_time_in_minutes")
		if done := row["status"] == "solved" || row["status"] == "closed"; done != (dig(full, "calendar") != nil) || done != (dig(row, "metric_set", "solved_at") != nil) {
			t.Errorf("ticket %v is %v with resolution %v", row["id"], row["status"], full)
		}
		if dig(full, "calendar") != nil {
			solved++
			if b, k := integer(t, dig(full, "business")), integer(t, dig(full, "calendar")); b < 0 || b > k {
				t.Errorf("ticket %v: %d business minutes of %d", row["id"], b, k)
			}
		}
	}
	if deleted == 0 || solved == 0 {
		t.Errorf("got %d deleted and %d solved tickets, want some", deleted, solved)
	}
	status, _, _ := c.do(http.MethodGet, fmt.Sprintf("/zendesk/api/v2/incremental/tickets/cursor.json?start_time=%d", night.Unix()-30), nil)
	if status != http.StatusUnprocessableEntity {
		t.Errorf("start_time half a minute ago: got %d, want 422", status)
	}
}

func mustTime(t *testing.T, v any) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text(v))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestTypeformShapes(t *testing.T) {
	c := visit(t, 60, Options{})
	form := c.sim.world.Forms[0]
	page := c.get("/typeform/forms/" + form.ID + "/responses?page_size=1000")
	for _, item := range rowsOf(page, "items") {
		if text(item["landed_at"]) > text(item["submitted_at"]) || item["token"] != item["response_id"] || text(dig(item, "hidden", "email")) == "" {
			t.Errorf("sheet %v: %v", item["token"], item)
		}
		for _, a := range rowsOf(item, "answers") {
			if kind := text(a["type"]); a[kind] == nil || text(dig(a, "field", "id")) == "" {
				t.Errorf("sheet %v: answer %v", item["token"], a)
			}
		}
	}
	since := text(rowsOf(page, "items")[5]["submitted_at"])
	late := c.get("/typeform/forms/" + form.ID + "/responses?page_size=1000&since=" + since)
	if n := len(rowsOf(late, "items")); n != 6 {
		t.Errorf("since is inclusive: got %d sheets, want 6", n)
	}
	for _, bad := range []string{"page_size=1001", "sort=submitted_at,asc&before=x"} {
		if status, _, _ := c.do(http.MethodGet, "/typeform/forms/"+form.ID+"/responses?"+bad, nil); status != http.StatusBadRequest {
			t.Errorf("%s: got %d, want 400", bad, status)
		}
	}
}

// TestMixpanelLateEvents: an event of a phone that was offline comes with a later pull.
func TestMixpanelLateEvents(t *testing.T) {
	c := visit(t, 60, Options{})
	path := "/mixpanel/api/2.0/export?from_date=2026-11-16&to_date=2026-11-18"
	c.now = time.Date(2026, 11, 19, 1, 0, 0, 0, time.UTC)
	early := c.lines(path)
	for _, row := range early {
		if at := integer(t, dig(row, "properties", "mp_processing_time_ms")); at > c.now.UnixMilli() {
			t.Errorf("event %v was received at %d, after now", row, at)
		}
	}
	c.now = c.now.AddDate(0, 0, 4)
	later := c.lines(path)
	if len(later) <= len(early) {
		t.Errorf("got %d events four days later, want more than %d", len(later), len(early))
	}
	millis := c.lines(path + "&time_in_ms=true")
	if a, b := integer(t, dig(later[0], "properties", "time")), integer(t, dig(millis[0], "properties", "time")); b != a*1000 {
		t.Errorf("time_in_ms: got %d, want %d", b, a*1000)
	}
}
