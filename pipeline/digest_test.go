package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/pipeline/outbox"
)

// workspace is a Slack that keeps messages and can lose its answers.
type workspace struct {
	mu       sync.Mutex
	messages []posted
	edits    int
	drop     int // answers to chat.postMessage still to be lost, after the message was taken
	noScope  bool
}

type posted struct{ ts, thread, key, text string }

func (w *workspace) heads() (heads []posted) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range w.messages {
		if m.thread == "" {
			heads = append(heads, m)
		}
	}
	return heads
}

func (w *workspace) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = r.ParseForm()
	answer := func(v map[string]any) { _ = json.NewEncoder(rw).Encode(v) }
	var metadata struct {
		Payload struct{ Key string } `json:"event_payload"`
	}
	switch r.URL.Path {
	case "/chat.postMessage":
		_ = json.Unmarshal([]byte(r.Form.Get("metadata")), &metadata)
		m := posted{ts: fmt.Sprintf("%d.000%03d", twoInTheMorning.Unix(), len(w.messages)), thread: r.Form.Get("thread_ts"),
			key: metadata.Payload.Key, text: r.Form.Get("text") + r.Form.Get("blocks")}
		w.messages = append(w.messages, m)
		if w.drop > 0 {
			w.drop--
			panic(http.ErrAbortHandler) // the connection breaks
		}
		answer(map[string]any{"ok": true, "channel": "C1", "ts": m.ts})
	case "/chat.update":
		if !slices.ContainsFunc(w.messages, func(m posted) bool { return m.ts == r.Form.Get("ts") }) {
			answer(map[string]any{"ok": false, "error": "message_not_found"})
			return
		}
		w.edits++
		answer(map[string]any{"ok": true, "channel": "C1", "ts": r.Form.Get("ts")})
	case "/conversations.history", "/conversations.replies":
		if w.noScope {
			answer(map[string]any{"ok": false, "error": "missing_scope"})
			return
		}
		list := []map[string]any{}
		for _, m := range w.messages {
			if (m.thread == "") == (r.URL.Path == "/conversations.history") {
				list = append(list, map[string]any{"ts": m.ts, "thread_ts": m.thread, "text": m.text,
					"metadata": map[string]any{"event_type": "quarterdeck_digest", "event_payload": map[string]any{"key": m.key}}})
			}
		}
		answer(map[string]any{"ok": true, "messages": list})
	case "/auth.test":
		answer(map[string]any{"ok": true})
	default:
		rw.WriteHeader(http.StatusNotFound)
	}
}

func newWorkspace(t *testing.T) (*workspace, func(*config.Config)) {
	t.Helper()
	w := &workspace{}
	server := httptest.NewServer(w)
	server.Config.ErrorLog = nil
	t.Cleanup(server.Close)
	return w, func(c *config.Config) {
		c.Slack = config.Slack{Token: "xoxb-secret-canary", Channel: "C1", BaseURL: server.URL}
	}
}

// quick makes the bench wait for nothing.
func quick(b *bench) *bench {
	b.wait = func(ctx context.Context, d time.Duration) error { b.clock.Advance(d); return ctx.Err() }
	return b
}

func TestDigestIsPostedOnceADay(t *testing.T) {
	w, slack := newWorkspace(t)
	b := quick(newBench(t, slack))
	w.drop = 1
	report, err := b.Run(t.Context(), RunOptions{})
	if err != nil || report.Digest.Delivery != "sent" {
		t.Fatalf("got %+v, %v", report.Digest, err)
	}
	if heads := w.heads(); len(heads) != 1 || heads[0].key != "digest 2026-11-20" || !strings.Contains(heads[0].text, "Acme") {
		t.Fatalf("posted: %+v, want one digest of Acme", heads)
	}
	if _, err := b.Digest(t.Context(), DigestOptions{}); err != nil || w.edits != 0 {
		t.Errorf("the same digest again: %v, %d edits, want nothing", err, w.edits)
	}

	// Another publication of the same day changes the message in place.
	b.outside.things["crm.deals"]++
	again, err := b.Run(t.Context(), RunOptions{})
	if err != nil || again.Digest.Delivery != "edited" || again.Digest.Ref != report.Digest.Ref || w.edits == 0 {
		t.Errorf("got %+v, %v, want the message edited", again.Digest, err)
	}
	b.clock.Advance(24 * time.Hour)
	if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
		t.Fatal(err)
	}
	if heads := w.heads(); len(heads) != 2 {
		t.Errorf("%d messages, want one for each day", len(heads))
	}
}

// A message somebody took out of the channel stays out, and fails no run.
func TestRemovedDigestIsNotPostedAgain(t *testing.T) {
	w, slack := newWorkspace(t)
	b := quick(newBench(t, slack))
	if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
		t.Fatal(err)
	}
	w.messages = nil
	for i, want := range []string{"removed", "sent"} { // the second time nothing is new
		if i == 0 {
			if _, err := b.Transform(t.Context(), TransformOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		report, err := b.Digest(t.Context(), DigestOptions{})
		if err != nil || report.Delivery != want || len(w.heads()) != 0 {
			t.Errorf("got %s, %v, %d messages, want %s and none", report.Delivery, err, len(w.heads()), want)
		}
	}
}

// Without the right to read the channel nobody knows whether the message
// arrived: it is not sent again, and the run says so.
func TestDigestOfUnknownFate(t *testing.T) {
	w, slack := newWorkspace(t)
	b := quick(newBench(t, slack))
	w.drop, w.noScope = 1, true
	report, err := b.Run(t.Context(), RunOptions{})
	var unknown *outbox.UnknownError
	if !errors.As(err, &unknown) || report.Digest.Delivery != "unknown" {
		t.Fatalf("got %+v, %v, want it unknown", report.Digest, err)
	}
	if _, err := b.Run(t.Context(), RunOptions{}); !errors.As(err, &unknown) {
		t.Errorf("got %v, want it unknown still", err)
	}
	w.noScope = false
	last, err := b.Run(t.Context(), RunOptions{})
	if err != nil || last.RunID != report.RunID {
		t.Errorf("got %v, run %s, want %s done", err, last.RunID, report.RunID)
	}
	digests := 0
	for _, m := range w.heads() {
		if strings.HasPrefix(m.key, "digest ") {
			digests++
		}
	}
	if digests != 1 {
		t.Errorf("%d digests were posted, want 1", digests)
	}
}

func TestDigestDryRunSendsNothing(t *testing.T) {
	w, slack := newWorkspace(t)
	b := newBench(t, slack)
	pullAndTransform(t, b, TransformOptions{})
	report, err := b.Digest(t.Context(), DigestOptions{DryRun: true})
	if err != nil || report.Delivery != "dry-run" || len(w.heads()) != 0 {
		t.Errorf("got %s, %v, %d posted", report.Delivery, err, len(w.heads()))
	}
	text, err := os.ReadFile(b.path("reports", "digest", "2026-11-20.txt"))
	if err != nil || string(text) != report.Text || !strings.Contains(report.Text, "Acme") {
		t.Errorf("stored %q, %v, want the text %q", text, err, report.Text)
	}
	stored, err := os.ReadFile(b.path("reports", "digest", "2026-11-20.json"))
	if err != nil || strings.TrimSpace(string(stored)) != string(report.Message) || !json.Valid(stored) {
		t.Errorf("stored %q, %v", stored, err)
	}
}

// A run that does not finish says so in the channel, once an attempt, and
// without its secrets.
func TestFailedRunIsAnnounced(t *testing.T) {
	w, slack := newWorkspace(t)
	b := quick(newBench(t, slack))
	b.outside.build = errors.New("out of memory")
	first, err := b.Run(t.Context(), RunOptions{})
	if err == nil {
		t.Fatal("want a failing run")
	}
	if heads := w.heads(); len(heads) != 1 || !strings.Contains(heads[0].text, first.RunID) || !strings.Contains(heads[0].text, "out of memory") {
		t.Fatalf("posted: %+v, want the failure", heads)
	}
	if _, err := b.Run(t.Context(), RunOptions{}); err == nil || len(w.heads()) != 2 {
		t.Errorf("second attempt: %v, %d messages, want 2", err, len(w.heads()))
	}
	b.outside.build = nil
	b.outside.checks = blockingCheck()
	if _, err := b.Run(t.Context(), RunOptions{}); err == nil || !strings.Contains(w.heads()[2].text, "held by a check") {
		t.Errorf("held: %v, %+v", err, w.heads())
	}
	for _, m := range w.heads() {
		if strings.Contains(m.text, "canary") {
			t.Errorf("the token is in %s", m.text)
		}
	}
}

func TestStoppedRunIsNotAnnounced(t *testing.T) {
	w, slack := newWorkspace(t)
	b := quick(newBench(t, slack))
	hanging := make(chan struct{})
	b.outside.block["desk.tickets"] = hanging
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-hanging; cancel() }()
	if _, err := b.Run(ctx, RunOptions{}); !errors.Is(err, context.Canceled) || len(w.heads()) != 0 {
		t.Errorf("got %v, %d messages, want none", err, len(w.heads()))
	}
}
