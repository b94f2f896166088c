package slack

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors/simulator"
	"quarterdeck/connectors/simulator/world"
)

// The simulated Slack has its own reading of the Web API and its own check of
// the blocks: a digest goes through it whole, and once although the answer to
// the first try is cut off.
func TestDigestThroughTheSimulatedSlack(t *testing.T) {
	c := &clock{at: time.Date(2026, time.March, 10, 7, 0, 0, 0, time.UTC)}
	faults := &simulator.Faults{}
	faults.On(simulator.PathSlack+"/chat.postMessage", 1, simulator.Fault{Truncate: 5})
	invented := world.New(world.Options{Seed: 1, Customers: 1, Months: 1, Start: time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)})
	workspace := simulator.New(invented, simulator.Options{Now: c.Now, Faults: faults})
	server := httptest.NewServer(workspace)
	t.Cleanup(server.Close)
	client, err := New(Options{Token: simulator.TokenSlack, BaseURL: server.URL + simulator.PathSlack, HTTP: server.Client(), Now: c.Now, Sleep: c.Sleep})
	if err != nil {
		t.Fatal(err)
	}
	ctx, p := context.Background(), post(t, "digest 2026-03-09")
	started := c.Now()
	if _, err := client.Post(ctx, p); OutcomeOf(err) != Ambiguous {
		t.Fatalf("got %v, want an ambiguous error", err)
	}
	ts, err := client.Find(ctx, p.Channel, p.Key, started.Add(-time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.PostThread(ctx, ts, p, false); err != nil {
		t.Fatal(err)
	}
	if err := client.Update(ctx, ts, p); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Find(ctx, p.Channel, "digest 2026-03-10", started.Add(-time.Minute)); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v for another key, want not found", err)
	}
	want := []string{p.Message.Text}
	for _, reply := range p.Message.Thread {
		want = append(want, reply.Text)
	}
	var got []string
	for _, m := range workspace.Messages() {
		got = append(got, m.Text)
		if strings.Contains(string(m.Blocks), "<!") {
			t.Errorf("a mention got through: %.200s", m.Blocks)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("in the channel (-want +got):\n%s", diff)
	}
}
