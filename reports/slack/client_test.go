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
	m := f.messages[0]
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
	for _, m := range f.messages {
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
	f.fault = func(_ string, call int, w http.ResponseWriter) (bool, bool) {
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
	}
	if _, err := f.client(t).Post(context.Background(), post(t, "k")); err != nil {
		t.Fatal(err)
	}
	if got, want := f.clock.slept, 34*time.Second; got != want {
		t.Errorf("slept %s, want %s", got, want)
	}
}

func TestRetriesAreBounded(t *testing.T) {
	for name, tc := range map[string]struct {
		retryAfter string
		calls      int
	}{"attempts": {"1", 5}, "wait": {"119", 2}} {
		f := newFakeSlack(t)
		f.fault = func(_ string, _ int, w http.ResponseWriter) (bool, bool) {
			w.Header().Set("Retry-After", tc.retryAfter)
			w.WriteHeader(http.StatusTooManyRequests)
			return false, true
		}
		_, err := f.client(t).Post(context.Background(), post(t, "k"))
		if OutcomeOf(err) != Temporary {
			t.Errorf("%s: got %v, want a temporary error", name, err)
		}
		if f.calls != tc.calls {
			t.Errorf("%s: %d calls, want %d", name, f.calls, tc.calls)
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
			f.fault = func(_ string, _ int, w http.ResponseWriter) (bool, bool) {
				tc.answer(w)
				return false, true
			}
			_, err := f.client(t).Post(context.Background(), post(t, "k"))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if e.Outcome != tc.want || e.Code != tc.code || f.calls != tc.calls {
				t.Errorf("got %s %q after %d calls, want %s %q after %d", e.Outcome, e.Code, f.calls, tc.want, tc.code, tc.calls)
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
	if _, err := f.client(t).Post(context.Background(), p); OutcomeOf(err) != Failed || f.calls != 0 {
		t.Errorf("got %v after %d calls, want a failed error and none", err, f.calls)
	}
}

// The answer to every third post is lost after Slack carried it out. Looking a
// doubtful one up posts each message once.
func TestLostAnswersNeitherLoseNorDouble(t *testing.T) {
	f := newFakeSlack(t)
	f.lost = everyNthPost(3)
	c, start := f.client(t), f.clock.Now()
	p := post(t, "")
	for i := range 200 {
		p.Key = fmt.Sprintf("digest %d", i)
		ts, err := c.Post(context.Background(), p)
		if OutcomeOf(err) == Ambiguous && err != nil {
			ts, err = c.Find(context.Background(), "C1", p.Key, start)
		}
		if err != nil {
			t.Fatalf("%s: %v", p.Key, err)
		}
		if ts != f.messages[len(f.messages)-1].ts {
			t.Errorf("%s: another message's timestamp", p.Key)
		}
	}
	if len(f.messages) != 200 {
		t.Errorf("%d messages, want 200", len(f.messages))
	}
}

func TestFind(t *testing.T) {
	f := newFakeSlack(t)
	c, ctx := f.client(t), context.Background()
	before := f.clock.Now()
	var first string
	for i := range 8 { // three pages
		ts, err := c.Post(ctx, post(t, fmt.Sprint("k", i)))
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = ts
		}
	}
	if got, err := c.Find(ctx, "C1", "k0", before); err != nil || got != first {
		t.Errorf("got %q, %v, want %q", got, err, first)
	}
	if _, err := c.Find(ctx, "C1", "k99", before); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want not found", err)
	}
	if _, err := c.Find(ctx, "C1", "k0", before.Add(3*time.Second)); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want not found among later messages", err)
	}
	f.fault = func(_ string, _ int, w http.ResponseWriter) (bool, bool) {
		fmt.Fprint(w, `{"ok":false,"error":"missing_scope"}`)
		return false, true
	}
	if _, err := c.Find(ctx, "C1", "k0", before); err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want an error that leaves the question open", err)
	}
}

func TestThreadIsMendedNotDoubled(t *testing.T) {
	f := newFakeSlack(t)
	c, ctx := f.client(t), context.Background()
	p := post(t, "k")
	n := len(p.Message.Thread)
	ts, err := c.Post(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	f.lost = everyNthPost(2) // the second reply's answer is lost
	if err := c.PostThread(ctx, ts, p, true); OutcomeOf(err) != Ambiguous {
		t.Fatalf("got %v, want an ambiguous error", err)
	}
	f.lost = nil
	if err := c.PostThread(ctx, ts, p, false); err != nil {
		t.Fatal(err)
	}
	if len(f.messages) != n+1 {
		t.Fatalf("%d messages, want the digest and its %d replies", len(f.messages), n)
	}
	for i, m := range f.messages[1:] {
		if m.thread != ts || m.text != p.Message.Thread[i].Text {
			t.Errorf("reply %d: %q in thread %s", i, m.text, m.thread)
		}
	}
	p.RunID, p.Message.Thread = "R2", p.Message.Thread[:1]
	if err := c.PostThread(ctx, ts, p, false); err != nil {
		t.Fatal(err)
	}
	if got, want := f.messages[n].text, "This part no longer applies since run R2."; got != want {
		t.Errorf("surplus reply: got %q, want %q", got, want)
	}
	p.Message.Text = "changed"
	if err := c.Update(ctx, ts, p); err != nil || f.messages[0].text != "changed" || len(f.messages) != n+1 {
		t.Errorf("update: %v, %q", err, f.messages[0].text)
	}
}

func TestMessageSurvivesStorage(t *testing.T) {
	m := compose(t, sample())
	var back Message
	if err := json.Unmarshal(encode(t, m), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(encode(t, m)), string(encode(t, back))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := Check(back); err != nil {
		t.Error(err)
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
