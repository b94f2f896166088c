package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"
)

// clock is a clock that only sleeping moves.
type clock struct {
	mu    sync.Mutex
	at    time.Time
	slept time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.slept = c.at.Add(d), c.slept+d
	return ctx.Err()
}

// fakeMessage is a message in the fake workspace.
type fakeMessage struct {
	channel, ts, thread, text, blocks string
	metadata                          json.RawMessage
	form                              url.Values
	at                                time.Time
}

// fakeSlack is a workspace behind HTTP. fault, when set, decides what happens to
// each call: it may answer itself, and says whether the call is carried out.
type fakeSlack struct {
	*httptest.Server
	clock *clock

	mu    sync.Mutex
	fault func(method string, call int, w http.ResponseWriter) (carriedOut, answered bool)
	// lost cuts the connection after the call was carried out.
	lost     func(method string) bool
	calls    int
	messages []*fakeMessage
}

func newFakeSlack(t *testing.T) *fakeSlack {
	t.Helper()
	f := &fakeSlack{clock: &clock{at: time.Date(2026, time.March, 10, 2, 0, 0, 0, time.UTC)}}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

func (f *fakeSlack) client(t *testing.T) *Client {
	t.Helper()
	c, err := New(Options{Token: "xoxb-test", BaseURL: f.URL + "/api", HTTP: f.Client(), Now: f.clock.Now, Sleep: f.clock.Sleep})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// locked runs change between two requests.
func (f *fakeSlack) locked(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// misbehave sets what happens to the calls from now on.
func (f *fakeSlack) misbehave(fault func(method string, call int, w http.ResponseWriter) (carriedOut, answered bool)) {
	f.locked(func() { f.fault = fault })
}

// called is how many calls came.
func (f *fakeSlack) called() (calls int) {
	f.locked(func() { calls = f.calls })
	return calls
}

// posted is what is in the workspace, oldest first.
func (f *fakeSlack) posted() (messages []fakeMessage) {
	f.locked(func() {
		for _, m := range f.messages {
			messages = append(messages, *m)
		}
	})
	return messages
}

func (f *fakeSlack) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	method := r.URL.Path[len("/api/"):]
	f.calls++
	carriedOut, answered := true, false
	if f.fault != nil {
		carriedOut, answered = f.fault(method, f.calls, w)
	}
	var answer any
	if carriedOut {
		answer = f.carryOut(method, r.PostForm)
	}
	if answered {
		return
	}
	if f.lost != nil && f.lost(method) {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		panic(http.ErrAbortHandler)
	}
}

func (f *fakeSlack) carryOut(method string, form url.Values) any {
	switch method {
	case "auth.test":
		return map[string]any{"ok": true}
	case "chat.postMessage":
		m := &fakeMessage{channel: form.Get("channel"), thread: form.Get("thread_ts"), at: f.clock.Now(),
			ts: fmt.Sprintf("%d.%06d", f.clock.Now().Unix(), len(f.messages))}
		m.set(form)
		f.messages = append(f.messages, m)
		return map[string]any{"ok": true, "channel": m.channel, "ts": m.ts}
	case "chat.update":
		for _, m := range f.messages {
			if m.ts == form.Get("ts") && m.channel == form.Get("channel") {
				m.set(form)
				return map[string]any{"ok": true, "channel": m.channel, "ts": m.ts}
			}
		}
		return refusal("message_not_found")
	case "conversations.history", "conversations.replies":
		return f.list(method == "conversations.replies", form)
	}
	return refusal("unknown_method")
}

func (m *fakeMessage) set(form url.Values) {
	m.text, m.blocks, m.metadata, m.form = form.Get("text"), form.Get("blocks"), json.RawMessage(form.Get("metadata")), form
}

// list pages newest first, three messages a page.
func (f *fakeSlack) list(replies bool, form url.Values) any {
	var found []map[string]any
	for i := len(f.messages) - 1; i >= 0; i-- {
		m := f.messages[i]
		inThread := m.thread == form.Get("ts") || m.ts == form.Get("ts")
		if m.channel != form.Get("channel") || replies && !inThread || !replies && (m.thread != "" || m.ts < form.Get("oldest")) {
			continue
		}
		found = append(found, map[string]any{"type": "message", "ts": m.ts, "text": m.text, "metadata": m.metadata})
	}
	from, _ := strconv.Atoi(form.Get("cursor"))
	to := min(from+3, len(found))
	answer := map[string]any{"ok": true, "messages": found[from:to], "has_more": to < len(found)}
	if to < len(found) {
		answer["response_metadata"] = map[string]any{"next_cursor": strconv.Itoa(to)}
	}
	return answer
}

// everyNthPost names the posts whose answer is lost.
func everyNthPost(n int) func(method string) bool {
	posts := 0
	return func(method string) bool {
		if method == "chat.postMessage" {
			posts++
		}
		return method == "chat.postMessage" && posts%n == 0
	}
}

func refusal(code string) map[string]any { return map[string]any{"ok": false, "error": code} }
