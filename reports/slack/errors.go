package slack

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/slack-go/slack"
)

// Outcome says what is known of a message after an error.
type Outcome string

const (
	// Failed: Slack refused it, and would again. It is not in the channel.
	Failed Outcome = "failed"
	// Temporary: it is not in the channel, and a later try may succeed.
	Temporary Outcome = "temporary"
	// Ambiguous: the request may have been carried out. Sending again may post
	// it twice; look it up first.
	Ambiguous Outcome = "ambiguous"
)

// Error is a call to Slack that did not succeed.
type Error struct {
	// Method is Slack's: chat.postMessage.
	Method  string
	Outcome Outcome
	// Code is Slack's word for it, invalid_blocks or channel_not_found, where it gave one.
	Code string
	// RetryAfter is how long Slack asked to wait, or 0.
	RetryAfter time.Duration
	Err        error
}

// Error names the method, the outcome and the cause.
func (e *Error) Error() string {
	return fmt.Sprintf("call %s: %s: %v", e.Method, e.Outcome, e.Err)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// OutcomeOf is the outcome of an error this package returned. An error of
// another kind says nothing about the message, so it is ambiguous.
func OutcomeOf(err error) Outcome {
	var e *Error
	if errors.As(err, &e) {
		return e.Outcome
	}
	return Ambiguous
}

// classify turns what the library returned into an Error. Only what proves that
// Slack did not act makes it anything but ambiguous.
func classify(method string, err error) *Error {
	e := &Error{Method: method, Outcome: Ambiguous, Err: err}
	var limited *slack.RateLimitedError
	var refused slack.SlackErrorResponse
	var status slack.StatusCodeError
	switch {
	case errors.As(err, &limited):
		e.Outcome, e.RetryAfter = Temporary, limited.RetryAfter
	case errors.As(err, &refused):
		e.Code, e.Outcome = refused.Err, codeOutcome(refused.Err)
		for _, detail := range refused.ResponseMetadata.Messages {
			e.Err = fmt.Errorf("%w: %s", e.Err, detail)
		}
	case errors.As(err, &status):
		e.Outcome = statusOutcome(status.Code)
	case neverSent(err):
		e.Outcome = Temporary
	}
	return e
}

// codeOutcome reads Slack's error words. Slack documents of internal_error and
// fatal_error that a part of the operation may have succeeded.
func codeOutcome(code string) Outcome {
	switch code {
	case "internal_error", "fatal_error":
		return Ambiguous
	case "ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable", "request_timeout", "team_added_to_org":
		return Temporary
	}
	return Failed
}

// statusOutcome reads an HTTP status that came without Slack's own answer. A
// gateway's 5xx says nothing of what happened behind it.
func statusOutcome(code int) Outcome {
	switch {
	case code == http.StatusTooManyRequests:
		return Temporary
	case code >= 400 && code < 500 && code != http.StatusRequestTimeout:
		return Failed
	}
	return Ambiguous
}

// neverSent reports whether the request cannot have reached Slack: no address,
// no connection, or no trusted TLS.
func neverSent(err error) bool {
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	var dns *net.DNSError
	var record tls.RecordHeaderError
	var verify *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	return errors.As(err, &dns) || errors.As(err, &record) || errors.As(err, &verify) || errors.As(err, &authority)
}

// notStarted is the error for a call that was not made because its context ended.
func notStarted(ctx context.Context, method string) *Error {
	return &Error{Method: method, Outcome: Temporary, Err: context.Cause(ctx)}
}
