package simulator

import (
	"encoding/json"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors/simulator/world"
)

// ownClient runs a script of a vendor's own client against the simulator; it
// prints how many records it read. Run npm install in clients once before.
func ownClient(t *testing.T, script string, args ...string) map[string]int {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	if _, err := os.Stat("clients/node_modules"); err != nil {
		t.Skip("the vendors' clients are not installed: npm install --no-package-lock in connectors/simulator/clients")
	}
	run := exec.CommandContext(t.Context(), node, append([]string{script}, args...)...)
	run.Dir, run.Stderr = "clients", t.Output()
	out, err := run.Output()
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	var counts map[string]int
	if err := json.Unmarshal(out, &counts); err != nil {
		t.Fatalf("%s printed %.200s: %v", script, out, err)
	}
	return counts
}

// live counts the tickets there are at an instant, and those not deleted.
func (c *client) live(at time.Time) (all, kept int) {
	for _, x := range c.sim.world.Tickets {
		if x.Created.After(at) {
			continue
		}
		all++
		if x.State(c.now) != "deleted" {
			kept++
		}
	}
	return all, kept
}

func (c *client) organizations() (n int) {
	for _, o := range c.sim.world.Orgs {
		if !o.Created.After(c.now) {
			n++
		}
	}
	return n
}

func TestIntercomsOwnClient(t *testing.T) {
	c := visit(t, 60, Options{})
	contacts := 0
	for _, u := range c.sim.world.Users {
		if u.Role == "end-user" && !u.Created.After(c.now) && !world.Reached(u.Deleted, c.now) {
			contacts++
		}
	}
	_, conversations := c.live(c.now)
	want := map[string]int{"conversations": conversations, "contacts": contacts, "companies": c.organizations(), "admins": len(c.sim.world.Agents)}
	if diff := cmp.Diff(want, ownClient(t, "intercom.mjs", c.srv.URL+PathIntercom, TokenIntercom)); diff != "" {
		t.Error(diff)
	}
}

func TestZendesksOwnClient(t *testing.T) {
	c := visit(t, 60, Options{})
	ratings := 0
	for _, x := range c.sim.index.ratings {
		if !x.Rating.Offered.After(c.now) {
			ratings++
		}
	}
	tickets, _ := c.live(c.now.Add(-zendeskDelay))
	want := map[string]int{"tickets": tickets, "organizations": c.organizations(), "ratings": ratings}
	if diff := cmp.Diff(want, ownClient(t, "zendesk.mjs", c.srv.URL+PathZendesk, EmailZendesk, TokenZendesk)); diff != "" {
		t.Error(diff)
	}
}

func TestTypeformsOwnClient(t *testing.T) {
	c := visit(t, 60, Options{})
	want := map[string]int{"forms": len(c.sim.world.Forms)}
	for _, f := range c.sim.world.Forms {
		want["questions"] += len(f.Fields)
	}
	for _, r := range c.sim.world.Responses {
		if !r.Submitted.After(c.now) {
			want["responses"]++
		}
	}
	if diff := cmp.Diff(want, ownClient(t, "typeform.mjs", c.srv.URL+PathTypeform, TokenTypeform)); diff != "" {
		t.Error(diff)
	}
}
