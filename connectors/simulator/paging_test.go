package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"quarterdeck/connectors/simulator/world"
)

// Every page of every list is read with small pages; each object must come
// exactly once (or, where the vendor repeats on purpose, at least once).

func TestHubSpotPaging(t *testing.T) {
	c := visit(t, 40, Options{})
	for kind, objects := range map[string][]hubObject{"companies": c.sim.index.companies, "contacts": c.sim.index.contacts, "deals": c.sim.index.deals} {
		for _, archived := range []string{"false", "true"} {
			want := 0
			for _, o := range objects {
				if o.exists(c.now, archived == "true") {
					want++
				}
			}
			seen := once{t: t, what: kind}
			for after := "0"; after != ""; {
				page := c.get("/hubspot/crm/v3/objects/" + kind + "?limit=37&archived=" + archived + "&after=" + after)
				for _, row := range rowsOf(page, "results") {
					seen.add(text(row["id"]))
				}
				after = text(dig(page, "paging", "next", "after"))
			}
			seen.want(want)
		}
	}
}

func TestHubSpotSearchPaging(t *testing.T) {
	c := visit(t, 40, Options{})
	seen := once{t: t, what: "deals"}
	total := ""
	for after := "0"; after != ""; {
		page := c.post("/hubspot/crm/v3/objects/deals/search", map[string]any{"limit": 29, "after": after,
			"sorts":        []any{map[string]any{"propertyName": "hs_object_id", "direction": "ASCENDING"}},
			"filterGroups": []any{map[string]any{"filters": []any{map[string]any{"propertyName": "hs_lastmodifieddate", "operator": "GTE", "value": fmt.Sprint(night.AddDate(-1, 0, 0).UnixMilli())}}}}})
		for _, row := range rowsOf(page, "results") {
			seen.add(text(row["id"]))
		}
		total, after = text(page["total"]), text(dig(page, "paging", "next", "after"))
	}
	changed := 0
	for _, o := range c.sim.index.deals {
		if o.exists(c.now, false) && !o.updated(c.now).Before(night.AddDate(-1, 0, 0)) {
			changed++
		}
	}
	seen.want(changed)
	if total != fmt.Sprint(changed) || changed == 0 {
		t.Errorf("total: got %s, want %d", total, changed)
	}
}

func TestStripePaging(t *testing.T) {
	c := visit(t, 40, Options{})
	for path, objects := range map[string][]stripeObject{"customers": c.sim.index.customers, "prices": c.sim.index.prices,
		"subscriptions": c.sim.index.subscriptions, "invoices": c.sim.index.invoices} {
		want := 0
		for _, o := range objects {
			if !o.created.After(c.now) && !world.Reached(o.deleted, c.now) {
				want++
			}
		}
		seen, last := once{t: t, what: path}, ""
		newest := c.now.Unix()
		for more := true; more; {
			page := c.get("/stripe/v1/" + path + "?status=" + map[bool]string{true: "all"}[path == "subscriptions"] + "&limit=13&starting_after=" + last)
			for _, row := range rowsOf(page, "data") {
				last = text(row["id"])
				seen.add(last)
				created := integer(t, row["created"])
				if created > newest {
					t.Errorf("%s %s: not newest first", path, last)
				}
				newest = created
			}
			more = page["has_more"] == true
		}
		seen.want(want)
	}
}

func TestStripeInvoiceLinesPaging(t *testing.T) {
	c := visit(t, 60, Options{})
	long := 0
	for _, inv := range c.sim.index.invoiceByID {
		if len(inv.Lines) <= 10 || inv.Created.After(c.now) {
			continue
		}
		long++
		whole := c.get("/stripe/v1/invoices/" + inv.ID)
		if n := len(rowsOf(whole["lines"].(map[string]any), "data")); n != 10 || dig(whole, "lines", "has_more") != true {
			t.Errorf("%s: %d lines embedded, has_more %v, want 10 and true", inv.ID, n, dig(whole, "lines", "has_more"))
		}
		seen, last := once{t: t, what: "line"}, ""
		for more := true; more; {
			page := c.get("/stripe/v1/invoices/" + inv.ID + "/lines?limit=4&starting_after=" + last)
			for _, row := range rowsOf(page, "data") {
				last = text(row["id"])
				seen.add(last)
			}
			more = page["has_more"] == true
		}
		seen.want(len(inv.Lines))
	}
	if long == 0 {
		t.Error("no invoice has more than ten lines")
	}
}

func TestZendeskCursorPaging(t *testing.T) {
	c := visit(t, 40, Options{})
	for name, want := range map[string]int{"tickets": len(c.sim.ticketChanges(c.now)), "users": len(c.sim.userChanges(c.now))} {
		seen, query := once{t: t, what: name}, "start_time=0"
		for more := true; more; {
			page := c.get("/zendesk/api/v2/incremental/" + name + "/cursor.json?per_page=111&" + query)
			for _, row := range rowsOf(page, name) {
				seen.add(text(row["id"]))
			}
			query, more = "cursor="+url.QueryEscape(text(page["after_cursor"])), page["end_of_stream"] == false
		}
		seen.want(want)
		// Nothing new: the same cursor gives an empty page and itself back.
		page := c.get("/zendesk/api/v2/incremental/" + name + "/cursor.json?" + query)
		if len(rowsOf(page, name)) != 0 || query != "cursor="+url.QueryEscape(text(page["after_cursor"])) {
			t.Errorf("%s: asking again from the last cursor gave %d rows", name, len(rowsOf(page, name)))
		}
		// A day later it gives what changed since, and only that.
		c.now = c.now.AddDate(0, 0, 1)
		for _, row := range rowsOf(c.get("/zendesk/api/v2/incremental/"+name+"/cursor.json?"+query), name) {
			if at := text(row["updated_at"]); at < night.AddDate(0, 0, -1).Format("2006-01-02") && name == "users" {
				t.Errorf("%s %s of %s comes again", name, row["id"], at)
			}
		}
		c.now = night
	}
}

func TestZendeskTimePaging(t *testing.T) {
	c := visit(t, 40, Options{})
	for path, want := range map[string]int{"organizations": len(c.sim.orgChanges(c.now)), "ticket_metric_events": visibleMetrics(c)} {
		seen, from, pages := map[string]bool{}, "0", 0
		for more := true; more; pages++ {
			page := c.get("/zendesk/api/v2/incremental/" + path + ".json?per_page=97&start_time=" + from)
			for _, row := range rowsOf(page, path) {
				seen[text(row["id"])] = true
			}
			if end := text(page["end_time"]); end == from && page["end_of_stream"] == false {
				t.Fatalf("%s: the page from %s ends where it starts", path, from)
			}
			from, more = text(page["end_time"]), page["end_of_stream"] == false
		}
		if len(seen) != want || pages < 1 {
			t.Errorf("%s: got %d in %d pages, want %d", path, len(seen), pages, want)
		}
	}
}

func visibleMetrics(c *client) int {
	n := 0
	for _, e := range c.sim.index.metrics {
		if !e.at.After(c.now.Add(-zendeskDelay)) {
			n++
		}
	}
	return n
}

func TestZendeskRatingsPaging(t *testing.T) {
	c := visit(t, 40, Options{})
	want := 0
	for _, x := range c.sim.index.ratings {
		if !x.Rating.Offered.After(c.now) {
			want++
		}
	}
	seen := once{t: t, what: "rating"}
	path := "/zendesk/api/v2/satisfaction_ratings?page[size]=99"
	for path != "" {
		page := c.get(path)
		for _, row := range rowsOf(page, "satisfaction_ratings") {
			seen.add(text(row["id"]))
		}
		path = strings.TrimPrefix(text(dig(page, "links", "next")), c.srv.URL)
		if (path == "") == (dig(page, "meta", "has_more") == true) {
			t.Fatalf("links and meta disagree: %v", page["meta"])
		}
	}
	seen.want(want)
}

func TestTypeformPaging(t *testing.T) {
	c := visit(t, 60, Options{})
	for i := range c.sim.world.Forms {
		f := &c.sim.world.Forms[i]
		want := 0
		for _, r := range c.sim.world.Responses {
			if r.Form == f && !r.Submitted.After(c.now) {
				want++
			}
		}
		seen, before := once{t: t, what: f.Title}, ""
		for {
			page := c.get("/typeform/forms/" + f.ID + "/responses?page_size=41&before=" + before)
			items := rowsOf(page, "items")
			if len(items) == 0 {
				break
			}
			for _, row := range items {
				before = text(row["token"])
				seen.add(before)
			}
		}
		seen.want(want)
	}
}

func TestMixpanelDays(t *testing.T) {
	c := visit(t, 30, Options{})
	seen := once{t: t, what: "event"}
	add := func(rows []map[string]any) {
		for _, row := range rows {
			p := row["properties"].(map[string]any)
			seen.add(text(row["event"]) + text(p["distinct_id"]) + text(p["time"]) + text(p["$insert_id"]))
		}
	}
	add(c.lines("/mixpanel/api/2.0/export?from_date=2026-09-01&to_date=2026-09-10"))
	add(c.lines("/mixpanel/api/2.0/export?from_date=2026-09-11&to_date=2026-09-11"))
	want := 0
	for d := range 11 {
		c.sim.world.UsesOn(night.AddDate(0, 0, -82+d), func(world.Use) { want++ })
	}
	seen.want(want)
	only := c.lines(`/mixpanel/api/2.0/export?from_date=2026-09-01&to_date=2026-09-03&event=` + url.QueryEscape(`["Report Run"]`))
	for _, row := range only {
		if row["event"] != "Report Run" {
			t.Fatalf("got event %v, want only Report Run", row["event"])
		}
	}
	if status, _, _ := c.do(http.MethodGet, "/mixpanel/api/2.0/export?from_date=2026-09-02&to_date=2026-09-01", nil); status != http.StatusBadRequest {
		t.Errorf("dates the wrong way round: got status %d, want 400", status)
	}
}
