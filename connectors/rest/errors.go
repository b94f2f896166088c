package rest

import (
	"context"
	"crypto/x509"
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
	// Mend says what to change at the vendor, in the vendor's own words; empty
	// when nobody knows.
	Mend string

	// credential is what to check when it was refused.
	credential string
	// retryAfter is a Retry-After header that still has to be read by the clock.
	retryAfter string
	// renew makes the next attempt use a new token; nil when that cannot help.
	renew func()
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
		fmt.Fprintf(&b, ": check %s of source %s", or(e.credential, "token"), e.Source)
	}
	if e.Body != "" {
		fmt.Fprintf(&b, ": %s", e.Body)
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (gave up after %d attempts)", e.Attempts)
	}
	if e.Mend != "" {
		fmt.Fprintf(&b, "; %s", e.Mend)
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
	if errors.Is(context.Cause(ctx), errStalled) {
		err = stalled{cause: err, after: c.cfg.Timeout}
	}
	e.setCause(err, c.redact)
	return e
}

// unsent is the Error of a request that could not be made, for it was built
// wrongly or there was no token for it.
func (c *Client) unsent(ctx context.Context, req Request, err error) *Error {
	var e *Error
	if !errors.As(err, &e) {
		return c.transportError(ctx, req, err)
	}
	known := *e
	known.Source, known.Stream, known.credential = c.cfg.Source, req.Stream, c.cfg.Auth.credential()
	known.RetryAfter = max(known.RetryAfter, ParseRetryAfter(known.retryAfter, c.deps.Now()))
	known.Body = c.redact(known.Body)
	return &known
}

// setCause sorts err and keeps it without what redact hides.
func (e *Error) setCause(err error, redact func(string) string) {
	// A *url.Error repeats the whole URL with its query; only its cause is kept.
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		var late stalled
		if errors.As(err, &late) {
			late.cause = wrapped.Err
			err = late
		} else {
			err = wrapped.Err
		}
	}
	e.Permanent = isPermanentCause(err)
	var dial *net.OpError
	e.Unreachable = errors.As(err, &dial) && dial.Op == "dial"
	e.Err = clean(err, redact)
}

// stalled says that time ran out and keeps what that did to the request.
type stalled struct {
	cause error
	after time.Duration
}

func (s stalled) Error() string        { return fmt.Sprintf("%v (%s)", errStalled, s.after) }
func (s stalled) Is(target error) bool { return target == errStalled }
func (s stalled) Unwrap() error        { return s.cause }

func isPermanentCause(err error) bool {
	var (
		marked    permanentError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
	)
	return errors.As(err, &marked) || errors.Is(err, errRedirect) || errors.Is(err, errPrivate) || errors.Is(err, ErrTooLarge) ||
		errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid)
}

// refusal turns an answer whose status is no success into an Error.
func (c *Client) refusal(req Request, sent *http.Request, a *answer) *Error {
	// A body that cannot be read only makes the message shorter.
	body, _ := io.ReadAll(io.LimitReader(a.body, maxErrorBody))
	e := c.newError(req)
	e.Status, e.Body = a.StatusCode, excerpt(body, c.redact)
	e.RetryAfter = ParseRetryAfter(a.Header.Get("Retry-After"), c.deps.Now())
	if e.RetryAfter == 0 && a.StatusCode == http.StatusTooManyRequests && c.cfg.RetryAfter != nil {
		e.RetryAfter = min(max(c.cfg.RetryAfter(a.Header, c.deps.Now()), 0), maxRetryAfter)
	}
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
	if c.cfg.Advise != nil {
		e.Mend = c.redact(c.cfg.Advise(req, a.StatusCode, a.Header, body))
	}
	if token := c.cfg.Auth.token; token != nil && a.StatusCode == http.StatusUnauthorized {
		value := strings.TrimPrefix(sent.Header.Get("Authorization"), "Bearer ")
		e.renew = func() { token.refused(value) }
	}
	return e
}

const maxErrorBody = 64 << 10

// Fail is a permanent error about an answer that arrived well but cannot be true.
func (c *Client) Fail(req Request, cause error) *Error {
	e := c.newError(req)
	e.Permanent, e.Err = true, clean(cause, c.redact)
	return e
}

// Deny is an error that blames the credentials although the status did not.
func (c *Client) Deny(req Request, cause error) *Error {
	e := c.Fail(req, cause)
	e.Denied = true
	return e
}

func (c *Client) newError(req Request) *Error {
	return &Error{Source: c.cfg.Source, Stream: req.Stream, Method: req.method(), Path: req.Path, credential: c.cfg.Auth.credential()}
}

// clean hides secrets in the text of an error and keeps what it wraps.
func clean(err error, redact func(string) string) error {
	text := redact(err.Error())
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
func excerpt(body []byte, redact func(string) string) string {
	// Secrets go first: of one that is cut in two a part would stay.
	text := redact(strings.ToValidUTF8(string(body), "\uFFFD"))
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsPrint(r) && r != ' ' {
			return ' '
		}
		return r
	}, text[:min(len(text), 16*excerptLength)])
	text = redact(strings.Join(strings.Fields(text), " "))
	if runes := []rune(text); len(runes) > excerptLength {
		text = string(runes[:excerptLength]) + "…"
	}
	return text
}

func (c *Client) redact(text string) string {
	return redact(c.cfg.Auth.redact(text), c.cfg.Secrets...)
}
