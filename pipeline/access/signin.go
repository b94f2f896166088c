package access

import (
	_ "embed"
	"html/template"
	"net/http"
	"strconv"
	"strings"
)

// The paths the guard answers itself.
const (
	signInPath  = "/sign-in"
	signOutPath = "/sign-out"
	stylePath   = "/sign-in.css"
)

//go:embed signin.html
var signInPage string

//go:embed signin.css
var signInStyle []byte

// signInForm is what the page shows.
type signInForm struct {
	Next  string
	Wrong bool
	// Proxy says that a proxy signs people in, and no form helps.
	Proxy bool
}

// askToSignIn answers who nobody knows: a person with the form, a program with words.
func (g *guard) askToSignIn(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="quarterdeck"`)
	if r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html") {
		g.showForm(w, signInForm{Next: r.URL.RequestURI()}, http.StatusUnauthorized)
		return
	}
	http.Error(w, "sign in first", http.StatusUnauthorized)
}

func (g *guard) showForm(w http.ResponseWriter, form signInForm, status int) {
	form.Proxy = len(g.holders) == 0
	page, err := template.New("sign-in").Parse(signInPage)
	if err != nil {
		g.opts.Log.Error("the sign-in page could not be read", "error", err)
		http.Error(w, "the sign-in page is broken", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := page.Execute(w, form); err != nil {
		g.opts.Log.Debug("the sign-in page was not sent whole", "error", err)
	}
}

// signIn shows the form, and takes the token it sends.
func (g *guard) signIn(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		g.showForm(w, signInForm{Next: "/"}, http.StatusOK)
		return
	}
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form could not be read", http.StatusBadRequest)
		return
	}
	next := ownPath(r.PostForm.Get("next"))
	person, verdict := g.byToken(r, strings.TrimSpace(r.PostForm.Get("token")))
	switch verdict {
	case tooMany:
		g.refuseTooMany(w)
		return
	case unknown:
		g.showForm(w, signInForm{Next: next, Wrong: true}, http.StatusUnauthorized)
		return
	}
	if g.record(r, person.Name, LoggedIn, "from "+g.client(r).String()) != nil {
		http.Error(w, "the audit log cannot be written, so nobody can sign in", http.StatusServiceUnavailable)
		return
	}
	id, err := g.sessions.begin(person)
	if err != nil {
		g.opts.Log.ErrorContext(r.Context(), "no session could be made", "error", err)
		http.Error(w, "no session could be made", http.StatusInternalServerError)
		return
	}
	http.SetCookie(w, g.cookie(id, int(sessionSpan.Seconds())))
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func (g *guard) signOut(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "sign out by POST", http.StatusMethodNotAllowed)
		return
	}
	if cookie, err := r.Cookie(g.cookieName()); err == nil {
		g.sessions.end(cookie.Value)
	}
	http.SetCookie(w, g.cookie("", -1))
	http.Redirect(w, r, signInPath, http.StatusSeeOther)
}

// cookieName binds the cookie to this host where the line is encrypted: browsers
// take a __Host- cookie from nobody else.
func (g *guard) cookieName() string {
	if g.opts.Serve.Encrypted() {
		return "__Host-quarterdeck"
	}
	return "quarterdeck"
}

func (g *guard) cookie(id string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: g.cookieName(), Value: id, Path: "/", MaxAge: maxAge, HttpOnly: true,
		Secure: g.opts.Serve.Encrypted(), SameSite: http.SameSiteStrictMode}
}

// ownPath is where to go after the sign-in: a page of ours, whatever the form says.
func ownPath(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

func (g *guard) refuseTooMany(w http.ResponseWriter) {
	w.Header().Set("Retry-After", strconv.Itoa(int(failureSpan.Seconds())))
	http.Error(w, "too many wrong tokens came from this address; wait a quarter of an hour", http.StatusTooManyRequests)
}

func serveStyle(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(signInStyle) // who went away misses nothing
}
