package rest

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
)

// answer is one response with its body decompressed.
type answer struct {
	*http.Response
	body io.Reader
	// extend gives the answer its whole time again.
	extend func()
}

// decompressed is the body without its encoding. net/http has already removed
// the gzip it asked for itself.
func decompressed(resp *http.Response) (io.Reader, error) {
	if resp.Uncompressed || resp.Header.Get("Content-Encoding") != "gzip" {
		return resp.Body, nil
	}
	r, err := gzip.NewReader(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("decompress answer: %w", err)
	}
	return r, nil
}

// readAll appends all of r to buf, at most limit bytes.
func readAll(buf []byte, r io.Reader, limit int64) ([]byte, error) {
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if int64(len(buf)) > limit {
			return buf, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
		}
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return buf, fmt.Errorf("read answer: %w", err)
		}
	}
}

var errRedirect = errors.New("redirect refused")

const maxRedirects = 5

// guarded is a copy of client that follows redirects only where they are safe:
// never away from TLS, never to this machine or a private network, and without
// the credentials as soon as the host is another.
func guarded(client *http.Client, base *url.URL) *http.Client {
	safe := *client
	safe.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		local := isLoopback(base.Hostname())
		switch {
		case len(via) > maxRedirects:
			return fmt.Errorf("%w: more than %d in a row", errRedirect, maxRedirects)
		case r.URL.Scheme != "https" && !(r.URL.Scheme == "http" && local && isLoopback(r.URL.Hostname())):
			return fmt.Errorf("%w: to %s, which is not https", errRedirect, r.URL.Host)
		case !local && isPrivate(r.URL.Hostname()):
			return fmt.Errorf("%w: to the private address %s", errRedirect, r.URL.Host)
		}
		if r.URL.Host != base.Host || r.URL.Scheme != base.Scheme {
			r.Header.Del("Authorization")
			r.Header.Del("Cookie")
		}
		return nil
	}
	return &safe
}

func isPrivate(host string) bool {
	if isLoopback(host) {
		return true
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	ip = ip.Unmap()
	return ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified() || ip.IsMulticast()
}
