package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// strict lets one message a second into a channel, and asks one call of eight to wait.
type strict struct {
	next   http.RoundTripper
	clock  *clock
	random *rand.Rand
	last   map[string]time.Time
	quiet  time.Time
	early  []string
	asked  time.Duration
}

func (s *strict) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	now, channel := s.clock.Now(), form.Get("channel")
	if now.Before(s.quiet) {
		s.early = append(s.early, fmt.Sprintf("%s while it was asked to wait until %s", now, s.quiet))
	}
	if now.Sub(s.last[channel]) < time.Second {
		s.early = append(s.early, fmt.Sprintf("%s to %s, after %s", now, channel, s.last[channel]))
	}
	if s.random.IntN(8) == 0 {
		wait := time.Duration(1+s.random.IntN(30)) * time.Second
		s.quiet, s.asked = now.Add(wait), s.asked+wait
		return &http.Response{StatusCode: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {fmt.Sprint(int(wait.Seconds()))}},
			Body: io.NopCloser(strings.NewReader("")), Request: r}, nil
	}
	s.last[channel] = now
	return s.next.RoundTrip(r)
}

// Five hundred messages to twenty channels all arrive in their order, none sooner than
// Slack allows and none while it asked for quiet.
func TestFiveHundredMessagesKeepThePace(t *testing.T) {
	f := newFakeSlack(t)
	s := &strict{next: f.Client().Transport, clock: f.clock, random: rand.New(rand.NewPCG(1, 2)), last: map[string]time.Time{}}
	c, err := New(Options{Token: "xoxb-test", BaseURL: f.URL + "/api", HTTP: &http.Client{Transport: s}, Now: f.clock.Now, Sleep: f.clock.Sleep, Attempts: 20, MaxWait: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	started := f.clock.Now()
	for i := range 500 {
		p := post(t, fmt.Sprint(i))
		p.Message.Thread, p.Channel = nil, fmt.Sprintf("C%02d", i%20)
		if _, err := c.Post(context.Background(), p); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.early) > 0 {
		t.Errorf("%d too early, as %s", len(s.early), s.early[0])
	}
	posted := f.posted()
	if len(posted) != 500 {
		t.Errorf("%d messages, want 500", len(posted))
	}
	next := map[string]int{}
	for _, m := range posted {
		var i int
		if _, err := fmt.Sscanf(string(m.metadata[strings.Index(string(m.metadata), `"key":"`)+len(`"key":"`):]), "%d", &i); err != nil {
			t.Fatal(err)
		}
		if want := next[m.channel]; i/20 != want {
			t.Errorf("channel %s got message %d, want %d", m.channel, i/20, want)
		}
		next[m.channel]++
	}
	if took, most := f.clock.Now().Sub(started), 30*time.Second+s.asked*12/10; took > most {
		t.Errorf("it took %s, of which it was asked to wait %s", took, s.asked)
	}
}

// A prepared file that is not seen is taken away before anybody is told so.
func TestSharedTakesAwayWhatIsNotSeen(t *testing.T) {
	var deleted []string
	f := newFakeSlack(t)
	answers := map[string]string{
		"seen":   `{"ok":true,"file":{"id":"seen","channels":["C1"]},"paging":{}}`,
		"thread": `{"ok":true,"file":{"id":"thread","shares":{"private":{"C1":[{"ts":"1.1"}]}}},"paging":{}}`,
		"other":  `{"ok":true,"file":{"id":"other","channels":["C2"]},"paging":{}}`,
		"gone":   `{"ok":false,"error":"file_not_found"}`,
		"closed": `{"ok":false,"error":"missing_scope"}`,
	}
	send := roundTrip(func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		answer := answers[form.Get("file")]
		if strings.HasSuffix(r.URL.Path, "files.delete") {
			deleted = append(deleted, form.Get("file"))
			answer = `{"ok":true}`
		}
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(answer)), Request: r}, nil
	})
	c, err := New(Options{Token: "x", BaseURL: f.URL, HTTP: &http.Client{Transport: send}, Now: f.clock.Now, Sleep: f.clock.Sleep})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]struct{ seen, fails bool }{"seen": {true, false}, "thread": {true, false}, "other": {}, "gone": {}, "closed": {false, true}} {
		seen, err := c.Shared(context.Background(), "C1", id)
		var refused *Error
		if seen != want.seen || (err != nil) != want.fails || err != nil && !errors.As(err, &refused) {
			t.Errorf("%s: got %v, %v", id, seen, err)
		}
	}
	if strings.Join(deleted, " ") != "other" {
		t.Errorf("took away %v, want what is not seen in the channel", deleted)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
