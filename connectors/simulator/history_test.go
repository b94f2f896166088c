package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors/simulator/world"
)

// TestVersionsMoveWithContent: what differs between two moments has a version
// (updated_at, generated_timestamp) in between.
func TestVersionsMoveWithContent(t *testing.T) {
	c := visit(t, 40, Options{})
	type version struct {
		text string
		at   time.Time
	}
	look := func(now time.Time) map[string]version {
		out := map[string]version{}
		put := func(kind string, id int64, at time.Time, body object) {
			b, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			out[fmt.Sprint(kind, id)] = version{string(b), at}
		}
		for kind, changes := range map[string][]change{"ticket": c.sim.ticketChanges(now), "user": c.sim.userChanges(now), "org": c.sim.orgChanges(now)} {
			for _, x := range changes {
				put(kind, x.id, x.at, x.render())
			}
		}
		for kind, objects := range map[string][]hubObject{"companies": c.sim.index.companies, "contacts": c.sim.index.contacts, "deals": c.sim.index.deals} {
			for _, o := range objects {
				if o.exists(now, false) {
					put(kind, o.id, o.updated(now), o.render(kind, now, []string{"name", "plan", "lifecyclestage", "jobtitle", "dealstage", "closedate", "amount"}, nil))
				}
			}
		}
		for _, x := range c.sim.index.ratings {
			if !x.Rating.Offered.After(now) {
				put("rating", x.Rating.ID, ratingUpdated(x.Rating, now), zendeskRating(x, now))
			}
		}
		return out
	}
	before, then := look(night.AddDate(0, 0, -40)), night.AddDate(0, 0, -40)
	for n := range 20 {
		now := night.AddDate(0, 0, -38+2*n)
		after := look(now)
		for key, v := range after {
			if v.text != before[key].text && (!v.at.After(then) || v.at.After(now)) {
				t.Errorf("%s changed between %s and %s, but its version is %s", key, then, now, v.at)
			}
		}
		before, then = after, now
	}
}

// TestStripeFeedTellsEveryChange: whatever differs between two moments has an
// event in between, and the event's object is the one of its moment.
func TestStripeFeedTellsEveryChange(t *testing.T) {
	c := visit(t, 60, Options{})
	told := map[string][]time.Time{}
	for _, e := range c.sim.feed() {
		id := text(e.body()["data"].(object)["object"].(object)["id"])
		if note := e.body()["data"].(object)["object"].(object); note["object"] == "credit_note" {
			id = text(note["invoice"])
		}
		told[id] = append(told[id], e.at)
	}
	moments := []time.Time{}
	for at := start.AddDate(0, 0, 1); at.Before(night); at = at.Add(113*time.Hour + 17*time.Minute) {
		moments = append(moments, at)
	}
	for _, objects := range [][]stripeObject{c.sim.index.customers, c.sim.index.subscriptions, c.sim.index.invoices} {
		for _, o := range objects {
			before := ""
			for i, at := range moments {
				now := ""
				if !o.created.After(at) {
					b, err := json.Marshal(o.render(at, nil))
					if err != nil {
						t.Fatal(err)
					}
					now = string(b)
				}
				if now != before && i > 0 && !slices.ContainsFunc(told[o.id], func(e time.Time) bool { return e.After(moments[i-1]) && !e.After(at) }) {
					t.Errorf("%s changed between %s and %s without an event:\n%s", o.id, moments[i-1], at, cmp.Diff(before, now))
				}
				before = now
			}
		}
	}
}

// TestSameClockSameBytes: two simulators of one seed answer alike.
func TestSameClockSameBytes(t *testing.T) {
	a, b := visit(t, 30, Options{}), visit(t, 30, Options{})
	for _, path := range []string{
		"/hubspot/crm/v3/objects/contacts?limit=100&properties=email,jobtitle", "/hubspot/crm/v3/owners?archived=true",
		"/stripe/v1/invoices?limit=100", "/stripe/v1/events?limit=100", "/zendesk/api/v2/satisfaction_ratings?score=bad",
		"/typeform/forms/XbRx9aPq", "/mixpanel/api/2.0/export?from_date=2026-05-01&to_date=2026-05-04",
	} {
		_, _, one := a.do(http.MethodGet, path, nil)
		_, _, two := b.do(http.MethodGet, path, nil)
		clean := func(x []byte, c *client) string { return strings.ReplaceAll(string(x), c.srv.URL, "") }
		if clean(one, a) != clean(two, b) || len(one) < 100 {
			t.Errorf("%s differs between two simulators of the same seed", path)
		}
	}
}

// TestThePastStays: what was dated before a moment is the same seen a month later.
func TestThePastStays(t *testing.T) {
	c := visit(t, 60, Options{})
	then := night.AddDate(0, -1, 0)
	look := func(now time.Time) map[string]string {
		out := map[string]string{}
		for _, o := range c.sim.index.invoices {
			if !o.created.After(then) {
				inv := c.sim.index.invoiceByID[o.id]
				out[o.id] = fmt.Sprint(inv.Created, inv.Total(), inv.Number, len(inv.Lines))
			}
		}
		for _, e := range c.sim.feed() {
			if !e.at.After(then) {
				b, err := json.Marshal(e.body())
				if err != nil {
					t.Fatal(err)
				}
				out[e.id] = string(b)
			}
		}
		for _, o := range c.sim.index.companies {
			for _, v := range o.versions("plan", now) {
				if text(v["timestamp"]) <= millis(then) {
					out[fmt.Sprint(o.id, v["timestamp"])] = text(v["value"])
				}
			}
		}
		for d := then.AddDate(0, 0, -10); d.Before(then.AddDate(0, 0, -3)); d = d.AddDate(0, 0, 1) {
			c.sim.world.UsesOn(d, func(u world.Use) {
				if !u.Processed.After(now) {
					out[fmt.Sprint(u.InsertID, u.At)] = string(c.sim.appendUse(nil, u, false))
				}
			})
		}
		return out
	}
	if diff := cmp.Diff(look(then), look(night)); diff != "" {
		t.Errorf("the past changed (-then +now):\n%s", diff)
	}
}
