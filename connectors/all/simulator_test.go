package all_test

import (
	"encoding/json"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/all"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/simulator"
	"quarterdeck/connectors/simulator/world"
)

// night is a simulated company whose clock the test sets.
type night struct {
	clock   connectortest.Clock
	today   time.Time
	world   *world.World
	faults  simulator.Faults
	sim     *simulator.Simulator
	sources map[string]connectors.Source
}

func (n *night) now() time.Time { return n.today }

func newNight(t *testing.T) *night {
	t.Helper()
	return openNight(t, world.Options{Seed: 1, Customers: 25, Months: 8, Horizon: 12, Start: time.Date(2025, 8, 1, 0, 0, 0, 0, time.UTC)})
}

func openNight(t *testing.T, o world.Options) *night {
	t.Helper()
	n := &night{today: time.Date(2026, 3, 1, 7, 0, 0, 0, time.UTC), sources: map[string]connectors.Source{}}
	n.world = world.New(o)
	n.sim = simulator.New(n.world, simulator.Options{Now: n.now, Faults: &n.faults, NewCSAT: o.Start.AddDate(0, 4, 0)})
	server := httptest.NewServer(n.sim)
	t.Cleanup(server.Close)
	deps := n.clock.Deps()
	deps.Now = n.now
	for _, src := range n.configs() {
		src.Name, src.BaseURL, src.Rate = src.Type, server.URL+"/"+src.Type, 1e6
		source, err := all.Open(src, deps)
		if err != nil {
			t.Fatal(err)
		}
		n.sources[src.Type] = source
	}
	return n
}

func (n *night) configs() []config.Source {
	return []config.Source{
		{Type: "hubspot", Token: simulator.TokenHubSpot, Attributes: map[string]config.Attribute{"plan": {Field: "plan"}, "industry": {Field: "industry"}, "region": {Field: "region"}}},
		{Type: "salesforce", ClientID: simulator.ClientSalesforce, ClientSecret: simulator.SecretSalesforce,
			Attributes: map[string]config.Attribute{"plan": {Field: "Plan__c"}, "industry": {Field: "Industry"}, "region": {Field: "Region__c"}}},
		{Type: "stripe", Token: simulator.TokenStripe},
		{Type: "chargebee", Token: simulator.TokenChargebee, Subdomain: "demo"},
		{Type: "zendesk", Email: simulator.EmailZendesk, Token: simulator.TokenZendesk},
		{Type: "intercom", Token: simulator.TokenIntercom},
		{Type: "freshdesk", Token: simulator.KeyFreshdesk, Subdomain: "demo"},
		{Type: "typeform", Token: simulator.TokenTypeform},
		{Type: "surveymonkey", Token: simulator.TokenSurveyMonkey},
		{Type: "qualtrics", Token: simulator.TokenQualtrics, Subdomain: "demo"},
		{Type: "mixpanel", Username: simulator.UserMixpanel, Token: simulator.SecretMixpanel, ProjectID: simulator.ProjectMixpanel, Start: "2025-08-01"},
		{Type: "amplitude", APIKey: simulator.KeyAmplitude, Token: simulator.SecretAmplitude, Start: "2025-08-01"},
		{Type: "posthog", Token: simulator.TokenPostHog, ProjectID: simulator.ProjectPostHog, Start: "2025-08-01"},
	}
}

// each runs f for every stream of every vendor.
func (n *night) each(t *testing.T, f func(t *testing.T, source connectors.Source, stream connectors.Stream)) {
	for _, typ := range slices.Sorted(maps.Keys(n.sources)) {
		for _, stream := range all.Streams(typ) {
			t.Run(typ+"."+stream.Name, func(t *testing.T) { f(t, n.sources[typ], stream) })
		}
	}
}

// state is what is known of a stream after its loads: the newest version of
// every key, without the buried ones, as one text a key.
func state(t *testing.T, stream connectors.Stream, loads ...connectortest.Loaded) map[string]string {
	t.Helper()
	newest := map[string]map[string]string{}
	for _, load := range loads {
		for _, row := range load.Rows {
			key := keyOf(stream, row)
			if old, known := newest[key]; known && stream.Version != "" && row[stream.Version] < old[stream.Version] {
				continue
			}
			newest[key] = row
		}
	}
	out := map[string]string{}
	for key, row := range newest {
		if row["_deleted"] == "true" {
			continue
		}
		var line []string
		for _, c := range stream.Columns {
			line = append(line, c.Name+"="+row[c.Name])
		}
		out[key] = strings.Join(append(line, "_extra="+row["_extra"]), "\n")
	}
	return out
}

func keyOf(stream connectors.Stream, row map[string]string) string {
	var parts []string
	for _, k := range stream.Key {
		parts = append(parts, row[k])
	}
	return strings.Join(parts, "|")
}

// replay loads the stream whole on the first night and by its cursor on the
// later ones, and holds what is known then against a full load of the last
// night. It counts the tombstones that came.
func (n *night) replay(t *testing.T, source connectors.Source, stream connectors.Stream, nights ...time.Time) int {
	t.Helper()
	var loads []connectortest.Loaded
	var cursor json.RawMessage
	tombstones := 0
	for i := range nights {
		n.today = nights[i]
		next := connectortest.MustPull(t, source, stream.Name, cursor)
		if next.Mode == connectors.Full {
			loads = nil
		} else if i == 0 {
			t.Error("the first load is an increment")
		}
		for _, row := range next.Rows {
			if i > 0 && row["_deleted"] == "true" {
				tombstones++
			}
		}
		loads, cursor = append(loads, next), next.Cursor
	}
	want := state(t, stream, connectortest.MustPull(t, source, stream.Name, nil))
	if diff := cmp.Diff(want, state(t, stream, loads...)); diff != "" {
		t.Errorf("full load (-) and increments (+) differ:\n%.3000s", diff)
	}
	if len(want) == 0 {
		t.Error("the simulator gave no rows")
	}
	return tombstones
}

// TestIncrementsEqualFullLoad is the promise of every cursor: what is known
// after a full load and the increments of later nights is what a full load of
// the last night gives.
func TestIncrementsEqualFullLoad(t *testing.T) {
	n := newNight(t)
	first := n.today
	n.each(t, func(t *testing.T, source connectors.Source, stream connectors.Stream) {
		if stream.Name == "account_merges" {
			return // Salesforce forgets them; TestSalesforceMerges looks at every night
		}
		n.replay(t, source, stream, first, first.AddDate(0, 0, 1), first.AddDate(0, 0, 5), first.AddDate(0, 0, 26))
	})
}

// TestDeletesBecomeTombstones goes through years in which records are archived,
// merged and deleted at every vendor that can tell.
func TestDeletesBecomeTombstones(t *testing.T) {
	n := openNight(t, world.Options{Seed: 1, Customers: 110, Months: 28, Horizon: 30, Start: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)})
	var nights []time.Time
	for d := 30; d < 850; d += 20 {
		nights = append(nights, n.world.Start.AddDate(0, 0, d))
	}
	for _, name := range []string{"hubspot.companies", "hubspot.contacts", "stripe.customers", "chargebee.customers", "zendesk.tickets", "zendesk.users"} {
		t.Run(name, func(t *testing.T) {
			typ, stream, _ := strings.Cut(name, ".")
			declared, err := connectors.Find(all.Streams(typ), stream)
			if err != nil {
				t.Fatal(err)
			}
			if n.replay(t, n.sources[typ], declared, nights...) == 0 {
				t.Error("no tombstone came")
			}
		})
	}
}

// TestFullLoadBringsEveryObjectOnce counts against the simulator's own books.
func TestFullLoadBringsEveryObjectOnce(t *testing.T) {
	n := newNight(t)
	counts := map[string]int{}
	n.each(t, func(t *testing.T, source connectors.Source, stream connectors.Stream) {
		got := connectortest.MustPull(t, source, stream.Name, nil)
		seen := map[string]int{}
		for _, row := range got.Rows {
			key := keyOf(stream, row)
			// Amplitude exports what was sent twice; its key makes one row of it.
			if seen[key]++; seen[key] > 1 && stream.Key[0] != "event_key" {
				t.Errorf("%s came %d times", key, seen[key])
			}
		}
		counts[stream.Name] = len(seen)
		if got.Invalid != 0 {
			t.Errorf("%d values did not fit", got.Invalid)
		}
	})
	tickets := 0
	for _, ticket := range n.world.Tickets {
		if !ticket.Created.After(n.today.Add(-time.Minute)) {
			tickets++
		}
	}
	if counts["tickets"] != tickets {
		t.Errorf("%d tickets, the world has %d", counts["tickets"], tickets)
	}
	if want := len(n.world.Owners); counts["owners"] != want {
		t.Errorf("%d owners, the world has %d", counts["owners"], want)
	}
}

// TestIncrementIsSmall: a second pull of the same night brings no more than the
// look-backs.
func TestIncrementIsSmall(t *testing.T) {
	n := newNight(t)
	n.each(t, func(t *testing.T, source connectors.Source, stream connectors.Stream) {
		full := connectortest.MustPull(t, source, stream.Name, nil)
		again := connectortest.MustPull(t, source, stream.Name, full.Cursor)
		if again.Mode == connectors.Full {
			if !readWhole(t.Name(), stream.Name) {
				t.Errorf("the second load is full again, cursor %s", full.Cursor)
			}
			return
		}
		// Zendesk filters survey responses by when they were offered, a month before
		// the last may be answered. The whole price list was made within two minutes.
		everAgain := []string{"survey_responses", "item_prices", "coupons"}
		if limit := 5 + len(full.Rows)/8; len(again.Rows) > limit && !slices.Contains(everAgain, stream.Name) {
			t.Errorf("%d of %d rows came again", len(again.Rows), len(full.Rows))
		}
	})
}

// readWhole says whether the vendor can only give the whole of a stream.
func readWhole(test, stream string) bool {
	_, name, _ := strings.Cut(test, "/")
	return slices.Contains([]string{"owners", "forms", "products", "prices", "coupons", "agents", "admins"}, stream) ||
		slices.Contains([]string{"intercom.companies", "freshdesk.companies"}, name)
}

// TestFaultsChangeNothing: a night of broken answers lands the same rows.
func TestFaultsChangeNothing(t *testing.T) {
	n := newNight(t)
	type place struct {
		source connectors.Source
		stream string
	}
	want := map[place]map[string]string{}
	n.each(t, func(t *testing.T, source connectors.Source, stream connectors.Stream) {
		want[place{source, stream.Name}] = state(t, stream, connectortest.MustPull(t, source, stream.Name, nil))
	})
	faults := []simulator.Fault{{Status: 429, RetryAfter: 3 * time.Second}, {Status: 503}, {Reset: true}, {Truncate: 40}, {Status: 429}}
	before := n.sim.Requests()
	for i, path := range slices.Sorted(maps.Keys(before)) {
		for k := range 4 {
			n.faults.On(path, before[path]+k+1, faults[(i+k)%len(faults)])
		}
	}
	n.each(t, func(t *testing.T, source connectors.Source, stream connectors.Stream) {
		got := state(t, stream, connectortest.MustPull(t, source, stream.Name, nil))
		if diff := cmp.Diff(want[place{source, stream.Name}], got); diff != "" {
			t.Errorf("%.2000s", diff)
		}
	})
}

func TestEveryConfigTypeOpens(t *testing.T) {
	var want []string
	for _, typ := range config.SourceTypes() {
		want = append(want, typ.Name)
	}
	if diff := cmp.Diff(want, all.Types()); diff != "" {
		t.Errorf("config (-) and connectors (+) know different types: %s", diff)
	}
	for _, typ := range all.Types() {
		if len(all.Streams(typ)) == 0 {
			t.Errorf("%s declares no streams", typ)
		}
	}
	if _, err := all.Open(config.Source{Name: "x", Type: "nope"}, connectors.Deps{}); err == nil || !strings.Contains(err.Error(), `no type "nope"`) {
		t.Errorf("got %v", err)
	}
	src, err := all.Open(config.Source{Name: "x", Type: "hubspot", BaseURL: "http://example.com"}, (&connectortest.Clock{}).Deps())
	if err == nil || src != nil {
		t.Errorf("a source came with an error: %v, %v", src, err)
	}
}
