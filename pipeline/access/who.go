package access

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"quarterdeck/config"
)

// verdict is what a request's credentials come to.
type verdict int

const (
	unknown verdict = iota // none, or wrong ones
	tooMany                // too many wrong ones came from there
	known
)

// holder is somebody with a token, which is kept as its hash only.
type holder struct {
	person Person
	hash   [sha256.Size]byte
}

func holders(configured []config.TokenHolder) []holder {
	var all []holder
	for _, c := range configured {
		all = append(all, holder{Person{Name: c.Name, Role: Role(c.Role), Owner: c.Owner}, sha256.Sum256([]byte(c.Token.Reveal()))})
	}
	return all
}

// who tells who sent the request. A session is asked for first: who is signed in
// stays so while somebody behind the same address tries tokens.
func (g *guard) who(r *http.Request) (Person, verdict) {
	if !g.opts.Serve.NeedsSignIn() {
		return Person{Name: "local", Role: Admin}, known
	}
	if cookie, err := r.Cookie(g.cookieName()); err == nil {
		if person, found := g.sessions.person(cookie.Value); found {
			return person, known
		}
	}
	if token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); found {
		return g.byToken(r, strings.TrimSpace(token))
	}
	return g.byProxy(r)
}

// byToken looks a token up. Every hash is compared, in constant time, so that the
// time says nothing; after too many failures the token is not looked at.
func (g *guard) byToken(r *http.Request, token string) (Person, verdict) {
	from := g.client(r)
	if g.failures.blocked(from) {
		return Person{}, tooMany
	}
	hash := sha256.Sum256([]byte(token))
	var person Person
	found := unknown
	for _, h := range g.holders {
		if subtle.ConstantTimeCompare(h.hash[:], hash[:]) == 1 {
			person, found = h.person, known
		}
	}
	if found == unknown {
		g.failures.add(from)
		_ = g.record(r, "", LoginFailed, "from "+from.String()) // the refusal stands; the log has the error
	}
	return person, found
}

// byProxy believes the header of a trusted proxy, and of nobody else. A header that
// comes twice may have been sent by the client, and is not believed.
func (g *guard) byProxy(r *http.Request) (Person, verdict) {
	proxy := g.opts.Serve.Proxy
	if proxy.Header == "" || !g.trusted(remote(r)) {
		return Person{}, unknown
	}
	names := r.Header.Values(proxy.Header)
	if len(names) != 1 {
		return Person{}, unknown
	}
	i := slices.IndexFunc(proxy.People, func(p config.ProxyPerson) bool { return p.Name == names[0] })
	if i < 0 {
		return Person{}, unknown
	}
	return Person{Name: proxy.People[i].Name, Role: Role(proxy.People[i].Role), Owner: proxy.People[i].Owner}, known
}

func (g *guard) trusted(addr netip.Addr) bool {
	return slices.ContainsFunc(g.networks, func(n netip.Prefix) bool { return n.Contains(addr) })
}

// client is where a request comes from: what the trusted proxy says of it, else
// the other end of the line.
func (g *guard) client(r *http.Request) netip.Addr {
	addr := remote(r)
	if !g.trusted(addr) {
		return addr
	}
	for _, part := range slices.Backward(strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")) {
		forwarded, err := netip.ParseAddr(strings.TrimSpace(part))
		if err != nil {
			break
		}
		addr = forwarded.Unmap()
		if !g.trusted(addr) {
			break
		}
	}
	return addr
}

// remote is the other end of the line; the zero address where it cannot be read.
func remote(r *http.Request) netip.Addr {
	port, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return port.Addr().Unmap().WithZone("")
}
