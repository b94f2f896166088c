package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The answer to every third post is lost after Slack carried it out. Looking a
// doubtful one up posts each message once.
func TestLostAnswersNeitherLoseNorDouble(t *testing.T) {
	f := newFakeSlack(t)
	f.locked(func() { f.lost = everyNthPost(3) })
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
		if ts != f.posted()[len(f.posted())-1].ts {
			t.Errorf("%s: another message's timestamp", p.Key)
		}
	}
	if len(f.posted()) != 200 {
		t.Errorf("%d messages, want 200", len(f.posted()))
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
	f.locked(func() {
		f.messages[0].metadata = json.RawMessage(`{"event_type":"another_bot","event_payload":{"key":"k0"}}`)
	})
	if _, err := c.Find(ctx, "C1", "k0", before); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v for another bot's message, want not found", err)
	}
	if _, err := c.Find(ctx, "C1", "k99", before); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want not found", err)
	}
	if _, err := c.Find(ctx, "C1", "k0", before.Add(3*time.Second)); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want not found among later messages", err)
	}
	f.misbehave(func(_ string, _ int, w http.ResponseWriter) (bool, bool) {
		fmt.Fprint(w, `{"ok":false,"error":"missing_scope"}`)
		return false, true
	})
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
	f.locked(func() { f.lost = everyNthPost(2) }) // the second reply's answer is lost
	if err := c.PostThread(ctx, ts, p, true); OutcomeOf(err) != Ambiguous {
		t.Fatalf("got %v, want an ambiguous error", err)
	}
	f.locked(func() { f.lost = nil })
	if err := c.PostThread(ctx, ts, p, false); err != nil {
		t.Fatal(err)
	}
	if len(f.posted()) != n+1 {
		t.Fatalf("%d messages, want the digest and its %d replies", len(f.posted()), n)
	}
	for i, m := range f.posted()[1:] {
		if m.thread != ts || m.text != p.Message.Thread[i].Text {
			t.Errorf("reply %d: %q in thread %s", i, m.text, m.thread)
		}
	}
	p.RunID, p.Message.Thread = "R2", p.Message.Thread[:1]
	if err := c.PostThread(ctx, ts, p, false); err != nil {
		t.Fatal(err)
	}
	if got, want := f.posted()[n].text, "This part no longer applies since run R2."; got != want {
		t.Errorf("surplus reply: got %q, want %q", got, want)
	}
	p.Message.Text = "changed"
	if err := c.Update(ctx, ts, p); err != nil || f.posted()[0].text != "changed" || len(f.posted()) != n+1 {
		t.Errorf("update: %v, %q", err, f.posted()[0].text)
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
