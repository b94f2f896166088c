package rest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

var errRedirect = errors.New("redirect refused")

const maxRedirects = 5

// guarded is a copy of client that connects only where the guard lets it and
// follows redirects only as follow does.
func guarded(client *http.Client, g *guard) *http.Client {
	safe := *client
	safe.Transport = g.wrap(client.Transport)
	safe.Jar = nil
	safe.CheckRedirect = func(r *http.Request, via []*http.Request) error { return g.follow(r, via) }
	return &safe
}

// follow refuses redirects away from TLS or into private networks, and those of
// a request with a body to another host. Once a redirect has left the first
// host, nothing of the request goes along that might be a secret, not even back.
func (g *guard) follow(r *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return fmt.Errorf("%w: more than %d in a row", errRedirect, maxRedirects)
	}
	if err := g.checkURL(r.URL); err != nil {
		return fmt.Errorf("%w: %w", errRedirect, err)
	}
	// The page before may have a secret in its query.
	r.Header.Del("Referer")
	away := false
	for _, earlier := range append(via[1:len(via):len(via)], r) {
		away = away || !sameHost(earlier.URL, via[0].URL)
	}
	if !away {
		return nil
	}
	if r.Body != nil {
		return fmt.Errorf("%w: a request with a body to another host, %s", errRedirect, r.URL.Host)
	}
	plain := http.Header{}
	for _, name := range []string{"Accept", "Accept-Encoding", "User-Agent"} {
		if value := r.Header.Get(name); value != "" {
			plain.Set(name, value)
		}
	}
	r.Header = plain
	return nil
}

func sameHost(a, b *url.URL) bool { return a.Scheme == b.Scheme && a.Host == b.Host }
