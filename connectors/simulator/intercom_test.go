package simulator

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

func where(field, operator string, value any) map[string]any {
	return map[string]any{"field": field, "operator": operator, "value": value}
}

func conversationSearch(filter any, size int, after string) map[string]any {
	return map[string]any{"query": filter, "sort": map[string]any{"field": "updated_at", "order": "ascending"},
		"pagination": map[string]any{"per_page": size, "starting_after": after}}
}

func TestIntercomSearchPages(t *testing.T) {
	c := visit(t, 30, Options{})
	since := c.now.AddDate(0, -8, 0).Unix()
	want := 0
	for _, x := range c.sim.world.Tickets {
		if !x.Created.After(c.now) && x.State(c.now) != "deleted" && x.Updated(c.now).Unix() >= since {
			want++
		}
	}
	both := map[string]any{"operator": "OR", "value": []any{where("updated_at", ">", since), where("updated_at", "=", since)}}
	seen, last := once{t: t, what: "conversation"}, int64(0)
	for after, more := "", true; more; {
		page := c.post("/intercom/conversations/search", conversationSearch(both, 37, after))
		if n := integer(t, page["total_count"]); int(n) != want {
			t.Errorf("total_count %d, want %d", n, want)
		}
		for _, row := range rowsOf(page, "conversations") {
			seen.add(text(row["id"]))
			if at := integer(t, row["updated_at"]); at < last {
				t.Errorf("conversation %v is out of order", row["id"])
			} else {
				last = at
			}
			if row["conversation_parts"] != nil {
				t.Errorf("conversation %v has parts in a search", row["id"])
			}
		}
		after = text(dig(page, "pages", "next", "starting_after"))
		more = after != ""
	}
	seen.want(want)
}

func TestIntercomRefusesWhatTheVendorRefuses(t *testing.T) {
	c := visit(t, 10, Options{})
	day := c.now.Unix()
	for name, x := range map[string]struct {
		path string
		body any
	}{
		"151 a page":        {"/intercom/conversations/search", conversationSearch(where("updated_at", ">", 0), 151, "")},
		"a made-up token":   {"/intercom/conversations/search", conversationSearch(where("updated_at", ">", 0), 10, "eHg=")},
		"no such field":     {"/intercom/conversations/search", conversationSearch(where("updated", ">", 0), 10, "")},
		"a date as text":    {"/intercom/conversations/search", conversationSearch(where("updated_at", ">", "soon"), 10, "")},
		"contacts from":     {"/intercom/contacts/search", conversationSearch(where("updated_at", ">=", day), 10, "")},
		"contacts of dates": {"/intercom/contacts/search", conversationSearch(where("updated_at", "IN", []any{day}), 10, "")},
	} {
		status, _, text := c.do(http.MethodPost, x.path, x.body)
		if status != http.StatusBadRequest || !strings.Contains(string(text), `"type":"error.list"`) {
			t.Errorf("%s: got %d %s", name, status, text)
		}
	}
}

// TestIntercomContactsByTheDay: > begins on the next day of the workspace's zone.
func TestIntercomContactsByTheDay(t *testing.T) {
	c := visit(t, 60, Options{})
	zone := c.sim.world.Zone
	for _, u := range c.sim.world.Users[20:26] {
		if u.Role != "end-user" || u.Created.After(c.now) || !u.Deleted.IsZero() {
			continue
		}
		y, m, d := u.Created.In(zone).Date()
		morning := time.Date(y, m, d, 0, 0, 1, 0, zone)
		finds := func(operator string, at time.Time) bool {
			page := c.post("/intercom/contacts/search", map[string]any{"query": map[string]any{"operator": "AND", "value": []any{
				where("updated_at", operator, at.Unix()), where("email", "=", u.Email)}}, "pagination": map[string]any{"per_page": 150}})
			return len(rowsOf(page, "data")) == 1
		}
		if finds(">", morning) || !finds(">", morning.AddDate(0, 0, -1)) || !finds("=", morning) || finds("<", morning.Add(20*time.Hour)) || !finds("<", morning.AddDate(0, 0, 1)) {
			t.Errorf("contact of %s is not searched by its day in %s", u.Created, zone)
		}
	}
}

// TestIntercomConversationTellsItsHistory replays a conversation's parts.
func TestIntercomConversationTellsItsHistory(t *testing.T) {
	c := visit(t, 40, Options{})
	reopened, deleted := 0, 0
	for _, x := range c.sim.world.Tickets[:400] {
		status, _, body := c.do(http.MethodGet, "/intercom/conversations/"+strconv.FormatInt(x.ID, 10), nil)
		if x.State(c.now) == "deleted" {
			deleted++
			if status != http.StatusNotFound {
				t.Errorf("deleted conversation %d: got %d", x.ID, status)
			}
			continue
		}
		row := decode(t, body)
		closes, opens, replied := 0, 0, int64(0)
		for _, part := range rowsOf(row["conversation_parts"].(map[string]any), "conversation_parts") {
			switch kind := text(part["part_type"]); {
			case kind == "close":
				closes++
			case kind == "open" && closes > opens:
				opens++
			case kind == "comment" && text(dig(part, "author", "type")) == "admin" && replied == 0:
				replied = integer(t, part["created_at"])
			}
		}
		solved, again := x.Solves(c.now)
		if closes != len(solved) || int64(len(again)) != integer(t, dig(row, "statistics", "count_reopens")) {
			t.Errorf("conversation %d: %d closes, want %d; %d reopened", x.ID, closes, len(solved), len(again))
		}
		if first := x.FirstReply(c.now); !first.IsZero() && (replied != first.Unix() || integer(t, dig(row, "statistics", "first_admin_reply_at")) != first.Unix()) {
			t.Errorf("conversation %d: first reply %d, want %d", x.ID, replied, first.Unix())
		}
		reopened += len(again)
	}
	if reopened == 0 || deleted == 0 {
		t.Errorf("%d reopened, %d deleted: the world shows too little", reopened, deleted)
	}
}

// TestIntercomScroll: one scroll a workspace, which a minute's rest ends.
func TestIntercomScroll(t *testing.T) {
	c := visit(t, 150, Options{})
	scroll := func(token string) (int, map[string]any) {
		path := "/intercom/companies/scroll"
		if token != "" {
			path += "?scroll_param=" + token
		}
		status, _, body := c.do(http.MethodGet, path, nil)
		return status, decode(t, body)
	}
	_, first := scroll("")
	token := text(first["scroll_param"])
	if status, refused := scroll(""); status != http.StatusBadRequest || text(dig(rowsOf(refused, "errors")[0], "code")) != "scroll_exists" {
		t.Errorf("a second scroll got %d %v", status, refused)
	}
	seen := once{t: t, what: "company"}
	for page := first; len(rowsOf(page, "data")) > 0; _, page = scroll(token) {
		for _, row := range rowsOf(page, "data") {
			seen.add(text(row["id"]))
		}
		c.now = c.now.Add(59 * time.Second)
	}
	want := 0
	for _, o := range c.sim.world.Orgs {
		if !o.Created.After(c.now) {
			want++
		}
	}
	seen.want(want)
	_, again := scroll("")
	c.now = c.now.Add(time.Minute)
	if status, _ := scroll(text(again["scroll_param"])); status != http.StatusNotFound {
		t.Errorf("a scroll that rested a minute got %d", status)
	}
	if status, _ := scroll(""); status != http.StatusOK {
		t.Errorf("a new scroll got %d", status)
	}
}

func TestIntercomSaysWhenItsQuotaResets(t *testing.T) {
	c := visit(t, 10, Options{Limits: Limits{PathIntercom: {1, 10 * time.Second}}})
	c.do(http.MethodGet, "/intercom/admins", nil)
	status, header, _ := c.do(http.MethodGet, "/intercom/admins", nil)
	if status != http.StatusTooManyRequests || header.Get("Retry-After") != "" || header.Get("X-RateLimit-Remaining") != "0" ||
		header.Get("X-RateLimit-Reset") != fmt.Sprint(c.now.Add(10*time.Second).Unix()) {
		t.Errorf("got %d with %v", status, header)
	}
	c.now = c.now.Add(10 * time.Second)
	if status, _, _ := c.do(http.MethodGet, "/intercom/admins", nil); status != http.StatusOK {
		t.Errorf("got %d after the reset", status)
	}
}

// TestNewSurveys: ratings offered after the account went over are answers to the
// new survey, all others legacy ratings; no rating is both.
func TestNewSurveys(t *testing.T) {
	over := night.AddDate(-1, 0, 0)
	c := visit(t, 30, Options{NewCSAT: over})
	legacy, given := 0, 0
	for after, more := "", true; more; {
		page := c.get("/zendesk/api/v2/satisfaction_ratings?page[after]=" + after)
		legacy += len(rowsOf(page, "satisfaction_ratings"))
		after, more = text(dig(page, "meta", "after_cursor")), dig(page, "meta", "has_more") == true
	}
	seen := once{t: t, what: "survey response"}
	for after, more := "", true; more; {
		page := c.get("/zendesk/api/v2/guide/survey_responses?page[after]=" + after)
		for _, row := range rowsOf(page, "survey_responses") {
			seen.add(text(row["id"]))
			for _, a := range rowsOf(row, "answers") {
				if category := text(a["rating_category"]); category != "" {
					given++
					if good := integer(t, a["rating"]) >= 4; good != (category == "good") {
						t.Errorf("rating %v is %s", a["rating"], category)
					}
				}
			}
		}
		after, more = text(dig(page, "meta", "after_cursor")), dig(page, "meta", "has_more") == true
	}
	offered, answered := 0, 0
	for _, x := range c.sim.index.ratings {
		if !x.Rating.Offered.After(c.now) {
			offered++
			if !x.Rating.Offered.Before(over) && !x.Rating.Answered.IsZero() && !x.Rating.Answered.After(c.now) {
				answered++
			}
		}
	}
	if legacy == 0 || given != answered || legacy+len(seen.seen) != offered {
		t.Errorf("%d legacy and %d new of %d; %d answered, want %d", legacy, len(seen.seen), offered, given, answered)
	}
	never := visit(t, 10, Options{})
	if status, _, _ := never.do(http.MethodGet, "/zendesk/api/v2/guide/survey_responses", nil); status != http.StatusNotFound {
		t.Errorf("an account without the new survey: got %d", status)
	}
	always := visit(t, 10, Options{NewCSAT: start.AddDate(0, 0, -1)})
	if status, _, _ := always.do(http.MethodGet, "/zendesk/api/v2/satisfaction_ratings", nil); status != http.StatusForbidden {
		t.Errorf("an account without legacy ratings: got %d", status)
	}
}
