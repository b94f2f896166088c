package access

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"quarterdeck/config"
)

// Options are what a guard needs.
type Options struct {
	// Serve says who may come in. config.Load has checked it.
	Serve config.Serve
	// Public are the paths anybody may ask for, such as that of the health check.
	Public []string
	// Audit keeps what people did.
	Audit Recorder
	// Now is the clock of sessions and refusals, Entropy what session ids are made of.
	Now     func() time.Time
	Entropy io.Reader
	Log     *slog.Logger
}

// bodyLimit is how much a request may carry: a form of a few fields.
const bodyLimit = 64 << 10

// guard is the one door: every request of the web page goes through it.
type guard struct {
	opts     Options
	next     http.Handler
	holders  []holder
	networks []netip.Prefix
	sessions *sessions
	failures *failures
	origin   *http.CrossOriginProtection
}

// Guard makes the wrapper that lets only those in whom the configuration knows.
// Where it knows nobody, and only this machine can reach the page, everybody is admin.
func Guard(opts Options) (func(http.Handler) http.Handler, error) {
	switch {
	case opts.Audit == nil || opts.Now == nil || opts.Entropy == nil || opts.Log == nil:
		return nil, errors.New("guard the web page: it needs an audit log, a clock, entropy and a log")
	case !opts.Serve.NeedsSignIn() && !opts.Serve.Local():
		return nil, errors.New("guard the web page: other machines can reach it and nobody has to sign in")
	}
	return func(next http.Handler) http.Handler {
		return &guard{
			opts: opts, next: next, holders: holders(opts.Serve.Tokens), networks: opts.Serve.Proxy.TrustedNetworks(),
			sessions: newSessions(opts.Now, opts.Entropy), failures: newFailures(opts.Now),
			origin: http.NewCrossOriginProtection(),
		}
	}, nil
}

// ServeHTTP refuses, or lets the request through as of the person who sent it.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.setHeaders(w.Header())
	switch {
	case !g.knownHost(r.Host):
		http.Error(w, "this page has no such name; list it under serve.hosts", http.StatusMisdirectedRequest)
		return
	case !slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodPost}, r.Method):
		w.Header().Set("Allow", "GET, HEAD, POST")
		http.Error(w, "there is no such method here", http.StatusMethodNotAllowed)
		return
	case g.origin.Check(r) != nil:
		http.Error(w, "this request came from another site", http.StatusForbidden)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
	if slices.Contains(g.opts.Public, r.URL.Path) {
		g.next.ServeHTTP(w, r)
		return
	}
	switch r.URL.Path {
	case signInPath:
		g.signIn(w, r)
	case signOutPath:
		g.signOut(w, r)
	case stylePath:
		serveStyle(w)
	default:
		g.serve(w, r)
	}
}

// serve answers what needs a person.
func (g *guard) serve(w http.ResponseWriter, r *http.Request) {
	person, verdict := g.who(r)
	switch {
	case verdict == tooMany:
		g.refuseTooMany(w)
		return
	case verdict == unknown:
		g.askToSignIn(w, r)
		return
	case r.Method == http.MethodPost && !person.MayAct():
		http.Error(w, "only an admin may do this", http.StatusForbidden)
		return
	}
	answer := &watched{ResponseWriter: w, before: func(status int, header http.Header) error {
		action := seen(r.Method, status, header)
		if action == "" {
			return nil
		}
		return g.record(r, person.Name, action, r.URL.Path)
	}}
	g.next.ServeHTTP(answer, r.WithContext(With(r.Context(), person)))
	answer.end()
}

// record writes down what somebody did. A line of the log tells where it fails.
func (g *guard) record(r *http.Request, who string, action Action, what string) error {
	err := g.opts.Audit.Record(r.Context(), Entry{At: g.opts.Now(), Who: who, Action: action, What: what})
	if err != nil {
		g.opts.Log.ErrorContext(r.Context(), "the audit log could not be written", "action", string(action), "error", err)
	}
	return err
}

// knownHost tells whether a browser may have asked for this name. A name of
// somebody else's that points here could read the page for its owner; an address
// cannot be such a name.
func (g *guard) knownHost(host string) bool {
	name := host
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		name = host[:i]
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	return strings.EqualFold(name, "localhost") ||
		slices.ContainsFunc(g.opts.Serve.Hosts, func(known string) bool { return strings.EqualFold(known, name) })
}

// setHeaders are on every response, also on refusals.
func (g *guard) setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; "+
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	if g.opts.Serve.Encrypted() {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}
