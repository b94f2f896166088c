package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"quarterdeck/pipeline"
	"quarterdeck/pipeline/access"
	"quarterdeck/reports/web"
)

// visit is one request for a page.
type visit struct {
	request *http.Request
	person  access.Person
	frame   web.Frame
	// book is the publication the page is of; nil while nothing is published.
	book *book
}

// own is whose customers are shown, empty for everybody's.
func (v *visit) own() string {
	if v.person.Role == access.CSM {
		return v.person.Owner
	}
	return ""
}

// Whose numbers a page shows: everybody sees those of their own customers, and only
// who sees all customers what is of the whole company.
const (
	everybody = false
	company   = true
)

// refusal is an answer other than the page, in words for who asked.
type refusal struct {
	status        int
	heading, text string
	hint          string
}

func (r *refusal) Error() string { return r.text }

func notFound(text string) error {
	return &refusal{status: http.StatusNotFound, heading: "Not found", text: text}
}

// page makes a handler of what builds a page.
func (s *Site) page(section string, wide bool, build func(context.Context, *visit) (web.Page, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, release, err := s.visit(r, section)
		if err == nil {
			defer release()
			err = mayEnter(v.person, wide)
		}
		var page web.Page
		if err == nil {
			page, err = build(r.Context(), v)
		}
		if err != nil {
			s.fail(w, r, v, err)
			return
		}
		s.write(w, r, v, http.StatusOK, page)
	}
}

func mayEnter(person access.Person, wide bool) error {
	switch person.Role {
	case access.Viewer, access.Admin:
		return nil
	case access.CSM:
		if !wide {
			return nil
		}
		return &refusal{status: http.StatusForbidden, heading: "Not yours to see", text: "This page is of all customers.", hint: "Yours are under Customers."}
	}
	return &refusal{status: http.StatusForbidden, heading: "Who are you?", text: "Nobody is signed in."}
}

// visit opens the publication for a request. The caller releases it.
func (s *Site) visit(r *http.Request, section string) (v *visit, release func(), err error) {
	v = &visit{request: r, person: access.From(r.Context())}
	name, currency := s.opts.Pipeline.Company()
	v.frame = web.Frame{
		Company: name, Currency: currency, Section: section, Now: s.opts.Now(), Zone: s.opts.Pipeline.Zone(), Assets: s.version,
		Person: v.person.Name, Own: v.own(), MayAct: v.person.MayAct() && s.opts.Audit != nil, Notice: notices()[r.URL.Query().Get("done")],
	}
	v.book, err = s.shelf.borrow(r.Context())
	if errors.Is(err, pipeline.ErrNothingPublished) {
		return v, func() {}, nil
	}
	if err != nil {
		return v, nil, err
	}
	v.frame.AsOf, v.frame.PublishedAt, v.frame.RunID = v.book.asOf, v.book.about.PublishedAt, v.book.about.RunID
	return v, func() { s.shelf.giveBack(v.book) }, nil
}

// notices are what a page says after an action, by the word in its address.
func notices() map[string]string {
	return map[string]string{
		"started": "The run has begun.", "sent": "It has been sent.", "resolved-sent": "Noted: it arrived.",
		"resolved-not": "Noted: it did not arrive. The next run sends it.",
	}
}

// published is the publication of the visit, or a refusal that says how to get one.
func (v *visit) published() (*book, error) {
	if v.book == nil {
		return nil, &refusal{status: http.StatusOK, heading: "Nothing is published yet", text: "The numbers appear here after the first night.",
			hint: "To have them now, type: quarterdeck run"}
	}
	return v.book, nil
}

func (s *Site) write(w http.ResponseWriter, r *http.Request, v *visit, status int, page web.Page) {
	var out bytes.Buffer
	if err := s.render.Render(&out, page); err != nil {
		s.fail(w, r, v, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // who asked may have gone
}

// fail answers with a page that says why there is no other. What went wrong inside is
// for the log alone.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, v *visit, err error) {
	if r.Context().Err() != nil {
		return
	}
	var refused *refusal
	if !errors.As(err, &refused) {
		s.opts.Log.ErrorContext(r.Context(), "a page failed", "path", r.URL.Path, "error", err)
		refused = &refusal{status: http.StatusInternalServerError, heading: "Something went wrong", text: "The log of quarterdeck serve says what."}
	}
	frame := v.frame
	frame.Title = refused.heading
	var out bytes.Buffer
	err = s.render.Render(&out, web.Message{Frame: frame, Status: refused.status, Heading: refused.heading, Text: refused.text, Hint: refused.hint})
	if err != nil {
		s.opts.Log.ErrorContext(r.Context(), "a page failed", "path", r.URL.Path, "error", err)
		http.Error(w, refused.heading, refused.status)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(refused.status)
	_, _ = w.Write(out.Bytes())
}

// action makes a handler of what an admin does. It answers with the page to look at
// then, by its address.
func (s *Site) action(do func(context.Context, *visit) (string, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, release, err := s.visit(r, "")
		if err == nil {
			defer release()
			if !v.person.MayAct() || s.opts.Audit == nil {
				err = &refusal{status: http.StatusForbidden, heading: "Only an admin may do this", text: "Ask one of yours."}
			}
		}
		var next string
		if err == nil {
			next, err = do(r.Context(), v)
		}
		if err != nil {
			s.fail(w, r, v, asRefusal(err))
			return
		}
		http.Redirect(w, r, next, http.StatusSeeOther)
	}
}

// asRefusal lets who asked read what is wrong with what was asked.
func asRefusal(err error) error {
	var usage *pipeline.UsageError
	var locked *pipeline.LockedError
	switch {
	case errors.As(err, &usage):
		return &refusal{status: http.StatusConflict, heading: "That cannot be done", text: usage.Error()}
	case errors.As(err, &locked):
		return &refusal{status: http.StatusConflict, heading: "A run is under way", text: "Another process is writing to the data folder.", hint: "Try again when it has ended."}
	}
	return err
}

// record keeps who does what, before it is done.
func (s *Site) record(ctx context.Context, v *visit, did access.Action, what string) error {
	if err := s.opts.Audit.Record(ctx, access.Entry{At: s.opts.Now(), Who: v.person.Name, Action: did, What: what}); err != nil {
		return fmt.Errorf("keep in the audit log: %w", err)
	}
	return nil
}

// static serves the style sheet, the fonts and the icon, which browsers may keep.
func (s *Site) static(w http.ResponseWriter, r *http.Request) {
	data, known := s.assets[r.PathValue("name")]
	if !known || r.PathValue("version") != s.version {
		http.NotFound(w, r)
		return
	}
	kinds := map[string]string{"style.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
	kind := kinds[r.PathValue("name")]
	if kind == "" {
		kind = "font/ttf"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(data)
}

// fingerprint is short and another for other assets.
func fingerprint(assets map[string][]byte) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(assets)) {
		fmt.Fprintf(h, "%s %d ", name, len(assets[name]))
		h.Write(assets[name])
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// customerPath is the address of a customer's page.
func customerPath(id string) string { return "/customers/" + url.PathEscape(id) }
