package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// array asks Freshdesk for a list, which comes without an envelope.
func (c *client) array(path string) (rows []map[string]any, link string) {
	c.t.Helper()
	status, header, text := c.do(http.MethodGet, path, nil)
	if status != http.StatusOK {
		c.t.Fatalf("%s: status %d: %s", path, status, text)
	}
	if err := json.Unmarshal(text, &rows); err != nil {
		c.t.Fatalf("%s: %v", path, err)
	}
	return rows, header.Get("Link")
}

const freshdeskAll = "/freshdesk/api/v2/tickets?updated_since=2010-01-01T00:00:00Z&order_by=updated_at&order_type=asc"

func TestFreshdeskTicketsByPage(t *testing.T) {
	c := visit(t, 30, Options{})
	want := 0
	for _, x := range c.sim.world.Tickets {
		if !x.Created.After(c.now) && x.State(c.now) != "deleted" {
			want++
		}
	}
	seen, last := once{t: t, what: "ticket"}, ""
	for page, more := 1, true; more; page++ {
		rows, link := c.array(fmt.Sprintf("%s&per_page=70&page=%d", freshdeskAll, page))
		for _, row := range rows {
			seen.add(fmt.Sprintf("%.0f", row["id"]))
			if at := row["updated_at"].(string); at < last {
				t.Errorf("ticket %v of %s comes after %s", row["id"], at, last)
			} else {
				last = at
			}
			if row["stats"] != nil || row["requester"] != nil {
				t.Errorf("ticket %v has what was not asked for", row["id"])
			}
		}
		if more = link != ""; more && (len(rows) != 70 || !strings.Contains(link, fmt.Sprintf("page=%d", page+1)) || !strings.HasSuffix(link, `>; rel="next"`)) {
			t.Errorf("page %d of %d rows links to %s", page, len(rows), link)
		}
	}
	seen.want(want)
}

// TestFreshdeskTraps are the ones people fall into: thirty days without a date,
// three hundred pages, a hundred rows, and deleted tickets nowhere to be seen.
func TestFreshdeskTraps(t *testing.T) {
	c := visit(t, 110, Options{})
	recent, _ := c.array("/freshdesk/api/v2/tickets?per_page=100")
	for _, row := range recent {
		if at, err := time.Parse(time.RFC3339, row["created_at"].(string)); err != nil || at.Before(c.now.AddDate(0, 0, -30)) {
			t.Errorf("ticket %v of %v came without a date being asked for", row["id"], row["created_at"])
		}
	}
	if len(recent) == 0 {
		t.Error("no ticket in the last thirty days")
	}
	for query, says := range map[string]string{"&page=301": "beyond the 300th page", "&per_page=101": "less than or equal to 100"} {
		status, _, text := c.do(http.MethodGet, freshdeskAll+query, nil)
		if status != http.StatusBadRequest || !strings.Contains(string(text), says) {
			t.Errorf("%s: got %d %s", query, status, text)
		}
	}
	deleted, _ := c.array(freshdeskAll + "&filter=deleted")
	for _, row := range deleted {
		if row["deleted"] != true {
			t.Errorf("ticket %v is listed as deleted but says %v", row["id"], row["deleted"])
		}
	}
	if spam, _ := c.array(freshdeskAll + "&filter=spam"); len(deleted) == 0 || len(spam) != 0 {
		t.Errorf("%d deleted tickets, %d of spam", len(deleted), len(spam))
	}
}

// TestFreshdeskStats compares milestones with the world's history.
func TestFreshdeskStats(t *testing.T) {
	c := visit(t, 40, Options{})
	reopened := 0
	for page, more := 1, true; more; page++ {
		rows, link := c.array(fmt.Sprintf("%s&include=stats,requester,company&per_page=100&page=%d", freshdeskAll, page))
		more = link != ""
		for _, row := range rows {
			x := c.sim.index.tickets[int64(row["id"].(float64))]
			solved, again := x.Solves(c.now)
			state, status := x.State(c.now), row["status"].(float64)
			done := state == "solved" || state == "closed"
			if (status == 4 || status == 5) != done || (dig(row, "stats", "resolved_at") != nil) != done {
				t.Errorf("ticket %v is %s: status %v, resolved_at %v", row["id"], state, status, dig(row, "stats", "resolved_at"))
			}
			if done && dig(row, "stats", "resolved_at") != seconds(solved[len(solved)-1]) {
				t.Errorf("ticket %v: resolved_at %v, want the last of %v", row["id"], dig(row, "stats", "resolved_at"), solved)
			}
			if len(again) > 0 {
				reopened++
			}
			if (dig(row, "stats", "reopened_at") != nil) != (len(again) > 0) || text(dig(row, "requester", "email")) != x.Requester.Email {
				t.Errorf("ticket %v: %v", row["id"], row)
			}
		}
	}
	if reopened == 0 {
		t.Error("no ticket was reopened")
	}
}

func TestFreshdeskPeople(t *testing.T) {
	c := visit(t, 20, Options{})
	deleted, _ := c.array("/freshdesk/api/v2/contacts?state=deleted&per_page=100")
	if len(deleted) != 1 || deleted[0]["deleted"] != true {
		t.Errorf("deleted contacts: %v", deleted)
	}
	companies, _ := c.array("/freshdesk/api/v2/companies?per_page=100")
	named := 0
	for _, row := range companies {
		if dig(row, "custom_fields", "crm_id") != nil {
			named++
		}
	}
	if named == 0 || named == len(companies) {
		t.Errorf("%d of %d companies carry the CRM's id, want most", named, len(companies))
	}
	for _, row := range func() []map[string]any { r, _ := c.array("/freshdesk/api/v2/agents"); return r }() {
		if !strings.Contains(text(dig(row, "contact", "email")), "@") {
			t.Errorf("agent %v", row)
		}
	}
}

// TestFreshdeskRatings: every rating given is there, on the seven-step scale.
func TestFreshdeskRatings(t *testing.T) {
	c := visit(t, 30, Options{})
	want, good := 0, 0
	for _, x := range c.sim.index.ratings {
		if !x.Rating.Answered.IsZero() && !x.Rating.Answered.After(c.now) {
			want++
			if x.Rating.Score == "good" {
				good++
			}
		}
	}
	seen, happy := once{t: t, what: "rating"}, 0
	for page, more := 1, true; more; page++ {
		rows, link := c.array(fmt.Sprintf("/freshdesk/api/v2/surveys/satisfaction_ratings?per_page=100&page=%d", page))
		more = link != ""
		for _, row := range rows {
			seen.add(fmt.Sprint(row["id"]))
			score := dig(row, "ratings", "default_question").(float64)
			if score > 100 {
				happy++
			}
			if score > 103 || score < -103 || score == 0 {
				t.Errorf("rating %v of %v", row["id"], score)
			}
		}
	}
	seen.want(want)
	if happy != good {
		t.Errorf("%d happy ratings, want %d", happy, good)
	}
}
