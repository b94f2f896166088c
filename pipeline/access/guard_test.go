package access

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
)

const (
	adminToken  = "an-admin-token-of-some-length"
	csmToken    = "a-csm-token-of-some-length"
	viewerToken = "a-viewer-token-of-some-length"
)

// book is an audit log in memory.
type book struct {
	lines  []string
	refuse error
}

func (b *book) Record(_ context.Context, e Entry) error {
	if b.refuse != nil {
		return b.refuse
	}
	b.lines = append(b.lines, strings.TrimSpace(e.Who+" "+string(e.Action)+" "+e.What))
	return nil
}

// door is a guarded page under test.
type door struct {
	http.Handler
	book *book
	now  *time.Time
	log  *bytes.Buffer
}

func open(t *testing.T, serve config.Serve) door {
	t.Helper()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	d := door{book: &book{}, now: &now, log: &bytes.Buffer{}}
	guard, err := Guard(Options{Serve: serve, Public: []string{"/healthz"}, Audit: d.book,
		Now: func() time.Time { return *d.now }, Entropy: rand.Reader, Log: slog.New(slog.NewTextHandler(d.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		p := From(r.Context())
		_, _ = io.WriteString(w, "numbers for "+p.Name+" "+string(p.Role)+" "+p.Owner)
	})
	mux.HandleFunc("GET /reviews/acme.pdf", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/pdf")
		_, _ = io.WriteString(w, "numbers")
	})
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "text/css") })
	mux.HandleFunc("POST /runs/1/retry", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "numbers of the run") })
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "ok") })
	d.Handler = guard(mux)
	return d
}

func withTokens() config.Serve {
	return config.Serve{Address: config.ServeAddress, Hosts: []string{"deck.example.com"}, Tokens: []config.TokenHolder{
		{Name: "ada", Token: adminToken, Role: "admin"},
		{Name: "cyd", Token: csmToken, Role: "csm", Owner: "Cyd Olsen"},
		{Name: "vic", Token: viewerToken, Role: "viewer"},
	}}
}

// ask sends a request as a browser at deck.example.com does.
func (d door) ask(method, path string, change func(*http.Request)) *http.Response {
	r := httptest.NewRequest(method, "http://deck.example.com"+path, nil)
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w.Result()
}

func bearer(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Every page and action, by everybody who must not: refused, with all the headers,
// and without a word of what is inside.
func TestNobodyComesInWhoMustNot(t *testing.T) {
	evil := func(host string) func(*http.Request) {
		return func(r *http.Request) { bearer(adminToken)(r); r.Host = host }
	}
	attempts := map[string]struct {
		change func(*http.Request)
		method string // "" is the right one
		want   int
	}{
		"nobody":              {nil, "", http.StatusUnauthorized},
		"a wrong token":       {bearer("wrong"), "", http.StatusUnauthorized},
		"an empty token":      {bearer(""), "", http.StatusUnauthorized},
		"a part of a token":   {bearer(adminToken[:10]), "", http.StatusUnauthorized},
		"a made-up session":   {func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "quarterdeck", Value: "made-up"}) }, "", http.StatusUnauthorized},
		"a proxy's header":    {func(r *http.Request) { r.Header.Set("X-Forwarded-User", "ada") }, "", http.StatusUnauthorized},
		"the token in basic":  {func(r *http.Request) { r.SetBasicAuth("ada", adminToken) }, "", http.StatusUnauthorized},
		"an evil name":        {evil("evil.example"), "", http.StatusMisdirectedRequest},
		"an evil subdomain":   {evil("deck.example.com.evil.example:80"), "", http.StatusMisdirectedRequest},
		"no name":             {evil(""), "", http.StatusMisdirectedRequest},
		"a strange method":    {bearer(adminToken), http.MethodDelete, http.StatusMethodNotAllowed},
		"a trace":             {bearer(adminToken), http.MethodTrace, http.StatusMethodNotAllowed},
		"another site's post": {func(r *http.Request) { bearer(adminToken)(r); r.Header.Set("Sec-Fetch-Site", "cross-site") }, http.MethodPost, http.StatusForbidden},
		"an old browser's cross-site post": {func(r *http.Request) {
			bearer(adminToken)(r)
			r.Header.Set("Origin", "https://evil.example")
		}, http.MethodPost, http.StatusForbidden},
		"a viewer's post": {bearer(viewerToken), http.MethodPost, http.StatusForbidden},
		"a csm's post":    {bearer(csmToken), http.MethodPost, http.StatusForbidden},
	}
	for path, right := range map[string]string{"/": "GET", "/customers/1": "GET", "/reviews/acme.pdf": "GET", "/runs/1/retry": "POST"} {
		for name, attempt := range attempts {
			d := open(t, withTokens())
			got := d.ask(max(attempt.method, map[bool]string{true: right}[attempt.method == ""]), path, attempt.change)
			if got.StatusCode != attempt.want {
				t.Errorf("%s of %s: got %d, want %d", name, path, got.StatusCode, attempt.want)
			}
			if text := body(t, got); strings.Contains(text, "numbers") {
				t.Errorf("%s of %s was shown %q", name, path, text)
			}
			checkHeaders(t, got, false)
		}
	}
	if got := open(t, withTokens()).ask(http.MethodGet, "/runs/1/retry", bearer(adminToken)); strings.Contains(body(t, got), "of the run") {
		t.Error("an action was done by GET")
	}
}

// checkHeaders parses what every response must say to a browser.
func checkHeaders(t *testing.T, r *http.Response, encrypted bool) {
	t.Helper()
	policy := map[string]string{}
	for part := range strings.SplitSeq(r.Header.Get("Content-Security-Policy"), ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), " ")
		policy[name] = value
	}
	want := map[string]string{"default-src": "'none'", "style-src": "'self'", "script-src": "'self'", "frame-ancestors": "'none'", "form-action": "'self'",
		"base-uri": "'none'", "img-src": "'self' data:", "font-src": "'self'", "connect-src": "'self'"}
	if diff := cmp.Diff(want, policy); diff != "" {
		t.Errorf("policy (-want +got):\n%s", diff)
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
		"X-Frame-Options": "DENY", "Strict-Transport-Security": map[bool]string{true: "max-age=31536000"}[encrypted]} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestThoseWhoMayComeIn(t *testing.T) {
	d := open(t, withTokens())
	for token, want := range map[string]string{adminToken: "numbers for ada admin ", csmToken: "numbers for cyd csm Cyd Olsen", viewerToken: "numbers for vic viewer "} {
		got := d.ask(http.MethodGet, "/customers/7", bearer(token))
		if text := body(t, got); got.StatusCode != http.StatusOK || text != want {
			t.Errorf("got %d %q, want %q", got.StatusCode, text, want)
		}
		checkHeaders(t, got, false)
	}
	for _, host := range []string{"deck.example.com:8080", "DECK.example.com", "127.0.0.1:8080", "[::1]:8080", "localhost"} {
		if got := d.ask(http.MethodGet, "/", func(r *http.Request) { bearer(adminToken)(r); r.Host = host }); got.StatusCode != http.StatusOK {
			t.Errorf("as %s: got %d", host, got.StatusCode)
		}
	}
	if got := d.ask(http.MethodPost, "/runs/1/retry", bearer(adminToken)); got.StatusCode != http.StatusOK {
		t.Errorf("an admin's action: got %d", got.StatusCode)
	}
	if got := d.ask(http.MethodGet, "/healthz", nil); got.StatusCode != http.StatusOK {
		t.Errorf("the public path: got %d", got.StatusCode)
	}
	got := d.ask(http.MethodGet, "/sign-in.css", nil)
	checkHeaders(t, got, false)
}

func TestAlone(t *testing.T) {
	d := open(t, config.Serve{Address: config.ServeAddress})
	got := d.ask(http.MethodGet, "/", func(r *http.Request) { r.Host = "localhost:8080" })
	if text := body(t, got); text != "numbers for local admin " {
		t.Errorf("got %q", text)
	}
	if got := d.ask(http.MethodGet, "/", func(r *http.Request) { r.Host = "rebound.example" }); got.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("by a strange name: got %d", got.StatusCode)
	}
	_, err := Guard(Options{Serve: config.Serve{Address: "0.0.0.0:8080"}, Audit: d.book, Now: time.Now, Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err == nil {
		t.Error("a page for everybody was guarded by nobody")
	}
}

// A real browser's jar and a real server: sign in, stay, sign out, run out.
func TestSession(t *testing.T) {
	d := open(t, withTokens())
	server := httptest.NewServer(d)
	defer server.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	send := func(token string) *http.Response {
		got, err := client.PostForm(server.URL+"/sign-in", url.Values{"token": {token}, "next": {"/customers/7?tab=money"}})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := send("wrong"); got.StatusCode != http.StatusUnauthorized || !strings.Contains(body(t, got), "not known") {
		t.Errorf("a wrong token: got %d", got.StatusCode)
	}
	got := send(csmToken)
	if text := body(t, got); got.Request.URL.String() != server.URL+"/customers/7?tab=money" || text != "numbers for cyd csm Cyd Olsen" {
		t.Errorf("got %s %q", got.Request.URL, text)
	}
	again := func() int {
		got, err := client.Get(server.URL + "/")
		if err != nil {
			t.Fatal(err)
		}
		_ = got.Body.Close()
		return got.StatusCode
	}
	if again() != http.StatusOK {
		t.Error("the session was not kept")
	}
	*d.now = d.now.Add(sessionSpan)
	if again() != http.StatusUnauthorized {
		t.Error("the session did not end")
	}
	send(csmToken)
	if got, err := client.Get(server.URL + "/sign-out"); err != nil || got.StatusCode != http.StatusMethodNotAllowed || again() != http.StatusOK {
		t.Errorf("signed out by GET: %v", err)
	}
	if _, err := client.Post(server.URL+"/sign-out", "", nil); err != nil || again() != http.StatusUnauthorized {
		t.Errorf("not signed out: %v", err)
	}
	want := []string{"login_failed from 127.0.0.1", "cyd logged_in from 127.0.0.1", "cyd viewed /customers/7", "cyd viewed /", "cyd logged_in from 127.0.0.1", "cyd viewed /customers/7", "cyd viewed /"}
	if diff := cmp.Diff(want, d.book.lines); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
}

func TestCookie(t *testing.T) {
	for _, encrypted := range []bool{false, true} {
		serve := withTokens()
		serve.BehindTLS = encrypted
		got := open(t, serve).ask(http.MethodPost, "/sign-in", func(r *http.Request) {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Body = io.NopCloser(strings.NewReader("next=//evil.example&token=" + adminToken))
		})
		cookies := got.Cookies()
		if len(cookies) != 1 || got.Header.Get("Location") != "/" {
			t.Fatalf("got %v, to %s", cookies, got.Header.Get("Location"))
		}
		c := cookies[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure != encrypted || strings.HasPrefix(c.Name, "__Host-") != encrypted || len(c.Value) < 40 || strings.Contains(c.Value, adminToken) {
			t.Errorf("got %s", c)
		}
		checkHeaders(t, got, encrypted)
	}
}

func TestTooManyWrongTokens(t *testing.T) {
	d := open(t, withTokens())
	from := func(addr, token string) int {
		return d.ask(http.MethodGet, "/", func(r *http.Request) { bearer(token)(r); r.RemoteAddr = addr }).StatusCode
	}
	for i := range mostFailures {
		if got := from("203.0.113.7:1000", "wrong"); got != http.StatusUnauthorized {
			t.Fatalf("try %d: got %d", i, got)
		}
	}
	for addr, want := range map[string]int{"203.0.113.7:1001": http.StatusTooManyRequests, "203.0.113.8:1000": http.StatusOK} {
		if got := from(addr, adminToken); got != want {
			t.Errorf("%s: got %d, want %d", addr, got, want)
		}
	}
	got := d.ask(http.MethodGet, "/", func(r *http.Request) { bearer("wrong")(r); r.RemoteAddr = "203.0.113.7:1" })
	checkHeaders(t, got, false)
	if got.Header.Get("Retry-After") != "900" {
		t.Errorf("got Retry-After %q", got.Header.Get("Retry-After"))
	}
	*d.now = d.now.Add(failureSpan)
	if got := from("203.0.113.7:1001", adminToken); got != http.StatusOK {
		t.Errorf("after the wait: got %d", got)
	}
	for range mostFailures {
		from("[2001:db8::1]:1", "wrong")
	}
	if got := from("[2001:db8::ffff]:1", adminToken); got != http.StatusTooManyRequests {
		t.Errorf("a neighbour: got %d", got)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	now := time.Unix(0, 0)
	f := newFailures(func() time.Time { return now })
	s := newSessions(func() time.Time { return now }, rand.Reader)
	for i := range 2 * mostAddresses {
		now = now.Add(time.Millisecond)
		f.add(addrOf(i))
		if _, err := s.begin(Person{Name: "ada"}); err != nil {
			t.Fatal(err)
		}
	}
	if len(f.from) != mostAddresses || len(s.all) != mostSessions {
		t.Errorf("got %d addresses and %d sessions, want %d and %d", len(f.from), len(s.all), mostAddresses, mostSessions)
	}
}

func TestProxy(t *testing.T) {
	serve := config.Serve{Address: "0.0.0.0:8080", BehindTLS: true, Hosts: []string{"deck.example.com"}, Proxy: config.Proxy{
		Header: "X-Forwarded-User", Trusted: []string{"10.1.2.3", "10.9.0.0/16"},
		People: []config.ProxyPerson{{Name: "ada@example.com", Role: "admin"}, {Name: "cyd@example.com", Role: "csm", Owner: "Cyd Olsen"}},
	}}
	for name, test := range map[string]struct {
		from  string
		users []string
		want  int
	}{
		"the proxy":                {"10.1.2.3:5", []string{"cyd@example.com"}, http.StatusOK},
		"its network":              {"10.9.8.7:5", []string{"ada@example.com"}, http.StatusOK},
		"mapped into IPv6":         {"[::ffff:10.1.2.3]:5", []string{"ada@example.com"}, http.StatusOK},
		"somebody beside it":       {"10.1.2.4:5", []string{"ada@example.com"}, http.StatusUnauthorized},
		"somebody it does not let": {"10.1.2.3:5", []string{"eve@example.com"}, http.StatusUnauthorized},
		"two names":                {"10.1.2.3:5", []string{"ada@example.com", "cyd@example.com"}, http.StatusUnauthorized},
		"no name":                  {"10.1.2.3:5", nil, http.StatusUnauthorized},
	} {
		got := open(t, serve).ask(http.MethodGet, "/", func(r *http.Request) {
			r.RemoteAddr = test.from
			for _, user := range test.users {
				r.Header.Add("X-Forwarded-User", user)
			}
		})
		if got.StatusCode != test.want {
			t.Errorf("%s: got %d, want %d", name, got.StatusCode, test.want)
		}
		checkHeaders(t, got, true)
	}
}

// What cannot be written down is not shown.
func TestAuditComesFirst(t *testing.T) {
	d := open(t, withTokens())
	d.book.refuse = errors.New("disk full")
	for _, path := range []string{"/", "/reviews/acme.pdf"} {
		got := d.ask(http.MethodGet, path, bearer(adminToken))
		if text := body(t, got); got.StatusCode != http.StatusServiceUnavailable || strings.Contains(text, "numbers") {
			t.Errorf("got %d %q", got.StatusCode, text)
		}
	}
	d.book.refuse = nil
	for _, path := range []string{"/", "/reviews/acme.pdf", "/style.css", "/nothing"} {
		d.ask(http.MethodGet, path, bearer(adminToken))
		d.ask(http.MethodHead, path, bearer(adminToken))
	}
	if want := []string{"ada viewed /", "ada downloaded /reviews/acme.pdf", "ada viewed /nothing"}; !slices.Equal(d.book.lines, want) {
		t.Errorf("got %q, want %q", d.book.lines, want)
	}
	for _, token := range []string{adminToken, csmToken, viewerToken, "wrong"} {
		d.ask(http.MethodGet, "/", bearer(token))
		if strings.Contains(d.log.String()+strings.Join(d.book.lines, ""), token) {
			t.Errorf("the token %s was written down", token)
		}
	}
}
