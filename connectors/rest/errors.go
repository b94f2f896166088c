package rest

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// Error is a request that did not succeed.
type Error struct {
	Source string
	Stream string
	Method string
	// Path is the request's path, without its query.
	Path string
	// Status is the HTTP status, 0 when no answer came.
	Status int
	// Permanent is true when asking again cannot help.
	Permanent bool
	// Denied is true when the vendor refused the credentials.
	Denied bool
	// Unreachable is true when no connection came about.
	Unreachable bool
	// RetryAfter is how long the vendor asked to wait; 0 when it did not say.
	RetryAfter time.Duration
	// Attempts is how often the request was sent.
	Attempts int
	// Body is the beginning of the answer, without secrets.
	Body string
	// Err is the cause when it was not the status.
	Err error
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "read %s: %s %s: ", name(e.Source, e.Stream), e.Method, e.Path)
	if e.Status != 0 {
		fmt.Fprintf(&b, "%d %s", e.Status, http.StatusText(e.Status))
	}
	if e.Err != nil {
		if e.Status != 0 {
			b.WriteString(": ")
		}
		b.WriteString(e.Err.Error())
	}
	if e.Denied {
		fmt.Fprintf(&b, ": check token of source %s", e.Source)
	}
	if e.Body != "" {
		fmt.Fprintf(&b, ": %s", e.Body)
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (gave up after %d attempts)", e.Attempts)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// IsPermanent says whether err is known not to go away by trying again.
func IsPermanent(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Permanent
}

// IsUnreachable says whether err means that the source's host could not be
// connected to, so that its other streams cannot be read either.
func IsUnreachable(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Unreachable
}

func name(source, stream string) string {
	if stream == "" {
		return source
	}
	return source + "." + stream
}

// ErrTooLarge is the cause when an answer exceeds its size limit.
var ErrTooLarge = errors.New("answer is larger than allowed")

// permanentError marks a cause that no further attempt can mend.
type permanentError struct{ error }

func (p permanentError) Unwrap() error { return p.error }

// transportError turns an attempt without a usable answer into an Error. ctx is
// the attempt's own.
func (c *Client) transportError(ctx context.Context, req Request, err error) *Error {
	e := c.newError(req)
	// A *url.Error repeats the whole URL with its query; only its cause is kept.
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	e.Permanent = isPermanentCause(err)
	var dial *net.OpError
	e.Unreachable = errors.As(err, &dial) && dial.Op == "dial"
	if errors.Is(context.Cause(ctx), errStalled) {
		err = fmt.Errorf("%w (%s)", errStalled, c.cfg.Timeout)
	}
	e.Err = c.clean(err)
	return e
}

func isPermanentCause(err error) bool {
	var (
		marked    permanentError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
	)
	return errors.As(err, &marked) || errors.Is(err, errRedirect) || errors.Is(err, ErrTooLarge) ||
		errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid)
}

// refusal turns an answer whose status is no success into an Error.
func (c *Client) refusal(req Request, a *answer) *Error {
	// A body that cannot be read only makes the message shorter.
	body, _ := io.ReadAll(io.LimitReader(a.body, maxErrorBody))
	e := c.newError(req)
	e.Status, e.Body = a.StatusCode, c.excerpt(body)
	e.RetryAfter = ParseRetryAfter(a.Header.Get("Retry-After"), c.deps.Now())
	e.Permanent = permanent(a.StatusCode)
	e.Denied = a.StatusCode == http.StatusUnauthorized
	if c.cfg.Judge != nil {
		switch c.cfg.Judge(a.StatusCode, a.Header, body) {
		case Temporary:
			e.Permanent, e.Denied = false, false
		case Permanent:
			e.Permanent = true
		case Denied:
			e.Permanent, e.Denied = true, true
		}
	}
	return e
}

const maxErrorBody = 64 << 10

// Fail is a permanent error about an answer that arrived well but cannot be true.
func (c *Client) Fail(req Request, cause error) *Error {
	e := c.newError(req)
	e.Permanent, e.Err = true, c.clean(cause)
	return e
}

// Deny is an error that blames the credentials although the status did not.
func (c *Client) Deny(req Request, cause error) *Error {
	e := c.Fail(req, cause)
	e.Denied = true
	return e
}

func (c *Client) newError(req Request) *Error {
	return &Error{Source: c.cfg.Source, Stream: req.Stream, Method: req.method(), Path: req.Path}
}

// clean hides secrets in the text of an error and keeps what it wraps.
func (c *Client) clean(err error) error {
	text := c.redact(err.Error())
	if text == err.Error() {
		return err
	}
	return redacted{text: text, cause: err}
}

type redacted struct {
	text  string
	cause error
}

func (r redacted) Error() string        { return r.text }
func (r redacted) Is(target error) bool { return errors.Is(r.cause, target) }

const excerptLength = 240

// excerpt is the readable beginning of an answer, without secrets.
func (c *Client) excerpt(body []byte) string {
	text := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsPrint(r) && r != ' ' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(string(body[:min(len(body), 4*excerptLength)]), "�"))
	text = c.redact(strings.Join(strings.Fields(text), " "))
	if runes := []rune(text); len(runes) > excerptLength {
		text = string(runes[:excerptLength]) + "…"
	}
	return text
}

func (c *Client) redact(text string) string { return c.secrets.Replace(text) }

// secretReplacer covers the secret in every spelling it could come back in.
func secretReplacer(a Auth) *strings.Replacer {
	var pairs []string
	hide := func(s string) {
		if len(s) >= 4 {
			pairs = append(pairs, s, "***")
		}
	}
	if a.basic {
		hide(base64.StdEncoding.EncodeToString([]byte(a.user + ":" + a.secret)))
	}
	spellings := []string{a.secret, url.QueryEscape(a.secret), url.PathEscape(a.secret)}
	if a.basic && len(a.secret) < 4 {
		// The key is sent as the user, with a password that says nothing.
		spellings = []string{a.user, url.QueryEscape(a.user), url.PathEscape(a.user)}
	}
	for _, s := range spellings {
		hide(s)
		hide(base64.StdEncoding.EncodeToString([]byte(s)))
		hide(base64.RawURLEncoding.EncodeToString([]byte(s)))
	}
	return strings.NewReplacer(pairs...)
}
