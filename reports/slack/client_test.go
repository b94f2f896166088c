package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func post(t *testing.T, key string) Post {
	t.Helper()
	return Post{Channel: "C1", Key: key, RunID: "R1", AsOf: "2026-03-09", Message: compose(t, sample())}
}

func TestPostSendsTheMessageWithItsKeyAndNoLinks(t *testing.T) {
	f := newFakeSlack(t)
	p := post(t, "digest 2026-03-09")
	ts, err := f.client(t).Post(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	m := f.posted()[0]
	if ts != m.ts {
		t.Errorf("got timestamp %s, want %s", ts, m.ts)
	}
	wantMeta := `{"event_type":"quarterdeck_digest","event_payload":{"as_of":"2026-03-09","key":"digest 2026-03-09","run_id":"R1"}}`
	if string(m.metadata) != wantMeta {
		t.Errorf("metadata: got %s, want %s", m.metadata, wantMeta)
	}
	for key, want := range map[string]string{"parse": "none", "link_names": "false", "unfurl_links": "false", "unfurl_media": "false",
		"text": p.Message.Text} {
		if got := m.form.Get(key); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
	want, err := json.Marshal(p.Message.Blocks)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), m.blocks); diff != "" {
		t.Errorf("blocks (-want +got):\n%s", diff)
	}
}

func TestPostsToAChannelAreASecondApart(t *testing.T) {
	f := newFakeSlack(t)
	c := f.client(t)
	for i := range 20 {
		for _, channel := range []string{"C1", "C2"} {
			p := post(t, fmt.Sprint(i))
			p.Channel = channel
			if _, err := c.Post(context.Background(), p); err != nil {
				t.Fatal(err)
			}
		}
	}
	last := map[string]time.Time{}
	for _, m := range f.posted() {
		if before, ok := last[m.channel]; ok && m.at.Sub(before) < time.Second {
			t.Errorf("%s: %s after the one before", m.channel, m.at.Sub(before))
		}
		last[m.channel] = m.at
	}
	if got, want := f.clock.slept, 19*time.Second; got != want {
		t.Errorf("slept %s for 20 posts to each of two channels, want %s", got, want)
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	f := newFakeSlack(t)
	var asked time.Time
	f.misbehave(func(_ string, call int, w http.ResponseWriter) (bool, bool) {
		if call <= 2 {
			asked = f.clock.Now().Add(17 * time.Second)
			w.Header().Set("Retry-After", "17")
			w.WriteHeader(http.StatusTooManyRequests)
			return false, true
		}
		if now := f.clock.Now(); now.Before(asked) {
			t.Errorf("called %s before Slack allowed it", asked.Sub(now))
		}
		return true, false
	})
	if _, err := f.client(t).Post(context.Background(), post(t, "k")); err != nil {
		t.Fatal(err)
	}
	if got, want := f.clock.slept, 34*time.Second; got != want {
		t.Errorf("slept %s, want %s", got, want)
	}
}

// Slack asks the workspace for quiet, not one channel: a call that gave up leaves
// the others to wait.
func TestQuietHoldsEveryCall(t *testing.T) {
	f := newFakeSlack(t)
	c, ctx := f.client(t), context.Background()
	f.misbehave(func(_ string, call int, w http.ResponseWriter) (bool, bool) {
		if call > 1 {
			return true, false
		}
		w.Header().Set("Retry-After", "300")
		w.WriteHeader(http.StatusTooManyRequests)
		return false, true
	})
	quietUntil := f.clock.Now().Add(300 * time.Second)
	var e *Error
	if _, err := c.Post(ctx, post(t, "k")); !errors.As(err, &e) || e.RetryAfter != 300*time.Second {
		t.Fatalf("got %v, want an error that says to wait 300 s", err)
	}
	other := post(t, "k2")
	other.Channel = "C2"
	if _, err := c.Post(ctx, other); err != nil {
		t.Fatal(err)
	}
	if got := f.posted()[0].at; got.Before(quietUntil) {
		t.Errorf("posted %s before the quiet ended", quietUntil.Sub(got))
	}
}

func TestRetriesAreBounded(t *testing.T) {
	for name, tc := range map[string]struct {
		retryAfter string
		calls      int
	}{"attempts": {"1", 5}, "wait": {"119", 2}} {
		f := newFakeSlack(t)
		f.misbehave(func(_ string, _ int, w http.ResponseWriter) (bool, bool) {
			w.Header().Set("Retry-After", tc.retryAfter)
			w.WriteHeader(http.StatusTooManyRequests)
			return false, true
		})
		_, err := f.client(t).Post(context.Background(), post(t, "k"))
		if OutcomeOf(err) != Temporary {
			t.Errorf("%s: got %v, want a temporary error", name, err)
		}
		if f.called() != tc.calls {
			t.Errorf("%s: %d calls, want %d", name, f.called(), tc.calls)
		}
	}
}

// What an error says of the message decides whether it may be sent again.
func TestOutcomes(t *testing.T) {
	refuse := func(code string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { fmt.Fprintf(w, `{"ok":false,"error":%q}`, code) }
	}
	status := func(code int) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { w.WriteHeader(code) }
	}
	for name, tc := range map[string]struct {
		answer func(http.ResponseWriter)
		want   Outcome
		code   string
		calls  int
	}{
		"invalid blocks":    {refuse("invalid_blocks"), Failed, "invalid_blocks", 1},
		"channel not found": {refuse("channel_not_found"), Failed, "channel_not_found", 1},
		"invalid auth":      {refuse("invalid_auth"), Failed, "invalid_auth", 1},
		"too long":          {refuse("msg_blocks_too_long"), Failed, "msg_blocks_too_long", 1},
		"internal error":    {refuse("internal_error"), Ambiguous, "internal_error", 1},
		"fatal error":       {refuse("fatal_error"), Ambiguous, "fatal_error", 1},
		"rate word":         {refuse("ratelimited"), Temporary, "ratelimited", 5},
		"bad gateway":       {status(502), Ambiguous, "", 1},
		"not found":         {status(404), Failed, "", 1},
		"429 without word":  {status(429), Temporary, "", 5},
		"half an answer":    {func(w http.ResponseWriter) { fmt.Fprint(w, `{"ok":tr`) }, Ambiguous, "", 1},
		"connection cut":    {func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, Ambiguous, "", 1},
		"no timestamp":      {func(w http.ResponseWriter) { fmt.Fprint(w, `{"ok":true}`) }, Ambiguous, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeSlack(t)
			f.misbehave(func(_ string, _ int, w http.ResponseWriter) (bool, bool) {
				tc.answer(w)
				return false, true
			})
			_, err := f.client(t).Post(context.Background(), post(t, "k"))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if e.Outcome != tc.want || e.Code != tc.code || f.called() != tc.calls {
				t.Errorf("got %s %q after %d calls, want %s %q after %d", e.Outcome, e.Code, f.called(), tc.want, tc.code, tc.calls)
			}
			if strings.Contains(err.Error(), "xoxb-test") {
				t.Errorf("the token is in the error: %v", err)
			}
		})
	}
}

func TestUnreachableSlackIsTemporary(t *testing.T) {
	f := newFakeSlack(t)
	c := f.client(t)
	f.Close()
	if _, err := c.Post(context.Background(), post(t, "k")); OutcomeOf(err) != Temporary {
		t.Errorf("got %v, want a temporary error", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.Post(ctx, post(t, "k")); OutcomeOf(err) != Temporary || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before the call: got %v, want a temporary error", err)
	}
	if got := OutcomeOf(errors.New("other")); got != Ambiguous {
		t.Errorf("an unknown error is %s, want ambiguous", got)
	}
}

func TestMessageBeyondTheLimitsIsNotSent(t *testing.T) {
	f := newFakeSlack(t)
	p := post(t, "k")
	p.Message.Blocks = append(p.Message.Blocks, paragraph(strings.Repeat("x", 3001)))
	if _, err := f.client(t).Post(context.Background(), p); OutcomeOf(err) != Failed || f.called() != 0 {
		t.Errorf("got %v after %d calls, want a failed error and none", err, f.called())
	}
}

func TestCheckAndNew(t *testing.T) {
	f := newFakeSlack(t)
	if err := f.client(t).Check(context.Background()); err != nil {
		t.Error(err)
	}
	for _, o := range []Options{{Now: time.Now}, {Token: "x"}} {
		if _, err := New(o); err == nil {
			t.Errorf("New(%+v) gave no error", o)
		}
	}
}
