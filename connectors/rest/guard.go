package rest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// errPrivate is the cause when a request would have gone into a network it has
// no business in.
var errPrivate = errors.New("connection refused: the address is not a public one")

// guard keeps requests out of this machine and of private networks. What counts
// is the address that is dialled, whatever the name in the URL: so neither a
// name that resolves to an inside address, nor one that does so only the second
// time, nor an address in an unusual spelling, nor a redirect gets through.
//
// A proxy of the environment resolves names itself and is trusted with that;
// addresses written out in a URL are refused all the same.
type guard struct {
	loopback bool // the base URL itself names this machine
	names    map[string]bool
	nets     []netip.Prefix
	resolver *net.Resolver // nil is the system's
	proxies  sync.Map      // host:port of proxies that requests were sent through
}

// newGuard reads what Config allows: names, addresses and networks.
func newGuard(base *url.URL, allow []string) *guard {
	g := &guard{loopback: isLoopback(base.Hostname()), names: map[string]bool{}}
	for _, entry := range allow {
		entry = strings.ToLower(strings.TrimSpace(entry))
		if prefix, err := netip.ParsePrefix(entry); err == nil {
			g.nets = append(g.nets, prefix.Masked())
		} else if address, err := netip.ParseAddr(strings.Trim(entry, "[]")); err == nil {
			g.nets = append(g.nets, netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()))
		} else {
			g.names[strings.TrimSuffix(entry, ".")] = true
		}
	}
	return g
}

// check refuses an address that is not public and not allowed.
func (g *guard) check(address netip.Addr) error {
	address = address.Unmap().WithZone("")
	if g.loopback && address.IsLoopback() || isPublic(address) {
		return nil
	}
	for _, n := range g.nets {
		if n.Contains(address) {
			return nil
		}
	}
	return fmt.Errorf("%w: %s; list it under allow_private_hosts if it is meant", errPrivate, address)
}

// control is called by the dialer with the very address it connects to.
func (g *guard) control(network, address string, _ syscall.RawConn) error {
	if !strings.HasPrefix(network, "tcp") {
		return fmt.Errorf("%w: network %s", errPrivate, network)
	}
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s", errPrivate, address)
	}
	return g.check(at.Addr())
}

const dialTimeout, keepAlive = 30 * time.Second, 30 * time.Second

// dial connects to host:port, as a transport asks for it.
func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: dialTimeout, KeepAlive: keepAlive, Resolver: g.resolver}
	if !g.trusts(address) {
		dialer.Control = g.control
	}
	return dialer.DialContext(ctx, network, address)
}

// trusts says whether whatever address resolves to may be connected to.
func (g *guard) trusts(address string) bool {
	if _, proxy := g.proxies.Load(address); proxy {
		return true
	}
	host, _, err := net.SplitHostPort(address)
	return err == nil && g.names[strings.TrimSuffix(strings.ToLower(host), ".")]
}

// checked is a dial of somebody else's, whose result is looked at before it is used.
func (g *guard) checked(dial func(context.Context, string, string) (net.Conn, error)) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil || g.trusts(address) {
			return conn, err
		}
		remote := conn.RemoteAddr()
		if err := g.control(remote.Network(), remote.String(), nil); err != nil {
			conn.Close()
			return nil, &net.OpError{Op: "dial", Net: network, Addr: remote, Err: err}
		}
		return conn, nil
	}
}

// transport is a copy of t that dials through the guard.
func (g *guard) transport(t *http.Transport, own bool) *http.Transport {
	t = t.Clone()
	switch {
	case own || t.DialContext == nil:
		t.DialContext = g.dial
	default:
		t.DialContext = g.checked(t.DialContext)
	}
	if t.DialTLSContext != nil {
		t.DialTLSContext = g.checked(t.DialTLSContext)
	}
	if proxy := t.Proxy; proxy != nil {
		t.Proxy = func(r *http.Request) (*url.URL, error) {
			at, err := proxy(r)
			if err == nil && at != nil {
				g.proxies.Store(hostPort(at), true)
			}
			return at, err
		}
	}
	return t
}

// hostPort is the address a transport dials for u.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// wrap guards client's way of sending. A round tripper that is no
// *http.Transport dials as it likes; of its requests only the URL is checked.
func (g *guard) wrap(next http.RoundTripper) http.RoundTripper {
	switch t := next.(type) {
	case nil:
		if usual, ok := http.DefaultTransport.(*http.Transport); ok {
			next = g.transport(usual, true)
		} else {
			next = http.DefaultTransport
		}
	case *http.Transport:
		next = g.transport(t, false)
	}
	return guardedTrips{guard: g, next: next}
}

// guardedTrips refuses URLs that name a forbidden place outright.
type guardedTrips struct {
	guard *guard
	next  http.RoundTripper
}

func (t guardedTrips) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := t.guard.checkURL(r.URL); err != nil {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, err
	}
	return t.next.RoundTrip(r)
}

func (g *guard) checkURL(u *url.URL) error {
	switch {
	case u.Scheme != "https" && !(u.Scheme == "http" && g.loopback && isLoopback(u.Hostname())):
		return fmt.Errorf("%w: %s://%s is not https", errPrivate, u.Scheme, u.Host)
	case u.User != nil:
		return fmt.Errorf("%w: a URL with a user in it, to %s", errPrivate, u.Host)
	case u.Host == "":
		return fmt.Errorf("%w: a URL without a host", errPrivate)
	}
	address, err := netip.ParseAddr(u.Hostname())
	switch {
	case err == nil:
		return g.check(address)
	case isNumber(u.Hostname()):
		return fmt.Errorf("%w: %s is an address in disguise", errPrivate, u.Host)
	}
	return nil // a name is judged by what it resolves to
}

// isNumber is true for what is no address but what some resolvers take for one:
// 2130706433, 0x7f.1, 0177.0.0.1. No name of the internet ends in a number.
func isNumber(host string) bool {
	host = strings.TrimSuffix(host, ".")
	last := host[strings.LastIndexByte(host, '.')+1:]
	_, err := strconv.ParseUint(last, 0, 64)
	return err == nil || last != "" && strings.Trim(last, "0123456789") == ""
}
