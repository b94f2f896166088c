package pipeline

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/pipeline/delivery"
	"quarterdeck/pipeline/outbox"
	"quarterdeck/reports"
)

// hook is a receiver of webhooks that refuses some customers.
type hook struct {
	mu      sync.Mutex
	refused map[string]int // by customer: with this status
	got     map[string]int // by kind and key, with 2xx
	asked   int
}

func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var body struct {
		Kind, Key  string
		CustomerID string `json:"customer_id"`
	}
	data, _ := io.ReadAll(r.Body)
	_ = json.Unmarshal(data, &body)
	h.asked++
	if status := h.refused[body.CustomerID]; status != 0 {
		w.WriteHeader(status)
		return
	}
	h.got[body.Kind+" "+body.Key]++
}

// delivering configures a webhook, a folder for the team and a folder customers see.
func delivering(t *testing.T) (*hook, string, func(*config.Config)) {
	t.Helper()
	h := &hook{refused: map[string]int{}, got: map[string]int{}}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	dir := t.TempDir()
	return h, dir, func(c *config.Config) {
		c.Delivery = config.Delivery{
			Destinations: []config.Destination{
				{Name: "hook", Type: "webhook", URL: config.Secret(server.URL + "/canary"), Secret: "key-canary"},
				{Name: "team", Type: "folder", Path: filepath.Join(dir, "team"), Test: config.Secret(filepath.Join(dir, "tests"))},
				{Name: "portal", Type: "folder", Path: filepath.Join(dir, "portal"), Customer: true},
			},
			Digest: []string{"hook"}, Pack: []string{"team"}, QBRs: []string{"hook", "portal"}, Companions: []string{"team"}, Failures: []string{"hook"},
		}
	}
}

func filesBelow(t *testing.T, dir string) []string {
	t.Helper()
	names := []string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			names = append(names, rel)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Of two hundred reviews five customers' cannot be delivered: the others' are, at
// once, and the next run sends only the five.
func TestFewFailingCustomersDelayNobody(t *testing.T) {
	h, dir, routes := delivering(t)
	b := quick(newBench(t, routes))
	b.customers = nil
	for i := range 200 {
		b.customers = append(b.customers, reports.Customer{ID: fmt.Sprintf("c%03d", i), Name: fmt.Sprintf("Customer %03d", i)})
	}
	for i, status := range []int{500, 503, 429, 400, 410} {
		h.refused[fmt.Sprintf("c%03d", 7+31*i)] = status
	}
	report, err := b.Run(t.Context(), RunOptions{})
	if err == nil || stepStates(report) != "pull done, transform done, qbr done, pack done, digest done, deliver failed, compact done" {
		t.Fatalf("got %v: %s", err, stepStates(report))
	}
	d := report.Deliver
	pdfs := 0
	for _, name := range filesBelow(t, filepath.Join(dir, "portal")) {
		if strings.HasSuffix(name, ".pdf") {
			pdfs++
		}
	}
	if pdfs != 200 || d.Count("failed") != 5 || d.Count("sent") != 1+1+195+200+200 {
		t.Errorf("%d reviews in the folder, %d failed, %d sent", pdfs, d.Count("failed"), d.Count("sent"))
	}
	var failed []string
	for _, one := range d.Deliveries {
		if one.State == "failed" {
			failed = append(failed, one.CustomerID)
		}
	}
	if diff := cmp.Diff([]string{"c007", "c038", "c069", "c100", "c131"}, failed); diff != "" {
		t.Errorf("failed (-want +got):\n%s", diff)
	}
	for _, id := range failed {
		if !strings.Contains(err.Error(), id) {
			t.Errorf("the error does not name %s: %v", id, err)
		}
	}
	if strings.Contains(err.Error(), "canary") {
		t.Errorf("a secret is in %v", err)
	}

	h.refused, h.asked = nil, 0
	again, err := b.Deliver(t.Context(), DeliverOptions{})
	if err != nil || h.asked != 5 || again.Count("sent") != 5 || again.Kept != 1+1+195+200+200 {
		t.Errorf("again: %v, %d requests, %d sent, %d kept, want the five", err, h.asked, again.Count("sent"), again.Kept)
	}
	for key, times := range h.got {
		if times != 1 {
			t.Errorf("%s arrived %d times", key, times)
		}
	}
}

// What is held stays, companions and the pack never come where customers look, and a
// preview and a test leave nothing behind.
func TestOnlyWhatMayLeaveLeaves(t *testing.T) {
	h, dir, routes := delivering(t)
	b := quick(newBench(t, routes))
	b.outside.secret = "c2"
	if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, name := range filesBelow(t, filepath.Join(dir, "portal")) {
		if !strings.HasPrefix(name, "qbr/2026Q3/") || strings.Contains(name, "Two") {
			t.Errorf("customers see %s", name)
		}
	}
	if h.got["qbr 2026Q3 c2 v1"] != 0 || h.got["qbr 2026Q3 c1 v1"] != 1 {
		t.Errorf("arrived: %v", h.got)
	}
	held, err := b.Deliveries(t.Context(), DeliveryFilter{State: DeliveryHeld})
	if err != nil || len(held) != 1 || held[0].CustomerID != "c2" || held[0].Reason == "" {
		t.Errorf("held: %+v, %v", held, err)
	}
	asked := h.asked
	preview, err := b.Deliver(t.Context(), DeliverOptions{DryRun: true})
	if err != nil || h.asked != asked || len(preview.Deliveries) != 1+1+2+2 || preview.Held != 1 {
		t.Errorf("preview: %v, %d requests, %+v", err, h.asked-asked, preview)
	}
	for _, d := range preview.Deliveries {
		if d.State != "sent" || d.ID == "" {
			t.Errorf("preview: %+v, want it sent before", d)
		}
	}
	before := len(filesBelow(t, filepath.Join(dir, "team")))
	test, err := b.Deliver(t.Context(), DeliverOptions{Test: true})
	if err != nil || h.asked != asked || test.Count("skipped") != 1+1+1 || test.Count("sent") != 1+2 {
		t.Errorf("test: %v, %+v", err, test)
	}
	if len(filesBelow(t, filepath.Join(dir, "tests"))) == 0 || len(filesBelow(t, filepath.Join(dir, "team"))) != before {
		t.Error("the test went elsewhere than to the place for tests")
	}
}

// A retry asks the batch again, and a person settles what nobody can look up.
func TestRetryAndResolve(t *testing.T) {
	h, _, routes := delivering(t)
	b := quick(newBench(t, routes))
	h.refused["c1"] = http.StatusBadRequest
	if _, err := b.Run(t.Context(), RunOptions{}); err == nil {
		t.Fatal("want a failing run")
	}
	failed, err := b.Deliveries(t.Context(), DeliveryFilter{State: "failed", CustomerID: "c1"})
	if err != nil || len(failed) != 1 || failed[0].Destination != "hook" || strings.Contains(failed[0].Error, "canary") {
		t.Fatalf("got %+v, %v", failed, err)
	}
	h.refused = nil
	done, err := b.RetryDelivery(t.Context(), failed[0].ID[:8])
	if err != nil || done.State != "sent" || done.Attempts != 2 || h.got["qbr 2026Q3 c1 v1"] != 1 {
		t.Errorf("retry: %+v, %v", done, err)
	}
	var usage *UsageError
	if _, err := b.RetryDelivery(t.Context(), failed[0].ID); !errors.As(err, &usage) {
		t.Errorf("sent already: got %v", err)
	}
	if _, err := b.RetryDelivery(t.Context(), "zz"); !errors.As(err, &usage) {
		t.Errorf("unknown id: got %v", err)
	}

	b.cfg.Delivery.Destinations[0].Type = "slack_webhook" // which cannot be asked
	box, err := b.outbox(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m := outbox.Message{Kind: kindAlerts, Channel: "hook", Key: "2026-11-19", Body: []byte(`{}`)}
	e, err := box.Deliver(t.Context(), m, &doorSender{p: b.Pipeline, box: box, door: lost{}, at: b.deps.Now()})
	var unknown *outbox.UnknownError
	if !errors.As(err, &unknown) || e.State != outbox.Unknown {
		t.Fatalf("got %+v, %v, want it unknown", e, err)
	}
	id := m.UUID()
	if _, err := b.ResolveDelivery(t.Context(), id, ResolvedSent, "", "seen"); !errors.As(err, &usage) {
		t.Errorf("nobody's name: got %v", err)
	}
	resolved, err := b.ResolveDelivery(t.Context(), id, ResolvedSent, "Ann Lee", "it is in the channel")
	if err != nil || resolved.State != "sent" || resolved.ResolvedBy != "Ann Lee" || resolved.Reason == "" {
		t.Errorf("resolved: %+v, %v", resolved, err)
	}
	if _, err := b.ResolveDelivery(t.Context(), id, ResolvedNotSent, "Bo", "no"); !errors.As(err, &usage) {
		t.Errorf("resolved twice: got %v", err)
	}
}

// lost is a door behind which answers are lost.
type lost struct{ delivery.Door }

func (lost) Send(context.Context, delivery.Parcel) (string, error) {
	return "", errors.New("connection reset")
}

func (lost) Lookup(context.Context, delivery.Parcel, time.Time) (string, error) {
	return "", errors.New("it cannot be asked")
}

// Teams, segments and owners are told of their own customers, who looks after the
// operation of a failed run, and nobody of others'.
func TestEveryoneHearsOfTheirOwnCustomers(t *testing.T) {
	o := newOffice(t, func(string, int) fate { return arrives })
	b := o.process(t)
	b.cfg.Teams = map[string][]string{"emea": {"Ann Lee"}}
	b.cfg.Slack.Channels = config.SlackChannels{Team: map[string]string{"emea": "CEMEA"}, Segment: map[string]string{"plan=pro": "CPRO"}}
	b.cfg.Slack.Owners, b.cfg.Slack.OpsUser = true, "UOPS"
	b.cfg.Delivery.People = map[string]config.DeliveryPerson{"Ann Lee": {Slack: "UANN"}}
	b.book = customerBook{
		"c1": {owner: "Ann Lee", segments: map[string]string{"plan": "free"}},
		"c2": {owner: "Bo Chen", email: "bo@acme.example", segments: map[string]string{"plan": "pro"}},
		"c3": {owner: "Cy Diaz", segments: map[string]string{"plan": "free"}},
	}
	b.stages.readDigest = func(_ context.Context, _ *sql.DB, opts reports.DigestOptions) (*reports.Digest, error) {
		alert := func(id, name string) reports.Alert {
			return reports.Alert{CustomerID: id, Customer: name, Rule: "usage_drop", Kind: "risk", Reason: "usage fell", Action: "Call", Since: epochDay}
		}
		return &reports.Digest{Company: opts.Company, AsOf: opts.AsOf, RunID: opts.RunID, Currency: "USD",
			Alerts: reports.Alerts{New: []reports.Alert{alert("c1", "First Corp"), alert("c2", "Second Corp")}},
			Worse:  []reports.Mover{{CustomerID: "c2", Customer: "Second Corp", From: "green", To: "red"}}}, nil
	}
	for range 2 { // the second night of the same day changes nothing
		if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	b.outside.things["crm.deals"]++
	b.outside.build = errors.New("out of memory")
	if _, err := b.Run(t.Context(), RunOptions{AsOf: epochDay}); err == nil {
		t.Fatal("want a failing run")
	}
	got := map[string]string{}
	for _, m := range o.slack.Messages() {
		if m.ThreadTS == "" {
			got[m.Channel] += m.Text + string(m.Blocks)
		}
	}
	bo := ""
	for channel := range got {
		if channel[0] == 'D' && channel != "DANN" && channel != "DOPS" {
			bo = channel
		}
	}
	for channel, want := range map[string]struct{ has, hasNot string }{
		"CEMEA": {"First Corp", "Second Corp"}, "CPRO": {"Second Corp", "First Corp"}, "DANN": {"First Corp", "Second Corp"},
		bo: {"Second Corp", "First Corp"}, "DOPS": {"out of memory", "First Corp"}, "C1": {"out of memory", "canary"},
	} {
		if !strings.Contains(got[channel], want.has) || strings.Contains(got[channel], want.hasNot) {
			t.Errorf("channel %s: %.300s, want %s and not %s", channel, got[channel], want.has, want.hasNot)
		}
	}
	if len(got) != 6 {
		t.Errorf("%d channels, want 6", len(got))
	}
	if n := strings.Count(got["CEMEA"], "team emea"); n != 2 { // the text and the headline of one message
		t.Errorf("the team's digest is there %d times", n)
	}
}

// The file that an outside check watches is there after a good run only.
func TestLastGoodRun(t *testing.T) {
	b := newBench(t)
	b.outside.build = errors.New("out of memory")
	if _, err := b.Run(t.Context(), RunOptions{}); err == nil {
		t.Fatal("want a failing run")
	}
	if _, err := os.Stat(b.path("last-good-run")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after a failed run: %v", err)
	}
	b.outside.build = nil
	report, err := b.Run(t.Context(), RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var good struct {
		AsOf       string    `json:"as_of"`
		RunID      string    `json:"run_id"`
		FinishedAt time.Time `json:"finished_at"`
	}
	data, err := os.ReadFile(b.path("last-good-run"))
	if err != nil || json.Unmarshal(data, &good) != nil || good.AsOf != "2026-11-20" || good.RunID != report.RunID || !good.FinishedAt.Equal(twoInTheMorning) {
		t.Errorf("got %s, %v", data, err)
	}
}
