package rest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

const token = "sk-very-secret+token/1"

// world is a clock that only sleeping moves, and the sleeps it saw.
type world struct {
	now    time.Time
	slept  []time.Duration
	random float64
}

func newWorld() *world { return &world{now: time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)} }

func (w *world) deps() connectors.Deps {
	return connectors.Deps{
		Now:    func() time.Time { return w.now },
		Random: func() float64 { return w.random },
		Sleep: func(ctx context.Context, d time.Duration) error {
			w.slept = append(w.slept, d)
			w.now = w.now.Add(d)
			return ctx.Err()
		},
	}
}

func (w *world) total() time.Duration {
	sum := time.Duration(0)
	for _, d := range w.slept {
		sum += d
	}
	return sum
}

// serve answers the nth request, counted from 1, with answers[n-1]; the last
// one answers all later ones too.
func serve(t *testing.T, answers ...http.HandlerFunc) (base string, requests *int) {
	t.Helper()
	n := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		answers[min(n, len(answers))-1](w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, &n
}

func reply(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func open(t *testing.T, w *world, cfg rest.Config) *rest.Client {
	t.Helper()
	cfg.Source, cfg.Auth = "crm", rest.Bearer(token)
	client, err := rest.New(cfg, w.deps())
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func get(t *testing.T, client *rest.Client) (string, error) {
	t.Helper()
	var page rest.Page
	root, err := client.JSON(t.Context(), rest.Request{Stream: "deals", Path: "/v1/deals"}, &page)
	if err != nil {
		return "", err
	}
	return root.String(), nil
}

func TestRetries(t *testing.T) {
	soon := reply(429, "slow down", "Retry-After", "7")
	// The header has whole seconds; the clock stands still meanwhile.
	date := reply(429, "", "Retry-After", newWorld().now.Add(30*time.Second).Format(http.TimeFormat))
	reset := func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }
	short := reply(200, `{"a":`, "Content-Length", "100")
	cases := []struct {
		name    string
		answers []http.HandlerFunc
		slept   []time.Duration
	}{
		{"at once", []http.HandlerFunc{reply(200, `{"ok":1}`)}, nil},
		{"retry-after in seconds", []http.HandlerFunc{soon, soon, reply(200, `{"ok":1}`)}, []time.Duration{7 * time.Second, 7 * time.Second}},
		{"retry-after as a date", []http.HandlerFunc{date, reply(200, `{"ok":1}`)}, []time.Duration{30 * time.Second}},
		{"429 without a time", []http.HandlerFunc{reply(429, ""), reply(429, ""), reply(200, `{"ok":1}`)}, []time.Duration{250 * time.Millisecond, 500 * time.Millisecond}},
		{"maintenance with a time", []http.HandlerFunc{reply(503, "", "Retry-After", "60"), reply(200, `{"ok":1}`)}, []time.Duration{time.Minute}},
		{"server errors", []http.HandlerFunc{reply(500, ""), reply(502, ""), reply(524, ""), reply(200, `{"ok":1}`)}, []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second}},
		{"conflict", []http.HandlerFunc{reply(409, ""), reply(200, `{"ok":1}`)}, []time.Duration{250 * time.Millisecond}},
		{"reset", []http.HandlerFunc{reset, reply(200, `{"ok":1}`)}, []time.Duration{250 * time.Millisecond}},
		{"body cut short", []http.HandlerFunc{short, reply(200, `{"ok":1}`)}, []time.Duration{250 * time.Millisecond}},
		{"body ends early without saying so", []http.HandlerFunc{reply(200, `{"ok":`), reply(200, `{"ok":1}`)}, []time.Duration{250 * time.Millisecond}},
		{"a page of HTML", []http.HandlerFunc{reply(200, `<html>`), reply(200, `{"ok":1}`)}, []time.Duration{250 * time.Millisecond}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			base, requests := serve(t, c.answers...)
			got, err := get(t, open(t, w, rest.Config{BaseURL: base}))
			if err != nil || got != `{"ok":1}` {
				t.Fatalf("got %s, %v", got, err)
			}
			if *requests != len(c.answers) {
				t.Errorf("%d requests, want %d", *requests, len(c.answers))
			}
			if diff := cmp.Diff(c.slept, w.slept); diff != "" {
				t.Error("slept", diff)
			}
		})
	}
}

func TestJitterNeverUndercutsRetryAfter(t *testing.T) {
	for _, random := range []float64{0, 0.5, 0.999} {
		w := newWorld()
		w.random = random
		base, _ := serve(t, reply(429, "", "Retry-After", "10"), reply(200, `{}`))
		if _, err := get(t, open(t, w, rest.Config{BaseURL: base})); err != nil {
			t.Fatal(err)
		}
		if w.total() < 10*time.Second || w.total() > 12*time.Second {
			t.Errorf("random %v: slept %s, asked 10s", random, w.total())
		}
	}
}

func TestGivesUp(t *testing.T) {
	cases := []struct {
		name      string
		answer    http.HandlerFunc
		requests  int
		permanent bool
		text      string
	}{
		{"wrong token", reply(401, `{"message":"bad"}`), 1, true, `read crm.deals: GET /v1/deals: 401 Unauthorized: check token of source crm: {"message":"bad"}`},
		{"forbidden", reply(403, "no scope"), 1, true, "read crm.deals: GET /v1/deals: 403 Forbidden: no scope"},
		{"not found", reply(404, ""), 1, true, "read crm.deals: GET /v1/deals: 404 Not Found"},
		{"broken for good", reply(500, "oops"), 8, false, "read crm.deals: GET /v1/deals: 500 Internal Server Error: oops (gave up after 8 attempts)"},
		{"throttled for good", reply(429, "", "Retry-After", "1"), 40, false, "read crm.deals: GET /v1/deals: 429 Too Many Requests (gave up after 40 attempts)"},
		{"throttled for a day", reply(429, "", "Retry-After", "86400"), 1, false, "read crm.deals: GET /v1/deals: 429 Too Many Requests"},
		{"vendor's own status", reply(530, ""), 1, true, "read crm.deals: GET /v1/deals: 530 : check token of source crm"},
	}
	judge := func(status int, _ http.Header, _ []byte) rest.Verdict {
		if status == 530 {
			return rest.Denied
		}
		return rest.Usual
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			base, requests := serve(t, c.answer)
			_, err := get(t, open(t, newWorld(), rest.Config{BaseURL: base, Judge: judge}))
			var e *rest.Error
			if !errors.As(err, &e) || e.Error() != c.text {
				t.Errorf("error\n got %v\nwant %s", err, c.text)
			}
			if *requests != c.requests || rest.IsPermanent(err) != c.permanent {
				t.Errorf("%d requests, permanent %v; want %d, %v", *requests, rest.IsPermanent(err), c.requests, c.permanent)
			}
		})
	}
}

func TestNoServer(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	_, err := get(t, open(t, newWorld(), rest.Config{BaseURL: server.URL}))
	var e *rest.Error
	if !errors.As(err, &e) || e.Permanent || e.Attempts != 8 || e.Status != 0 {
		t.Errorf("got %+v", e)
	}
}

func TestSecretsStayInside(t *testing.T) {
	echo := func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(400)
		fmt.Fprintf(w, "you sent %s and %s", r.Header.Get("Authorization"), "sk-very-secret%2Btoken%2F1")
	}
	base, _ := serve(t, echo)
	for name, auth := range map[string]rest.Auth{"bearer": rest.Bearer(token), "basic": rest.Basic("me@x.test/token", token)} {
		client, err := rest.New(rest.Config{Source: "crm", BaseURL: base, Auth: auth}, newWorld().deps())
		if err != nil {
			t.Fatal(err)
		}
		_, err = get(t, client)
		for _, secret := range []string{token, "very-secret", "c2stdmVyeS1zZWNyZXQrdG9rZW4vMQ", "bWVAeC50ZXN0L3Rva2Vu"} {
			if text := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(text, secret) {
				t.Errorf("%s: %s shows in %s", name, secret, text)
			}
		}
	}
}

func TestBaseURL(t *testing.T) {
	cases := []struct{ url, problem string }{
		{"https://api.example.com", ""},
		{"https://api.example.com/prefix/", ""},
		{"http://127.0.0.1:8080", ""},
		{"http://localhost:8080/hubspot", ""},
		{"http://[::1]:8080", ""},
		{"http://api.example.com", "http:// is only allowed on this machine"},
		{"http://127.0.0.1.example.com", "http:// is only allowed on this machine"},
		{"http://10.0.0.1", "http:// is only allowed on this machine"},
		{"https://user:pw@api.example.com", "must not hold a user"},
		{"ftp://api.example.com", "must start with https://"},
		{"file:///etc/passwd", "must start with https://"},
		{"api.example.com", "must start with https://"},
		{"https://api.example.com?x=1", "must not hold a query"},
		{"https://%zz", "not a URL"},
	}
	for _, c := range cases {
		t.Run(c.url, func(t *testing.T) {
			_, err := rest.New(rest.Config{Source: "crm", BaseURL: c.url}, newWorld().deps())
			if c.problem == "" && err != nil || c.problem != "" && (err == nil || !strings.Contains(err.Error(), c.problem)) {
				t.Errorf("got %v, want %q", err, c.problem)
			}
		})
	}
	if _, err := rest.New(rest.Config{Source: "crm", BaseURL: "https://x.test"}, connectors.Deps{}); err == nil {
		t.Error("New accepted a source without a clock")
	}
}

func TestRedirects(t *testing.T) {
	var got []string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("Authorization"))
		io.WriteString(w, `{"other":1}`)
	}))
	defer other.Close()
	to := func(target string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target, http.StatusFound) }
	}
	t.Run("to another host without the credentials", func(t *testing.T) {
		base, _ := serve(t, to(other.URL))
		body, err := get(t, open(t, newWorld(), rest.Config{BaseURL: base}))
		if err != nil || body != `{"other":1}` {
			t.Fatalf("got %s, %v", body, err)
		}
		if diff := cmp.Diff([]string{""}, got); diff != "" {
			t.Error(diff)
		}
	})
	for _, target := range []string{"http://169.254.169.254/latest", "http://10.1.2.3/", "ftp://x.test/", "/v1/again"} {
		t.Run("refused to "+target, func(t *testing.T) {
			base, requests := serve(t, to(target))
			_, err := get(t, open(t, newWorld(), rest.Config{BaseURL: base}))
			if !rest.IsPermanent(err) || !strings.Contains(err.Error(), "redirect refused") || *requests > 6 {
				t.Errorf("after %d requests: %v", *requests, err)
			}
		})
	}
}
