package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"quarterdeck/connectors"
)

// inside is the place no request may reach: a TLS server on all of loopback.
type inside struct {
	*httptest.Server
	mu      sync.Mutex
	reached int
}

func newInside(t *testing.T, handler http.HandlerFunc) *inside {
	t.Helper()
	s := &inside{}
	s.Server = httptest.NewUnstartedServer(handler)
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.mu.Lock()
			s.reached++
			s.mu.Unlock()
		}
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func (s *inside) port() string {
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	return port
}

// client is a Client of a public-looking base URL whose names n resolves.
func (s *inside) client(t *testing.T, base string, n *names, allow ...string) *Client {
	t.Helper()
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	web := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: "example.com"}}}
	now := time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)
	deps := connectors.Deps{HTTP: web, Now: func() time.Time { return now }, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
	c, err := New(Config{Source: "crm", BaseURL: base, Auth: Bearer("sk-very-secret"), AllowPrivateHosts: allow}, deps)
	if err != nil {
		t.Fatal(err)
	}
	g := newGuard(c.base, allow)
	g.resolver = n.resolver()
	c.http = guarded(web, g)
	return c
}

// fetch asks for one page and says how many connections that made.
func (s *inside) fetch(c *Client, path string) (connections int, err error) {
	s.mu.Lock()
	before := s.reached
	s.mu.Unlock()
	var page Page
	_, err = c.JSON(context.Background(), Request{Path: path}, &page)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reached - before, err
}

// forbidden are places on the inside, as a URL can spell them. A name's address
// stands behind it.
var forbidden = []struct{ host, address string }{
	{"127.0.0.1", ""}, {"127.8.8.8", ""}, {"[::1]", ""}, {"0.0.0.0", ""}, {"[::]", ""},
	{"10.0.0.1", ""}, {"172.16.5.4", ""}, {"172.31.255.255", ""}, {"192.168.1.1", ""},
	{"100.64.0.1", ""}, {"100.127.255.254", ""}, {"100.100.100.200", ""},
	{"169.254.169.254", ""}, {"169.254.170.2", ""}, {"192.0.0.192", ""}, {"198.18.0.1", ""},
	{"224.0.0.1", ""}, {"240.0.0.1", ""}, {"255.255.255.255", ""}, {"0.1.2.3", ""},
	{"[::ffff:127.0.0.1]", ""}, {"[::ffff:7f00:1]", ""}, {"[::ffff:10.0.0.1]", ""}, {"[::ffff:169.254.169.254]", ""},
	{"[::127.0.0.1]", ""}, {"[64:ff9b::127.0.0.1]", ""}, {"[64:ff9b::a9fe:a9fe]", ""}, {"[2002:7f00:1::]", ""},
	{"[fe80::1]", ""}, {"[fe80::1%25lo]", ""}, {"[fd00:ec2::254]", ""}, {"[fc00::1]", ""}, {"[fec0::1]", ""}, {"[ff02::1]", ""},
	{"localhost", "127.0.0.1"}, {"LOCALHOST.", "127.0.0.1"},
	// What a resolver of the system makes of numbers.
	{"2130706433", "127.0.0.1"}, {"0x7f000001", "127.0.0.1"}, {"0177.0.0.1", "127.0.0.1"}, {"127.1", "127.0.0.1"},
	{"metadata.google.internal", "169.254.169.254"}, {"inside.example", "10.1.2.3"}, {"six.example", "fd12::1"},
	{"mapped.example", "::ffff:127.0.0.1"}, {"both.example", "127.0.0.1 ::1"},
	{"good.example@127.0.0.1", ""}, {"api.example:443@localhost", "127.0.0.1"},
}

// TestInsideIsOutOfReach asks for every forbidden place, once as the base URL
// and once by a redirect from an honest host.
func TestInsideIsOutOfReach(t *testing.T) {
	if len(forbidden) < 40 {
		t.Fatalf("%d places", len(forbidden))
	}
	target := ""
	s := newInside(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, target, http.StatusFound)
			return
		}
		io.WriteString(w, `{"stolen":true}`)
	})
	blocked := 0
	for _, place := range forbidden {
		n := &names{answers: map[string][]string{"honest.example": {"127.0.0.1"}}}
		name := strings.ToLower(strings.TrimSuffix(place.host[strings.LastIndex(place.host, "@")+1:], "."))
		if place.address != "" {
			n.answers[name] = []string{place.address}
		}
		t.Run(place.host, func(t *testing.T) {
			base := "https://" + place.host + ":" + s.port()
			if u, err := parseBaseURL("crm", base); err == nil && !isLoopback(u.Hostname()) {
				if reached, err := s.fetch(s.client(t, base, n), "/"); !errors.Is(err, errPrivate) || !IsPermanent(err) || reached != 0 {
					t.Errorf("as the base URL: %d connections, %v", reached, err)
					return
				}
			}
			target = base + "/latest/meta-data"
			honest := s.client(t, "https://honest.example:"+s.port(), n, "honest.example")
			if reached, err := s.fetch(honest, "/away"); !errors.Is(err, errPrivate) || !IsPermanent(err) || reached != 1 {
				t.Errorf("by redirect: %d connections, %v", reached, err)
				return
			}
			blocked++
		})
	}
	t.Logf("%d of %d places out of reach", blocked, len(forbidden))
}

func TestOtherSchemesAreRefused(t *testing.T) {
	for _, base := range []string{"unix:///var/run/docker.sock", "file:///etc/passwd", "gopher://127.0.0.1:70/", "ftp://files.example/", "http://api.example/", "http://169.254.169.254/", "//127.0.0.1/", "https://"} {
		if _, err := parseBaseURL("crm", base); err == nil {
			t.Errorf("base URL %s was accepted", base)
		}
	}
	target := ""
	s := newInside(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target, http.StatusFound) })
	n := &names{answers: map[string][]string{"honest.example": {"127.0.0.1"}}}
	for _, target = range []string{"unix:///var/run/docker.sock", "file:///etc/passwd", "gopher://127.0.0.1:70/", "http://honest.example:" + s.port() + "/"} {
		c := s.client(t, "https://honest.example:"+s.port(), n, "honest.example")
		if reached, err := s.fetch(c, "/"); !IsPermanent(err) || reached != 1 {
			t.Errorf("redirect to %s: %d connections, %v", target, reached, err)
		}
	}
}

// TestAllowedPrivateHosts: what the configuration names is reached, in each of
// the ways of naming it, and nothing beside it.
func TestAllowedPrivateHosts(t *testing.T) {
	s := newInside(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{}`) })
	for _, c := range []struct {
		allow string
		ok    bool
	}{
		{"inside.example", true}, {"INSIDE.example.", true}, {"127.0.0.1", true}, {"127.0.0.0/8", true}, {"::ffff:127.0.0.1", true},
		{"", false}, {"other.example", false}, {"127.0.0.2", false}, {"10.0.0.0/8", false}, {"example", false},
	} {
		n := &names{answers: map[string][]string{"inside.example": {"127.0.0.1"}}}
		reached, err := s.fetch(s.client(t, "https://inside.example:"+s.port(), n, c.allow), "/")
		if (err == nil) != c.ok || reached > 0 != c.ok {
			t.Errorf("allowing %q: %d connections, %v", c.allow, reached, err)
		}
	}
}

// TestRebinding: a name that was good at the first look is judged again at the
// second. 127.0.0.2 plays the public address.
func TestRebinding(t *testing.T) {
	s := newInside(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		io.WriteString(w, `{}`)
	})
	public, err := net.Listen("tcp", "127.0.0.2:"+s.port())
	if err != nil {
		t.Skip("this system has only one loopback address:", err)
	}
	server := &http.Server{Handler: s.Config.Handler, TLSConfig: s.TLS}
	go server.ServeTLS(public, "", "")
	defer server.Close()
	n := &names{answers: map[string][]string{"rebind.example": {"127.0.0.2", "127.0.0.1"}}}
	c := s.client(t, "https://rebind.example:"+s.port(), n, "127.0.0.2")
	if _, err := s.fetch(c, "/"); err != nil {
		t.Fatalf("first request: %v", err)
	}
	if reached, err := s.fetch(c, "/"); !errors.Is(err, errPrivate) || reached != 0 {
		t.Errorf("after rebinding: %d connections, %v", reached, err)
	}
}

// TestForeignDialer: a transport that brings its own dialer is held to the same rules.
func TestForeignDialer(t *testing.T) {
	s := newInside(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{}`) })
	web := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, s.Listener.Addr().String())
	}}}
	c, err := New(Config{Source: "crm", BaseURL: "https://api.example"}, connectors.Deps{HTTP: web, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	var page Page
	if _, err := c.JSON(t.Context(), Request{Path: "/"}, &page); !errors.Is(err, errPrivate) {
		t.Errorf("got %v", err)
	}
}

// TestProxyIsTrusted: the operator's proxy may stand on the inside; addresses
// written out in a URL may not be reached through it either.
func TestProxyIsTrusted(t *testing.T) {
	asked := []string{}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.Host)
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer proxy.Close()
	through := func(target string) error {
		web := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(parsedURL(t, proxy.URL))}}
		c, err := New(Config{Source: "crm", BaseURL: target, Retry: Retry{Failures: 1, Throttles: 1, Patience: time.Second}},
			connectors.Deps{HTTP: web, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		var page Page
		_, err = c.JSON(t.Context(), Request{Path: "/"}, &page)
		return err
	}
	if err := through("https://api.example"); err == nil || errors.Is(err, errPrivate) {
		t.Errorf("a public name through the proxy: %v", err)
	}
	if err := through("https://10.0.0.1"); !errors.Is(err, errPrivate) {
		t.Errorf("a private address through the proxy: %v", err)
	}
	if len(asked) != 1 || asked[0] != "CONNECT api.example:443" {
		t.Errorf("the proxy was asked %v", asked)
	}
}

func parsedURL(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
